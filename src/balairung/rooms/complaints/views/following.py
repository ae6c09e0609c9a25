"""What becomes of a report: for its reporter, and for everyone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.obligations.desk import read_mark
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.obligations.reads import (
    PARTIES,
    PUBLIC,
    clock_rows,
    explain,
    office_of,
    timeline,
    titles_of,
    unmet_clock_rows,
)
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.complaints import access, actions, moves
from balairung.rooms.complaints.forms import (
    CloseForm,
    FilterForm,
    InformForm,
    ReopenForm,
    TrackForm,
    WithdrawForm,
)
from balairung.rooms.complaints.models import Complaint, ComplaintQuerySet
from balairung.rooms.complaints.public import listed, public_view, redacted
from balairung.rooms.complaints.routing import reopen_until

PAGE = 20
SAID = {
    "open": _("Laporan diterima"),
    "verify": _("Laporan diperiksa"),
    "forward": _("Diteruskan ke kantor yang menangani"),
    "answer": _("Jawaban pertama"),
    "ask": _("Petugas meminta keterangan"),
    "resume": _("Keterangan diberikan"),
    "resolve": _("Dinyatakan selesai"),
    "close": _("Laporan ditutup"),
    "reopen": _("Dibuka kembali"),
    "refuse": _("Tidak dapat ditangani"),
    "withdraw": _("Laporan dicabut"),
}
TITLES = (moves.MOVES, SAID)
SPEAK: dict[str, type[forms.Form]] = {
    "resume": InformForm, "reopen": ReopenForm, "close": CloseForm, "withdraw": WithdrawForm,
}  # fmt: skip
STAGES = (_("Diterima"), _("Diperiksa"), _("Diteruskan"), _("Dijawab"), _("Selesai"))
STAGE_OF = {"verify": 1, "forward": 2, "answer": 3, "resolve": 4, "confirm": 4}


@dataclass(frozen=True)
class Stage:
    """One stretch of the way that a report goes: behind us, where it is now, or still ahead."""

    label: str | Promise
    place: str


def stages(obligation: Obligation) -> list[Stage]:
    """The way of a report; none for one that left it (refused, withdrawn)."""
    if obligation.state in (State.REFUSED, State.WITHDRAWN):
        return []
    here = STAGE_OF.get(obligation.held_step or obligation.step, len(STAGES))
    places = ["done"] * here + ["here"] + ["ahead"] * len(STAGES)
    return [Stage(label, place) for label, place in zip(STAGES, places, strict=False)]


@everyone
def track(request: HttpRequest, actor: Actor) -> HttpResponse:
    """By number and code to one's own report. Wrong codes are counted."""
    form = TrackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not within_limit(request, "track", settings.TRACKING_LIMIT):
            form.add_error(None, str(_("Terlalu banyak percobaan. Tunggu satu jam, lalu coba lagi.")))
        elif found := access.find_own(form.cleaned_data["ref"], form.cleaned_data["code"]):
            return redirect("complaints:own", found.ref, found.secret)
        else:
            form.add_error(None, str(_("Nomor dan kode ini tidak cocok. Periksa keduanya pada tanda terima Anda.")))
    return render(request, "complaints/track.html", {"form": form}, status=422 if form.errors else 200)


@everyone
@never_cache
def own(request: HttpRequest, actor: Actor, ref: str, code: str) -> HttpResponse:
    """The reporter's page: where it stands, by when, and what they may do."""
    complaint, _reporter = access.get_own(ref, code)
    return _own_page(request, complaint, code)


@everyone
@never_cache
def receipt(request: HttpRequest, actor: Actor, ref: str, code: str) -> HttpResponse:
    """What one keeps: the number, the code, what happens next and when."""
    complaint, _reporter = access.get_own(ref, code)
    link = house_url() + reverse("complaints:own", args=[complaint.ref, code])
    rows = clock_rows(complaint.obligation, Calendars(), now_of(request))
    due = {row.clock.name: row.due for row in rows}
    context = {
        "complaint": complaint,
        "obligation": complaint.obligation,
        "code": code,
        "link": link,
        "share": _share(complaint, code, link),
        "verify_by": due.get("verify"),
        "resolve_by": due.get("resolve"),
    }
    return render(request, "complaints/receipt.html", context)


@everyone
@never_cache
def own_deadline(request: HttpRequest, actor: Actor, ref: str, code: str, clock: UUID) -> HttpResponse:
    """Why that is the date, for the reporter."""
    complaint, _reporter = access.get_own(ref, code)
    found = complaint.obligation.clocks.select_related("obligation").get(pk=clock)
    back = reverse("complaints:own", args=[complaint.ref, code])
    context = {"explained": explain(found), "back": back, "today": localdate(now_of(request))}
    return render(request, "complaints/deadline.html", context)


@everyone
@require_POST
def speak(request: HttpRequest, actor: Actor, ref: str, code: str, verb: str) -> HttpResponse:
    """The reporter answers, closes, reopens or withdraws."""
    complaint, reporter = access.get_own(ref, code)
    form = SPEAK[verb](request.POST, request.FILES, auto_id=f"{verb}_%s")
    if accepted(form, lambda: _speak(request, complaint, verb, form, reporter)):
        return redirect("complaints:own", complaint.ref, code)
    return _own_page(request, complaint, code, bound=(verb, form), status=422)


@gzip_page
@everyone
def public(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Published reports, the newest first."""
    form, now = FilterForm(request.GET), now_of(request)
    form.is_valid()
    found = list(_filtered(form.cleaned_data, request.GET.get("sebelum", ""), now)[: PAGE + 1])
    context = {
        "form": form,
        "rows": listed(found[:PAGE], now),
        "older": _older(request, found),
        "newest": _without_place(request) if request.GET.get("sebelum") else "",
        "narrowed": any(form.cleaned_data.values()),
    }
    return render(request, "complaints/public.html", context)


@everyone
def published(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """One published report."""
    complaint, now = access.get_published(ref), now_of(request)
    lines = timeline(complaint.obligation, titles=titles_of(*TITLES), sees=PUBLIC, who=office_of, now=now)
    rows = clock_rows(complaint.obligation, Calendars(), now)
    again = {"wilayah": complaint.region_id or "", "topik": complaint.topic_id or ""}
    context = {
        "report": public_view(complaint),
        "obligation": complaint.obligation,
        "entries": redacted(lines),
        "clocks": [row for row in rows if not row.met],
        "stages": stages(complaint.obligation),
        "again": f"{reverse('complaints:create')}?{urlencode(again)}",
    }
    return render(request, "complaints/published.html", context)


def _share(complaint: Complaint, code: str, link: str) -> str:
    """What one sends to one's own telephone."""
    facts = {"ref": complaint.ref, "code": code, "link": link}
    return gettext("Laporan saya: nomor %(ref)s, kode rahasia %(code)s. %(link)s") % facts


def _own_page(
    request: HttpRequest,
    complaint: Complaint,
    code: str,
    bound: tuple[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    now, obligation, calendars = now_of(request), complaint.obligation, Calendars()
    window = reopen_until(complaint, calendars)
    unfilled = {verb: partial(form, auto_id=f"{verb}_%s") for verb, form in SPEAK.items()}  # made where one is shown
    context = {
        "complaint": complaint,
        "obligation": obligation,
        "code": code,
        "stages": stages(obligation),
        "late": obligation.is_late(now),
        "entries": timeline(obligation, titles=titles_of(*TITLES), sees=PARTIES, who=office_of, now=now),
        "clocks": unmet_clock_rows(obligation, calendars, now),
        "may_reopen": access.may_reopen(complaint, window, now),
        "reopen_until": window,
        "forms": {**unfilled, **(dict([bound]) if bound else {})},
        "chosen": bound[0] if bound else "",
        "failed": bound[1] if bound else None,
    }
    return render(request, "complaints/own.html", context, status=status)


def _speak(request: HttpRequest, complaint: Complaint, verb: str, form: forms.Form, reporter: Actor) -> None:
    at, data = now_of(request), form.cleaned_data
    words = {"text": data["text"], "by": reporter, "at": at}
    if verb in {"resume", "reopen"}:
        words["files"] = [store(upload, at=at) for upload in data["uploads"] or []]
    getattr(actions, verb)(complaint, **words)


def _filtered(asked: dict[str, Any], before: str, now: datetime) -> ComplaintQuerySet:
    rows = Complaint.objects.published().for_list().order_by("-filed_at", "-id")
    if district := asked.get("kecamatan"):
        rows = rows.filter(Q(region__parent=district) | Q(region=district))
    if topic := asked.get("topik"):
        rows = rows.filter(topic=topic)
    if standing := asked.get("keadaan"):
        rows = rows.filter(_standing(standing, now))
    if after := read_mark(before):
        rows = rows.filter(Q(filed_at__lt=after[0]) | Q(filed_at=after[0], id__lt=after[1]))
    return rows


def _standing(name: str, now: datetime) -> Q:
    running = Q(obligation__state__in=(State.NEW, State.ACTIVE))
    return {
        "berjalan": running,
        "terlambat": running & Q(obligation__next_at__lt=now),
        "menunggu": Q(obligation__state=State.WAITING),
        "selesai": Q(obligation__state=State.DONE),
    }[name]


def _older(request: HttpRequest, rows: list[Complaint]) -> str:
    if len(rows) <= PAGE:
        return ""
    last = rows[PAGE - 1]
    return f"{_without_place(request)}&{urlencode({'sebelum': f'{last.filed_at.isoformat()}~{last.pk}'})}"


def _without_place(request: HttpRequest) -> str:
    """The same list from its beginning."""
    return "?" + urlencode({key: str(value) for key, value in request.GET.items() if key != "sebelum"})
