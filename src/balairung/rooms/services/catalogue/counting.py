"""How long services really took: counted from applications, never promised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber

from balairung.ground.common.working_time import Calendar, working_days_between
from balairung.kernel.people.calendars import Calendars
from balairung.rooms.services.models import Application

FEWEST = 5  # below it says nothing, and would say something about somebody
LATEST = 100  # of one service
SPAN = timedelta(days=365)


@dataclass(frozen=True)
class Median:
    """In half of the cases it took so many working days or fewer, from complete to decided; 0 is the same day."""

    days: int
    count: int


def medians(keys: Collection[str], now: datetime, calendar: str = "5-day") -> dict[str, Median]:
    """By key of the service, of its latest hundred decisions within a year. Fewer than five: it is not in there."""
    taken: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for key, begun, decided in _latest(keys, now):
        taken[key].append((begun, decided))
    days = Calendars().get(calendar)
    return {key: Median(_median(spans, days), len(spans)) for key, spans in taken.items() if len(spans) >= FEWEST}


def _latest(keys: Collection[str], now: datetime) -> Iterator[tuple[str, datetime, datetime]]:
    for key, begun, decided in ranked(keys, now).values_list("service__key", "begun", "decided_at"):
        if decided:
            yield key, begun, decided


def ranked(keys: Collection[str], now: datetime) -> QuerySet[Any]:
    """The latest decisions of each of these services; by the index `application_decided`."""
    rank = Window(RowNumber(), partition_by=F("service_id"), order_by=F("decided_at").desc())
    decided = Application.objects.filter(service__key__in=keys, decided_at__gte=now - SPAN, decided_at__lte=now)
    return decided.annotate(rank=rank, begun=Coalesce("complete_at", "applied_at")).filter(rank__lte=LATEST)


def _median(spans: list[tuple[datetime, datetime]], calendar: Calendar) -> int:
    """The lower middle: a day that somebody really waited."""
    counted: dict[tuple[object, object], int] = {}
    return median_low(_days(begun, decided, calendar, counted) for begun, decided in spans)


def _days(begun: datetime, decided: datetime, calendar: Calendar, counted: dict[tuple[object, object], int]) -> int:
    """The same two dates come again and again: each is counted once."""
    zone: ZoneInfo = calendar.zone
    dates = begun.astimezone(zone).date(), decided.astimezone(zone).date()
    if dates not in counted:
        counted[dates] = max(working_days_between(calendar, begun, decided), 0)
    return counted[dates]
