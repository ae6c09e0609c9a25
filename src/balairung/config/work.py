"""The worker: a few plain loops, over and over, each safe to run twice or in two places."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.db import close_old_connections, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from balairung.kernel.people.house import regency_zone

log = logging.getLogger(__name__)
Loop = Callable[..., int]


def regencies() -> Iterator[None]:
    """Each regency of this installation in turn; the one, where there is only one."""
    if not settings.TENANTS:
        yield
        return
    from balairung.surface.tenants.directory import each_regency

    yield from each_regency()


def run_once(now: datetime | None = None) -> int:
    """Every loop once for every regency; a loop that fails does not stop the others. Return how much was done."""
    done = 0
    loops: list[tuple[str, Loop]] = [(path, import_string(path)) for path in settings.LOOPS]
    for _regency in regencies():
        with transaction.atomic():
            zone = regency_zone()
        with timezone.override(zone):
            done += sum(_run(path, loop, now or timezone.now()) for path, loop in loops)
    return done


def _run(path: str, loop: Loop, now: datetime) -> int:
    try:
        return loop(now=now)
    except Exception:
        log.exception("%s failed", path)
        return 0


def run_forever(stop: threading.Event, pause: float = 2.0) -> None:
    """Until `stop` is set; after a round that found work the next follows at once."""
    while not stop.is_set():
        close_old_connections()
        done = run_once()
        stop.wait(0.05 if done else pause)
