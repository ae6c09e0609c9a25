"""Gaps of competence, by arithmetic alone: what a post asks, less what its holder can, and never below nothing.

Every function takes plain rows, whose keys may be anything that can be compared for being the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeAlias

Key: TypeAlias = Any  # of a row: a UUID, or whatever else stands for itself in a dictionary
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Wanted:
    """A post asks a competence at a level; `weight` is how critical the post is."""

    post: Key
    office: Key
    competence: Key
    level: int
    weight: int = 1


@dataclass(frozen=True)
class Held:
    """Somebody holds a post on the day that is looked at."""

    post: Key
    person: Key


@dataclass(frozen=True)
class Proof:
    """What was found about somebody on a day; it counts until its last day, or for good."""

    person: Key
    competence: Key
    level: int
    assessed_on: date
    recorded_at: datetime
    valid_until: date | None = None

    def counts_on(self, day: date) -> bool:
        return self.assessed_on <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True)
class Pair:
    """One competence that the post of one person asks."""

    office: Key
    post: Key
    person: Key
    competence: Key
    wanted: int
    has: int
    weight: int = 1

    @property
    def gap(self) -> int:
        return max(0, self.wanted - self.has)

    @property
    def met(self) -> bool:
        return self.has >= self.wanted


@dataclass(frozen=True)
class Picture:
    """All pairs of posts that somebody holds; posts that ask something and that nobody holds stand apart."""

    pairs: tuple[Pair, ...] = ()
    vacant: tuple[Key, ...] = ()


@dataclass
class Sum:
    """Pairs of some part, added up."""

    pairs: int = 0
    met: int = 0
    gap: int = 0
    people: set[Key] = field(default_factory=set)

    @property
    def share(self) -> Decimal | None:
        return share_of(self.met, self.pairs)

    def add(self, pair: Pair) -> None:
        self.pairs, self.met, self.gap = self.pairs + 1, self.met + pair.met, self.gap + pair.gap
        self.people.add(pair.person)


def share_of(part: int, whole: int) -> Decimal | None:
    """In per cent, to a tenth; None of nothing."""
    return (Decimal(100 * part) / whole).quantize(TENTH, ROUND_HALF_UP) if whole else None


def standing(proofs: Iterable[Proof], day: date) -> dict[tuple[Key, Key], Proof]:
    """Of each person and competence the latest that counts on this day; of one day the one that was recorded last."""
    found: dict[tuple[Key, Key], Proof] = {}
    for proof in sorted(proofs, key=lambda one: (one.assessed_on, one.recorded_at)):
        if proof.counts_on(day):
            found[proof.person, proof.competence] = proof
    return found


def gaps(wanted: Iterable[Wanted], held: Iterable[Held], levels: Mapping[tuple[Key, Key], int]) -> Picture:
    """Each wanted level beside what each holder of the post has; nothing found is level 0."""
    holders: dict[Key, list[Key]] = defaultdict(list)
    for one in held:
        holders[one.post].append(one.person)
    pairs: list[Pair] = []
    vacant: dict[Key, None] = {}
    for row in wanted:
        for person in holders.get(row.post, ()):
            has = levels.get((person, row.competence), 0)
            pairs.append(Pair(row.office, row.post, person, row.competence, row.level, has, row.weight))
        if row.post not in holders:
            vacant[row.post] = None
    return Picture(tuple(pairs), tuple(vacant))


def summed(pairs: Iterable[Pair], by: Callable[[Pair], Key]) -> dict[Key, Sum]:
    """By office, by competence, by person: whatever `by` takes out of a pair."""
    found: dict[Key, Sum] = defaultdict(Sum)
    for pair in pairs:
        found[by(pair)].add(pair)
    return dict(found)


def together(pairs: Sequence[Pair]) -> Sum:
    whole = Sum()
    for pair in pairs:
        whole.add(pair)
    return whole
