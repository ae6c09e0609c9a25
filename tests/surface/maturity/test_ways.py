"""The way up: found exactly. What brute force finds is the judge, and greed is never better."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balairung.surface.maturity.instruments import KEYS, Aspect, Indicator, Instrument, instrument
from balairung.surface.maturity.ways import Infeasible, Ladder, Limits, Price, Rung, Way, cheapest, furthest

LADDER = ("a", "b", "c", "d", "e")
SPBE = instrument("spbe-2020")


def small(weights: list[int]) -> Instrument:
    """An instrument of few indicators, with weights that sum to a hundred."""
    indicators = tuple(Indicator(n, f"i{n}", Decimal(w), LADDER) for n, w in enumerate(weights, 1))
    return Instrument("kecil", "Kecil", "", 2026, None, True, (Aspect(1, "a", Decimal(100), indicators),), (), ())


@dataclass(frozen=True)
class Case:
    """A ladder with the amounts from which it was built."""

    ladder: Ladder
    levels: dict[int, Decimal]

    def sets(self) -> list[Way]:
        """Every plan there is: each indicator up to each level, if nothing that a step needs is missing."""
        tops = [range(int(level), 6) for level in self.levels.values()]
        chosen = [
            {
                (n, lv)
                for n, top in zip(self.levels, heights, strict=True)
                for lv in range(int(self.levels[n]) + 1, top + 1)
            }
            for heights in product(*tops)
        ]
        return [self.ladder.way(c) for c in chosen if all(c.issuperset(self.ladder.steps[rung].needs) for rung in c)]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    cuts = sorted(draw(st.lists(st.integers(1, 99), min_size=2, max_size=2, unique=True)))
    weights = [cuts[0], cuts[1] - cuts[0], 100 - cuts[1]]
    levels = {n: draw(st.decimals(1, 5, places=1)) for n in (1, 2, 3)}
    rungs = [(n, level) for n in levels for level in range(2, 6)]
    prices = {
        rung: Price(draw(st.integers(0, 40)), draw(st.integers(1, 12)), draw(st.integers(0, 9))) for rung in rungs
    }
    # A need goes to an indicator with a lower number, so that there are no circles.
    needs: dict[Rung, list[Rung]] = {
        rung: [draw(st.sampled_from([other for other in rungs if other[0] < rung[0]]))]
        for rung in rungs
        if rung[0] > 1 and draw(st.booleans())
    }
    return Case(Ladder(small(weights), levels, prices, needs), levels)


LIMITS = st.builds(
    Limits,
    weeks=st.none() | st.integers(0, 40),
    effort=st.none() | st.integers(0, 200),
    money=st.none() | st.integers(0, 40),
)


def within(way: Way, limits: Limits) -> bool:
    amounts = ((way.weeks, limits.weeks), (way.effort, limits.effort), (way.money, limits.money))
    return all(most is None or amount <= most for amount, most in amounts)


def in_order(way: Way, ladder: Ladder) -> bool:
    """Each step after all that it needs."""
    done: set[Rung] = set()
    for step in way.steps:
        if not done.issuperset(ladder.steps[step.rung].needs):
            return False
        done.add(step.rung)
    return True


@settings(max_examples=60)
@given(cases(), LIMITS)
def test_the_furthest_way_is_the_best_of_all(case: Case, limits: Limits) -> None:
    found = furthest(case.ladder, limits)
    assert within(found, limits)
    assert in_order(found, case.ladder)
    possible = [way for way in case.sets() if within(way, limits)]
    assert (found.exact, -found.effort) == max((way.exact, -way.effort) for way in possible)


@settings(max_examples=60)
@given(cases(), LIMITS, st.decimals(1, 5, places=2))
def test_the_cheapest_way_is_the_cheapest_of_all(case: Case, limits: Limits, target: Decimal) -> None:
    reaching = [way for way in case.sets() if within(way, limits) and way.exact >= Fraction(target)]
    if not reaching:
        with pytest.raises(Infeasible) as refused:
            cheapest(case.ladder, target, limits)
        assert refused.value.furthest == furthest(case.ladder, limits)
        return
    found = cheapest(case.ladder, target, limits)
    assert within(found, limits)
    assert in_order(found, case.ladder)
    assert found.exact >= Fraction(target)
    if case.ladder.today < Fraction(target):
        assert (found.effort, -found.exact) == min((way.effort, -way.exact) for way in reaching)
    else:
        assert found.steps == ()


# --- a whole instrument ------------------------------------------------------------------------------------------


def whole(key: str, levels: list[int], efforts: list[int]) -> Ladder:
    one = instrument(key)
    rungs = [(number, level) for number in one.indicators for level in range(2, 6)]
    prices = {rung: Price(effort, 4) for rung, effort in zip(rungs, efforts, strict=False)}
    current = {number: Decimal(level) for number, level in zip(one.indicators, levels, strict=False)}
    return Ladder(one, current, prices, {(number, 3): [(1, 2)] for number in one.indicators if number > 1})


def greedy(ladder: Ladder, target: Fraction) -> int:
    """What it takes to always choose the step with the most points for its effort; steps at their turn only."""
    done: set[Rung] = set()
    reached, effort = ladder.today, 0
    while reached < target:
        free = [s for s in ladder.steps.values() if s.rung not in done and done.issuperset(s.needs)]
        best = max(free, key=lambda step: (step.gain / step.price.effort, step.rung))
        done.add(best.rung)
        reached, effort = reached + best.gain, effort + best.price.effort
    return effort


@settings(max_examples=15)
@given(
    st.sampled_from(KEYS),
    st.lists(st.integers(1, 3), min_size=47, max_size=47),
    st.lists(st.integers(1, 90), min_size=188, max_size=188),
    st.decimals("3", "4.5", places=2),
)
def test_a_whole_plan_is_feasible_and_never_worse_than_greed(
    key: str, levels: list[int], efforts: list[int], target: Decimal
) -> None:
    ladder = whole(key, levels, efforts)
    found = cheapest(ladder, target)
    assert found.exact >= Fraction(target)
    assert in_order(found, ladder)
    assert found.effort <= greedy(ladder, Fraction(target))
    again = furthest(ladder, Limits(effort=found.effort))
    assert (again.exact, again.effort) == (found.exact, found.effort)


def test_from_two_thirty_five_to_three_eighty_seven() -> None:
    ladder = whole("spbe-2020", [2] * 30 + [3] * 17, [20] * 188)
    found = cheapest(ladder, Decimal("3.87"))
    assert found.exact >= Fraction("3.87")
    assert cheapest(ladder, Decimal("3.87")).steps == found.steps  # the same question, the same answer
    with pytest.raises(Infeasible) as refused:
        cheapest(ladder, Decimal("3.87"), Limits(weeks=4))
    assert refused.value.furthest.weeks == 4


def test_needs_that_go_in_a_circle_are_a_fault() -> None:
    one = small([50, 25, 25])
    prices = {(n, level): Price(1, 1) for n in (1, 2, 3) for level in range(2, 6)}
    ladder = Ladder(one, dict.fromkeys((1, 2, 3), Decimal(1)), prices, {(1, 2): [(2, 2)], (2, 2): [(1, 2)]})
    with pytest.raises(ValueError, match="need each other"):
        ladder.in_order()


def test_a_level_that_is_held_already_needs_nothing() -> None:
    one = small([50, 25, 25])
    prices = {(n, level): Price(1, 1) for n in (1, 2, 3) for level in range(2, 6)}
    ladder = Ladder(one, {1: Decimal("2.5"), 2: Decimal(1), 3: Decimal(5)}, prices, {(2, 2): [(1, 2)]})
    assert ladder.steps[2, 2].needs == ()
    assert ladder.steps[1, 3].gain == Fraction(1, 4)  # half a level of fifty per cent
    assert (3, 6) not in ladder.steps
