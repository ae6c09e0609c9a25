"""Drives: begun, followed by office and by name, printed, ended; and the texts that are signed in them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balairung.ground.common.references import new_code
from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.kernel.people.spreadsheets import csv_lines
from balairung.rooms.pacts import access, driving, gathering, register, texts
from balairung.rooms.pacts.forms import DriveForm, EndForm, GatherForm, OutsideForm, TextForm
from balairung.rooms.pacts.models import Ceremony, Drive, Kind, Pact, PactText
from balairung.rooms.pacts.witnessing import record_outside

MOST = 400  # names on one page; the file has all


@officers
def begin(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form of a drive."""
    require(access.can_drive(actor))
    form, made = DriveForm(request.POST or None, initial=_begun(request)), list[Drive]()
    if request.method == "POST" and accepted(form, lambda: made.append(_begin(request, form, actor))):
        count = made[0].pacts.count()
        messages.success(request, _("Gerakan dimulai: %(count)d orang diminta menandatangani.") % {"count": count})
        return redirect("pacts:drive", made[0].pk)
    return render(request, "pacts/begin.html", {"form": form}, status=422 if form.errors else 200)


def _begun(request: HttpRequest) -> dict[str, Any]:
    today = localdate(now_of(request))
    return {"token": new_code(24), "kind": Kind.INTEGRITY, "year": today.year, "yearly": True}


def _begin(request: HttpRequest, form: forms.Form, actor: Actor) -> Drive:
    return driving.begin(**form.cleaned_data, by=actor, at=now_of(request))


@officers
def drive(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Who has and who has not, office by office; with one office chosen, by name."""
    return _page(request, actor, access.get_drive(actor, key))


@officers
@require_POST
def end(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """End it, with a reason."""
    found, form = access.get_drive(actor, key), EndForm(request.POST, prefix="akhiri")
    if accepted(form, lambda: driving.end(found, text=form.cleaned_data["text"], by=actor, at=now_of(request))):
        messages.success(request, _("Gerakan diakhiri. Yang sudah ditandatangani tetap berlaku."))
        return redirect("pacts:drive", found.pk)
    return _page(request, actor, found, end=form)


@officers
@require_POST
def gather(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Open a gathering."""
    found, made = access.get_drive(actor, key), list[Ceremony]()
    form = GatherForm(request.POST, offices=_offices(actor, found), prefix="acara")
    if accepted(form, lambda: made.append(_gather(request, actor, found, form.cleaned_data))):
        return redirect("pacts:gathering", made[0].pk)
    return _page(request, actor, found, gather=form)


def _gather(request: HttpRequest, actor: Actor, found: Drive, said: dict[str, Any]) -> Ceremony:
    offices = list(Office.objects.filter(key__in=said["offices"]).values_list("pk", flat=True))
    return gathering.gather(
        found, name=said["name"], place=said["place"], offices=offices, by=actor, at=now_of(request)
    )


@officers
def outside(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Write down who witnessed from outside."""
    require(access.can_drive(actor))
    pact = Pact.objects.current().for_page().get(pk=key)
    form = OutsideForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and accepted(form, lambda: _record_outside(request, actor, pact, form.cleaned_data)):
        messages.success(request, _("Saksi tercatat."))
        return redirect("pacts:drive", pact.drive_id)
    context = {"form": form, "pact": pact}
    return render(request, "pacts/outside.html", context, status=422 if form.errors else 200)


def _record_outside(request: HttpRequest, actor: Actor, pact: Pact, said: dict[str, Any]) -> None:
    now = now_of(request)
    files = [store(upload, at=now) for upload in said["uploads"]]
    record_outside(pact, name=said["name"], note=said["note"], files=files, by=actor, at=now)


@officers
@require_safe
def sheet(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """The list by name, to be printed."""
    found = access.get_drive(actor, key)
    rows = _named(access.pacts_of(actor, found))
    return render(request, "pacts/sheet.html", {"drive": found, "rows": rows, "now": now_of(request)})


@officers
@require_safe
def export(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponseBase:
    """The same as CSV."""
    found = access.get_drive(actor, key)
    rows = list(register.by_name(access.pacts_of(actor, found)))  # read whole: streamed after the transaction
    headers = {"Content-Disposition": f'attachment; filename="pakta-{found.year}.csv"'}
    return StreamingHttpResponse(
        csv_lines(register.NAMED, rows), content_type="text/csv; charset=utf-8", headers=headers
    )


@officers
def editions(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The texts and their editions; whoever leads drives publishes a new one."""
    require(access.can_read(actor))
    form = TextForm(request.POST or None, initial=_current(request))
    may = access.can_drive(actor)
    if may and request.method == "POST" and accepted(form, lambda: _publish(request, form, actor)):
        messages.success(request, _("Edisi baru terbit. Gerakan yang sudah berjalan tetap memakai edisinya sendiri."))
        return redirect("pacts:editions")
    rows = PactText.objects.select_related("published_by")
    context = {"rows": rows, "form": form if may else None, "failed": bool(form.errors)}
    return render(request, "pacts/editions.html", context, status=422 if form.errors else 200)


def _publish(request: HttpRequest, form: forms.Form, actor: Actor) -> PactText:
    return texts.publish(**form.cleaned_data, by=actor, at=now_of(request))


def _current(request: HttpRequest) -> dict[str, Any]:
    """The edition in force, to be changed."""
    kind = request.GET.get("naskah", "")
    today = localdate(now_of(request))
    found = PactText.objects.in_force(kind if kind in Kind.values else Kind.INTEGRITY, today)
    if found is None:
        return {"since": today}
    names = ("kind", "title", "basis", "opening", "closing", "stamp_note")
    return {name: getattr(found, name) for name in names} | {"statements": "\n".join(found.statements), "since": today}


def _offices(actor: Actor, found: Drive) -> list[tuple[str, str]]:
    rows = Office.objects.filter(pk__in=access.pacts_of(actor, found).values("office"))
    return list(rows.order_by("order", "name").values_list("key", "name"))


def _named(rows: Any) -> list[Pact]:
    found = rows.select_related("person", "post", "office", "witness", "document")
    return list(found.order_by("office__order", "office__name", "post__order", "person__name"))


def _page(
    request: HttpRequest, actor: Actor, found: Drive, *, end: forms.Form | None = None,
    gather: forms.Form | None = None,
) -> HttpResponse:  # fmt: skip
    pacts, may = access.pacts_of(actor, found), access.can_drive(actor)
    lines = register.lines(pacts)
    office = Office.objects.filter(key=request.GET.get("kantor", "")).first()
    named = _named(pacts.filter(office=office))[:MOST] if office else []
    waiting = pacts.filter(witness=None, signed_at__isnull=False, witnessed_at=None) if may else Pact.objects.none()
    running, failed = found.ended_at is None, end or gather
    offices = [(line.office.key, line.office.name) for line in lines if line.missing]
    context = {
        "drive": found, "lines": lines, "total": register.total(lines), "office": office, "named": named,
        "outside": waiting.select_related("person", "post"), "failed": failed, "may_drive": may,
        "end": end or (EndForm(prefix="akhiri") if may and running else None),
        "gather": gather or (GatherForm(offices=offices, prefix="acara") if running and offices else None),
    }  # fmt: skip
    return render(request, "pacts/drive.html", context, status=422 if failed else 200)
