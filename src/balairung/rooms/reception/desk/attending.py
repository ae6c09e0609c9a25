"""Who is at the reception: check-in, check-out, and those who forgot.

A check-in ends the alarm that stands for the hall. Whoever forgets to check out is checked out by the worker at closing
time, and after twelve hours where a hall never closes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.calendars import Calendars
from balairung.rooms.reception import access, actions
from balairung.rooms.reception.desk import emptiness
from balairung.rooms.reception.desk.emptiness import Gap, Stretch
from balairung.rooms.reception.models import Attendance, EmptyDesk, Hall
from balairung.rooms.reception.queue.hours import opens

LONGEST = timedelta(hours=12)  # nobody sits there longer, even where a hall never closes


@transaction.atomic
def check_in_desk(hall: Hall, *, by: Actor, at: datetime) -> Attendance:
    """This person is at the reception from now on; pressed twice it is once. Nobody sits in two halls."""
    require(access.can_receive(by, hall), _("Hanya petugas kantor ini yang dapat duduk di meja penerima."))
    assert by.person_id is not None
    Hall.objects.select_for_update(no_key=True).get(pk=hall.pk)  # no alarm is opened meanwhile
    attendance = _still_there(hall, by, at) or Attendance.objects.create(hall=hall, person_id=by.person_id, since=at)
    for alarm in EmptyDesk.objects.filter(hall=hall, until__isnull=True).select_related("obligation__owner_office"):
        actions.fill(alarm, text=_("%(name)s duduk di meja penerima.") % {"name": by.name}, by=by, at=at)
    return attendance


def _still_there(hall: Hall, by: Actor, at: datetime) -> Attendance | None:
    """Their check-in at this hall when it has not ended; every other of theirs ends now."""
    found, calendars = None, Calendars()
    rows = Attendance.objects.filter(person=by.person_id, until__isnull=True).select_related("hall__office")
    for one in rows.order_by("id"):
        if one.hall_id == hall.pk and at < end_of(one, calendars):
            found = one
        else:
            _end(one, at, calendars)
    return found


@transaction.atomic
def check_out_desk(hall: Hall, *, by: Actor, at: datetime, person: UUID | None = None) -> None:
    """This person leaves the reception; `person`: a colleague who forgot to. Pressed twice it is once."""
    require(access.can_receive(by, hall))
    who = person or by.person_id
    Hall.objects.select_for_update(no_key=True).get(pk=hall.pk)
    mine = Attendance.objects.filter(hall=hall, person=who, until__isnull=True).select_related("hall__office")
    for one in mine:
        _end(one, at, Calendars())


def present(hall: Hall, at: datetime) -> list[Attendance]:
    """Who sits there at this moment, who came first first; a check-in that somebody forgot to end does not count."""
    rows = Attendance.objects.filter(hall=hall, since__lte=at, since__gt=at - LONGEST)
    rows = rows.select_related("person", "hall__office").order_by("since", "id")
    calendars = Calendars()
    return [one for one in rows if at < (one.until or end_of(one, calendars))]


def end_of(attendance: Attendance, calendars: Calendars) -> datetime:
    """When a check-in ends that nobody ends: at closing time of its day, or after twelve hours."""
    day = localdate(attendance.since)
    hours = opening_of(attendance.hall, day, calendars)
    last = attendance.since + LONGEST
    closing = hours[-1][1] if hours else last
    return min(closing, last) if attendance.since < closing and localdate(closing) == day else last


def opening_of(hall: Hall, day: date, calendars: Calendars) -> list[Stretch]:
    """The hall's opening time of one day, as moments."""
    return emptiness.opening(opens(hall, day, calendars), day, calendars.zone)


def close_forgotten(*, now: datetime) -> int:
    """Check out whoever forgot, at the moment at which that check-in ended (for the worker); return how many."""
    calendars = Calendars()
    with transaction.atomic():
        rows = Attendance.objects.filter(until__isnull=True).select_related("hall__office").order_by("id")
        over = [(one.pk, end) for one in rows if (end := end_of(one, calendars)) <= now]
        still = Attendance.objects.filter(until__isnull=True)
        return sum(still.filter(pk=key).update(until=end) for key, end in over)


def _end(attendance: Attendance, at: datetime, calendars: Calendars) -> None:
    """Never before it began, even when a clock was set back; what was forgotten ended when its day did."""
    end = at if at - attendance.since < LONGEST else end_of(attendance, calendars)
    open_ones = Attendance.objects.filter(pk=attendance.pk, until__isnull=True)
    open_ones.update(until=max(attendance.since, end))


@dataclass
class DeskDay:
    """A hall's reception on one day: its opening time, and when somebody sat there. Counted when it is asked."""

    hall: Hall
    day: date
    calendars: Calendars
    rows: list[Attendance] = field(default_factory=list)

    @cached_property
    def opens(self) -> list[Stretch]:
        return opening_of(self.hall, self.day, self.calendars)

    @cached_property
    def sat(self) -> list[Stretch]:
        return [(one.since, one.until or end_of(one, self.calendars)) for one in self.rows]

    def gap(self, now: datetime) -> Gap | None:
        """The stretch with nobody that has no end yet at `now`."""
        return emptiness.running(self.opens, self.sat, now)

    def is_attended(self, at: datetime) -> bool:
        return any(since <= at < until for since, until in self.sat)


def desk_days(halls: Iterable[Hall], day: date, calendars: Calendars) -> dict[UUID, DeskDay]:
    """How the reception of each hall was attended on a day: one query for all of them."""
    found = {hall.pk: DeskDay(hall, day, calendars) for hall in halls}
    midnight = datetime.combine(day, time.min, calendars.zone)
    rows = Attendance.objects.filter(since__gt=midnight - LONGEST, since__lt=midnight + timedelta(days=1))
    for one in rows.filter(hall__in=found).order_by("since", "id"):
        one.hall = found[one.hall_id].hall
        found[one.hall_id].rows.append(one)
    return found
