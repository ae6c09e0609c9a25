"""Reports for officers' programs: read, found, and dealt with by the same steps as on the page of a case."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_noop as _
from ninja import Field, Path, Query, Router, Schema
from pydantic import StringConstraints

from balairung.ground.common.text import clean_line
from balairung.kernel.files.actions import store
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.people.middleware import now_of
from balairung.kernel.search.reads import find, owners_for
from balairung.rooms.complaints import access
from balairung.rooms.complaints.desk.deeds import KNOWN, Deed, form_of, perform
from balairung.rooms.complaints.models import Complaint, Proposal
from balairung.rooms.complaints.routing import KIND
from balairung.surface.api import shapes
from balairung.surface.api.asking import (
    actor_in,
    answered,
    checked,
    files_in,
    mark_text,
    matched,
    operation,
    read_mark,
)
from balairung.surface.api.standing import standing, whole

router = Router(tags=["reports"])
PAGE = 50
LONGEST_PAGE = 100

Ref = Annotated[str, Path(pattern=shapes.REF, description=_("Nomor laporan."), examples=["P-7K3M-92QD"])]
After = Annotated[str, Query(max_length=80, description=_("Tanda halaman: `next` dari jawaban sebelumnya."))]
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE, description=_("Paling banyak sekian."))]


class Narrowing(Schema):
    """Which reports."""

    state: shapes.State | None = Field(None, description=_("Hanya yang keadaannya ini."))
    office: Annotated[str, StringConstraints(max_length=60)] = Field("", description=_("Kunci kantor."))
    topic: shapes.Code = Field("", description=_("Kode topik."))
    region: shapes.Code = Field("", description=_("Kode wilayah; kecamatan memuat desanya."))
    late: bool = Field(False, description=_("Hanya yang terlambat."))


@router.get("/reports", **operation(_("Daftar laporan, yang terbaru dahulu"), "reports.read", shapes.Reports))
def list_reports(
    request: HttpRequest, narrowing: Query[Narrowing], after: After = "", limit: Limit = PAGE
) -> dict[str, Any]:
    """What the key's person may see."""
    now, mark = now_of(request), read_mark(after)
    rows = _narrowed(Complaint.objects.visible_to(actor_in(request)), narrowing, now)
    if mark:
        before = Q(obligation__opened_at__lt=mark[0]) | Q(obligation__lt=mark[1])
        rows = rows.filter(before, obligation__opened_at__lte=mark[0])
    found = list(rows.for_list().order_by("-obligation__opened_at", "-obligation_id")[: limit + 1])
    last = found[limit - 1].obligation if len(found) > limit else None
    items = [standing(one, now) for one in found[:limit]]
    return {"items": items, "next": mark_text((last.opened_at, last.pk)) if last else None}


def _narrowed(rows: Any, asked: Narrowing, now: datetime) -> Any:
    if asked.late:
        rows = rows.filter(obligation__in=Obligation.objects.late(now))
    if asked.state:
        rows = rows.filter(obligation__state=State(asked.state))
    if region := clean_line(asked.region):
        rows = rows.filter(Q(region=region) | Q(region__parent=region))
    named = {"obligation__owner_office__key": clean_line(asked.office), "topic": clean_line(asked.topic)}
    return rows.filter(**{name: value for name, value in named.items() if value})


@router.get("/search", **operation(_("Cari laporan dengan kata-kata"), "reports.read", shapes.Reports))
def search_reports(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=120, description=_("Kata yang dicari; semuanya harus ada."))],
    after: After = "",
    limit: Limit = 20,
) -> dict[str, Any]:
    """The newest that hold all the words, of what the key's person may see."""
    now, actor = now_of(request), actor_in(request)
    rows = Obligation.objects.visible_to(actor).filter(kind=KIND)
    found = find(rows, clean_line(q), owners=owners_for(actor), after=read_mark(after), most=limit)
    known = Complaint.objects.for_list().in_bulk([one.pk for one in found.obligations], field_name="obligation_id")
    items = [standing(known[one.pk], now) for one in found.obligations if one.pk in known]
    return {"items": items, "next": mark_text(found.older)}


@router.get("/reports/{ref}", **operation(_("Satu laporan"), "reports.read", shapes.ReportOut))
def read_report(request: HttpRequest, response: HttpResponse, ref: Ref) -> Any:
    """The case, as far as the key's person may read it."""
    actor = actor_in(request)
    return answered(response, whole(access.get_complaint(actor, ref), actor, now_of(request)))


@router.post("/reports/{ref}/verify", **operation(_("Verifikasi"), "reports.work", shapes.ReportOut))
def verify(request: HttpRequest, response: HttpResponse, ref: Ref, body: shapes.Sorting) -> Any:
    return _do(request, response, ref, "verify", body.model_dump())


#: `waits`: a colleague may have to read the step first; then nothing has happened yet.
step = partial(operation, scope="reports.work", shape=shapes.ReportOut)


@router.post("/reports/{ref}/forward", **step(_("Teruskan ke kantor"), waits=True))
def forward(request: HttpRequest, response: HttpResponse, ref: Ref, body: shapes.Handing) -> Any:
    return _do(request, response, ref, "forward", body.model_dump())


@router.post("/reports/{ref}/answer", **step(_("Beri jawaban pertama"), files=True, waits=True))
def answer(request: HttpRequest, response: HttpResponse, ref: Ref, body: shapes.Shown) -> Any:
    return _do(request, response, ref, "answer", body.model_dump())


@router.post("/reports/{ref}/ask", **step(_("Minta keterangan kepada pelapor"), waits=True))
def ask(request: HttpRequest, response: HttpResponse, ref: Ref, body: shapes.Words) -> Any:
    return _do(request, response, ref, "ask", body.model_dump())


@router.post("/reports/{ref}/resume", **step(_("Catat keterangan pelapor"), files=True))
def resume(request: HttpRequest, response: HttpResponse, ref: Ref, body: shapes.Words) -> Any:
    return _do(request, response, ref, "resume", body.model_dump())


@router.post("/reports/{ref}/resolve", **step(_("Nyatakan selesai, dengan bukti"), files=True, waits=True))
def resolve(request: HttpRequest, response: HttpResponse, ref: Ref, body: shapes.Shown) -> Any:
    return _do(request, response, ref, "resolve", body.model_dump())


@router.post("/reports/{ref}/refuse", **step(_("Tolak"), waits=True))
def refuse(request: HttpRequest, response: HttpResponse, ref: Ref, body: shapes.Refusing) -> Any:
    return _do(request, response, ref, "refuse", body.model_dump())


@router.post("/reports/{ref}/note", **step(_("Catatan untuk rekan"), files=True))
def note(request: HttpRequest, response: HttpResponse, ref: Ref, body: shapes.Words) -> Any:
    return _do(request, response, ref, "note", body.model_dump())


def _do(request: HttpRequest, response: HttpResponse, ref: str, verb: str, said: dict[str, Any]) -> Any:
    """One deed of the desk, with the form of the desk; then the report as it stands."""
    actor, at, deed = actor_in(request), now_of(request), KNOWN[verb]
    complaint = access.get_complaint(actor, ref)
    matched(request, complaint.obligation.seq)
    data = checked(_form(request, deed, said))
    files = [store(upload, at=at) for upload in data.get("uploads") or []]
    made = perform(deed, complaint, data, by=actor, at=at, files=files)
    seen = access.find_complaint(actor, ref) or complaint  # one that was handed on may be out of sight
    return answered(response, whole(seen, actor, at), 202 if isinstance(made, Proposal) else 200)


def _form(request: HttpRequest, deed: Deed, said: dict[str, Any]) -> Any:
    data = {f"{deed.verb}-{name}": value for name, value in said.items()}
    return form_of(deed, data, MultiValueDict({f"{deed.verb}-uploads": files_in(request)}))
