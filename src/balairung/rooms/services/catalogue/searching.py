"""Finding a service in everyday words: "surat miskin buat berobat", "pinda rumah", "ngurus ktp ilang"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from balairung.rooms.services.catalogue.shelf import Entry, shelf

MOST = 20


@dataclass(frozen=True)
class Hit:
    """One service, and the words of its own by which it was found."""

    entry: Entry
    by: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """The likeliest first; `read_as` tells which typed word was taken for which."""

    hits: tuple[Hit, ...]
    read_as: tuple[tuple[str, str], ...] = ()


def find(words: str, on: date) -> Found:
    """What is offered on this day and meant by these words. Whatever is typed is answered; nothing finds nothing."""
    offered = shelf(on)
    looked = offered.lexicon.look_up(words)
    hits = (Hit(offered.entries[match.place], match.by) for match in looked.matches[:MOST])
    return Found(tuple(hits), looked.read_as)
