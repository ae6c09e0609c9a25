"""What goes into the machine and what comes out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from balairung.kernel.messaging.listening import Say
from balairung.rooms.complaints.dialogue.memory import EMPTY, Memory


@dataclass(frozen=True)
class Message:
    """One message, its files stored already. `key` is the same however often it is tried."""

    key: str
    at: datetime
    text: str = ""
    choice: str = ""  # the button that was pressed
    point: tuple[float, float] | None = None
    files: Sequence[str] = ()  # keys of files
    sound: bool = False  # one of them is a recording
    unkept: Sequence[str] = ()  # sentences about files that could not be taken
    unknown: str = ""  # a kind of message that we do not read
    case: str = ""  # the number of the report that they answer
    name: str = ""  # as their account calls them
    letter: bool = False  # a mail: everything is in it, and it is answered by one
    brief: bool = False  # an SMS: one message may say everything
    handed: bool = False  # a person answers in this conversation


@dataclass(frozen=True)
class Case:
    """One report of this conversation, or one whose letter is answered in it."""

    ref: str
    title: str
    waits: str = ""  # for the reporter: "inform", "confirm", "outcome"; "" for nothing
    open: bool = True


@dataclass(frozen=True)
class Near:
    """A public report that is like the one that is told."""

    ref: str
    title: str
    reason: str


@dataclass(frozen=True)
class Spot:
    code: str
    name: str


class World(Protocol):
    """What the machine may ask while it thinks. Nothing here writes."""

    def find_place(self, text: str, *, answer: bool) -> Spot | None:
        """The village or district that is named; with `answer`, the words say nothing but a place."""

    def place_at(self, point: tuple[float, float]) -> Spot | None: ...

    def similar(self, memory: Memory) -> Near | None: ...

    def is_sensitive(self, text: str) -> bool: ...

    def cases(self) -> Sequence[Case]:
        """The reports of this conversation that are open or wait for the reporter, the latest first."""

    def case(self, ref: str) -> Case | None:
        """One report of this conversation, or the one whose letter they answer, however old."""


@dataclass(frozen=True)
class Deed:
    """Something to do: a verb of the house, what it is about, and its words."""

    verb: str  # file, resume, close, reopen, outcome, add, withdraw, follow, tell, hand, take_back
    ref: str = ""
    text: str = ""
    files: tuple[str, ...] = ()
    how: str = ""  # of file: named, hidden, secret; of outcome: the answer; of tell: the code
    memory: Memory = EMPTY  # of file: the report
    parts: tuple[str, ...] = ()  # the messages that it is made of


@dataclass(frozen=True)
class Turn:
    """What is remembered, what is done first, and what is said then."""

    memory: Memory
    says: tuple[Say, ...] = ()
    deeds: tuple[Deed, ...] = ()
