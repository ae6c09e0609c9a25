"""Indices over the years, and of all at once, as places in a drawing. No HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from balairung.surface.maturity.instruments import HIGHEST, LOWEST
from balairung.surface.maturity.radar import shape

WIDTH = 360  # of both drawings, in their own units
LEFT, RIGHT, TOP = 30, 14, 26
NAME = 76  # room for the name of an era; with less left it ends at the edge
TREND_HEIGHT, TREND_GROUND = 230, 200
STRIP_SIDE = 12
BIN = Decimal("0.05")  # of the index: what lies closer stands on top of each other
STEP, TALLEST = 4.0, 150.0
UNDER = 44  # below the ground of the strip: marks and levels

Levels = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Line:
    """One series: a piece for each era, because two instruments are no one line."""

    place: int  # 1 to 4, as in the radar
    name: str
    pieces: tuple[str, ...]
    marks: tuple[str, ...]
    legend: str


@dataclass(frozen=True)
class Era:
    """As long as one instrument was in use: where it begins, and where its name stands."""

    name: str
    start: str
    at: str
    anchor: str


@dataclass(frozen=True)
class Trend:
    lines: tuple[Line, ...]
    levels: Levels  # whole levels and how far down they lie
    years: tuple[tuple[int, str], ...]
    eras: tuple[Era, ...]
    width: int = WIDTH
    height: int = TREND_HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    ground: int = TREND_GROUND


def trend(eras: Mapping[int, str], series: Sequence[tuple[str, Mapping[int, Decimal]]]) -> Trend:
    """`eras`: by which instrument each year was measured, for all years that are drawn."""
    years = sorted(eras)
    places = {year: _across(order, len(years)) for order, year in enumerate(years)}
    lines = tuple(_line(place, name, values, eras, places) for place, (name, values) in enumerate(series, 1))
    levels = tuple((level, f"{_down(Decimal(level)):.1f}") for level in range(LOWEST, HIGHEST + 1))
    return Trend(lines, levels, tuple((year, f"{places[year]:.1f}") for year in years), _eras(eras, places))


def _across(order: int, total: int) -> float:
    """One year alone stands in the middle."""
    room = WIDTH - LEFT - RIGHT - 36
    return LEFT + 18 + (room * order / (total - 1) if total > 1 else room / 2)


def _down(index: Decimal) -> float:
    return TREND_GROUND - float(index - LOWEST) * (TREND_GROUND - TOP) / (HIGHEST - LOWEST)


def _line(
    place: int, name: str, values: Mapping[int, Decimal], eras: Mapping[int, str], places: Mapping[int, float]
) -> Line:
    known = sorted(year for year in values if year in places)
    spots = {year: (places[year], _down(values[year])) for year in known}
    pieces = tuple(
        " ".join(f"{x:.1f},{y:.1f}" for x, y in (spots[year] for year in group))
        for _era, group in groupby(known, key=lambda year: eras[year])
    )
    marks = tuple(shape(place, x, y) for x, y in spots.values())
    return Line(place, name, pieces, marks, shape(place, 16, 7))


def _eras(eras: Mapping[int, str], places: Mapping[int, float]) -> tuple[Era, ...]:
    """An era begins halfway between its first year and the one before."""
    found, before = [], 0.0
    for name, group in groupby(sorted(places), key=lambda year: eras[year]):
        own = [places[year] for year in group]
        start = (before + own[0]) / 2 if before else float(LEFT)
        tight = start > WIDTH - NAME
        at, anchor = (float(WIDTH), "end") if tight else (start + 4, "start")
        found.append(Era(name, f"{start:.1f}", f"{at:.1f}", anchor))
        before = own[-1]
    return tuple(found)


@dataclass(frozen=True)
class Pin:
    """Somebody who is marked among all others."""

    place: int
    name: str
    index: Decimal
    x: str
    mark: str
    legend: str


@dataclass(frozen=True)
class Strip:
    """Everybody of a year as a dot over their index; those with nearly the same stand on top of each other."""

    dots: str  # one path: each dot a stroke without length
    pins: tuple[Pin, ...]
    middle: str  # where the median lies; empty where there is none
    levels: Levels
    ground: int
    width: int = WIDTH

    @property
    def height(self) -> int:
        return self.ground + UNDER

    @property
    def low(self) -> int:
        """Where the pins stand."""
        return self.ground + 12


def strip(indices: Sequence[Decimal], pinned: Sequence[tuple[int, str, Decimal]], median: Decimal | None) -> Strip:
    """`pinned`: whoever is marked, each with a place of their own: 1 for ourselves, 2 to 4 for others."""
    stacks: Counter[int] = Counter(map(_bin, indices))
    most = max(stacks.values(), default=1)
    step = min(STEP, TALLEST / most)
    ground = round(step * most) + 14
    dots = "".join(
        f"M{_at(LOWEST + (number + Decimal('0.5')) * BIN)} {ground - 4 - step * order:.1f}h0"
        for number, tall in sorted(stacks.items())
        for order in range(tall)
    )
    pins = tuple(_pin(place, name, index, ground) for place, name, index in pinned)
    levels = tuple((level, _at(Decimal(level))) for level in range(LOWEST, HIGHEST + 1))
    return Strip(dots, pins, _at(median) if median is not None else "", levels, ground)


def _bin(index: Decimal) -> int:
    return min(int((index - LOWEST) / BIN), int((HIGHEST - LOWEST) / BIN) - 1)


def _at(index: Decimal) -> str:
    return f"{STRIP_SIDE + float(index - LOWEST) * (WIDTH - 2 * STRIP_SIDE) / (HIGHEST - LOWEST):.1f}"


def _pin(place: int, name: str, index: Decimal, ground: int) -> Pin:
    x = _at(index)
    return Pin(place, name, index, x, shape(place, float(x), ground + 12), shape(place, 16, 7))
