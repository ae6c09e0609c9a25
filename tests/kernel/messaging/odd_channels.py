"""Doors that go wrong as programs do: each is a whole door, opened by a setting."""

import threading
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, ClassVar

from balairung.kernel.messaging.doors.door import (
    Able,
    Enclosure,
    Heard,
    Mute,
    Need,
    Outgoing,
    Reading,
    Settings,
    Undeliverable,
)
from balairung.kernel.messaging.doors.mail import Mail


class Broken(Mail):
    """A mistake in a channel of tomorrow."""

    def send(self, message: Outgoing) -> str:
        raise RuntimeError("not what anybody expected")


class Choosy(Mail):
    """Takes everything except what is for one address."""

    def send(self, message: Outgoing) -> str:
        if message.to.startswith("sulit"):
            raise ZeroDivisionError
        return super().send(message)


class Killed(Mail):
    """The process ends while the message is under way, before anything left the house."""

    def send(self, message: Outgoing) -> str:
        raise KeyboardInterrupt


class Shelf(Mute):
    """A vendor that puts what it takes on a shelf, and knows nobody whose address begins with `hilang`.

    Nobody is there for `sibuk…`. One shelf stands in the whole process: tests empty it first.
    """

    able: ClassVar[Able] = Able(longest=60, receipts=True, a_second=0, buttons=3, window=timedelta(hours=24))
    needs: ClassVar[list[Need]] = [
        Need("token", "Token", secret=True), Need("nama", "Nama", "Bebas."), Need("lain", "Lain", optional=True)
    ]  # fmt: skip
    taken: ClassVar[list[Outgoing]] = []
    holds: ClassVar[int] = 1000  # messages; then it is busy
    there: ClassVar[list[Heard]] = []  # what a look brings
    announced: ClassVar[list[str]] = []

    def __init__(self, account: Settings) -> None:
        self.account = account

    def send(self, message: Outgoing) -> str:
        if message.to.startswith("hilang"):
            raise Undeliverable(f"no such address {message.to}")
        if message.to.startswith("sibuk"):
            raise OSError("busy +62 812 3456 7890")
        if len(self.taken) >= self.holds:
            raise OSError("full")
        self.taken.append(message)
        return f"no-{message.number}"

    def poll(self, cursor: str) -> Reading:
        if self.account.get("nama") == "mati":
            raise OSError("connection refused")
        start = int(cursor or 0)
        return Reading(self.there[start:], cursor=str(len(self.there)))

    def announce(self, address: str) -> None:
        self.announced.append(address)

    def check(self) -> str:
        if self.account.get("token") != "benar":
            raise OSError("the token is wrong")
        return str(self.account.get("nama"))

    def fetch(self, enclosure: Enclosure) -> BinaryIO:
        if enclosure.handle == "hilang":
            raise Undeliverable("gone")
        return BytesIO(Path(enclosure.handle).read_bytes())


class Drawer(Shelf):
    """Another vendor with a shelf of its own, without receipts, with nothing to fill in."""

    able: ClassVar[Able] = Able(longest=1000, a_second=0)
    needs: ClassVar[list[Need]] = []
    taken: ClassVar[list[Outgoing]] = []
    there: ClassVar[list[Heard]] = []


class Slow(Shelf):
    """Answers a look when it is told to."""

    go: ClassVar[threading.Event] = threading.Event()
    looks: ClassVar[int] = 0

    def poll(self, cursor: str) -> Reading:
        Slow.looks += 1
        self.go.wait(10)
        return super().poll(cursor)
