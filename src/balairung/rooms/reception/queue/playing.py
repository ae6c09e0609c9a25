"""The queue played forward: when would each one be called, if every service took what it usually takes? Pure.

Each counter takes, when it is free, whoever stands first in its lines: the rule of the hall itself, so that shared
counters, several lines and quick counters need no formula of their own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import heapify, heappop, heappush


@dataclass(frozen=True)
class Waits:
    """One that waits. `takes` in seconds; whoever only asks takes none, and so changes nobody's time."""

    key: Hashable
    line: Hashable
    stands_at: datetime
    takes: float
    quick: bool = False

    @property
    def place(self) -> tuple[datetime, bool]:
        return self.stands_at, self.takes == 0  # who only asks stands behind those of the same moment


@dataclass(frozen=True)
class Desk:
    """A counter: what it serves, and after how many seconds it is free."""

    lines: frozenset[Hashable]
    free: float
    quick: bool = False
    moments: frozenset[Hashable] = frozenset()  # of a quick one: its lines that take but a moment


def play(waiting: Iterable[Waits], desks: Sequence[Desk]) -> dict[Hashable, float]:
    """After how many seconds of open time each is called; whoever no counter serves is missing."""
    queues = _queues(waiting)
    free = [(desk.free, number) for number, desk in enumerate(desks)]
    heapify(free)
    called: dict[Hashable, float] = {}
    while free:
        moment, number = heappop(free)
        first = _first(desks[number], queues)
        if first is None:
            continue  # nobody comes later in this play, so the counter is done
        called[first.key] = moment
        heappush(free, (moment + first.takes, number))
    return called


_Queues = Mapping[tuple[Hashable, bool], deque[Waits]]


def _queues(waiting: Iterable[Waits]) -> _Queues:
    found: dict[tuple[Hashable, bool], deque[Waits]] = {}
    for one in sorted(waiting, key=lambda one: one.place):
        found.setdefault((one.line, one.quick), deque()).append(one)
    return found


def _first(desk: Desk, queues: _Queues) -> Waits | None:
    """Whom the counter takes next, taken out of the queue."""
    if not desk.quick:
        return _pop([queues.get((line, quick)) for line in desk.lines for quick in (False, True)])
    return _pop([queues.get((line, True)) for line in desk.lines]) or _pop(
        [queues.get((line, False)) for line in desk.moments]
    )


def _pop(heads: Sequence[deque[Waits] | None]) -> Waits | None:
    filled = [queue for queue in heads if queue]
    return min(filled, key=lambda queue: queue[0].place).popleft() if filled else None
