"""The shape of what is gathered: figures, each with how it was counted, tables, and the pages that show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.kernel.people.house import regency_zone

TENTH = Decimal("0.1")
NOTHING = "–"


class Figure(NamedTuple):
    """A number as it is read, and in words how it was counted."""

    words: str
    value: str
    how: str


class Table(NamedTuple):
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


class Page(NamedTuple):
    """A public page that shows it: what it is called, and its address below the house's own."""

    words: str
    address: str


@dataclass(frozen=True)
class Gathered:
    """What one subject came to. `share` is the one figure, in per cent, on which a level may depend (proofs.yaml)."""

    figures: Sequence[Figure]
    tables: Sequence[Table] = ()
    pages: Sequence[Page] = ()
    share: Decimal | None = None

    def as_json(self) -> dict[str, Any]:
        """As a bundle keeps it: lists and strings only, so that the same figures are the same text."""
        return {
            "figures": [list(one) for one in self.figures],
            "tables": [[one.title, list(one.head), [list(row) for row in one.rows]] for one in self.tables],
            "pages": [list(one) for one in self.pages],
            "share": str(self.share) if self.share is not None else "",
        }


@dataclass(frozen=True)
class Span:
    """A year by the regency's clock, as far as it has gone at the moment of counting."""

    year: int
    at: datetime

    @cached_property
    def since(self) -> datetime:
        return datetime(self.year, 1, 1, tzinfo=regency_zone())

    @cached_property
    def until(self) -> datetime:
        """Not part of it any more."""
        return min(datetime(self.year + 1, 1, 1, tzinfo=regency_zone()), self.at)

    @cached_property
    def first(self) -> date:
        return date(self.year, 1, 1)

    @cached_property
    def last(self) -> date:
        """The last day of the year, or today while it runs."""
        return max(self.first, min(date(self.year, 12, 31), localdate(self.at)))

    @property
    def end(self) -> datetime:
        """The last moment in it: for whoever counts backwards from one."""
        return max(self.since, self.until - timedelta(microseconds=1))

    def within(self, field: str) -> dict[str, datetime]:
        """The condition that a moment lies in it."""
        return {f"{field}__gte": self.since, f"{field}__lt": self.until}

    def days(self, field: str) -> dict[str, date]:
        """The condition that a date lies in it."""
        return {f"{field}__gte": self.first, f"{field}__lte": self.last}


def number(value: int | Decimal) -> str:
    """`1.204`; a decimal keeps its places, with a comma."""
    return str(number_format(value, force_grouping=True))


def exact_share(part: int, whole: int) -> Decimal | None:
    """Per cent with one decimal, rounded down: a promise of 99.9 % is never called kept at 99.89."""
    return (Decimal(100) * part / whole).quantize(TENTH, ROUND_DOWN) if whole else None


def share(part: int, whole: int) -> str:
    """`93,4 persen`; a dash of nothing."""
    found = exact_share(part, whole)
    return NOTHING if found is None else _("%(share)s persen") % {"share": number(found)}
