"""Words that were erased by law are erased here, too: the leaf stays, and says nothing more about anybody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from balairung.kernel.receipts.keys import held_key
from balairung.kernel.receipts.models import LogEntry
from balairung.kernel.receipts.sources import batched, named

PAGE = 500


def forget(source: str, keys: Iterable[UUID | str], *, at: datetime) -> int:
    """Erase the keys to these words, in the transaction that erases the words; return how many were erased.

    Whoever seals at this moment is waited for, even who begins the log: it may have read the words before that.
    """
    held_key(now=at)
    pages = batched(map(named, keys), PAGE)
    rows = (LogEntry.objects.filter(source=source, source_key__in=page, key__isnull=False) for page in pages)
    return sum(row.update(key=None) for row in rows)
