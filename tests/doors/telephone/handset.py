"""What lies behind the tabs: the contract server of each door, and the invented people who use it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.doors.mail import MailVendor
from tests.doors.server import Bubble, Vendor
from tests.doors.sms import SmsVendor
from tests.doors.telegram import TelegramVendor
from tests.doors.telephone.browser import BrowserVendor
from tests.doors.voice import VoiceVendor
from tests.doors.whatsapp import WhatsAppVendor

HERE = Path(__file__).parent
PEOPLE = ("Siti Aminah", "Budi Hartono", "Nomor baru")
LETTERS = ("siti@contoh.id", "budi@contoh.id", "baru@contoh.id")
BROWSERS = ("peramban-1", "peramban-2", "peramban-3")
LINK = "Tautan laporan Anda"
ALL = "semua"  # whoever it was sent to: officers and reporters who are not on this telephone
OTHERS = 12  # of those to whom something came lately
PLACES = {
    "Alun-alun Banyuwangi": (-8.21123, 114.37510),
    "Pasar Genteng": (-8.36690, 114.14840),
    "Pasar Rogojampi": (-8.30470, 114.29000),
}


@dataclass
class Tab:
    """One door on the telephone."""

    key: str  # the house's word for the channel
    label: str
    vendor: Vendor
    people: Mapping[str, str]  # address: name
    hint: str = "Tulis pesan"  # "" where nothing can be written

    @property
    def abilities(self) -> list[str]:
        """What may be sent besides words."""
        return [word for word in ("photo", "place", "voice") if hasattr(self.vendor, f"send_{word}")]

    def everyone(self) -> dict[str, str]:
        """The people of this telephone, and the latest others to whom something came: officers answer here too."""
        with self.vendor.lock:
            others = list(dict.fromkeys(one.address for one in reversed(self.vendor.shown)))[:OTHERS]
        return {**self.people, **{address: "Penerima lain" for address in others if address not in self.people}}

    def bubbles(self, who: str) -> list[Bubble]:
        with self.vendor.lock:
            return [one for one in self.vendor.shown if one.address == who or who == ALL][-200:]

    def send(self, what: str, who: str, body: bytes) -> int:
        """Say, press, or hand over; the status that the house answered, 0 where it looks for itself."""
        face: Any = self.vendor
        if not hasattr(face, what if what in {"say", "press"} else f"send_{what}"):
            return 404
        if what in {"say", "press"}:
            return int(getattr(face, what)(body.decode(), by=who) or 0)
        if what == "place":
            latitude, longitude = (float(part) for part in body.decode().split(","))
            return int(face.send_place(latitude, longitude, by=who) or 0)
        sample = (HERE / ("jalan.jpg" if what == "photo" else "suara.ogg")).read_bytes()
        return int(getattr(face, f"send_{what}")(body or sample, by=who) or 0)


def open_tabs(stack: ExitStack) -> dict[str, Tab]:
    """Start every contract server; they end with the stack."""
    whatsapp = stack.enter_context(WhatsAppVendor())
    telegram = stack.enter_context(TelegramVendor())
    sms = stack.enter_context(SmsVendor())
    sms.receipts = True
    telegram.secret_token = telegram.secret  # it calls the house, as the others do
    phones = {f"62812000000{number:02}": name for number, name in enumerate(PEOPLE, start=1)}
    chats = {f"7000000{number:02}": name for number, name in enumerate(PEOPLE, start=1)}
    whatsapp.names |= phones
    whatsapp.heard_at = dict.fromkeys(phones, time.time())  # the day's window is open: its memory is as old as itself
    telegram.names |= chats
    mail = stack.enter_context(MailVendor())
    mail.mailbox.validity = int(time.time())  # a new mailbox: what the house knows of an earlier one is void
    tabs = [
        Tab("whatsapp", "WhatsApp", whatsapp, phones),
        Tab("telegram", "Telegram", telegram, chats),
        Tab("sms", "SMS", sms, {f"+{phone}": name for phone, name in phones.items()}),
        Tab("email", "Surel", mail, dict(zip(LETTERS, PEOPLE, strict=True))),
        Tab(
            "voice",
            "Telepon",
            stack.enter_context(VoiceVendor(alive=True)),
            {f"+{one}": phones[one] for one in phones},
            "",
        ),
        Tab("push", "Peramban", stack.enter_context(BrowserVendor()), dict(zip(BROWSERS, PEOPLE, strict=True)), LINK),
    ]
    return {tab.key: tab for tab in tabs}
