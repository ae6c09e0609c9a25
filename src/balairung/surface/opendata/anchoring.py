"""The public log in a snapshot: what it said of itself that night, so that nobody rewrites it unseen."""

from __future__ import annotations

from balairung.kernel.receipts.proving import latest, published_key

CHECKPOINT, KEY = "log-titik-periksa.txt", "log-kunci.txt"


def checkpoint() -> list[tuple[str, str, str]]:
    """Its newest checkpoint and its key; nothing before anything was sealed (settings.SNAPSHOT_FILES)."""
    newest, key = latest(), published_key()
    if newest is None or key is None:
        return []
    return [(CHECKPOINT, "text/plain", newest.published), (KEY, "text/plain", f"{key}\n")]
