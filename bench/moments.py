"""Moments as milliseconds, keys made of them, deadlines remembered by their day: quick enough for millions."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from balairung.ground.common import working_time
from balairung.ground.common.working_time import Unit
from balairung.kernel.people.calendars import Calendars

SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000


def to_ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def to_moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


_dates: dict[int, str] = {}


def written(ms: int) -> str:
    """As the ledger's hash writes a moment: UTC, microseconds."""
    day, rest = divmod(ms, DAY)
    if day not in _dates:
        _dates[day] = f"{to_moment(ms):%Y-%m-%d}"
    hour, rest = divmod(rest, HOUR)
    minute, rest = divmod(rest, MINUTE)
    second, thousandth = divmod(rest, SECOND)
    return f"{_dates[day]}T{hour:02d}:{minute:02d}:{second:02d}.{thousandth:03d}000+00:00"


def key(ms: int, rng: random.Random) -> str:
    """A version 7 key of that moment."""
    bits = rng.getrandbits(74)
    number = ms << 80 | 7 << 76 | (bits >> 62) << 64 | 2 << 62 | bits & 0x3FFFFFFFFFFFFFFF
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class Deadlines:
    """The house's own arithmetic, asked once for each day: day clocks depend on nothing else."""

    def __init__(self) -> None:
        calendars = Calendars()
        self.calendars = {name: calendars.get(name) for name in ("5-day", "6-day", "24-hour")}
        self.offset = int(datetime.now(calendars.zone).utcoffset().total_seconds()) * SECOND  # type: ignore[union-attr]
        self.known: dict[tuple[int, int, str, str], int] = {}

    def due(self, start: int, amount: int, unit: str, calendar: str) -> int:
        asked = ((start + self.offset) // DAY, amount, unit, calendar)
        if asked not in self.known:
            moment = working_time.deadline(to_moment(start), amount, Unit(unit), self.calendars[calendar]).due
            self.known[asked] = to_ms(moment)
        return self.known[asked]
