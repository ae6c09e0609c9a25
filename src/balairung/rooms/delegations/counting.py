"""What the house knows itself of a period: figures that nobody has to type."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from balairung.kernel.obligations.models import Clock, Obligation
from balairung.kernel.people.models import Subject
from balairung.rooms.delegations.periods import Period

#: Of which kind of obligation a subject's figures are; for the others nothing is counted yet.
COUNTED = {Subject.COMPLAINT: "complaints"}
Figures = dict[str, dict[str, int]]  # subject -> came, answered, late


def figures_of(office: UUID, subjects: Collection[str], period: Period, now: datetime) -> Figures:
    """How many came to the office in the period and were answered in it, and how many are late now."""
    return {
        subject.value: _counted(kind, office, period, now) for subject, kind in COUNTED.items() if subject in subjects
    }


def _counted(kind: str, office: UUID, period: Period, now: datetime) -> dict[str, int]:
    """What is about somebody of the house stands in no sum."""
    rows = Obligation.objects.filter(kind=kind, owner_office=office)
    rows = rows.exclude(pk__in=Obligation.objects.about_somebody().values("pk"))
    answers = Clock.objects.filter(obligation__in=rows, name="answer", party=Clock.Party.OFFICE)
    return {
        "came": rows.filter(opened_at__gte=period.begins_at, opened_at__lt=period.ends_at).count(),
        "answered": answers.filter(met_at__gte=period.begins_at, met_at__lt=period.ends_at).count(),
        "late": rows.late(now).count(),
    }
