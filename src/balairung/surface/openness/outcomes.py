"""What became of a promise, in the words of the database: the same for reports, applications, tasks and all else.

A promise is kept when the last clock of the office was met and none of them too late; it is broken when one was.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable

from balairung.kernel.obligations.models import Clock, Obligation, ObligationQuerySet, State, Visibility

KEPT, BROKEN, RUNNING, BEHIND, ELSEWHERE = OUTCOMES = ("kept", "broken", "running", "behind", "elsewhere")


def countable() -> ObligationQuerySet:
    """What everybody may count: nothing secret, and nothing about somebody of the house."""
    apart = Obligation.objects.about_somebody().values("pk")
    return Obligation.objects.exclude(visibility=Visibility.SECRET).exclude(pk__in=apart)


def with_outcome(rows: ObligationQuerySet, now: datetime) -> QuerySet[Any, Any]:
    """Each with its `outcome`, and with the moment `done_at` when its office had done what it owed."""
    clocks = Clock.objects.filter(obligation=OuterRef("pk"), party=Clock.Party.OFFICE)
    done = Subquery(clocks.filter(met_at__isnull=False).order_by("-met_at").values("met_at")[:1])
    owes = Exists(clocks.filter(met_at__isnull=True, dropped_at__isnull=True))
    late = Exists(clocks.filter(Q(met_at__gt=F("due_at")) | Q(dropped_at__gt=F("due_at"))))
    return rows.annotate(done_at=done, owes=owes, too_late=late).annotate(outcome=_outcome(now))


def _outcome(now: datetime) -> Combinable:
    """What ended otherwise, or came from another register as it was, owed nothing by a clock of ours.

    Unless it was late by then: nobody makes a broken promise vanish by refusing it afterwards.
    """
    is_open, waits = Q(closed_at__isnull=True), Q(state=State.WAITING)
    return Case(
        When(is_open & Q(owes=True) & ~waits & Q(next_at__lt=now), then=Value(BEHIND)),
        When(is_open & (Q(owes=True) | Q(done_at__isnull=True)), then=Value(RUNNING)),
        When(too_late=True, then=Value(BROKEN)),
        When(Q(done_at__isnull=True) | Q(state__in=(State.REFUSED, State.WITHDRAWN)), then=Value(ELSEWHERE)),
        default=Value(KEPT),
        output_field=CharField(),
    )
