"""What the pages of a roster show: its gaps as the calendar draws them, holidays, who carries what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from balairung.ground.common.dates import WEEKDAYS
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Person
from balairung.kernel.rosters.duty import Plan, people_named
from balairung.kernel.rosters.gaps import gaps_in, required
from balairung.kernel.rosters.models import Outlook, Roster
from balairung.kernel.rosters.months import Gap


@dataclass(frozen=True)
class Share:
    """What one person carries in 52 weeks as the one who answers first, or in one layer: hours, and nights."""

    person: Person
    hours: int
    nights: int
    weekend: int
    holiday: int
    overloaded: bool
    unproved: bool
    width: int  # percent of whoever carries most


def gaps_shown(roster: Roster, plan: Plan) -> list[Gap]:
    """When nobody is on duty although somebody must be, while the roster stands."""
    calendar = Calendars().get(roster.office.calendar)
    since, until = max(plan.since, roster.made_at), min(plan.until, roster.ended_at or plan.until)
    if since >= until:
        return []
    found = gaps_in(plan.segments, required(roster.coverage, calendar, since, until))
    return [Gap(one.since, one.until) for one in found]


def free_day() -> Callable[[date], str]:
    """The name of a holiday, for a five-day week; nothing for a weekend or a working day."""
    calendar = Calendars().get("5-day")

    def named(day: date) -> str:
        found = calendar.day(day)
        return "" if found.working or found.reason in WEEKDAYS["id"] else found.reason

    return named


def shares_of(outlook: Outlook) -> list[Share]:
    """Who answers first for how long, the most first."""
    carried = [row[1:] for row in outlook.facts.get("carried", ()) if row[0] == 0]
    people = people_named([UUID(row[0]) for row in carried])
    overloaded, unproved = outlook.facts.get("overloaded", {}), outlook.facts.get("unproved", ())
    most = max((row[1] for row in carried), default=1) or 1
    return [
        Share(people[UUID(key)], round(minutes / 60), nights, round(weekend / 60), round(holiday / 60),
              key in overloaded, key in unproved, round(100 * minutes / most))
        for key, minutes, nights, weekend, holiday in sorted(carried, key=lambda row: -row[1])
        if UUID(key) in people
    ]  # fmt: skip
