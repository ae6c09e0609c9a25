"""The days of a year in numbers. Past days are counted by the worker and kept; today is counted as it is asked for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.timezone import localdate, make_aware

from balairung.kernel.obligations.models import Obligation
from balairung.surface.dashboards.models import Day

YEAR = 365
FRESH = timedelta(hours=20)  # after which a day is counted again: an import may have brought reports of last year


def count_days(*, now: datetime) -> int:
    """Count the past days of the year that were never counted, or too long ago; return how many."""
    today = localdate(now)
    with transaction.atomic():
        wanted = [today - timedelta(days=number) for number in range(1, YEAR)]
        known = dict(Day.objects.filter(date__gte=wanted[-1]).values_list("date", "counted_at"))
        stale = [day for day in wanted if day not in known or known[day] < now - FRESH]
        days = [Day(date=day, counted_at=now, **_numbers(day)) for day in stale]
        Day.objects.bulk_create(
            days, update_conflicts=True, unique_fields=["date"], update_fields=["opened", "closed", "counted_at"]
        )
        Day.objects.filter(date__lt=today - timedelta(days=2 * YEAR)).delete()
    return len(days)


def year_of_days(now: datetime) -> list[tuple[date, int]]:
    """How much came in on each of the last 365 days, the oldest first; a day not counted yet is left out."""
    today = localdate(now)
    past = Day.objects.filter(date__gt=today - timedelta(days=YEAR), date__lt=today).order_by("date")
    return [*past.values_list("date", "opened"), (today, _numbers(today)["opened"])]


def _numbers(day: date) -> dict[str, int]:
    begin, end = _midnight(day), _midnight(day + timedelta(days=1))
    rows = Obligation.objects.exclude(pk__in=Obligation.objects.about_somebody().values("pk"))
    return {
        "opened": rows.filter(opened_at__gte=begin, opened_at__lt=end).count(),
        "closed": rows.filter(closed_at__gte=begin, closed_at__lt=end).count(),
    }


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))
