"""The radar: the same aspects for up to four series, as places in a drawing. No HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import cos, pi, sin

from balairung.surface.maturity.instruments import HIGHEST, LOWEST
from balairung.surface.maturity.scoring import rounded

WIDTH, HEIGHT = 360, 340  # of the drawing, in its own units
MIDDLE = (180, 170)
RADIUS = 130  # of the ring of level 5; the middle is zero, so that level 1 is still seen
LABEL = 150  # how far from the middle the number of an axis stands
MOST = 4  # series that colour, stroke and shape together still tell apart

Value = Fraction | Decimal


@dataclass(frozen=True)
class Spot:
    """A place of the drawing, written as SVG writes it: with a point, whatever language the page speaks."""

    x: str
    y: str

    def __str__(self) -> str:
        return f"{self.x},{self.y}"


@dataclass(frozen=True)
class Axis:
    number: int
    title: str
    end: Spot
    label: Spot


@dataclass(frozen=True)
class Ring:
    level: int
    points: str
    label: Spot


@dataclass(frozen=True)
class Line:
    """One series: where its line goes, the mark on each axis, its marks' shape for the legend."""

    place: int  # 1 to 4: the colour, the stroke and the shape
    name: str
    points: str
    marks: tuple[str, ...]  # paths
    legend: str


@dataclass(frozen=True)
class Radar:
    axes: tuple[Axis, ...]
    rings: tuple[Ring, ...]
    lines: tuple[Line, ...]
    rows: tuple[tuple[Axis, tuple[Decimal, ...]], ...]  # the same as a table, to two decimals
    middle: Spot
    width: int = WIDTH
    height: int = HEIGHT


def draw(titles: Sequence[str], series: Sequence[tuple[str, Sequence[Value]]]) -> Radar:
    """One axis for each title, clockwise from the top; each series has one value for each of them."""
    if not 0 < len(series) <= MOST:
        raise ValueError(f"a radar tells 1 to {MOST} series apart, not {len(series)}")
    total = len(titles)
    axes = tuple(_axis(number, title, total) for number, title in enumerate(titles, 1))
    rings = tuple(_ring(level, total) for level in range(LOWEST, HIGHEST + 1))
    lines = tuple(_line(place, name, values, total) for place, (name, values) in enumerate(series, 1))
    columns = [tuple(rounded(Fraction(value)) for value in values) for _name, values in series]
    rows = tuple(zip(axes, zip(*columns, strict=True), strict=True))
    return Radar(axes, rings, lines, rows, _spot(*MIDDLE))


def _axis(number: int, title: str, total: int) -> Axis:
    label = _at(number - 1, total, LABEL)
    return Axis(number, title, _spot(*_at(number - 1, total, RADIUS)), _spot(*label))


def _ring(level: int, total: int) -> Ring:
    spots = [_reached(place, total, Fraction(level)) for place in range(total)]
    x, y = spots[0]
    return Ring(level, _points(spots), _spot(x + 4, y - 3))


def _line(place: int, name: str, values: Sequence[Value], total: int) -> Line:
    pairs = zip(range(total), values, strict=True)
    spots = [_reached(axis, total, Fraction(value)) for axis, value in pairs]
    marks = tuple(shape(place, *spot) for spot in spots)
    return Line(place, name, _points(spots), marks, shape(place, 16, 7))


def _reached(axis: int, total: int, value: Fraction) -> tuple[float, float]:
    """Where this value lies on its axis; what is outside the rings stands on the outermost."""
    return _at(axis, total, float(RADIUS * min(max(value, Fraction()), Fraction(HIGHEST)) / HIGHEST))


def _at(axis: int, total: int, far: float) -> tuple[float, float]:
    turn = 2 * pi * axis / total
    return MIDDLE[0] + far * sin(turn), MIDDLE[1] - far * cos(turn)


def _points(spots: Sequence[tuple[float, float]]) -> str:
    return " ".join(str(_spot(x, y)) for x, y in spots)


def _spot(x: float, y: float) -> Spot:
    return Spot(f"{x:.1f}", f"{y:.1f}")


#: The outline of a mark around its middle, by the place of the series: disc, square, triangle, diamond.
SHAPES = {
    1: ((-4.5, 0), "a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z"),
    2: ((-4, -4), "h8v8h-8z"),
    3: ((0, -5.5), "l5.2 9h-10.4z"),
    4: ((0, -5.5), "l5.5 5.5l-5.5 5.5l-5.5 -5.5z"),
}


def shape(place: int, x: float, y: float) -> str:
    (right, down), outline = SHAPES[place]
    return f"M{x + right:.1f} {y + down:.1f}{outline}"
