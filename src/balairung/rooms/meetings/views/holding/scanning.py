"""The scanner: a telephone's camera at the door, a scanner that types, or a name typed by hand."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from balairung.ground.ui.camera import allow_camera
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.meetings.access import get_run
from balairung.rooms.meetings.holding.attending import CheckedIn, Outcome, check_in, require_door
from balairung.rooms.meetings.holding.listing import listed, tally
from balairung.rooms.meetings.holding.recognising import LONGEST
from balairung.rooms.meetings.holding.scanning import read_scans, receive_scans
from balairung.rooms.meetings.models import Invitee, MeetingSession
from balairung.rooms.meetings.views.holding.asking import asked_session, facts


@officers
def scan(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The page. What is typed is posted to it, and answered on it: without JavaScript too."""
    meeting, now = get_run(actor, ref), now_of(request)
    require_door(meeting, actor)
    session, text = asked_session(request, meeting), request.POST.get("teks", "").strip()[:LONGEST]
    found = None
    if text:
        found = check_in(meeting, text, way=Invitee.Way.PASS, by=actor, at=now, session=session)
        if found.outcome == Outcome.REFUSED and listed(session, text=text):
            asked = urlencode({"sesi": str(session.pk), "cari": text})
            return redirect(f"{reverse('meetings:attendance', args=[meeting.ref])}?{asked}")
    context = facts(actor, meeting, session, "pindai") | {"found": found, "tally": tally(session)}
    return allow_camera(render(request, "meetings/holding/scan.html", context))


@officers
@require_POST
def send(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """What a telephone scanned, one or many, as JSON; each answered with its card, and how many are in."""
    meeting, now = get_run(actor, ref), now_of(request)
    session = asked_session(request, meeting)
    results = receive_scans(session, read_scans(request.body, now), by=actor, at=now)
    told = [{"token": one.token, **card(request, session, found, one.text)} for one, found in results]
    return JsonResponse({"results": told, "tally": _tally(session)})


def card(request: HttpRequest, session: MeetingSession, found: CheckedIn, text: str = "") -> dict[str, Any]:
    """What the page shows of one scan, and how it sounds."""
    facts = {"found": found, "session": session, "meeting": session.meeting, "text": _findable(text, found)}
    html = render_to_string("meetings/holding/_scanned.html", facts, request)
    return {"outcome": found.outcome, "came": found.came, "sentence": found.sentence, "card": " ".join(html.split())}


def _findable(text: str, found: CheckedIn) -> str:
    """A name that somebody typed, to be looked for in the list."""
    return text if found.outcome == Outcome.REFUSED and len(text) <= 60 and "/" not in text else ""


def _tally(session: MeetingSession) -> str:
    return " ".join(render_to_string("meetings/holding/_tally.html", {"tally": tally(session)}).split())
