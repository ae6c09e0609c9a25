"""Vendors of messages that live in this process: they take what they are handed, and are out of order for hours."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

from balairung.kernel.messaging.doors.door import Able, Mute, Need, Outgoing, Settings


class Vendor(Mute):
    """One door of the house with nobody behind it; `down` names those that are out of order now."""

    able = Able(hears=False, a_second=0)
    needs: ClassVar[list[Need]] = []
    name: ClassVar[str] = ""
    down: ClassVar[set[str]] = set()
    taken: ClassVar[Counter[str]] = Counter()

    def __init__(self, account: Settings) -> None:
        self.account = account

    def send(self, message: Outgoing) -> str:
        """Raise OSError while the vendor is out of order."""
        if self.name in Vendor.down:
            raise OSError("out of order")
        Vendor.taken[self.name] += 1
        return message.number


class Mail(Vendor):
    name = "email"


class WhatsApp(Vendor):
    name = "whatsapp"


class Sms(Vendor):
    name = "sms"


CHANNELS = {door.name: f"{__name__}.{door.__name__}" for door in (Mail, WhatsApp, Sms)}
