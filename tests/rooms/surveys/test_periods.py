"""Every day lies in exactly one period of each cycle."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.rooms.surveys.periods import Cycle, period_named, period_of


@given(st.dates(date(2000, 1, 1), date(2099, 12, 30)), st.sampled_from(list(Cycle)))
def test_a_day_lies_in_its_period_and_in_no_other(day: date, cycle: Cycle) -> None:
    period = period_of(day, cycle)
    assert period.since <= day <= period.until
    assert period_named(period.name) == period
    assert period_of(period.until + timedelta(days=1), cycle).since == period.until + timedelta(days=1)


def test_periods_have_names_that_people_read() -> None:
    assert [period_of(date(2026, 8, 17), cycle).name for cycle in Cycle] == ["2026", "2026-S2", "2026-Q3"]
    assert period_named("2026-S2").words == "semester 2 tahun 2026"


@pytest.mark.parametrize("name", ["", "26", "2026-S3", "2026-Q5", "2026-X1", "2026-S1 ", "1999"])
def test_what_is_no_period_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no period"):
        period_named(name)
