"""Doors of these tests: what they take lies on a tray; and officials who proved that they read there."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from django.db.models import Min
from pytest_django import Settings

from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.contacts import ask_code, confirm_code
from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.messaging.doors.door import Able, Heard, Mute, Need, Outgoing, Reading
from balairung.kernel.messaging.doors.door import Settings as Account
from balairung.kernel.messaging.listening import listen
from balairung.kernel.messaging.models import Contact, Conversation, Notice
from balairung.kernel.messaging.receiving import receive
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Person
from balairung.rooms.duty import drills
from balairung.rooms.duty.models import Call, Drill, Ring
from tests import make

_numbers = itertools.count(1)
MORNING = make.moment("2026-03-02 08:00")  # a Monday between two prayers: nothing is quiet until noon
MINUTE = timedelta(minutes=1)


class Tray(Mute):
    """Takes everything at once, unless the vendor is down."""

    able: ClassVar[Able] = Able(longest=1000, a_second=0, buttons=3)
    needs: ClassVar[list[Need]] = []
    taken: ClassVar[list[Outgoing]] = []
    down: ClassVar[bool] = False

    def __init__(self, account: Account) -> None:
        self.account = account

    def send(self, message: Outgoing) -> str:
        if type(self).down:
            raise OSError("down")
        self.taken.append(message)
        return f"no-{message.number}"


class Texts(Tray):
    taken: ClassVar[list[Outgoing]] = []


class Telephones(Tray):
    taken: ClassVar[list[Outgoing]] = []


TRAYS = {"whatsapp": Tray, "sms": Texts, "voice": Telephones}


def open_trays(settings: Settings, opened: Sequence[str] = tuple(TRAYS)) -> None:
    here = {channel: f"{__name__}.{door.__name__}" for channel, door in TRAYS.items()}
    settings.CHANNELS = {"email": "balairung.kernel.messaging.doors.mail.Mail", **here}
    for channel, door in TRAYS.items():
        door.taken.clear()
        door.down = False
        if channel in opened:
            gateways.connect(channel, {}, at=make.START)


def prove(person: Person, channel: str, address: str = "", *, at: datetime = make.START) -> Contact:
    """A contact whose code came back."""
    address = address or f"+62813{next(_numbers):07}"
    ask_code(channel, address, person, at=at)
    body = Notice.objects.order_by("-written_at", "-id")[0].body
    return confirm_code(channel, address, re.findall(r"\b\d{6}\b", body)[0], person, at=at)


def official(office: str, role: str = "head", *channels: str, name: str = "") -> Person:
    """Somebody who holds this post and proved these contacts (all doors of telephones where none is named)."""
    found = make.holder(office, role, name, at=make.START)
    number = f"+62812{next(_numbers):07}"
    for channel in channels or ("whatsapp", "sms"):
        if channel != "-":
            prove(found, channel, number)
    return found


def call_of(person: Person) -> Call:
    return Call.objects.get(person=person)


def drill_now(at: datetime = MORNING, *, minutes: int = 60) -> Drill:
    """A drill of everybody, whose calls all begin at this moment."""
    drill = drills.plan_drill(by=SYSTEM, at=at, ends_at=at + timedelta(minutes=minutes), share=100)
    drill.calls.update(next_at=at)
    return drill


def go_on(until: datetime, *, since: datetime = MORNING) -> None:
    """The worker's rounds from one due moment to the next: what was heard, what is due, what is owed."""
    now: datetime | None = since
    while now and now <= until:
        listen(now=now)
        drills.run(now=now)
        deliver(now=now)
        now = Call.objects.filter(next_at__gt=now).aggregate(next=Min("next_at"))["next"]


def rings(call: Call) -> list[tuple[str, str, str]]:
    """Role, channel, and why nothing was sent."""
    return list(Ring.objects.filter(call=call).order_by("step").values_list("role", "channel", "skipped"))


def sent(channel: str) -> list[Outgoing]:
    """Messages of calls, without the codes by which contacts are proved."""
    return [one for one in TRAYS[channel].taken if one.choices]


def talk_of(person: Person, channel: str, said: str, *, at: datetime, choice: str = "") -> Conversation:
    """They write to us from their proved address."""
    address = Contact.objects.get(person=person, channel=channel).address
    if choice:
        receive(channel, Reading([Heard(f"b-{next(_numbers)}", address, at, text=said, choice=choice)]), at=at)
        return Conversation.objects.get(channel=channel)
    return make.talk(said, channel=channel, address=address, at=at)
