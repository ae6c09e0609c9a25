"""A decree comes late: open deadlines are counted anew; the ledger keeps the old date, the new one and the decree."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from balairung.ground.common.errors import Stale
from balairung.kernel.obligations import ledger
from balairung.kernel.obligations.clocks import ClockBook, count
from balairung.kernel.obligations.models import Clock, Obligation
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Decree

WORKING = ("working_days", "office_hours")
TRIES = 3  # for one obligation that others write to at the same moment


def recount(decree: Decree, *, by: Actor, at: datetime) -> int:
    """Move every open clock whose stretch holds the decreed day; return how many dates changed.

    One transaction for each obligation: a failure leaves the others right, and running it again changes nothing twice.
    A clock that stands still is counted when it runs again.
    """
    with transaction.atomic():
        calendars = Calendars()
        touched = _touched(decree, calendars)
    return sum(_patiently(obligation_id, decree, calendars, by, at) for obligation_id in touched)


def _touched(decree: Decree, calendars: Calendars) -> list[UUID]:
    """Obligations with an open clock that runs over the decreed day, or could reach it once it is a working day."""
    start = datetime.combine(decree.date, time(), calendars.zone)
    clocks = Clock.objects.filter(met_at__isnull=True, dropped_at__isnull=True, unit__in=WORKING)
    clocks = clocks.filter(started_at__lt=start + timedelta(days=1), due_at__gte=start)
    return list(clocks.order_by("obligation").values_list("obligation", flat=True).distinct())


def _patiently(obligation_id: UUID, decree: Decree, calendars: Calendars, by: Actor, at: datetime) -> int:
    """Whoever was faster is read again."""
    for _again in range(TRIES - 1):
        try:
            return _recount_one(obligation_id, decree, calendars, by, at)
        except Stale:
            continue
    return _recount_one(obligation_id, decree, calendars, by, at)


@transaction.atomic
def _recount_one(obligation_id: UUID, decree: Decree, calendars: Calendars, by: Actor, at: datetime) -> int:
    obligation = Obligation.objects.get(pk=obligation_id)
    clocks = list(obligation.clocks.prefetch_related("pauses").order_by("id"))
    book = ClockBook(obligation, calendars, [clock for clock in clocks if _open(clock)], {})
    moved = [(clock, clock.due_at, new) for clock in book.clocks if (new := _new_due(clock, calendars)) != clock.due_at]
    for clock, _old, new in moved:
        clock.due_at = new
    times: dict[str, Any] = {"next_at": book.next_at(), "answer_by": book.answer_by()}
    for clock, old, new in moved:
        facts = {
            "clock": str(clock.pk), "name": clock.name,
            "old": old.astimezone(calendars.zone).isoformat(), "new": new.astimezone(calendars.zone).isoformat(),
            "day": decree.date.isoformat(), "decree": decree.decree,
        }  # fmt: skip
        ledger.record(obligation, "recount", by=by, at=at, facts=facts, **times)
        _save(clock)
    return len(moved)


def _open(clock: Clock) -> bool:
    return clock.met_at is None and clock.dropped_at is None


def _new_due(clock: Clock, calendars: Calendars) -> datetime:
    if clock.unit not in WORKING or clock.paused_at:
        return clock.due_at
    return count(clock, clock.pauses.all(), calendars).due


def _save(clock: Clock) -> None:
    """A rung that was waiting for the old date waits for the new one; what was told stays told.

    The next rung is not told before the new date: until then nothing is late.
    """
    if clock.escalate_at:
        clock.escalate_at = max(clock.escalate_at, clock.due_at) if clock.level else clock.due_at
    clock.save(update_fields=["due_at", "escalate_at"])
