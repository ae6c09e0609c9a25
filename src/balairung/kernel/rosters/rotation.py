"""Whose turn it is, by arithmetic on wall clocks: no database, no settings; the far future costs what today costs.

A wall time that the clocks skip is the moment at which they jump; one that comes twice is its first coming. So equal
wall times are equal moments, later ones are never earlier, and turns tile time without hole or overlap.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

Somebody = TypeVar("Somebody", bound=Hashable)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ALL_DAYS = 127
FIRST_YEAR, LAST_YEAR = 1900, 2200  # beyond them a moment is a slip of the pen


@dataclass(frozen=True)
class Turn(Generic[Somebody]):
    """Somebody is on duty from `since` until just before `until` (UTC).

    `begins` and `ends` are those of the whole turn that this stretch belongs to: of a week of nights there are seven
    stretches in one turn. `number` counts turns from the first one, 0; before it they are negative.
    """

    person: Somebody
    since: datetime
    until: datetime
    begins: datetime
    ends: datetime
    number: int


@dataclass(frozen=True)
class Rota(Generic[Somebody]):
    """A rotation: who follows whom, how long a turn lasts, and at which hours anybody is on duty at all.

    A turn is `length` units long. Hours are real hours; days, weeks and months end at the wall time `handover` in
    `zone`. A month that begins on the 29th, 30th or 31st begins on the last day of a shorter one. Turns by the day
    count only the days of `weekdays` (bit 0 is Monday), so that with seven people nobody has every Sunday. With a
    `window` somebody is on duty from its first wall time to its second, past midnight when that is the earlier one,
    on days in `weekdays`; without one a day lasts from handover to handover. Nobody is on duty before `begins` and
    from `ends` on.
    """

    unit: str  # hour, day, week, month
    length: int
    starts_on: date
    handover: time
    zone: ZoneInfo
    members: tuple[Somebody, ...]
    weekdays: int = ALL_DAYS
    window: tuple[time, time] | None = None
    begins: datetime | None = None
    ends: datetime | None = None

    @property
    def constant(self) -> bool:
        """Whether somebody is on duty at every hour."""
        return self.window is None and self.weekdays == ALL_DAYS

    def begin_of(self, number: int) -> datetime:
        """When this turn begins."""
        if self.unit == "hour":
            return self._first + number * self.length * HOUR
        return instant(self._day_of(number), self.handover, self.zone)

    def number_at(self, moment: datetime) -> int:
        """Which turn it is at this moment."""
        if self.unit == "hour":
            return (moment - self._first) // (self.length * HOUR)
        number = self._number_near(moment.astimezone(self.zone).date())
        while self.begin_of(number) > moment:  # once or twice: before the handover, or between counted days
            number -= 1
        while self.begin_of(number + 1) <= moment:
            number += 1
        return number

    def member(self, number: int) -> Somebody:
        return self.members[number % len(self.members)]

    @cached_property
    def _first(self) -> datetime:
        return instant(self.starts_on, self.handover, self.zone)

    @cached_property
    def _counted(self) -> tuple[int, ...]:
        """Days after a first one on which a turn by the day may begin, within one week."""
        first = self.starts_on.weekday()
        return tuple(ahead for ahead in range(7) if self.weekdays >> (first + ahead) % 7 & 1)

    def _day_of(self, number: int) -> date:
        """The date on which a turn of days, weeks or months begins."""
        units = number * self.length
        if self.unit == "day":
            weeks, place = divmod(units, len(self._counted))
            return self.starts_on + timedelta(days=7 * weeks + self._counted[place])
        if self.unit == "week":
            return self.starts_on + timedelta(days=7 * units)
        months = self.starts_on.year * 12 + self.starts_on.month - 1 + units
        return _in_month(months, self.starts_on.day)

    def _number_near(self, day: date) -> int:
        """The turn of this date, or the one beside it."""
        if self.unit == "month":
            months = (day.year - self.starts_on.year) * 12 + day.month - self.starts_on.month
            return months // self.length
        weeks, rest = divmod((day - self.starts_on).days, 7)
        if self.unit == "week":
            return weeks // self.length
        passed = sum(ahead <= rest for ahead in self._counted) - 1
        return (weeks * len(self._counted) + passed) // self.length


def turns(rota: Rota[Somebody], since: datetime, until: datetime) -> Iterator[Turn[Somebody]]:
    """Who is on duty between the two moments, in order, cut at both; ValueError outside the years 1900 to 2200."""
    since, until = _checked(since), _checked(until)
    since = max(since, rota.begins) if rota.begins else since
    until = min(until, rota.ends) if rota.ends else until
    if since >= until or not rota.members:
        return
    number = rota.number_at(since)
    begins, ends = rota.begin_of(number), rota.begin_of(number + 1)
    for opens, closes in _stretches(rota, since, until):
        while opens < closes:
            while ends <= opens:
                number, begins, ends = number + 1, ends, rota.begin_of(number + 2)
            stop = min(closes, ends)
            yield Turn(rota.member(number), opens, stop, begins, ends, number)
            opens = stop


def turn_at(rota: Rota[Somebody], moment: datetime) -> Turn[Somebody] | None:
    """The stretch of a turn in which this moment lies, whole; None when nobody is on duty then."""
    moment = _checked(moment)
    if not rota.members or (rota.begins and moment < rota.begins) or (rota.ends and moment >= rota.ends):
        return None
    stretch = next(_stretches(rota, moment, moment + timedelta(microseconds=1), whole=True), None)
    if stretch is None:
        return None
    number = rota.number_at(moment)
    begins, ends = rota.begin_of(number), rota.begin_of(number + 1)
    since = max(filter(None, [stretch[0], begins, rota.begins]))
    until = min(filter(None, [stretch[1], ends, rota.ends]))
    return Turn(rota.member(number), since, until, begins, ends, number)


def next_handover(rota: Rota[Somebody], moment: datetime) -> datetime:
    """When the turn that runs at this moment ends."""
    return rota.begin_of(rota.number_at(_checked(moment)) + 1)


def instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The moment (UTC) at which a clock in this zone shows this; a skipped time is the moment of the jump."""
    shown = datetime.combine(day, wall)
    moment = shown.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == shown:
        return moment
    return _jump(shown.replace(tzinfo=zone, fold=1).astimezone(UTC), moment, zone)


def _jump(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the distance from UTC changes between the two moments."""
    before, seconds = low.astimezone(zone).utcoffset(), int((high - low).total_seconds())
    first, last = 0, seconds
    while last - first > 1:
        middle = (first + last) // 2
        same = (low + timedelta(seconds=middle)).astimezone(zone).utcoffset() == before
        first, last = (middle, last) if same else (first, middle)
    return (low + timedelta(seconds=last)).replace(microsecond=0)


def _stretches(
    rota: Rota[Somebody], since: datetime, until: datetime, *, whole: bool = False
) -> Iterator[tuple[datetime, datetime]]:
    """The stretches in which anybody is on duty, cut at both moments unless wanted whole."""
    if rota.constant:
        far = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(LAST_YEAR, 12, 31, tzinfo=UTC)
        yield far if whole else (since, until)
        return
    opening, closing = rota.window or (rota.handover, rota.handover)
    overnight = timedelta(days=closing <= opening)
    day, last = since.astimezone(rota.zone).date() - DAY, until.astimezone(rota.zone).date()
    while day <= last:
        if rota.weekdays >> day.weekday() & 1:
            opens, closes = instant(day, opening, rota.zone), instant(day + overnight, closing, rota.zone)
            if opens < until and closes > since and opens < closes:
                yield (opens, closes) if whole else (max(opens, since), min(closes, until))
        day += DAY


def _in_month(months: int, day: int) -> date:
    """The day of a month counted from the year 0, or its last one."""
    year, month = divmod(months, 12)
    following = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day - 1), following - DAY)


def _checked(moment: datetime) -> datetime:
    if moment.tzinfo is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"a moment with a zone, from {FIRST_YEAR} to {LAST_YEAR}, not {moment}")
    return moment.astimezone(UTC)
