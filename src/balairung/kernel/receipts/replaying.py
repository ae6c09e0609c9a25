"""The tree, made once more from its published leaves: what the heads must have been, whether the tiles fit together.

Tiles and heads are read in their order, a few at a time; of the tree only its right edge is in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from balairung.ground.common.tlog.checkpoints import opened
from balairung.ground.common.tlog.hashing import EMPTY, node_hash, tree_head
from balairung.ground.common.tlog.notes import Key
from balairung.ground.common.tlog.texts import HASH
from balairung.ground.common.tlog.tiles import ENTRIES, HEIGHT, WIDTH, Tile, hashes, read_bundle
from balairung.kernel.receipts.models import LogCheckpoint, LogTile
from balairung.kernel.receipts.proving import latest

PAGE = 16  # tiles


class Edge:
    """A tree that grows leaf by leaf; in memory are the full subtrees on its right edge alone."""

    def __init__(self) -> None:
        self.size = 0
        self._full = list[bytes]()  # from the largest to the smallest: one for each bit of the size

    def add(self, leaf: bytes) -> None:
        size, found = self.size, leaf
        while size & 1:
            found, size = node_hash(self._full.pop(), found), size >> 1
        self._full.append(found)
        self.size += 1

    def head(self) -> bytes:
        if not self._full:
            return EMPTY
        found = self._full[-1]
        for left in reversed(self._full[:-1]):
            found = node_hash(left, found)
        return found


class Heads:
    """The checkpoints in their order, each held against the tree when it had that size."""

    def __init__(self, origin: str, key: Key, size: int) -> None:
        self.origin, self.key, self.size = origin, key, size
        self._ahead = self._all()
        self._next = next(self._ahead, None)

    def _all(self) -> Iterator[LogCheckpoint]:
        last = -1
        while page := list(LogCheckpoint.objects.filter(size__gt=last, size__lte=self.size).order_by("size")[:500]):
            yield from page
            last = page[-1].size

    def held_against(self, edge: Edge) -> Iterator[str]:
        """What is wrong with the checkpoints up to this size."""
        while self._next and self._next.size <= edge.size:
            row, self._next = self._next, next(self._ahead, None)
            yield from self._wrong(row, edge)

    def rest(self) -> Iterator[str]:
        """Those that claim more than there is."""
        for row in chain([self._next] if self._next else [], self._ahead):
            yield f"the checkpoint of {row.size} leaves says more than the log has: its end was removed"

    def _wrong(self, row: LogCheckpoint, edge: Edge) -> Iterator[str]:
        name = f"the checkpoint of {row.size} leaves"
        try:
            told = opened(row.published, self.key).checkpoint
        except ValueError:
            yield f"{name} is not as it was signed"
            return
        if (told.origin, told.size) != (self.origin, row.size):
            yield f"{name} is that of another log or another size"
        elif row.size == edge.size and told.head != edge.head():
            yield f"{name} has another head than its leaves: the log was forked or rewritten"


def broken_heads(origin: str, key: Key, size: int) -> Iterator[str]:
    """Checkpoints of a log of this size that its leaves do not lead to: each goes on from the one before."""
    heads, edge = Heads(origin, key, size), Edge()
    yield from heads.held_against(edge)
    for index, row in enumerate(_rows(0)):
        if row.index != index:
            break
        for leaf in hashes(bytes(row.data)[: min(row.width, size - edge.size) * HASH]):
            edge.add(leaf)
            yield from heads.held_against(edge)
    yield from heads.rest()


def broken_tiles(size: int) -> Iterator[str]:
    """Tiles of a log of this size that are missing, or that do not lead to the ones above them."""
    level = 0
    while count := size >> HEIGHT * level:
        yield from _level(level, count)
        level += 1
    yield from _level(ENTRIES, size)


def _level(level: int, count: int) -> Iterator[str]:
    """One tile after the other; a hash of a full one must stand in the level above."""
    index, above = 0, b""
    for row in _rows(level):
        while index < row.index and index * WIDTH < count:
            yield f"{Tile(level, index).path} is missing"
            index += 1
        width = min(count - row.index * WIDTH, WIDTH)
        if row.index % WIDTH == 0 and level != ENTRIES:
            above = _data(level + 1, row.index // WIDTH)
        if row.width < 1 or not width <= row.width <= _widest(row, width) or not _whole(row):
            yield f"{Tile(level, row.index, min(row.width, WIDTH)).path} has another width than the log"
        elif width == WIDTH and level != ENTRIES and not _stands(above, row):
            yield f"{Tile(level, row.index).path} does not lead to the tile above it"
        index = row.index + 1
    if index * WIDTH < count:
        yield f"{Tile(level, index, min(count - index * WIDTH, WIDTH)).path} is missing"


def _widest(row: LogTile, width: int) -> int:
    """How wide it may be: as it was in a log of the size we look at, or as the worker has lengthened it meanwhile."""
    if row.width == width:
        return width
    newest = latest()
    count = (newest.size if newest else 0) >> HEIGHT * max(row.level, 0)
    return min(count - row.index * WIDTH, WIDTH)


def _rows(level: int) -> Iterator[LogTile]:
    last = -1
    while page := list(LogTile.objects.filter(level=level, index__gt=last).order_by("index")[:PAGE]):
        yield from page
        last = page[-1].index


def _data(level: int, index: int) -> bytes:
    return bytes(LogTile.objects.filter(level=level, index=index).values_list("data", flat=True).first() or b"")


def _whole(row: LogTile) -> bool:
    data = bytes(row.data)
    try:
        return len(read_bundle(data) if row.level == ENTRIES else hashes(data)) == row.width
    except ValueError:
        return False


def _stands(above: bytes, row: LogTile) -> bool:
    place = row.index % WIDTH * HASH
    return above[place : place + HASH] == tree_head(hashes(bytes(row.data)))
