"""How much waits and for how long: a handful of statements, each answered from an index."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from balairung.kernel.messaging.models import Arrival, Notice
from balairung.kernel.obligations.audit import LEAF_GRACE
from balairung.kernel.obligations.leaves import earliest_key
from balairung.kernel.obligations.models import Clock, Event
from balairung.surface.operations import rounds

MOST = 10_000  # rows that are counted; what is more reads the same to an operator

NAMES = {
    "balairung_notices_due": "Messages that should have been sent by now (at most 10000 are counted).",
    "balairung_notices_oldest_seconds": "How long the oldest of them waits.",
    "balairung_arrivals_waiting": "Messages of citizens that nobody read yet.",
    "balairung_clocks_due": "Clocks that ran out and did not climb yet (at most 10000 are counted).",
    "balairung_clocks_oldest_seconds": "How long the oldest of them waits.",
    "balairung_lines_without_leaf": "Lines of the ledger that have no leaf yet (at most 10000 are counted).",
    "balairung_worker_age_seconds": "How long ago the worker said that it lives; -1 when it never did.",
    "balairung_worker_round_seconds": "How long its last round took.",
}


def values(now: datetime) -> dict[str, float]:
    """The gauges of this regency, by name."""
    last = rounds.latest()
    return {
        "balairung_notices_due": _few(due_notices(now)),
        "balairung_notices_oldest_seconds": _seconds(oldest_notice(now), now),
        "balairung_arrivals_waiting": _few(_waiting()),
        "balairung_clocks_due": _few(due_clocks(now)),
        "balairung_clocks_oldest_seconds": _seconds(oldest_clock(now), now),
        "balairung_lines_without_leaf": _few(_without_leaf(now)),
        "balairung_worker_age_seconds": (now - last.at).total_seconds() if last else -1,
        "balairung_worker_round_seconds": last.seconds if last else 0,
    }


def due_notices(now: datetime) -> QuerySet[Notice]:
    return Notice.objects.due(now)


def oldest_notice(now: datetime) -> datetime | None:
    """Since when the first of them should have gone: a message that waits for the morning is not late."""
    return due_notices(now).values_list("try_at", flat=True).first()


def due_clocks(now: datetime) -> QuerySet[Clock]:
    return Clock.objects.filter(escalate_at__lte=now).order_by("escalate_at", "id")


def oldest_clock(now: datetime) -> datetime | None:
    return due_clocks(now).values_list("escalate_at", flat=True).first()


def _waiting() -> QuerySet[Arrival]:
    return Arrival.objects.filter(outcome=Arrival.Outcome.WAITING).order_by("conversation", "sent_at", "id")


def _without_leaf(now: datetime) -> QuerySet[Event]:
    """Of the last two days: older ones are the business of `balairung check`, which reads all."""
    return Event.objects.filter(leaf__isnull=True, id__gte=earliest_key(now - LEAF_GRACE)).order_by("id")


def _few(rows: QuerySet[Notice] | QuerySet[Clock] | QuerySet[Event] | QuerySet[Arrival]) -> int:
    """In the order of their index, so that the rest is not looked at."""
    return len(rows.values_list("pk", flat=True)[:MOST])


def _seconds(since: datetime | None, now: datetime) -> float:
    return max(now - since, timedelta()).total_seconds() if since else 0.0
