"""When a drill lets people be: the night, the hours of prayer, Friday noon. Pure: a place, a zone, rules, a moment.

Prayer times are computed by adhanpy from the sun; the angles are those of Kementerian Agama (data/readiness.yaml).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from adhanpy.calculation.CalculationParameters import CalculationParameters
from adhanpy.calculation.PrayerAdjustments import PrayerAdjustments
from adhanpy.PrayerTimes import PrayerTimes
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Span = tuple[datetime, datetime]  # from, and up to but without
PRAYERS = {
    "fajr": _("waktu salat Subuh"), "dhuhr": _("waktu salat Zuhur"), "asr": _("waktu salat Asar"),
    "maghrib": _("waktu salat Magrib"), "isha": _("waktu salat Isya"),
}  # fmt: skip
FRIDAY, SUNDAY = 4, 6
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """A stretch of quiet, and what it is called."""

    since: datetime
    until: datetime
    word: str | Promise
    night: bool = False


@dataclass(frozen=True)
class Quiet:
    """The quiet hours at one place on Earth (latitude, longitude in degrees) with the clock of its zone.

    `all_day` is asked for posts that are awake around the clock: they are spared the night, not the prayers.
    """

    point: tuple[float, float]
    zone: ZoneInfo
    rules: Mapping[str, Any]

    def __hash__(self) -> int:
        return hash((self.point, str(self.zone)))

    def is_quiet(self, moment: datetime, all_day: bool = False) -> bool:
        """Whether nobody may be called by a drill at this moment."""
        return self.why(moment, all_day) != ""

    def why(self, moment: datetime, all_day: bool = False) -> str:
        """What it is that makes this moment quiet, in words; "" when it is not."""
        around = self._around(moment - DAY, moment + DAY, all_day)
        return next((str(one.word) for one in around if one.since <= moment < one.until), "")

    def next_allowed(self, moment: datetime, all_day: bool = False, lasting: timedelta = timedelta()) -> datetime:
        """The first moment from this one on after which it stays allowed for as long as that."""
        for since, until in self._gaps(moment, moment + 8 * DAY, all_day):
            if until - since >= lasting:
                return since
        raise ValueError(f"the rules leave no {lasting} in a week")

    def allowed(
        self, since: datetime, until: datetime, all_day: bool = False, lasting: timedelta = timedelta()
    ) -> list[Span]:
        """Every stretch between the two in which something that lasts so long may begin, in its order."""
        gaps = self._gaps(since, until, all_day)
        return [(begin, end - lasting) for begin, end in gaps if end - begin > lasting]

    def windows(self, day: date) -> list[Window]:
        """What begins on this local day, in its order: for the page that shows them."""
        return sorted(_windows(self, day), key=lambda one: one.since)

    # --- one day -----------------------------------------------------------------------------------------------------

    def begins(self, day: date) -> Iterator[Window]:
        """What begins on this local day, in no order."""
        yield from self._nights(day)
        yield from self._prayers(day)
        yield from self._weekly(day)

    def _nights(self, day: date) -> Iterator[Window]:
        rule = self.rules["night"]
        begins, ends = self._at(day, rule["from"]), self._at(day, rule["to"])
        yield Window(begins, ends if ends > begins else self._at(day + DAY, rule["to"]), _("jam malam"), night=True)

    def _prayers(self, day: date) -> Iterator[Window]:
        rule = self.rules["prayer"]
        before, after = timedelta(minutes=rule["before"]), timedelta(minutes=rule["after"])
        times = PrayerTimes(
            self.point, datetime(day.year, day.month, day.day, tzinfo=UTC), calculation_parameters=self._method
        )
        for key, name in PRAYERS.items():
            at = getattr(times, key).astimezone(self.zone)
            yield Window(at - before, at + after, name)

    def _weekly(self, day: date) -> Iterator[Window]:
        friday, sunday = self.rules["friday"], self.rules["sunday"]
        if day.weekday() == FRIDAY:
            yield Window(self._at(day, friday["from"]), self._at(day, friday["to"]), _("salat Jumat"))
        if day.weekday() == SUNDAY and sunday["kept"]:
            yield Window(self._at(day, sunday["from"]), self._at(day, sunday["to"]), _("ibadah Minggu"))

    @cached_property
    def _method(self) -> CalculationParameters:
        rule = self.rules["prayer"]
        more = PrayerAdjustments(**dict.fromkeys(PRAYERS, rule["ihtiyat"]))
        return CalculationParameters(fajr_angle=rule["fajr"], isha_angle=rule["isha"], adjustments=more)

    def _at(self, day: date, clock: str) -> datetime:
        return datetime.combine(day, time.fromisoformat(clock), self.zone)

    # --- several days ------------------------------------------------------------------------------------------------

    def _around(self, since: datetime, until: datetime, all_day: bool) -> list[Window]:
        first, last = since.astimezone(self.zone).date(), until.astimezone(self.zone).date()
        days = [first + number * DAY for number in range((last - first).days + 1)]
        found = [one for day in days for one in _windows(self, day) if not (one.night and all_day)]
        return sorted(found, key=lambda one: one.since)

    def _gaps(self, since: datetime, until: datetime, all_day: bool) -> Iterator[Span]:
        """What the quiet leaves between the two."""
        free = since
        for window in self._around(since - DAY, until, all_day):
            if window.since > free:
                yield free, min(window.since, until)
            free = max(free, window.until)
            if free >= until:
                return
        if free < until:
            yield free, until


@lru_cache(maxsize=2000)
def _windows(quiet: Quiet, day: date) -> tuple[Window, ...]:
    """A process asks for few places, and for the same days over and over."""
    return tuple(quiet.begins(day))
