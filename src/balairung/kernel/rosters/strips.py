"""A year of weeks as a drawing: where each stroke goes. Pure; positions are pixels of the drawing's own box."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

WEEK = timedelta(weeks=1)
STEP, HEIGHT, LEAST = 14, 56, 4  # px of a week, of a full week, of the smallest gap that is seen
CELL, ROW = 4, 16  # px of a week in a row of the table, and its height
Minutes = tuple[int, int, int]  # required, empty, reached by nobody


@dataclass(frozen=True)
class Week:
    """One bar. `empty` and `unreached` are minutes; `gap` and `mute` their heights in px."""

    monday: date
    x: int
    required: int
    empty: int
    unreached: int
    gap: int
    mute: int

    @property
    def top(self) -> int:
        return HEIGHT - self.gap

    @property
    def above(self) -> int:
        return HEIGHT - self.gap - self.mute


@dataclass(frozen=True)
class Strip:
    """All weeks of an outlook, with the first week of each month by name below it."""

    weeks: tuple[Week, ...]

    @property
    def width(self) -> int:
        return STEP * len(self.weeks)

    @property
    def told(self) -> list[Week]:
        """Those that a table names."""
        return [week for week in self.weeks if week.empty or week.unreached]

    @property
    def months(self) -> Iterator[tuple[int, date]]:
        for before, week in zip((None, *self.weeks), self.weeks, strict=False):
            if before is not None and before.monday.month != week.monday.month:
                yield week.x, week.monday


def strip(monday: date, minutes: Iterable[Sequence[int]]) -> Strip:
    """The bars of these weeks, the first of which begins on `monday`."""
    return Strip(tuple(_week(monday, place, *one) for place, one in enumerate(minutes)))


def gap_path(minutes: Iterable[Sequence[int]]) -> str:
    """One stroke, three px wide, for each week with a gap in a row of the table: the more is empty, the higher."""
    return "".join(_cell(place, _quarters(one)) for place, one in enumerate(minutes) if one[1])


def mute_path(minutes: Iterable[Sequence[int]]) -> str:
    """A short stroke below each week in which somebody is on duty whom nobody reaches."""
    return "".join(_line(place) for place, one in enumerate(minutes) if one[2])


def together(rows: Iterable[Sequence[Sequence[int]]]) -> list[Minutes]:
    """The weeks of several rosters of one office as one."""
    columns = zip(*rows, strict=False)
    return [(sum(w[0] for w in week), sum(w[1] for w in week), sum(w[2] for w in week)) for week in columns]


def _week(monday: date, place: int, required: int, empty: int, unreached: int) -> Week:
    gap, mute = (_height(part, required) for part in (empty, unreached))
    return Week(monday + place * WEEK, place * STEP, required, empty, unreached, gap, min(mute, HEIGHT - gap))


def _height(part: int, whole: int) -> int:
    return max(LEAST, round(HEIGHT * part / whole)) if part and whole else 0


def _quarters(one: Sequence[int]) -> int:
    return min(4, 1 + 4 * one[1] // max(one[0], 1))


@cache
def _cell(place: int, quarters: int) -> str:
    return f"M{place * CELL} {ROW}v-{quarters * ROW // 4}"


@cache
def _line(place: int) -> str:
    return f"M{place * CELL} {ROW + 4}v-2"
