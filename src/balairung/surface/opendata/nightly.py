"""Once a night a snapshot, made between two rounds of the worker: whoever must be called is not kept waiting for it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.utils.timezone import localtime

from balairung.kernel.people.house import regency_zone, the_regency
from balairung.surface.opendata import kept
from balairung.surface.opendata.making import begin, make

NIGHT = range(1, 5)  # hours of the regency's clock
MISSED = timedelta(days=2)  # a server that sleeps at night makes it by day
SLICE = 0.25  # seconds of one round
PATIENCE = timedelta(hours=1)  # after something went wrong

_running: dict[Path, Iterator[None]] = {}
_failed: dict[Path, datetime] = {}


def follow(*, now: datetime) -> int:
    """Work on it for a moment; return whether there was anything to do (settings.LOOPS)."""
    where = kept.root()
    work = _running.get(where) or _begun(where, now)
    if work is None:
        return 0
    try:
        ended = _go_on(work)
    except BaseException:
        _failed[where] = now
        _running.pop(where, None)
        raise
    if ended:
        _running.pop(where, None)
        kept.prune(where)
    return 1


def _go_on(work: Iterator[None]) -> bool:
    until = time.monotonic() + SLICE
    return all(time.monotonic() < until for _breath in work)


def _begun(where: Path, now: datetime) -> Iterator[None] | None:
    if the_regency() is None or not _is_due(where, now) or now < _failed.get(where, now - PATIENCE) + PATIENCE:
        return None
    folder = begin(where, now)
    if folder is None:
        return None
    _running[where] = make(folder, now)
    return _running[where]


def _is_due(where: Path, now: datetime) -> bool:
    """At night; by day when the last nights were missed. The first of all waits for a night."""
    local, last = localtime(now, regency_zone()), kept.days(where)[:1]
    if local.date() in last:
        return False
    return local.hour in NIGHT or bool(last and local.date() - last[0] >= MISSED)
