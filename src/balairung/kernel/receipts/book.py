"""What everybody is told of the log itself: how much it holds, since when, and who else vouches for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from balairung.ground.common.tlog.checkpoints import Checkpoint, read_checkpoint
from balairung.ground.common.tlog.notes import Key, read_note, witnessed
from balairung.kernel.receipts import proving
from balairung.kernel.receipts.models import LogCheckpoint, LogEntry
from balairung.kernel.receipts.witnesses import witness_keys


@dataclass(frozen=True)
class Seen:
    """One who vouches for the log beside us: when it saw the newest checkpoint, if it did."""

    key: Key
    at: datetime | None


@dataclass(frozen=True)
class Book:
    """The log as it is now."""

    key: Key
    newest: LogCheckpoint
    since: datetime  # of the first entry
    witnesses: Sequence[Seen]

    @property
    def checkpoint(self) -> Checkpoint:
        return read_checkpoint(read_note(self.newest.note).text)


def book() -> Book | None:
    """None before anything was sealed."""
    key, newest = proving.published_key(), proving.latest()
    first = LogEntry.objects.order_by("index").values_list("at", flat=True).first()
    if key is None or newest is None or first is None:
        return None
    found = seen(newest)
    return Book(key, newest, first, [Seen(one, found.get(one.name)) for one in witness_keys()])


def seen(newest: LogCheckpoint) -> Mapping[str, datetime]:
    """Which witnesses signed this checkpoint, and when; what they signed was verified when it was kept."""
    note = read_note(newest.published)
    return {one.name: at for one in witness_keys() if (at := witnessed(note, one))}
