"""When a check was, although the clock of the telephone may have been wrong. Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

EXACT = timedelta(minutes=2)  # two clocks that differ by less agree
OLDEST = timedelta(days=60)  # a check that came later than this was not made when it says


@dataclass(frozen=True)
class Times:
    """What counts, and beside it what the telephone said."""

    started: datetime
    ended: datetime
    told_started: datetime
    told_ended: datetime


def mended(*, started: datetime, ended: datetime, clock: datetime, received: datetime) -> Times:
    """Both moments by the server's clock.

    `clock` is what the telephone's clock showed when it sent: as far as it was wrong then, it is taken to have been
    wrong before. Whatever comes out, started <= ended <= received, and nothing is older than `OLDEST`.
    """
    wrong = received - clock
    shift = wrong if abs(wrong) > EXACT else timedelta(0)
    # the sums of far-off years are not made: a clock that shows the year 1 is only known to be wrong
    first, last = received - OLDEST, received
    until = min(max(_moved(ended, shift, last), first), last)
    since = min(max(_moved(started, shift, until), first), until)
    return Times(since, until, started, ended)


def _moved(moment: datetime, shift: timedelta, otherwise: datetime) -> datetime:
    try:
        return moment + shift
    except OverflowError:
        return otherwise
