"""What must hold of every deadline, for any start, amount, week, zone, decree and pause.

The oracle counts day by day and minute by minute from the package's holidays and hours typed here, and shares no code
with what it checks.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo

import holidays
from hypothesis import assume, given
from hypothesis import strategies as st

from balairung.ground.common.working_time import (
    Calendar,
    DayKind,
    DecreedDay,
    Pause,
    Unit,
    deadline,
    working_days_between,
)

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)  # years with decided holidays and Ramadan, and a leap day
ZONES = [ZoneInfo(name) for name in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")]
DAY_UNITS, HOUR_UNITS = (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS), (Unit.OFFICE_HOURS, Unit.HOURS)
FREE_KINDS = [DayKind.HOLIDAY, DayKind.JOINT_LEAVE, DayKind.REGIONAL]

dates = st.dates(FIRST, LAST)
zones = st.sampled_from(ZONES)
keys = st.sampled_from(["5-day", "6-day", "24-hour"])
moments = st.builds(
    lambda day, minute, offset: datetime.combine(day, time(), timezone(timedelta(hours=offset))) + minute * MINUTE,
    dates,
    st.integers(0, 24 * 60 - 1),
    st.integers(-11, 14),
)
decrees = st.lists(
    st.builds(DecreedDay, dates, st.sampled_from(DayKind), st.just("Hari Jadi"), st.just("SK 1")), max_size=8
).map(tuple)
calendars = st.builds(Calendar, keys, zones, decrees)


@st.composite
def clocks(draw: st.DrawFn, units: Sequence[Unit] = tuple(Unit)) -> tuple[datetime, int, Unit]:
    """A start, an amount and a unit: up to 60 days or 60 hours."""
    return draw(moments), draw(st.integers(0, 60)), draw(st.sampled_from(units))


@st.composite
def pauses_near(draw: st.DrawFn, start: datetime) -> tuple[Pause, ...]:
    """Up to three pauses in whole minutes from a little before the start to 40 days after it; they may overlap."""
    minutes = st.integers(-3 * 24 * 60, 40 * 24 * 60)
    begins = draw(st.lists(minutes, max_size=3))
    lengths = [draw(st.integers(0, 10 * 24 * 60)) for _begin in begins]
    return tuple(
        Pause(start + begin * MINUTE, start + (begin + length) * MINUTE)
        for begin, length in zip(begins, lengths, strict=True)
    )


# --- the oracle --------------------------------------------------------------------------------------------------


@cache
def national(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("ID", years=year, categories=("public", "government")))


def works(calendar: Calendar, day: date) -> bool:
    if calendar.key == "24-hour":
        return True
    kinds = {decreed.kind for decreed in calendar.decreed if decreed.date == day}
    if kinds:
        return DayKind.WORKDAY in kinds
    return day.weekday() < (5 if calendar.key == "5-day" else 6) and day not in national(day.year)


def paused(pauses: Sequence[Pause], moment: datetime) -> bool:
    return any(pause.until is not None and pause.since <= moment < pause.until for pause in pauses)


def last_day(start: datetime, amount: int, calendar: Calendar, pauses: Sequence[Pause]) -> date:
    day, counted = start.astimezone(calendar.zone).date(), 0
    while counted < amount:
        day += DAY
        if works(calendar, day) and not paused(pauses, datetime.combine(day, time(23, 59, 59), calendar.zone)):
            counted += 1
    return day


RAMADANS = [("2024-03-12", "2024-04-09"), ("2025-03-01", "2025-03-30"), ("2026-02-19", "2026-03-20")]
HOURS = {  # (key, Ramadan, Friday): from, break, back, home, as decimal hours
    ("5-day", False, False): (7.5, 12, 13, 16),
    ("5-day", False, True): (7.5, 11.5, 13, 16.5),
    ("5-day", True, False): (8, 12, 12.5, 15),
    ("5-day", True, True): (8, 11.5, 12.5, 15.5),
    ("6-day", False, False): (7.5, 12, 13, 15),
    ("6-day", False, True): (7.5, 11.5, 13, 14),
    ("6-day", True, False): (8, 12, 12.5, 14),
    ("6-day", True, True): (8, 11.5, 12.5, 14),
}


def is_open(calendar: Calendar, local: datetime) -> bool:
    if calendar.key == "24-hour":
        return True
    if not works(calendar, local.date()):
        return False
    ramadan = any(first <= local.date().isoformat() <= last for first, last in RAMADANS)
    opens, stops, back, home = HOURS[calendar.key, ramadan, local.weekday() == 4]
    hour = local.hour + local.minute / 60
    return opens <= hour < stops or back <= hour < home


def last_minute(start: datetime, hours: int, unit: Unit, calendar: Calendar, pauses: Sequence[Pause]) -> datetime:
    """Minute by minute from a whole minute; the end of the minute that used up the time."""
    moment, left = start.astimezone(calendar.zone), hours * 60
    while left:
        running = (unit == Unit.HOURS or is_open(calendar, moment)) and not paused(pauses, moment)
        left -= running
        moment += MINUTE
    return moment


# --- the laws ----------------------------------------------------------------------------------------------------


@given(clocks([Unit.WORKING_DAYS]), calendars, st.data())
def test_working_days_agree_with_counting_day_by_day(
    clock: tuple[datetime, int, Unit], calendar: Calendar, data: st.DataObject
) -> None:
    start, amount, unit = clock
    pauses = data.draw(pauses_near(start))
    result = deadline(start, amount, unit, calendar, pauses)
    assert result.due.date() == last_day(start, amount, calendar, pauses)
    assert result.due.time() == time(23, 59, 59)
    assert result.due.tzinfo is calendar.zone


@given(moments, st.integers(0, 12), st.sampled_from(HOUR_UNITS), calendars, st.data())
def test_hours_agree_with_counting_minute_by_minute(
    start: datetime, amount: int, unit: Unit, calendar: Calendar, data: st.DataObject
) -> None:
    pauses = data.draw(pauses_near(start))
    result = deadline(start, amount, unit, calendar, pauses)
    assert result.due == last_minute(start, amount, unit, calendar, pauses)


@given(clocks([Unit.CALENDAR_DAYS]), calendars, st.data())
def test_calendar_days_are_dates_added_whatever_the_pauses(
    clock: tuple[datetime, int, Unit], calendar: Calendar, data: st.DataObject
) -> None:
    start, amount, unit = clock
    result = deadline(start, amount, unit, calendar, data.draw(pauses_near(start)))
    assert result.due.date() == start.astimezone(calendar.zone).date() + amount * DAY


@given(clocks(), calendars, st.data())
def test_more_time_is_never_due_earlier(
    clock: tuple[datetime, int, Unit], calendar: Calendar, data: st.DataObject
) -> None:
    start, amount, unit = clock
    pauses = data.draw(pauses_near(start))
    less, more = (deadline(start, count, unit, calendar, pauses).due for count in (amount, amount + 1))
    assert less < more
    assert unit in DAY_UNITS or start <= less


@given(clocks([Unit.WORKING_DAYS]), calendars)
def test_a_working_day_clock_ends_on_a_working_day(clock: tuple[datetime, int, Unit], calendar: Calendar) -> None:
    start, amount, unit = clock
    assume(amount)
    result = deadline(start, amount, unit, calendar)
    assert calendar.day(result.due.date()).working
    assert result.counted[-1].date == result.due.date()


@given(clocks(), calendars, dates, st.sampled_from(FREE_KINDS))
def test_one_more_free_day_is_never_due_earlier_and_one_more_working_day_never_later(
    clock: tuple[datetime, int, Unit], calendar: Calendar, day: date, kind: DayKind
) -> None:
    start, amount, unit = clock

    def due(*more: DecreedDay) -> datetime:
        return deadline(start, amount, unit, Calendar(calendar.key, calendar.zone, (*calendar.decreed, *more))).due

    assert due(DecreedDay(day, DayKind.WORKDAY, "Masuk")) <= due() <= due(DecreedDay(day, kind, "Libur"))
    if unit in (Unit.CALENDAR_DAYS, Unit.HOURS) or calendar.key == "24-hour":
        assert due() == due(DecreedDay(day, kind, "Libur")) == due(DecreedDay(day, DayKind.WORKDAY, "Masuk"))


@given(clocks(), st.integers(0, 40), calendars, st.data())
def test_time_may_be_counted_in_two_parts(
    clock: tuple[datetime, int, Unit], rest: int, calendar: Calendar, data: st.DataObject
) -> None:
    start, amount, unit = clock
    pauses = data.draw(pauses_near(start))
    first = deadline(start, amount, unit, calendar, pauses)
    second = deadline(first.due, rest, unit, calendar, pauses)
    assert second.due == deadline(start, amount + rest, unit, calendar, pauses).due


@given(moments, st.integers(1, 200), calendars, st.integers(0, 300 * 60), st.integers(0, 20 * 24 * 60))
def test_a_pause_shifts_hours_by_its_length_when_it_begins_in_time(
    start: datetime, amount: int, calendar: Calendar, after: int, length: int
) -> None:
    pause = Pause(start + after * MINUTE, start + (after + length) * MINUTE)
    plain = deadline(start, amount, Unit.HOURS, calendar).due
    shift = length * MINUTE if pause.since < plain else timedelta()
    assert deadline(start, amount, Unit.HOURS, calendar, [pause]).due == plain + shift


@given(clocks([Unit.WORKING_DAYS]), calendars, st.integers(0, 80), st.integers(0, 20))
def test_a_pause_shifts_working_days_by_those_it_takes(
    clock: tuple[datetime, int, Unit], calendar: Calendar, after: int, length: int
) -> None:
    start, amount, unit = clock
    assume(amount)
    since = datetime.combine(start.astimezone(calendar.zone).date() + after * DAY, time(9), calendar.zone)
    pause = Pause(since, since + length * DAY)
    taken = [since.date() + place * DAY for place in range(length)]
    lost = sum(works(calendar, day) for day in taken if day > start.astimezone(calendar.zone).date())
    plain = deadline(start, amount, unit, calendar).due
    expected = deadline(start, amount + lost, unit, calendar).due if since <= plain else plain
    assert deadline(start, amount, unit, calendar, [pause]).due == expected


@given(clocks(), calendars, st.data())
def test_pauses_have_no_order_and_overlapping_ones_are_one(
    clock: tuple[datetime, int, Unit], calendar: Calendar, data: st.DataObject
) -> None:
    start, amount, unit = clock
    pauses = data.draw(pauses_near(start))
    expected = deadline(start, amount, unit, calendar, pauses)
    assert deadline(start, amount, unit, calendar, data.draw(st.permutations(pauses))) == expected
    assert deadline(start, amount, unit, calendar, (*pauses, *pauses, Pause(start, None))) == expected
    told_in_utc = [Pause(pause.since.astimezone(UTC), pause.until.astimezone(UTC)) for pause in pauses if pause.until]
    assert deadline(start, amount, unit, calendar, told_in_utc) == expected


@given(clocks(DAY_UNITS), calendars, st.data())
def test_every_day_after_the_start_is_either_counted_or_skipped_with_a_reason(
    clock: tuple[datetime, int, Unit], calendar: Calendar, data: st.DataObject
) -> None:
    start, amount, unit = clock
    result = deadline(start, amount, unit, calendar, data.draw(pauses_near(start)))
    told = sorted(day.date for day in (*result.counted, *result.skipped))
    first = result.start.date()
    assert told == [first + place * DAY for place in range(1, (result.due.date() - first).days + 1)]
    assert len(result.counted) == amount
    assert all(day.reason for day in result.skipped)
    assert all(day.working or day.reason != "menunggu pemohon" for day in result.skipped)


@given(clocks(HOUR_UNITS), calendars, st.data())
def test_every_day_of_an_hour_clock_is_told_once(
    clock: tuple[datetime, int, Unit], calendar: Calendar, data: st.DataObject
) -> None:
    start, amount, unit = clock
    assume(amount)
    result = deadline(start, amount, unit, calendar, data.draw(pauses_near(start)))
    told = sorted(day.date for day in (*result.counted, *result.skipped))
    assert told == [result.start.date() + place * DAY for place in range(len(told))]
    assert result.due.date() - told[-1] in (timedelta(), DAY)  # midnight belongs to the day that it ends
    assert all(day.reason for day in result.skipped)


@given(clocks([Unit.WORKING_DAYS]), calendars)
def test_days_between_is_the_inverse_of_a_deadline(clock: tuple[datetime, int, Unit], calendar: Calendar) -> None:
    start, amount, unit = clock
    due = deadline(start, amount, unit, calendar).due
    assert working_days_between(calendar, start, due) == amount
    assert working_days_between(calendar, due, start) == -amount


@given(calendars, moments, moments, moments)
def test_days_between_add_up(calendar: Calendar, a: datetime, b: datetime, c: datetime) -> None:
    between = [working_days_between(calendar, *pair) for pair in ((a, b), (b, c), (a, c))]
    assert between[0] + between[1] == between[2]
    first, last = sorted(moment.astimezone(calendar.zone).date() for moment in (a, b))
    counted = sum(works(calendar, first + place * DAY) for place in range(1, (last - first).days + 1))
    assert abs(between[0]) == counted


@given(dates, st.integers(0, 24 * 60 - 1), st.integers(0, 60), st.sampled_from(Unit), keys, decrees)
def test_the_three_zones_count_alike_on_their_own_clocks(
    day: date, minute: int, amount: int, unit: Unit, key: str, decreed: tuple[DecreedDay, ...]
) -> None:
    dues = set()
    for zone in ZONES:
        start = datetime.combine(day, time(), zone) + minute * MINUTE
        dues.add(deadline(start, amount, unit, Calendar(key, zone, decreed)).due.replace(tzinfo=None))
    assert len(dues) == 1


@given(clocks(), calendars)
def test_the_same_moment_in_another_zone_is_the_same_deadline(
    clock: tuple[datetime, int, Unit], calendar: Calendar
) -> None:
    start, amount, unit = clock
    assert deadline(start, amount, unit, calendar) == deadline(start.astimezone(UTC), amount, unit, calendar)
