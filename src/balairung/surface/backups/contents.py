"""What a folder of files, or the database, is put together from: names of files, and of each the names of its pieces.

The server keeps its own copy of what it told a backup last time, so that a file which it has read is not read again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field

from backports import zstd

from balairung.surface.backups.manifests import Piece, PieceList
from balairung.surface.backups.telling import notebook

DATABASE = "database"


@dataclass(frozen=True)
class Entry:
    """One file: its name in its folder, how long it is, when it was written (nanoseconds), its pieces in order."""

    name: str
    size: int
    mtime: int
    pieces: tuple[str, ...]


@dataclass
class Contents:
    """One folder (`files/2026/03`), or the database."""

    label: str
    entries: dict[str, Entry] = field(default_factory=dict)
    pieces: dict[str, Piece] = field(default_factory=dict)

    def add(self, entry: Entry, pieces: Iterable[Piece]) -> None:
        self.entries[entry.name] = entry
        self.pieces.update((one.name, one) for one in pieces)

    @property
    def size(self) -> int:
        return sum(one.size for one in self.entries.values())

    def pieces_of(self, entry: Entry) -> list[Piece]:
        return [self.pieces[name] for name in entry.pieces]

    def told(self) -> bytes:
        """The same files give the same bytes: a folder in which nothing changed is the same list."""
        rows = [[one.name, one.size, one.mtime, one.pieces] for _name, one in sorted(self.entries.items())]
        return json.dumps({"label": self.label, "files": rows}, separators=(",", ":")).encode()

    def list_with(self, contents: Iterable[Piece]) -> PieceList:
        return PieceList(tuple(contents), tuple(one for _name, one in sorted(self.pieces.items())))


def read_contents(told: bytes, pieces: Iterable[Piece]) -> Contents:
    rows = json.loads(told)
    entries = {row[0]: Entry(row[0], row[1], row[2], tuple(row[3])) for row in rows["files"]}
    return Contents(rows["label"], entries, {one.name: one for one in pieces})


# --- what the server remembers ---------------------------------------------------------------------------------------


def remember(key: str, contents: Contents) -> None:
    """Forgotten is no harm: then files are read again, and still not sent again."""
    folder = notebook() / "daftar"
    folder.mkdir(mode=0o700, exist_ok=True)
    told = {"told": contents.told().decode(), "pieces": [one.row for one in contents.pieces.values()]}
    draft = folder / f".{key[:32]}"
    draft.write_bytes(zstd.compress(json.dumps(told).encode(), 3))
    os.replace(draft, folder / key[:32])


def remembered(key: str, label: str) -> Contents:
    path = notebook() / "daftar" / key[:32]
    try:
        kept = json.loads(zstd.decompress(path.read_bytes()))
        return read_contents(kept["told"].encode(), map(Piece.of, kept["pieces"]))
    except (FileNotFoundError, ValueError, KeyError, zstd.ZstdError):
        return Contents(label)


def forget_others(keys: Iterable[str]) -> None:
    """Folders that are gone need not be remembered."""
    kept = {key[:32] for key in keys}
    for path in (notebook() / "daftar").glob("*"):
        if path.name not in kept:
            path.unlink(missing_ok=True)
