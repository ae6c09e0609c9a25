"""Which months a page is about: a year, one month of it, or half a year of a village."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.dates import MONTHS
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.surface.openness.counting import following
from balairung.surface.openness.models import CountedMonth

OLD = timedelta(hours=1)  # without a count a page says so


@dataclass(frozen=True)
class Span:
    """From the first day of a month to before the first day of another."""

    since: date
    until: date
    words: str

    @property
    def query(self) -> str:
        return f"bulan={self.since:%Y-%m}" if self.is_month else f"tahun={self.since.year}"

    @property
    def is_month(self) -> bool:
        return self.until == following(self.since)


@dataclass(frozen=True)
class Age:
    """As of when figures are right, whether that is too long ago to say nothing, and whether no month is missing."""

    counted_at: datetime
    old: bool
    whole: bool


@dataclass(frozen=True)
class Book:
    """All months with figures, the youngest first."""

    months: tuple[CountedMonth, ...]
    now: datetime

    @property
    def years(self) -> list[int]:
        return sorted({month.first.year for month in self.months}, reverse=True)

    def asked(self, year: str, month: str) -> Span:
        """The month or year of an address; this year where it names nothing that has figures."""
        if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month) and int(month[:4]) in self.years:
            return month_span(date.fromisoformat(f"{month}-01"))
        known = re.fullmatch(r"\d{4}", year) and int(year) in self.years
        return year_span(int(year) if known else max(self.years, default=localdate(self.now).year))

    def age(self, span: Span) -> Age | None:
        """Of the oldest figure in it; None while nothing of it was counted."""
        inside = [month.counted_at for month in self.months if span.since <= month.first < span.until]
        counted = [moment for moment in inside if moment]
        return Age(min(counted), min(counted) < self.now - OLD, len(counted) == len(inside)) if counted else None

    def halves(self, year: int) -> list[Span]:
        """Its halves that are over: what villages are told by, each once, so that no two can be subtracted."""
        spans = [half_span(year, half) for half in (1, 2)]
        return [span for span in spans if span.until <= localdate(self.now).replace(day=1)]


def read_book(now: datetime) -> Book:
    return Book(tuple(CountedMonth.objects.order_by("-first")), now)


def year_span(year: int) -> Span:
    return Span(date(year, 1, 1), date(year + 1, 1, 1), _("tahun %(year)d") % {"year": year})


def month_span(first: date) -> Span:
    return Span(first, following(first), f"{MONTHS[first.month]} {first.year}")


def half_span(year: int, half: int) -> Span:
    """January to June, or July to December."""
    since, until = (date(year, 1, 1), date(year, 7, 1)) if half == 1 else (date(year, 7, 1), date(year + 1, 1, 1))
    words = _("Januari–Juni %(year)d") if half == 1 else _("Juli–Desember %(year)d")
    return Span(since, until, words % {"year": year})


def months_of(span: Span, known: Iterable[CountedMonth]) -> list[date]:
    """Its months that have begun, in their order."""
    return sorted(month.first for month in known if span.since <= month.first < span.until)
