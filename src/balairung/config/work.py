"""The worker: a few plain loops, over and over, each safe to run twice or in two places."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

from django.conf import settings
from django.db import close_old_connections, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from balairung.kernel.people.house import regency_zone
from balairung.surface.operations import clock, rounds

log = logging.getLogger(__name__)
Loop = Callable[..., int]


def regencies() -> Iterator[None]:
    """Each regency of this installation in turn; the one, where there is only one."""
    for place in _places():
        with place:
            yield


def _places() -> list[AbstractContextManager[None]]:
    if not settings.TENANTS:
        return [nullcontext()]
    from balairung.surface.tenants.directory import inside, places

    return [inside(place) for place in places()]


def run_once(now: datetime | None = None) -> int:
    """Every loop once for every regency; one that fails does not stop the others. Return how much was done."""
    loops: list[tuple[str, Loop]] = [(path, import_string(path)) for path in settings.LOOPS]
    return sum(_serve(loops, now) for _regency in regencies())


def _serve(loops: list[tuple[str, Loop]], now: datetime | None) -> int:
    try:
        with transaction.atomic():
            zone = regency_zone()
        with timezone.override(zone):
            return _watched(loops) if now is None else sum(_run(path, loop, now, []) for path, loop in loops)
    except Exception:
        log.exception("a regency cannot be served")
        return 0


def _watched(loops: list[tuple[str, Loop]]) -> int:
    """A round by the clock of the machine: not begun while that is in doubt, and written down (surface/operations)."""
    begun, failed = clock.reading(timezone.now()), list[str]()
    why = rounds.held(begun)
    done = 0 if why else sum(_run(path, loop, timezone.now(), failed) for path, loop in loops)
    lasted = clock.reading(timezone.now()).ran - begun.ran
    rounds.write(begun, seconds=lasted, done=done, failed=failed, held=why)
    return done


def _run(path: str, loop: Loop, now: datetime, failed: list[str]) -> int:
    try:
        return loop(now=now)
    except Exception:
        log.exception("%s failed", path)
        failed.append(path)
        return 0


def run_forever(stop: threading.Event, pause: float = 2.0) -> None:
    """Until `stop` is set; after a round that found work the next follows at once.

    A database that is away for a while ends no worker: the next round finds it again.
    """
    while not stop.is_set():
        done = 0
        try:
            close_old_connections()
            done = run_once()
        except Exception:
            log.exception("a round failed")
        stop.wait(0.05 if done else pause)
