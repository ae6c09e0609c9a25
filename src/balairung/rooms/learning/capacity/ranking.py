"""Who should learn what next: the size of the gaps, how critical the posts are, how many people lack the same.

Somebody who holds two posts that ask the same competence has one gap, the larger.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from balairung.rooms.learning.capacity.gaps import Key, Pair

MOST_STEPS = 2  # what one person can begin at once


@dataclass(frozen=True)
class Advice:
    """Teach these people this competence: it closes so many levels of gaps. `weight` is what the order goes by."""

    competence: Key
    people: tuple[Key, ...]
    closes: int
    weight: int
    level: int  # the highest that one of them needs


def merged(pairs: Iterable[Pair]) -> list[Pair]:
    """One pair with a gap for each person and competence."""
    largest: dict[tuple[Key, Key], Pair] = {}
    for pair in pairs:
        known = largest.get((pair.person, pair.competence))
        if pair.gap and (known is None or (pair.gap, pair.weight) > (known.gap, known.weight)):
            largest[pair.person, pair.competence] = pair
    return list(largest.values())


def advice(pairs: Iterable[Pair]) -> list[Advice]:
    """Every competence in which somebody has a gap, the one that matters most first."""
    lacking: dict[Key, list[Pair]] = defaultdict(list)
    for pair in merged(pairs):
        lacking[pair.competence].append(pair)
    found = [_advice(competence, rows) for competence, rows in lacking.items()]
    return sorted(found, key=lambda one: (-one.weight, -len(one.people), str(one.competence)))


def _advice(competence: Key, rows: list[Pair]) -> Advice:
    first = sorted(rows, key=lambda pair: -_critical(pair))
    return Advice(
        competence, tuple(pair.person for pair in first), sum(pair.gap for pair in rows),
        sum(map(_critical, rows)), max(pair.wanted for pair in rows),
    )  # fmt: skip


def next_steps(pairs: Iterable[Pair], most: int = MOST_STEPS) -> dict[Key, list[Pair]]:
    """For every person with a gap the first one or two: the largest, and of equal ones what most others lack too."""
    rows = merged(pairs)
    lacking = Counter(pair.competence for pair in rows)
    found: dict[Key, list[Pair]] = defaultdict(list)
    for pair in sorted(rows, key=lambda one: (-_critical(one), -lacking[one.competence], str(one.competence))):
        if len(found[pair.person]) < most:
            found[pair.person].append(pair)
    return dict(found)


def able(levels: Mapping[tuple[Key, Key], int], competence: Key, level: int) -> list[Key]:
    """Who already stands at this level and so can teach it."""
    return [person for (person, known), has in levels.items() if known == competence and has >= level > 0]


def _critical(pair: Pair) -> int:
    return pair.gap * pair.weight
