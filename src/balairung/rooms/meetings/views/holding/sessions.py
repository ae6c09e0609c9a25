"""A session begins and ends; and the meeting with the last of them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.meetings.access import get_run
from balairung.rooms.meetings.holding import attending, ending
from balairung.rooms.meetings.holding.listing import tally
from balairung.rooms.meetings.models import MeetingSession
from balairung.rooms.meetings.views.holding.asking import asked_session, done, facts


@officers
@require_POST
def begin(request: HttpRequest, actor: Actor, ref: str, key: UUID) -> HttpResponse:
    session = _session(actor, ref, key)
    done(request, lambda: attending.open_session(session, by=actor, at=now_of(request)), _("Sesi dibuka."))
    return redirect(f"{reverse('meetings:agenda', args=[session.meeting.ref])}?sesi={session.pk}")


@officers
@require_POST
def close(request: HttpRequest, actor: Actor, ref: str, key: UUID) -> HttpResponse:
    session = _session(actor, ref, key)
    done(request, lambda: attending.close_session(session, by=actor, at=now_of(request)), _("Sesi ditutup."))
    return redirect(f"{reverse('meetings:agenda', args=[session.meeting.ref])}?sesi={session.pk}")


def _session(actor: Actor, ref: str, key: UUID) -> MeetingSession:
    meeting = get_run(actor, ref)
    session = meeting.sessions.get(pk=key)
    session.meeting = meeting
    return session


@officers
def finish(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """What is still missing, with the way to it; and the button that ends the meeting."""
    meeting, now = get_run(actor, ref), now_of(request)
    if request.method == "POST" and done(
        request, lambda: ending.end(meeting, by=actor, at=now), _("Rapat ditutup. Selesaikan notulennya.")
    ):
        return redirect("meetings:attendance", meeting.ref)
    context = facts(actor, meeting, asked_session(request, meeting), "acara") | {
        "missing": ending.missing(meeting), "tally": tally(meeting),
        "open": [one for one in meeting.sessions.order_by("order") if one.opened_at and not one.closed_at],
    }  # fmt: skip
    return render(request, "meetings/holding/end.html", context)
