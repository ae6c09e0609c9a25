"""Everything that `balairung doctor` and the operator's page look at, in the order in which one mends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from balairung.surface.operations.checks import machine, safety, work
from balairung.surface.operations.checks.finding import Finding, Level


def examine(now: datetime) -> list[Finding]:
    """Quick: for a page that somebody waits for. Call it inside a transaction (many regencies)."""
    return [*_quick(now)]


def _quick(now: datetime) -> Iterator[Finding]:
    yield from (machine.writing(), machine.disk(), machine.time(now), machine.migrations())
    yield from (work.worker(now), work.notices(now), work.clocks(now), *work.doors(now))
    yield from (safety.backups(now), safety.signing(now), machine.folders(), machine.reach())


def without_tables(now: datetime) -> list[Finding]:
    """Where the tables are not those of this version, or there are none: what else is asked might not be there."""
    return [machine.writing(), machine.disk(), machine.migrations(), safety.backups(now), machine.folders()]


#: What reads much, or asks another machine: for the doctor alone.
SLOW: list[Callable[[datetime], Finding]] = [safety.certificate, safety.leaves, safety.escalations]


def examine_all(now: datetime) -> list[Finding]:
    if machine.migrations().level == Level.BAD:
        return without_tables(now)
    return [*examine(now), *(check(now) for check in SLOW)]
