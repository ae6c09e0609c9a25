"""The way up: which steps reach a target with the least effort by a date, or go furthest with what there is.

Found exactly, by HiGHS as an integer program, and checked again in whole numbers: a step is one level of one
indicator; it needs the level below it and whatever else it was said to need.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from math import lcm

from balairung.surface.maturity.instruments import HIGHEST, Instrument
from balairung.surface.maturity.scoring import rounded, score

#: One level of one indicator: (number, level that is reached).
Rung = tuple[int, int]


@dataclass(frozen=True)
class Price:
    """What one step takes."""

    effort: int  # person-days
    weeks: int  # from its beginning to accepted evidence
    money: int = 0  # rupiah


@dataclass(frozen=True)
class Step:
    """From one level of an indicator to the next."""

    rung: Rung
    gain: Fraction  # points of the index
    price: Price
    needs: tuple[Rung, ...]  # steps that come before; levels that were reached already are not among them


@dataclass(frozen=True)
class Limits:
    """What a plan may take; None is no limit."""

    weeks: int | None = None
    effort: int | None = None
    money: int | None = None


class Infeasible(Exception):
    """No set of steps reaches the target within the limits; `furthest` is the best there is."""

    def __init__(self, furthest: Way) -> None:
        super().__init__(str(furthest.index))
        self.furthest = furthest


@dataclass(frozen=True)
class Way:
    """A set of steps, in an order in which they can be taken, and what it comes to."""

    today: Fraction  # the index before the first step
    steps: tuple[Step, ...]
    ready: Mapping[Rung, int] = field(default_factory=dict)  # in which week a step can be done at the earliest

    @property
    def exact(self) -> Fraction:
        return self.today + sum((one.gain for one in self.steps), Fraction())

    @property
    def index(self) -> Decimal:
        return rounded(self.exact)

    @property
    def effort(self) -> int:
        return sum(one.price.effort for one in self.steps)

    @property
    def money(self) -> int:
        return sum(one.price.money for one in self.steps)

    @property
    def weeks(self) -> int:
        """Until the last step is done, if all are worked at side by side."""
        return max((self.ready[one.rung] for one in self.steps), default=0)


class Ladder:
    """Every step that is still open, from today's levels, with prices and needs."""

    def __init__(
        self,
        instrument: Instrument,
        levels: Mapping[int, Decimal],
        prices: Mapping[Rung, Price],
        needs: Mapping[Rung, Iterable[Rung]],
    ) -> None:
        """`levels` 1 to 5 for every indicator; `prices` for every rung above them; `needs` without circles."""
        self.today = score(instrument, levels).exact
        self.steps = {
            (number, level): _step(instrument, (number, level), levels, prices, needs)
            for number, current in levels.items()
            for level in range(int(current) + 1, HIGHEST + 1)
        }

    @cached_property
    def ready(self) -> dict[Rung, int]:
        """In which week each step can be done at the earliest: after the longest chain of what it needs."""
        known: dict[Rung, int] = {}
        for one in self.in_order():
            before = max((known[rung] for rung in one.needs), default=0)
            known[one.rung] = before + one.price.weeks
        return known

    def in_order(self) -> list[Step]:
        """Each after all that it needs. Raise ValueError for a circle."""
        try:
            order = TopologicalSorter({rung: one.needs for rung, one in self.steps.items()}).static_order()
            return [self.steps[rung] for rung in order]
        except CycleError as circle:
            raise ValueError(f"these steps need each other: {circle.args[1]}") from circle

    def way(self, rungs: Iterable[Rung]) -> Way:
        """The same steps in order, with what they come to."""
        chosen = set(rungs)
        return Way(self.today, tuple(one for one in self.in_order() if one.rung in chosen), self.ready)

    def within(self, limits: Limits) -> list[Step]:
        """Those that can be done by then at all, in order."""
        return [one for one in self.in_order() if limits.weeks is None or self.ready[one.rung] <= limits.weeks]


@dataclass(frozen=True)
class Row:
    """One amount for every step, and between what their sum must lie; all whole numbers."""

    amounts: Sequence[int]
    least: int | None = None
    most: int | None = None

    def holds(self, taken: Sequence[bool]) -> bool:
        total = sum(amount for amount, yes in zip(self.amounts, taken, strict=True) if yes)
        return (self.least is None or total >= self.least) and (self.most is None or total <= self.most)


def cheapest(ladder: Ladder, target: Decimal, limits: Limits = Limits()) -> Way:
    """The least effort that reaches `target`, exactly and not by rounding; among those, the furthest.

    Raise Infeasible with the furthest way where nothing reaches it.
    """
    missing = Fraction(target) - ladder.today
    if missing <= 0:
        return ladder.way([])
    steps = ladder.within(limits)
    least = _solved(steps, [*_rows(steps, limits), _gaining(steps, missing)], _efforts(steps))
    if least is None:
        raise Infeasible(furthest(ladder, limits))
    return ladder.way(_highest(steps, Limits(limits.weeks, sum(_efforts(least)), limits.money)))


def furthest(ladder: Ladder, limits: Limits) -> Way:
    """The highest index within the limits; among those, the least effort."""
    steps = ladder.within(limits)
    highest = sum((ladder.steps[rung].gain for rung in _highest(steps, limits)), Fraction())
    least = _solved(steps, [*_rows(steps, limits), _gaining(steps, highest)], _efforts(steps))
    assert least is not None  # the one before
    return ladder.way(one.rung for one in least)


def _highest(steps: Sequence[Step], limits: Limits) -> list[Rung]:
    """With the most points; of these any."""
    gains = _whole([one.gain for one in steps])
    best = _solved(steps, _rows(steps, limits), [-gain for gain in gains])
    assert best is not None  # to do nothing is within all limits
    return [one.rung for one in best]


def _efforts(steps: Iterable[Step]) -> list[int]:
    return [one.price.effort for one in steps]


def _rows(steps: Sequence[Step], limits: Limits) -> list[Row]:
    """What a plan may take, step by step."""
    rows = [Row(_efforts(steps), most=limits.effort), Row([one.price.money for one in steps], most=limits.money)]
    return [row for row in rows if row.most is not None]


def _gaining(steps: Sequence[Step], least: Fraction) -> Row:
    """At least so many points, all in whole numbers."""
    *gains, bound = _whole([*(one.gain for one in steps), least])
    return Row(gains, least=bound)


def _whole(values: Sequence[Fraction]) -> list[int]:
    """The same proportions as whole numbers."""
    scale = lcm(*(value.denominator for value in values))
    return [int(value * scale) for value in values]


def _step(
    instrument: Instrument,
    rung: Rung,
    levels: Mapping[int, Decimal],
    prices: Mapping[Rung, Price],
    needs: Mapping[Rung, Iterable[Rung]],
) -> Step:
    number, level = rung
    risen = level - max(Fraction(levels[number]), Fraction(level - 1))
    before = [(number, level - 1), *needs.get(rung, ())]
    open_still = tuple(one for one in dict.fromkeys(before) if one[1] > levels[one[0]])
    return Step(rung, instrument.indicators[number].worth * risen, prices[rung], open_still)


# --- the integer program ---------------------------------------------------------------------------------------------

#: Exact: every sum is a whole number, so that whatever lies less than one from the best found is as good.
SETTINGS = {"mip_rel_gap": 0.0, "mip_abs_gap": 0.5, "mip_feasibility_tolerance": 1e-9, "threads": 1}


def _solved(steps: Sequence[Step], rows: Sequence[Row], costs: Sequence[int]) -> list[Step] | None:
    """The steps with the least sum of `costs` (whole numbers) that keep all rows; None where there are none."""
    if not steps:
        return [] if all(row.holds([]) for row in rows) else None
    taken = _asked(steps, rows, costs)
    if taken is None:
        return None
    chosen = [one for one, yes in zip(steps, taken, strict=True) if yes]
    rungs = {one.rung for one in chosen}
    # The solver counts in binary: what it says is believed only when it holds in whole numbers.
    assert all(row.holds(taken) for row in rows)
    assert all(rungs.issuperset(one.needs) for one in chosen)
    return chosen


def _asked(steps: Sequence[Step], rows: Sequence[Row], costs: Sequence[int]) -> list[bool] | None:
    import highspy  # with numpy a quarter of a second and 30 MB: only who asks for a way pays for them

    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # the one of its methods without types
    solver.silent()
    for name, value in SETTINGS.items():
        solver.setOptionValue(name, value)
    variables = {one.rung: solver.addBinary(obj=float(cost)) for one, cost in zip(steps, costs, strict=True)}
    for one in steps:
        for rung in one.needs:
            solver.addConstr(variables[one.rung] <= variables[rung])
    for row in rows:
        total = solver.qsum(a * x for a, x in zip(row.amounts, variables.values(), strict=True))
        least = -highspy.kHighsInf if row.least is None else row.least
        solver.addConstr(least <= total <= (highspy.kHighsInf if row.most is None else row.most))
    solver.minimize()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    assert status == highspy.HighsModelStatus.kOptimal, status
    return [solver.val(variable) > 0.5 for variable in variables.values()]
