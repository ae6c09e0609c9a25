"""What the worker leaves behind of its rounds, and whether it may begin one (config/work.py)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from balairung.kernel.obligations.models import Event
from balairung.surface.operations import readonly
from balairung.surface.operations.asking import asking
from balairung.surface.operations.clock import MOST, Before, Reading, jump
from balairung.surface.operations.models import Round

OFTEN = timedelta(minutes=1)  # a row, unless something failed
KEPT = timedelta(days=2)
FRESH = timedelta(minutes=5)  # a worker that said nothing for so long stands still

_written: dict[str, float] = {}  # by regency, when this process wrote last, by the clock that nobody can set


def held(now: Reading) -> Round.Held:
    """Why this regency's loops do not run in this round; NO when they do.

    When the disk is nearly full they do run: among them are those that tidy.
    """
    if readonly.ordered():
        return Round.Held.ORDER
    return Round.Held.CLOCK if jump(now, believed(now)) is not None else Round.Held.NO


def believed(now: Reading) -> Before:
    """What the clock was, when it was last believed. A machine that just started is measured by the records."""
    with asking():
        trusted = Round.objects.filter(held=Round.Held.NO)
        last = trusted.filter(boot=now.boot).order_by("-ran").values_list("at", "ran").first()
        if last:
            return Before(at=last[0], ran=last[1])
        rounds = trusted.aggregate(newest=Max("at"))["newest"]
        return Before(newest=max(filter(None, (rounds, _newest_line())), default=None))


def _newest_line() -> datetime | None:
    """By the key, which holds the moment: there is an index of it."""
    return Event.objects.order_by("-id").values_list("at", flat=True).first()


def write(now: Reading, *, seconds: float = 0.0, done: int = 0, failed: list[str], held: Round.Held) -> None:
    """Once a minute that the worker lives; at once when a loop failed."""
    place = f"{connection.settings_dict['NAME']} {getattr(connection, 'regency_schema', '')}"
    recent = now.ran - _written.get(place, float("-inf")) < OFTEN.total_seconds()
    if recent and not failed:
        return
    with transaction.atomic():
        _leave(now, seconds=seconds, done=done, failed="\n".join(failed), held=held)
    _written[place] = now.ran


def trust(now: Reading) -> None:
    """The operator says that the clock is right: it is measured from here on."""
    with transaction.atomic():
        _leave(now, held=Round.Held.NO)


def _leave(now: Reading, *, held: Round.Held, **fields: Any) -> None:
    """What stands in the future of a clock that is believed was written by a wrong one. It goes, or the worker would
    look fresh until then, however long it has been dead."""
    if held == Round.Held.NO:
        Round.objects.filter(at__gt=now.at + MOST).delete()
    Round.objects.create(at=now.at, boot=now.boot, ran=now.ran, held=held, **fields)


def latest() -> Round | None:
    """The last one that was left."""
    return Round.objects.order_by("-at").first()


def sweep(*, now: datetime) -> int:
    """Throw away what is older than two days (settings.LOOPS)."""
    with transaction.atomic():
        return Round.objects.filter(at__lt=now - KEPT).delete()[0]


def forget() -> None:
    """As a process that just began."""
    _written.clear()
