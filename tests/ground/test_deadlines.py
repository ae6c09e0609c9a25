"""Deadlines written out by hand from the calendar of 2026."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from balairung.ground.common.working_time import (
    Calendar,
    DayKind,
    DecreedDay,
    Pause,
    Unit,
    deadline,
    working_days_between,
)

WIB, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
FIVE, SIX, ALWAYS = (Calendar(key, WIB) for key in ("5-day", "6-day", "24-hour"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=WIB)


def due(start: str, amount: int, unit: Unit, calendar: Calendar = FIVE, pauses: tuple[Pause, ...] = ()) -> str:
    return f"{deadline(at(start), amount, unit, calendar, pauses).due:%m-%d %H:%M:%S}"


def test_fourteen_working_days_across_nyepi_lebaran_and_joint_leave() -> None:
    result = deadline(datetime.fromisoformat("2026-03-13T10:00+07:00"), 14, Unit.WORKING_DAYS, FIVE)
    assert result.due.isoformat() == "2026-04-10T23:59:59+07:00"
    counted = "03-16 03-17 03-25 03-26 03-27 03-30 03-31 04-01 04-02 04-06 04-07 04-08 04-09 04-10"
    assert [f"{day.date:%m-%d}" for day in result.counted] == counted.split()
    assert [(f"{day.date:%m-%d}", day.reason) for day in result.skipped] == [
        ("03-14", "Sabtu"),
        ("03-15", "Minggu"),
        ("03-18", "cuti bersama: Hari Suci Nyepi"),
        ("03-19", "Hari Suci Nyepi"),
        ("03-20", "cuti bersama: Hari Raya Idul Fitri"),
        ("03-21", "Hari Raya Idul Fitri"),
        ("03-22", "Hari kedua dari Hari Raya Idul Fitri"),
        ("03-23", "cuti bersama: Hari Raya Idul Fitri"),
        ("03-24", "cuti bersama: Hari Raya Idul Fitri"),
        ("03-28", "Sabtu"),
        ("03-29", "Minggu"),
        ("04-03", "Wafat Yesus Kristus"),
        ("04-04", "Sabtu"),
        ("04-05", "Kebangkitan Yesus Kristus"),
    ]
    assert result.rule == (
        "14 hari kerja menurut kalender lima hari kerja, dihitung mulai hari kerja berikutnya setelah Jumat, "
        "13 Maret 2026; berakhir pukul 23.59 WIB pada hari terakhir."
    )
    assert result.notes == ()
    assert (result.start, result.unit, result.amount) == (at("03-13T10:00"), Unit.WORKING_DAYS, 14)


@pytest.mark.parametrize(
    ("amount", "calendar", "last_day"),
    [
        (3, FIVE, "03-25"),  # 16, 17, 25
        (5, FIVE, "03-27"),
        (60, FIVE, "06-24"),  # 14 to 10 April, 14 more in April, 16 in May, 16 in June
        (14, SIX, "04-07"),  # the Saturdays 14 March, 28 March and 4 April count too
        (14, ALWAYS, "03-27"),
        (0, FIVE, "03-13"),
    ],
)
def test_working_days_from_friday_13_march(amount: int, calendar: Calendar, last_day: str) -> None:
    assert due("03-13T10:00", amount, Unit.WORKING_DAYS, calendar) == f"{last_day} 23:59:59"


def test_the_day_of_the_start_never_counts_whatever_the_hour() -> None:
    for start in ("05-06T00:00:00", "05-06T07:30:00", "05-06T23:59:59"):
        assert due(start, 1, Unit.WORKING_DAYS) == "05-07 23:59:59"
    for start in ("05-08T16:00", "05-09T09:00", "05-10T23:59"):  # Friday, Saturday, Sunday
        assert due(start, 1, Unit.WORKING_DAYS) == "05-11 23:59:59"


def test_calendar_days_count_every_day_and_know_no_pause() -> None:
    asked = (Pause(at("03-16T09:00"), at("03-30T09:00")),)
    result = deadline(at("03-13T10:00"), 14, Unit.CALENDAR_DAYS, FIVE, asked)
    assert result.due == at("03-27T23:59:59")
    assert len(result.counted) == 14
    assert result.skipped == ()
    assert "menunggu" not in result.rule


def test_hours_run_through_the_night_and_the_weekend() -> None:
    assert due("05-08T15:00", 24, Unit.HOURS) == "05-09 15:00:00"
    assert due("05-08T15:00", 72, Unit.HOURS) == "05-11 15:00:00"
    assert due("03-18T20:15:30", 3, Unit.HOURS) == "03-18 23:15:30"
    assert due("03-18T20:00", 4, Unit.HOURS) == "03-19 00:00:00"
    assert due("03-18T20:00", 0, Unit.HOURS) == "03-18 20:00:00"
    assert deadline(at("03-18T20:00"), 240, Unit.OFFICE_HOURS, ALWAYS).due == at("03-28T20:00")


@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        ("05-08T10:00", 8, "05-11 10:30:00"),  # Friday 10.00-11.30 and 13.00-16.30, then Monday from 07.30
        ("05-08T12:00", 1, "05-08 14:00:00"),  # in the Friday break, which ends at 13.00
        ("05-07T12:15", 1, "05-07 14:00:00"),  # in the Thursday break
        ("05-04T07:30", 15, "05-05 16:00:00"),  # two whole days: due at closing time, not the next morning
        ("05-04T16:00", 1, "05-05 08:30:00"),  # at closing time
        ("05-04T05:00", 1, "05-04 08:30:00"),
        ("05-08T16:29:59", 1, "05-11 08:29:59"),  # one second left on Friday
        ("03-13T10:00", 8, "03-16 11:30:00"),  # Ramadan: Friday 10.00-11.30 and 12.30-15.30, Monday from 08.00
        ("02-18T15:00", 2, "02-19 09:00:00"),  # the last ordinary day, then the first of Ramadan
        ("03-17T14:00", 2, "03-25 08:30:00"),  # the last hour before Lebaran, then ordinary hours again
    ],
)
def test_office_hours_run_while_the_office_is_open(start: str, amount: int, expected: str) -> None:
    assert due(start, amount, Unit.OFFICE_HOURS) == expected


def test_office_hours_name_the_days_without_time() -> None:
    result = deadline(at("05-08T16:30"), 2, Unit.OFFICE_HOURS, FIVE)  # at closing time
    assert [day.reason for day in result.skipped] == ["di luar jam kantor", "Sabtu", "Minggu"]
    assert [day.date for day in result.counted] == [date(2026, 5, 11)]
    assert result.rule == "2 jam kantor menurut kalender lima hari kerja, dihitung sejak Jumat, 8 Mei 2026, 16.30 WIB."


def test_a_pause_takes_its_first_day_and_all_before_the_day_of_resuming() -> None:
    # Asked on Wednesday, answered on Friday: Wednesday and Thursday do not count, Friday does.
    asked = (Pause(at("05-06T09:00"), at("05-08T14:00")),)
    result = deadline(at("05-04T10:00"), 5, Unit.WORKING_DAYS, FIVE, asked)
    assert [f"{day.date:%m-%d}" for day in result.counted] == ["05-05", "05-08", "05-11", "05-12", "05-13"]
    assert [(f"{day.date:%m-%d}", day.reason) for day in result.skipped] == [
        ("05-06", "menunggu pemohon"),
        ("05-07", "menunggu pemohon"),
        ("05-09", "Sabtu"),
        ("05-10", "Minggu"),
    ]
    assert result.rule.startswith("5 hari kerja menurut kalender lima hari kerja, ")
    assert "tanpa waktu menunggu pemohon" in result.rule


def test_a_pause_within_one_day_takes_no_day() -> None:
    asked = (Pause(at("05-06T09:00"), at("05-06T23:59:59")),)
    assert due("05-04T10:00", 5, Unit.WORKING_DAYS, FIVE, asked) == due("05-04T10:00", 5, Unit.WORKING_DAYS)


def test_a_pause_from_the_last_second_of_a_day_takes_that_day() -> None:
    asked = (Pause(at("05-05T23:59:59"), at("05-06T08:00")),)
    assert due("05-04T10:00", 1, Unit.WORKING_DAYS, FIVE, asked) == "05-06 23:59:59"


def test_a_pause_before_the_start_or_after_the_end_changes_nothing() -> None:
    before, after = Pause(at("05-01T09:00"), at("05-04T10:00")), Pause(at("05-12T00:00"), at("05-20T00:00"))
    for unit, amount in ((Unit.WORKING_DAYS, 5), (Unit.OFFICE_HOURS, 20), (Unit.HOURS, 48)):
        plain = deadline(at("05-04T10:00"), amount, unit, FIVE)
        assert deadline(at("05-04T10:00"), amount, unit, FIVE, (before, after)) == plain


def test_hour_clocks_stand_still_to_the_second() -> None:
    asked = (Pause(at("05-04T11:00"), at("05-05T14:00:30")),)
    assert due("05-04T10:00", 3, Unit.HOURS, FIVE, asked) == "05-05 16:00:30"
    assert due("05-04T10:00", 2, Unit.OFFICE_HOURS, FIVE, asked) == "05-05 15:00:30"
    idle = (Pause(at("05-04T11:00"), at("05-06T14:00")),)
    result = deadline(at("05-04T10:00"), 2, Unit.OFFICE_HOURS, FIVE, idle)
    assert [(day.date.day, day.reason) for day in result.skipped] == [(5, "menunggu pemohon")]
    at_once = (Pause(at("05-08T10:00"), at("05-11T09:00")),)
    for unit, reasons in (
        (Unit.OFFICE_HOURS, ["menunggu pemohon", "Sabtu", "Minggu"]),
        (Unit.HOURS, ["menunggu pemohon"] * 3),
    ):
        result = deadline(at("05-08T10:00"), 1, unit, FIVE, at_once)
        assert [day.reason for day in result.skipped] == reasons
        assert result.due == at("05-11T10:00")


def test_an_open_pause_is_left_to_the_page() -> None:
    still = (Pause(at("05-05T09:00"), None),)
    assert deadline(at("05-04T10:00"), 5, Unit.WORKING_DAYS, FIVE, still) == deadline(
        at("05-04T10:00"), 5, Unit.WORKING_DAYS, FIVE
    )


def test_a_late_decree_moves_the_deadline_and_is_named() -> None:
    founded = DecreedDay(date(2026, 4, 7), DayKind.REGIONAL, "Hari Jadi Banyuwangi", "Keputusan Bupati 188/2026")
    result = deadline(at("03-13T10:00"), 14, Unit.WORKING_DAYS, Calendar("5-day", WIB, (founded,)))
    assert result.due == at("04-13T23:59:59")
    [day] = [day for day in result.skipped if day.date == founded.date]
    assert (day.reason, day.decree) == ("libur daerah: Hari Jadi Banyuwangi", "Keputusan Bupati 188/2026")


def test_the_day_is_that_of_the_office_and_not_of_the_server() -> None:
    late_friday = datetime.fromisoformat("2026-03-13T23:30+07:00")  # already Saturday in Jayapura
    result = deadline(late_friday, 1, Unit.WORKING_DAYS, Calendar("5-day", WIT))
    assert result.due.isoformat() == "2026-03-16T23:59:59+09:00"
    assert result.start.isoformat() == "2026-03-14T01:30:00+09:00"
    assert "Sabtu, 14 Maret 2026" in result.rule
    assert "23.59 WIT" in result.rule


def test_a_year_without_decreed_joint_leave_is_told() -> None:
    start = datetime(2027, 12, 27, 9, tzinfo=WIB)
    assert deadline(start, 10, Unit.WORKING_DAYS, FIVE).notes == ("Cuti bersama 2028 belum ditetapkan",)
    assert deadline(start, 2, Unit.WORKING_DAYS, FIVE).notes == ()
    assert deadline(start, 10, Unit.CALENDAR_DAYS, FIVE).notes == ()
    assert deadline(start, 10, Unit.WORKING_DAYS, ALWAYS).notes == ()
    ours = Calendar("5-day", WIB, (DecreedDay(date(2028, 12, 26), DayKind.JOINT_LEAVE, "Natal"),))
    assert deadline(start, 10, Unit.WORKING_DAYS, ours).notes == ()
    assert deadline(datetime(2001, 5, 1, tzinfo=WIB), 10, Unit.WORKING_DAYS, FIVE).notes == ()


def test_an_unsure_ramadan_is_told_where_office_hours_depend_on_it() -> None:
    estimated = ("Tanggal Ramadan 2027 masih perkiraan",)
    assert deadline(datetime(2027, 2, 5, 9, tzinfo=WIB), 16, Unit.OFFICE_HOURS, FIVE).notes == estimated
    assert deadline(datetime(2027, 5, 3, 9, tzinfo=WIB), 16, Unit.OFFICE_HOURS, FIVE).notes == ()
    assert deadline(datetime(2027, 2, 4, 9, tzinfo=WIB), 16, Unit.WORKING_DAYS, FIVE).notes == ()
    unknown = deadline(datetime(2031, 5, 5, 9, tzinfo=WIB), 16, Unit.OFFICE_HOURS, FIVE).notes
    assert unknown == (
        "Cuti bersama 2031 belum ditetapkan",
        "Tanggal Ramadan 2031 belum diketahui, jam kantor dihitung seperti hari biasa",
    )


def test_days_left_and_days_late() -> None:
    promised = deadline(at("03-13T10:00"), 14, Unit.WORKING_DAYS, FIVE).due
    assert working_days_between(FIVE, at("03-13T10:00"), promised) == 14
    assert working_days_between(FIVE, at("04-07T08:00"), promised) == 3
    assert working_days_between(FIVE, at("04-10T00:00"), promised) == 0
    assert working_days_between(FIVE, at("04-11T08:00"), promised) == 0  # Saturday: late, but by no working day
    assert working_days_between(FIVE, at("04-14T08:00"), promised) == -2


def test_bad_input_is_refused_with_a_sentence() -> None:
    start = at("03-13T10:00")
    for amount in (-1, 3661, 10**12):
        with pytest.raises(ValueError, match="antara 0 dan 3660"):
            deadline(start, amount, Unit.WORKING_DAYS, FIVE)
    naive = datetime(2026, 3, 13, 10)  # noqa: DTZ001
    for attempt in (
        lambda: deadline(naive, 1, Unit.WORKING_DAYS, FIVE),
        lambda: deadline(start, 1, Unit.WORKING_DAYS, FIVE, (Pause(naive, start),)),
        lambda: working_days_between(FIVE, start, naive),
    ):
        with pytest.raises(ValueError, match="harus menyebut zona waktunya"):
            attempt()
    with pytest.raises(ValueError, match="Jeda tidak boleh berakhir sebelum dimulai"):
        deadline(start, 1, Unit.WORKING_DAYS, FIVE, (Pause(start, start - timedelta(seconds=1)),))
    with pytest.raises(ValueError, match="weeks"):
        deadline(start, 1, "weeks", FIVE)  # type: ignore[arg-type]


@pytest.mark.parametrize("year", [1, 2, 1999, 2101, 9998, 9999])
def test_years_outside_the_calendar_are_refused(year: int) -> None:
    with pytest.raises(ValueError, match="tahun 2000 sampai 2100"):
        deadline(datetime(year, 6, 1, tzinfo=WIB), 1, Unit.HOURS, FIVE)


@pytest.mark.parametrize("unit", list(Unit))
def test_a_deadline_beyond_2100_is_refused(unit: Unit) -> None:
    with pytest.raises(ValueError, match="melewati tahun 2100"):
        deadline(datetime(2100, 12, 30, 9, tzinfo=WIB), 100, unit, FIVE)
