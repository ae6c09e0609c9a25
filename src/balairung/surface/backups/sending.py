"""Pieces are sent where they are not yet: encrypted, several at a time, and those that are there are not sent again."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from pyrage.x25519 import Recipient

from balairung.surface.backups.contents import Contents, Entry
from balairung.surface.backups.keys import Names, fingerprint
from balairung.surface.backups.manifests import Manifest, Piece
from balairung.surface.backups.pieces import packed
from balairung.surface.backups.shelf import Broken, Shelf

A = TypeVar("A")
B = TypeVar("B")
HANDS = min(4, os.cpu_count() or 1)
AHEAD = 4 * HANDS  # pieces in memory


class Sender:
    """Who brings pieces to one shelf, and knows of the last backup what lies there."""

    def __init__(self, shelf: Shelf, readers: Sequence[Recipient], before: Manifest | None) -> None:
        self.shelf, self.readers, self.before = shelf, readers, before
        self.names = Names(fingerprint(readers))

    def key_of(self, label: str) -> str:
        """A folder's name that tells nothing."""
        return self.names.of(b"folder " + label.encode())

    def known(self, label: str) -> dict[str, Piece]:
        """What the last backup had of this folder; a broken list is written anew."""
        name = self.before.lists.get(self.key_of(label)) if self.before else None
        try:
            return {one.name: one for one in self.shelf.list_of(name)} if name else {}
        except Broken:
            return {}

    def piece(self, content: bytes, known: dict[str, Piece]) -> Piece:
        name = self.names.of(content)
        there = known.get(name)
        if there and self.shelf.has(there.lies, there.size):
            return there
        sealed = packed(content, self.readers)
        return Piece(name, self.shelf.put_object(sealed), len(sealed))

    def stream(self, contents: Iterable[bytes], known: dict[str, Piece]) -> tuple[Entry, list[Piece]]:
        """One long file, such as a database, as it comes."""
        size, found = 0, list[Piece]()
        for length, one in in_order(lambda content: (len(content), self.piece(content, known)), contents):
            size += length
            found.append(one)
        return Entry("", size, 0, tuple(one.name for one in found)), found

    def put(self, contents: Contents, known: dict[str, Piece]) -> str:
        """The list of a folder, whose pieces are there; its name."""
        told = self.piece(contents.told(), known)
        return self.shelf.put_list(contents.list_with([told]).written())


def in_order(work: Callable[[A], B], things: Iterable[A]) -> Iterator[B]:
    """Several hands, one order, never more than AHEAD at a time."""
    with ThreadPoolExecutor(HANDS) as hands:
        begun = deque[Future[B]]()
        for thing in things:
            begun.append(hands.submit(work, thing))
            if len(begun) >= AHEAD:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
