"""Where the bytes lie: `FILES_ROOT/2026/03/<id>.jpg`; in a house of many regencies below the regency's own folder."""

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import connection

from balairung.ground.common.ids import new_id


@dataclass(frozen=True)
class Written:
    size: int
    sha256: str


def folder() -> Path:
    """The folder of whoever this database connection serves; every stored path begins here."""
    root = Path(settings.FILES_ROOT)
    regency: str | None = getattr(connection, "regency_schema", None)
    return root / regency if regency else root


def full_path(path: str) -> Path:
    return folder() / path


def preview_of(path: str) -> str:
    """Where the preview of a copy lies. Small pictures have none."""
    return str(PurePosixPath(path).with_suffix(".preview.jpg"))


def write(path: str, chunks: Iterable[bytes]) -> Written:
    """Whole or not at all, and still there after a power cut."""
    target = full_path(path)
    _make(target.parent)
    half = target.with_name(f".{new_id()}")
    try:
        written = _write(half, chunks)
        half.replace(target)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    _sync(target.parent)
    return written


def read(path: str) -> bytes:
    return full_path(path).read_bytes()


def remove(paths: Iterable[str]) -> None:
    for path in paths:
        full_path(path).unlink(missing_ok=True)


def _write(path: Path, chunks: Iterable[bytes]) -> Written:
    size, digest = 0, hashlib.sha256()
    with open(path, "xb", opener=_private) as file:
        for chunk in chunks:
            size += file.write(chunk)
            digest.update(chunk)
        file.flush()
        os.fsync(file.fileno())
    return Written(size, digest.hexdigest())


def _private(path: str, flags: int) -> int:
    """Nobody else on the machine may read what people sent."""
    return os.open(path, flags, 0o600)


def _make(path: Path) -> None:
    """The folder and those above it, each written down in the one above."""
    if not path.is_dir():
        _make(path.parent)
        with suppress(FileExistsError):
            path.mkdir(mode=0o700)
        _sync(path.parent)


def _sync(path: Path) -> None:
    """A new name is safe only when its folder is on the disk as well."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
