"""Dates and remaining time in the words that people use."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from balairung.ground.common.dates import long_date, long_moment, remaining

WIB = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Jakarta", "Rabu, 25 Maret 2026, 14.30 WIB"),
        ("Asia/Pontianak", "Rabu, 25 Maret 2026, 14.30 WIB"),
        ("Asia/Makassar", "Rabu, 25 Maret 2026, 14.30 WITA"),
        ("Asia/Jayapura", "Rabu, 25 Maret 2026, 14.30 WIT"),
    ],
)
def test_a_moment_is_told_on_its_own_clock(zone: str, expected: str) -> None:
    moment = datetime(2026, 3, 25, 14, 30, 59, tzinfo=ZoneInfo(zone))
    assert long_moment(moment) == expected
    assert long_moment(moment.astimezone(timezone(moment.utcoffset() or timedelta()))) == expected
    assert long_date(moment) == "Rabu, 25 Maret 2026"


def test_a_moment_in_utc_is_told_on_the_clock_of_the_regency() -> None:
    assert long_moment(datetime(2026, 3, 25, 17, 5, tzinfo=UTC)) == "Kamis, 26 Maret 2026, 00.05 WIB"
    assert long_date(datetime(2026, 3, 25, 17, 5, tzinfo=UTC)) == "Kamis, 26 Maret 2026"


def test_every_weekday_and_month_has_its_indonesian_name() -> None:
    monday = date(2026, 3, 23)
    weekdays = [long_date(monday + timedelta(place)).partition(",")[0] for place in range(7)]
    assert weekdays == ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]
    months = [long_date(date(2026, month, 1)).split()[2] for month in range(1, 13)]
    assert " ".join(months) == "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
    assert long_date(date(2026, 8, 1)) == "Sabtu, 1 Agustus 2026"


def test_a_moment_without_zone_is_refused() -> None:
    for tell in (long_date, long_moment):
        with pytest.raises(ValueError, match="harus menyebut zona waktunya"):
            tell(datetime(2026, 3, 25, 14, 30))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("days", "expected"),
    [(3, "3 hari kerja lagi"), (1, "1 hari kerja lagi"), (0, "hari ini"), (-2, "terlambat 2 hari kerja")],
)
def test_remaining_time_in_working_days(days: int, expected: str) -> None:
    assert remaining(days) == expected


@pytest.mark.parametrize(
    ("now", "due", "expected"),
    [
        ("03-27T08:00", "03-27T23:59:59", "hari ini"),
        ("03-27T23:59:59", "03-27T23:59:59", "hari ini"),
        ("03-27T20:00", "03-29T23:59:59", "sampai Minggu, 29 Maret 2026"),  # a calendar day clock over a weekend
        ("03-28T08:00", "03-27T23:59:59", "terlambat kurang dari 1 hari kerja"),  # the Saturday after
        ("03-27T15:00", "03-27T14:00", "terlambat kurang dari 1 hari kerja"),  # an hour clock
    ],
)
def test_zero_working_days_are_told_apart_by_the_moments(now: str, due: str, expected: str) -> None:
    moments = [datetime.fromisoformat(f"2026-{text}").replace(tzinfo=WIB) for text in (now, due)]
    assert remaining(0, now=moments[0], due=moments[1]) == expected
    in_utc = [moment.astimezone(UTC) for moment in moments]
    assert remaining(0, now=in_utc[0], due=in_utc[1]) == expected


ENGLISH = """
import django
from datetime import UTC, datetime
from django.conf import settings
from django.utils import translation

settings.configure(LANGUAGE_CODE="id", USE_I18N=True, TIME_ZONE="Asia/Jayapura")
django.setup()
from balairung.ground.common.dates import long_moment

moment = datetime(2026, 3, 25, 17, 5, tzinfo=UTC)
for language in ("id", "en", "en-gb"):
    with translation.override(language):
        print(long_moment(moment))
with translation.override("en"):
    print(long_moment(moment, "id"))
with translation.override(None):
    print(long_moment(moment))
"""


def test_english_for_who_chose_it_and_the_regency_clock_of_the_settings() -> None:
    told = subprocess.run([sys.executable, "-c", ENGLISH], capture_output=True, text=True, check=True).stdout
    assert told.splitlines() == [
        "Kamis, 26 Maret 2026, 02.05 WIT",
        "Thursday, 26 March 2026, 02:05 WIT",
        "Thursday, 26 March 2026, 02:05 WIT",
        "Kamis, 26 Maret 2026, 02.05 WIT",
        "Kamis, 26 Maret 2026, 02.05 WIT",
    ]
