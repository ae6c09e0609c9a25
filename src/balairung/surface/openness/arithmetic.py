"""Figures that can be added up, and what they say: a median, an interval instead of a bare share, fair places. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt

SURE = 1.959964  # 95 of 100 intervals hold the true share
FEWEST = 20  # promises that must have fallen due before somebody is given a place


@dataclass(frozen=True)
class Figures:
    """What was filed and how it stands; `days`: how many were done in so many days."""

    filed: int = 0
    kept: int = 0
    broken: int = 0
    running: int = 0
    behind: int = 0
    elsewhere: int = 0
    reopened: int = 0
    days: Mapping[int, int] = field(default_factory=dict)

    def __add__(self, other: Figures) -> Figures:
        names = ("filed", "kept", "broken", "running", "behind", "elsewhere", "reopened")
        sums = {name: getattr(self, name) + getattr(other, name) for name in names}
        return Figures(**sums, days=Counter(self.days) + Counter(other.days))

    @property
    def split(self) -> tuple[int, int, int, int, int]:
        """What became of it, in the columns of every table."""
        return self.kept, self.broken, self.behind, self.running, self.elsewhere

    @property
    def done(self) -> int:
        return self.kept + self.broken

    @property
    def timed(self) -> int:
        """What the median rests on: the rest of what is done was closed without an answer."""
        return sum(self.days.values())

    @property
    def late(self) -> int:
        return self.broken + self.behind

    @property
    def due(self) -> int:
        """What has ended or should have: the denominator of every share."""
        return self.kept + self.late

    @property
    def interval(self) -> Interval | None:
        return wilson(self.kept, self.due) if self.due else None

    @property
    def median(self) -> int | None:
        """Within how many days half of what is done was done."""
        return median(self.days)


def added(many: Iterable[Figures]) -> Figures:
    return sum(many, Figures())


def median(days: Mapping[int, int]) -> int | None:
    """The least number of days within which at least half of them lie; None of nothing."""
    left = sum(days.values())
    for day in sorted(days):
        left -= days[day]
        if 2 * left <= sum(days.values()):
            return day
    return None


@dataclass(frozen=True)
class Interval:
    """A share with what it may well be: of few promises nobody can say much."""

    share: float
    low: float
    high: float

    @property
    def drawn(self) -> tuple[int, int, int]:
        """From, to and the dot on a line of a hundred."""
        return round(100 * self.low), round(100 * self.high), round(100 * self.share)


def wilson(kept: int, of: int) -> Interval:
    """Wilson's interval: holds also for few, for none and for all. Raise ValueError of nothing."""
    if not 0 <= kept <= of or not of:
        raise ValueError("so many cannot be kept of so many")
    share, square = kept / of, SURE * SURE
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = SURE / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    low = 0.0 if kept == 0 else max(0.0, middle - half)
    high = 1.0 if kept == of else min(1.0, middle + half)
    return Interval(share, low, high)


def places(sides: Mapping[str, Figures]) -> dict[str, int]:
    """The place of everybody of whom enough fell due: behind those alone who are better beyond chance.

    Whoever cannot be told apart shares a place; who is not among these has none.
    """
    known = {key: side.interval for key, side in sides.items() if side.due >= FEWEST}
    sure = {key: one for key, one in known.items() if one}
    return {key: 1 + sum(other.low > one.high for other in sure.values()) for key, one in sure.items()}
