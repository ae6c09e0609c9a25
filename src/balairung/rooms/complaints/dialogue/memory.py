"""What the dialogue remembers of one conversation between two messages: plain values, kept sealed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any, Self

MOST_FILES = 10  # of one report: an album of a telephone
MOST_PARTS = 60  # messages of one report that are remembered as its own
LONGEST = 5000  # signs of a report, as on the web


@dataclass(frozen=True)
class Memory:
    """`step` is what we asked last: "" nothing, words, place, last, sort (whose are these words?), withdraw."""

    step: str = ""
    draft: str = ""  # the message with which the report began: what is filed from it is filed once
    text: str = ""
    place: str = ""
    region: str = ""  # its code
    spot: str = ""  # what the region is called
    point: tuple[float, float] | None = None
    files: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()  # the messages that it is made of
    sound: bool = False  # a recording tells it
    case: str = ""  # the report that the question is about
    asked: int = 0  # messages of ours since it began
    asked_at: str = ""
    owed: bool = False  # something came that was not answered, because more may follow
    told_numbers: bool = False  # the emergency numbers were said
    offered: tuple[tuple[str, str], ...] = ()  # what a digit means
    english: bool = False

    @property
    def begun(self) -> bool:
        return bool(self.draft)

    def cleared(self) -> Memory:
        """Nothing of a report any more; how people speak stays."""
        return Memory(english=self.english)

    def asking(self, step: str, at: datetime, **change: Any) -> Memory:
        """After a question of the menu."""
        return replace(self, step=step, asked=self.asked + 1, asked_at=at.isoformat(), owed=False, **change)

    def rested(self) -> Memory:
        """After what was owed is said."""
        return replace(self, owed=False)

    def since_asked(self, at: datetime) -> float:
        """Seconds since our last question."""
        return (at - datetime.fromisoformat(self.asked_at)).total_seconds() if self.asked_at else 1e9

    def kept(self) -> str:
        """As the row keeps it; empty when there is nothing to remember."""
        told = {name: value for name, value in asdict(self).items() if value != getattr(EMPTY, name)}
        return json.dumps(told) if told else ""

    @classmethod
    def of(cls, kept: str) -> Self:
        """From `kept()`. What an older version of the house wrote and this one does not know is left out."""
        told = json.loads(kept) if kept else {}
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in told.items() if name in known}
        for name in ("files", "parts"):
            values[name] = tuple(values.get(name, ()))
        values["offered"] = tuple((key, label) for key, label in values.get("offered", ()))
        if values.get("point"):
            values["point"] = (values["point"][0], values["point"][1])
        return cls(**values)


EMPTY = Memory()
