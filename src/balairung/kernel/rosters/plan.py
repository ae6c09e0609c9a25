"""What a roster says between two moments: turns, what stands above them, and who is passed by. Pure arithmetic."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from balairung.kernel.rosters.rotation import Rota, turns


class Why(StrEnum):
    """Why a layer names this person, or nobody."""

    TURN = "turn"
    OVERRIDE = "override"
    SWAP = "swap"
    EMPTY = "empty"  # an override says: nobody
    NONE = "none"  # no turn at this hour


class Passed(StrEnum):
    """Why somebody whose turn it is does not answer."""

    LEAVE = "leave"
    GONE = "gone"  # holds no post in the office


@dataclass(frozen=True, slots=True)
class Stand:
    """What one layer says at one time. `begins` and `ends` are those of the whole turn or override."""

    place: int
    person: UUID | None
    why: Why
    begins: datetime | None = None
    ends: datetime | None = None
    passed: Passed | None = None
    override: UUID | None = None

    @property
    def present(self) -> bool:
        return self.person is not None and self.passed is None


@dataclass(frozen=True)
class Segment:
    """From `since` until just before `until` nothing changes: one stand for each layer, the first layer first."""

    since: datetime
    until: datetime
    stands: tuple[Stand, ...]

    @cached_property
    def first(self) -> Stand | None:
        """Who answers: the first layer with somebody present; None is a gap."""
        return next((stand for stand in self.stands if stand.present), None)


@dataclass(frozen=True)
class Cover:
    """Somebody, or nobody, for a while instead of whoever has the turn."""

    key: UUID
    person: UUID | None
    since: datetime
    until: datetime
    swapped: bool = False


@dataclass(frozen=True)
class Lane:
    """One layer: its versions, none of which overlap, and its covers, of which a later one stands above an earlier."""

    place: int
    name: str
    rotas: tuple[Rota[UUID], ...]
    covers: tuple[Cover, ...] = ()


@dataclass(frozen=True)
class Away:
    """Somebody is passed by from `since` until just before `until`."""

    since: datetime
    until: datetime
    why: Passed


Aways = Mapping[UUID, Sequence[Away]]
_Piece = tuple[datetime, datetime, Stand]


def segments(lanes: Sequence[Lane], away: Aways, since: datetime, until: datetime) -> list[Segment]:
    """The whole time between the two moments, without hole or overlap; neighbours differ."""
    if since >= until:
        return []
    rows = [pieces(lane, away, since, until) for lane in lanes]
    return list(_joined(rows, since, until)) if rows else [Segment(since, until, ())]


def pieces(lane: Lane, away: Aways, since: datetime, until: datetime) -> list[_Piece]:
    """What one layer says, as (since, until, stand)."""
    found = list(_filled(_turns(lane, since, until), lane.place, since, until))
    for cover in lane.covers:
        _paint(found, cover, lane.place, since, until)
    return [cut for piece in found for cut in _passing(piece, away)]


def _turns(lane: Lane, since: datetime, until: datetime) -> Iterator[_Piece]:
    for rota in sorted(lane.rotas, key=lambda one: one.begins or since):
        for turn in turns(rota, since, until):
            stand = Stand(lane.place, turn.person, Why.TURN, turn.begins, turn.ends)
            yield turn.since, turn.until, stand


def _filled(found: Iterator[_Piece], place: int, since: datetime, until: datetime) -> Iterator[_Piece]:
    """The same with what lies between said: nobody has a turn."""
    nobody = Stand(place, None, Why.NONE)
    reached = since
    for piece in found:
        if reached < piece[0]:
            yield reached, piece[0], nobody
        yield piece
        reached = piece[1]
    if reached < until:
        yield reached, until, nobody


def _paint(found: list[_Piece], cover: Cover, place: int, since: datetime, until: datetime) -> None:
    """The cover stands above what was there."""
    begin, end = max(cover.since, since), min(cover.until, until)
    if begin >= end:
        return
    why = Why.EMPTY if cover.person is None else Why.SWAP if cover.swapped else Why.OVERRIDE
    stand = Stand(place, cover.person, why, cover.since, cover.until, override=cover.key)
    first = bisect_right(found, begin, key=lambda piece: piece[0]) - 1
    last = bisect_left(found, end, key=lambda piece: piece[0])
    before, after = found[first], found[last - 1]
    cut: list[_Piece] = [(begin, end, stand)]
    if before[0] < begin:
        cut.insert(0, (before[0], begin, before[2]))
    if end < after[1]:
        cut.append((end, after[1], after[2]))
    found[first:last] = cut


def _passing(piece: _Piece, away: Aways) -> Iterator[_Piece]:
    """The piece cut where its person goes or comes back."""
    since, until, stand = piece
    for one in away.get(stand.person, ()) if stand.person else ():
        if one.until <= since or one.since >= until:
            continue
        if since < one.since:
            yield since, one.since, stand
        since = max(since, one.since)
        stop = min(until, one.until)
        yield since, stop, replace(stand, passed=one.why)
        since = stop
    if since < until:
        yield since, until, stand


def _joined(rows: Sequence[Sequence[_Piece]], since: datetime, until: datetime) -> Iterator[Segment]:
    """Cut all layers wherever one of them changes."""
    places = [0] * len(rows)
    while since < until:
        current = [row[place] for row, place in zip(rows, places, strict=True)]
        stop = min(piece[1] for piece in current)
        yield Segment(since, stop, tuple(piece[2] for piece in current))
        places = [place + (piece[1] == stop) for place, piece in zip(places, current, strict=True)]
        since = stop
