"""Minutes of a working day: late, early and worked always add up, as counted minute by minute."""

from __future__ import annotations

from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.office_hours import office_hours
from balairung.rooms.learning.counting.measuring import measure, total

CALENDARS = st.sampled_from(["5-day", "6-day"])
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
CLOCK = st.times().map(lambda moment: moment.replace(microsecond=0))


def minute_by_minute(hours: tuple[tuple[time, time], ...], arrived: time, left: time) -> tuple[int, int, int]:
    """The naive way: each minute of the day is asked where it belongs."""
    late = early = worked = 0
    for minute in range(24 * 60):
        moment = time(minute // 60, minute % 60)
        if not any(opens <= moment < closes for opens, closes in hours):
            continue
        if moment < arrived.replace(second=0):
            late += 1
        elif moment >= left.replace(second=0):
            early += 1
        else:
            worked += 1
    return late, early, worked


@given(calendar=CALENDARS, day=DAYS, moments=st.tuples(CLOCK, CLOCK))
def test_as_minute_by_minute(calendar: str, day: date, moments: tuple[time, time]) -> None:
    hours = office_hours(calendar, day)
    arrived, left = min(moments), max(moments)
    found = measure(hours, arrived, left)
    assert found == minute_by_minute(hours, arrived, left)
    assert sum(found) == total(hours)


@given(calendar=CALENDARS, day=DAYS, arrived=CLOCK)
def test_without_a_departure_only_the_morning_is_known(calendar: str, day: date, arrived: time) -> None:
    hours = office_hours(calendar, day)
    found = measure(hours, arrived, None)
    assert found == (minute_by_minute(hours, arrived, time(23, 59))[0], 0, 0)


def test_a_plain_monday() -> None:
    monday = office_hours("5-day", date(2026, 1, 5))
    assert measure(monday, time(7, 30, 59), time(16, 0)) == (0, 0, 450)
    assert measure(monday, time(7, 45), time(15, 30)) == (15, 30, 405)
    assert measure(monday, time(13, 10), time(16, 5)) == (280, 0, 170)  # the break is nobody's lateness
