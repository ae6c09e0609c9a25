"""What was done to the organisation stands in the public log: one entry for each day, a hash of all its lines.

Everybody sees that something was done on that day, and nothing of it; `balairung check` sees when a line of it was
edited, removed, or put in afterwards. A day is sealed once a line of a later day is there: nothing depends on a clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from balairung.ground.common.ids import made_at
from balairung.kernel.people.models import Change
from balairung.kernel.receipts.sources import Batch, Waiting, Words, in_full

KIND = "journal"
DAY = 24 * 3600  # seconds
LATE = 3600  # seconds into the next day for which a transaction may still be under way
PAGE = 2000


class _Days:
    """`after` is the number of the first day that was not read yet, counted from 1970; a day is one of UTC."""

    name, rewinds = "journal", False

    def waiting(self, after: int, limit: int) -> Batch:
        newest = Change.objects.order_by("-pk").values_list("pk", flat=True).first()
        if newest is None:
            return Batch([], after, False)
        open_from = int(made_at(newest).timestamp() - LATE) // DAY
        found, day = list[Waiting](), after
        while len(found) < limit and (first := _first_of(day)) and (day := _day_of(first)) < open_from:
            found.append(_waiting(day))
            day += 1
        return Batch(found, max(day, after), bool(found))

    def words_of(self, keys: Sequence[str]) -> Mapping[str, Words | None]:
        told = {key: _words(int(key)) for key in keys if key.isdecimal()}
        return {key: words for key, words in told.items() if words["baris"] != "0"}


DAYS = _Days()


def _waiting(day: int) -> Waiting:
    at = datetime.fromtimestamp((day + 1) * DAY, UTC)
    return Waiting(str(day), KIND, at, _words(day), at + timedelta(seconds=LATE))


def _words(day: int) -> dict[str, str]:
    digest, count = hashlib.sha256(), 0
    for line in _lines(day):
        digest.update("\x1f".join(line).encode() + b"\x1e")
        count += 1
    return {"hari": datetime.fromtimestamp(day * DAY, UTC).date().isoformat(), "baris": str(count),
            "jurnal_sha256": digest.hexdigest()}  # fmt: skip


def _lines(day: int) -> Iterator[list[str]]:
    """The lines that were written on this day, in their order, each as texts."""
    rows = Change.objects.filter(pk__gte=_key(day), pk__lt=_key(day + 1)).order_by("pk")
    told = rows.values_list("pk", "at", "verb", "by", "office", "post", "person", "note")
    for pk, at, *rest in told.iterator(chunk_size=PAGE):
        yield [str(pk), in_full(at), *(str(part or "") for part in rest)]


def _first_of(day: int) -> UUID | None:
    """The first line of this day or of a later one."""
    return Change.objects.filter(pk__gte=_key(day)).order_by("pk").values_list("pk", flat=True).first()


def _day_of(key: UUID) -> int:
    return int(made_at(key).timestamp()) // DAY


def _key(day: int) -> UUID:
    """The smallest key that can have been made on this day."""
    return UUID(int=(day * DAY * 1000) << 80)
