"""Leaves for the receipts log: each line of the ledger gets its place and its hash, in the order of commits."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from balairung.ground.common.ids import made_at
from balairung.kernel.obligations.models import Event, Leaf

BATCH = 2000
#: What a leaf is made of.
LINE = (
    "id", "obligation_id", "seq", "verb", "at", "by_kind", "by_person_id", "by_post_id", "state", "step", "facts",
    "commitment",
)  # fmt: skip
#: Keys carry the moment when they were made; a transaction that took longer than this is found by `whole=True`.
LATEST_COMMIT = timedelta(hours=1)

_looked: dict[tuple[str, str], date] = {}  # database and schema: the day of the last look at all lines


def number_leaves(*, now: datetime, whole: bool | None = None) -> int:
    """Give every line without a leaf its place.

    `whole` looks at all lines and not only at recent ones; left open, the first call of a day in this process does.
    """
    count, everywhere = 0, _first_today(now) if whole is None else whole
    while made := _number_batch(everywhere):
        count += made
    return count


def _first_today(now: datetime) -> bool:
    key = (str(connection.settings_dict["NAME"]), getattr(connection, "regency_schema", None) or "")
    first = _looked.get(key) != now.date()
    _looked[key] = now.date()
    return first


def _number_batch(whole: bool) -> int:
    try:
        with transaction.atomic():
            last = Leaf.objects.select_related("event").order_by("-index").first()
            lines = Event.objects.filter(leaf__isnull=True).order_by("id")
            if last and not whole:
                lines = lines.filter(id__gt=earliest_key(made_at(last.event_id) - LATEST_COMMIT))
            start = last.index + 1 if last else 0
            batch = lines.all()[:BATCH]
            leaves = [Leaf(index=start + place, event=line, hash=leaf_hash(line)) for place, line in enumerate(batch)]
            Leaf.objects.bulk_create(leaves)
            return len(leaves)
    except IntegrityError:  # another worker numbered the same lines a moment ago
        return 0


def leaf_hash(line: Event) -> str:
    """The hash of the leaf of this line, 64 hex digits."""
    return line_hash([getattr(line, name) for name in LINE])


def line_hash(line: Sequence[Any]) -> str:
    """The RFC 6962 leaf hash, SHA-256(0x00 || canonical JSON of the line), of the values of `LINE`."""
    key, obligation, seq, verb, at, kind, person, post, state, step, facts, commitment = line
    told = {
        "id": str(key),
        "obligation": str(obligation),
        "seq": seq,
        "verb": verb,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": [kind, str(person or ""), str(post or "")],
        "state": state,
        "step": step,
        "facts": facts,
        "commitment": commitment,
    }
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(b"\x00" + text.encode()).hexdigest()


def earliest_key(at: datetime) -> UUID:
    """The smallest version 7 key of this moment: its first 48 bits are milliseconds."""
    return UUID(int=max(int(at.timestamp() * 1000), 0) << 80)
