"""A log with something in it, and what somebody with all rights on the database can do to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection

from balairung.kernel.obligations.guards import GUARDED, set_guards
from balairung.kernel.obligations.leaves import number_leaves
from balairung.kernel.receipts import auditing
from balairung.kernel.receipts.models import LogEntry
from balairung.kernel.receipts.proving import receipts_of
from balairung.kernel.receipts.sealing import seal
from balairung.rooms.complaints.models import Complaint
from tests import make

MINUTE = timedelta(minutes=1)


def worker(at: datetime = make.START) -> int:
    """A round of the worker, as far as the log goes."""
    number_leaves(now=at, whole=True)
    return seal(now=at)


def filed(count: int, at: datetime = make.START) -> list[Complaint]:
    """Reports that were filed and sealed at this moment."""
    made = [make.complaint(at=at, text=f"Lampu jalan nomor {number} padam sejak kemarin.") for number in range(count)]
    assert worker(at) == count
    return made


def entry_of(made: Complaint, seq: int = 1) -> LogEntry:
    line = made.obligation.events.get(seq=seq)
    return receipts_of("line", [line.pk])[line.pk]


def found(at: datetime = make.START) -> list[str]:
    return list(auditing.findings(now=at))


@contextmanager
def behind_our_back() -> Iterator[None]:
    """With all rights: no guard of any table stands meanwhile."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
            yield
            set_guards()
            return
        tables = sorted(GUARDED | {"obligations_event"})
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def run(*statements: str, params: Sequence[str | bytes] = ()) -> None:
    """These statements, by somebody whom nothing stops."""
    with behind_our_back(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, params or None)
