"""Two doors of the tests, opened beside the mail: what they take lies on a shelf."""

from __future__ import annotations

import itertools
import json

from pytest_django import Settings

from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.messaging.doors.door import Heard
from balairung.kernel.messaging.models import Conversation, Gateway, Notice
from balairung.kernel.messaging.models.contacts import address_hash
from tests.kernel.messaging.odd_channels import Drawer, Shelf
from tests.make import START

HERE = "tests.kernel.messaging.odd_channels."
CHANNELS = {"email": "balairung.kernel.messaging.doors.mail.Mail", "whatsapp": f"{HERE}Shelf", "sms": f"{HERE}Drawer"}
ABOUT = ("complaints", "P-UJI")
_keys = itertools.count(1)


def open_shelves(settings: Settings, *, opened: tuple[str, ...] = ("whatsapp", "sms")) -> None:
    """WhatsApp with receipts and a window, SMS without; both empty."""
    settings.CHANNELS = CHANNELS
    for door in (Shelf, Drawer):
        door.taken.clear()
        door.there.clear()
    Shelf.announced.clear()
    Shelf.holds = 1000
    for channel in opened:
        gateways.connect(channel, {"token": "benar", "nama": "uji"}, at=START)
    Gateway.objects.update(told_at=START)  # its vendor told of messages before


def owe(
    to: str = "", *, then: tuple[tuple[str, str], ...] = (), channel: str = "whatsapp", key: str = "",
    body: str = "Isi", about: tuple[str, str] = ABOUT, talk: Conversation | None = None, subject: str = "",
) -> str:  # fmt: skip
    """A notice to somebody who wrote to us before."""
    number = next(_keys)
    key, to = key or f"uji-rak:{number}", to or f"warga{number}"
    talk = talk or conversation(to, channel)
    recipient = Recipient(channel, to, then=then, talk=talk)
    notify(recipient, subject=subject or "Perihal", body=body, key=key, at=START, about=about)
    return key


def conversation(address: str = "warga", channel: str = "whatsapp") -> Conversation:
    mark = address_hash(channel, address)
    found = Conversation.objects.filter(channel=channel, address_hash=mark).first()
    return found or Conversation.objects.create(
        channel=channel, address=address, address_hash=mark, since=START, heard_at=START
    )


def heard(number: int, text: str = "", *, address: str = "warga", **more: object) -> Heard:
    return Heard(f"id-{number}", address, START, text=text or f"pesan {number}", **more)  # type: ignore[arg-type]


def rows(key: str) -> list[tuple[str, str, str, str]]:
    """Key, channel, outcome and problem of a message and of those that followed it."""
    found = Notice.objects.filter(key__startswith=key).order_by("id")
    return [(one.key.removeprefix(key), one.channel, one.outcome, one.problem) for one in found]


def then_of(key: str) -> object:
    return json.loads(Notice.objects.get(key=key).then or "[]")
