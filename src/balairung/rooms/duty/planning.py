"""What a drill would mean before it is planned: how many of how many, and when nobody is called."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from balairung.rooms.duty import drills, reach
from balairung.rooms.duty.quiet import Window

DAY = timedelta(days=1)
MOST_DAYS = 31


@dataclass(frozen=True)
class Ahead:
    """A look at a drill that is not planned yet; whom it would draw is nobody's to know."""

    size: int
    pool: int
    days: list[tuple[date, list[Window]]]  # the quiet hours of each day, as they begin


def look(starts_at: datetime, ends_at: datetime, share: int, kinds: Collection[str], now: datetime) -> Ahead:
    """How many would be drawn from how many between these moments, and the quiet hours of those days."""
    begin = max(starts_at, now)
    pool = len(drills.candidates(drills.period_of(begin), now, kinds))
    first, last = localdate(begin), localdate(ends_at - timedelta(seconds=1))
    quiet = reach.quiet_hours()
    days = [first + place * DAY for place in range(min((last - first).days + 1, MOST_DAYS))]
    return Ahead(drills.size_of(pool, share) if pool else 0, pool, [(day, quiet.windows(day)) for day in days])
