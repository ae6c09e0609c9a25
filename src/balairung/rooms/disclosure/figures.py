"""The figures of a year as the law asks for them: how many asked, how fast, given or refused and why, who objected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format
from django.utils.timezone import localdate

from balairung.kernel.obligations.models import Clock, State
from balairung.kernel.people.house import regency_zone
from balairung.rooms.disclosure.models import InfoRequest, Objection
from balairung.rooms.disclosure.rules import article_words, told

Outcome = InfoRequest.Outcome
MONTHS = 12
Row = tuple[str, int]


@dataclass(frozen=True)
class YearFigures:
    """What was asked in one year, and what became of it until now."""

    year: int
    counts: dict[str, int]
    days: int | None  # calendar days to the first answer, on average
    on_time: int
    answered_clocks: int
    months: list[tuple[str, int]]
    articles: list[Row]
    grounds: list[Row]
    offices: list[Row]

    @property
    def answered(self) -> int:
        return sum(self.counts[name] for name in ("given", "part", "lacking", "refused"))

    @property
    def share(self) -> int | None:
        """Percent of the answers that came in time; None before the first."""
        return 100 * self.on_time // self.answered_clocks if self.answered_clocks else None

    @property
    def most(self) -> int:
        return max([count for _month, count in self.months] or [0])


def span_of(year: int) -> tuple[datetime, datetime]:
    """The first moment of the year, and of the one after it."""
    zone = regency_zone()
    return datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)


def years(today: date) -> list[int]:
    """This year and those before it in which somebody asked, the latest first."""
    first = InfoRequest.objects.order_by("filed_at", "id").values_list("filed_at", flat=True).first()
    begun = localdate(first).year if first else today.year
    return list(range(today.year, min(begun, today.year) - 1, -1))


def figures_of(year: int, now: datetime) -> YearFigures:
    """Counted when somebody asks, from the rows of that year alone."""
    since, until = span_of(year)
    rows = InfoRequest.objects.filter(filed_at__gte=since, filed_at__lt=until)
    objections = Objection.objects.filter(filed_at__gte=since, filed_at__lt=until)
    asked = rows.aggregate(**_counts(now), average=Avg(F("answered_at") - F("filed_at")))
    average: timedelta | None = asked.pop("average")
    clocks = _kept(rows)
    return YearFigures(
        year, asked | objections.aggregate(**_objected()), round(average / timedelta(days=1)) if average else None,
        clocks["kept"], clocks["met"], _months(rows, year), _by_article(rows), _by_ground(objections), _by_office(rows),
    )  # fmt: skip


def _counts(now: datetime) -> dict[str, Any]:
    open_now = Q(obligation__closed_at__isnull=True)
    return {
        "filed": Count("pk"),
        **{str(one.value): Count("pk", filter=Q(outcome=one) & ~open_now) for one in Outcome if one},
        "withdrawn": Count("pk", filter=Q(obligation__state=State.WITHDRAWN, outcome="")),
        "running": Count("pk", filter=open_now),
        "late": Count("pk", filter=open_now & Q(obligation__next_at__lt=now)),
    }


def _objected() -> dict[str, Any]:
    return {
        "objections": Count("pk"),
        "won": Count("pk", filter=Q(granted=True)),
        "lost": Count("pk", filter=Q(granted=False)),
        "undecided": Count("pk", filter=Q(granted__isnull=True, obligation__closed_at__isnull=True)),
        "disputed": Count("pk", filter=Q(disputed_at__isnull=False)),
    }


def _kept(rows: QuerySet[InfoRequest]) -> dict[str, int]:
    clocks = Clock.objects.filter(
        obligation__info_request__in=rows, name__in=("answer", "extended"), met_at__isnull=False
    )
    return clocks.aggregate(met=Count("pk"), kept=Count("pk", filter=Q(met_at__lte=F("due_at"))))


def _months(rows: QuerySet[InfoRequest], year: int) -> list[tuple[str, int]]:
    found = rows.annotate(month=TruncMonth("filed_at", tzinfo=regency_zone())).values("month").order_by("month")
    counts = {row["month"].month: row["n"] for row in found.annotate(n=Count("pk"))}
    return [(date_format(date(year, month, 1), "F"), counts.get(month, 0)) for month in range(1, MONTHS + 1)]


def _by_article(rows: QuerySet[InfoRequest]) -> list[Row]:
    found = rows.exclude(article="").values_list("article").annotate(n=Count("pk")).order_by("-n", "article")
    return [(article_words(key), count) for key, count in found]


def _by_ground(objections: QuerySet[Objection]) -> list[Row]:
    found = objections.values_list("ground").annotate(n=Count("pk")).order_by("-n", "ground")
    return [(told("grounds", key), count) for key, count in found]


def _by_office(rows: QuerySet[InfoRequest]) -> list[Row]:
    name = "obligation__owner_office__name"
    return list(rows.values_list(name).annotate(n=Count("pk")).order_by("-n", name))
