"""What a mail says, from its bytes: never trusted, never shown as it came, and never more of it than people write.

RFC 5322 and 2045 (the letter), 3834 (automatic answers), 3464 (bounces), 8058 and 2369 (lists).
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parseaddr, parsedate_to_datetime

from django.utils import timezone

from balairung.ground.common.text import clean_line
from balairung.kernel.messaging.doors.door import Enclosure
from balairung.kernel.messaging.doors.prose import LONGEST_HTML, of_html, of_rtf, own_words

MOST_HEADERS = 1000
MOST_PARTS = 100
DEEPEST = 10
LONGEST_HEADER = 4000  # signs of one header that are looked at
MOST_IDS = 20  # letters that one refers to
OLDEST = timedelta(days=7)  # a date before that is not believed
IDENTITY = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
AUTOMATIC = {"bulk", "junk", "list", "auto_reply", "auto-reply"}  # Precedence
MARKS = ["X-Auto-Response-Suppress", "X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "List-Id", "List-Unsubscribe"]
ABSENT = re.compile(
    r"^\s*(automatic reply|auto(matische)?[- ]?(reply|antwort)|out of office|balasan otomatis|auto:)", re.I
)
NOBODY = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)([+@-]|$)", re.IGNORECASE)
_ODD_CODECS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"}  # slow, or no text


@dataclass(frozen=True)
class Incoming:
    """One mail in the house's words."""

    number: str  # its Message-ID, or a hash where it has none that could be answered
    address: str  # the sender, in small letters; "" where there is none
    name: str
    subject: str
    text: str
    sent_at: datetime
    refers: tuple[str, ...]  # the letters that it answers, the nearest first
    automatic: bool
    bounced: tuple[tuple[str, str], ...]  # letters that did not arrive: (Message-ID, status as RFC 3463)
    enclosures: tuple[Enclosure, ...]  # their handles are places, "3"
    unknown: str = ""  # why it could not be read


def read_mail(raw: bytes, *, cut: bool = False) -> Incoming:
    """What this mail says. With `cut` it is too large: its head alone is read."""
    unknown = "size" if cut else "parts" if raw.lower().count(b"boundary") > MOST_PARTS else ""
    message, unknown = _parsed(raw, unknown)
    refers, subject = _refers(message), decoded(message.get("Subject"))
    answer = bool(refers) or bool(re.match(r"^\s*(re|bls|balas)\s*:", subject, re.IGNORECASE))
    name, address = _sender(_raw(message.get("From")))
    parts = [] if unknown else list(_parts(message))
    if len(message.keys()) > MOST_HEADERS:
        unknown = "headers"
    return Incoming(
        number=_number(message, raw), address=_address(address), name=decoded(name)[:120], subject=subject[:300],
        text=_words(parts, answer=answer), sent_at=_moment(message), refers=refers,
        automatic=_automatic(message, address, subject) or unknown == "headers", bounced=tuple(_bounced(message)),
        enclosures=tuple(_enclosure(place, part) for place, part in parts if _is_file(part)), unknown=unknown,
    )  # fmt: skip


def file_in(raw: bytes, place: str) -> bytes:
    """The bytes of the file at a place, as `Incoming.enclosures` names it. Raise LookupError when there is none."""
    message, _unknown = _parsed(raw, "")
    found = dict(_parts(message))
    return _octets(found[int(place)])


def _parsed(raw: bytes, unknown: str) -> tuple[Message, str]:
    """Python's parser goes down with a letter in a letter in a letter: such a one is read by its head."""
    if unknown:
        return BytesHeaderParser().parsebytes(raw), unknown
    try:
        return message_from_bytes(raw), ""
    except (RecursionError, ValueError, LookupError, MessageError):
        return BytesHeaderParser().parsebytes(raw), "form"


# --- headers -----------------------------------------------------------------------------------------------------


def decoded(value: object) -> str:
    """A header as people read it, on one line: encoded words (RFC 2047), odd charsets, raw octets."""
    text = _raw(value)[:LONGEST_HEADER]
    try:
        pieces = decode_header(text)
    except (MessageError, ValueError):
        return clean_line(text)
    return clean_line("".join(piece if isinstance(piece, str) else _letters(piece, said) for piece, said in pieces))


def _raw(value: object) -> str:
    """Octets that no header may hold are read as UTF-8, else as Latin-1."""
    if value is None:
        return ""
    text = (
        str(value) if isinstance(value, str) else "".join(_letters(*piece) for piece in getattr(value, "_chunks", ()))
    )
    try:
        return text.encode("ascii", "surrogateescape").decode("utf-8")
    except UnicodeEncodeError:
        return text
    except UnicodeDecodeError:
        return text.encode("ascii", "surrogateescape").decode("latin-1")


def _letters(octets: bytes | str, charset: object) -> str:
    if isinstance(octets, str):
        return octets
    try:
        known = codecs.lookup(str(charset or "utf-8")).name
        return octets.decode("utf-8" if known in _ODD_CODECS else known)
    except (LookupError, ValueError):
        return octets.decode("utf-8") if _is_utf8(octets) else octets.decode("latin-1")


def _is_utf8(octets: bytes) -> bool:
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _number(message: Message, raw: bytes) -> str:
    found = IDENTITY.search(_raw(message.get("Message-ID"))[:LONGEST_HEADER])
    return found[0] if found and len(found[0]) <= 200 else hashlib.sha256(raw).hexdigest()


def _refers(message: Message) -> tuple[str, ...]:
    nearest = IDENTITY.findall(_raw(message.get("In-Reply-To"))[:LONGEST_HEADER])
    thread = IDENTITY.findall(_raw(message.get("References"))[-LONGEST_HEADER:])
    return tuple(dict.fromkeys([*nearest, *reversed(thread)]))[:MOST_IDS]


def _sender(text: str) -> tuple[str, str]:
    """Name and address; nobody where the header is a thicket of brackets."""
    try:
        return parseaddr(text[:LONGEST_HEADER])
    except RecursionError:
        return "", ""


def _address(address: str) -> str:
    plain = clean_line(address).lower()
    return plain if re.fullmatch(r"[^\s@<>,;:]{1,120}@[^\s@<>,;:]{1,120}", plain) else ""


def _moment(message: Message) -> datetime:
    now = timezone.now()
    try:
        at = parsedate_to_datetime(_raw(message.get("Date"))[:100])
    except (ValueError, TypeError, IndexError, OverflowError):
        return now
    at = at if at.tzinfo else at.replace(tzinfo=now.tzinfo)
    return at if now - OLDEST <= at <= now else now


def _automatic(message: Message, address: str, subject: str) -> bool:
    """Whether no person wrote this, so that nothing may answer it (RFC 3834 section 2)."""
    said = _raw(message.get("Auto-Submitted")).strip().lower()
    kind = _raw(message.get("Precedence")).strip().lower()
    return (
        (bool(said) and not said.startswith("no"))
        or kind in AUTOMATIC
        or any(message.get(mark) for mark in MARKS)
        or _raw(message.get("Return-Path")).strip() == "<>"
        or message.get_content_type() == "multipart/report"
        or not _address(address)
        or bool(NOBODY.match(address))
        or bool(ABSENT.match(subject))
    )


def _bounced(message: Message) -> Iterator[tuple[str, str]]:
    """The letters that a report says did not arrive, each with the status of the first who did not get it."""
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return
    statuses = [
        _raw(group.get("Status"))[:20].strip()
        for part in message.walk() if part.get_content_type() == "message/delivery-status" and part.is_multipart()
        for group in part.get_payload()
        if isinstance(group, Message) and _raw(group.get("Action")).strip().lower() == "failed"
    ]  # fmt: skip
    if statuses:
        for number in list(_returned(message))[:1]:
            yield number, statuses[0] if re.fullmatch(r"[245]\.\d{1,3}\.\d{1,3}", statuses[0]) else "failed"


def _returned(message: Message) -> Iterator[str]:
    """The Message-ID of the letter that came back, whole or as its headers."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind in {"text/rfc822-headers", "message/rfc822-headers"}:
            yield from IDENTITY.findall(_raw(BytesHeaderParser().parsebytes(_octets(part)).get("Message-ID")))
        elif kind == "message/rfc822" and part.is_multipart():
            inner = part.get_payload(0)
            yield from IDENTITY.findall(_raw(inner.get("Message-ID")) if isinstance(inner, Message) else "")


# --- parts -------------------------------------------------------------------------------------------------------


def _parts(message: Message, depth: int = 0, place: Iterator[int] | None = None) -> Iterator[tuple[int, Message]]:
    """The leaves with their places; letters in the letter are leaves."""
    places = place or iter(range(MOST_PARTS))
    if not message.is_multipart() or message.get_content_maintype() == "message":
        for here in places:
            yield here, message
            return
    elif depth < DEEPEST:
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _parts(part, depth + 1, places)


def _is_file(part: Message) -> bool:
    if part.get_filename() or part.get_content_disposition() == "attachment":
        return True
    return part.get_content_type() not in {"text/plain", "text/html", "text/rtf", "application/rtf", "text/enriched"}


def _enclosure(place: int, part: Message) -> Enclosure:
    name = clean_line(decoded(part.get_filename() or ""))
    payload = part.get_payload()
    size = len(payload) if isinstance(payload, str) else 0
    if isinstance(payload, str) and _raw(part.get("Content-Transfer-Encoding")).strip().lower() == "base64":
        signs = size - payload.count("\n") - payload.count("\r") - payload[-8:].count("=")
        size = signs * 3 // 4
    return Enclosure(str(place), part.get_content_type()[:100], name[:120], size)


def _octets(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    inner = part.get_payload(0) if part.is_multipart() else None  # a letter in the letter
    return inner.as_bytes() if isinstance(inner, Message) else b""


def _words(parts: list[tuple[int, Message]], *, answer: bool) -> str:
    """What the sender wrote: the plain text, else what the HTML shows, else what the RTF says."""
    written = [part for _place, part in parts if not _is_file(part)]
    plain = "\n".join(_text(part) for part in written if part.get_content_type() in {"text/plain", "text/enriched"})
    if not plain.strip():
        pages = [_text(part) for part in written if part.get_content_type() == "text/html"]
        plain = "\n".join(of_html(page, answer=answer) for page in pages[:5])
    if not plain.strip():
        plain = "\n".join(of_rtf(_text(part)) for part in written if part.get_content_subtype() == "rtf")
    return own_words(plain, answer=answer)


def _text(part: Message) -> str:
    return _letters(_octets(part)[:LONGEST_HTML], part.get_content_charset())
