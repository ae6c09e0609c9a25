"""What duty weighs: hours, nights, weekends and holidays of each person, and how evenly they are shared."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from balairung.kernel.rosters.rotation import instant

ONE_DAY = timedelta(days=1)
Piece = tuple[datetime, datetime, UUID]


@dataclass
class Load:
    """Of one person: minutes in all, on weekends, on holidays of weekdays; the nights; minutes by week (its Monday)."""

    minutes: float = 0
    weekend: float = 0
    holiday: float = 0
    nights: set[date] = field(default_factory=set)
    weeks: defaultdict[date, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def fullest_week(self) -> int:
        return round(max(self.weeks.values(), default=0))

    @property
    def nights_in_a_row(self) -> int:
        return longest_row(self.nights)


class Days:
    """The days of a zone between two moments: where each begins, whether it is free, who has its night.

    `free` says of a date why nobody works then ("" for a working day); `night_at` is a wall time.
    """

    def __init__(
        self, since: datetime, until: datetime, zone: ZoneInfo, free: Callable[[date], str], night_at: time
    ) -> None:
        first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
        self.dates = [first + place * ONE_DAY for place in range((last - first).days + 1)]
        self.begins = [instant(day, time(), zone) for day in [*self.dates, last + ONE_DAY]]
        self.nights = [instant(day, night_at, zone) for day in self.dates]
        self.weekend = [day.weekday() >= 5 for day in self.dates]
        self.holiday = [day.weekday() < 5 and bool(free(day)) for day in self.dates]
        self.mondays = [day - day.weekday() * ONE_DAY for day in self.dates]

    def loads(self, pieces: Iterable[Piece]) -> dict[UUID, Load]:
        """What each person carries of these pieces, which lie within the days."""
        found: dict[UUID, Load] = {}
        for since, until, person in pieces:
            self._add(found.setdefault(person, Load()), since, until)
        return found

    def minutes_by_week(self, spans: Iterable[tuple[datetime, datetime]]) -> dict[date, float]:
        """How much of these spans lies in each week, by its Monday."""
        load = Load()
        for since, until in spans:
            self._add(load, since, until)
        return load.weeks

    def _add(self, load: Load, since: datetime, until: datetime) -> None:
        place = bisect_right(self.begins, since) - 1
        while since < until:
            stop = min(until, self.begins[place + 1])
            minutes = (stop - since).total_seconds() / 60
            load.minutes += minutes
            load.weeks[self.mondays[place]] += minutes
            load.weekend += minutes * self.weekend[place]
            load.holiday += minutes * self.holiday[place]
            if since <= self.nights[place] < stop:
                load.nights.add(self.dates[place])
            since, place = stop, place + 1


def longest_row(dates: Iterable[date]) -> int:
    """How many of these days follow one another at most."""
    longest = row = 0
    before: date | None = None
    for day in sorted(dates):
        row = row + 1 if before and day - before == ONE_DAY else 1
        longest, before = max(longest, row), day
    return longest


def balance(shares: Mapping[UUID, float], carried: Mapping[UUID, float]) -> float:
    """From 0 (one carries everything) to 1 (each what their share says); 1 where there is nothing to carry.

    `shares` are anything proportional; only the people in it count.
    """
    total, whole = sum(carried.get(one, 0) for one in shares), sum(shares.values())
    if not total or not whole:
        return 1.0
    due = {one: total * share / whole for one, share in shares.items()}
    worst = 2 * (total - min(due.values()))
    off = sum(abs(carried.get(one, 0) - due[one]) for one in shares)
    return 1 - off / worst if worst > 0 else 1.0
