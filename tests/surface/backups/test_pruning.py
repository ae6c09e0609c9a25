"""Which backups stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from balairung.surface.backups.pruning import DAYS, MONTHS, WEEKS, YOUNG, staying

START = datetime(2026, 3, 2, 20, tzinfo=UTC)
MOMENTS = st.lists(st.integers(0, 800 * 24).map(lambda hours: START + timedelta(hours=hours)), min_size=1, max_size=60)


def test_a_year_of_nights() -> None:
    """Seven days (and the one that is just a day older), the Sundays before them, the last days of months."""
    nights = [START + timedelta(days=day) for day in range(400)]
    kept = sorted(staying(nights), reverse=True)
    days = [(nights[-1] - one).days for one in kept]
    assert days[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert len(kept) <= DAYS + WEEKS + MONTHS
    assert 300 <= days[-1] <= 366


def test_all_of_the_last_day_stay() -> None:
    hours = [START + timedelta(hours=hour) for hour in range(60)]
    assert set(hours[-25:]) <= staying(hours)
    assert len(staying(hours)) == 25 + 2  # and the last of the two days before


@given(MOMENTS)
def test_the_newest_of_every_day_week_and_month_is_there_first(moments: list[datetime]) -> None:
    kept = staying(moments)
    assert kept <= set(moments)
    assert max(moments) in kept
    assert {one for one in moments if max(moments) - one <= YOUNG} <= kept
    assert len({one.date() for one in kept}) >= min(DAYS, len({one.date() for one in moments}))
    assert len({(one.year, one.month) for one in kept}) >= min(MONTHS, len({(o.year, o.month) for o in moments}))


@given(MOMENTS)
def test_pruning_again_takes_nothing_more(moments: list[datetime]) -> None:
    once = staying(moments)
    assert staying(once) == once
