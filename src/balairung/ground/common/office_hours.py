"""When an office is open on a working day, in ordinary weeks and in Ramadan."""

import datetime
from functools import cache
from typing import NamedTuple

from balairung.ground.common.facts import facts

Interval = tuple[datetime.time, datetime.time]
Intervals = tuple[Interval, ...]

WHOLE_DAY: Intervals = ((datetime.time.min, datetime.time.max),)  # time.max stands for the midnight that follows

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Ramadan(NamedTuple):
    first: datetime.date
    last: datetime.date
    estimated: bool


def office_hours(key: str, day: datetime.date) -> Intervals:
    """The open intervals of a working day in the `5-day` or `6-day` calendar, in local time."""
    ramadan = _ramadan_on(day)
    return _hours(key, "ramadan" if ramadan else "ordinary", _WEEKDAYS[day.weekday()])


def ramadans_between(first: datetime.date, last: datetime.date) -> tuple[Ramadan, ...]:
    """The known months of Ramadan that touch the dates, both included."""
    return tuple(month for month in _ramadans() if month.first <= last and month.last >= first)


def ramadan_is_missing(year: int) -> bool:
    """Whether no Ramadan is known that begins in the year."""
    return all(month.first.year != year for month in _ramadans())


def _ramadan_on(day: datetime.date) -> Ramadan | None:
    return next((month for month in _ramadans() if month.first <= day <= month.last), None)


@cache
def _ramadans() -> tuple[Ramadan, ...]:
    return tuple(Ramadan(row["first"], row["last"], row["estimated"]) for row in facts("calendar/ramadan"))


@cache  # two calendars, two seasons, seven weekdays
def _hours(key: str, season: str, weekday: str) -> Intervals:
    lines = facts("calendar/office_hours")[key][season]
    pairs = lines.get(weekday, lines["default"])
    return tuple((datetime.time.fromisoformat(opens), datetime.time.fromisoformat(closes)) for opens, closes in pairs)
