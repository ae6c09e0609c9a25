"""Open reports that SP4N-LAPOR! had given to an office go straight there: verified and forwarded by whoever imports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from balairung.ground.common.errors import Refused
from balairung.kernel.obligations.models import State
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Office
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.intake.planning import Planned
from balairung.rooms.complaints.intake.sifting import token_of
from balairung.rooms.complaints.models import Complaint


def hand_on(plans: Sequence[Planned], *, by: Actor, at: datetime) -> int:
    """Each in a transaction of its own; what may not be forwarded stays at the desk where it lies. Return how many."""
    offices = {token_of(plan.legacy): plan.office for plan in plans if _goes_on(plan)}
    rows = Complaint.objects.filter(token__in=offices).select_related("obligation__owner_office", "topic")
    return sum(_hand(complaint, offices[complaint.token], by, at) for complaint in rows.order_by("id"))


def _goes_on(plan: Planned) -> bool:
    """What accuses somebody or is secret is looked at by a person first."""
    return plan.state == State.NEW and plan.disposed and plan.office is not None and not plan.report.guarded


def _hand(complaint: Complaint, office: Office | None, by: Actor, at: datetime) -> bool:
    assert office
    try:
        with transaction.atomic():
            actions.verify(complaint, klass=complaint.klass, topic=complaint.topic, by=by, at=at)
            actions.forward(complaint, office=office, by=by, at=at)
    except Refused:
        return False
    return True
