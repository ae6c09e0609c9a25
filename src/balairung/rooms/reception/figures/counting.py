"""What days came to: counted once from tickets and check-ins when a day is over, and added up for pages afterwards.

A page never looks at old tickets. Each day keeps how many waited so many minutes, so that the median of any period is
exact to the minute.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Sum

from balairung.kernel.people.calendars import Calendars
from balairung.rooms.reception.desk.attending import desk_days
from balairung.rooms.reception.desk.emptiness import attended, gaps
from balairung.rooms.reception.models import DayOfDesk, DayOfLine, Guest, Hall, HallVisit, Ticket

FEWEST = 5  # below it a page says no time: it would say something about somebody
COLUMNS = (
    "line_id", "state", "visit__lane", "visit__channel", "taken_at", "called_at", "started_at", "ended_at", "expected",
)  # fmt: skip
State = Ticket.State
KEYS = frozenset({"id", "hall", "line", "day"})
BY_MINUTES = ("waits", "priority_waits", "misses")
COUNTED = ("taken", "served", "no_show", "left", "closed", "priority", "booked", "called", "waited", "worked")


@dataclass
class Tally:
    """Days of lines added up. Times in seconds, `waits`, `priority_waits` and `misses` by whole minutes."""

    taken: int = 0
    served: int = 0
    no_show: int = 0
    left: int = 0
    closed: int = 0
    priority: int = 0
    booked: int = 0
    called: int = 0
    waited: int = 0
    worked: int = 0
    waits: Counter[int] = field(default_factory=Counter)
    priority_waits: Counter[int] = field(default_factory=Counter)
    misses: Counter[int] = field(default_factory=Counter)
    hours: list[int] = field(default_factory=lambda: [0] * 24)

    def add(self, day: DayOfLine) -> None:
        for name in COUNTED:
            setattr(self, name, getattr(self, name) + getattr(day, name))
        for name in BY_MINUTES:
            getattr(self, name).update({int(minutes): count for minutes, count in getattr(day, name).items()})
        self.hours = [mine + theirs for mine, theirs in zip(self.hours, day.hours, strict=True)]

    @property
    def few(self) -> bool:
        """So few that a number would be about somebody."""
        return self.taken < FEWEST

    @property
    def median(self) -> int | None:
        """Half waited so many minutes or fewer; None below five."""
        return quantile(self.waits, 50)

    @property
    def most(self) -> int | None:
        """Nine of ten waited so many minutes or fewer."""
        return quantile(self.waits, 90)

    @property
    def priority_median(self) -> int | None:
        return quantile(self.priority_waits, 50)

    @property
    def missed_by(self) -> int | None:
        """By how many minutes the forecast was wrong, in half of the cases at most."""
        return quantile(self.misses, 50)

    @property
    def each(self) -> int | None:
        """Minutes at the counter, on average."""
        return round(self.worked / self.served / 60) if self.served >= FEWEST else None

    @property
    def absent(self) -> int | None:
        """Of a hundred numbers that ended, how many were called and not there."""
        return round(100 * self.no_show / self.taken) if self.taken >= FEWEST else None


def quantile(minutes: Mapping[int, int], percent: int) -> int | None:
    """The smallest number of minutes that `percent` of a hundred did not exceed; None where fewer than five are."""
    count = sum(minutes.values())
    if count < FEWEST:
        return None
    need, passed = -(-count * percent // 100), 0
    for value in sorted(minutes):
        passed += minutes[value]
        if passed >= need:
            return value
    raise AssertionError("unreachable: all of them have passed")


def count_lines(hall: Hall, day: date, zone: ZoneInfo) -> list[DayOfLine]:
    """Each line on which a number was taken that day, not saved; by the index `ticket_line_day`."""
    found = defaultdict[UUID, Tally](Tally)
    lines = hall.lines.order_by("id").values_list("pk", flat=True)
    rows = Ticket.objects.filter(line__in=list(lines), day=day).order_by("id").values_list(*COLUMNS)
    for line, *values in rows:
        _count(found[line], dict(zip(COLUMNS[1:], values, strict=True)), zone)
    return [DayOfLine(hall=hall, line_id=line, day=day, **_fields(tally)) for line, tally in found.items()]


def _count(tally: Tally, ticket: dict[str, Any], zone: ZoneInfo) -> None:
    tally.taken += 1
    tally.hours[ticket["taken_at"].astimezone(zone).hour] += 1
    tally.priority += bool(ticket["visit__lane"])
    tally.booked += ticket["visit__channel"] == HallVisit.Channel.APPOINTMENT
    tally.no_show += ticket["state"] == State.NO_SHOW
    tally.left += ticket["state"] == State.LEFT
    tally.closed += ticket["state"] == State.CLOSED
    if ticket["called_at"]:
        _count_wait(tally, ticket)
    if ticket["state"] == State.DONE:
        tally.served += 1
        tally.worked += _seconds(ticket["started_at"] or ticket["called_at"] or ticket["ended_at"], ticket["ended_at"])


def _count_wait(tally: Tally, ticket: dict[str, Any]) -> None:
    waited = _seconds(ticket["taken_at"], ticket["called_at"])
    tally.called += 1
    tally.waited += waited
    tally.waits[waited // 60] += 1
    if ticket["visit__lane"]:
        tally.priority_waits[waited // 60] += 1
    if ticket["expected"] is not None:
        tally.misses[abs(waited - ticket["expected"]) // 60] += 1


def _seconds(since: datetime, until: datetime) -> int:
    """Never below nothing: a clock may have been set back between the two."""
    return max(int((until - since).total_seconds()), 0)


def _fields(tally: Tally) -> dict[str, Any]:
    told = {name: {str(key): count for key, count in getattr(tally, name).items()} for name in BY_MINUTES}
    return {name: getattr(tally, name) for name in COUNTED} | told | {"hours": tally.hours}


def count_desk(hall: Hall, day: date, calendars: Calendars) -> DayOfDesk:
    """How the reception was attended, and how many guests were received; not saved."""
    desk = desk_days([hall], day, calendars)[hall.pk]
    longest = max((int(gap.length.total_seconds()) for gap in gaps(desk.opens, desk.sat)), default=0)
    opened = sum(int((until - since).total_seconds()) for since, until in desk.opens)
    midnight = datetime.combine(day, time.min, calendars.zone)
    guests = Guest.objects.filter(hall=hall, arrived_at__gte=midnight, arrived_at__lt=midnight + timedelta(days=1))
    came = guests.filter(received_at__isnull=False).aggregate(count=Count("pk"), people=Sum("people"))
    return DayOfDesk(
        hall=hall, day=day, open=opened, sat=int(attended(desk.opens, desk.sat).total_seconds()), longest=longest,
        guests=came["count"], people=came["people"] or 0,
    )  # fmt: skip


def add_up(days: Iterable[DayOfLine]) -> Tally:
    """All of them together."""
    tally = Tally()
    for day in days:
        tally.add(day)
    return tally


def fields_of(row: DayOfLine | DayOfDesk) -> dict[str, Any]:
    """What was counted, without the row's own keys: for writing it over what an earlier look counted."""
    counted = (one.name for one in row._meta.concrete_fields if one.name not in KEYS)
    return {name: getattr(row, name) for name in counted}
