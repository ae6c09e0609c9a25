"""Months by their first day: arithmetic of dates, and their words."""

from __future__ import annotations

import re
from datetime import date, timedelta

from balairung.ground.common.calendars import Calendar
from balairung.ground.common.dates import MONTHS
from balairung.ground.common.words import language

_NAME = re.compile(r"(?P<year>20[0-9]{2})-(?P<month>0[1-9]|1[0-2])")


def month_of(day: date) -> date:
    return day.replace(day=1)


def later(month: date, months: int) -> date:
    """So many months after this one; before it, when negative."""
    number = month.year * 12 + month.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def last_day(month: date) -> date:
    return later(month, 1) - timedelta(days=1)


def name_of(month: date) -> str:
    """`2026-03`."""
    return f"{month:%Y-%m}"


def month_named(name: str) -> date | None:
    """The month that this name stands for; None where it is none."""
    found = _NAME.fullmatch(name)
    return date(int(found["year"]), int(found["month"]), 1) if found else None


def first_working_day(month: date, calendar: Calendar) -> date:
    """The first day of this month on which offices work; its last day where none does."""
    end = last_day(month)
    for day in calendar.days_from(month):
        if day.working or day.date >= end:
            return day.date
    return end


def words_of(month: date) -> str:
    """`Maret 2026`."""
    return f"{MONTHS[language()][month.month - 1]} {month.year}"
