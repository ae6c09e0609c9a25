"""Who keeps the register, who answers for a village; who reads a statement, who gives it, who accepts it.

Who may delegate at all is the kernel's to say (`people.access`): here stands what a page offers.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localdate

from balairung.ground.common.references import read_reference
from balairung.kernel.people.access import can_answer_assignment, can_delegate, can_record_basis, can_register
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Delegation, LegalBasis, Post
from balairung.rooms.delegations.models import Statement


def get_statement(actor: Actor, ref: str) -> Statement:
    """Raise DoesNotExist for what this actor may not see."""
    rows = Statement.objects.visible_to(actor).select_related("obligation__owner_office", "giver", "receiver")
    return rows.get(obligation__ref=read_reference(ref) or ref)


def can_report(actor: Actor, statement: Statement) -> bool:
    """Whoever works in the receiver's office."""
    return actor.seat_at(statement.obligation.owner_office_id) is not None


def can_judge(actor: Actor, statement: Statement) -> bool:
    """The giver; for what a leader gave any other leader, in their absence."""
    leading = statement.giver.role in Post.LEADING and actor.has(*Post.LEADING)
    return leading or statement.giver_id in actor.post_ids


def can_record(actor: Actor) -> bool:
    """Open the page on which a decree is recorded; what it gives is judged by its giver."""
    return can_record_basis(actor)


def can_scan(actor: Actor, basis: LegalBasis) -> bool:
    """Add a scan for everyone to see: whoever keeps the register, or recorded this decree."""
    return can_register(actor) or (actor.person_id is not None and actor.person_id == basis.recorded_by_id)


def can_withdraw(actor: Actor, row: Delegation, at: datetime) -> bool:
    """While there is something to take back."""
    standing = row.withdrawn_from is None and not (row.until and row.until < localdate(at))
    return standing and row.answer != Delegation.Answer.REFUSED and can_delegate(actor, row.giver)


def can_withdraw_decree(actor: Actor, basis: LegalBasis, at: datetime) -> bool:
    """While one row of it may be taken back."""
    rows = Delegation.objects.filter(basis=basis, withdrawn_from__isnull=True).exclude(answer=Delegation.Answer.REFUSED)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gte=localdate(at)))
    if not can_register(actor):
        rows = rows.filter(giver__in=actor.post_ids)
    return any(can_withdraw(actor, row, at) for row in rows.select_related("giver").order_by("id")[:1])


def can_answer(actor: Actor, row: Delegation, at: datetime) -> bool:
    """The head of the village, once, while it still counts."""
    over = row.withdrawn_from is not None or bool(row.until and row.until < localdate(at))
    return not row.answer and not over and can_answer_assignment(actor, row)
