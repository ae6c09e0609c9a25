"""Whether the house only reads just now: by order of the operator, because the disk is nearly full, or because the
database refused to write a moment ago (docs/decisions/0037)."""

from __future__ import annotations

import time
from enum import StrEnum
from pathlib import Path

from django.conf import settings

from balairung.surface.operations.space import space

NAME = "hanya-baca"  # of the file that is the order
REST = 5.0  # seconds after a refusal until the next write is tried


class Why(StrEnum):
    ORDER = "order"
    DISK = "disk"
    DATABASE = "database"


class _Refusal:
    """Until when this process writes nothing, because the database would not take it."""

    until = 0.0


def why() -> Why | None:
    """Why nothing is written now; None when all is as always."""
    if ordered():
        return Why.ORDER
    if space().full:
        return Why.DISK
    return Why.DATABASE if time.monotonic() < _Refusal.until else None


def refused() -> None:
    """The database took no write: for a while nobody need try."""
    _Refusal.until = time.monotonic() + REST


def forget() -> None:
    """Try again at once."""
    _Refusal.until = 0.0


def order_file() -> Path:
    return Path(settings.DATA) / NAME


def ordered() -> bool:
    """Every process that shares the data folder sees the file at once; a restart does not lose it."""
    return order_file().exists()


def order(on: bool) -> None:
    if on:
        order_file().touch()
    else:
        order_file().unlink(missing_ok=True)
