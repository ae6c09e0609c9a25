"""How far each further step carries: the steps of a plan in a good order, and their sum as places in a drawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from balairung.surface.maturity.instruments import HIGHEST, Instrument
from balairung.surface.maturity.reasons import Reason
from balairung.surface.maturity.scoring import rounded
from balairung.surface.maturity.ways import Rung

WIDTH, HEIGHT = 440, 240  # of the drawing, in its own units
LEFT, RIGHT, TOP, BOTTOM = 44, 16, 18, 30
MARKS = 5  # on the line below, at most
HALF = Fraction(1, 2)


def cheap_first(plan: Iterable[Reason]) -> list[Reason]:
    """The same steps, always the one next that adds most for its effort among those whose needs are met."""
    waiting = sorted(plan, key=lambda one: one.place)
    rungs, done, order = {one.step.rung for one in waiting}, set[Rung](), list[Reason]()
    while waiting:
        # A need that is no step of the plan is held already.
        found = next((one for one in waiting if done.issuperset(rungs.intersection(one.step.needs))), waiting[0])
        waiting.remove(found)
        done.add(found.step.rung)
        order.append(found)
    return order


@dataclass(frozen=True)
class Mark:
    """A line of the frame with its words."""

    at: int
    words: str


@dataclass(frozen=True)
class Curve:
    """Everything that the drawing needs."""

    line: str  # points of a polyline
    spots: tuple[tuple[int, int], ...]  # where a step is done
    across: tuple[Mark, ...]  # indices
    along: tuple[Mark, ...]  # person-days
    goals: tuple[Mark, ...]  # where a predicate begins
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM
    width: int = WIDTH
    height: int = HEIGHT


def draw(instrument: Instrument, today: Fraction, plan: Sequence[Reason]) -> Curve | None:
    """The index against the effort so far; None where there is no effort to draw it against."""
    effort = sum(one.step.price.effort for one in plan)
    if not effort:
        return None
    places = _sums(today, plan)
    low, high = floor(today / HALF) * HALF, min(ceil(places[-1][1] / HALF) * HALF, Fraction(HIGHEST))

    def x(amount: int) -> int:
        return LEFT + round(Fraction(amount * (WIDTH - LEFT - RIGHT), effort))

    def y(index: Fraction) -> int:
        return HEIGHT - BOTTOM - round((index - low) / (high - low) * (HEIGHT - TOP - BOTTOM))

    spots = tuple((x(amount), y(index)) for amount, index in places)
    halves = [low + HALF * place for place in range(int((high - low) / HALF) + 1)]
    goals = [(Fraction(one.least), one.words) for one in instrument.predicates]
    return Curve(
        line=" ".join(f"{across},{up}" for across, up in spots),
        spots=spots[1:],
        across=tuple(Mark(y(one), str(rounded(one, 1)).replace(".", ",")) for one in halves),
        along=tuple(Mark(x(amount), f"{amount:,}".replace(",", ".")) for amount in ticks(effort)),
        goals=tuple(Mark(y(least), words) for least, words in goals if today < least <= high),
    )


def _sums(today: Fraction, plan: Sequence[Reason]) -> list[tuple[int, Fraction]]:
    """Effort and index after each step, from where one stands."""
    places = [(0, today)]
    for one in plan:
        amount, index = places[-1]
        places.append((amount + one.step.price.effort, index + one.step.gain))
    return places


def ticks(last: int) -> list[int]:
    """Round amounts from zero on, a few of them."""
    size = 1
    while last // size >= MARKS:
        size = size * 5 // 2 if str(size)[0] == "2" else size * 2
    return list(range(0, last + 1, size))
