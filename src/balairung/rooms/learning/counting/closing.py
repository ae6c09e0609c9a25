"""Days counted once when they are over, and again when something about them changes.

A day is over at midnight. A scan that a kiosk kept for days, a leave that was granted afterwards, a holiday that is
decreed late: each marks its days, and the worker counts them anew. Counting twice gives the same rows.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, Min, Q, Sum
from django.utils.timezone import localdate

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Decree
from balairung.rooms.learning.counting.reading import ONE_DAY, days_of
from balairung.rooms.learning.models import CountedDay, Leave, OfficeDay, PresenceDay, RecordingOffice, StalePerson

log = logging.getLogger(__name__)
MOST = 10  # days counted in one minute: others wait for the database
FARTHEST = 400  # days back that are made up for
BATCH = 500
MOST_PEOPLE = 50  # whose days are counted again in one minute
Status = PresenceDay.Status


def close_days(*, now: datetime) -> int:
    """Count every day that is over and not counted, or marked (settings.LOOPS); return how many. Once a minute."""
    with transaction.atomic():
        if not cache.add(f"learning:close:{int(now.timestamp() // 60)}", 1, 3600):
            return 0
        waiting = _waiting(now)
    calendars = Calendars()
    _try_people(now)
    return sum(_try_to_count(day, now, calendars) for day in waiting[:MOST])


def _waiting(now: datetime) -> list[date]:
    """Days up to yesterday that nobody counted, since the first office recorded presence, and those marked."""
    began = RecordingOffice.objects.aggregate(first=Min("since"))["first"]
    yesterday = localdate(now) - ONE_DAY
    if began is None or began > yesterday:
        return []
    first = max(began, yesterday - timedelta(days=FARTHEST))
    counted = set(CountedDay.objects.filter(counted_at__isnull=False, day__gte=first).values_list("day", flat=True))
    marked = CountedDay.objects.filter(counted_at__isnull=True, day__lt=first).values_list("day", flat=True)
    span = [first + ONE_DAY * place for place in range((yesterday - first).days + 1)]
    return sorted({*marked, *(day for day in span if day not in counted)})


def _try_to_count(day: date, now: datetime, calendars: Calendars) -> int:
    """One by one: a bad one never stops the others."""
    try:
        with transaction.atomic():
            count_day(day, at=now, calendars=calendars)
    except Exception:
        log.exception("a day of presence was not counted: %s", day)
        return 0
    return 1


def _try_people(now: datetime) -> None:
    try:
        _count_people_again(now)
    except Exception:
        log.exception("days of people were not counted again")


@transaction.atomic
def count_day(day: date, *, at: datetime, calendars: Calendars) -> None:
    """Everybody's rows of one day, made anew, and the sums of the offices."""
    CountedDay.objects.get_or_create(day=day)
    CountedDay.objects.select_for_update().get(day=day)
    PresenceDay.objects.filter(day=day).delete()
    PresenceDay.objects.bulk_create(days_of(day, day, calendars=calendars), batch_size=BATCH)
    _sum_up([day])
    CountedDay.objects.filter(day=day).update(counted_at=at)


@transaction.atomic
def recount(people: Collection[UUID], first: date, last: date) -> None:
    """The rows of these people on days that were counted already; days that were not are counted in their time."""
    rows = CountedDay.objects.select_for_update().filter(day__range=(first, last), counted_at__isnull=False)
    days = list(rows.order_by("day").values_list("day", flat=True))
    if not days:
        return
    fresh = [row for row in days_of(days[0], days[-1], people=people, calendars=Calendars()) if row.day in set(days)]
    PresenceDay.objects.filter(person__in=people, day__in=days).delete()
    PresenceDay.objects.bulk_create(fresh, batch_size=BATCH)
    _sum_up(days)


def _sum_up(days: Collection[date]) -> None:
    """The sums of all offices on these days: one statement reads them, one writes them."""
    rows = PresenceDay.objects.filter(day__in=days).exclude(status=Status.EXTRA).order_by()
    sums = rows.values("office_id", "day").annotate(
        expected=Count("pk"),
        late_people=Count("pk", filter=Q(late_minutes__gt=0)),
        early_people=Count("pk", filter=Q(early_minutes__gt=0)),
        unfinished=Count("pk", filter=Q(unfinished=True)),
        late_sum=Sum("late_minutes"),
        early_sum=Sum("early_minutes"),
        **{status.value: Count("pk", filter=Q(status=status)) for status in Status if status != Status.EXTRA},
    )
    OfficeDay.objects.filter(day__in=days).delete()
    OfficeDay.objects.bulk_create((_office_day(one) for one in sums), batch_size=BATCH)


def _office_day(one: Mapping[str, Any]) -> OfficeDay:
    values = {name: value or 0 for name, value in one.items() if name not in ("late_sum", "early_sum")}
    return OfficeDay(late_minutes=one["late_sum"] or 0, early_minutes=one["early_sum"] or 0, **values)


# --- who tells that something changed ------------------------------------------------------------------------------


def mark_people(people: Iterable[UUID]) -> None:
    """Their earlier days are counted again by the worker."""
    StalePerson.objects.bulk_create((StalePerson(person_id=one) for one in set(people)), ignore_conflicts=True)


def follow_decree(decree: Decree, *, by: Actor, at: datetime) -> int:
    """A day became free or a working day, perhaps afterwards (settings.DECREE_FOLLOWERS). 0: no deadline moves."""
    CountedDay.objects.filter(day=decree.date).update(counted_at=None)
    return 0


def follow_presence(people: Collection[UUID], *, at: datetime) -> int:
    """Somebody came to a post or left it, is away or back, perhaps since long (settings.PRESENCE_FOLLOWERS)."""
    if RecordingOffice.objects.exists():
        mark_people(people)
    return 0


@transaction.atomic
def _count_people_again(now: datetime) -> None:
    rows = StalePerson.objects.select_for_update(skip_locked=True).order_by("person")[:MOST_PEOPLE]
    people = [row.person_id for row in rows]
    if people:
        yesterday = localdate(now) - ONE_DAY
        _end_leaves(people)
        recount(people, yesterday - timedelta(days=FARTHEST), yesterday)
        StalePerson.objects.filter(person__in=people).delete()


def _end_leaves(people: Collection[UUID]) -> None:
    """A leave ends with its absence: whoever was noted as back at work earlier is not on leave any more."""
    for leave in Leave.objects.granted().filter(person__in=people).select_related("absence").order_by("id"):
        absence = leave.absence
        ends = leave.since if absence is None else max(leave.since, absence.until + ONE_DAY)
        if ends <= leave.last_day:
            Leave.objects.filter(pk=leave.pk).update(back_on=ends)
