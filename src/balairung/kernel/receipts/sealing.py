"""The worker's loop that seals: what waits becomes leaves, the tree grows, its new head is signed.

Each batch is one transaction under the lock of the log's own row, so that two workers write one after the other and the
log never forks; whoever reads sees the log before it or after it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from secrets import token_hex

from django.db import connection, transaction

from balairung.ground.common.tlog.checkpoints import Checkpoint
from balairung.ground.common.tlog.hashing import leaf_hash
from balairung.ground.common.tlog.leaves import Leaf, commitment, new_key
from balairung.ground.common.tlog.tiles import ENTRIES, HEIGHT, WIDTH, Tile, Tree, grown, grown_bundles, read_bundle
from balairung.kernel.receipts.keys import held_key, signer
from balairung.kernel.receipts.models import LogCheckpoint, LogCursor, LogEntry, LogKey, LogTile
from balairung.kernel.receipts.proving import latest, read_tile
from balairung.kernel.receipts.sources import Batch, Source, Waiting, sources

BATCH = 10_000
ROWS = 2000  # of one statement: PostgreSQL takes 65,535 values
MOST = 20  # batches of one round: escalations wait behind us
GAP = timedelta(seconds=10)  # between two rounds; a receipt may wait a minute
CODE = 16  # bytes of the code of a receipt

_looked: dict[tuple[str, str], object] = {}  # database and schema: the day of the last look from the beginning


def seal(*, now: datetime) -> int:
    """Seal what waits; return how many leaves were made. Called again within ten seconds, it does nothing."""
    with transaction.atomic():
        newest = latest()
    if newest and timedelta(0) <= now - newest.at < GAP:
        return 0
    count, whole = 0, _first_today(now)
    for _round in range(MOST):
        made, more = _seal_batch(now, whole)
        count += made
        if not more:
            break
    return count


def _first_today(now: datetime) -> bool:
    """Once a day in each process sources are read from the beginning: what was dated back is found."""
    key = (str(connection.settings_dict["NAME"]), getattr(connection, "regency_schema", None) or "")
    first = _looked.get(key) != now.date()
    _looked[key] = now.date()
    return first


@transaction.atomic
def _seal_batch(now: datetime, whole: bool) -> tuple[int, bool]:
    """How many leaves were made, and whether there may be more."""
    row, found, moved = held_key(now=now), list[tuple[str, Waiting]](), False
    for source in sources():
        if len(found) == BATCH:
            return _enter(row, found, now), True
        batch = _read_on(source, BATCH - len(found), whole)
        found += [(source.name, one) for one in batch.found]
        moved = moved or batch.moved
    return _enter(row, found, now), moved


def _read_on(source: Source, limit: int, whole: bool) -> Batch:
    """What this source has, from where it was left."""
    cursor, _made = LogCursor.objects.get_or_create(source=source.name)
    batch = source.waiting(0 if whole and source.rewinds else cursor.position, limit)
    if batch.position > cursor.position:
        LogCursor.objects.filter(pk=cursor.pk).update(position=batch.position)
    return batch


def _enter(row: LogKey, found: Sequence[tuple[str, Waiting]], now: datetime) -> int:
    """Everything that makes these leaves part of the log; the lock is held."""
    if not found:
        return 0
    newest = latest()
    size = newest.size if newest else 0
    made = [_entry(row.origin, index, *one) for index, one in enumerate(found, start=size)]
    LogEntry.objects.bulk_create((entry for entry, _data in made), batch_size=ROWS)
    written = _grow(size, [data for _entry, data in made])
    _sign(row, Tree(size + len(made), written), max(now, newest.at) if newest else now)
    return len(made)


def _entry(origin: str, index: int, source: str, one: Waiting) -> tuple[LogEntry, bytes]:
    """The row, and what the log publishes of it."""
    key = new_key()
    leaf = Leaf(origin, index, one.kind, one.at, commitment(key, one.words))
    data = leaf.data
    row = LogEntry(
        index=index, kind=one.kind, source=source, source_key=one.key, at=one.at, key=key, code=token_hex(CODE),
        commitment=leaf.commitment, hash=leaf_hash(data),
    )  # fmt: skip
    return row, data


# --- the tree --------------------------------------------------------------------------------------------------------


def _grow(size: int, entries: Sequence[bytes]) -> Callable[[Tile], bytes]:
    """Write the tiles that these entries make or lengthen; the way to read them all, the new ones from memory."""
    begun = read_tile(Tile(ENTRIES, size // WIDTH)) if size % WIDTH else b""
    written = grown(Tree(size, read_tile), [leaf_hash(entry) for entry in entries])
    written |= grown_bundles(size, read_bundle(begun), entries)
    stood = [tile for tile in written if _stood(tile, size)]
    for tile in stood:
        LogTile.objects.filter(level=tile.level, index=tile.index).update(width=tile.width, data=written[tile])
    new = [LogTile(**vars(tile), data=data) for tile, data in written.items() if tile not in stood]
    LogTile.objects.bulk_create(new)
    fresh = {(tile.level, tile.index): data for tile, data in written.items()}
    return lambda tile: fresh.get((tile.level, tile.index)) or read_tile(tile)


def _stood(tile: Tile, size: int) -> bool:
    """Whether a shorter one stands there already, in a log of this size."""
    full, rest = divmod(size >> HEIGHT * max(tile.level, 0), WIDTH)
    return tile.index == full and rest > 0


def _sign(row: LogKey, tree: Tree, at: datetime) -> None:
    note = Checkpoint(row.origin, tree.size, tree.head()).published(signer(row))
    LogCheckpoint.objects.create(size=tree.size, at=at, note=str(note))
