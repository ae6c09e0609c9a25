"""Dates as registers write them."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.dates import MONTHS, WEEKDAYS
from balairung.ground.common.errors import Refused
from balairung.rooms.complaints.intake.dates import FIRST_YEAR, MONTH_WORDS, read_date, read_moment
from tests.make import JAKARTA, moment


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("23 Sep 2024", date(2024, 9, 23)),
        ("Senin, 23 September 2024", date(2024, 9, 23)),
        ("Jum'at, 5 Nopember 2021", date(2021, 11, 5)),
        ("2024-09-23", date(2024, 9, 23)),
        ("2024-09-23T10:11:12+07:00", date(2024, 9, 23)),
        ("2024/9/3 10:11", date(2024, 9, 3)),
        ("23/09/2024", date(2024, 9, 23)),
        ("3-9-24", date(2024, 9, 3)),
        ("03.09.2024 08.15", date(2024, 9, 3)),
        ("17-Agu-2023", date(2023, 8, 17)),
        ("17 AGT 23", date(2023, 8, 17)),
        ("Sep 23, 2024", date(2024, 9, 23)),
        ("29 Februari 2024", date(2024, 2, 29)),
    ],
)
def test_day(text: str, day: date) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    "text", ["kemarin", "31/02/2024", "9/23/2024", "23 Foo 2024", "2024", "45558", "", "0001-01-01", "=TODAY()", "12"]
)
def test_what_is_no_date_is_a_sentence(text: str) -> None:
    with pytest.raises(Refused, match=r"Tanggal “.*\.$"):
        read_date(text)


@pytest.mark.parametrize(
    ("text", "clock", "found"),
    [
        ("23 Sep 2024", "00:41:43", moment("2024-09-23 00:41:43")),
        ("23 Sep 2024", "", moment("2024-09-23 00:00")),
        ("2024-09-23 14:30", "08:00", moment("2024-09-23 14:30")),
        ("23/09/2024, 14.30 WIB", "", moment("2024-09-23 14:30")),
        ("23/09/2024 14.30 WIT", "", moment("2024-09-23 12:30")),
        ("23 September 2024 pukul 09.05", "", moment("2024-09-23 09:05")),
        ("9/10/2024 2:30 PM", "", moment("2024-10-09 14:30")),
        ("9/10/2024 12:30 AM", "", moment("2024-10-09 00:30")),
        ("2024-09-23T10:11:12.345Z", "", datetime(2024, 9, 23, 10, 11, 12, tzinfo=UTC)),
        ("2024-09-23T10:11:12-03:30", "", datetime(2024, 9, 23, 13, 41, 12, tzinfo=UTC)),
    ],
)
def test_moment(text: str, clock: str, found: datetime) -> None:
    assert read_moment(text, clock, JAKARTA) == found


@pytest.mark.parametrize("clock", ["25:00", "pagi", "10:75", "1000"])
def test_what_is_no_time_is_a_sentence(clock: str) -> None:
    with pytest.raises(Refused, match=r"Jam “.*” tidak terbaca"):
        read_moment("23 Sep 2024", clock, JAKARTA)


days = st.dates(min_value=date(FIRST_YEAR, 1, 1), max_value=date(2099, 12, 31))


@given(days, st.data())
def test_a_day_is_read_however_it_is_written(day: date, data: st.DataObject) -> None:
    month = data.draw(st.sampled_from(MONTH_WORDS[day.month - 1]))
    ways = [
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d-%m-%Y}",
        f"{day:%d.%m.%Y}",
        f"{day.day} {month} {day.year}",
        f"{day:%d}-{month.title()}-{day.year}",
        f"{WEEKDAYS['id'][day.weekday()]}, {day.day} {MONTHS['id'][day.month - 1]} {day.year}",
        f"  {day.day}  {month.upper()}  {day.year} ",
    ]
    assert read_date(data.draw(st.sampled_from(ways))) == day


@given(days, st.times())
def test_a_moment_is_read_to_the_second(day: date, clock: time) -> None:
    whole = clock.replace(microsecond=0)
    wanted = datetime.combine(day, whole, tzinfo=JAKARTA)
    assert read_moment(f"{day:%d/%m/%Y}", f"{whole:%H:%M:%S}", JAKARTA) == wanted
    assert read_moment(f"{day.isoformat()} {whole.isoformat()}", "", JAKARTA) == wanted
    assert read_moment(wanted.isoformat(), "", JAKARTA) - wanted == timedelta(0)


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_a_sentence(text: str) -> None:
    with suppress(Refused):
        assert read_date(text).year >= FIRST_YEAR
        read_moment(text, "", JAKARTA)
