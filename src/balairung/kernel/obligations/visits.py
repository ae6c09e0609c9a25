"""Who else has this open at the moment, so that two do not answer the same person twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from balairung.kernel.obligations.models import Obligation, Visit
from balairung.kernel.people.actors import Actor

NEAR = timedelta(minutes=2)  # so long somebody counts as being here
STEADY = timedelta(seconds=30)  # one who was seen so lately is not written down again
KEPT = timedelta(minutes=10)


@dataclass(frozen=True)
class Other:
    """A colleague who has it open."""

    name: str
    writing: bool


def visit(obligation: Obligation, *, by: Actor, at: datetime, writing: bool = False) -> None:
    """This officer has it open now. Said again and again; the last time counts."""
    if by.person_id is None:
        return
    seen = Visit.objects.filter(obligation=obligation, person=by.person_id, writing=writing, at__gt=at - STEADY)
    if not seen.exists():
        Visit.objects.bulk_create(
            [Visit(obligation=obligation, person_id=by.person_id, at=at, writing=writing)],
            update_conflicts=True, unique_fields=["obligation", "person"], update_fields=["at", "writing"],
        )  # fmt: skip


def others(obligation: Obligation, actor: Actor, now: datetime) -> list[Other]:
    """Who else is here, those who write first."""
    rows = Visit.objects.filter(obligation=obligation, at__gt=now - NEAR).exclude(person=actor.person_id)
    found = rows.order_by("-writing", "person__name", "id").values_list("person__name", "writing")
    return [Other(name, writing) for name, writing in found]


@transaction.atomic
def sweep(*, now: datetime) -> int:
    """Forget who was here a while ago; return how many rows."""
    return Visit.objects.filter(at__lt=now - KEPT).delete()[0]
