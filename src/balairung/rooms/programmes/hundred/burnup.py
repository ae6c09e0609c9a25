"""Progress against the days: pure arithmetic, and where the lines of the drawing go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

TENTH = Decimal("0.1")
WIDTH, HEIGHT = 440, 230  # of the drawing, in its own units
LEFT, RIGHT, TOP, BOTTOM = 56, 14, 14, 30

Step = tuple[date, Decimal]  # on this day so many points more


def share(points: Decimal, agencies: int) -> Decimal:
    """Of all that was promised, in per cent, to a tenth, rounded down: 100 only when all of it is there.

    Each agency weighs the same: its milestones are 100 points together. One without an approved plan counts nothing.
    """
    return (points / agencies).quantize(TENTH, ROUND_DOWN) if agencies else Decimal()


@dataclass(frozen=True)
class Mark:
    """A line of the frame with its words."""

    at: int
    words: str


@dataclass(frozen=True)
class BurnUp:
    """Everything that the drawing needs; `planned` and `actual` are points of a polyline."""

    planned: str
    actual: str
    across: list[Mark]
    days: list[Mark]
    today: int | None
    tip: tuple[int, int] | None
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM
    width: int = WIDTH
    height: int = HEIGHT


def climb(steps: Sequence[Step], agencies: int) -> list[Step]:
    """What is there on each day on which something came: the shares, adding up."""
    total, found = Decimal(), list[Step]()
    for day, points in sorted(steps):
        total += points
        if found and found[-1][0] == day:
            found.pop()
        found.append((day, share(total, agencies)))
    return found


def planned_by(day: date, steps: Sequence[Step], agencies: int) -> Decimal:
    """How much should be there by the end of this day."""
    return share(sum((points for due, points in steps if due <= day), Decimal()), agencies)


def draw(
    first: date, last: date, today: date, *, promised: Sequence[Step], accepted: Sequence[Step], agencies: int
) -> BurnUp:
    """Two stairs over the same days: what was promised by when, and what was accepted when, up to today."""
    span = max((last - first).days, 1)

    def x(day: date) -> int:
        inside = min(max((day - first).days, 0), span)
        return LEFT + round(inside * (WIDTH - LEFT - RIGHT) / span)

    done = [step for step in climb(accepted, agencies) if step[0] <= today]
    reached = done[-1][1] if done else Decimal()
    until = min(today, last)
    running = today >= first
    marks = [1, *range(25, span + 2, 25)]
    return BurnUp(
        planned=_stairs(climb(promised, agencies), first, last, x),
        actual=_stairs(done, first, until, x) if running else "",
        across=[Mark(_y(Decimal(level)), f"{level} %") for level in (0, 25, 50, 75, 100)],
        days=[Mark(LEFT + round((day - 1) * (WIDTH - LEFT - RIGHT) / span), str(day)) for day in marks],
        today=x(today) if first <= today <= last else None,
        tip=(x(until), _y(reached)) if running else None,
    )  # fmt: skip


def _stairs(steps: Sequence[Step], first: date, last: date, x: object) -> str:
    """Level until something comes, then straight up."""
    assert callable(x)
    level, points = _y(Decimal()), [f"{x(first)},{_y(Decimal())}"]
    for day, total in steps:
        points += [f"{x(day)},{level}", f"{x(day)},{_y(total)}"]
        level = _y(total)
    return " ".join([*points, f"{x(last)},{level}"])


def _y(level: Decimal) -> int:
    return HEIGHT - BOTTOM - round(level * (HEIGHT - TOP - BOTTOM) / 100)
