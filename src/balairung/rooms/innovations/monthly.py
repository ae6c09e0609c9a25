"""One innovation a month from every village: opened on the first working day, reminded of once, forgiven when due.

A village that was closed, or whose region ended because it merged, owes nothing more and is not asked again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.facts import facts
from balairung.ground.common.working_time import Unit
from balairung.kernel.obligations.actions import Owner, open_many
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.obligations.rules import ClockRule, clock_rule
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.search.actions import index_batch
from balairung.rooms.innovations import access, actions, notices
from balairung.rooms.innovations.models import MonthOwed
from balairung.rooms.innovations.months import first_working_day, last_day, month_named, month_of, name_of, words_of

log = logging.getLogger(__name__)
KIND, ORIGIN = notices.KIND, "monthly"
DAY = 2 * 24 * 3600  # seconds for which it is remembered that a day's work is done


def follow(*, now: datetime) -> int:
    """Open the month, remind, forgive those that are gone; return how many of all (settings.LOOPS).

    What the first round of a day finds is all that the day can bring; until then it asks again after a fault.
    """
    mark = f"innovations-{localdate(now)}"
    with transaction.atomic():
        if cache.get(mark):
            return 0
    steps: tuple[Callable[..., int], ...] = (forgive, open_month, remind)
    counts = [_try(step, now) for step in steps]
    if None not in counts:
        with transaction.atomic():
            cache.set(mark, True, DAY)
    return sum(filter(None, counts))


def _try(step: Callable[..., int], now: datetime) -> int | None:
    """One by one: a bad one never stops the others. None for one that failed."""
    try:
        return step(now=now)
    except Exception:
        log.exception("a step of the month failed: %s", step.__name__)
        return None


@transaction.atomic
def open_month(*, now: datetime) -> int:
    """On the first working day of a month, or as soon after it as a worker comes; once. Return how many were opened."""
    today = localdate(now)
    month = month_of(today)
    begins = month_named(facts("innovations")["monthly"]["begins"] or "")
    if (begins and month < begins) or today < first_working_day(month, Calendars().get("5-day")):
        return 0
    if Obligation.objects.filter(kind=KIND, origin=ORIGIN, period=name_of(month)).exists():
        return 0
    owners = [Owner(office) for office in access.owing().order_by("order", "name")]
    opened = open_many(
        kind=KIND, prefix="V", subject=_("Satu inovasi untuk %(month)s") % {"month": words_of(month)},
        owners=owners, clocks=[_to_the_end(month, today)], origin=ORIGIN, period=name_of(month), by=SYSTEM, at=now,
        step="month",
    )  # fmt: skip
    index_batch(opened)
    return len(opened)


def _to_the_end(month: date, today: date) -> ClockRule:
    """The last day of the month, however late the worker comes."""
    return ClockRule("month", (last_day(month) - today).days, Unit.CALENDAR_DAYS, clock_rule(KIND, "month").source)


@transaction.atomic
def remind(*, now: datetime) -> int:
    """A week before the end, those who have sent nothing yet; each month once. Return how many offices."""
    days = timedelta(days=int(facts("innovations")["monthly"]["remind"]))
    rows = Obligation.objects.open().filter(kind=KIND, origin=ORIGIN, next_at__gt=now, next_at__lte=now + days)
    return notices.remind(list(rows.order_by("id")), now)


def forgive(*, now: datetime) -> int:
    """Villages that were closed or merged owe nothing more; return how many months were forgiven."""
    with transaction.atomic():
        gone = Q(owner_office__closed_on__isnull=False) | Q(owner_office__region__until__isnull=False)
        rows = Obligation.objects.open().filter(gone, kind=KIND, origin=ORIGIN)
        found = list(rows.select_related("owner_office").order_by("id"))
    return sum(_try_to_forgive(one, now) for one in found)


def _try_to_forgive(duty: Obligation, now: datetime) -> int:
    try:
        text = _("Desa ini digabung atau dihapus, jadi tidak berutang inovasi lagi.")
        actions.release(MonthOwed(duty), text=text, by=SYSTEM, at=now)
    except Exception:
        log.exception("a month was not forgiven: %s", duty.ref)
        return 0
    return 1
