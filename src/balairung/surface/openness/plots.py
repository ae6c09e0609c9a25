"""The arithmetic behind the drawings of figures: months as columns, a year as one bar, shares as lines. No HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from balairung.surface.openness.arithmetic import Figures

WIDTH, HEIGHT, FOOT, TOP = 640, 200, 24, 18
#: What became of reports, from the ground up: what is kept stands on it, what is late hangs from it on the other side.
ABOVE, BELOW = ("kept", "running", "elsewhere"), ("broken", "behind")
PARTS = ("kept", "broken", "behind", "running", "elsewhere")


@dataclass(frozen=True)
class Piece:
    """One part of a column or bar."""

    part: str
    x: float
    y: float
    width: float
    height: float
    number: int


@dataclass(frozen=True)
class Column:
    """One month; its name stands below, in the middle."""

    name: str
    words: str
    middle: float
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class Strip:
    """Months side by side: what is late goes down as far as the same number of what is kept goes up."""

    columns: Sequence[Column]
    ground: float
    width: int = WIDTH
    height: int = HEIGHT + FOOT

    @property
    def label_y(self) -> int:
        return self.height - 7


def strip(months: Sequence[tuple[str, str, Figures]]) -> Strip:
    """Short name, words and figures of each month, the oldest first."""
    up = max([sum(getattr(one, part) for part in ABOVE) for _name, _words, one in months], default=0)
    down = max([one.late for _name, _words, one in months], default=0)
    scale = (HEIGHT - TOP) / max(up + down, 1)
    ground = round(TOP + up * scale, 1)
    step = WIDTH / max(len(months), 1)
    columns = []
    for place, (name, words, one) in enumerate(months):
        x, width = round(place * step + step * 0.15, 1), round(step * 0.7, 1)
        pieces = [*_stack(one, ABOVE, x, width, ground, -scale), *_stack(one, BELOW, x, width, ground, scale)]
        columns.append(Column(name, words, round((place + 0.5) * step, 1), pieces))
    return Strip(columns, ground)


def _stack(one: Figures, parts: Sequence[str], x: float, width: float, ground: float, scale: float) -> list[Piece]:
    pieces, level = [], ground
    for part in parts:
        number = getattr(one, part)
        size = round(number * scale, 1)
        if number:
            pieces.append(Piece(part, x, round(min(level, level + size), 1), width, abs(size), number))
        level += size
    return pieces


def bar(one: Figures) -> list[Piece]:
    """The whole as one line; positions are percent of its width."""
    pieces, x = [], 0.0
    for part in PARTS:
        number = getattr(one, part)
        width = 100 * number / one.filed if one.filed else 0.0
        if number:
            pieces.append(Piece(part, round(x, 2), 0, round(width, 2), 0, number))
        x += width
    return pieces
