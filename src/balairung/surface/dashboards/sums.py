"""What is owed now, added up once for all figures of a page: by office, by district, by whether it is to the leader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, F, Min, Q, When

from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Region

HOME, LETTER = "complaint__region", "complaint__to_leader"


@dataclass(frozen=True)
class Sum:
    """So many obligations of one office, from one district (None: from no place), so many of them late since when."""

    office: UUID | None
    district: str | None
    to_leader: bool
    count: int
    late: int
    since: datetime | None


Sums = Sequence[Sum]


def sum_running(actor: Actor, now: datetime) -> Sums:
    """Everything that this actor sees and an office owes: one pass where four figures took four (2026-11)."""
    district = Case(When(**{f"{HOME}__level": Region.Level.DISTRICT, "then": F(HOME)}), default=F(f"{HOME}__parent"))
    late = Q(next_at__lt=now)
    rows = Obligation.objects.visible_to(actor).running().order_by().annotate(district=district)
    groups = rows.values("owner_office", "district", LETTER).annotate(
        count=Count("pk"), late=Count("pk", filter=late), since=Min("next_at", filter=late)
    )
    return [
        Sum(row["owner_office"], row["district"], bool(row[LETTER]), row["count"], row["late"], row["since"])
        for row in groups
    ]
