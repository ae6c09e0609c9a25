"""Shapes on the ground: whole numbers of 1/100,000 degree (about a metre), so that neighbours share their corners.

A shape is a list of rings, a ring a list of (latitude, longitude) whose first corner is not repeated. A point is
inside when a line from it crosses the rings an odd number of times: islands and holes need no names.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from math import hypot
from typing import Any

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused

Corner = tuple[int, int]
Ring = list[Corner]
Rings = list[Ring]
Box = tuple[int, int, int, int]  # south, west, north, east

UNITS = 100_000  # in a degree
INDONESIA: Box = (-1_150_000, 9_400_000, 650_000, 14_150_000)


def units(degrees: float | Decimal) -> int:
    return round(degrees * UNITS)


# --- reading what others wrote -----------------------------------------------------------------------------------


def read_rings(value: Any) -> Rings:
    """The rings in the nested lists of a GeoJSON geometry or of a `path`, in either order of the two numbers.

    In this country no latitude could be a longitude, so the order needs no asking. Raise `Refused` with a sentence for
    what is no shape, is open, or lies elsewhere.
    """
    rings = [_read_ring(ring) for ring in _each_ring(value)]
    if not rings:
        raise Refused(_("garis batasnya kosong"))
    return rings


def _each_ring(value: Any) -> Iterator[list[Any]]:
    if not isinstance(value, list):
        raise Refused(_("garis batasnya bukan daftar titik"))
    if value and all(isinstance(part, list) and part and not isinstance(part[0], list) for part in value):
        yield value
        return
    for part in value:
        yield from _each_ring(part)


def _read_ring(points: list[Any]) -> Ring:
    corners = [_read_corner(point) for point in points]
    if corners[0] != corners[-1]:
        raise Refused(_("garis batasnya tidak bertemu dengan awalnya"))
    ring = _without_repeats(corners)
    if len(ring) < 3 or not area([ring]):
        raise Refused(_("garis batasnya tidak melingkari apa pun"))
    return ring


def _read_corner(point: list[Any]) -> Corner:
    numbers = [number for number in point[:2] if type(number) in {int, float} and abs(number) <= 180]
    if len(numbers) < 2:
        raise Refused(_("ada titik yang bukan lintang dan bujur"))
    corner = units(min(numbers)), units(max(numbers))
    south, west, north, east = INDONESIA
    if not (south <= corner[0] <= north and west <= corner[1] <= east):
        raise Refused(_("ada titik di luar Indonesia"))
    return corner


def _without_repeats(corners: Iterable[Corner]) -> Ring:
    ring: Ring = []
    for corner in corners:
        if not ring or ring[-1] != corner:
            ring.append(corner)
    return ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring


# --- as text: each corner as its distance from the one before ------------------------------------------------------


def write(rings: Rings) -> str:
    """`-858625,11390274 12,-19 …|…`: short, and shorter still when compressed."""
    return "|".join(" ".join(_steps(ring)) for ring in rings)


def _steps(ring: Ring) -> Iterator[str]:
    yield f"{ring[0][0]},{ring[0][1]}"
    for (north, east), (north_next, east_next) in pairwise(ring):
        yield f"{north_next - north},{east_next - east}"


def parse(text: str) -> Rings:
    return [_parse_ring(part) for part in text.split("|")]


def _parse_ring(text: str) -> Ring:
    ring: Ring = []
    north = east = 0
    for step in text.split(" "):
        up, _comma, right = step.partition(",")
        north, east = north + int(up), east + int(right)
        ring.append((north, east))
    return ring


# --- measuring -----------------------------------------------------------------------------------------------------


def edges(ring: Ring) -> Iterator[tuple[Corner, Corner]]:
    return pairwise([*ring, ring[0]])


def box(rings: Rings) -> Box:
    norths, easts = zip(*(corner for ring in rings for corner in ring), strict=True)
    return min(norths), min(easts), max(norths), max(easts)


def area(rings: Rings) -> int:
    """Twice the area of all rings, each counted as if it were alone."""
    return sum(abs(sum(a * d - b * c for (a, b), (c, d) in edges(ring))) for ring in rings)


def contains(rings: Rings, north: int, east: int) -> bool:
    """Whether the point lies inside. On a line that two share it belongs to one of them."""
    inside = False
    for ring in rings:
        for (a, b), (c, d) in edges(ring):
            if (a > north) != (c > north):
                side = (east - b) * (c - a) - (d - b) * (north - a)
                inside ^= side < 0 if c > a else side > 0
    return inside


# --- making others of them -----------------------------------------------------------------------------------------


def joined(shapes: Iterable[Rings], smallest: int = 20_000) -> Rings:
    """One shape out of several: a line that two of them share is gone. Rings below `smallest` (1 ha) are slivers."""
    outer: set[tuple[Corner, Corner]] = set()
    for shape in shapes:
        for ring in shape:
            outer ^= {(a, b) if a < b else (b, a) for a, b in edges(ring)}
    rings = [ring for ring in _walks(outer) if area([ring]) >= smallest]
    return sorted(rings, key=lambda ring: -area([ring]))


def _walks(lines: set[tuple[Corner, Corner]]) -> Iterator[Ring]:
    """Rings that use each line once: every corner has an even number of them."""
    ways: dict[Corner, list[Corner]] = defaultdict(list)
    for a, b in sorted(lines):
        ways[a].append(b)
        ways[b].append(a)
    for start in list(ways):
        yield from _rings_from(ways, start)


def _rings_from(ways: dict[Corner, list[Corner]], start: Corner) -> Iterator[Ring]:
    """Walk on until there is no way left; each time one comes back to a corner, a ring is closed."""
    path, places = [start], {start: 0}
    while ways[path[-1]]:
        here = path[-1]
        there = ways[here].pop()
        ways[there].remove(here)
        if there not in places:
            places[there] = len(path)
            path.append(there)
            continue
        ring = path[places[there] :]
        yield ring
        del path[places[there] + 1 :]
        for corner in ring[1:]:
            del places[corner]


def simpler(shapes: Sequence[Rings], tolerance: float) -> list[Rings]:
    """The same with fewer corners, none of them farther than `tolerance` from its old line.

    A line that two shapes share stays the same line: it is cut where three meet, and each piece is thinned once.
    """
    lines = {(a, b) if a < b else (b, a) for rings in shapes for ring in rings for a, b in edges(ring)}
    degrees = Counter(corner for line in lines for corner in line)
    nodes = {corner for corner, degree in degrees.items() if degree != 2}
    thinned = [[_blunt(_thin_ring(ring, nodes, tolerance), tolerance) for ring in rings] for rings in shapes]
    return [[ring for ring in rings if len(ring) > 2 and area([ring])] for rings in thinned]


def _thin_ring(ring: Ring, nodes: set[Corner], tolerance: float) -> Ring:
    cuts = [place for place, corner in enumerate(ring) if corner in nodes]
    if len(cuts) < 2:  # an island, or a shape inside another: its own two ends
        first = cuts[0] if cuts else ring.index(min(ring))
        cuts = sorted({first, max(range(len(ring)), key=lambda place: _distance(ring[place], ring[first]))})
    turned = ring[cuts[0] :] + ring[: cuts[0]] + [ring[cuts[0]]]
    places = [cut - cuts[0] for cut in cuts] + [len(ring)]
    pieces = [_thin_line(turned[start : end + 1], tolerance) for start, end in pairwise(places)]
    return [corner for piece in pieces for corner in piece[:-1]]


def _distance(a: Corner, b: Corner) -> int:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _thin_line(line: Ring, tolerance: float) -> Ring:
    """Douglas and Peucker, 1973. Read from its smaller end, so that both neighbours thin alike."""
    if line[0] > line[-1]:
        return _thin_line(line[::-1], tolerance)[::-1]
    kept, open_spans = {0, len(line) - 1}, [(0, len(line) - 1)]
    while open_spans:
        start, end = open_spans.pop()
        far = max(range(start + 1, end), key=lambda place: _offset(line[place], line[start], line[end]), default=start)
        if far != start and _offset(line[far], line[start], line[end]) > tolerance:
            kept.add(far)
            open_spans += [(start, far), (far, end)]
    return [corner for place, corner in enumerate(line) if place in kept]


def _offset(corner: Corner, start: Corner, end: Corner) -> float:
    """How far a corner is from the straight line through two others."""
    (a, b), (c, d), (e, f) = corner, start, end
    length = hypot(e - c, f - d)
    return abs((e - c) * (d - b) - (c - a) * (f - d)) / length if length else hypot(a - c, b - d)


def _blunt(ring: Ring, tolerance: float) -> Ring:
    """Without the slits that stay where two surveys of one line do not quite meet: there and back on the same way."""
    kept: Ring = []
    for corner in [*ring, *ring[:2]]:
        while len(kept) > 1 and _turns_back(kept[-2], kept[-1], corner, tolerance):
            kept.pop()
        kept.append(corner)
    return kept[1:-1]


def _turns_back(a: Corner, b: Corner, c: Corner, tolerance: float) -> bool:
    if (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) >= 0:
        return False
    return min(_offset(a, b, c), _offset(c, a, b)) <= tolerance
