"""A meeting on its day: people at the door, and the words by which they are known."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from balairung.kernel.people import passes
from balairung.kernel.people.actors import Actor, actor_of
from balairung.kernel.people.models import Person, Post
from balairung.rooms.meetings.models import Invitee, Meeting, MeetingSession
from tests import make

DAY = make.moment("2026-03-09 08:00")  # of `make.meeting()`
EARLY = DAY - timedelta(minutes=30)  # when people begin to come


def meeting(*heads: str, **said: Any) -> Meeting:
    """Called for the ninth of March; the heads of PUPR, Disdik and Dinkes are invited, or of these offices."""
    return make.meeting(*heads, **said)


def leads(of: Meeting) -> Actor:
    """Whoever chairs it, who stands at the door as well as anybody of that office."""
    held = of.chair.holdings.select_related("person").order_by("since")[0]
    return actor_of(held.person, DAY)


def seat(of: Meeting, office: str = "pupr") -> Invitee:
    rows = Invitee.objects.select_related("session", "person", "deputy", "post", "meeting__office")
    return rows.get(meeting=of, office__key=office)


def session(of: Meeting) -> MeetingSession:
    return of.sessions.select_related("meeting__office").order_by("order")[0]


def shown(who: Person | None, at: datetime = EARLY) -> str:
    """What the telephone of this person shows."""
    assert who
    return passes.code_of(who, at)


def staff(office: str, name: str = "Wira") -> Person:
    """Somebody of that office whom nobody invited."""
    return make.holder(office, Post.Role.STAFF, name)
