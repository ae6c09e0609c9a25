"""When things happen in the simulated year."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

#: How many people write in each hour of the day, from midnight.
HOURS = [1, 1, 1, 1, 2, 5, 9, 10, 10, 9, 8, 7, 7, 6, 6, 6, 7, 8, 10, 12, 12, 9, 5, 2]
PACES = [0.3, 0.4, 0.4, 0.5, 0.6, 0.7, 0.8, 1.5]  # above 1 an office is late more often than not


def filing_moment(rng: random.Random, start: datetime, end: datetime) -> datetime:
    """More in the evening than at night, a little more each month, never after `end`."""
    share = rng.random() ** 0.8
    day = timezone.localtime(start + (end - start) * share)
    hour = rng.choices(range(24), weights=HOURS)[0]
    moment = day.replace(hour=hour, minute=rng.randrange(60), second=rng.randrange(60), microsecond=0)
    return min(moment, end - timedelta(minutes=rng.randint(5, 300)))


def at_hour(day: date, hour: int) -> datetime:
    """This hour of that day, as clocks show it here."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


class Pace:
    """How quick the offices are, and office hours."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.known: dict[UUID, float] = {}

    def of(self, office_id: UUID) -> float:
        if office_id not in self.known:
            self.known[office_id] = self.rng.choice(PACES)
        return self.known[office_id]

    def later(self, at: datetime, days: float) -> datetime:
        """About so many working days later, within office hours."""
        return self.office_hours(at + timedelta(days=self.rng.gammavariate(2.0, days / 2.0) * 1.35))

    def office_hours(self, at: datetime) -> datetime:
        local = timezone.localtime(at)
        if local.weekday() > 4:
            local += timedelta(days=7 - local.weekday())
        if not 8 <= local.hour < 16:
            local = local.replace(hour=self.rng.randint(8, 15), minute=self.rng.randrange(60))
        return max(local, at)
