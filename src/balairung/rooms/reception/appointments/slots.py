"""Times that may be promised: the hall's open hours cut into even pieces, less what others were promised already."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from balairung.ground.common.office_hours import Intervals
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Absence, Holding, Post
from balairung.rooms.reception.models import Appointment, Hall, Line
from balairung.rooms.reception.queue.hours import opens

LEAD = timedelta(hours=1)  # nobody promises what begins sooner: one must still get there
SHORTEST = 5  # minutes
MIDNIGHT = 24 * 60


@dataclass(frozen=True)
class Aim:
    """What an appointment is for: a line of a hall, or the holder of a post who receives guests there."""

    hall: Hall
    line: Line | None = None
    host: Post | None = None

    @classmethod
    def of(cls, appointment: Appointment) -> Aim:
        return cls(appointment.hall, appointment.line, appointment.host)

    @property
    def places(self) -> int:
        """How many are promised the same time."""
        return self.line.per_slot if self.line else 1

    @property
    def rows(self) -> Q:
        return Q(line=self.line) if self.line else Q(host=self.host)

    @property
    def step(self) -> timedelta:
        return timedelta(minutes=max(SHORTEST, self.hall.slot_minutes))

    def __str__(self) -> str:
        return self.line.name if self.line else str(self.host)


@dataclass(frozen=True)
class Slot:
    """One time, and how many may still be promised it."""

    starts_at: datetime
    left: int


def cut(intervals: Intervals, minutes: int) -> Iterator[int]:
    """The minutes of a day at which a slot begins that is over before the office closes or rests."""
    for since, until in intervals:
        yield from range(_minute(since), _minute(until) - minutes + 1, minutes)


def slots(line: Line, day: date, *, at: datetime) -> list[Slot]:
    """The times of this line on that day that may be promised now, in order; none on a day that is not open."""
    return offered(Aim(line.hall, line), [day], at=at)[day]


def offered(
    aim: Aim, days: Collection[date], *, at: datetime, without: Appointment | None = None
) -> dict[date, list[Slot]]:
    """The same for several days, in four queries however many they are. Times that are full are left out; what is
    promised to `without` is not, for whoever moves it.
    """
    calendars = Calendars()
    wanted = [day for day in days if _in_reach(aim, day, at, calendars)]
    taken, away = _taken(aim, wanted, without, calendars), _away(aim, wanted)
    free = {day: list(_free(aim, day, taken[day], at, calendars)) for day in wanted if day not in away}
    return {day: free.get(day, []) for day in days}


def days_ahead(hall: Hall, at: datetime) -> list[date]:
    """Today, and as many days as this hall promises ahead."""
    today = at.astimezone(Calendars().zone).date()
    return [today + timedelta(days=place) for place in range(hall.booking_days + 1)]


def next_free(aim: Aim, *, at: datetime, most: int = 3) -> list[datetime]:
    """The next times that are free, for whoever came too late for theirs."""
    found = offered(aim, days_ahead(aim.hall, at), at=at)
    return [slot.starts_at for day in found.values() for slot in day][:most]


def fits(aim: Aim, starts_at: datetime, calendars: Calendars) -> bool:
    """Whether the office is open for the whole of this appointment."""
    local = starts_at.astimezone(calendars.zone)
    begin, length = _minute(local.time()), int(aim.step.total_seconds()) // 60
    hours = opens(aim.hall, local.date(), calendars)
    return any(_minute(since) <= begin and begin + length <= _minute(until) for since, until in hours)


def is_given(aim: Aim) -> bool:
    """Whether anybody may be promised a time there now: the line is bookable and standing, the post receives guests."""
    if aim.hall.closed_on:
        return False
    if aim.line:
        return aim.line.bookable and not aim.line.closed_on and aim.line.hall_id == aim.hall.pk
    return aim.host is not None and not aim.host.closed_on and aim.hall.hosts.filter(pk=aim.host.pk).exists()


def aims_of(hall: Hall) -> list[Aim]:
    """What one may make an appointment for in this hall: lines first, then people."""
    lines = hall.lines.filter(bookable=True, closed_on__isnull=True).select_related("booth").order_by("order", "prefix")
    hosts = hall.hosts.filter(closed_on__isnull=True).select_related("office").order_by("order", "title")
    return [*(Aim(hall, line=line) for line in lines), *(Aim(hall, host=post) for post in hosts)]


def _in_reach(aim: Aim, day: date, at: datetime, calendars: Calendars) -> bool:
    today = at.astimezone(calendars.zone).date()
    return today <= day <= today + timedelta(days=aim.hall.booking_days)


def _free(aim: Aim, day: date, taken: list[datetime], at: datetime, calendars: Calendars) -> Iterator[Slot]:
    start = datetime.combine(day, time(), calendars.zone)
    for minute in cut(opens(aim.hall, day, calendars), int(aim.step.total_seconds()) // 60):
        starts_at = start + timedelta(minutes=minute)
        touching = sum(abs(other - starts_at) < aim.step for other in taken)  # also from another grid
        if touching < aim.places and starts_at >= at + LEAD:
            yield Slot(starts_at, aim.places - touching)


def _taken(aim: Aim, days: list[date], without: Appointment | None, calendars: Calendars) -> dict[date, list[datetime]]:
    """What is promised already, by day."""
    found: dict[date, list[datetime]] = {day: [] for day in days}
    if days:
        first = datetime.combine(min(days), time(), calendars.zone)
        last = datetime.combine(max(days), time(), calendars.zone) + timedelta(days=1)
        rows = Appointment.objects.standing().filter(aim.rows, starts_at__gte=first, starts_at__lt=last)
        rows = rows.exclude(pk=without.pk) if without else rows
        for moment in rows.values_list("starts_at", flat=True):
            found.setdefault(moment.astimezone(calendars.zone).date(), []).append(moment)
    return found


def _away(aim: Aim, days: list[date]) -> set[date]:
    """The days on which nobody sits in the host's post: each of its holders is on leave, or there is none."""
    if aim.host is None or not days:
        return set()
    held: dict[UUID, tuple[date, date | None]] = {}
    rows: Any = Holding.objects.filter(post=aim.host).values_list("person", "since", "until")
    for person, since, until in rows:
        held[person] = (since, until)
    leave = list(Absence.objects.filter(person__in=held, until__gte=min(days), since__lte=max(days)))
    return {day for day in days if not any(_sits(person, term, leave, day) for person, term in held.items())}


def _sits(person: UUID, term: tuple[date, date | None], leave: list[Absence], day: date) -> bool:
    since, until = term
    serving = since <= day and (until is None or day <= until)
    return serving and not any(one.person_id == person and one.since <= day <= one.until for one in leave)


def _minute(clock: time) -> int:
    """Of the day; `time.max` stands for the midnight that follows (Calendar.hours)."""
    return MIDNIGHT if clock == time.max else clock.hour * 60 + clock.minute
