"""The national holidays and joint leave of a year, from the `holidays` package, each with its decree where known."""

import datetime
from functools import cache

import holidays

from balairung.ground.common.decreed_days import DayKind, DecreedDay
from balairung.ground.common.facts import facts

FIRST_YEAR, LAST_YEAR = 2000, 2100
FIRST_JOINT_LEAVE = 2002  # cuti bersama was new in that year

_CATEGORIES = {"public": DayKind.HOLIDAY, "government": DayKind.JOINT_LEAVE}


@cache  # one entry a year, at most 101
def national_days(year: int) -> tuple[DecreedDay, ...]:
    """All free days of the year; a date that is both comes twice, the holiday first."""
    return tuple(
        DecreedDay(date, kind, _tidy(name), _decree(date, kind))
        for category, kind in _CATEGORIES.items()
        for date, name in sorted(
            holidays.country_holidays("ID", years=year, categories=(category,), language="id").items()
        )
    )


def joint_leave_is_missing(year: int) -> bool:
    """Whether the year's joint leave is not decreed yet, as far as the package knows."""
    known = any(day.kind == DayKind.JOINT_LEAVE for day in national_days(year))
    return year >= FIRST_JOINT_LEAVE and not known


def _tidy(name: str) -> str:
    """The package's name without what the kind already says, and with its slip "Pegangti" put right."""
    return name.replace("Cuti Bersama ", "").replace("Pegangti", "Pengganti").replace("; ", " dan ")


def _decree(date: datetime.date, kind: DayKind) -> str:
    known = facts("calendar/decrees")
    standing = known["holidays"]
    by_law = standing["decree"] if kind == DayKind.HOLIDAY and date.year >= standing["since"] else ""
    decree: str = known["days"].get(date) or known["years"].get(date.year) or by_law
    return decree
