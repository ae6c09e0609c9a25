"""Short messages straight to an operator's SMSC: SMPP v3.4 over TCP or TLS, bound as a transceiver.

A session lives as long as its process, not as long as a door: the SMSC counts binds. What comes in is acknowledged at
the look after the one that gave it, because only then its rows are written: the cursor carries the marks of what was
given. What the SMSC delivers again after a broken line is known by its mark.
"""

from __future__ import annotations

import hashlib
import logging
import re
import select
import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _
from smpplib import consts, exceptions, smpp
from smpplib.client import Client

from balairung.ground.common.ids import new_id
from balairung.kernel.messaging.doors import gsm
from balairung.kernel.messaging.doors.door import Heard, Reading, Settings, Told, Undeliverable
from balairung.kernel.messaging.doors.numbers import international, is_number

WAIT = 10.0  # seconds for one answer of the SMSC
QUIET = 30.0  # seconds after which the line is asked whether it is alive
UNUSED = 120.0  # seconds after which a session that nobody asks for is ended
LARGEST = 64 * 1024  # bytes of one PDU
BATCH = 20  # messages of one look: their marks fit into the cursor
AGAIN = 120.0  # seconds after binding in which the SMSC brings again what it has no answer for
TOGETHER = 600.0  # seconds in which the parts of a long message come
HEADER, RECEIPT, KIND = 0x40, 0x04, 0x3C  # esm_class: a header in the text, a delivery receipt, the bits of the kind
NEVER = {0x0B, 0x33, 0x50, 0x51, 0x65, 0x66}  # status of submit_sm_resp: the address is none, or the answer is final
OUTCOMES = {  # appendix B
    "DELIVRD": "delivered", "ACCEPTD": "sent", "ENROUTE": "sent", "EXPIRED": "failed", "DELETED": "failed",
    "UNDELIV": "failed", "REJECTD": "failed",
}  # fmt: skip
STATES = {1: "ENROUTE", 2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 6: "ACCEPTD", 8: "REJECTD"}  # 5.2.28
_RECEIPT = re.compile(r"id:(\S+).*?stat:(\w+)", re.IGNORECASE | re.DOTALL)
_TROUBLE = (exceptions.ConnectionError, exceptions.PDUError, exceptions.UnknownCommandError)

logging.getLogger("smpp").setLevel(logging.ERROR)  # below it writes whole messages


class _Line(Client):  # type: ignore[misc]
    """smpplib's client, with names checked on TLS and no PDU larger than any real one."""

    def _create_socket(self) -> socket.socket:
        raw = socket.create_connection((self.host, self.port), timeout=self.timeout)
        return self._ssl_context.wrap_socket(raw, server_hostname=self.host) if self._ssl_context else raw

    def connect(self) -> None:
        self._socket = self._create_socket()
        self.state = consts.SMPP_CLIENT_STATE_OPEN

    def _recv_exact(self, exact_size: int) -> bytes:
        if not 0 <= exact_size <= LARGEST:
            raise exceptions.ConnectionError
        octets: bytes = super()._recv_exact(exact_size)
        return octets


@dataclass
class _Came:
    """One message or receipt that is not acknowledged yet, and under which number on which line it came."""

    bind: str
    sequence: int
    mark: str
    said: Heard | Told


@dataclass
class _Pieces:
    since: float
    texts: dict[int, str] = field(default_factory=dict)


class Session:
    """One bind. Its calls are safe from threads; one at a time speaks."""

    def __init__(self, account: Settings) -> None:
        self.account, self.lock = account, threading.RLock()
        self.line: _Line | None = None
        self.bound_at = self.heard_at = self.used_at = time.monotonic()
        self.name = self.polled = ""  # of the line, and of that at which the last look was
        self.held: list[_Came] = []
        self.again: Counter[str] = Counter()  # heard already, and not acknowledged on this line
        self.answers: dict[int, Any] = {}
        self.pieces: dict[tuple[str, int, int], _Pieces] = {}

    def submit(self, number: str, text: str) -> str:
        """Hand one text over, in as many parts as it needs; the SMSC's number of the last, whose arrival it tells."""
        how, pieces = gsm.coding(text), gsm.parts(text)
        mark = int(new_id()) & 0xFF
        with self._speaking() as line:
            for place, piece in enumerate(pieces, start=1):
                head = bytes([5, 0, 3, mark, len(pieces), place]) if len(pieces) > 1 else b""
                told = place == len(pieces)
                reference = self._submit(line, number, head + gsm.encode(piece, how), how, bool(head), told)
            return reference

    def poll(self, cursor: str) -> Reading:
        """What came since the last look. The cursor says which of what was given is written down."""
        written = Counter(cursor.strip("-").split(",")) - Counter([""])
        with self._speaking() as line:
            if self.polled != self.name:  # a new line: what has no answer comes once more
                self.again, self.polled = Counter(one.mark for one in self.held) | written, self.name
            self._acknowledge(line, written)
            self._listen(line)
            given = self.held[:BATCH]
        heard = [one.said for one in given if isinstance(one.said, Heard)]
        told = [one.said for one in given if isinstance(one.said, Told)]
        return Reading(heard, told, ",".join(one.mark for one in given) or ("-" if cursor.strip("-") else ""))

    def check(self) -> str:
        """Bind for a moment, as a transmitter, so that nothing is delivered to us; the SMSC's name."""
        with _sentences():
            line = _connected(self.account)
            try:
                answer = line.bind_transmitter(**_who(self.account))
                return bytes(answer.system_id or b"").decode("latin-1") or str(self.account.get("user", ""))
            finally:
                _hang_up(line)

    def close(self) -> None:
        with self.lock:
            if self.line:
                _hang_up(self.line)
            self.line = None

    @contextmanager
    def _speaking(self) -> Iterator[_Line]:
        with self.lock, _sentences():
            self.used_at = time.monotonic()
            try:
                yield self.line or self._bind()
            except (Undeliverable, _Refused):
                raise
            except BaseException:
                self.close()
                raise

    def _bind(self) -> _Line:
        self.line = line = _connected(self.account)
        line.bind_transceiver(**_who(self.account))
        self.name, self.bound_at, self.heard_at = new_id().hex, time.monotonic(), time.monotonic()
        return line

    def _submit(self, line: _Line, number: str, octets: bytes, how: str, header: bool, told: bool) -> str:
        sender = self.account.get("sender", "")
        digits = sender.lstrip("+")
        known = 5 if not digits.isdecimal() else 1 if len(digits) > 6 else 3  # a name, a number, a short number
        sent = line.send_message(
            service_type="", source_addr=digits, source_addr_ton=known if sender else 0,
            source_addr_npi=int(known == 1), destination_addr=number.lstrip("+"), dest_addr_ton=1, dest_addr_npi=1,
            esm_class=HEADER if header else 0, data_coding=8 if how == "ucs2" else 0, registered_delivery=int(told),
            short_message=octets,
        )  # fmt: skip
        answer = self._answer(line, sent.sequence)
        if answer.status in NEVER:
            raise Undeliverable(hex(answer.status))
        if answer.is_error():
            raise _Refused(f"SMSC: {answer.get_status_desc()}")
        return bytes(answer.message_id or b"").decode("latin-1")

    def _answer(self, line: _Line, sequence: int) -> Any:
        end = time.monotonic() + WAIT
        while sequence not in self.answers:
            if time.monotonic() > end:
                raise TimeoutError
            self._take(line, line.read_pdu())
        return self.answers.pop(sequence)

    def _listen(self, line: _Line) -> None:
        """Read what lies ready, at most as much as one look gives."""
        while len(self.held) < BATCH and select.select([line._socket], [], [], 0)[0]:
            self._take(line, line.read_pdu())
        if time.monotonic() - self.heard_at > QUIET:
            line.send_pdu(smpp.make_pdu("enquire_link", client=line))
            self.heard_at = time.monotonic()

    def _take(self, line: _Line, pdu: Any) -> None:
        self.heard_at = time.monotonic()
        if pdu.command in {"submit_sm_resp", "generic_nack"}:
            self.answers = {pdu.sequence: pdu}
        elif pdu.command == "deliver_sm":
            self._delivered(line, pdu)
        elif pdu.command in {"enquire_link", "unbind"}:
            _reply(line, f"{pdu.command}_resp", pdu.sequence)
            if pdu.command == "unbind":
                raise exceptions.ConnectionError

    def _delivered(self, line: _Line, pdu: Any) -> None:
        mark = _mark(pdu)
        if self.again[mark] and time.monotonic() - self.bound_at < AGAIN:
            self.again[mark] -= 1
            self._adopt(line, mark, pdu.sequence)
        elif (said := self._said(pdu)) is None:
            _reply(line, "deliver_sm_resp", pdu.sequence)
        else:
            self.held.append(_Came(self.name, pdu.sequence, mark, said))

    def _adopt(self, line: _Line, mark: str, sequence: int) -> None:
        """Delivered again: what we hold of it is acknowledged under its new number, what we do not at once."""
        for one in self.held:
            if one.mark == mark and one.bind != self.name:
                one.bind, one.sequence = self.name, sequence
                return
        _reply(line, "deliver_sm_resp", sequence)

    def _acknowledge(self, line: _Line, written: Counter[str]) -> None:
        kept = []
        for one in self.held:
            if written[one.mark]:
                written[one.mark] -= 1
                if one.bind == self.name:
                    _reply(line, "deliver_sm_resp", one.sequence)
            else:
                kept.append(one)
        self.held = kept

    def _said(self, pdu: Any) -> Heard | Told | None:
        """None for a part of a message that is not whole yet, and for a receipt that says nothing."""
        if (pdu.esm_class or 0) & KIND == RECEIPT:
            return _receipt(pdu)
        who, octets = _digits(pdu.source_addr), bytes(pdu.short_message or pdu.message_payload or b"")
        text = self._whole(who, pdu, octets)
        if text is None:
            return None
        number, unknown = f"{self.name}:{pdu.sequence}", "binary" if pdu.data_coding in {2, 4} else ""
        said = "" if unknown else text.replace("\x00", "")
        return Heard(number, who, timezone.now(), text=said, automatic=not is_number(who), unknown=unknown)

    def _whole(self, who: str, pdu: Any, octets: bytes) -> str | None:
        """The text, when this part was the last that was missing."""
        place, octets = _place(pdu, octets)
        text = _text(octets, pdu.data_coding or 0)
        now = time.monotonic()
        self.pieces = {key: one for key, one in self.pieces.items() if now - one.since < TOGETHER}
        if place is None or place[1] < 2 or len(self.pieces) > 1000:
            return text
        mark, total, number = place
        found = self.pieces.setdefault((who, mark, total), _Pieces(now))
        found.texts[number] = text
        if len(found.texts) < total:
            return None
        del self.pieces[who, mark, total]
        return "".join(said for _number, said in sorted(found.texts.items()))


class _Refused(OSError):
    """The SMSC is well and did not take this one now: the line stays."""


_sessions: dict[tuple[str, str], Session] = {}
_guard = threading.Lock()


def session(account: Settings) -> Session:
    """The session of this process with this account; nothing is connected before something is said."""
    with _guard:
        key = account.get("url", ""), account.get("user", "")
        known = _sessions.get(key)
        if known is None or known.account != account:
            if known:
                known.close()
            known = _sessions[key] = Session(account)
        known.used_at = time.monotonic()
        for other, one in list(_sessions.items()):
            if time.monotonic() - one.used_at > UNUSED:
                _sessions.pop(other).close()
        return known


def _connected(account: Settings) -> _Line:
    where = urlsplit(account.get("url", ""))
    secure = where.scheme == "smpps"
    context = ssl.create_default_context() if secure else None
    port = where.port or (3550 if secure else 2775)
    line = _Line(where.hostname or "", port, timeout=WAIT, ssl_context=context, allow_unknown_opt_params=True)
    try:
        line.connect()
    except OSError as unreachable:
        raise OSError(_("SMSC tidak dapat dihubungi.")) from unreachable
    return line


def _who(account: Settings) -> dict[str, str]:
    return {"system_id": account.get("user", ""), "password": account.get("password", ""), "system_type": ""}


def _hang_up(line: _Line) -> None:
    try:
        if line.state != consts.SMPP_CLIENT_STATE_OPEN:
            line.send_pdu(smpp.make_pdu("unbind", client=line))
            line.state = consts.SMPP_CLIENT_STATE_OPEN
    except (OSError, *_TROUBLE):
        line.state = consts.SMPP_CLIENT_STATE_OPEN
    line.disconnect()


def _reply(line: _Line, command: str, sequence: int) -> None:
    pdu = smpp.make_pdu(command, client=line)
    pdu.sequence = sequence
    line.send_pdu(pdu)


@contextmanager
def _sentences() -> Iterator[None]:
    """What goes wrong on the line is an OSError with a sentence, and never holds the account."""
    try:
        yield
    except exceptions.PDUError as refused:
        status = refused.args[1] if len(refused.args) > 1 else 0
        if status in {consts.SMPP_ESME_RINVPASWD, consts.SMPP_ESME_RINVSYSID, consts.SMPP_ESME_RBINDFAIL}:
            raise OSError(_("SMSC tidak mengenal akun ini. Periksa nama pengguna dan kata sandinya.")) from None
        raise OSError(f"SMSC: {consts.DESCRIPTIONS.get(status, status)}") from None
    except (*_TROUBLE, struct.error, LookupError, TypeError, ValueError) as broken:
        raise OSError(_("SMSC tidak dapat dihubungi.")) from broken


# --- what a PDU says ---------------------------------------------------------------------------------------------


def _mark(pdu: Any) -> str:
    """Eight digits that stand for what a deliver_sm says, the same when it is delivered again."""
    said = (pdu.source_addr, pdu.destination_addr, pdu.esm_class, pdu.short_message, pdu.message_payload)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:8]


def _digits(address: bytes | None) -> str:
    """+62812… as an SMSC writes numbers, with or without a plus; a short number or a name as it is."""
    return international((address or b"").decode("latin-1"))


def _receipt(pdu: Any) -> Told | None:
    text = bytes(pdu.short_message or pdu.message_payload or b"").decode("latin-1")
    said = _RECEIPT.search(text)
    number = bytes(pdu.receipted_message_id or b"").decode("latin-1") or (said[1] if said else "")
    word = STATES.get(pdu.message_state or 0) or (said[2].upper()[:7] if said else "")
    outcome = OUTCOMES.get(word)
    return Told(number, outcome, timezone.now(), problem=word) if outcome and number else None


def _place(pdu: Any, octets: bytes) -> tuple[tuple[int, int, int] | None, bytes]:
    """Which part of which message this is (mark, how many, number), and its text without the header."""
    if pdu.sar_total_segments:
        return (pdu.sar_msg_ref_num or 0, pdu.sar_total_segments, pdu.sar_segment_seqnum or 1), octets
    if not (pdu.esm_class or 0) & HEADER or not octets:
        return None, octets
    head, rest = octets[1 : 1 + octets[0]], octets[1 + octets[0] :]
    if head[:2] == b"\x00\x03" and len(head) >= 5:
        return (head[2], head[3], head[4]), rest
    if head[:2] == b"\x08\x04" and len(head) >= 6:
        return (head[2] << 8 | head[3], head[4], head[5]), rest
    return None, rest


def _text(octets: bytes, coding: int) -> str:
    """By data_coding, 5.2.19; the SMSC's default alphabet is taken to be GSM's."""
    if coding & 0x0C == 0x08:
        return octets.decode("utf-16-be", "replace")
    return octets.decode("latin-1") if coding in {1, 3} else gsm.decode(octets)
