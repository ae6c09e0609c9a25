"""Is the log still what it was? What `balairung check` says of it; each finding is a sentence.

Everything is told again from what it was made of: words and keys make commitments and these make leaves (here), leaves
make tiles and heads (replaying.py). In the order of the log and in pages, so that a million leaves need little memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from cryptography.fernet import InvalidToken
from django.db.models import TextField
from django.db.models.functions import Cast

from balairung.ground.common.sealed import opened_bytes
from balairung.ground.common.tlog.hashing import leaf_hash
from balairung.ground.common.tlog.leaves import commitment
from balairung.ground.common.tlog.tiles import ENTRIES, WIDTH, hashes, read_bundle
from balairung.kernel.receipts.keys import public_key
from balairung.kernel.receipts.models import LogCursor, LogEntry, LogKey, LogTile, LogWitness
from balairung.kernel.receipts.proving import latest
from balairung.kernel.receipts.replaying import broken_heads, broken_tiles
from balairung.kernel.receipts.sources import Words, sources
from balairung.kernel.receipts.witnesses import AHEAD, misspelt

MOST = 20  # findings of one kind that are named
PAGE = 8 * WIDTH
UNSEALED = timedelta(minutes=5)  # a receipt shall be there within one


def findings(*, now: datetime) -> Iterator[str]:
    """Everything that is wrong with the log; nothing when all is well."""
    yield from _first(misspelt())
    yield from _first(unsealed(now))
    row, newest = LogKey.objects.first(), latest()
    size = newest.size if newest else 0
    if row is None:
        if newest or LogEntry.objects.exists():
            yield "the log has no key: its row was removed"
        return
    yield from _first(_altered(row.origin, size))
    yield from _first(_uncovered(size))
    yield from _first(broken_heads(row.origin, public_key(row), size))
    yield from _first(broken_tiles(size))
    yield from _first(_rolled_back(size))


def unsealed(now: datetime) -> Iterator[str]:
    """What waits for its leaf longer than it should: could be altered, and nobody would see."""
    positions = dict(LogCursor.objects.values_list("source", "position"))
    for source in sources():
        position, moved = positions.get(source.name, 0), True
        while moved:
            batch = source.waiting(position, PAGE)
            old = [one for one in batch.found if one.written < now - UNSEALED]
            if old:
                yield f"{source.name} {old[0].key} is not in the public log yet: does the worker run?"
                break
            moved, position = batch.moved and batch.position > position, batch.position


def _uncovered(size: int) -> Iterator[str]:
    """Heads are read after the entries: what the worker sealed meanwhile has its own."""
    beyond = list(LogEntry.objects.filter(index__gte=size).order_by("index").values_list("index", flat=True)[:MOST])
    newest = latest()
    for index in [one for one in beyond if newest is None or one >= newest.size]:
        yield f"log entry {index} is below no checkpoint: a checkpoint was removed"


def _rolled_back(size: int) -> Iterator[str]:
    for row in LogWitness.objects.filter(trouble=AHEAD, size__gt=size).order_by("name")[:MOST]:
        yield f"the witness {row.name} has seen {row.size} leaves and the log has {size}: it was rolled back"


def _first(found: Iterable[str]) -> Iterator[str]:
    return islice(found, MOST)


# --- entries ---------------------------------------------------------------------------------------------------------


def _altered(origin: str, size: int) -> Iterator[str]:
    """Through all entries in their order: what they say, what was published, and what the rows say today."""
    expected = 0
    rows = LogEntry.objects.defer("key").annotate(sealed_key=Cast("key", TextField())).order_by("index")
    while page := list(rows.filter(index__gte=expected, index__lt=size)[:PAGE]):
        published, told = _published(page), _told(page)
        for entry in page:
            if entry.index > expected:
                yield f"log entries {expected} to {entry.index - 1} were removed"
            expected = entry.index + 1
            if problem := _problem(entry, origin, published, told):
                yield f"log entry {entry.index} ({entry.source} {entry.source_key}): {problem}"
    if expected < size:
        yield f"log entries {expected} to {size - 1} were removed"


@dataclass(frozen=True)
class _Published:
    """What stands in the tiles of some entries: hashes, and the leaves as they were hashed."""

    hashes: dict[int, bytes]
    leaves: dict[int, bytes]


def _published(page: Sequence[LogEntry]) -> _Published:
    found = _Published({}, {})
    wanted = {entry.index // WIDTH for entry in page}
    for row in LogTile.objects.filter(level__in=[ENTRIES, 0], index__in=wanted):
        try:
            parts = read_bundle(bytes(row.data)) if row.level == ENTRIES else hashes(bytes(row.data))
        except ValueError:  # `broken_tiles` says so
            continue
        place = found.leaves if row.level == ENTRIES else found.hashes
        place.update(enumerate(parts, start=row.index * WIDTH))
    return found


def _told(page: Sequence[LogEntry]) -> dict[int, Words | None]:
    """The words of these entries as their rows tell them today; nothing where the row is gone."""
    asked, told = defaultdict[str, dict[str, int]](dict), dict[int, Words | None]()
    for entry in page:
        asked[entry.source][entry.source_key] = entry.index
    for source in sources():
        places = asked.get(source.name, {})
        told |= {places[key]: words for key, words in source.words_of(list(places)).items()}
    return told


def _problem(entry: LogEntry, origin: str, published: _Published, told: Mapping[int, Words | None]) -> str:
    """What is wrong with this entry, "" when nothing is."""
    data = entry.leaf(origin).data
    if leaf_hash(data) != bytes(entry.hash):
        return "its kind, moment, place or commitment was altered"
    if published.hashes.get(entry.index) != bytes(entry.hash) or published.leaves.get(entry.index) != data:
        return "it is not what the tiles have published"
    if entry.index not in told:
        return "what it is about was removed"
    return _problem_of_words(entry, told[entry.index])


def _problem_of_words(entry: LogEntry, words: Words | None) -> str:
    token: str | None = entry.sealed_key  # type: ignore[attr-defined]
    if words is None:
        return "its words were erased, but the key to them was not" if token else ""
    if token is None:
        return "the key to its words was erased, but the words were not"
    try:
        key = opened_bytes(token)
    except (InvalidToken, ValueError):
        return "the key to its words was altered"
    return "" if commitment(key, words) == bytes(entry.commitment) else "what it is about was altered"
