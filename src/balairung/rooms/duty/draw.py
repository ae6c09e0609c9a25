"""Who is called by a drill, and when: drawn by lot, so that nobody knows it before and everybody can check it after.

Pure. The lot of a post is SHA-256 of the seed, a blank and the key of the post: whoever has the seed and the pool, both
published when the drill is over, draws the same again with any program.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from balairung.rooms.duty.quiet import Span

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Candidate:
    """Somebody in a post, and when a drill called them last (None: never)."""

    post: UUID
    person: UUID
    last: datetime | None
    all_day: bool = False

    def plain(self) -> list[str | None]:
        """As the drill keeps it."""
        return [str(self.post), str(self.person), self.last.isoformat() if self.last else None]


@dataclass(frozen=True)
class Drawn:
    """One call that is to be made."""

    post: UUID
    person: UUID
    at: datetime


def draw(pool: Iterable[Candidate], *, seed: str, size: int) -> list[Candidate]:
    """So many of the pool: those whom no drill called for the longest time come first (whole months count), by
    lot among equals. A person in several posts is drawn once, for the post with the first lot.
    """
    once: dict[UUID, Candidate] = {}
    for one in sorted(pool, key=lambda one: lot(seed, one.post)):
        once.setdefault(one.person, one)
    ranked = sorted(once.values(), key=lambda one: (_month(one.last), lot(seed, one.post)))
    return ranked[:size]


def spread(
    drawn: Iterable[Candidate], *, seed: str, spans: Sequence[Span], all_day_spans: Sequence[Span]
) -> list[Drawn]:
    """A moment by lot for each, on a whole minute within the spans that hold for its post; those for whom there is
    none are left out.
    """
    found: list[Drawn] = []
    ways = {False: _minutes(spans), True: _minutes(all_day_spans)}
    for one in drawn:
        minutes = ways[one.all_day]
        if total := sum(count for _start, count in minutes):
            place = lot(seed, one.post, "minute") % total
            found.append(Drawn(one.post, one.person, _minute(minutes, place)))
    return found


def _month(last: datetime | None) -> tuple[int, int]:
    return (last.year, last.month) if last else (0, 0)


def lot(seed: str, post: UUID, what: str = "") -> int:
    """The lot that a post drew."""
    return int.from_bytes(hashlib.sha256(" ".join(filter(None, [seed, str(post), what])).encode()).digest())


def _minutes(spans: Sequence[Span]) -> list[tuple[datetime, int]]:
    """The whole minutes of each span: where they begin, and how many."""
    found: list[tuple[datetime, int]] = []
    for since, until in spans:
        start = since.replace(second=0, microsecond=0)
        start = start if start >= since else start + MINUTE
        found.append((start, max(0, (until - start) // MINUTE + 1)))
    return found


def _minute(minutes: Sequence[tuple[datetime, int]], place: int) -> datetime:
    for start, count in minutes:
        if place < count:
            return start + place * MINUTE
        place -= count
    raise IndexError(place)
