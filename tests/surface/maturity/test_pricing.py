"""What a step takes before anybody said otherwise: for every step of every instrument, and never in a circle."""

from decimal import Decimal

import pytest

from balairung.ground.common.facts import facts
from balairung.surface.maturity.instruments import KEYS, instrument
from balairung.surface.maturity.pricing import default_needs, default_prices
from balairung.surface.maturity.ways import Ladder, Limits, Price, cheapest, furthest


@pytest.mark.parametrize("key", KEYS)
def test_every_step_has_a_price_and_no_need_goes_in_a_circle(key: str) -> None:
    one, prices = instrument(key), default_prices(key)
    assert set(prices) == {(number, level) for number in one.indicators for level in range(2, 6)}
    assert all(price.effort > 0 and price.weeks > 0 for price in prices.values())
    assert {rung for needs in default_needs(key).values() for rung in needs} <= set(prices)
    ladder = Ladder(one, dict.fromkeys(one.indicators, Decimal(1)), prices, default_needs(key))
    assert len(ladder.in_order()) == 4 * len(one.indicators)
    assert furthest(ladder, Limits()).index == 5


@pytest.mark.parametrize("key", KEYS)
def test_what_another_body_measures_takes_as_long_as_its_year(key: str) -> None:
    one, prices, measured = instrument(key), default_prices(key), facts("maturity/efforts")["kinds"]["measured"]
    external = {number for number, indicator in one.indicators.items() if indicator.external}
    assert {number for number in one.indicators if prices[number, 2] == Price(*measured[2])} == external


def test_a_policy_comes_before_what_stands_on_it() -> None:
    one = instrument("spbe-2020")
    ladder = Ladder(one, dict.fromkeys(one.indicators, Decimal(1)), default_prices(one.key), default_needs(one.key))
    way = cheapest(ladder, Decimal("3.87"))
    order = [step.rung for step in way.steps]
    assert (16, 3) in order
    assert order.index((5, 2)) < order.index((16, 3))
