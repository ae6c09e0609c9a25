"""When a hall is open: its office's working calendar, narrowed by its own hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.ground.common.office_hours import Intervals
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.house import regency_zone
from balairung.rooms.reception.models import Hall

SOON = 60  # days in which the next opening is looked for


def day_of(at: datetime) -> date:
    """The date in the regency at this moment."""
    return at.astimezone(regency_zone()).date()


def opens(hall: Hall, day: date, calendars: Calendars) -> Intervals:
    """The open intervals of a hall on that date in local time, none on a free day; `time.max` stands for midnight."""
    if hall.closed_on and hall.closed_on <= day:
        return ()
    ordinary = calendars.get(hall.office.calendar).hours(day)
    if not hall.hours:
        return ordinary
    own = [(time.fromisoformat(since), time.fromisoformat(until)) for since, until in _own(hall, day)]
    both = [(max(since, a), min(until, b)) for since, until in ordinary for a, b in own]
    return tuple(sorted((since, until) for since, until in both if since < until))


def _own(hall: Hall, day: date) -> list[list[str]]:
    """Its own hours of that weekday; a weekday that is not written down is closed."""
    found: list[list[str]] = hall.hours.get(str(day.weekday()), [])
    return found


def why_closed(hall: Hall, at: datetime, calendars: Calendars | None = None) -> str:
    """Why nobody is served now, and when somebody is again; empty while the hall is open."""
    calendars = calendars or Calendars()
    local = at.astimezone(calendars.zone)
    today = opens(hall, local.date(), calendars)
    if hall.closed_on and hall.closed_on <= local.date():
        return _("Tempat pelayanan ini sudah ditutup.")
    if any(since <= local.time() < until for since, until in today):
        return ""
    return f"{_not_now(hall, local, today, calendars)} {_again(hall, local, calendars)}".strip()


def why_no_number(hall: Hall, at: datetime, calendars: Calendars | None = None) -> str:
    """Why no number is given now; empty when one is. In a break numbers are given: who comes first is served first."""
    calendars = calendars or Calendars()
    local = at.astimezone(calendars.zone)
    today = opens(hall, local.date(), calendars)
    if not today or not today[0][0] <= local.time() < today[-1][1]:
        return why_closed(hall, at, calendars)
    last = last_number(hall, local.date(), calendars)
    if last is None or local <= last:
        return ""
    told = _("Nomor terakhir hari ini diberikan pukul %(time)s.") % {"time": _clock(last.time())}
    return f"{told} {_again(hall, _end(local), calendars)}".strip()


def last_number(hall: Hall, day: date, calendars: Calendars) -> datetime | None:
    """Until when numbers are given on that day; None on a free day."""
    today = opens(hall, day, calendars)
    if not today:
        return None
    closes = datetime.combine(day, today[-1][1], calendars.zone)
    return closes if today[-1][1] == time.max else closes - timedelta(minutes=hall.last_ticket)


def open_spans(hall: Hall, at: datetime, calendars: Calendars) -> list[tuple[datetime, datetime]]:
    """What is left of this day's opening time, from this moment on."""
    local = at.astimezone(calendars.zone)
    day = local.date()
    spans = [
        (datetime.combine(day, since, calendars.zone), datetime.combine(day, until, calendars.zone))
        for since, until in opens(hall, day, calendars)
    ]
    return [(max(since, local), until) for since, until in spans if until > local]


def next_opening(hall: Hall, at: datetime, calendars: Calendars) -> datetime | None:
    """The first moment after this one at which the hall opens; None when that is not within sixty days."""
    local = at.astimezone(calendars.zone)
    return next((moment for moment in _openings(hall, local.date(), calendars) if moment > local), None)


def _openings(hall: Hall, day: date, calendars: Calendars) -> Iterator[datetime]:
    for place in range(SOON):
        on = day + timedelta(days=place)
        for since, _until in opens(hall, on, calendars):
            yield datetime.combine(on, since, calendars.zone)


def _not_now(hall: Hall, local: datetime, today: Intervals, calendars: Calendars) -> str:
    if not today:
        reason = calendars.get(hall.office.calendar).day(local.date()).reason
        return _("Hari ini tutup: %(reason)s.") % {"reason": reason} if reason else _("Hari ini tutup.")
    if local.time() < today[0][0]:
        return _("Belum buka.")
    return _("Hari ini sudah tutup.") if local.time() >= today[-1][1] else _("Sedang istirahat.")


def _again(hall: Hall, local: datetime, calendars: Calendars) -> str:
    """`Buka lagi pukul 13.00.`, with the date when it is not today."""
    opening = next_opening(hall, local, calendars)
    if opening is None:
        return ""
    if opening.date() == local.date():
        return _("Buka pukul %(time)s.") % {"time": _clock(opening.time())}
    told = {"day": long_date(opening.date()), "time": _clock(opening.time())}
    return _("Buka lagi %(day)s pukul %(time)s.") % told


def _clock(moment: time) -> str:
    return moment.strftime("%H.%M")


def _end(local: datetime) -> datetime:
    return datetime.combine(local.date(), time.max, local.tzinfo)
