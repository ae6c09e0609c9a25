"""Which days work and which hours: the national days of 2026, decrees on top, and the weekly totals of the law."""

import pickle
from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.working_time import Calendar, Day, DayKind, DecreedDay

WIB = ZoneInfo("Asia/Jakarta")
FIVE, SIX, ALWAYS = (Calendar(key, WIB) for key in ("5-day", "6-day", "24-hour"))

# SKB 3 Menteri No. 1497/2025, 2/2025, 5/2025, typed from the fact sheet and not from the package.
NATIONAL_2026 = "01-01 01-16 02-17 03-19 03-21 03-22 04-03 04-05 05-01 05-14 05-27 05-31 06-01 06-16 08-17 08-25 12-25"
JOINT_LEAVE_2026 = "02-16 03-18 03-20 03-23 03-24 05-15 05-28 12-24"


def days_of(calendar: Calendar, year: int) -> list[Day]:
    first = date(year, 1, 1)
    return [calendar.day(first + timedelta(place)) for place in range((date(year + 1, 1, 1) - first).days)]


def with_days(*decreed: DecreedDay, key: str = "5-day") -> Calendar:
    return Calendar(key, WIB, decreed)


def length_of(calendar: Calendar, day: date) -> timedelta:
    nowhere = date(2000, 1, 1)
    hours = calendar.hours(day)
    return sum(
        (datetime.combine(nowhere, closes) - datetime.combine(nowhere, opens) for opens, closes in hours), timedelta()
    )


def test_2026_has_240_working_days_in_a_five_day_week_and_291_in_six() -> None:
    by_month = Counter(day.date.month for day in days_of(FIVE, 2026) if day.working)
    assert [by_month[month] for month in range(1, 13)] == [20, 18, 17, 21, 16, 20, 23, 19, 22, 22, 21, 21]
    assert sum(day.working for day in days_of(FIVE, 2026)) == 240
    assert sum(day.working for day in days_of(SIX, 2026)) == 291
    assert all(day.working for day in days_of(ALWAYS, 2026))


def test_2026_is_the_joint_decree_and_nothing_else() -> None:
    named = [day for day in days_of(SIX, 2026) if not day.working and day.reason != "Minggu"]
    leave = {f"{day.date:%m-%d}" for day in named if day.reason.startswith("cuti bersama: ")}
    national = {f"{day.date:%m-%d}" for day in named} - leave
    assert leave == set(JOINT_LEAVE_2026.split())
    assert national == set(NATIONAL_2026.split())
    assert {day.decree for day in named} == {"SKB 3 Menteri No. 1497/2025, 2/2025, 5/2025"}


MOMENTS = st.integers(0, 1_500_000).map(lambda minutes: datetime(2025, 1, 1, tzinfo=WIB) + timedelta(minutes=minutes))


@given(MOMENTS, st.sampled_from([FIVE, SIX]))
def test_the_next_opening_is_the_first_after_the_moment(moment: datetime, calendar: Calendar) -> None:
    opening = calendar.next_opening(moment)
    assert opening > moment
    assert calendar.is_open(opening)
    assert not calendar.is_open(opening - timedelta(minutes=1))
    between = (moment + timedelta(minutes=step) for step in range(1, int((opening - moment).total_seconds() // 60), 17))
    doors = [calendar.is_open(one) for one in between]
    assert doors == sorted(doors, reverse=True)  # once it closes, it stays closed until then


@given(MOMENTS)
def test_what_never_closes_is_open_now(moment: datetime) -> None:
    assert ALWAYS.is_open(moment)
    assert ALWAYS.next_opening(moment) == moment


@pytest.mark.parametrize(
    ("day", "reason", "decree"),
    [
        ("2026-03-14", "Sabtu", ""),
        ("2026-03-15", "Minggu", ""),
        ("2026-03-18", "cuti bersama: Hari Suci Nyepi", "SKB 3 Menteri No. 1497/2025, 2/2025, 5/2025"),
        ("2026-03-19", "Hari Suci Nyepi", "SKB 3 Menteri No. 1497/2025, 2/2025, 5/2025"),
        (
            "2025-08-18",
            "cuti bersama: Hari Kemerdekaan Republik Indonesia",
            "SKB 3 Menteri No. 933/2025, 1/2025, 3/2025",
        ),
        ("2024-11-27", "Hari Pemilihan Kepala Daerah", "Keppres No. 33/2024"),
        ("2023-06-30", "cuti bersama: Hari Raya Idul Adha", "SKB 3 Menteri No. 624/2023, 2/2023, 2/2023"),
        ("2021-05-13", "Hari Raya Idul Fitri dan Kenaikan Yesus Kristus", ""),
        ("2020-12-31", "cuti bersama: Pengganti Hari Raya Idul Fitri", ""),
        ("2028-08-17", "Hari Kemerdekaan Republik Indonesia", "Keppres No. 8/2024"),
        ("2026-03-16", "", ""),
    ],
)
def test_each_free_day_says_why_and_by_which_decree(day: str, reason: str, decree: str) -> None:
    found = FIVE.day(date.fromisoformat(day))
    assert (found.reason, found.decree, found.working) == (reason, decree, not reason)


def test_saturday_is_free_only_in_a_five_day_week() -> None:
    assert not FIVE.day(date(2026, 3, 14)).working
    assert SIX.day(date(2026, 3, 14)).working
    assert not SIX.day(date(2026, 3, 21)).working  # Idul Fitri


@pytest.mark.parametrize(
    ("kind", "working", "reason"),
    [
        (DayKind.HOLIDAY, False, "Hari Jadi"),
        (DayKind.JOINT_LEAVE, False, "cuti bersama: Hari Jadi"),
        (DayKind.REGIONAL, False, "libur daerah: Hari Jadi"),
        (DayKind.WORKDAY, True, "Hari Jadi"),
    ],
)
def test_a_decreed_day_stands_above_the_ordinary_one(kind: DayKind, working: bool, reason: str) -> None:
    decreed = DecreedDay(date(2026, 4, 7), kind, "Hari Jadi", "Keputusan Bupati 1/2026")
    assert with_days(decreed).day(date(2026, 4, 7)) == Day(date(2026, 4, 7), working, reason, "Keputusan Bupati 1/2026")
    assert with_days(decreed).day(date(2026, 4, 8)) == FIVE.day(date(2026, 4, 8))
    assert with_days(decreed, key="24-hour").day(date(2026, 4, 7)).working


def test_a_decreed_working_day_wins_over_weekend_holiday_and_other_decrees() -> None:
    saturday, nyepi = date(2026, 3, 14), date(2026, 3, 19)
    for day in (saturday, nyepi):
        free = DecreedDay(day, DayKind.REGIONAL, "Hari Jadi")
        work = DecreedDay(day, DayKind.WORKDAY, "Piket")
        assert with_days(free, work).day(day).working
        assert with_days(work, free).day(day).working
        assert with_days(work).hours(day) == FIVE.hours(date(2026, 3, 16))  # Ramadan: the hours of a Monday


def test_office_hours_add_up_to_the_week_of_the_law() -> None:
    ordinary = [date(2026, 5, 4) + timedelta(place) for place in range(7)]
    ramadan = [date(2026, 2, 23) + timedelta(place) for place in range(7)]
    for calendar in (FIVE, SIX):
        assert sum((length_of(calendar, day) for day in ordinary), timedelta()) == timedelta(hours=37, minutes=30)
        assert sum((length_of(calendar, day) for day in ramadan), timedelta()) == timedelta(hours=32, minutes=30)
    assert length_of(FIVE, ordinary[5]) == timedelta()
    assert length_of(SIX, ordinary[5]) > timedelta()


@pytest.mark.parametrize(("calendar", "days"), [(FIVE, 5), (SIX, 6)])
def test_breaks_and_opening_times_are_those_of_the_law(calendar: Calendar, days: int) -> None:
    for monday, opens, usual, friday in ((date(2026, 5, 4), "07:30", 60, 90), (date(2026, 2, 23), "08:00", 30, 60)):
        for place in range(days):
            (first, closes), (reopens, _last) = calendar.hours(monday + timedelta(place))
            minutes = (reopens.hour - closes.hour) * 60 + reopens.minute - closes.minute
            assert f"{first:%H:%M}" == opens
            assert minutes == (friday if place == 4 else usual)


def test_ramadan_hours_follow_the_decided_dates() -> None:
    def opening(day: date) -> str:
        return f"{FIVE.hours(day)[0][0]:%H.%M}"

    assert opening(date(2026, 2, 18)) == "07.30"
    assert opening(date(2026, 2, 19)) == "08.00"
    for day, hour in ((20, "08.00"), (21, "07.30")):  # the last of Ramadan and Idul Fitri, if anybody must work
        work = DecreedDay(date(2026, 3, day), DayKind.WORKDAY, "Piket")
        assert f"{with_days(work).hours(work.date)[0][0]:%H.%M}" == hour
    assert opening(date(2025, 2, 28)) == "07.30"
    assert opening(date(2025, 3, 3)) == "08.00"
    assert opening(date(2024, 3, 13)) == "08.00"


def test_an_office_is_closed_on_a_free_day_and_a_24_hour_unit_never() -> None:
    assert FIVE.hours(date(2026, 3, 19)) == ()
    assert length_of(ALWAYS, date(2026, 3, 19)) > timedelta(hours=23, minutes=59)


@pytest.mark.parametrize("year", range(2000, 2101))
def test_every_year_of_the_century_is_known(year: int) -> None:
    for calendar in (FIVE, SIX, ALWAYS):
        days = days_of(calendar, year)
        assert [day.date for day in days] == sorted({day.date for day in days})
        assert days[0].date == date(year, 1, 1)
        assert days[-1].date == date(year, 12, 31)
    assert not FIVE.day(date(year, 8, 17)).working


def test_equal_calendars_are_one_key() -> None:
    decreed = (DecreedDay(date(2026, 4, 7), DayKind.REGIONAL, "Hari Jadi"),)
    one, other = Calendar("5-day", WIB, decreed), Calendar("5-day", ZoneInfo("Asia/Jakarta"), tuple(decreed))
    one.day(date(2026, 4, 7))
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one
    assert len({one, other, FIVE, SIX}) == 3


def test_what_the_calendar_does_not_know_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="Kalender 7-day tidak dikenal"):
        Calendar("7-day", WIB)
    with pytest.raises(ValueError, match="Zona Europe/Paris tidak dikenal"):
        Calendar("5-day", ZoneInfo("Europe/Paris"))
    for day in (date(1999, 12, 31), date(2101, 1, 1)):
        with pytest.raises(ValueError, match="tahun 2000 sampai 2100"):
            FIVE.day(day)
        with pytest.raises(ValueError, match="tahun 2000 sampai 2100"):
            next(FIVE.days_from(day))
