"""The arithmetic of the SKM against hand-computed cases, the table of the sample, and its laws."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.rooms.surveys.scoring import Tally, categories, category_of, codes, rounded, sample_size, score

COUNTS = st.lists(st.integers(0, 500), min_size=4, max_size=4).filter(any)
#: N and S as the regulation's annex prints them, as far as they were seen.
TABLE = (
    "10:10 15:14 20:19 25:24 30:28 35:32 40:36 45:40 50:44 55:48 60:52 65:56 70:59 75:63 80:66 85:70 90:73 95:76 100:80"
    " 110:86 120:92 130:97 140:103 150:108 160:113 170:118 180:123 190:127 200:132 220:140 240:148 250:152 260:155"
    " 280:162 300:169 320:175 340:181 360:186 380:191 400:196 420:201 440:205 460:210 480:214 500:217 550:226 600:234"
    " 700:248 800:260 900:269 1000:278 1200:291 1500:306 2000:322 2600:335 3000:341 4000:351 5000:357 6000:361 8000:367"
    " 10000:370 20000:377 50000:381 100000:383 1000000:384"
)


def same(mean: Fraction | str) -> dict[str, Tally]:
    return {code: Tally(Fraction(mean)) for code in codes()}


@pytest.mark.parametrize(
    ("exact", "ikm", "letter", "words"),
    [
        ("25", "25.00", "D", "Tidak baik"),
        ("64.99", "64.99", "D", "Tidak baik"),
        ("64.9949", "64.99", "D", "Tidak baik"),
        ("64.995", "65.00", "C", "Kurang baik"),
        ("65", "65.00", "C", "Kurang baik"),
        ("76.60", "76.60", "C", "Kurang baik"),
        ("76.6049", "76.60", "C", "Kurang baik"),
        ("76.605", "76.61", "B", "Baik"),
        ("76.61", "76.61", "B", "Baik"),
        ("88.30", "88.30", "B", "Baik"),
        ("88.3049", "88.30", "B", "Baik"),
        ("88.305", "88.31", "A", "Sangat baik"),
        ("88.31", "88.31", "A", "Sangat baik"),
        ("100", "100.00", "A", "Sangat baik"),
    ],
)
def test_the_edges_of_the_table(exact: str, ikm: str, letter: str, words: str) -> None:
    found = score(same(Fraction(exact) / 25))
    assert (str(found.ikm), found.category.letter, found.category.performance) == (ikm, letter, words)


def test_nine_elements_by_hand() -> None:
    """29 people; the sums are 105, 101, 98, 116, 103, 104, 107, 95, 99: 928 / 29 / 9 × 25 = 88.888… + … exactly."""
    totals = (105, 101, 98, 116, 103, 104, 107, 95, 99)
    found = score({code: Tally.of_total(29, total) for code, total in zip(codes(), totals, strict=True)})
    assert found.ikm == Decimal("88.89")  # 928 × 25 / 261 = 88.8888…
    first = found.elements[0]
    assert (first.nrr, first.value, first.category.letter) == (Decimal("3.621"), Decimal("90.52"), "A")
    assert [one.code for one in found.lowest_first[:3]] == ["U8", "U3", "U9"]
    assert found.compatibility == {"0.111": Decimal("88.80"), "0.11": Decimal("88.00")}  # the last would be B


def test_a_dropped_element_gives_its_weight_to_the_others() -> None:
    means = {code: Tally(Fraction(3)) for code in codes() if code != "U4"}
    means["U1"] = Tally(Fraction(4))
    assert score(means, dropped={"U4"}).ikm == Decimal("78.13")  # 25 × 25 / 8 = 78.125
    with pytest.raises(ValueError, match="exactly"):
        score(means)
    with pytest.raises(ValueError, match="exactly"):
        score({}, dropped=codes())


def test_what_nobody_could_have_answered_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody"):
        Tally.of_counts({1: 0})
    with pytest.raises(ValueError, match="between"):
        Tally.of_total(2, 9)
    with pytest.raises(ValueError, match="nobody"):
        sample_size(0)


@given(st.lists(COUNTS, min_size=9, max_size=9))
def test_every_result_has_a_category_and_lies_between_its_elements(rows: list[list[int]]) -> None:
    """The hole between two rows of the table cannot exist: what is rounded is never between them."""
    found = score({code: Tally.of_counts(dict(enumerate(row, 1))) for code, row in zip(codes(), rows, strict=True)})
    assert Decimal("25.00") <= found.ikm <= Decimal("100.00")
    assert found.ikm == found.ikm.quantize(Decimal("0.01"))
    assert min(one.value for one in found.elements) <= found.ikm <= max(one.value for one in found.elements)
    assert found.category.lowest <= found.ikm
    exact = sum((one.mean for one in found.elements), Fraction(0)) / 9 * 25
    assert abs(Fraction(found.ikm) - exact) <= Fraction(1, 200)


@given(st.fractions(25, 100))
def test_rounding_is_half_up_and_monotonous(value: Fraction) -> None:
    once = Fraction(rounded(value))
    assert -Fraction(1, 200) < once - value <= Fraction(1, 200)
    assert rounded(once) == rounded(value)
    assert category_of(rounded(value)) in categories()


@given(st.integers(1, 2_000_000))
def test_a_sample_grows_with_those_who_were_served_and_never_beyond_them(population: int) -> None:
    assert 1 <= sample_size(population) <= min(population, 384)
    assert sample_size(population) <= sample_size(population + 1)


@pytest.mark.parametrize("row", TABLE.split())
def test_the_formula_gives_the_printed_table(row: str) -> None:
    population, sample = map(int, row.split(":"))
    assert sample_size(population) == sample
