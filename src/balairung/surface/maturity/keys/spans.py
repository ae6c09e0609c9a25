"""The time that a figure is counted over, the same time before it, and clocks that were kept in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.timezone import localdate

from balairung.kernel.obligations.models import Clock, Obligation
from balairung.surface.maturity.keys.judging import Reading, share

YEAR = 365


@dataclass(frozen=True)
class Span:
    """From `since` until just before `until`."""

    since: datetime
    until: datetime

    @property
    def days(self) -> tuple[date, date]:
        """Its first and last day."""
        return localdate(self.since) + timedelta(days=1), localdate(self.until)

    def holds(self, field: str, **more: Any) -> Q:
        return Q(**{f"{field}__gte": self.since, f"{field}__lt": self.until}, **more)

    def holds_day(self, field: str) -> Q:
        return Q(**{f"{field}__range": self.days})


def spans(at: datetime, days: int = YEAR) -> tuple[Span, Span]:
    """The days up to now, and as many before them."""
    middle = at - timedelta(days=days)
    return Span(middle, at), Span(middle - timedelta(days=days), middle)


def kept(at: datetime, names: tuple[str, ...], **of: Any) -> tuple[Reading, Reading, int]:
    """Of the clocks that fell due in each span, how many were met in time; and how many of this one were. One query.

    What stands still or was dropped is owed no more, and what is about somebody of the house stands in no sum.
    """
    rows = Clock.objects.filter(party=Clock.Party.OFFICE, name__in=names, dropped_at=None, paused_at=None, **of)
    rows = rows.exclude(obligation__in=Obligation.objects.about_somebody())
    return counted(rows, "due_at", Q(met_at__lte=F("due_at")), *spans(at))


def counted(rows: QuerySet[Any], field: str, part: Q, now: Span, before: Span) -> tuple[Reading, Reading, int]:
    """Of the rows of each span by this moment, those that are so; and how many of this one are. One query."""
    parts = {"now": now, "before": before}
    rows = rows.filter(**{f"{field}__gte": before.since, f"{field}__lt": now.until}).order_by()
    told = rows.aggregate(
        **{name: Count("pk", filter=span.holds(field)) for name, span in parts.items()},
        **{f"{name}_part": Count("pk", filter=span.holds(field) & part) for name, span in parts.items()},
    )
    readings = [share(told[f"{name}_part"], told[name]) for name in parts]
    return readings[0], readings[1], told["now_part"]
