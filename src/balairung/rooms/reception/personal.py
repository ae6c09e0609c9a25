"""What this room holds about somebody: the guest book and appointments, for thirty days; a ticket's contact, for a day.

No keyed hash stands beside these contacts: it would be one thing more to lose. The few days that are kept are opened
and read instead, and only when somebody asks for their data.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_moment
from balairung.kernel.messaging.forgetting import forget_case, forget_notices
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.personal import said
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.personal import Erasure, Extract, Item
from balairung.rooms.reception.models import Appointment, Guest, HallVisit

BATCH = 500
GUEST, APPOINTMENT, VISIT = "guest", "appointment", "visit"


class _Visits:
    name = "reception"

    def find(self, contact: str) -> Iterator[Item]:
        guests = Guest.objects.filter(wiped_at__isnull=True).exclude(contact="")
        for key, there, at in guests.values_list("pk", "contact", "arrived_at").iterator(BATCH):
            if there == contact:
                yield Item(self.name, f"{GUEST}:{key}", _("Buku tamu, %(at)s") % {"at": long_moment(at)}, at)
        booked = Appointment.objects.exclude(name="").exclude(contact="")
        for key, there, at in booked.values_list("pk", "contact", "starts_at").iterator(BATCH):
            if there == contact:
                yield Item(self.name, f"{APPOINTMENT}:{key}", _("Janji temu, %(at)s") % {"at": long_moment(at)}, at)
        waiting = HallVisit.objects.exclude(contact="")
        for key, there, at in waiting.values_list("pk", "contact", "opened_at").iterator(BATCH):
            if there == contact:
                yield Item(self.name, f"{VISIT}:{key}", _("Nomor antrean, %(at)s") % {"at": long_moment(at)}, at)

    def export(self, item: Item) -> Extract:
        kind, _colon, key = item.key.partition(":")
        return Extract(item, {GUEST: _guest, APPOINTMENT: _appointment, VISIT: _visit}[kind](key))

    def erase(self, item: Item, *, by: Actor, at: datetime) -> Erasure:
        kind, _colon, key = item.key.partition(":")
        return Erasure(item, {GUEST: _wipe_guest, APPOINTMENT: _wipe_appointment, VISIT: _wipe_visit}[kind](key, at))


HOLDER = _Visits()


def _guest(key: str) -> list[tuple[str, str]]:
    row = Guest.objects.select_related("hall", "host").get(pk=key)
    return said([
        (_("Tempat"), row.hall.name), (_("Datang"), long_moment(row.arrived_at)), (_("Nama"), row.name),
        (_("Asal atau instansi"), row.origin), (_("Kontak"), row.contact), (_("Keperluan"), row.purpose),
        (_("Bertemu dengan"), row.host.title if row.host else ""),
    ])  # fmt: skip


def _appointment(key: str) -> list[tuple[str, str]]:
    row = Appointment.objects.select_related("hall").get(pk=key)
    return said([
        (_("Tempat"), row.hall.name), (_("Waktu"), long_moment(row.starts_at)), (_("Nama"), row.name),
        (_("Kontak"), row.contact), (_("Keperluan"), row.purpose),
        (_("Prioritas"), row.get_lane_display() if row.lane else ""),
    ])  # fmt: skip


def _visit(key: str) -> list[tuple[str, str]]:
    row = HallVisit.objects.select_related("hall").get(pk=key)
    return said([(_("Tempat"), row.hall.name), (_("Datang"), long_moment(row.opened_at)), (_("Kontak"), row.contact)])


def _wipe_guest(key: str, at: datetime) -> int:
    """As the nightly loop does it when its time is over; and what their host was written about them."""
    forget_notices(Notice.objects.filter(key__startswith=f"guest:{key}:"))
    blank: dict[str, Any] = dict.fromkeys(("name", "origin", "contact", "purpose"), "")
    return Guest.objects.filter(pk=key, wiped_at__isnull=True).update(wiped_at=at, **blank)


def _wipe_appointment(key: str, at: datetime) -> int:
    forget_case("reception", key)
    return Appointment.objects.filter(pk=key).update(name="", contact="", purpose="", lane="")


def _wipe_visit(key: str, at: datetime) -> int:
    return HallVisit.objects.filter(pk=key).update(contact="", conversation=None)
