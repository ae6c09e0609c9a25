"""The arithmetic of an empty desk: only opening time counts, added up over breaks, checked minute by minute."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from balairung.rooms.reception.desk.emptiness import Stretch, attended, gaps, merged, opening, running
from tests.make import JAKARTA, moment

DAY = date(2026, 3, 2)
MINUTE = timedelta(minutes=1)
MIDNIGHT = datetime.combine(DAY, time.min, JAKARTA)
OFFICE = opening(((time(7, 30), time(12)), (time(13), time(16))), DAY, JAKARTA)


def at(minute: int) -> datetime:
    return MIDNIGHT + minute * MINUTE


minutes = st.integers(0, 1440)
spans = st.tuples(minutes, minutes).map(lambda pair: (at(min(pair)), at(max(pair))))
sittings = st.lists(spans, max_size=6)


@st.composite
def hours(draw: st.DrawFn) -> list[Stretch]:
    """Up to three open intervals of a day, apart from each other."""
    edges = sorted(draw(st.sets(minutes, min_size=0, max_size=6)))
    return [(at(since), at(until)) for since, until in zip(edges[::2], edges[1::2], strict=False)]


def _held(stretches: list[Stretch], minute: int) -> bool:
    return any(since <= at(minute) < until for since, until in stretches)


@given(hours(), sittings)
def test_each_opening_minute_is_attended_or_in_exactly_one_gap(opens: list[Stretch], sat: list[Stretch]) -> None:
    found = gaps(opens, sat)
    whole = sum((until - since for since, until in opens), timedelta())
    assert attended(opens, sat) + sum((gap.length for gap in found), timedelta()) == whole
    assert attended(opens, sat) == sum(_held(opens, one) and _held(sat, one) for one in range(1440)) * MINUTE
    assert [gap.since for gap in found] == sorted(gap.since for gap in found)
    assert all(gap.length <= gap.until - gap.since for gap in found)


@given(hours(), sittings, minutes)
def test_the_running_gap_is_the_opening_time_since_somebody_was_there(
    opens: list[Stretch], sat: list[Stretch], minute: int
) -> None:
    now = at(minute)
    gap = running(opens, sat, now)
    if _held(sat, minute):
        assert gap is None
        return
    last = max([0, *(int((until - MIDNIGHT) / MINUTE) for _since, until in sat if until <= now)])
    empty = sum(_held(opens, one) for one in range(last, minute))
    assert (gap.length if gap else timedelta()) == empty * MINUTE
    assert gap is None or _held(opens, int((gap.since - MIDNIGHT) / MINUTE))


@given(hours(), sittings, minutes, minutes)
def test_a_running_gap_only_grows_and_keeps_its_beginning(
    opens: list[Stretch], sat: list[Stretch], one: int, other: int
) -> None:
    early, late = sorted((one, other))
    first, then = running(opens, sat, at(early)), running(opens, sat, at(late))
    nobody_came = not any(at(early) <= since <= at(late) for since, _until in sat)
    if first and nobody_came:
        assert then is not None
        assert then.since == first.since
        assert then.length >= first.length


@given(sittings)
def test_merging_keeps_each_minute_once(sat: list[Stretch]) -> None:
    found = merged(sat)
    assert all(before[1] < after[0] for before, after in pairwise(found))
    assert all(_held(found, minute) == _held(sat, minute) for minute in range(0, 1440, 7))


def test_a_break_is_not_empty_and_does_not_end_what_is() -> None:
    sat = [(moment("2026-03-02 07:30"), moment("2026-03-02 11:30"))]
    gap = running(OFFICE, sat, moment("2026-03-02 13:29"))
    assert gap is not None
    assert gap.length == timedelta(minutes=59)
    assert gap.since == moment("2026-03-02 11:30")
    gap = running(OFFICE, sat, moment("2026-03-02 20:00"))
    assert gap is not None
    assert (gap.length, gap.until) == (timedelta(hours=3, minutes=30), moment("2026-03-02 16:00"))


def test_before_opening_and_on_a_free_day_nothing_is_empty() -> None:
    assert running(OFFICE, [], moment("2026-03-02 07:00")) is None
    assert running([], [], moment("2026-03-01 10:00")) is None
    assert gaps([], []) == []


def test_midnight_as_the_end_of_a_day_is_the_next_one() -> None:
    [(since, until)] = opening(((time.min, time.max),), DAY, JAKARTA)
    assert until - since == timedelta(days=1)
