"""The planned way of a project against what was reported: pure arithmetic, and where its lines are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

HUNDRED = Decimal(100)
STEP = Decimal("0.01")
WIDTH, HEIGHT = 440, 230  # of the drawing, in its own units
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 28

Point = tuple[date, Decimal]


def plan(start: date, end: date, parts: Sequence[tuple[date, Decimal]]) -> list[Point]:
    """The corners of the planned line: nothing at the start, then each part's weight on its day.

    `parts` are (planned day, weight). Without parts the work is planned evenly from start to end. Days before the
    start count as the start; what the weights leave short of 100 comes on the last day.
    """
    total, corners = Decimal(), [(start, Decimal())]
    for day, weight in sorted(parts):
        total = min(total + weight, HUNDRED)
        corners.append((max(day, start), total))
    last = max(end, corners[-1][0])
    return corners if total == HUNDRED and len(corners) > 1 else [*corners, (last, HUNDRED)]


def planned_at(day: date, corners: Sequence[Point]) -> Decimal:
    """How many per cent are planned to be done by this day, to a hundredth."""
    if day < corners[0][0]:
        return Decimal()
    for (since, low), (until, high) in pairwise(corners):
        if since <= day < until:
            share = Decimal((day - since).days) / (until - since).days
            return (low + (high - low) * share).quantize(STEP, ROUND_HALF_UP)
    return corners[-1][1]


def deviation(day: date, physical: Decimal, corners: Sequence[Point]) -> Decimal:
    """Points ahead of the plan (positive) or behind it."""
    return physical - planned_at(day, corners)


@dataclass(frozen=True)
class Mark:
    """A line of the frame with its words."""

    at: int
    words: str


@dataclass(frozen=True)
class Curve:
    """Everything that the drawing needs. `planned` and `actual` are points of a polyline."""

    planned: str
    actual: str
    dots: list[tuple[int, int, date, Decimal]]
    across: list[Mark]
    months: list[tuple[int, date]]
    today: int | None
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM
    width: int = WIDTH
    height: int = HEIGHT


def draw(corners: Sequence[Point], reports: Sequence[Point], today: date) -> Curve:
    """The plan as a line, the reports as another, both over the same days, up to today where that is later."""
    first = min([corners[0][0], *(day for day, _share in reports)])
    last = max([corners[-1][0], today, *(day for day, _share in reports)])
    span = max((last - first).days, 1)

    def x(day: date) -> int:
        return LEFT + round((day - first).days * (WIDTH - LEFT - RIGHT) / span)

    dots = [(x(day), _y(share), day, share) for day, share in reports]
    begin = [f"{x(min(corners[0][0], reports[0][0]))},{_y(Decimal())}"] if reports else []
    return Curve(
        planned=" ".join(f"{x(day)},{_y(share)}" for day, share in [*corners, (last, corners[-1][1])]),
        actual=" ".join([*begin, *(f"{one},{two}" for one, two, _day, _share in dots)]),
        dots=dots, across=[Mark(_y(Decimal(share)), f"{share} %") for share in (0, 25, 50, 75, 100)],
        months=[(x(day), day) for day in _ticks(first, last)], today=x(today) if first <= today <= last else None,
    )  # fmt: skip


def _y(share: Decimal) -> int:
    return HEIGHT - BOTTOM - round(share * (HEIGHT - TOP - BOTTOM) / 100)


def _ticks(first: date, last: date) -> list[date]:
    """At most five firsts of months."""
    months = [date(number // 12, number % 12 + 1, 1) for number in range(_month(first), _month(last) + 1)]
    inside = [day for day in months if first <= day <= last]
    step = -(-len(inside) // 5) or 1
    return inside[::step] or [first]


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1
