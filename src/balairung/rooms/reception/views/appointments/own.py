"""One's own appointment: kept, moved, given back, reported by telephone; for whoever holds its code."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from balairung.ground.common.qr import qr_code
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import CITIZEN, Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.reception.appointments import booking, notices
from balairung.rooms.reception.appointments.calendars import calendar_of
from balairung.rooms.reception.appointments.forms import TimeForm
from balairung.rooms.reception.appointments.slots import Aim, days_ahead, offered
from balairung.rooms.reception.models import Appointment
from balairung.rooms.reception.queue.hours import day_of
from balairung.rooms.reception.views.appointments.making import chosen_day, days_offered


@everyone
@never_cache
@require_safe
def own(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The receipt: when, where, the code, and what may be done now."""
    appointment = booking.find(code)
    if appointment is None:
        return _gone(request)
    now, booked = now_of(request), appointment.state == Appointment.State.BOOKED
    today = day_of(appointment.starts_at) == day_of(now)
    context = {
        "appointment": appointment,
        "aim": Aim.of(appointment),
        "code": booking.code_of(appointment),
        "qr": qr_code(notices.page(booking.code_of(appointment))),
        "again": notices.again(appointment),
        "may_change": booked and now < appointment.starts_at,
        "may_report": booked and today and now >= booking.opens_at(appointment),
        "opens_at": booking.opens_at(appointment),
        "late": now > appointment.starts_at + booking.GRACE,
        "number": booking.number_code(appointment),
    }
    return _private(render(request, "reception/appointments/own.html", context))


@everyone
@never_cache
@require_safe
def calendar(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The same for a calendar."""
    appointment = _found(code)
    content = calendar_of(appointment, notices.page(booking.code_of(appointment)), now_of(request))
    headers = {"Content-Disposition": 'attachment; filename="janji-temu.ics"'}
    return _private(HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers))


@everyone
@never_cache
@require_POST
def cancel(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Given back."""
    booking.cancel(_found(code), by=CITIZEN, at=now_of(request))
    return redirect("reception:appointment", code)


@everyone
@never_cache
@require_POST
def report(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """“I am here”: leads to the number."""
    done = booking.check_in(_found(code), by=CITIZEN, at=now_of(request))
    return redirect("reception:number", done.taken.code) if done.taken else redirect("reception:appointment", code)


@everyone
@never_cache
def move(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Another time of the same: choose (GET), and move (POST)."""
    appointment = _found(code)
    aim, now = Aim.of(appointment), now_of(request)
    free = offered(aim, days_ahead(aim.hall, now), at=now, without=appointment)
    day = chosen_day(request, free)
    form = TimeForm(free[day] if day else [], request.POST if request.method == "POST" else None)
    if request.method == "POST" and accepted(form, lambda: _move(appointment, form, now)):
        return redirect("reception:appointment", code)
    days = days_offered(free, day, reverse("reception:appointment_move", args=[code]))
    context = {"appointment": appointment, "aim": aim, "code": code, "form": form, "day": day, "days": days}
    status = 422 if form.errors else 200
    return _private(render(request, "reception/appointments/move.html", context, status=status))


def _move(appointment: Appointment, form: TimeForm, now: datetime) -> None:
    booking.move(appointment, starts_at=form.cleaned_data["starts_at"], by=CITIZEN, at=now)


def _found(code: str) -> Appointment:
    appointment = booking.find(code)
    if appointment is None:
        raise Http404
    return appointment


def _gone(request: HttpRequest) -> HttpResponse:
    """A sentence for a code that is none; wrong ones are counted."""
    few = within_limit(request, "appointment-code", settings.TRACKING_LIMIT)
    return _private(render(request, "reception/appointments/gone.html", {"few": few}, status=404 if few else 429))


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
