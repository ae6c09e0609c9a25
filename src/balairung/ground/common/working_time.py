"""Deadlines in working time: when an office's time is up, and how that was counted.

Day clocks begin on the day after the start and end at 23:59:59 local time; office hours run while the office is open;
hours run always. A pause stops working time, never calendar time. Pure arithmetic: no settings, no database.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from balairung.ground.common import deadline_words
from balairung.ground.common.calendars import Calendar, Day, require_year
from balairung.ground.common.decreed_days import DayKind, DecreedDay
from balairung.ground.common.words import gettext as _

__all__ = [
    "Calendar",
    "Day",
    "DayKind",
    "Deadline",
    "DecreedDay",
    "Pause",
    "Unit",
    "deadline",
    "working_days_between",
]

MOST = 3660  # of any unit: ten years of days
END_OF_DAY = time(23, 59, 59)


class Unit(StrEnum):
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    OFFICE_HOURS = "office_hours"
    HOURS = "hours"


@dataclass(frozen=True)
class Pause:
    """The clock stood still from `since` until just before `until`; None while it still does."""

    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Deadline:
    """When the time is up and how that was counted. Its sentences are stored, so they are always Indonesian.

    `counted` holds the days that used up time, the last one being the day of `due`. `skipped` holds the days in between
    that did not, each with its reason: why it is free, `menunggu pemohon` for a paused working day, `di luar jam
    kantor` for the rest of a day after closing time. `start` and `due` are in the calendar's zone.
    """

    due: datetime
    rule: str
    counted: tuple[Day, ...]
    skipped: tuple[Day, ...]
    start: datetime
    unit: Unit
    amount: int
    notes: tuple[str, ...] = ()


def deadline(start: datetime, amount: int, unit: Unit, calendar: Calendar, pauses: Sequence[Pause] = ()) -> Deadline:
    """When `amount` units after `start` are over.

    A working day counts when the clock runs at its 23:59:59: a pause takes away its first day and all days before the
    one on which work resumes. A pause that is still open is left out of the count (the result is the due moment if work
    resumed at once); whoever shows it says that the clock stands still. Zero days end with the day of the start, zero
    hours at the start. ValueError, with one sentence, for a moment without zone or outside the years 2000 to 2100, an
    amount below zero or above 3660, and a pause that ends before it begins.
    """
    unit = Unit(unit)
    if not 0 <= amount <= MOST:
        limits = {"most": MOST, "amount": amount}
        raise ValueError(_("Jumlah waktu harus antara 0 dan %(most)d, bukan %(amount)d.") % limits)
    begin = _local(start, calendar.zone)
    breaks = [] if unit == Unit.CALENDAR_DAYS else _merged(pauses, calendar.zone)
    count = _count_hours if unit in (Unit.OFFICE_HOURS, Unit.HOURS) else _count_days
    due, counted, skipped = count(begin, amount, unit, calendar, breaks)
    paused = any(since <= due and begin < until for since, until in breaks)
    return Deadline(
        due=due,
        rule=deadline_words.rule(begin, amount, unit, calendar.key, paused=paused),
        counted=tuple(counted),
        skipped=tuple(skipped),
        start=begin,
        unit=unit,
        amount=amount,
        notes=deadline_words.notes(begin.date(), due.date(), unit, calendar),
    )


def working_days_between(calendar: Calendar, a: datetime, b: datetime) -> int:
    """How many working days come after the date of `a` up to the date of `b`; negative when `b` is the earlier.

    The inverse of a deadline: from the start to the due moment of n working days it is n.
    """
    first, last = _local(a, calendar.zone).date(), _local(b, calendar.zone).date()
    return calendar.working_days(first, last) if first <= last else -calendar.working_days(last, first)


_Break = tuple[datetime, datetime]
_Count = tuple[datetime, list[Day], list[Day]]


def _count_days(begin: datetime, amount: int, unit: Unit, calendar: Calendar, breaks: list[_Break]) -> _Count:
    """Whole days after the start until `amount` of them are counted."""
    counted: list[Day] = []
    skipped: list[Day] = []
    last = begin.date()
    following = calendar.days_from(last)
    next(following)  # the day of the start never counts
    while len(counted) < amount:
        day = _next(following)
        last = day.date
        if unit == Unit.WORKING_DAYS and not day.working:
            skipped.append(day)
        elif breaks and _stands_still(datetime.combine(last, END_OF_DAY, calendar.zone), breaks):
            skipped.append(replace(day, reason=deadline_words.PAUSED, decree=""))
        else:
            counted.append(day)
    return datetime.combine(last, END_OF_DAY, calendar.zone), counted, skipped


def _count_hours(begin: datetime, amount: int, unit: Unit, calendar: Calendar, breaks: list[_Break]) -> _Count:
    """Stretches of time after the start until `amount` hours are used up."""
    left = timedelta(hours=amount)
    due = begin
    counted: list[Day] = []
    skipped: list[Day] = []
    following = calendar.days_from(begin.date())
    while left:
        day = _next(following)
        open_hours = [hours for hours in _open_hours(day, unit, calendar) if hours[1] > begin]
        running = list(_running(open_hours, begin, breaks))
        (counted if running else skipped).append(day if running else _idle(day, open_hours))
        for since, until in running:
            due = min(until, since + left)
            left -= due - since
            if not left:
                break
    return due, counted, skipped


def _open_hours(day: Day, unit: Unit, calendar: Calendar) -> Iterator[_Break]:
    """The day's intervals in which the clock may run."""
    midnight = datetime.combine(day.date, time.min, calendar.zone)
    if unit == Unit.HOURS or calendar.key == "24-hour":
        yield midnight, midnight + timedelta(days=1)
        return
    for opens, closes in calendar.hours(day.date):
        yield datetime.combine(day.date, opens, calendar.zone), datetime.combine(day.date, closes, calendar.zone)


def _running(open_hours: Iterable[_Break], begin: datetime, breaks: list[_Break]) -> Iterator[_Break]:
    """What is left of the open hours after the start and outside the breaks."""
    for opens, closes in open_hours:
        since = max(opens, begin)
        for stops, resumes in breaks:
            if since < min(stops, closes):
                yield since, min(stops, closes)
            since = max(since, resumes)
        if since < closes:
            yield since, closes


def _idle(day: Day, open_hours: list[_Break]) -> Day:
    """A day that used up no hours, with the reason."""
    if not day.working and not open_hours:
        return day
    return replace(day, reason=deadline_words.PAUSED if open_hours else deadline_words.CLOSED, decree="")


def _next(days: Iterator[Day]) -> Day:
    day = next(days, None)
    if day is None:
        raise ValueError(_("Tenggat itu melewati tahun 2100, batas kalender."))
    return day


def _stands_still(moment: datetime, breaks: list[_Break]) -> bool:
    return any(since <= moment < until for since, until in breaks)


def _merged(pauses: Sequence[Pause], zone: ZoneInfo) -> list[_Break]:
    """The closed pauses in order, those that touch made one."""
    closed = sorted(_break(pause.since, pause.until, zone) for pause in pauses if pause.until is not None)
    merged: list[_Break] = []
    for since, until in closed:
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], until))
        elif since < until:
            merged.append((since, until))
    return merged


def _break(since: datetime, until: datetime, zone: ZoneInfo) -> _Break:
    begin, end = _local(since, zone), _local(until, zone)
    if end < begin:
        raise ValueError(_("Jeda tidak boleh berakhir sebelum dimulai."))
    return begin, end


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment on the calendar's clock, checked."""
    if moment.utcoffset() is None:
        raise ValueError(_("Waktu harus menyebut zona waktunya, misalnya 2026-03-13T10:00+07:00."))
    if 1 < moment.year < 9999:  # the edges cannot be converted, and are refused as they are
        moment = moment.astimezone(zone)
    require_year(moment.date())
    return moment
