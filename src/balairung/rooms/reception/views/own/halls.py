"""The halls, one of them, and taking a number of it from home."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from balairung.ground.common.references import new_code
from balairung.ground.common.text import clean_line
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.effort import new_challenge
from balairung.kernel.people.middleware import now_of
from balairung.rooms.reception.appointments.slots import aims_of
from balairung.rooms.reception.models import Hall
from balairung.rooms.reception.own.forms import TakeForm
from balairung.rooms.reception.own.halls import find
from balairung.rooms.reception.own.remote import take_from_home
from balairung.rooms.reception.queue.forecasting import Forecast, Outlook, in_words
from balairung.rooms.reception.queue.hours import open_spans, why_closed, why_no_number
from balairung.rooms.reception.queue.taking import Taken
from balairung.rooms.reception.views.own.guarding import guard

MOST = 60  # halls of one page


@everyone
def halls(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Where one can be served: found in everyday words or by a place, with how full it is now."""
    words = clean_line(request.GET.get("cari", ""))[:100]
    found = find(words, at=now_of(request))
    context = {"words": words, "near": found.near, "rows": found.rows[:MOST], "count": len(found.rows)}
    return render(request, "reception/own/halls.html", context)


@everyone
@never_cache
def hall(request: HttpRequest, actor: Actor, hall: str) -> HttpResponse:
    """One hall: its lines and waits (GET); a number of it (POST), once however often the form is sent."""
    found = Hall.objects.standing().select_related("office__region__parent").get(key=hall)
    form, taken = _form(request, found), list[Taken]()
    if request.method == "POST" and accepted(form, lambda: taken.append(_take(request, found, form, actor))):
        return redirect("reception:number", taken[0].code)
    return render(request, "reception/own/hall.html", _about(request, found, form), status=422 if form.errors else 200)


@everyone
@never_cache
def challenge(request: HttpRequest, actor: Actor) -> JsonResponse:
    """Work for a browser that can do it; it is written into the form before it is sent."""
    return JsonResponse(new_challenge(now_of(request)))


def _form(request: HttpRequest, hall: Hall) -> TakeForm:
    rows = hall.lines.filter(closed_on__isnull=True, paused=False).select_related("booth")
    lines = {str(line.pk): line for line in rows.order_by("booth__order", "booth__name", "order", "prefix")}
    outlook = Outlook(hall, now_of(request))
    told = {key: _told(outlook.newcomer(line.pk)) for key, line in lines.items()}
    data = request.POST if request.method == "POST" else None
    return TakeForm(hall, lines, told, data, initial={"token": new_code(24)})


def _told(expected: Forecast) -> str:
    """`5 menunggu, sekitar 20 menit (antara 10 dan 30 menit)`."""
    if not expected.people:
        return gettext("tidak ada yang menunggu")
    return gettext("%(count)d menunggu, %(wait)s") % {"count": expected.people, "wait": in_words(expected)}


def _take(request: HttpRequest, hall: Hall, form: TakeForm, actor: Actor) -> Taken:
    said = form.cleaned_data
    guard(request, trapped=bool(said["website"]), proof=said["proof"], contact=said["contact"])
    return take_from_home(
        hall=hall, lines=said["lines"], lane=said["lane"], contact=said["contact"], token=said["token"], by=actor,
        at=now_of(request),
    )  # fmt: skip


def _about(request: HttpRequest, hall: Hall, form: TakeForm) -> dict[str, Any]:
    now, calendars = now_of(request), Calendars()
    spans = open_spans(hall, now, calendars)
    return {
        "hall": hall,
        "form": form,
        "closed": why_closed(hall, now, calendars),
        "no_number": why_no_number(hall, now, calendars),
        "until": spans[-1][1] if spans else None,
        "paused": hall.lines.filter(closed_on__isnull=True, paused=True).order_by("order", "prefix"),
        "bookable": bool(aims_of(hall)),
    }
