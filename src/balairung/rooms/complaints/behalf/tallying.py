"""How many reports were taken down today, by which door, how quickly: one's own, and all for the coordinator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localtime

from balairung.kernel.obligations.models import Event, Obligation
from balairung.kernel.people.actors import Actor
from balairung.rooms.complaints.filing.report import DICTATED
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import KIND


@dataclass(frozen=True)
class Count:
    """Reports of one door; `seconds` is their mean, None where nothing was measured."""

    channel: str
    count: int
    seconds: int | None

    @property
    def label(self) -> str:
        return str(Complaint.Channel(self.channel).label)


@dataclass(frozen=True)
class Tally:
    """A day so far. What is about somebody of the house is in nobody's sum but of whoever took it down."""

    mine: list[Count]
    everyone: list[Count]  # empty for who does not coordinate


def tally(actor: Actor, now: datetime) -> Tally:
    """One query, bounded by the day (index obligation_opened)."""
    midnight = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = Event.objects.filter(seq=1, obligation__kind=KIND, obligation__opened_at__gte=midnight)
    lines = lines.filter(obligation__opened_at__lte=now, obligation__complaint__channel__in=DICTATED)
    mine = Q(by_person=actor.person_id)
    whose = mine | ~Q(obligation__in=Obligation.objects.about_somebody()) if actor.coordinates else mine
    rows = lines.filter(whose).order_by().values_list("by_person", "obligation__complaint__channel", "facts")
    taken = [(person, channel, int(facts.get("seconds", 0))) for person, channel, facts in rows]
    own = [(channel, seconds) for person, channel, seconds in taken if person == actor.person_id]
    return Tally(_counts(own), _counts([row[1:] for row in taken]) if actor.coordinates else [])


def _counts(rows: list[tuple[str, int]]) -> list[Count]:
    by_door = {channel: [seconds for name, seconds in rows if name == channel] for channel in DICTATED}
    return [Count(channel, len(times), _mean(times)) for channel, times in by_door.items() if times]


def _mean(times: list[int]) -> int | None:
    measured = [seconds for seconds in times if seconds]
    return round(sum(measured) / len(measured)) if measured else None
