"""Who of an office receives guests by appointment, and who is expected on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Post
from balairung.rooms.reception.access import can_set_up
from balairung.rooms.reception.models import Appointment, AppointmentQuerySet, Hall


@transaction.atomic
def set_hosts(hall: Hall, *, hosts: Collection[Post], by: Actor, at: datetime) -> None:
    """From now on guests may make appointments with these posts of the office; what was promised before is kept."""
    require(can_set_up(by, hall))
    if any(post.office_id != hall.office_id or post.closed_on for post in hosts):
        raise Refused(_("Pilih jabatan dari kantor ini yang masih ada."))
    hall.hosts.set(hosts)


def expected(hall: Hall, day: date) -> AppointmentQuerySet:
    """Everyone who was promised a time in this hall on that day, in the order in which they come."""
    start = datetime.combine(day, time(), Calendars().zone)
    rows = Appointment.objects.filter(hall=hall, starts_at__gte=start, starts_at__lt=start + timedelta(days=1))
    return rows.exclude(state=Appointment.State.CANCELLED).for_list()
