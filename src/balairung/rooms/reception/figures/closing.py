"""The end of a day in a hall: what still waits is closed, who sits stands up, contacts are forgotten, all is counted.

A day is over an hour after closing time, later while somebody is still being served, and at midnight in any case. A
worker that was away for days makes up for each of them; twice is once.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import Max, Min, QuerySet
from django.utils.timezone import localdate

from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.calendars import Calendars
from balairung.rooms.reception.desk.attending import opening_of
from balairung.rooms.reception.figures.counting import count_desk, count_lines, fields_of
from balairung.rooms.reception.models import (
    Attendance,
    DayOfDesk,
    DayOfLine,
    Guest,
    Hall,
    HallVisit,
    Sitting,
    Ticket,
    Turn,
)
from balairung.rooms.reception.queue.beats import beat
from balairung.rooms.reception.queue.choosing import not_before
from balairung.rooms.reception.queue.turns import turn

log = logging.getLogger(__name__)
GRACE = timedelta(hours=1)  # after closing time
FARTHEST = 400  # days that are made up for,
MOST = 40  # but no more of them in one minute: others wait for the database
DAY = timedelta(days=1)


def close_days(*, now: datetime) -> int:
    """Close and count every day of every hall that is over (settings.LOOPS); return how many. Looks once a minute."""
    calendars = Calendars()
    with transaction.atomic():
        if not cache.add(f"reception:close:{int(now.timestamp() // 60)}", 1, 3600):
            return 0
        open_days = _open_days(now)
    done = 0
    for hall, day in ((hall, day) for hall, days in open_days for day in days):
        done += _try_to_close(hall, day, now, calendars)
        if done >= MOST:
            break
    return done


def _open_days(now: datetime) -> list[tuple[Hall, list[date]]]:
    """Each hall with its days up to today that are not counted, and those on which a number still stands open."""
    today = localdate(now)
    halls = list(Hall.objects.select_related("office").annotate(last=Max("desk_days__day")).order_by("id"))
    fresh = [hall.pk for hall in halls if vars(hall)["last"] is None]
    first, stale = _first_days(fresh, today), _stale(today)
    found = []
    for hall in halls:
        last = vars(hall)["last"]
        found.append((hall, sorted({*_days(last + DAY if last else first[hall.pk], today), *stale[hall.pk]})))
    return found


def _days(first: date, last: date) -> Iterable[date]:
    since = max(first, last - DAY * FARTHEST)
    return (since + DAY * place for place in range((last - since).days + 1))


def _first_days(halls: list[UUID], today: date) -> dict[UUID, date]:
    """The first day on which anything happened in halls that were never counted; today where nothing did."""
    found = dict.fromkeys(halls, today)
    if halls:
        for key, day in _first_of(HallVisit.objects.filter(hall__in=halls), "day"):
            found[key] = min(found[key], day)
        for rows, name in ((Attendance.objects, "since"), (Guest.objects, "arrived_at")):
            for key, moment in _first_of(rows.filter(hall__in=halls), name):
                found[key] = min(found[key], localdate(moment))
    return found


def _first_of(rows: QuerySet[Any], name: str) -> Iterable[tuple[UUID, Any]]:
    found: Iterable[tuple[UUID, Any]] = rows.order_by("hall_id").values_list("hall_id").annotate(first=Min(name))
    return found


def _stale(today: date) -> dict[UUID, set[date]]:
    """Earlier days of which a number still stands open."""
    found = defaultdict[UUID, set[date]](set)
    rows = Ticket.objects.open().filter(day__lt=today).order_by("hall_id", "day")
    for hall, day in rows.values_list("hall_id", "day").distinct():
        found[hall].add(day)
    return found


def _has_passed(hall: Hall, day: date, now: datetime, calendars: Calendars) -> bool:
    """By the clock; asks the database nothing."""
    if localdate(now) > day:
        return True
    opens = opening_of(hall, day, calendars)
    return bool(opens) and now >= opens[-1][1] + GRACE


def _try_to_close(hall: Hall, day: date, now: datetime, calendars: Calendars) -> int:
    """One by one: a bad one never stops the others."""
    try:
        with transaction.atomic():
            return int(_has_passed(hall, day, now, calendars) and close_day(hall, day, now=now, calendars=calendars))
    except Exception:
        log.exception("a day of a hall was not closed: %s %s", hall.key, day)
        return 0


@transaction.atomic
def close_day(hall: Hall, day: date, *, now: datetime, calendars: Calendars) -> bool:
    """One day of one hall; False while somebody is being served on it. Done again it counts anew, nothing twice."""
    Hall.objects.select_for_update(no_key=True).get(pk=hall.pk)
    if localdate(now) == day and _is_serving(hall, day):
        return False
    over = _over_at(hall, day, now, calendars)
    _close_tickets(hall, day, over)
    Sitting.objects.filter(counter__hall=hall, until__isnull=True, since__lte=over).update(until=over, resting=None)
    inside = Guest.objects.filter(hall=hall).inside()
    inside.filter(arrived_at__lte=over).update(left_at=over)
    HallVisit.objects.filter(hall=hall, day=day).update(contact="", conversation=None)
    for line in count_lines(hall, day, calendars.zone):
        DayOfLine.objects.update_or_create(line_id=line.line_id, day=day, defaults=fields_of(line) | {"hall": hall})
    DayOfDesk.objects.update_or_create(hall=hall, day=day, defaults=fields_of(count_desk(hall, day, calendars)))
    beat(hall)
    return True


def _is_serving(hall: Hall, day: date) -> bool:
    states = (Ticket.State.CALLED, Ticket.State.SERVING)
    return Ticket.objects.open().filter(hall=hall, day=day, state__in=states).exists()


def _over_at(hall: Hall, day: date, now: datetime, calendars: Calendars) -> datetime:
    """When that day ended, whenever the worker looks."""
    opens = opening_of(hall, day, calendars)
    midnight = datetime.combine(day + DAY, time.min, calendars.zone)
    return min(now, opens[-1][1] + GRACE if opens else midnight, midnight)


def _close_tickets(hall: Hall, day: date, over: datetime) -> None:
    """Nothing is lost: each has its last turn."""
    for ticket in Ticket.objects.open().filter(hall=hall, day=day).order_by("id"):
        turn(ticket, Turn.Kind.CLOSED, by=SYSTEM, at=not_before(ticket.turned_at or ticket.taken_at, over))
