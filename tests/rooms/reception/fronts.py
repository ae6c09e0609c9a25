"""A front room with one of everything that an address may name, for the walks over all addresses."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from balairung.kernel.people.actors import CITIZEN, SYSTEM
from balairung.rooms.reception.appointments.booking import book
from balairung.rooms.reception.appointments.slots import Aim, days_ahead, offered
from balairung.rooms.reception.desk.alarms import raise_all
from balairung.rooms.reception.desk.guests import Said, privacy_notice, sign_in
from balairung.rooms.reception.models import Appointment, EmptyDesk, Guest, Hall, Screen
from balairung.rooms.reception.queue import setup
from tests import make
from tests.make import START

#: Pages whose key is that of an appointment and not of a guest.
APPOINTED = ("appointment_arrive", "appointment_take_back", "desk_expected")


class Front(NamedTuple):
    """A hall, and the secrets that lead to what is in it."""

    hall: Hall
    visit: str
    appointment: str
    display: str
    kiosk: str


def front(office: str = "pupr", word: str = "Ratna") -> Front:
    """Two lines, a counter, screens, a guest, a number and an appointment; and nobody sat at its reception."""
    hall = make.hall("Umum", "Surat", at_office=office, mall=True, name=f"Ruang layanan {word}")
    setup.change_line(make.line(hall), bookable=True, by=SYSTEM, at=START)
    screens = [setup.make_screen(hall, kind=kind, name=f"Layar {word}", by=SYSTEM, at=START) for kind in Screen.Kind]
    said = Said(name=f"Bu {word}", origin="Warga", purpose="Bertanya")
    sign_in(hall=hall, said=said, notice=privacy_notice().version, token=f"tamu-uji-{word}", by=CITIZEN, at=START)
    aim = Aim(hall, make.line(hall))
    free = offered(aim, days_ahead(hall, START), at=START + timedelta(hours=1))
    moment = next(slot.starts_at for day in free.values() for slot in day)
    booked = book(aim=aim, starts_at=moment, name=f"Bu {word}", token=f"janji-uji-{word}", by=CITIZEN, at=START)
    number = make.number(hall)
    raise_all(now=START + timedelta(minutes=30))
    return Front(hall, number.code, booked.code, *screens)


def named(office: str = "pupr") -> dict[str, str]:
    """What belongs to it, by the parameter that names it in an address."""
    hall = front(office).hall
    keys = [f"reception:{page}:key" for page in APPOINTED]
    return {
        **{name: value for name, (value,) in rows(hall).items()},
        **dict.fromkeys(keys, str(Appointment.objects.get(hall=hall).pk)),
        "reception:code": "AAAAAAAAAA", "reception:token": "x",
    }  # fmt: skip


def rows(hall: Hall) -> dict[str, list[str]]:
    """The rows in it that addresses name."""
    return {
        "reception:hall": [hall.key], "reception:counter": [str(make.counter(hall).pk)],
        "reception:booth": [str(hall.booths.get().pk)], "reception:line": [str(make.line(hall).pk)],
        "reception:screen": [str(hall.screens.order_by("kind")[0].pk)],
        "reception:ticket": [str(hall.tickets.get().pk)], "reception:key": [str(Guest.objects.get(hall=hall).pk)],
        "reception:criterion": ["x"], "reception:ref": [EmptyDesk.objects.get(hall=hall).obligation.ref],
    }  # fmt: skip
