"""The minutes of one working day, by arithmetic alone.

A minute of working time is worked, missed in the morning (late), or missed in the afternoon (early): the three always
add up to the whole day. The break is nobody's working time, and what is worked outside the hours is not counted here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import NamedTuple

from balairung.ground.common.office_hours import Interval

END = 24 * 60


class Measured(NamedTuple):
    """Whole minutes of working time."""

    late: int
    early: int
    worked: int


NOTHING = Measured(0, 0, 0)


def measure(hours: Sequence[Interval], arrived: time, left: time | None) -> Measured:
    """Of a day with these open hours. The seconds of a moment do not count: 07.30.59 is still 07.30.

    Without a departure nothing is known of the afternoon: neither early minutes nor worked ones.
    """
    late = before(hours, _minute(arrived))
    if left is None:
        return Measured(late, 0, 0)
    whole, gone = total(hours), before(hours, max(_minute(left), _minute(arrived)))
    return Measured(late, whole - gone, gone - late)


def total(hours: Sequence[Interval]) -> int:
    """Working minutes of the whole day."""
    return before(hours, END)


def before(hours: Sequence[Interval], minute: int) -> int:
    """Working minutes of the day before this minute of the clock."""
    return sum(max(0, min(minute, _end(closes)) - _minute(opens)) for opens, closes in hours)


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _end(closes: time) -> int:
    return END if closes == time.max else _minute(closes)
