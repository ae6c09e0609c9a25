"""The months of a year as bars: places only, in hundredths of the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 600, 120, 8


@dataclass(frozen=True)
class Bar:
    """One month: where its bar stands, how high it is, and how its first letters are written."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    letter: str
    label: str
    count: int


def bars(months: Sequence[tuple[str, int]]) -> list[Bar]:
    """The highest month fills the height; an empty one has a hairline."""
    most, step = max([count for _month, count in months] or [0]) or 1, WIDTH // len(months)
    found = []
    for place, (label, count) in enumerate(months):
        height = max(round(HEIGHT * count / most), 1)
        left = place * step
        found.append(
            Bar(left + GAP // 2, HEIGHT - height, step - GAP, height, left + step // 2, label[:3], label, count)
        )
    return found
