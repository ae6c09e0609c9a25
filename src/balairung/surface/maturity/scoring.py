"""The index as arithmetic: exact from the finest level that is known, and rounded once, at the very end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from balairung.surface.maturity.instruments import WHOLE, Aspect, Domain, Instrument, Predicate

PLACES = 2


@dataclass(frozen=True)
class Score:
    """What levels come to. Fractions, because a third (three audits of 1.5 % in 4.5 %) is no decimal."""

    instrument: Instrument
    exact: Fraction
    aspects: Mapping[int, Fraction]
    domains: Mapping[int, Fraction]

    @property
    def index(self) -> Decimal:
        """As it is published: two decimals, a half rounds up."""
        return rounded(self.exact)

    @property
    def predicate(self) -> Predicate:
        return self.instrument.predicate_of(self.index)


def score(instrument: Instrument, levels: Mapping[int, Decimal]) -> Score:
    """From the level of every indicator, by number, each 1 to 5 (see `reading` for what comes from outside)."""
    aspects = {one.number: _aspect(one, levels) for one in instrument.aspects}
    return score_of_aspects(instrument, aspects)


def score_of_aspects(instrument: Instrument, aspects: Mapping[int, Decimal | Fraction]) -> Score:
    """From the index of every aspect. The same as from the indicators where those values are exact."""
    exact = {number: Fraction(value) for number, value in aspects.items()}
    domains = {one.number: _domain(one, exact) for one in instrument.domains}
    index = weighed((one.weight, exact[one.number]) for one in instrument.aspects) / WHOLE
    return Score(instrument, index, exact, domains)


def _aspect(aspect: Aspect, levels: Mapping[int, Decimal]) -> Fraction:
    """Weighed inside the aspect: Σ(w × N) / w of the aspect."""
    return weighed((one.weight, levels[one.number]) for one in aspect.indicators) / Fraction(aspect.weight)


def _domain(domain: Domain, aspects: Mapping[int, Fraction]) -> Fraction:
    return weighed((one.weight, aspects[one.number]) for one in domain.aspects) / Fraction(domain.weight)


def weighed(pairs: Iterable[tuple[Decimal, Decimal | Fraction]]) -> Fraction:
    """Σ(weight × value), exact."""
    return sum((Fraction(weight) * Fraction(value) for weight, value in pairs), Fraction())


def rounded(value: Fraction, places: int = PLACES) -> Decimal:
    """A half rounds up, as everywhere in these decrees' tables; never by way of a binary number."""
    shifted = value * 10**places
    return Decimal((2 * shifted.numerator + shifted.denominator) // (2 * shifted.denominator)).scaleb(-places)
