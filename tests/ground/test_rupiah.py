"""Rupiah as people write it, exact to the sen."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.errors import Refused
from balairung.ground.common.rupiah import in_words, read_rupiah

AMOUNTS = st.integers(0, 10**16).map(lambda sen: Decimal(sen) / 100)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("125000000", "125000000"), ("125.000.000", "125000000"), ("125,000,000", "125000000"),
        ("Rp125.000.000,50", "125000000.50"), ("Rp. 1.250.000,-", "1250000"), ("1,250,000.5", "1250000.5"),
        ("1250000,05", "1250000.05"), (" 12 500 ", "12500"), ("0", "0"), ("1.250", "1250"), ("1,25", "1.25"),
    ],
)  # fmt: skip
def test_what_people_write_is_what_it_looks_like(typed: str, amount: str) -> None:
    assert read_rupiah(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed", ["", "dua juta", "2,5 juta", "1.25.000", "1.250,000", "-5", "1e9", "1.250.00", "12.34.56", "٣", "1..2"]
)
def test_what_could_be_read_in_two_ways_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="belum terbaca"):
        read_rupiah(typed)


def test_more_than_a_country_spends_is_a_slip() -> None:
    with pytest.raises(Refused, match="jumlah nolnya"):
        read_rupiah("1" + "0" * 15)


@given(AMOUNTS)
def test_what_we_write_is_read_as_the_same(amount: Decimal) -> None:
    assert read_rupiah(in_words(amount)) == amount


@given(AMOUNTS)
def test_both_ways_of_marking_mean_the_same(amount: Decimal) -> None:
    assert read_rupiah(f"{amount:,.2f}") == amount
