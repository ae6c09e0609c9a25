"""Reading what strangers hand in, to the letter: one way to write a thing, a sentence for every slip."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime

from balairung.ground.common.given_json import said
from balairung.ground.common.words import gettext as _

HASH = 32  # bytes of SHA-256
LARGEST = 2**63 - 1  # a size, a place or a moment in the formats of C2SP


class NotProved(ValueError):
    """It can be read, but it does not show what it should. Its text is one sentence."""


def encoded(data: bytes) -> str:
    """Base 64 as in RFC 4648, section 4."""
    return base64.b64encode(data).decode()


def decoded(text: str, length: int | None = None) -> bytes:
    """The bytes of this base 64; other spellings of the same bytes are refused."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:  # also for letters outside ASCII
        data = b""
    if not data or encoded(data) != text or length not in {None, len(data)}:
        raise ValueError(_("“%(text)s” tidak terbaca: seharusnya Base64 yang utuh.") % {"text": said(text)})
    return data


def number(text: str) -> int:
    """A whole number without leading zeroes."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", text) or int(text) > LARGEST:
        raise ValueError(_("“%(text)s” bukan bilangan bulat yang wajar.") % {"text": said(text)})
    return int(text)


def after(word: str, line: str) -> str:
    """What follows this word and a space on a line."""
    if not line.startswith(f"{word} "):
        raise ValueError(
            _("Baris “%(line)s” seharusnya dimulai dengan “%(word)s”.") % {"line": said(line), "word": word}
        )
    return line[len(word) + 1 :]


def in_bytes(text: str) -> bytes:
    """UTF-8. A surrogate, which JSON can smuggle in, belongs to no text."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(_("Teks ini memuat tanda yang tidak sah.")) from error


def moment(seconds: int) -> datetime:
    """The time that is so many seconds after 1970."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise ValueError(_("Waktu pada tanda tangan ini tidak wajar.")) from error
