"""What a receptionist does with who stands before her, in one step: written down and handed over, or neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Person
from balairung.rooms.reception import access
from balairung.rooms.reception.appointments.booking import CheckedIn
from balairung.rooms.reception.desk import guests
from balairung.rooms.reception.desk.guests import Host, Said, privacy_notice
from balairung.rooms.reception.models import Appointment, Guest, Hall, HallVisit, Line
from balairung.rooms.reception.queue.taking import Taken, take


@dataclass(frozen=True)
class Wanted:
    """Where they go: to these lines, to whom they came to see, or just in."""

    lines: Sequence[Line] = ()
    lane: str = ""
    quick: bool = False
    to_host: bool = False


@dataclass(frozen=True)
class Received:
    """What became of it: a line of the book, numbers, and who was told."""

    guest: Guest | None = None
    taken: Taken | None = None
    told: Person | None = None


@transaction.atomic
def receive(
    hall: Hall, said: Said, wanted: Wanted, *, notice: str, token: str, by: Actor, at: datetime,
    guest: Guest | None = None,
) -> Received:  # fmt: skip
    """One form of the desk, once for each `token`. `guest`: who wrote themselves by telephone and is completed now.

    A number alone needs no name; a visit does. Raise Refused with nothing half-done.
    """
    require(access.can_receive(by, hall))
    if guest is None and not said.name:
        return Received(taken=_number(hall, wanted, token, by, at))
    if guest is not None:
        written = guests.complete(guest, said=said, by=by, at=at)
    else:
        written = guests.sign_in(hall=hall, said=said, notice=notice, token=token, by=by, at=at)
    taken = told = None
    if wanted.lines:
        taken = guests.hand_to_queue(
            written, lines=wanted.lines, lane=wanted.lane, quick=wanted.quick, by=by, at=at
        )  # fmt: skip
    if wanted.to_host:
        told = guests.hand_to_host(written, by=by, at=at)
    return Received(written, taken, told)


def _number(hall: Hall, wanted: Wanted, token: str, by: Actor, at: datetime) -> Taken:
    if wanted.to_host or not wanted.lines:
        raise Refused(_("Tuliskan dahulu nama tamunya. Hanya nomor antrean yang dapat diberikan tanpa nama."))
    return take(
        hall=hall, lines=wanted.lines, channel=HallVisit.Channel.DESK, lane=wanted.lane, quick=wanted.quick,
        token=f"desk:{token}", by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def receive_expected(appointment: Appointment, *, by: Actor, at: datetime) -> CheckedIn:
    """Somebody with an appointment came: in the book and at their place in one press; pressed twice it is once."""
    said = Said(
        name=appointment.name or _("Tamu dengan janji temu"), contact=appointment.contact,
        purpose=appointment.purpose, host=Host(post=appointment.host),
    )  # fmt: skip
    guest = guests.sign_in(
        hall=appointment.hall, said=said, notice=privacy_notice().version, token=f"janji:{appointment.pk}", by=by,
        at=at,
    )  # fmt: skip
    return guests.hand_to_appointment(guest, appointment, by=by, at=at)
