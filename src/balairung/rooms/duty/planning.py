"""What a drill would mean before it is planned: how many of how many, and when nobody is called."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.timezone import localdate

from balairung.rooms.duty import drills, reach
from balairung.rooms.duty.quiet import Quiet, Window

DAY = timedelta(days=1)
MOST_DAYS = 31


@dataclass(frozen=True)
class Bar:
    """One stretch of quiet within a day, in percent of its 24 hours."""

    x: float
    width: float
    night: bool


@dataclass(frozen=True)
class Day:
    """The quiet hours of one day: as a drawing from midnight to midnight, and those that begin on it."""

    date: date
    bars: list[Bar]
    windows: list[Window]


@dataclass(frozen=True)
class Ahead:
    """A look at a drill that is not planned yet; whom it would draw is nobody's to know."""

    size: int
    pool: int
    days: list[Day]


def look(starts_at: datetime, ends_at: datetime, share: int, kinds: Collection[str], now: datetime) -> Ahead:
    """How many would be drawn from how many between these moments, and the quiet hours of those days."""
    begin = max(starts_at, now)
    pool = len(drills.candidates(drills.period_of(begin), now, kinds))
    first, last = localdate(begin), localdate(ends_at - timedelta(seconds=1))
    quiet = reach.quiet_hours()
    days = [first + place * DAY for place in range(min((last - first).days + 1, MOST_DAYS))]
    return Ahead(drills.size_of(pool, share) if pool else 0, pool, [_day(quiet, day) for day in days])


def _day(quiet: Quiet, day: date) -> Day:
    """The night before reaches into it."""
    windows = quiet.windows(day)
    begin = datetime.combine(day, time(), quiet.zone)
    bars = [_bar(one, begin) for one in [*quiet.windows(day - DAY), *windows] if one.until > begin]
    return Day(day, bars, windows)


def _bar(window: Window, begin: datetime) -> Bar:
    since, until = ((moment - begin) / DAY for moment in (window.since, window.until))
    since, until = max(since, 0.0), min(until, 1.0)
    return Bar(round(100 * since, 2), round(100 * (until - since), 2), window.night)
