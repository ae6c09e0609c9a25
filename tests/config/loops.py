"""Loops that a worker may be given: some work, some fail, one is the last."""

from datetime import datetime
from threading import Event

from django.utils import timezone

seen: list[tuple[datetime, str]] = []
last = Event()


def work(*, now: datetime) -> int:
    """Note the moment and the zone in which it was called."""
    seen.append((now, timezone.get_current_timezone_name()))
    return 2


def fail(*, now: datetime) -> int:
    raise RuntimeError("as programs do")


def finish(*, now: datetime) -> int:
    """Let the worker end after this round."""
    last.set()
    return 0
