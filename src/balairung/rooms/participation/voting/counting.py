"""From numbers of votes to an order, to what is carried out, and to what may be shown. Pure.

An order of proposals with as many votes is drawn by the seed of the round, whose hash was published before anybody
voted. What is carried out goes down the order: what no longer fits under the ceiling is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from balairung.rooms.participation.lots import lot
from balairung.rooms.participation.shares import hidden_together


@dataclass(frozen=True)
class Place:
    """Where a proposal came; `drawn` says that others had as many votes."""

    key: str
    votes: int
    rank: int
    drawn: bool


def ranking(votes: Mapping[str, int], seed: str) -> list[Place]:
    """Most votes first; as many votes: by lot. The ranks are 1, 2, 3 … without a gap."""
    order = sorted(votes, key=lambda key: (-votes[key], lot(seed, key), key))
    counts = list(votes.values())
    return [Place(key, votes[key], rank, counts.count(votes[key]) > 1) for rank, key in enumerate(order, start=1)]


def winners(
    order: Sequence[Place], *, places: int, ceiling: Decimal = Decimal(), costs: Mapping[str, Decimal] | None = None
) -> list[str]:
    """Down the order: so many, as long as what they cost together stays under the ceiling (0: none)."""
    found: list[str] = []
    spent = Decimal()
    for one in order:
        cost = (costs or {}).get(one.key, Decimal())
        if len(found) < places and one.votes and (not ceiling or spent + cost <= ceiling):
            found.append(one.key)
            spent += cost
    return found


@dataclass(frozen=True)
class Row:
    """A line of the table by district: how many voted, and the votes of each proposal in the order of the columns."""

    names: tuple[str, ...]
    voters: int
    votes: tuple[int, ...]
    together: bool = False


def by_district(
    voters: Mapping[str, int], votes: Mapping[tuple[str, str], int], columns: Sequence[str], least: int
) -> list[Row]:
    """A row for each district by name, then one of those that are too small alone; none where all together are."""
    apart = hidden_together(voters, least)
    shown = sorted(name for name, count in voters.items() if count and name not in apart)
    rows = [_row((name,), voters, votes, columns) for name in shown]
    if sum(voters[name] for name in apart) >= least:
        rows.append(_row(tuple(sorted(apart)), voters, votes, columns, together=True))
    return rows


def _row(
    names: tuple[str, ...], voters: Mapping[str, int], votes: Mapping[tuple[str, str], int], columns: Iterable[str],
    together: bool = False,
) -> Row:  # fmt: skip
    counted = tuple(sum(votes.get((name, key), 0) for name in names) for key in columns)
    return Row(names, sum(voters.get(name, 0) for name in names), counted, together)
