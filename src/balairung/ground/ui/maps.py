"""The arithmetic behind a map of districts or villages: outlines become paths, counts become shades. No HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians

from balairung.ground.common.polygons import UNITS, Box, Ring, Rings, area, box, edges

WIDTH = 640  # of the drawing, in its own units
MARGIN = 4
LEVELS = 4  # shades beside that of nothing
TRIES = 9  # lines on which a place for the number is looked for


@dataclass(frozen=True)
class Place:
    """What a map is told about one region. Without rings it stands in the table only."""

    name: str
    value: int
    href: str
    rings: Rings


@dataclass(frozen=True)
class Shape:
    """One region as drawn. `level` is 0 (nothing) to 4 (the most); the number stands at x, y."""

    place: Place
    level: int
    path: str
    x: int
    y: int


@dataclass(frozen=True)
class Map:
    """Shapes for the drawing, rows for the table, the shades with what they mean, the names of what is not drawn."""

    key: str
    late: bool
    shapes: list[Shape]
    rows: list[Place]
    legend: list[tuple[int, int, int]]  # level, from, to
    missing: list[str]
    width: int = WIDTH
    height: int = 0


def draw(places: Iterable[Place], *, key: str = "peta", late: bool = False) -> Map:
    """The map of these places; the table has the largest numbers first."""
    rows = sorted(places, key=lambda place: (-place.value, place.name))
    drawn = [place for place in rows if place.rings]
    most = max((place.value for place in rows), default=0)
    missing = sorted(place.name for place in rows if not place.rings)
    legend = list(_legend(most))
    if not drawn:
        return Map(key, late, [], rows, legend, missing)
    bounds = box([ring for place in drawn for ring in place.rings])
    # Large ones first: where outlines overlap by an error of the survey, the small one stays in reach.
    drawn.sort(key=lambda place: -area(place.rings))
    shapes = [_shape(place, most, bounds) for place in drawn]
    height = _project((bounds[0], bounds[1]), bounds)[1] + MARGIN
    return Map(key, late, shapes, rows, legend, missing, WIDTH, height)


def level(value: int, most: int) -> int:
    """Which of the shades a count has."""
    return -(-LEVELS * value // most) if most else 0


def _legend(most: int) -> Iterator[tuple[int, int, int]]:
    """What each shade stands for; with few counts some shades stand for nothing."""
    yield 0, 0, 0
    for one in range(1, LEVELS + 1):
        first, last = (one - 1) * most // LEVELS + 1, one * most // LEVELS
        if first <= last:
            yield one, first, last


def _shape(place: Place, most: int, bounds: Box) -> Shape:
    rings = [[_project(corner, bounds) for corner in ring] for ring in place.rings]
    x, y = _spot(rings)
    return Shape(place, level(place.value, most), "".join(_path(ring) for ring in rings), x, y)


def _project(corner: tuple[int, int], bounds: Box) -> tuple[int, int]:
    """(latitude, longitude) → (x, y): a degree of longitude is as long as it is at this latitude."""
    south, west, north, east = bounds
    squeeze = cos(radians((south + north) / 2 / UNITS))
    scale = (WIDTH - 2 * MARGIN) / max((east - west) * squeeze, 1)
    return MARGIN + round((corner[1] - west) * squeeze * scale), MARGIN + round((north - corner[0]) * scale)


def _path(ring: Ring) -> str:
    """Relative steps; a corner that falls on the one before is left out."""
    steps = [f"{d - b} {e - c}" for (b, c), (d, e) in pairwise(ring) if (b, c) != (d, e)]
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps)}z" if steps else ""


def _spot(rings: Sequence[Ring]) -> tuple[int, int]:
    """Where a number stands well: the middle of the widest stretch on one of a few lines, rather in the middle."""
    largest = max(rings, key=lambda ring: area([ring]))
    left, top, right, bottom = box([largest])
    best, spot = -1.0, ((left + right) // 2, (top + bottom) // 2)
    for one in range(1, TRIES + 1):
        y = top + (bottom - top) * one / (TRIES + 1)
        crossings = sorted(_crossings(largest, y))
        for begin, end in zip(crossings[::2], crossings[1::2], strict=True):
            room = min(end - begin, 2 * (y - top), 2 * (bottom - y))
            if room > best:
                best, spot = room, (round((begin + end) / 2), round(y))
    return spot


def _crossings(ring: Ring, y: float) -> Iterator[float]:
    """Where the outline crosses this line; an even number of times."""
    for (a, b), (c, d) in edges(ring):
        if (b > y) != (d > y):
            yield a + (c - a) * (y - b) / (d - b)
