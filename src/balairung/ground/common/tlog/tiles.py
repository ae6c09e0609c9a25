"""A tree in tiles (c2sp.org/tlog-tiles): 256 hashes of one height in one file, entries in bundles of 256.

A full tile never changes. A proof reads a few tiles, however large the tree; growing it writes those on its right edge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from balairung.ground.common.given_json import said
from balairung.ground.common.tlog.hashing import node_hash, tree_head
from balairung.ground.common.tlog.proving import consistency_ranges, half, inclusion_ranges
from balairung.ground.common.tlog.texts import HASH
from balairung.ground.common.words import gettext as _

HEIGHT, WIDTH = 8, 256
HIGHEST = 63
ENTRIES = -1  # the level of the bundles, which the tree stands on
LONGEST = 2**16 - 1  # bytes of one entry

PATH = re.compile(r"tile/(0|[1-9][0-9]?|entries)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@dataclass(frozen=True)
class Tile:
    """Hashes (or entries) `index * 256` and following of a level; fewer than 256 of them on the right edge."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it is served: `tile/0/x001/x234/067.p/8`."""
        digits = f"{self.index:0{-(-len(str(self.index)) // 3) * 3}}"
        groups = [digits[place : place + 3] for place in range(0, len(digits), 3)]
        name = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
        level = "entries" if self.level == ENTRIES else str(self.level)
        return f"tile/{level}/{name}" + (f".p/{self.width}" if self.width < WIDTH else "")


def read_path(path: str) -> Tile:
    """The tile of this path. Raise ValueError where no tile can be."""
    if found := PATH.fullmatch(path):
        level, name, width = found.groups()
        index = int(name.replace("x", "").replace("/", "")[:19])
        tile = Tile(ENTRIES if level == "entries" else int(level), index, int(width or WIDTH))
        if tile.path == path and tile.level <= HIGHEST:
            return tile
    raise ValueError(_("“%(path)s” bukan alamat ubin.") % {"path": said(path)})


def tiles_of(size: int) -> Iterator[Tile]:
    """All tiles of hashes of a tree of this size."""
    level = 0
    while count := size >> HEIGHT * level:
        full, rest = divmod(count, WIDTH)
        yield from (Tile(level, index) for index in range(full))
        if rest:
            yield Tile(level, full, rest)
        level += 1


# --- reading ---------------------------------------------------------------------------------------------------------


class Tree:
    """A tree of this size, read from its tiles. `read` may give more of a tile than was asked: tiles only grow."""

    def __init__(self, size: int, read: Callable[[Tile], bytes]) -> None:
        self.size = size
        self._read = read
        self._known = dict[tuple[int, int], bytes]()

    def head(self) -> bytes:
        return self._hash(0, self.size) if self.size else tree_head([])

    def inclusion(self, index: int) -> list[bytes]:
        """The proof that the tree has its leaf at this place."""
        if not 0 <= index < self.size:
            raise ValueError(_("Log ini belum memuat daun nomor %(index)d.") % {"index": index})
        return [self._hash(*beside) for beside in inclusion_ranges(index, self.size)]

    def consistency(self, old: int) -> list[bytes]:
        """The proof that the tree begins with the one that had `old` leaves."""
        if not 0 <= old <= self.size:
            raise ValueError(_("Log ini belum memuat %(size)d daun.") % {"size": old})
        return [self._hash(*beside) for beside in consistency_ranges(old, self.size)]

    def tile(self, level: int, index: int) -> bytes:
        """As much of this tile as the tree has."""
        if (level, index) not in self._known:
            tile = Tile(level, index, min((self.size >> HEIGHT * level) - WIDTH * index, WIDTH))
            data = self._read(tile)[: tile.width * HASH]
            if len(data) < tile.width * HASH:
                raise ValueError(_("Ubin %(path)s tidak utuh.") % {"path": tile.path})
            self._known[level, index] = data
        return self._known[level, index]

    def _hash(self, start: int, end: int) -> bytes:
        """Of a subtree as proofs name it; it is full, or on the right edge."""
        size = end - start
        if size & (size - 1) == 0:
            return self._full(start, size.bit_length() - 1)
        middle = start + half(size)
        return node_hash(self._hash(start, middle), self._hash(middle, end))

    def _full(self, start: int, height: int) -> bytes:
        level, above = divmod(height, HEIGHT)
        index, place = divmod(start >> HEIGHT * level, WIDTH)
        data = self.tile(level, index)
        return tree_head(data[at * HASH : (at + 1) * HASH] for at in range(place, place + (1 << above)))


# --- growing ---------------------------------------------------------------------------------------------------------


def grown(tree: Tree, leaves: Sequence[bytes]) -> dict[Tile, bytes]:
    """What has to be written so that the tree has these hashes of leaves, too."""
    written, added, level = dict[Tile, bytes](), list(leaves), 0
    while added:
        index, kept = divmod(tree.size >> HEIGHT * level, WIDTH)
        data = (tree.tile(level, index) if kept else b"") + b"".join(added)
        parts = [data[at : at + WIDTH * HASH] for at in range(0, len(data), WIDTH * HASH)]
        written |= {Tile(level, index + at, len(part) // HASH): part for at, part in enumerate(parts)}
        added = [tree_head(hashes(part)) for part in parts if len(part) == WIDTH * HASH]
        level += 1
    return written


def hashes(tile: bytes) -> list[bytes]:
    """The hashes that a tile is made of."""
    if len(tile) % HASH:
        raise ValueError(_("Ubin ini tidak utuh."))
    return [tile[at : at + HASH] for at in range(0, len(tile), HASH)]


def grown_bundles(size: int, last: Sequence[bytes], entries: Sequence[bytes]) -> dict[Tile, bytes]:
    """The bundles to be written for these entries after `size` others; `last` are those of the bundle begun before."""
    index, kept = divmod(size, WIDTH)
    if len(last) != kept:
        raise ValueError(_("Bundel terakhir tidak utuh."))
    whole = [*last, *entries]
    parts = [whole[at : at + WIDTH] for at in range(0, len(whole), WIDTH)] if entries else []
    return {Tile(ENTRIES, index + at, len(part)): bundle(part) for at, part in enumerate(parts)}


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries one after the other, each behind its length in two bytes."""
    if any(len(entry) > LONGEST for entry in entries):
        raise ValueError(_("Sebuah catatan terlalu panjang untuk log ini."))
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def read_bundle(data: bytes) -> list[bytes]:
    entries, place = list[bytes](), 0
    while place < len(data):
        begin = place + 2
        place = begin + int.from_bytes(data[begin - 2 : begin], "big")
        if begin > len(data) or place > len(data):
            raise ValueError(_("Bundel ini tidak utuh."))
        entries.append(data[begin:place])
    return entries
