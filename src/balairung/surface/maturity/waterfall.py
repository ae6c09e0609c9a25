"""From 1,00 to today's index and on to 5,00: what each indicator adds, and what of it is still open. Exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from balairung.surface.maturity.instruments import HIGHEST, LOWEST, Aspect, Instrument
from balairung.surface.maturity.scoring import rounded

SPAN = HIGHEST - LOWEST


@dataclass(frozen=True)
class Stretch:
    """A part of the scale from 1 to 5, as a drawing and a reader want it."""

    start: Fraction
    length: Fraction

    @property
    def x(self) -> str:
        """Per cent of the width, as SVG writes it."""
        return _percent(self.start - LOWEST)

    @property
    def width(self) -> str:
        return _percent(self.length)

    @property
    def points(self) -> Decimal:
        """Of the index, to two decimals."""
        return rounded(self.length)

    @property
    def exact(self) -> Decimal:
        """Of the index, with every decimal that there is: weights and levels are decimals, so there is an end."""
        return Decimal(self.length.numerator) / Decimal(self.length.denominator)


@dataclass(frozen=True)
class Bar:
    """What one indicator adds on the way up to today, and what it would add on the way from today to 5."""

    number: int
    title: str
    weight: Decimal
    level: Decimal
    gained: Stretch
    missing: Stretch


@dataclass(frozen=True)
class Group:
    """The indicators of one aspect together."""

    aspect: Aspect
    bars: tuple[Bar, ...]
    gained: Stretch
    missing: Stretch


@dataclass(frozen=True)
class Waterfall:
    """All aspects in their order: what they gain is the way from 1 to today, what they miss that from today to 5."""

    groups: tuple[Group, ...]
    gained: Stretch
    missing: Stretch

    @property
    def bars(self) -> list[Bar]:
        return [bar for group in self.groups for bar in group.bars]

    @property
    def index(self) -> Decimal:
        return rounded(LOWEST + self.gained.length)

    @property
    def marks(self) -> list[tuple[int, str]]:
        """The whole levels and where they stand."""
        return [(level, _percent(Fraction(level - LOWEST))) for level in range(LOWEST, HIGHEST + 1)]


def draw(instrument: Instrument, levels: Mapping[int, Decimal]) -> Waterfall:
    """From the level of every indicator, by number."""
    worths = [one.worth * (Fraction(levels[one.number]) - LOWEST) for one in instrument.indicators.values()]
    today = LOWEST + sum(worths, Fraction())
    climbed, ahead = Fraction(LOWEST), today
    groups = []
    for aspect in instrument.aspects:
        group = _group(aspect, levels, climbed, ahead)
        climbed, ahead = climbed + group.gained.length, ahead + group.missing.length
        groups.append(group)
    return Waterfall(tuple(groups), Stretch(Fraction(LOWEST), today - LOWEST), Stretch(today, HIGHEST - today))


def _group(aspect: Aspect, levels: Mapping[int, Decimal], climbed: Fraction, ahead: Fraction) -> Group:
    """`climbed` and `ahead` say where its two parts begin."""
    bars: list[Bar] = []
    up, open_still = climbed, ahead
    for one in aspect.indicators:
        level = levels[one.number]
        gained = Stretch(up, one.worth * (Fraction(level) - LOWEST))
        missing = Stretch(open_still, one.worth * (HIGHEST - Fraction(level)))
        up, open_still = up + gained.length, open_still + missing.length
        bars.append(Bar(one.number, one.title, one.weight, level, gained, missing))
    return Group(aspect, tuple(bars), Stretch(climbed, up - climbed), Stretch(ahead, open_still - ahead))


def _percent(length: Fraction) -> str:
    return f"{float(100 * length / SPAN):.3f}%"
