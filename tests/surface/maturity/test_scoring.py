"""The index: exact, monotone, within bounds, the same from indicators and from exact aspects, rounded once."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.surface.maturity.instruments import KEYS, Instrument, instrument
from balairung.surface.maturity.scoring import rounded, score, score_of_aspects

WHOLE = st.integers(1, 5).map(Decimal)
PARTS = st.decimals("1", "5", places=2)


@st.composite
def assessed(draw: st.DrawFn) -> tuple[Instrument, dict[int, Decimal]]:
    one = instrument(draw(st.sampled_from(KEYS)))
    level = PARTS if one.fractional else WHOLE
    return one, {number: draw(level) for number in one.indicators}


@given(assessed())
def test_it_is_the_sum_of_weights_and_levels(given_: tuple[Instrument, dict[int, Decimal]]) -> None:
    one, levels = given_
    by_hand = sum((Fraction(i.weight) * Fraction(levels[n]) for n, i in one.indicators.items()), Fraction()) / 100
    found = score(one, levels)
    assert found.exact == by_hand
    assert 1 <= found.exact <= 5
    assert abs(Fraction(found.index) - by_hand) <= Fraction(1, 200)


@given(assessed())
def test_from_exact_aspects_it_is_the_same(given_: tuple[Instrument, dict[int, Decimal]]) -> None:
    one, levels = given_
    found = score(one, levels)
    assert score_of_aspects(one, found.aspects) == found
    assert all(1 <= value <= 5 for value in [*found.aspects.values(), *found.domains.values()])
    if one.domains:
        assert sum(Fraction(d.weight) * found.domains[d.number] for d in one.domains) / 100 == found.exact


@given(assessed(), st.data())
def test_a_higher_level_never_lowers_it(given_: tuple[Instrument, dict[int, Decimal]], data: st.DataObject) -> None:
    one, levels = given_
    number = data.draw(st.sampled_from(sorted(levels)))
    whole = st.integers(int(levels[number]), 5).map(Decimal)
    higher = data.draw(st.decimals(levels[number], 5, places=2) if one.fractional else whole)
    after, before = score(one, levels | {number: higher}), score(one, levels)
    assert after.exact - before.exact == one.indicators[number].worth * (Fraction(higher) - Fraction(levels[number]))
    assert after.index >= before.index


@given(st.integers(0, 100_000), st.integers(1, 997))
def test_a_half_rounds_up_and_nothing_else_moves_by_more_than_a_half(top: int, bottom: int) -> None:
    value = Fraction(top, bottom)
    difference = Fraction(rounded(value)) - value
    assert -Fraction(1, 200) < difference <= Fraction(1, 200)


@pytest.mark.parametrize(
    ("value", "index"), [("2.345", "2.35"), ("2.3449999", "2.34"), ("2.995", "3.00"), ("5", "5.00")]
)
def test_two_decimals_are_written_out(value: str, index: str) -> None:
    assert str(rounded(Fraction(value))) == index


@pytest.mark.parametrize("key", KEYS)
def test_all_at_one_level_come_to_that_level(key: str) -> None:
    one = instrument(key)
    for level in range(1, 6):
        found = score(one, dict.fromkeys(one.indicators, Decimal(level)))
        assert {found.exact, *found.aspects.values(), *found.domains.values()} == {level}


def test_it_is_rounded_once_and_not_aspect_by_aspect() -> None:
    """Three audits at 1, 1 and 2 are 4/3: with 1.33 the index of all else at 1 would be 1.01485, not 1.015."""
    one = instrument("spbe-2020")
    levels = dict.fromkeys(one.indicators, Decimal(1)) | {31: Decimal(2)}
    found = score(one, levels)
    assert found.aspects[6] == Fraction(4, 3)
    assert (found.exact, found.index) == (Fraction("1.015"), Decimal("1.02"))
    assert score_of_aspects(one, {n: rounded(value) for n, value in found.aspects.items()}).index == Decimal("1.01")


def test_the_predicate_agrees_with_the_index_that_is_published() -> None:
    one = instrument("pemdi-2026")
    found = score(one, dict.fromkeys(one.indicators, Decimal("2.495")))
    assert (str(found.index), found.predicate.words) == ("2.50", "Baik")
