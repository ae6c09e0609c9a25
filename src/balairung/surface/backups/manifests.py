"""What a backup says of itself. It is open to the server, which needs it to prune, and tells nothing about anybody.

A manifest names lists by the hash of their bytes, a list names objects by theirs, and the manifest is signed: each byte
of a backup stands below the signature. What files are called stands in the encrypted pieces alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from backports import zstd
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.surface.backups import keys

FORMAT = 1


@dataclass(frozen=True)
class Piece:
    """A piece by its keyed name, where it lies (by the hash of what lies there), and how many bytes lie there."""

    name: str
    lies: str
    size: int

    @classmethod
    def of(cls, row: list[object]) -> Piece:
        return cls(str(row[0]), str(row[1]), int(str(row[2])))

    @property
    def row(self) -> list[object]:
        return [self.name, self.lies, self.size]


@dataclass(frozen=True)
class PieceList:
    """All pieces of one folder, or of the database; `contents` tells, encrypted, what they are put together to."""

    contents: tuple[Piece, ...]
    pieces: tuple[Piece, ...]

    def __iter__(self) -> Iterator[Piece]:
        yield from self.contents
        yield from self.pieces

    def written(self) -> bytes:
        rows = [[one.row for one in part] for part in (self.contents, self.pieces)]
        return zstd.compress(json.dumps(rows, separators=(",", ":")).encode(), 3)


def read_list(data: bytes) -> PieceList:
    contents, pieces = json.loads(zstd.decompress(data))
    return PieceList(tuple(map(Piece.of, contents)), tuple(map(Piece.of, pieces)))


@dataclass(frozen=True)
class Manifest:
    """One backup."""

    id: str
    moment: str  # what it holds is what stood at this moment
    database: str  # "sqlite" or "postgresql"
    version: str
    ring: list[str]  # fingerprints of the seal keys
    readers: str  # fingerprint of the recipients
    lists: dict[str, str]  # by the keyed name of the folder, or of the database
    files: int
    missing: int  # files that the database spoke of and the disk no longer had
    size: int  # bytes, once restored
    database_size: int  # of them the database, or its dump
    format: int = FORMAT

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.moment)

    def written(self) -> bytes:
        body = json.dumps(asdict(self)).encode()
        return body + b"\n" + keys.sign(body).encode() + b"\n"


def id_of(moment: datetime) -> str:
    """Sorted by name is sorted by time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H-%M-%S-%fZ")


def read_manifest(key: str, data: bytes) -> Manifest:
    """Raise `Refused` unless this house signed it, and under this name."""
    body, _newline, signature = data.partition(b"\n")
    if not keys.is_signed(body, signature.decode("ascii", "replace").strip()):
        raise Refused(
            _("Cadangan %(id)s diubah, atau dibuat rumah dengan kunci lain: tanda tangannya tidak cocok.") % {"id": key}
        )
    words = json.loads(body)
    if words.get("format") != FORMAT:
        raise Refused(_("Cadangan %(id)s dibuat versi Balairung yang lebih baru.") % {"id": key})
    manifest = Manifest(**words)
    if manifest.id != key:
        told = _("Cadangan %(id)s sebenarnya cadangan %(other)s: ada yang menukarnya.")
        raise Refused(told % {"id": key, "other": manifest.id})
    return manifest


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
