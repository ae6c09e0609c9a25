"""What the house holds about one person: found, handed over, erased. Each room answers for itself.

A person is known to the house by a contact that they left (`settings.PERSONAL_DATA` names who is asked). Whoever calls
this has proved that the contact is theirs, and has decided: nothing here asks who may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from balairung.kernel.people.actors import Actor


@dataclass(frozen=True)
class Item:
    """One thing that the house holds about somebody, such as a report."""

    holder: str  # the name of whoever holds it: "complaints"
    key: str  # how the holder finds it again
    title: str  # in words: "Laporan P-7K3M-92QD"
    since: datetime | None = None
    ref: str = ""  # the reference of its obligation, if it is one
    kept: str = ""  # why the law wants it kept: a sentence; such an item is never erased

    @property
    def mark(self) -> str:
        """How a form names it; `item_of` finds it again among what was found."""
        return f"{self.holder}:{self.key}"


@dataclass(frozen=True)
class PersonalFile:
    """A file to hand over: its name, and a way to its bytes."""

    name: str
    media_type: str
    opened: Callable[[], IO[bytes]]


@dataclass(frozen=True)
class Extract:
    """All that one item says of its person: what each thing is called, and what stands there; and files."""

    item: Item
    facts: Sequence[tuple[str, str]]
    files: Sequence[PersonalFile] = ()


@dataclass(frozen=True)
class Erasure:
    """What became of an item: how many things are gone, and in words what stays, with the law that wants it."""

    item: Item
    gone: int = 0
    stays: Sequence[str] = field(default=())


class Holder(Protocol):
    """A room's answer. `contact` is clean: an address or a number as `messaging.contacts.read_contact` gives it."""

    name: str

    def find(self, contact: str) -> Iterable[Item]:
        """What is held of whoever owns this contact; a bounded number of queries."""

    def export(self, item: Item) -> Extract:
        """All of it, opened. What others said in confidence stays out."""

    def erase(self, item: Item, *, by: Actor, at: datetime) -> Erasure:
        """Erase it for ever, in the caller's transaction. A second time changes nothing."""


def holders() -> list[Holder]:
    """Whoever holds something about people, in the order of the settings."""
    return [import_string(path) for path in settings.PERSONAL_DATA]


def find(contact: str) -> list[Item]:
    """All that the house holds about whoever owns this contact."""
    return [item for holder in holders() for item in holder.find(contact)]


def held(refs: Sequence[str]) -> dict[str, str]:
    """Which of these cases may not be erased now, and why in words: somebody holds them (`settings.HELD`)."""
    asked: Callable[[Sequence[str]], dict[str, str]] = import_string(settings.HELD)
    return asked(refs) if refs else {}


def item_of(mark: str, contact: str) -> Item | None:
    """The one thing of this mark; None when it is not theirs, or gone."""
    return next((item for item in find(contact) if item.mark == mark), None)


def export(item: Item) -> Extract:
    return _holder_of(item).export(item)


def erase(item: Item, *, by: Actor, at: datetime) -> Erasure:
    """Erase it. The caller found the item a moment ago and holds a transaction; one that is kept stays as it is."""
    if item.kept:
        return Erasure(item, stays=[item.kept])
    return _holder_of(item).erase(item, by=by, at=at)


def _holder_of(item: Item) -> Holder:
    return next(holder for holder in holders() if holder.name == item.holder)
