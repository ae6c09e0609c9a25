"""Who is expected in a hall: the receptionist marks who came, the office takes back what it cannot keep."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.text import read_day
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.reception.access import can_receive, can_set_up, get_hall
from balairung.rooms.reception.appointments import booking, hosting
from balairung.rooms.reception.appointments.forms import HostsForm, WhyForm
from balairung.rooms.reception.models import Appointment, Hall
from balairung.rooms.reception.queue.hours import day_of


@officers
def expected(request: HttpRequest, actor: Actor, hall: str) -> HttpResponse:
    """The day's appointments, in the order in which people come."""
    found = get_hall(actor, hall)
    require(can_receive(actor, found), _("Daftar janji temu dibuka oleh meja penerima tempat ini."))
    today = day_of(now_of(request))
    day = read_day(request.GET.get("hari", "")) or today
    context = {
        "hall": found, "day": day, "today": today, "before": day - timedelta(days=1), "after": day + timedelta(days=1),
        "rows": list(hosting.expected(found, day)), "may_set_up": can_set_up(actor, found),
    }  # fmt: skip
    return render(request, "reception/appointments/expected.html", context)


@officers
@require_POST
def arrive(request: HttpRequest, actor: Actor, hall: str, key: UUID) -> HttpResponse:
    """They stand at the desk: they get their number, or their host hears of it."""
    found, appointment = _appointment(actor, hall, key)
    done = booking.check_in(appointment, here=True, by=actor, at=now_of(request))
    if done.taken:
        label = done.taken.tickets[0].label
        messages.success(request, _("%(name)s mendapat nomor %(label)s.") % {"name": appointment.name, "label": label})
    else:
        messages.success(request, _("Kedatangan %(name)s dicatat.") % {"name": appointment.name})
    return redirect("reception:expected", found.key)


@officers
def take_back(request: HttpRequest, actor: Actor, hall: str, key: UUID) -> HttpResponse:
    """The office cannot keep it: with a reason, which the visitor reads."""
    found, appointment = _appointment(actor, hall, key)
    form = WhyForm(request.POST if request.method == "POST" else None)
    now = now_of(request)
    if accepted(form, lambda: booking.cancel(appointment, why=form.cleaned_data["why"], by=actor, at=now)):
        messages.success(request, _("Janji dibatalkan, dan tamunya dikabari bila meninggalkan kontak."))
        return redirect("reception:expected", found.key)
    context = {"hall": found, "appointment": appointment, "form": form}
    return render(request, "reception/appointments/take_back.html", context, status=422 if form.errors else 200)


@officers
def hosts(request: HttpRequest, actor: Actor, hall: str) -> HttpResponse:
    """Who receives guests by appointment."""
    found = get_hall(actor, hall)
    require(can_set_up(actor, found), _("Ini diatur oleh kepala atau sekretaris kantor penyelenggara."))
    initial: dict[str, Any] = {"hosts": list(found.hosts.values_list("pk", flat=True))}
    form, now = HostsForm(found, request.POST if request.method == "POST" else None, initial=initial), now_of(request)
    if accepted(form, lambda: hosting.set_hosts(found, hosts=form.cleaned_data["hosts"], by=actor, at=now)):
        messages.success(request, _("Tersimpan."))
        return redirect("reception:hosts", found.key)
    return render(request, "reception/appointments/hosts.html", {"hall": found, "form": form})


def _appointment(actor: Actor, hall: str, key: UUID) -> tuple[Hall, Appointment]:
    found = get_hall(actor, hall)
    require(can_receive(actor, found), _("Janji temu diurus oleh meja penerima tempat ini."))
    return found, Appointment.objects.for_list().get(hall=found, pk=key)
