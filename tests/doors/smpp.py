"""A minimal SMSC: SMPP v3.4 over TCP, one bind at a time, as an operator's short message centre speaks it. It is none.

It reads and writes PDUs by hand (struct), so that the client's library is not tested against itself.
"""

from __future__ import annotations

import itertools
import socket
import struct
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Self

BIND_RECEIVER, BIND_TRANSMITTER, SUBMIT, DELIVER, UNBIND, BIND, ENQUIRE = 1, 2, 4, 5, 6, 9, 0x15
ANSWER, NACK = 0x80000000, 0x80000000
CITIZEN = "6281200000001"


@dataclass
class Submitted:
    """One submit_sm as it came over the line."""

    source: str
    to: str
    esm: int
    coding: int
    wants_receipt: bool
    octets: bytes
    number: str


@dataclass
class Smsc:
    """`bad` is what happens to the next submit_sm: a status, `drop` (hang up after taking it), or `silent`."""

    user: str = "pemkab"
    password: str = "rahasia1"
    taken: list[Submitted] = field(default_factory=list)
    bad: deque[str] = field(default_factory=deque)
    binds: list[int] = field(default_factory=list)
    acknowledged: set[int] = field(default_factory=set)  # sequence numbers of deliver_sm

    def __post_init__(self) -> None:
        self._numbers, self._sequence = itertools.count(0x1A), itertools.count(1)
        self._line: socket.socket | None = None
        self.bound = threading.Event()  # as a transceiver
        self._door = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self.hang_up()

    @property
    def account(self) -> dict[str, str]:
        url = f"smpp://127.0.0.1:{self._door.getsockname()[1]}"
        return {"gateway": "smpp", "url": url, "user": self.user, "password": self.password, "sender": "1708"}

    def hang_up(self) -> None:
        if self._line:
            try:
                self._line.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    # --- what reaches the telephone's side -------------------------------------------------------------------------

    def deliver(self, octets: bytes, *, source: str = CITIZEN, esm: int = 0, coding: int = 0, tlvs: bytes = b"") -> int:
        """A deliver_sm; its sequence number."""
        assert self.bound.wait(5)
        body = b"\0" + _address(1, source) + _address(0, "1708") + bytes([esm, 0, 0]) + b"\0\0"
        body += bytes([0, 0, coding, 0, len(octets)]) + octets + tlvs
        number = next(self._sequence)
        self._write(DELIVER, body, number)
        return number

    def tell(self, number: str, state: str) -> int:
        """A delivery receipt as appendix B of the specification writes it."""
        text = f"id:{number} sub:001 dlvrd:001 submit date:2611220900 done date:2611220901 stat:{state} err:000 text:-"
        return self.deliver(text.encode(), esm=0x04)

    def wait_for(self, number: int) -> bool:
        """Whether this deliver_sm is acknowledged within a second."""
        end = time.monotonic() + 1
        while number not in self.acknowledged and time.monotonic() < end:
            time.sleep(0.01)
        return number in self.acknowledged

    # --- the line --------------------------------------------------------------------------------------------------

    def _serve(self) -> None:
        while True:
            try:
                line, _address = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        with line, line.makefile("rb") as reader:
            try:
                while head := reader.read(16):
                    length, command, _status, sequence = struct.unpack(">LLLL", head)
                    if not self._answer(line, command, sequence, reader.read(length - 16)):
                        return
            except (OSError, struct.error):
                return
            finally:
                if line is self._line:
                    self.bound.clear()

    def _answer(self, line: socket.socket, command: int, sequence: int, body: bytes) -> bool:
        """Whether the line stays."""
        if command in {BIND, BIND_TRANSMITTER, BIND_RECEIVER}:
            return self._bind(line, command, sequence, body)
        if command == SUBMIT:
            return self._submit(line, sequence, body)
        if command == DELIVER | ANSWER:
            self.acknowledged.add(sequence)
        elif command in {ENQUIRE, UNBIND}:
            _send(line, command | ANSWER, b"", sequence)
        return command != UNBIND

    def _bind(self, line: socket.socket, command: int, sequence: int, body: bytes) -> bool:
        user, password = (part.decode() for part in body.split(b"\0")[:2])
        if (user, password) != (self.user, self.password):
            _send(line, command | ANSWER, b"", sequence, status=0x0E)
            return False
        self.binds.append(command)
        if command == BIND:
            self._line = line  # before the answer: whoever was answered may look for it
        _send(line, command | ANSWER, b"SMSC-UJI\0", sequence)
        if command == BIND:
            self.bound.set()
        return True

    def _submit(self, line: socket.socket, sequence: int, body: bytes) -> bool:
        day = self.bad.popleft() if self.bad else ""
        if day.isdigit():
            _send(line, SUBMIT | ANSWER, b"", sequence, status=int(day))
            return True
        number = f"{next(self._numbers):08X}"
        self.taken.append(_submitted(body, number))
        if day == "":
            _send(line, SUBMIT | ANSWER, number.encode() + b"\0", sequence)
        return day != "drop"

    def _write(self, command: int, body: bytes, sequence: int) -> None:
        assert self._line is not None
        _send(self._line, command, body, sequence)


def _send(line: socket.socket, command: int, body: bytes, sequence: int, status: int = 0) -> None:
    line.sendall(struct.pack(">LLLL", 16 + len(body), command, status, sequence) + body)


def _address(kind: int, digits: str) -> bytes:
    return bytes([kind, 1]) + digits.encode() + b"\0"


def _submitted(body: bytes, number: str) -> Submitted:
    """Section 4.4.1: service_type, source, destination, esm_class, …, data_coding, sm_length, short_message."""
    rest = body[body.index(b"\0") + 1 :]
    source, _, rest = rest[2:].partition(b"\0")
    to, _, rest = rest[2:].partition(b"\0")
    esm, rest = rest[0], rest[3:]
    for _each in ("schedule_delivery_time", "validity_period"):
        rest = rest[rest.index(b"\0") + 1 :]
    receipt, coding, length = rest[0], rest[2], rest[4]
    return Submitted(source.decode(), to.decode(), esm, coding, bool(receipt), rest[5 : 5 + length], number)
