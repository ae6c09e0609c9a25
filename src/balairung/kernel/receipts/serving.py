"""What strangers ask the log for, by the texts in which they ask; None for what there is not."""

from __future__ import annotations

from balairung.ground.common.tlog.texts import HASH, number
from balairung.ground.common.tlog.tiles import ENTRIES, bundle, read_bundle, read_path
from balairung.kernel.receipts.models import LogTile
from balairung.kernel.receipts.proving import growth


def tile_at(path: str) -> bytes | None:
    """The bytes of the tile of this address: exactly as wide as it says, or none."""
    try:
        tile = read_path(path)
    except ValueError:
        return None
    row = LogTile.objects.filter(level=tile.level, index=tile.index, width__gte=tile.width).first()
    if row is None or row.width == tile.width:
        return bytes(row.data) if row else None
    if tile.level == ENTRIES:
        return bundle(read_bundle(bytes(row.data))[: tile.width])
    return bytes(row.data[: tile.width * HASH])


def growth_from(text: str) -> str | None:
    """The proof of growth from the log of this size."""
    try:
        return growth(number(text))
    except ValueError:
        return None
