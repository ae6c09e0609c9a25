"""What may be shown of one side of a year: its figures by key, those that are withheld, those told month by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.conf import settings
from django.db.models import Sum

from balairung.surface.openness import guarding
from balairung.surface.openness.arithmetic import Figures, added
from balairung.surface.openness.models import Tally
from balairung.surface.openness.spans import Span, year_span

Dimension = Tally.Dimension
#: Large enough to be told exactly, in every month; the others are withheld where they are small (docs/decisions/0030).
EXACT = (Dimension.ALL, Dimension.DISTRICT)
COLUMNS = ("filed", "kept", "broken", "running", "behind", "elsewhere", "reopened")


def smallest() -> int:
    """So many at least: k."""
    return max(int(settings.SMALLEST_GROUP), 2)


@dataclass(frozen=True)
class Side:
    """One dimension in one year."""

    dimension: str
    months: Mapping[str, Mapping[date, Figures]]  # by key and month, only where something was filed
    k: int

    @cached_property
    def years(self) -> dict[str, Figures]:
        return {key: added(months.values()) for key, months in self.months.items()}

    @property
    def exact(self) -> bool:
        return self.dimension in EXACT

    @cached_property
    def away(self) -> frozenset[str] | None:
        """Whose size is not told; None where this year is too small to be told by parts."""
        if self.exact:
            return frozenset()
        parts = {key: one.filed for key, one in self.years.items()}
        if self.dimension == Dimension.KIND:  # nobody is told what they are together
            return frozenset(key for key, number in parts.items() if guarding.is_small(number, self.k))
        return guarding.withheld(parts, self.k)

    @cached_property
    def monthly(self) -> frozenset[str]:
        """Who is told month by month."""
        if self.exact or self.away is None or self.dimension == Dimension.KIND:
            return frozenset(self.months) if self.exact else frozenset()
        begun = sorted({month for months in self.months.values() for month in months})
        nothing = Figures()
        table = {
            key: {f"{month}": months.get(month, nothing).split for month in begun}
            for key, months in self.months.items()
        }
        return guarding.by_month(table, self.away, self.k)

    def shown(self, key: str, span: Span) -> Figures | None:
        """What is told of this key in the year or in one month of it; None where that is withheld."""
        if self.away is None or key in self.away:
            return None
        if not span.is_month:
            return self.years.get(key, Figures())
        told = self.exact or key in self.monthly or key not in self.months
        return self.months.get(key, {}).get(span.since, Figures()) if told else None

    def is_small(self, key: str) -> bool:
        """Whether it is withheld because it is small itself, and not to protect another."""
        return self.away is not None and guarding.is_small(self.years.get(key, Figures()).filed, self.k)


def read_side(dimension: str, span: Span) -> Side:
    """The year of this span; one question."""
    return Side(dimension, _read(dimension, year_span(span.since.year)), smallest())


def _read(dimension: str, span: Span, within: str = "") -> dict[str, dict[date, Figures]]:
    rows = Tally.objects.filter(dimension=dimension, within=within, month__gte=span.since, month__lt=span.until)
    found: dict[str, dict[date, Figures]] = {}
    for key, month, *counts, days in rows.order_by().values_list("key", "month", *COLUMNS, "days"):
        told = Figures(**dict(zip(COLUMNS, counts, strict=False)), days={int(day): n for day, n in days.items()})
        found.setdefault(key, {})[month] = told
    return found


@dataclass(frozen=True)
class Villages:
    """The villages of one district in half a year. `split` are those of which it is told what became of theirs."""

    span: Span
    figures: Mapping[str, Figures]
    away: frozenset[str] | None
    shut: frozenset[str]
    k: int

    def size(self, key: str) -> int | None:
        """How many were filed; None where that is withheld."""
        if self.away is None or key in self.away:
            return None
        return self.figures[key].filed if key in self.figures else 0

    def split(self, key: str) -> Figures | None:
        """What became of them; None where that is withheld."""
        if self.away is None or key in self.shut:
            return None
        return self.figures.get(key, Figures())

    def is_small(self, key: str) -> bool:
        return self.away is not None and guarding.is_small(self.figures.get(key, Figures()).filed, self.k)


def read_villages(district: str, spans: list[Span]) -> list[Villages]:
    """Each of these halves of a year; one question for all."""
    if not spans:
        return []
    whole = Span(min(span.since for span in spans), max(span.until for span in spans), "")
    months = _read(Dimension.VILLAGE, whole, within=district)
    return [_villages(span, months) for span in spans]


def _villages(span: Span, months: Mapping[str, Mapping[date, Figures]]) -> Villages:
    inside = {
        key: added(one for month, one in row.items() if span.since <= month < span.until) for key, row in months.items()
    }
    figures, k = {key: one for key, one in inside.items() if one.filed}, smallest()
    away = guarding.withheld({key: one.filed for key, one in figures.items()}, k)
    rows = {key: one.split for key, one in figures.items()}
    shut = guarding.unsplit(rows, away, k) if away is not None else frozenset(figures)
    return Villages(span, figures, away, shut, k)


def sizes(spans: list[Span]) -> dict[Span, dict[str, dict[str, int]]]:
    """How many were filed in each village by district, in each of these spans; one question for each."""
    found = {}
    for span in spans:
        rows = Tally.objects.filter(dimension=Dimension.VILLAGE, month__gte=span.since, month__lt=span.until)
        by_district: dict[str, dict[str, int]] = {}
        for district, village, filed in rows.order_by().values_list("within", "key").annotate(filed=Sum("filed")):
            by_district.setdefault(district, {})[village] = filed
        found[span] = by_district
    return found
