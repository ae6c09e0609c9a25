"""Promises that cannot be kept any more: a day is decreed, hours become shorter, a hall closes."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Decree
from balairung.rooms.reception.appointments import notices
from balairung.rooms.reception.appointments.slots import Aim, fits
from balairung.rooms.reception.models import Appointment, AppointmentQuerySet, Hall


def follow_decree(decree: Decree, *, by: Actor, at: datetime) -> int:
    """A day became free: what was promised on it is void, and each visitor is told (settings.DECREE_FOLLOWERS).

    No deadline moves by it: 0. Doing it twice does nothing more.
    """
    calendars = Calendars()
    start = datetime.combine(decree.date, time(), calendars.zone)
    rows = Appointment.objects.filter(starts_at__gte=start, starts_at__lt=start + timedelta(days=1))
    _void(rows, _("%(day)s libur: %(name)s") % {"day": long_date(decree.date), "name": decree.name}, calendars, at)
    return 0


def review(hall: Hall, *, by: Actor, at: datetime) -> int:
    """The hall changed its hours, closed, or ended a line: void what no longer fits, and tell; return how many.

    For whoever changes them, right after.
    """
    return _void(Appointment.objects.filter(hall=hall), _("jam atau layanannya berubah"), Calendars(), at)


def _void(rows: AppointmentQuerySet, why: str, calendars: Calendars, at: datetime) -> int:
    standing = rows.standing().filter(starts_at__gte=at).for_list()
    lost = [row.pk for row in standing if not _stands(row, calendars)]
    return sum(_end(pk, why, at) for pk in lost)


def _stands(appointment: Appointment, calendars: Calendars) -> bool:
    over = appointment.line is not None and appointment.line.closed_on is not None
    return not over and fits(Aim.of(appointment), appointment.starts_at, calendars)


@transaction.atomic
def _end(pk: UUID, why: str, at: datetime) -> bool:
    """One of them; whoever cancelled it in between was first."""
    rows = Appointment.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("hall", "line", "host").filter(pk=pk, state=Appointment.State.BOOKED).first()
    if found is None:
        return False
    found.state, found.why, found.ended_at = Appointment.State.VOID, why[:200], at
    found.save(update_fields=["state", "why", "ended_at"])
    notices.void(found, at=at)
    return True
