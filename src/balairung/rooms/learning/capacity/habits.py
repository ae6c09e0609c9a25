"""Reading as a habit: months in a row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta


def streak(finished: Iterable[date], today: date) -> int:
    """Months in a row with something read, up to this month; a month that is not over breaks nothing."""
    months = {(day.year, day.month) for day in finished if day <= today}
    current = today.replace(day=1)
    if (current.year, current.month) not in months:
        current = _before(current)
    count = 0
    while (current.year, current.month) in months:
        count, current = count + 1, _before(current)
    return count


def _before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)
