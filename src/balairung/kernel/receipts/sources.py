"""Where entries come from: rows of those above, who are asked through `settings.RECEIPTED` and known by nobody here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Protocol, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Replace
from django.utils.module_loading import import_string

from balairung.kernel.receipts.models import LogEntry

LONGEST = 400  # bytes that one text may take in a receipt: a QR has to carry it beside the proof
Words = Mapping[str, str]
T = TypeVar("T")


@dataclass(frozen=True)
class Waiting:
    """Something that shall stand in the log: what it is known by there, and the words that its receipt proves."""

    key: str  # at most 64 signs, once for each source
    kind: str  # everybody reads it: choose one that many share
    at: datetime
    words: Words
    written: datetime  # when the row was written: the moment `at` may be told later


@dataclass(frozen=True)
class Batch:
    """What was found, where to go on, and whether there may be more behind it."""

    found: Sequence[Waiting]
    position: int
    moved: bool


class Source(Protocol):
    """Rows of one kind. Their words come from what nobody may change, so that they can be told again for ever."""

    name: str
    rewinds: bool  # whether something may be dated before what was read already

    def waiting(self, after: int, limit: int) -> Batch:
        """What is not in the log yet, from this position on; 0 is from the very beginning."""

    def words_of(self, keys: Sequence[str]) -> Mapping[str, Words | None]:
        """The words of these rows; None for words that were erased by law, nothing for a row that is not there."""


def sources() -> list[Source]:
    return [import_string(path) for path in settings.RECEIPTED]


def words_of(source: str, keys: Sequence[str]) -> Mapping[str, Words | None]:
    """The words of rows of the source of this name; nothing where there is no such source."""
    found = next((one for one in sources() if one.name == source), None)
    return found.words_of(keys) if found else {}


# --- for those who are sources ---------------------------------------------------------------------------------------


def named(key: UUID | str) -> str:
    """What a row is called in the log: 32 hex digits."""
    return str(key).replace("-", "")


def sealed(source: str) -> Exists:
    """Whether a row is in the log already, asked of each row of the source by its key."""
    digits = Replace(Cast(OuterRef("pk"), CharField()), Value("-"), Value(""))  # one of two databases writes dashes
    return Exists(LogEntry.objects.filter(source=source, source_key=digits))


def in_full(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def in_words(name: str, text: str) -> dict[str, str]:
    """A text as it is, or its SHA-256 where it is too long to be carried."""
    if len(text.encode()) <= LONGEST:
        return {name: text} if text else {}
    return {f"{name}_sha256": hashlib.sha256(text.encode()).hexdigest()}


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    ahead = iter(items)
    while page := list(islice(ahead, size)):
        yield page
