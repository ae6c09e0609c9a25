"""Incidents: opened in a minute, filled in, their people, their letters, the register on paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from balairung.ground.common.masking import mask
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.privacy import access, incidents, wording
from balairung.rooms.privacy.forms import DescribeForm, IncidentForm, SearchForm
from balairung.rooms.privacy.looks import key_of
from balairung.rooms.privacy.models import Incident
from balairung.rooms.privacy.views.desk import ONLY

PAGE = 50


@officers
def register(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All incidents, the newest first; to print."""
    require(access.can_enter(actor), ONLY)
    rows, before = access.incidents_of(actor).for_list(), parse_datetime(request.GET.get("sebelum", "")[:40] or "x")
    rows = rows.filter(known_at__lt=before) if before and before.tzinfo else rows
    found, now = list(rows[: PAGE + 1]), now_of(request)
    older = found[PAGE - 1].known_at.isoformat() if len(found) > PAGE else ""
    context = {"rows": [(one, one.obligation.is_late(now)) for one in found[:PAGE]], "older": older}
    return render(request, "privacy/register.html", context)


@officers
def begin(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is known in the first minute; everything else is asked afterwards."""
    require(access.can_enter(actor), ONLY)
    now, made = now_of(request), list[Incident]()
    form = IncidentForm(request.POST if request.method == "POST" else None, initial={"known_at": localtime(now)})
    if request.method == "POST" and accepted(form, lambda: made.append(_open(form, actor, now))):
        return redirect("privacy:detail", made[0].ref)
    return render(request, "privacy/begin.html", {"form": form}, status=422 if form.errors else 200)


def _open(form: IncidentForm, actor: Actor, now: Any) -> Incident:
    return incidents.open_incident(**form.cleaned_data, by=actor, at=now)


@officers
def describe(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """What both letters say."""
    incident = _handled(actor, ref)
    before = {
        "exposed": incident.exposed_keys, "happened": incident.happened, "handling": incident.handling,
        "recovery": incident.recovery,
    }  # fmt: skip
    form = DescribeForm(request.POST if request.method == "POST" else None, initial=before)
    deed = _deed(incidents.describe, incident, form, actor, request)
    if request.method == "POST" and accepted(form, deed):
        messages.success(request, _("Isi surat tersimpan."))
        return redirect("privacy:detail", incident.ref)
    title, submit = _("Isi surat pemberitahuan"), _("Simpan isi surat")
    return _ask(request, incident, form, title, submit)


@officers
def search(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Whose records were touched."""
    incident = _handled(actor, ref)
    before = {"rooms": incident.room_keys, "since": incident.since, "until": incident.until}
    form = SearchForm(request.POST if request.method == "POST" else None, initial=before)
    if request.method == "POST" and accepted(form, _deed(incidents.search, incident, form, actor, request)):
        messages.success(request, _("Pencarian dimulai. Hasilnya bertambah di halaman ini."))
        return redirect("privacy:detail", incident.ref)
    return _ask(request, incident, form, _("Siapa yang terdampak?"), _("Cari"))


@officers
def affected(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Who was found, page by page, masked: their cases and the channel of their letter."""
    incident = _handled(actor, ref)
    rows, after = incident.affected.order_by("id"), key_of(request.GET.get("sesudah", ""))
    rows = rows.filter(pk__gt=after) if after else rows
    found = list(rows[: PAGE + 1])
    context = {
        "incident": incident, "rows": [(one, mask(one.contact)) for one in found[:PAGE]],
        "more": str(found[PAGE - 1].pk) if len(found) > PAGE else "",
    }  # fmt: skip
    return render(request, "privacy/affected.html", context)


@officers
def agency_letter(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The letter to the agency on A4, as far as it is filled in."""
    incident = _handled(actor, ref)
    content = wording.agency_pdf(incident, incident.affected.count(), at=now_of(request))
    name = f'inline; filename="insiden-{incident.ref}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": name})


def _handled(actor: Actor, ref: str) -> Incident:
    """The incident, for whoever handles it."""
    incident = access.get_incident(actor, ref)
    require(access.can_handle(actor, incident), ONLY)
    return incident


def _deed(act: Any, incident: Incident, form: Any, actor: Actor, request: HttpRequest) -> Any:
    return lambda: act(incident, **form.cleaned_data, by=actor, at=now_of(request))


def _ask(request: HttpRequest, incident: Incident, form: Any, title: str, submit: str) -> HttpResponse:
    context = {"incident": incident, "form": form, "title": title, "submit": submit}
    return render(request, "privacy/fill.html", context, status=422 if form.errors else 200)
