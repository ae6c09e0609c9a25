"""Whose turn it is, by arithmetic: tiles of time on wall clocks, compared with clocks that are simply read."""

import time as clock
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from balairung.kernel.rosters.rotation import Rota, Turn, instant, next_handover, turn_at, turns

ZONES = [
    *("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "UTC"),
    *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo"),
]
BERLIN, JAKARTA = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Jakarta")
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
walls = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))


def at(text: str, zone: tzinfo = UTC) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def rota(**given: object) -> Rota[str]:
    plain: dict[str, Any] = {
        "unit": "day", "length": 1, "starts_on": date(2026, 3, 2), "handover": time(8), "zone": JAKARTA,
        "members": ("a", "b", "c"),
    }  # fmt: skip
    return Rota(**{**plain, **given})


@st.composite
def rotas(draw: st.DrawFn) -> Rota[str]:
    window = draw(st.none() | st.tuples(walls, walls).filter(lambda pair: pair[0] != pair[1]))
    return Rota(
        unit=draw(st.sampled_from(["hour", "day", "week", "month"])),
        length=draw(st.integers(1, 8)),
        starts_on=draw(st.dates(date(2023, 1, 1), date(2028, 12, 31))),
        handover=draw(walls),
        zone=ZoneInfo(draw(st.sampled_from(ZONES))),
        members=tuple("abcdefg"[: draw(st.integers(1, 7))]),
        weekdays=draw(st.sampled_from([127, 127, 31, 96]) | st.integers(1, 127)),
        window=window,
    )


moments = st.integers(0, 4 * 365 * 24 * 60).map(lambda minute: datetime(2024, 1, 1, tzinfo=UTC) + minute * MINUTE)


# --- what every rota keeps -------------------------------------------------------------------------------------------


@given(rotas(), moments, st.integers(1, 45 * 24))
@example(rota(zone=BERLIN, handover=time(2, 30)), at("2026-03-27T00:00"), 24 * 9)  # the clocks skip 02.30
@example(rota(zone=BERLIN, handover=time(2, 30)), at("2026-10-23T00:00"), 24 * 9)  # 02.30 comes twice
def test_turns_lie_side_by_side_and_say_what_is_said_of_each_moment(
    one: Rota[str], since: datetime, hours: int
) -> None:
    until = since + hours * HOUR
    found = list(turns(one, since, until))
    assert all(since <= turn.since < turn.until <= until for turn in found)
    assert all(before.until <= after.since for before, after in pairwise(found))
    assert all(turn.begins <= turn.since and turn.until <= turn.ends for turn in found)
    if one.constant:
        assert [found[0].since, found[-1].until] == [since, until]
        assert all(before.until == after.since for before, after in pairwise(found))
    for turn in found[:40]:
        inside = turn_at(one, turn.since)
        assert inside is not None
        assert (inside.person, inside.number) == (turn.person, turn.number)
        assert inside.since <= turn.since < turn.until <= inside.until


@given(rotas(), moments, st.integers(0, 45 * 24 * 60))
def test_a_moment_is_on_duty_exactly_when_a_turn_holds_it(one: Rota[str], since: datetime, after: int) -> None:
    until = since + 45 * DAY
    moment = since + after * MINUTE
    said = turn_at(one, moment)
    held = [turn for turn in turns(one, since, until) if turn.since <= moment < turn.until]
    assert [turn.person for turn in held] == ([said.person] if said and moment < until else [])


@given(rotas(), moments)
def test_everybody_has_a_turn_before_anybody_has_a_second(one: Rota[str], since: datetime) -> None:
    numbers = [one.number_at(since + place * DAY) for place in range(60)]
    assert numbers == sorted(numbers)
    assert all(one.begin_of(number) <= since + place * DAY < one.begin_of(number + 1)
               for place, number in enumerate(numbers))  # fmt: skip
    held = [one.member(number) for number in range(numbers[0], numbers[0] + len(one.members))]
    assert sorted(held) == sorted(one.members)


@given(rotas(), moments)
def test_a_window_is_what_the_clock_on_the_wall_shows(one: Rota[str], moment: datetime) -> None:
    """Away from the hours in which clocks are changed, somebody is on duty just when the wall says so."""
    local = moment.astimezone(one.zone)
    near = {(moment + hours * HOUR).astimezone(one.zone).utcoffset() for hours in (-26, 0, 26)}
    if one.window is None or len(near) > 1:
        return
    opens, closes = one.window
    minute, overnight = local.time(), closes <= opens
    today = opens <= minute and (overnight or minute < closes) and one.weekdays >> local.weekday() & 1
    yesterday = overnight and minute < closes and one.weekdays >> (local - DAY).weekday() & 1
    assert (turn_at(one, moment) is not None) == bool(today or yesterday)


# --- by hand ---------------------------------------------------------------------------------------------------------


def people(one: Rota[str], since: str, until: str) -> str:
    zone = one.zone
    return "".join(turn.person for turn in turns(one, at(since, zone), at(until, zone)))


def test_turns_by_the_day_change_at_the_handover() -> None:
    one = rota()
    assert people(one, "2026-03-02T08:00", "2026-03-08T08:00") == "abcabc"
    assert people(one, "2026-03-02T07:59", "2026-03-03T08:01") == "cab"
    night = turn_at(one, at("2026-03-03T03:00", JAKARTA))
    assert night == Turn("a", at("2026-03-02T01:00"), at("2026-03-03T01:00"), at("2026-03-02T01:00"),
                         at("2026-03-03T01:00"), 0)  # fmt: skip


def test_working_days_are_counted_so_that_seven_people_all_have_their_day() -> None:
    one = rota(members=tuple("abcdefg"), weekdays=31)
    found = list(turns(one, at("2026-03-02T08:00", JAKARTA), at("2026-03-20T08:00", JAKARTA)))
    assert "".join(turn.person for turn in found) == "abcdefgabcdefg"
    assert {turn.since.astimezone(JAKARTA).weekday() for turn in found} == {0, 1, 2, 3, 4}
    assert people(one, "2026-03-07T08:00", "2026-03-09T08:00") == ""  # Saturday's eight o'clock to Monday's


def test_a_first_day_that_is_not_counted_waits_for_the_next() -> None:
    one = rota(starts_on=date(2026, 3, 7), weekdays=31)  # a Saturday
    assert one.begin_of(0) == at("2026-03-09T08:00", JAKARTA)


def test_nights_of_one_week_belong_to_one_turn() -> None:
    one = rota(unit="week", window=(time(16), time(7, 30)))
    nights = list(turns(one, at("2026-03-02T08:00", JAKARTA), at("2026-03-09T08:00", JAKARTA)))
    assert [(night.person, night.number) for night in nights] == [("a", 0)] * 7
    assert {(night.until - night.since) for night in nights} == {timedelta(hours=15, minutes=30)}
    assert turn_at(one, at("2026-03-03T12:00", JAKARTA)) is None


def test_a_month_that_begins_on_the_31st_begins_on_the_last_day_of_a_shorter_one() -> None:
    one = rota(unit="month", starts_on=date(2024, 1, 31))
    days = [one.begin_of(number).astimezone(JAKARTA).date() for number in range(-2, 14)]
    assert [day.isoformat()[2:] for day in days] == [
        "23-11-30", "23-12-31", "24-01-31", "24-02-29", "24-03-31", "24-04-30", "24-05-31", "24-06-30", "24-07-31",
        "24-08-31", "24-09-30", "24-10-31", "24-11-30", "24-12-31", "25-01-31", "25-02-28",
    ]  # fmt: skip


def test_a_quarter_has_three_months() -> None:
    one = rota(unit="month", length=3, starts_on=date(2025, 11, 30))
    assert one.begin_of(1) == at("2026-02-28T08:00", JAKARTA)
    assert next_handover(one, at("2026-02-28T08:00", JAKARTA)) == at("2026-05-30T08:00", JAKARTA)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2026-03-28", 23),
        ("Europe/Berlin", "2026-10-24", 25),
        ("America/New_York", "2026-03-07", 23),
        ("America/New_York", "2026-10-31", 25),
        ("Asia/Jayapura", "2026-03-28", 24),
    ],
)
def test_a_day_is_as_long_as_the_clocks_make_it(zone: str, day: str, hours: int) -> None:
    one = rota(zone=ZoneInfo(zone))
    turn = turn_at(one, at(f"{day}T12:00", ZoneInfo(zone)))
    assert turn is not None
    assert turn.until - turn.since == hours * HOUR


def test_hours_are_real_hours() -> None:
    one = rota(unit="hour", length=8, zone=BERLIN, handover=time(6))
    begins = [turn.begins for turn in turns(one, at("2026-03-28T06:00", BERLIN), at("2026-03-30T06:00", BERLIN))]
    assert all(after - before == 8 * HOUR for before, after in pairwise(begins))
    assert begins[-1].astimezone(BERLIN).hour == 23  # and no longer 22


def test_a_wall_time_that_is_skipped_is_the_jump_and_one_that_comes_twice_its_first_coming() -> None:
    jump = at("2026-03-29T01:00")
    assert instant(date(2026, 3, 29), time(2), BERLIN) == jump
    assert instant(date(2026, 3, 29), time(2, 30), BERLIN) == jump
    assert instant(date(2026, 3, 29), time(3), BERLIN) == jump
    assert instant(date(2026, 10, 25), time(2, 30), BERLIN) == at("2026-10-25T00:30")
    assert instant(date(2026, 10, 25), time(3), BERLIN) == at("2026-10-25T02:00")


@given(st.sampled_from(ZONES), st.dates(date(2015, 1, 1), date(2035, 1, 1)), walls, walls)
def test_later_wall_times_are_never_earlier_moments(zone: str, day: date, one: time, other: time) -> None:
    first, second = sorted([one, other])
    assert instant(day, first, ZoneInfo(zone)) <= instant(day, second, ZoneInfo(zone))


def test_a_rota_ends_and_begins() -> None:
    one = rota(begins=at("2026-03-03T12:00", JAKARTA), ends=at("2026-03-05T12:00", JAKARTA))
    assert people(one, "2026-03-01T00:00", "2026-04-01T00:00") == "bca"
    assert turn_at(one, at("2026-03-03T11:59", JAKARTA)) is None
    assert turn_at(one, at("2026-03-05T12:00", JAKARTA)) is None
    assert list(turns(rota(members=()), at("2026-03-01T00:00"), at("2026-04-01T00:00"))) == []


def test_far_away_costs_what_today_costs() -> None:
    one = rota(unit="hour", zone=BERLIN, weekdays=31)
    begin = clock.perf_counter()
    for moment in ("1900-01-03T00:00", "2026-03-02T09:00", "2199-12-30T00:00"):
        for _ in range(100):
            turn_at(one, at(moment))
    assert clock.perf_counter() - begin < 1
    for slip in (datetime(1899, 12, 31, tzinfo=UTC), datetime(2201, 1, 1, tzinfo=UTC), datetime(2026, 1, 1)):  # noqa: DTZ001
        with pytest.raises(ValueError, match="a moment with a zone"):
            turn_at(one, slip)
