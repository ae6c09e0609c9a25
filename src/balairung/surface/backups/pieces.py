"""What is backed up goes in pieces, so that a piece which did not change is not sent again.

Files and SQLite are cut at fixed places: files never change, and SQLite changes pages where they stand. A dump of
PostgreSQL is cut where its lines say so, because a row that came in moves all that follow.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

import pyrage
from backports import zstd
from pyrage.x25519 import Identity, Recipient

from balairung.ground.common.errors import Refused
from balairung.ground.common.words import gettext as _

WHOLE = 4 * 1024 * 1024  # of a file
PAGES = 256 * 1024  # of SQLite: 64 of its pages
LEAST, MOST, ONE_IN = 128 * 1024, 1024 * 1024, 512  # of a dump: cut after one line in so many
_READ = 1024 * 1024
_PLAIN, _PACKED = b"\0", b"\1"
LEVEL = 3


def fixed(source: BinaryIO, size: int) -> Iterator[bytes]:
    while piece := source.read(size):
        yield piece


def by_lines(read: Callable[[int], bytes]) -> Iterator[bytes]:
    """Pieces that end with a line whose own checksum says so: where the same lines come, the same pieces come."""
    rest = b""
    while more := read(_READ):
        rest += more
        while len(rest) >= MOST and (end := _end(rest)):
            yield rest[:end]
            rest = rest[end:]
    while rest:
        end = _end(rest)
        yield rest[:end]
        rest = rest[end:]


def _end(text: bytes) -> int:
    """Where the first piece of this text ends; MOST bytes of it decide, so that reading on changes nothing."""
    limit = min(len(text), MOST)
    start = text.find(b"\n", LEAST, limit) + 1
    while start and (stop := text.find(b"\n", start, limit) + 1):
        if zlib.crc32(text[start:stop]) % ONE_IN == 0:
            return stop
        start = stop
    return limit


def packed(content: bytes, readers: Iterable[Recipient]) -> bytes:
    """Compressed where that helps, and encrypted. By hand: `age -d`, then without the first byte `zstd -d`."""
    small = zstd.compress(content, LEVEL)
    body = _PACKED + small if len(small) < len(content) else _PLAIN + content
    return bytes(pyrage.encrypt(body, list(readers)))


def unpacked(sealed: bytes, identity: Identity) -> bytes:
    try:
        body = pyrage.decrypt(sealed, [identity])
    except pyrage.DecryptError as error:
        raise Refused(_("Identitas ini tidak membuka cadangan ini: ia dibuat untuk kunci lain.")) from error
    return zstd.decompress(body[1:]) if body[:1] == _PACKED else body[1:]
