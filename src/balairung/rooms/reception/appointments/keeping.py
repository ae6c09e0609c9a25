"""The worker's part: who is expected tomorrow is reminded, who did not come is counted, names are forgotten."""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from balairung.kernel.people.calendars import Calendars
from balairung.rooms.reception.appointments import notices
from balairung.rooms.reception.appointments.booking import code_of
from balairung.rooms.reception.models import Appointment

log = logging.getLogger(__name__)
BATCH = 200
FROM, UNTIL = time(8), time(20)  # nobody is woken by a reminder
KEPT_FOR = timedelta(days=30)  # a name, a contact and what somebody came for


def keep(*, now: datetime) -> int:
    """Remind, end what is over, and wipe; return how many rows were touched (settings.LOOPS)."""
    with transaction.atomic():
        zone = Calendars().zone
    local = now.astimezone(zone)
    today = datetime.combine(local.date(), time(), zone)
    reminded = _remind(today, now) if FROM <= local.time() < UNTIL else 0
    return reminded + _miss(today, now) + _wipe(now)


def _remind(today: datetime, now: datetime) -> int:
    """Tomorrow's, once each; who made theirs today knows it."""
    tomorrow = today + timedelta(days=1)
    rows = Appointment.objects.standing().filter(starts_at__gte=tomorrow, starts_at__lt=tomorrow + timedelta(days=1))
    with transaction.atomic():
        due = rows.filter(reminded_at=None, booked_at__lt=today).exclude(contact="").order_by("starts_at", "id")
        keys = list(due.values_list("pk", flat=True)[:BATCH])
    return sum(_remind_one(key, now) for key in keys)


def _remind_one(key: UUID, now: datetime) -> bool:
    try:
        with transaction.atomic():
            rows = Appointment.objects.select_for_update(of=("self",), no_key=True).for_list()
            found = rows.standing().filter(pk=key, reminded_at=None).first()
            if found is None:
                return False
            notices.reminder(found, code_of(found), at=now)
            Appointment.objects.filter(pk=key).update(reminded_at=now)
            return True
    except Exception:  # whatever one holds, the others are reminded
        log.exception("appointment %s could not be reminded of", key)
        return False


def _miss(today: datetime, now: datetime) -> int:
    """Whoever did not come on their day."""
    with transaction.atomic():
        over = Appointment.objects.standing().filter(starts_at__lt=today)
        return over.update(state=Appointment.State.MISSED, ended_at=now)


def _wipe(now: datetime) -> int:
    with transaction.atomic():
        old = Appointment.objects.filter(starts_at__lt=now - KEPT_FOR).exclude(name="")
        return old.update(name="", contact="", purpose="")
