"""When a hall is open, and the sentence when it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Office
from balairung.rooms.reception.models import Hall
from balairung.rooms.reception.queue import hours, setup
from tests import make

MONDAY = {"0": [["08:00", "12:00"], ["13:00", "15:00"]], "4": [["08:00", "11:00"], ["13:30", "14:30"]]}


@pytest.fixture
def hall(db: None) -> Hall:
    make.regency()
    return make.hall(hours=MONDAY)


@pytest.mark.parametrize(
    ("at", "closed", "number"),
    [
        ("2026-03-02 09:00", "", ""),
        ("2026-03-02 07:00", "Belum buka. Buka pukul 08.00.", "Belum buka. Buka pukul 08.00."),
        ("2026-03-02 12:30", "Sedang istirahat. Buka pukul 13.00.", ""),
        ("2026-03-02 14:50", "", "Nomor terakhir hari ini diberikan pukul 14.45. Buka lagi Jumat, 6 Maret 2026"),
        ("2026-03-02 15:00", "Hari ini sudah tutup. Buka lagi Jumat, 6 Maret 2026", "Hari ini sudah tutup."),
        ("2026-03-06 11:59", "Sedang istirahat.", ""),
        ("2026-03-03 09:00", "Hari ini tutup. Buka lagi Jumat", "Hari ini tutup. Buka lagi Jumat"),
        ("2026-03-07 09:00", "Hari ini tutup: Sabtu. Buka lagi Senin", "Hari ini tutup: Sabtu."),
        ("2026-03-19 09:00", "Hari ini tutup: ", "Hari ini tutup: "),  # Nyepi
    ],
)
def test_each_moment_has_its_sentence(hall: Hall, at: str, closed: str, number: str) -> None:
    moment = make.moment(at)
    for sentence, wanted in ((hours.why_closed(hall, moment), closed), (hours.why_no_number(hall, moment), number)):
        assert sentence.startswith(wanted) if wanted else sentence == ""


def test_a_hall_that_is_closed_for_good_says_so(hall: Hall) -> None:
    setup.close_hall(hall, by=SYSTEM, at=make.START)
    assert hours.why_closed(hall, make.START) == "Tempat pelayanan ini sudah ditutup."
    assert hours.next_opening(hall, make.START, Calendars()) is None


def test_without_hours_of_its_own_it_keeps_those_of_the_office(db: None) -> None:
    make.regency()
    hall, calendars = make.hall(), Calendars()
    assert hours.opens(hall, make.START.date(), calendars) == calendars.get("5-day").hours(make.START.date())
    Office.objects.filter(pk=hall.office_id).update(calendar="24-hour")
    hall.office.refresh_from_db()
    assert hours.why_closed(hall, make.moment("2026-03-08 03:00")) == ""
    assert hours.why_no_number(hall, make.moment("2026-03-08 23:59")) == ""


@given(st.integers(0, 23), st.integers(0, 59), st.integers(1, 28))
def test_it_is_closed_exactly_when_there_is_a_sentence(hour: int, minute: int, day: int) -> None:
    office = Office(key="uji", name="Uji", calendar="5-day")
    hall, calendars = Hall(office=office, hours=MONDAY, last_ticket=15), Calendars.__new__(Calendars)
    calendars.__dict__ |= {"_made": {}, "zone": make.JAKARTA, "decreed": ()}
    at = make.moment(f"2026-03-{day:02} {hour:02}:{minute:02}")
    inside = any(since <= at.time() < until for since, until in hours.opens(hall, at.date(), calendars))
    assert bool(hours.why_closed(hall, at, calendars)) is not inside
    opening = hours.next_opening(hall, at, calendars)
    assert opening is not None
    assert opening > at
