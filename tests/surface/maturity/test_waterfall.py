"""The steps of the index: exact, without a gap from 1 to 5, and the same for indicators and their aspects."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from balairung.surface.maturity.instruments import KEYS, Instrument, instrument
from balairung.surface.maturity.scoring import score
from balairung.surface.maturity.waterfall import Stretch, draw


@st.composite
def levelled(draw_from: st.DrawFn) -> tuple[Instrument, dict[int, Decimal]]:
    found = instrument(draw_from(st.sampled_from(KEYS)))
    some = st.decimals(1, 5, places=2) if found.fractional else st.integers(1, 5).map(Decimal)
    return found, {number: draw_from(some) for number in found.indicators}


def follow(stretches: list[Stretch], start: Fraction) -> Fraction:
    """The end of the last, after each began where the one before ended."""
    for one in stretches:
        assert one.start == start
        start += one.length
    return start


@given(levelled())
def test_the_steps_are_exactly_the_way_from_one_to_today_and_on_to_five(
    given: tuple[Instrument, dict[int, Decimal]],
) -> None:
    fall, index = draw(*given), score(*given).exact
    assert sum((bar.gained.length for bar in fall.bars), Fraction()) == index - 1
    for parts in (fall.bars, fall.groups):
        assert follow([one.gained for one in parts], Fraction(1)) == index
        assert follow([one.missing for one in parts], index) == 5
    assert fall.index == score(*given).index


@given(levelled())
def test_what_is_written_out_is_exact(given: tuple[Instrument, dict[int, Decimal]]) -> None:
    for bar in draw(*given).bars:
        assert Fraction(bar.gained.exact) == bar.gained.length
        assert bar.gained.length + bar.missing.length == 4 * Fraction(bar.weight) / 100


def test_a_step_is_its_weight_times_the_levels_above_one() -> None:
    found = instrument("pemdi-2026")
    levels = dict.fromkeys(found.indicators, Decimal(1)) | {20: Decimal("3.5")}  # weighs 15 %
    fall = draw(found, levels)
    (last,) = [bar for bar in fall.bars if bar.gained.length]
    assert (last.number, last.gained.points, last.missing.points) == (20, Decimal("0.38"), Decimal("0.23"))
    assert (last.gained.exact, last.gained.x, last.gained.width) == (Decimal("0.375"), "0.000%", "9.375%")
    assert fall.missing.x == "9.375%"
    assert [at for _level, at in fall.marks] == ["0.000%", "25.000%", "50.000%", "75.000%", "100.000%"]


def test_a_level_that_is_not_known_is_not_guessed() -> None:
    with pytest.raises(KeyError):
        draw(instrument("spbe-2018"), {1: Decimal(3)})


def test_the_part_says_what_was_collected_and_what_is_open() -> None:
    found = instrument("spbe-2020")
    fall = draw(found, dict.fromkeys(found.indicators, Decimal(3)))
    text = render_to_string("maturity/_waterfall.html", {"fall": fall})
    for words in ("terkumpul 2,00 sampai indeks 3,00", "Masih 2,00 lagi", "menambah 0,26, masih 0,26", "0,026"):
        assert words in text
    assert text.count('<svg class="fall-bar"') == 8 + 47
