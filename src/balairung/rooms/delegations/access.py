"""Who reads an account, who gives it, who accepts it."""

from __future__ import annotations

from balairung.ground.common.references import read_reference
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Post
from balairung.rooms.delegations.models import Account


def get_account(actor: Actor, ref: str) -> Account:
    """Raise DoesNotExist for what this actor may not see."""
    rows = Account.objects.visible_to(actor).select_related("obligation__owner_office", "giver", "receiver")
    return rows.get(obligation__ref=read_reference(ref) or ref)


def can_report(actor: Actor, account: Account) -> bool:
    """Whoever works in the receiver's office."""
    return actor.seat_at(account.obligation.owner_office_id) is not None


def can_judge(actor: Actor, account: Account) -> bool:
    """The giver; for what a leader gave any other leader, in their absence."""
    leading = account.giver.role in Post.LEADING and actor.has(*Post.LEADING)
    return leading or account.giver_id in actor.post_ids
