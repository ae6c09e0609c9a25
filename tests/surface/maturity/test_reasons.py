"""Why a step is in the plan: each figure can be counted again from the plan."""

from decimal import Decimal
from fractions import Fraction

from balairung.surface.maturity.instruments import instrument
from balairung.surface.maturity.pricing import default_needs, default_prices
from balairung.surface.maturity.reasons import Reason, reasons
from balairung.surface.maturity.ways import Ladder, Price, Step, Way, cheapest


def test_each_step_says_what_it_yields_and_what_it_opens() -> None:
    one = instrument("spbe-2020")
    ladder = Ladder(one, dict.fromkeys(one.indicators, Decimal(2)), default_prices(one.key), default_needs(one.key))
    way = cheapest(ladder, Decimal("3.2"))
    found = reasons(way)
    assert [reason.step for reason in found] == list(way.steps)
    assert sorted(reason.place for reason in found) == list(range(1, len(way.steps) + 1))
    for reason in found:
        assert reason.yields == 100 * reason.step.gain / reason.step.price.effort
        assert all(reason.step.rung in ladder.steps[other].needs for other in reason.opens)
        assert reason.ready <= way.weeks
    best = min(found, key=lambda reason: reason.place)
    assert best.yields == max(reason.yields for reason in found if reason.yields is not None)


def test_others_come_before_its_own_next_level_and_what_is_free_comes_first() -> None:
    first = Step((1, 2), Fraction(1, 100), Price(10, 1), ())
    own = Step((1, 3), Fraction(1, 100), Price(0, 1), ((1, 2),))
    other = Step((7, 3), Fraction(5, 100), Price(10, 1), ((1, 2),))
    way = Way(Fraction(2), (first, own, other), {(1, 2): 1, (1, 3): 2, (7, 3): 2})
    opener, free, rest = reasons(way)
    assert opener == Reason(first, 3, ((7, 3), (1, 3)), 1)
    assert (free.place, free.yields) == (1, None)
    assert (rest.place, rest.yields) == (2, Fraction(1, 2))
