"""Does the house keep its own rules? What `balairung check` asks; each finding is a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, Max, Min

from balairung.kernel.obligations.guards import missing_guards
from balairung.kernel.obligations.leaves import leaf_hash
from balairung.kernel.obligations.models import OPEN, Clock, Event, Leaf, Obligation

GRACE = timedelta(minutes=15)  # a worker may be busy for so long
MOST = 20  # findings of one kind that are named


@transaction.atomic
def findings(*, now: datetime) -> list[str]:
    """Everything that is wrong; empty when all is well."""
    checks = (guards(), overdue_without_escalation(now), broken_lines(), clocks_and_times(), leaves())
    return [finding for check in checks for finding in check]


def guards() -> Iterator[str]:
    for name in sorted(missing_guards()):
        yield f"the guard {name} is missing: run `balairung migrate`"


def overdue_without_escalation(now: datetime) -> Iterator[str]:
    """An item that is overdue and has neither climbed nor reached the top is the one failure nobody would see."""
    late = Clock.objects.filter(
        party="office", met_at__isnull=True, dropped_at__isnull=True, paused_at__isnull=True, due_at__lt=now - GRACE
    )
    stuck = late.filter(level=0) | late.filter(escalate_at__lt=now - GRACE)
    for clock in stuck.select_related("obligation").order_by("due_at", "id")[:MOST]:
        yield f"{clock.obligation.ref}: the clock {clock.name} is overdue and was not escalated"
    untold = late.filter(level__gt=0).exclude(obligation__events__verb="escalate")
    for clock in untold.select_related("obligation").order_by("due_at", "id")[:MOST]:
        yield f"{clock.obligation.ref}: the ledger has no line for the escalation of {clock.name}"


def broken_lines() -> Iterator[str]:
    """Lines are numbered 1 … n without a gap, and the last one is the obligation's own count."""
    spans = Event.objects.values("obligation").annotate(n=Count("id"), first=Min("seq"), last=Max("seq")).order_by()
    broken = spans.exclude(first=1, n=F("last"))
    for row in broken[:MOST]:
        yield f"obligation {row['obligation']}: its lines have a gap"
    counted = Obligation.objects.annotate(last=Max("events__seq")).exclude(seq=F("last"))
    for obligation in counted.order_by("id")[:MOST]:
        yield f"{obligation.ref}: says {obligation.seq} lines and has {obligation.last}"


def clocks_and_times() -> Iterator[str]:
    """What the inbox sorts by agrees with the clocks."""
    running = Clock.objects.filter(party="office", met_at__isnull=True, dropped_at__isnull=True, paused_at__isnull=True)
    earliest = running.values("obligation").annotate(due=Min("due_at")).order_by()
    wrong = earliest.exclude(obligation__next_at=F("due"))
    for row in wrong[:MOST]:
        yield f"obligation {row['obligation']}: next_at is not its earliest clock"
    missing = Obligation.objects.filter(state__in=OPEN, next_at__isnull=False).exclude(clocks__in=running)
    for obligation in missing.order_by("id")[:MOST]:
        yield f"{obligation.ref}: waits for a clock that does not run"


def leaves() -> Iterator[str]:
    """Each leaf still fits its line, and their places have no gap."""
    total = Leaf.objects.aggregate(n=Count("index"), last=Max("index"))
    if total["n"] and total["last"] + 1 != total["n"]:
        yield "the row of leaves has a gap: a line was removed"
    found = 0
    for leaf in Leaf.objects.select_related("event").order_by("index").iterator(chunk_size=2000):
        if leaf_hash(leaf.event) != leaf.hash:
            yield f"line {leaf.event.seq} of {leaf.event.obligation_id} was altered"
            found += 1
            if found == MOST:
                return
