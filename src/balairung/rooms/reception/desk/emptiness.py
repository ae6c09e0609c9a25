"""When nobody was at the reception: arithmetic of opening time and of who sat there. Pure; no database.

Opening time is what counts: breaks, evenings and holidays are neither attended nor empty. A stretch with nobody lasts
from one sitting to the next and is added up over a break in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from balairung.ground.common.office_hours import Intervals

Stretch = tuple[datetime, datetime]  # from the first moment up to just before the second
NOTHING = timedelta()


@dataclass(frozen=True)
class Gap:
    """Opening time with nobody at the desk: its first and last open moment, and how much open time that was."""

    since: datetime
    until: datetime
    length: timedelta

    @property
    def words(self) -> str:
        """`1 jam 20 menit`."""
        return said(self.length)


def said(length: timedelta) -> str:
    """`1 jam 20 menit`, or only the minutes below an hour."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    told = {"hours": hours, "minutes": minutes}
    return _("%(hours)d jam %(minutes)d menit") % told if hours else _("%(minutes)d menit") % told


def opening(hours: Intervals, day: date, zone: ZoneInfo) -> list[Stretch]:
    """A day's open intervals as moments; `time.max` is the midnight that follows."""
    return [(_moment(day, opens, zone), _moment(day, closes, zone)) for opens, closes in hours]


def until(stretches: Sequence[Stretch], now: datetime) -> list[Stretch]:
    """What of them has passed at `now`."""
    return [(since, min(end, now)) for since, end in stretches if since < now]


def attended(opens: Sequence[Stretch], sat: Iterable[Stretch]) -> timedelta:
    """How much of the opening time somebody sat there; two at once count once."""
    sittings = merged(sat)
    return sum((_length(part) for begin, end in sittings for part in _within(opens, begin, end)), NOTHING)


def gaps(opens: Sequence[Stretch], sat: Iterable[Stretch]) -> list[Gap]:
    """Every stretch of opening time with nobody, in order."""
    if not opens:
        return []
    edges = [(opens[0][0], opens[0][0]), *merged(sat), (opens[-1][1], opens[-1][1])]
    between = ((before[1], after[0]) for before, after in pairwise(edges))
    found = (_gap(list(_within(opens, since, end))) for since, end in between)
    return [one for one in found if one]


def running(opens: Sequence[Stretch], sat: Iterable[Stretch], now: datetime) -> Gap | None:
    """The stretch that has no end yet at `now`; None while somebody sits there, and before anything was missed."""
    sittings = list(sat)
    if any(since <= now < end for since, end in sittings):
        return None
    last = max((end for _since, end in sittings if end <= now), default=None)
    passed = until(opens, now)
    begin = last or (passed[0][0] if passed else now)
    return _gap(list(_within(passed, begin, now)))


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """In order, those that touch or overlap made one; empty ones left out."""
    found: list[Stretch] = []
    for since, end in sorted(one for one in stretches if one[0] < one[1]):
        if found and since <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((since, end))
    return found


def _within(opens: Iterable[Stretch], begin: datetime, end: datetime) -> Iterator[Stretch]:
    for since, closes in opens:
        if max(since, begin) < min(closes, end):
            yield max(since, begin), min(closes, end)


def _gap(parts: Sequence[Stretch]) -> Gap | None:
    return Gap(parts[0][0], parts[-1][1], sum(map(_length, parts), NOTHING)) if parts else None


def _length(stretch: Stretch) -> timedelta:
    return stretch[1] - stretch[0]


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    if clock == time.max:
        return datetime.combine(day + timedelta(days=1), time.min, zone)
    return datetime.combine(day, clock, zone)
