"""The instruments by which digital government is measured, as data: SPBE 2018 and 2020, Pemerintah Digital 2026.

Each stands in `ground/data/maturity/` with its decree. What is not known of one (the criteria of a level, say) is
missing there, and whoever shows it says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from typing import Any

from balairung.ground.common.facts import facts
from balairung.ground.common.words import gettext as _

#: Every instrument that was ever used, oldest first: old reports cite the old ones.
KEYS = ("spbe-2018", "spbe-2020", "pemdi-2026")
LOWEST, HIGHEST = 1, 5
WHOLE = 100  # per cent, of which every weight is a part


@dataclass(frozen=True)
class Indicator:
    """What is looked at; its level, 1 to 5, weighs so many per cent of the index."""

    number: int
    title: str
    weight: Decimal  # per cent
    ladder: tuple[str, ...]  # the names of its five levels
    external: str = ""  # whose index is taken over as its level, where another body measures it
    levels: Mapping[int, str] = field(default_factory=dict)  # what a level asks; only what is known
    source: str = ""  # where those texts are from
    evidence: tuple[str, ...] = ()  # what is accepted as proof

    @property
    def worth(self) -> Fraction:
        """Points of the index that one level of it adds."""
        return Fraction(self.weight) / WHOLE

    def asks(self, level: int) -> str:
        """What this level asks for; empty where nobody here has seen the text."""
        return self.levels.get(level, "")


@dataclass(frozen=True)
class Aspect:
    number: int
    title: str
    weight: Decimal
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class Domain:
    number: int
    title: str
    weight: Decimal
    aspects: tuple[Aspect, ...]


@dataclass(frozen=True)
class Predicate:
    """A word for all indices from `least` on, until the next one begins."""

    least: Decimal
    words: str
    stage: str = ""  # a second word for the same, where the decree has one


@dataclass(frozen=True)
class Instrument:
    key: str
    title: str
    decree: str
    first_year: int
    last_year: int | None  # None while it is in force
    fractional: bool  # whether an indicator may stand between two levels
    aspects: tuple[Aspect, ...]
    domains: tuple[Domain, ...]  # empty where the decree knows aspects only
    predicates: tuple[Predicate, ...]  # highest first

    @cached_property
    def indicators(self) -> dict[int, Indicator]:
        """All of them by number."""
        return {one.number: one for aspect in self.aspects for one in aspect.indicators}

    def predicate_of(self, index: Decimal) -> Predicate:
        """Of the index as it is published, with two decimals: what stands beside it must agree with it."""
        return next((one for one in self.predicates if index >= one.least), self.predicates[-1])


@cache
def instrument(key: str) -> Instrument:
    """By its key. Raise ValueError, naming those that are known, for any other."""
    if key not in KEYS:
        known = {"key": key, "known": ", ".join(KEYS)}
        raise ValueError(_("Instrumen “%(key)s” tidak dikenal. Yang ada: %(known)s.") % known)
    return _read(facts(f"maturity/{key}"))


def _read(row: Mapping[str, Any]) -> Instrument:
    first, last = row["years"]
    aspects = [(one.get("domain"), _aspect(one, row["ladders"])) for one in row["aspects"]]
    domains = [
        Domain(one["number"], one["title"], Decimal(one["weight"]), _of(aspects, one["number"]))
        for one in row["domains"]
    ]
    predicates = [Predicate(Decimal(one["from"]), one["words"], one.get("stage", "")) for one in row["predicates"]]
    return Instrument(
        row["key"], row["title"], row["decree"], first, last, row["fractional"],
        tuple(aspect for _number, aspect in aspects), tuple(domains), tuple(predicates),
    )  # fmt: skip


def _of(aspects: list[tuple[int | None, Aspect]], domain: int) -> tuple[Aspect, ...]:
    return tuple(aspect for number, aspect in aspects if number == domain)


def _aspect(row: Mapping[str, Any], ladders: Mapping[str, list[str]]) -> Aspect:
    indicators = tuple(_indicator(one, tuple(ladders[one["ladder"]])) for one in row["indicators"])
    return Aspect(row["number"], row["title"], Decimal(row["weight"]), indicators)


def _indicator(row: Mapping[str, Any], ladder: tuple[str, ...]) -> Indicator:
    return Indicator(
        row["number"], row["title"], Decimal(row["weight"]), ladder,
        row.get("external", ""), row.get("levels", {}), row.get("source", ""), tuple(row.get("evidence", ())),
    )  # fmt: skip
