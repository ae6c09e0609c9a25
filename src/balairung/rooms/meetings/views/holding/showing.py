"""What is projected or read aloud: the presentation, the introductions; and the live parts of the other pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.house import regency_zone
from balairung.kernel.people.middleware import now_of
from balairung.rooms.meetings.access import get_meeting, get_run
from balairung.rooms.meetings.holding import presenting
from balairung.rooms.meetings.holding.listing import here, tally
from balairung.rooms.meetings.views import live
from balairung.rooms.meetings.views.holding.asking import asked_session, facts


@officers
@require_GET
def screen(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The projector: readable from ten metres. Without JavaScript it comes again every few seconds."""
    meeting, now = get_meeting(actor, ref), now_of(request)
    context = {"meeting": meeting, "screen": presenting.screen(meeting, now), "now": now, "zone": regency_zone().key}
    return render(request, "meetings/holding/screen.html", context)


@officers
@require_GET
def introductions(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Who is here, in protocol order, big: to be read aloud."""
    meeting = get_run(actor, ref)
    session = asked_session(request, meeting)
    context = facts(actor, meeting, session, "perkenalan") | {"rows": here(session), "tally": tally(session)}
    return render(request, "meetings/holding/introductions.html", context)


@officers
@require_GET
def screen_stream(request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    return live.stream(presenting.SCREEN, get_meeting(actor, ref))


@officers
@require_GET
def screen_content(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return live.content(presenting.SCREEN, get_meeting(actor, ref), now_of(request))


@officers
@require_GET
def introductions_stream(request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    return live.stream(presenting.INTRODUCTIONS, get_run(actor, ref))


@officers
@require_GET
def introductions_content(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return live.content(presenting.INTRODUCTIONS, get_run(actor, ref), now_of(request))


@officers
@require_GET
def tally_stream(request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    return live.stream(presenting.TALLY, get_run(actor, ref))


@officers
@require_GET
def tally_content(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return live.content(presenting.TALLY, get_run(actor, ref), now_of(request))


@officers
@require_GET
def agenda_stream(request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    return live.stream(presenting.AGENDA, get_run(actor, ref))


@officers
@require_GET
def agenda_content(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return live.content(presenting.AGENDA, get_run(actor, ref), now_of(request))
