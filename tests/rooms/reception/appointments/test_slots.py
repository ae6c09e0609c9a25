"""Times that may be promised: only while the office is open, never across a break, a holiday or a closing."""

from __future__ import annotations

import itertools
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.errors import Refused
from balairung.ground.common.office_hours import Intervals
from balairung.kernel.people.actions import decree_day
from balairung.kernel.people.actors import CITIZEN, SYSTEM
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Absence
from balairung.rooms.reception.appointments.booking import book
from balairung.rooms.reception.appointments.hosting import set_hosts
from balairung.rooms.reception.appointments.slots import Aim, aims_of, cut, fits, offered, slots
from balairung.rooms.reception.models import Hall, Line
from balairung.rooms.reception.queue import setup
from balairung.rooms.reception.queue.hours import opens
from tests import make
from tests.make import JAKARTA, START, moment

MONDAY = START.date()


@st.composite
def days(draw: st.DrawFn) -> Intervals:
    """Open intervals of a day, in order and apart from each other."""
    edges = sorted(draw(st.sets(st.integers(0, 24 * 60 - 1), max_size=6)))
    clocks = [time(edge // 60, edge % 60) for edge in edges]
    return tuple(zip(clocks[::2], clocks[1::2], strict=False))


@given(days(), st.integers(5, 180))
def test_a_slot_lies_within_one_interval_and_touches_no_other_slot(intervals: Intervals, minutes: int) -> None:
    found = list(cut(intervals, minutes))
    for begin in found:
        assert any(_minute(since) <= begin and begin + minutes <= _minute(until) for since, until in intervals)
    assert all(later - earlier >= minutes for earlier, later in itertools.pairwise(found))
    for since, until in intervals:  # and no room for one more is left
        mine = [begin for begin in found if _minute(since) <= begin < _minute(until)]
        assert len(mine) == (_minute(until) - _minute(since)) // minutes


def test_a_day_without_a_night_ends_at_midnight() -> None:
    assert list(cut(((time.min, time.max),), 360)) == [0, 360, 720, 1080]


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute


@pytest.fixture
def line(db: None) -> Line:
    make.regency()
    hall = make.hall("KTP-el", booking_days=20)
    setup.change_line(make.line(hall), bookable=True, per_slot=2, by=SYSTEM, at=START)
    return make.line(hall)


def clocks(found: list[object]) -> list[str]:
    return [f"{one.starts_at.astimezone(JAKARTA):%H.%M}" for one in found]  # type: ignore[attr-defined]


def test_every_time_lies_in_the_open_hours_of_its_day(line: Line) -> None:
    """Two weeks that hold Fridays, a weekend and days of Ramadan (2026 from 18 February on)."""
    days = [MONDAY + timedelta(days=place) for place in range(21)]
    found, calendars = offered(Aim(line.hall, line), days, at=START), Calendars()
    assert any(found.values())
    for day, free in found.items():
        hours = opens(line.hall, day, calendars)
        assert bool(free) == bool(hours)
        for slot in free:
            begin = slot.starts_at.astimezone(JAKARTA)
            assert any(since <= begin.time() and (begin + timedelta(minutes=30)).time() <= until
                       for since, until in hours)  # fmt: skip
            assert fits(Aim(line.hall, line), slot.starts_at, calendars)


def test_friday_prayers_weekends_and_holidays_are_left_out(line: Line) -> None:
    at = moment("2026-05-04 09:00")
    friday = slots(line, date(2026, 5, 8), at=at)
    assert not [clock for clock in clocks(list(friday)) if "11.30" <= clock < "13.00"]
    assert slots(line, date(2026, 5, 9), at=at) == []
    assert slots(line, date(2026, 5, 14), at=at) == []  # Kenaikan Yesus Kristus
    assert slots(line, date(2026, 5, 13), at=at)


def test_only_ahead_and_not_too_far(line: Line) -> None:
    first = slots(line, MONDAY, at=START)[0]
    assert first.starts_at >= START + timedelta(hours=1)
    assert slots(line, MONDAY - timedelta(days=3), at=START) == []
    assert slots(line, MONDAY + timedelta(days=21), at=START) == []


def test_narrower_hours_of_the_hall_count(line: Line) -> None:
    hours = {"1": [["09:00", "11:00"]]}
    setup.change_hall(line.hall, hours=hours, by=SYSTEM, at=START)
    line = make.line(Hall.objects.get())
    assert clocks(list(slots(line, MONDAY + timedelta(days=1), at=START))) == ["09.00", "09.30", "10.00", "10.30"]
    assert slots(line, MONDAY + timedelta(days=2), at=START) == []


def test_a_full_time_disappears_and_one_on_an_older_grid_still_counts(line: Line) -> None:
    day = MONDAY + timedelta(days=1)
    first = slots(line, day, at=START)[0]
    for place in range(2):
        assert slots(line, day, at=START)[0].left == 2 - place
        book(
            aim=Aim(line.hall, line), starts_at=first.starts_at, name="Ani", token=f"grid-{place}", by=CITIZEN, at=START
        )
    assert first.starts_at not in [slot.starts_at for slot in slots(line, day, at=START)]
    setup.change_hall(line.hall, slot_minutes=20, by=SYSTEM, at=START)
    line = make.line(Hall.objects.get())
    free = [slot.starts_at for slot in slots(line, day, at=START)]
    assert free[0] == first.starts_at + timedelta(minutes=20)  # 20 minutes long each: only its own time is taken


def test_a_host_is_met_one_by_one_and_not_on_leave(line: Line) -> None:
    hall, post = line.hall, make.post("dukcapil", "head")
    aim = Aim(hall, host=post)
    with pytest.raises(Refused):
        book(aim=aim, starts_at=START + timedelta(days=1), name="Budi", token="tamu-0001", by=CITIZEN, at=START)
    set_hosts(hall, hosts=[post], by=SYSTEM, at=START)
    day = MONDAY + timedelta(days=1)
    assert aims_of(hall)[-1].host == post
    assert offered(aim, [day], at=START)[day] == []  # nobody sits in the post yet
    head = make.holder("dukcapil", "head", "Pak Kadis")
    free = offered(aim, [day], at=START)[day]
    assert {slot.left for slot in free} == {1}
    Absence.objects.create(person=head, since=day, until=day, reason="cuti")
    assert offered(aim, [day], at=START)[day] == []
    assert offered(aim, [day + timedelta(days=1)], at=START)[day + timedelta(days=1)]


def test_a_decreed_holiday_is_never_offered_and_a_working_day_is(line: Line) -> None:
    tuesday, saturday = MONDAY + timedelta(days=1), MONDAY + timedelta(days=5)
    decree_day(date=tuesday, kind="regional", name="Hari Jadi", decree="Kep. 1/2026", by=SYSTEM, at=START)
    decree_day(date=saturday, kind="workday", name="Ganti", decree="Kep. 2/2026", by=SYSTEM, at=START)
    assert slots(line, tuesday, at=START) == []
    assert slots(line, saturday, at=START)


def test_fits_needs_the_whole_appointment(line: Line) -> None:
    day = MONDAY + timedelta(days=1)
    closes = opens(line.hall, day, Calendars())[-1][1]
    last = datetime.combine(day, closes, JAKARTA)
    assert not fits(Aim(line.hall, line), last - timedelta(minutes=29), Calendars())
    assert fits(Aim(line.hall, line), last - timedelta(minutes=30), Calendars())
