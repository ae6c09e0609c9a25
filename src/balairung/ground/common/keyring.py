"""The ring of keys that open what is sealed: newest first, read from its file again whenever that changes.

A process that began with an older ring therefore reads what another seals with a new key a moment later. Where the keys
stand in the environment there is no file: they change when the processes are started anew.
"""

from __future__ import annotations

import json
import os
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings

FIELD = "SEAL_KEYS"  # in a file of several keys, such as `keys.json` of the data folder


def keys() -> tuple[str, ...]:
    """The ring as it is now: the first seals, all open."""
    path: Path | None = settings.SEAL_RING
    if path is None:
        return tuple(settings.SEAL_KEYS)
    told = path.stat()
    return _read(path, told.st_mtime_ns, told.st_ino)


def write(ring: tuple[str, ...]) -> None:
    """Put this ring in the place of the old one: whole or not at all, and still there after a power cut."""
    path = settings.SEAL_RING
    assert path, "keys of the environment are written by whoever set it"
    kept = json.loads(path.read_text()) if path.suffix == ".json" else None
    text = "\n".join(ring) if kept is None else json.dumps(kept | {FIELD: ",".join(ring)})
    write_private(path, text)


def write_private(path: Path, text: str) -> None:
    """For nobody else on this machine."""
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    draft.unlink(missing_ok=True)
    with open(draft, "x", opener=_private) as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    _sync(path.parent)


@lru_cache(maxsize=2)
def _read(path: Path, changed: int, place: int) -> tuple[str, ...]:
    return parsed(path.read_text(), packed=path.suffix == ".json")


def parsed(text: str, *, packed: bool = False) -> tuple[str, ...]:
    """Keys by commas or lines; from JSON those of its field."""
    said = json.loads(text)[FIELD] if packed else text
    return tuple(filter(None, re.split(r"[,\s]+", said)))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
