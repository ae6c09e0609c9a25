"""Reports for citizens' programs: filed, and followed with the number and the secret code of the receipt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_noop as _
from ninja import Header, Router
from ninja.responses import Status

from balairung.ground.common.ids import new_id
from balairung.kernel.files.actions import store
from balairung.kernel.obligations.reads import clock_rows
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.rooms.complaints import access, actions
from balairung.rooms.complaints.filing.forms import ComplaintForm
from balairung.rooms.complaints.filing.report import file_complaint
from balairung.rooms.complaints.forms import CloseForm, InformForm, ReopenForm, WithdrawForm
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.views.filing.drafts import report_of
from balairung.rooms.complaints.views.following.own import UNSAID
from balairung.surface.api import shapes
from balairung.surface.api.asking import actor_in, answered, checked, files_in, key_in, matched, operation
from balairung.surface.api.reports import Ref
from balairung.surface.api.reports import router as reports
from balairung.surface.api.standing import own

router = Router(tags=["own-reports"])
Code = Annotated[
    str,
    Header(alias="Report-Code", min_length=1, max_length=20, description=_("Kode rahasia dari tanda terima.")),
]


@reports.post(
    "/reports",
    tags=["own-reports"],
    **operation(_("Sampaikan laporan"), "reports.file", shapes.Filed, 201, files=True),
)
def file_report(request: HttpRequest, body: shapes.NewReport) -> Any:
    """By the same form as the page: what that refuses is refused here, in the same words."""
    at, key = now_of(request), key_in(request)
    form = _filing_form(request, body)
    checked(form)
    files = [store(upload, at=at) for upload in form.cleaned_data["uploads"] or []]
    report = replace(report_of(form, files), channel=Complaint.Channel.API, through=f"api:{key.prefix}")
    complaint = file_complaint(report, token=form.cleaned_data["token"], by=actor_in(request), at=at)
    return Status(201, _receipt(complaint, at))


def _filing_form(request: HttpRequest, body: shapes.NewReport) -> ComplaintForm:
    said = {name: value for name, value in body.model_dump().items() if value is not None}
    return ComplaintForm(said | {"token": new_id().hex}, MultiValueDict({"uploads": files_in(request)}))


def _receipt(complaint: Complaint, now: datetime) -> dict[str, Any]:
    obligation = complaint.obligation
    due = {row.clock.name: row.due for row in clock_rows(obligation, Calendars(), now)}
    return {
        "ref": complaint.ref, "code": complaint.secret,
        "url": house_url() + reverse("complaints:own", args=[complaint.ref, complaint.secret]),
        "office": obligation.owner_office.key if obligation.owner_office else "",
        "verify_by": due.get("verify"), "resolve_by": due.get("resolve"),
    }  # fmt: skip


@router.get("/own-reports/{ref}", **operation(_("Laporan sendiri"), "reports.file", shapes.OwnOut))
def track(request: HttpRequest, response: HttpResponse, ref: Ref, code: Code) -> Any:
    """What the reporter reads on their own page."""
    return answered(response, own(access.get_own(ref, code)[0], now_of(request)))


step = partial(operation, scope="reports.file", shape=shapes.OwnOut)


@router.post("/own-reports/{ref}/reply", **step(_("Jawab pertanyaan petugas"), files=True))
def reply(request: HttpRequest, response: HttpResponse, ref: Ref, code: Code, body: shapes.Words) -> Any:
    return _speak(request, response, ref, code, InformForm, actions.resume, body.text)


@router.post("/own-reports/{ref}/add", **step(_("Tambah keterangan"), files=True))
def add(request: HttpRequest, response: HttpResponse, ref: Ref, code: Code, body: shapes.Words) -> Any:
    return _speak(request, response, ref, code, InformForm, actions.add, body.text)


@router.post("/own-reports/{ref}/close", **step(_("Nyatakan masalahnya beres")))
def close(request: HttpRequest, response: HttpResponse, ref: Ref, code: Code, body: shapes.OptionalWords) -> Any:
    return _speak(request, response, ref, code, CloseForm, actions.close, body.text)


@router.post("/own-reports/{ref}/reopen", **step(_("Buka kembali: belum beres"), files=True))
def reopen(request: HttpRequest, response: HttpResponse, ref: Ref, code: Code, body: shapes.OptionalWords) -> Any:
    return _speak(request, response, ref, code, ReopenForm, actions.reopen, body.text or str(UNSAID))


@router.post("/own-reports/{ref}/withdraw", **step(_("Cabut laporan")))
def withdraw(request: HttpRequest, response: HttpResponse, ref: Ref, code: Code, body: shapes.OptionalWords) -> Any:
    return _speak(request, response, ref, code, WithdrawForm, actions.withdraw, body.text)


def _speak(
    request: HttpRequest,
    response: HttpResponse,
    ref: str,
    code: str,
    form: type[forms.Form],
    act: Callable[..., object],
    text: str,
) -> Any:
    """The reporter says something; then the report as it stands."""
    at = now_of(request)
    complaint, reporter = access.get_own(ref, code)
    matched(request, complaint.obligation.seq)
    data = checked(form({"text": text}, MultiValueDict({"uploads": files_in(request)})))
    _act(act, complaint, data, reporter, at)
    return answered(response, own(access.get_own(ref, code)[0], at))


def _act(act: Callable[..., object], complaint: Complaint, data: dict[str, Any], by: Actor, at: datetime) -> None:
    given: dict[str, Any] = {"text": data["text"], "by": by, "at": at}
    if "uploads" in data:
        given["files"] = [store(upload, at=at) for upload in data["uploads"] or []]
    act(complaint, **given)
