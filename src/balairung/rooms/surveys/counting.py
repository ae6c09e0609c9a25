"""Answers as numbers: counted one by one, and what may be shown of them. Pure.

Nothing is shown of fewer than `k` respondents, neither by itself nor as a difference: between a whole and its parts
(`hidden`), or between today and yesterday (`step`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

from balairung.ground.common.facts import facts
from balairung.rooms.surveys.scoring import VALUES, Score, Tally, codes, score

#: `{"n": 7, "U1": [0, 1, 4, 2], …, "stars": [0, 0, 1, 2, 3], "sex": {"female": 4, "": 3}, …}`
Counts = dict[str, Any]

STARS = "stars"
PROFILE = ("hours", "sex", "age", "education", "occupation")
NOT_ASKED = "-"  # in the row of an answer


def written(values: Mapping[str, int]) -> str:
    """The answers as one row of nine signs, in the order of the elements: `34443-344`."""
    return "".join(str(values.get(code, NOT_ASKED)) for code in codes())


def read(row: str) -> dict[str, int]:
    """The other way."""
    return {code: int(sign) for code, sign in zip(codes(), row, strict=True) if sign != NOT_ASKED}


def added(
    counts: Counts, values: Mapping[str, int], stars: int | None, profile: Mapping[str, str] | None = None
) -> Counts:
    """One respondent more; of whoever is counted as a part the profile is not."""
    new = dict(counts) | {"n": counts.get("n", 0) + 1}
    for code, value in values.items():
        new[code] = _one_more(counts.get(code) or [0] * len(VALUES), value)
    if stars is not None:
        new[STARS] = _one_more(counts.get(STARS) or [0] * 5, stars)
    for field, choice in (profile or {}).items():
        known = counts.get(field, {})
        new[field] = known | {choice: known.get(choice, 0) + 1}
    return new


def result(counts: Counts, dropped: Collection[str] = ()) -> Score:
    """What these answers are worth. Raise ValueError where nobody answered."""
    asked = [code for code in codes() if code not in dropped]
    return score({code: Tally.of_counts(_by_value(counts.get(code, []))) for code in asked}, dropped)


def stars_of(counts: Counts) -> tuple[int, Fraction | None]:
    """How many gave stars, and their mean of 1–5."""
    given = _by_value(counts.get(STARS, []))
    n = sum(given.values())
    return n, Fraction(sum(value * count for value, count in given.items()), n) if n else None


def smallest() -> int:
    """So many respondents at least: k."""
    k: int = facts("skm")["smallest_group"]
    return k


def hidden(parts: Mapping[str, int], k: int) -> frozenset[str]:
    """The parts of a known whole that are not shown, by their sizes.

    Those below k; and where what is left after subtracting all the others would be fewer than k, the smallest of the
    others too, until it is k or nothing is left to show.
    """
    away = {part for part, n in parts.items() if 0 < n < k}
    others = sorted((n, part) for part, n in parts.items() if n >= k)
    while others and 0 < sum(parts[part] for part in away) < k:
        away.add(others.pop(0)[1])
    return frozenset(away)


def step(counts: Counts, shown: Counts, k: int) -> Counts:
    """What is shown while answers come in: the old, until k more have answered, so that nobody is told apart."""
    return counts if counts["n"] - shown.get("n", 0) >= k else shown


def _one_more(row: list[int], value: int) -> list[int]:
    return [count + (place == value) for place, count in enumerate(row, 1)]


def _by_value(row: list[int]) -> dict[int, int]:
    return dict(enumerate(row, 1))
