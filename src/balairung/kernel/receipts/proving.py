"""What the log gives out: receipts, its key, its newest checkpoint, and the proof that it only grew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from balairung.ground.common.tlog.notes import Key
from balairung.ground.common.tlog.proofs import Growth, Proof
from balairung.ground.common.tlog.receipts import Receipt
from balairung.ground.common.tlog.tiles import Tile, Tree
from balairung.kernel.receipts.keys import public_key
from balairung.kernel.receipts.models import LogCheckpoint, LogEntry, LogKey, LogTile
from balairung.kernel.receipts.sources import batched, named, words_of

PAGE = 500
K = TypeVar("K", UUID, str)


def receipts_of(source: str, keys: Iterable[K]) -> Mapping[K, LogEntry]:
    """The entries of these rows by their keys, as they were asked for; what is not sealed yet is not there."""
    found = dict[K, LogEntry]()
    for page in batched(keys, PAGE):
        wanted = {named(key): key for key in page}
        rows = LogEntry.objects.filter(source=source, source_key__in=wanted)
        found |= {wanted[row.source_key]: row for row in rows}
    return found


def receipt_of(entry: LogEntry) -> Receipt | None:
    """The receipt of this entry under the newest checkpoint.

    None while it is not sealed, and for ever once its words were erased (`entry.key` is None then). Where the row was
    altered behind our back the receipt tells the altered words, and whoever checks it sees that.
    """
    newest, row = latest(), LogKey.objects.first()
    if newest is None or row is None or entry.index >= newest.size or entry.key is None:
        return None
    if (words := words_of(entry.source, [entry.source_key]).get(entry.source_key)) is None:
        return None
    hashes = tuple(Tree(newest.size, read_tile).inclusion(entry.index))
    return Receipt(
        words, entry.key, entry.leaf(row.origin), Proof(entry.index, hashes, newest.published), public_key(row)
    )


def published_key() -> Key | None:
    """The key of the log; `str()` of it is what the regency publishes. None before anything was sealed."""
    row = LogKey.objects.first()
    return public_key(row) if row else None


def latest() -> LogCheckpoint | None:
    return LogCheckpoint.objects.order_by("-size").first()


def growth(old: int) -> str:
    """That the newest checkpoint goes on from the log of this size, as C2SP writes it. Raise ValueError for no size."""
    newest = latest()
    if newest is None or not 0 <= old <= newest.size:
        raise ValueError(_("Log ini belum memuat %(size)d daun.") % {"size": old})
    return growth_to(newest, old)


def growth_to(checkpoint: LogCheckpoint, old: int) -> str:
    """The same to this checkpoint."""
    return str(Growth(old, tuple(Tree(checkpoint.size, read_tile).consistency(old)), checkpoint.published))


def read_tile(tile: Tile) -> bytes:
    """As much of this tile as there is."""
    rows = LogTile.objects.filter(level=tile.level, index=tile.index)
    return bytes(rows.values_list("data", flat=True).first() or b"")
