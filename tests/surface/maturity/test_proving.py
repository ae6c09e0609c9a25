"""The cumulative rule, by examples and by properties."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.surface.maturity.proving import Shown, counted, missing, proven, shown_of

SHOWN = st.dictionaries(
    st.integers(1, 5), st.integers(0, 4).flatmap(lambda n: st.integers(0, n).map(lambda k: Shown(n, k)))
)
YES, NO, HALF = Shown(1, 1), Shown(1, 0), Shown(2, 1)


@pytest.mark.parametrize(
    ("shown", "whole", "exact"),
    [
        ({}, "1", "1"),
        ({1: YES}, "1", "1"),
        ({1: NO, 2: YES}, "1", "1"),  # nothing above what is missing counts
        ({1: YES, 2: YES, 3: YES}, "3", "3"),
        ({1: YES, 2: HALF}, "1", "1.5"),
        ({1: YES, 2: Shown(3, 1)}, "1", "1.33"),
        ({1: HALF}, "1", "1"),
        (dict.fromkeys(range(1, 6), YES), "5", "5"),
    ],
)
def test_as_far_as_the_evidence_carries(shown: dict[int, Shown], whole: str, exact: str) -> None:
    assert proven(shown, fractional=False) == Decimal(whole)
    assert proven(shown, fractional=True) == Decimal(exact)


@given(SHOWN, st.booleans())
def test_always_a_level(shown: dict[int, Shown], fractional: bool) -> None:
    assert 1 <= proven(shown, fractional=fractional) <= 5


@given(SHOWN, st.integers(1, 5), st.booleans())
def test_one_more_accepted_never_lowers(shown: dict[int, Shown], level: int, fractional: bool) -> None:
    one = shown.get(level, Shown())
    more = {**shown, level: Shown(one.given, min(one.given, one.accepted + 1))}
    assert proven(more, fractional=fractional) >= proven(shown, fractional=fractional)


@given(SHOWN, st.decimals(1, 5, places=2))
def test_never_more_than_claimed(shown: dict[int, Shown], claimed: Decimal) -> None:
    assert 1 <= counted(claimed, shown, fractional=True) <= claimed


@given(SHOWN, st.integers(1, 5))
def test_a_claim_counts_whole_exactly_when_nothing_is_missing(shown: dict[int, Shown], claimed: int) -> None:
    lacking = missing(Decimal(claimed), shown)
    assert (counted(Decimal(claimed), shown, fractional=False) == claimed) == (not lacking or claimed == 1)


def test_what_others_measure_needs_no_ladder() -> None:
    assert counted(Decimal("3.5"), {3: YES}, fractional=True, external=True) == Decimal("3.5")
    assert counted(Decimal("3.5"), {3: NO}, fractional=True, external=True) == 1
    assert counted(Decimal("3.5"), {}, fractional=True, external=True) == 1


def test_counted_by_level() -> None:
    assert shown_of([(1, True), (2, False), (2, True)]) == {1: YES, 2: HALF}
