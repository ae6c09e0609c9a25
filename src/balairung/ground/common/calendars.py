"""Which days count as working days, and why the others do not.

A calendar is a small value: cheap to build, hashable, comparable. The days of a year are computed once per kind of
week and shared by all calendars; only the days that a regency decreed itself are kept with the calendar.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate
from zoneinfo import ZoneInfo

from balairung.ground.common.dates import WEEKDAYS
from balairung.ground.common.decreed_days import DayKind, DecreedDay
from balairung.ground.common.national_days import FIRST_YEAR, LAST_YEAR, joint_leave_is_missing, national_days
from balairung.ground.common.office_hours import WHOLE_DAY, Intervals, office_hours
from balairung.ground.common.words import gettext as _

FREE_WEEKDAYS: dict[str, tuple[int, ...]] = {"5-day": (5, 6), "6-day": (6,), "24-hour": ()}
ZONES = ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")  # no change of clocks since 2000


@dataclass(frozen=True, slots=True)
class Day:
    """A date and whether it is a working day.

    `reason` (Indonesian) says why it is free, or why it is a working day after all; it is empty for an ordinary
    working day.
    """

    date: datetime.date
    working: bool
    reason: str = ""
    decree: str = ""


@dataclass(frozen=True)
class Calendar:
    """The week of an office (`5-day`, `6-day` or `24-hour`), its clock, and days decreed beside the national ones.

    In a `24-hour` calendar every day is a working day, whatever is decreed. Where several decrees speak of one date, a
    decreed working day wins, then the first of `decreed`, then the national day.
    """

    key: str
    zone: ZoneInfo
    decreed: tuple[DecreedDay, ...] = ()

    def __post_init__(self) -> None:
        if self.key not in FREE_WEEKDAYS:
            choice = {"key": self.key, "known": ", ".join(FREE_WEEKDAYS)}
            raise ValueError(_("Kalender %(key)s tidak dikenal. Pilih: %(known)s.") % choice)
        if self.zone.key not in ZONES:
            choice = {"key": self.zone.key, "known": ", ".join(ZONES)}
            raise ValueError(_("Zona %(key)s tidak dikenal. Pilih: %(known)s.") % choice)

    def day(self, date: datetime.date) -> Day:
        """The day of that date; ValueError outside the years 2000 to 2100."""
        require_year(date)
        ordinary = _year(self.key, date.year)[date.timetuple().tm_yday - 1]
        return self._own_days.get(ordinary.date, ordinary)

    def hours(self, date: datetime.date) -> Intervals:
        """The office's open intervals on that date, none on a free day; `time.max` stands for midnight."""
        if self.key == "24-hour":
            return WHOLE_DAY
        return office_hours(self.key, date) if self.day(date).working else ()

    def is_open(self, moment: datetime.datetime) -> bool:
        """Whether the office is open at this moment."""
        local = moment.astimezone(self.zone)
        return any(since <= local.time() < until for since, until in self.hours(local.date()))

    def next_opening(self, moment: datetime.datetime) -> datetime.datetime:
        """The first moment after this one at which the office opens; the moment itself where it never closes."""
        local = moment.astimezone(self.zone)
        if self.key == "24-hour":
            return local
        days = (day.date for day in self.days_from(local.date()) if day.working)
        opens = (datetime.datetime.combine(day, since, self.zone) for day in days for since, _until in self.hours(day))
        return next(opening for opening in opens if opening > local)

    def days_from(self, date: datetime.date) -> Iterator[Day]:
        """Each day from that date to the end of 2100."""
        require_year(date)
        own, first = self._own_days, date.timetuple().tm_yday - 1
        for year in range(date.year, LAST_YEAR + 1):
            for day in _year(self.key, year)[first:]:
                yield own.get(day.date, day) if own else day
            first = 0

    def working_days(self, after: datetime.date, until: datetime.date) -> int:
        """How many working days come after the one date up to the other, however far apart they are."""
        require_year(after)
        require_year(until)
        whole = sum(_worked(self.key, year)[-1] for year in range(after.year, until.year))
        count = whole + _worked(self.key, until.year)[_place(until)] - _worked(self.key, after.year)[_place(after)]
        own = (day for day in self._own_days.values() if after < day.date <= until)
        return count + sum(day.working - _year(self.key, day.date.year)[_place(day.date) - 1].working for day in own)

    def joint_leave_is_missing(self, year: int) -> bool:
        """Whether nobody has decreed the joint leave of that year yet."""
        return joint_leave_is_missing(year) and year not in self._own_joint_leave

    @cached_property
    def _own_days(self) -> dict[datetime.date, Day]:
        if self.key == "24-hour":
            return {}
        own: dict[datetime.date, Day] = {}
        for decreed in sorted(self.decreed, key=lambda day: day.kind != DayKind.WORKDAY):
            own.setdefault(decreed.date, _as_day(decreed))
        return own

    @cached_property
    def _own_joint_leave(self) -> frozenset[int]:
        return frozenset(day.date.year for day in self.decreed if day.kind == DayKind.JOINT_LEAVE)


def require_year(date: datetime.date) -> None:
    """ValueError for a date before 2000 or after 2100: the calendar knows nothing of it."""
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        years = {"first": FIRST_YEAR, "last": LAST_YEAR, "year": date.year}
        raise ValueError(_("Kalender hanya mengenal tahun %(first)d sampai %(last)d, bukan %(year)d.") % years)


@cache  # three kinds of week, 101 years
def _year(key: str, year: int) -> tuple[Day, ...]:
    """The days of the year without anybody's own decrees."""
    named: dict[datetime.date, Day] = {}
    for decreed in national_days(year) if FREE_WEEKDAYS[key] else ():
        named.setdefault(decreed.date, _as_day(decreed))
    first = datetime.date(year, 1, 1)
    length = (datetime.date(year, 12, 31) - first).days + 1
    dates = (first + datetime.timedelta(days=place) for place in range(length))
    return tuple(named.get(date) or _ordinary(key, date) for date in dates)


@cache
def _worked(key: str, year: int) -> tuple[int, ...]:
    """How many working days have passed at the end of each day of the year, nobody's own decrees counted; first 0."""
    return tuple(accumulate((day.working for day in _year(key, year)), initial=0))


def _place(date: datetime.date) -> int:
    return date.timetuple().tm_yday


def _ordinary(key: str, date: datetime.date) -> Day:
    free = date.weekday() in FREE_WEEKDAYS[key]
    return Day(date, not free, WEEKDAYS["id"][date.weekday()] if free else "")


def _as_day(decreed: DecreedDay) -> Day:
    return Day(decreed.date, decreed.kind == DayKind.WORKDAY, decreed.reason, decreed.decree)
