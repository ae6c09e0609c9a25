"""The arithmetic behind the drawings: where each stroke of a bar, a sparkline or a heat strip goes. No HTML."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

MOST_CELLS = 31  # days that are still told apart in a bar
SPARK_WIDTH, SPARK_HEIGHT = 120, 32
HEAT_STEP = 13  # px from one day to the next
HEAT_LEFT, HEAT_TOP = 32, 20  # px for the names of days and months


@dataclass(frozen=True)
class Cell:
    """One day of a bar. Positions are percent of the width."""

    x: float
    width: float
    used: bool


def bar(used: int, total: int) -> list[Cell]:
    """One cell for each day of `total`, the first `used` of them filled; a long bar is two pieces."""
    total = max(total, 1)
    used = min(max(used, 0), total)
    if total > MOST_CELLS:
        share = round(100 * used / total, 2)
        return [Cell(0, share, True), Cell(share, 100 - share, False)]
    step = 100 / total
    return [Cell(round(i * step, 2), round(step, 2), i < used) for i in range(total)]


@dataclass(frozen=True)
class Spark:
    """A line of values in a box of SPARK_WIDTH by SPARK_HEIGHT. `points` is for a polyline."""

    points: str
    x: float
    y: float


def spark(values: Sequence[float]) -> Spark:
    """The line through `values`, oldest first; zero lies on the ground."""
    highest = max([*values, 1])
    step = (SPARK_WIDTH - 8) / max(len(values) - 1, 1)
    places = [
        (round(4 + i * step, 1), round(SPARK_HEIGHT - 4 - (SPARK_HEIGHT - 8) * value / highest, 1))
        for i, value in enumerate(values)
    ]
    x, y = places[-1] if places else (4.0, SPARK_HEIGHT - 4.0)
    return Spark(" ".join(f"{x},{y}" for x, y in places), x, y)


@dataclass(frozen=True)
class HeatDay:
    """One day of the strip. `level` is 0 (nothing) to 4 (the most)."""

    date: dt.date
    count: int
    level: int
    x: int
    y: int


@dataclass(frozen=True)
class Heat:
    """A year of days in columns of weeks, Monday on top."""

    days: list[HeatDay]
    months: list[tuple[int, dt.date]]
    weeks: list[tuple[dt.date, list[int | None]]]
    width: int
    height: int = HEAT_TOP + 7 * HEAT_STEP


def heat(counts: Iterable[tuple[dt.date, int]]) -> Heat:
    """Where each day of `counts` goes, in any order; a day that is missing leaves a gap."""
    ordered = sorted(counts)
    most = max((count for _, count in ordered), default=0)
    start = _monday(ordered[0][0]) if ordered else dt.date.min
    days = [_heat_day(date, count, most, start) for date, count in ordered]
    width = (days[-1].x if days else HEAT_LEFT) + HEAT_STEP
    return Heat(days, list(_months(days)), list(_weeks(ordered)), width)


def _monday(date: dt.date) -> dt.date:
    return date - dt.timedelta(days=date.weekday())


def _heat_day(date: dt.date, count: int, most: int, start: dt.date) -> HeatDay:
    column = (date - start).days // 7
    level = -(-4 * count // most) if most else 0
    return HeatDay(date, count, level, HEAT_LEFT + column * HEAT_STEP, HEAT_TOP + date.weekday() * HEAT_STEP)


def _months(days: Sequence[HeatDay]) -> Iterator[tuple[int, dt.date]]:
    """Where each month's name stands; a month of less than two weeks at the edge has no room for it."""
    for _, group in groupby(days, key=lambda day: (day.date.year, day.date.month)):
        first, *rest = group
        if len(rest) >= 13:
            yield first.x + (HEAT_STEP if first.date.weekday() else 0), first.date


def _weeks(ordered: Sequence[tuple[dt.date, int]]) -> Iterator[tuple[dt.date, list[int | None]]]:
    for monday, group in groupby(ordered, key=lambda pair: _monday(pair[0])):
        found = {date.weekday(): count for date, count in group}
        yield monday, [found.get(i) for i in range(7)]
