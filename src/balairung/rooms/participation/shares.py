"""A share of a sample and how far it may be off (Wilson's interval, 95 per cent); what is too small to be shown. Pure.

Wilson's is used because it stays between 0 and 1 and is honest for small samples, where p ± 2·σ is neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

Z = 1.959963984540054  # of 95 per cent


@dataclass(frozen=True)
class Share:
    """Per cent, rounded to whole ones outward: the truth lies between `low` and `high` in 95 of 100 such samples."""

    yes: int
    n: int
    percent: int
    low: int
    high: int


def share(yes: int, n: int) -> Share | None:
    """None where nobody was asked. Raise ValueError for more yes than answers."""
    if not 0 <= yes <= n:
        raise ValueError("more answers than questions")
    if n == 0:
        return None
    part, z2 = yes / n, Z * Z
    centre = (part + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * sqrt(part * (1 - part) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return Share(yes, n, round(100 * part), int(100 * low + 1e-9), -int(-(100 * high - 1e-9) // 1))


def hidden_together(people: Mapping[str, int], least: int) -> set[str]:
    """The parts that are shown only as one: those with fewer people than `least`, and as many more as it takes that
    the rest cannot be found by subtracting. Where nobody is, there is nothing to hide.
    """
    small = {name for name, count in people.items() if 0 < count < least}
    others = sorted((count, name) for name, count in people.items() if count >= least)
    while small and others and (len(small) < 2 or sum(people[name] for name in small) < least):
        small.add(others.pop(0)[1])
    return small
