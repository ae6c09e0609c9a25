"""My number: where I stand, without an account and without JavaScript; whoever holds the code sees it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from balairung.ground.common.qr import qr_code
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.satisfaction import ask_how_it_was
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.reception.models import HallVisit, Ticket
from balairung.rooms.reception.own.standing import Standing, standings
from balairung.rooms.reception.queue.calling import leave as leave_line
from balairung.rooms.reception.queue.hours import day_of
from balairung.rooms.reception.queue.taking import visit_of

KIND = "reception"
EVERY = 20  # seconds after which a browser without scripts asks again


@everyone
@never_cache
@require_safe
def number(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The page; with `?denyut=` only what changes, and 204 when nothing did since that beat of the hall."""
    visit = visit_of(code)
    if visit is None or _is_old(visit, request):
        return _gone(request, visit)
    if request.GET.get("denyut") == str(visit.hall.beat):
        return HttpResponse(status=204)
    rows = standings(visit, at=now_of(request))
    context = {
        "visit": visit,
        "hall": visit.hall,
        "code": code,
        "rows": rows,
        "first": rows[0],
        "live": any(row.is_open for row in rows),
        "every": EVERY,
    }
    if "denyut" in request.GET:
        return _private(render(request, "reception/own/_number.html", context))
    context["qr"] = qr_code(house_url() + reverse("reception:number", args=[code]))
    context["asked"] = [row.ticket for row in rows if _may_be_asked(row)]
    return _private(render(request, "reception/own/number.html", context))


@everyone
@never_cache
@require_POST
def leave(request: HttpRequest, actor: Actor, code: str, ticket: UUID) -> HttpResponse:
    """Given back: others move up."""
    visit = visit_of(code)
    if visit is None:
        return _gone(request, None)
    found = visit.tickets.select_related("hall", "line").get(pk=ticket)
    leave_line(found, by=actor, at=now_of(request))
    return redirect("reception:number", code)


@everyone
@never_cache
@require_POST
def survey(request: HttpRequest, actor: Actor, code: str, ticket: UUID) -> HttpResponse:
    """How it was: leads to the survey of this visit (settings.SURVEY_INVITE)."""
    visit = visit_of(code)
    if visit is None:
        return _gone(request, None)
    rows = visit.tickets.select_related("line__booth__office")
    found = rows.get(pk=ticket, state=Ticket.State.DONE)
    office = found.line.booth.office or visit.hall.office
    key = found.line.service_key
    address = ask_how_it_was(kind=KIND, ref=str(found.pk), office=office, service_key=key, at=now_of(request))
    return redirect(address or reverse("reception:number", args=[code]))


def _may_be_asked(row: Standing) -> bool:
    """Whether the house has surveys, and this number came to its end."""
    return bool(settings.SURVEY_INVITE) and row.ticket.state == Ticket.State.DONE


def _is_old(visit: HallVisit, request: HttpRequest) -> bool:
    """Of another day, with nothing left to say about it."""
    today = visit.day == day_of(now_of(request))
    return not today and not visit.tickets.filter(state=Ticket.State.DONE).exists()


def _gone(request: HttpRequest, visit: HallVisit | None) -> HttpResponse:
    """A sentence for a code that is none, and for one of another day. Wrong ones are counted."""
    few = visit is not None or within_limit(request, "queue-code", settings.TRACKING_LIMIT)
    context = {"visit": visit, "few": few}
    return _private(render(request, "reception/own/gone.html", context, status=404 if few else 429))


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
