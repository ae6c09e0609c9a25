"""Who keeps the register of agreements, who carries out a duty, who lets an office off one.

Everybody may know which agreements there are; what a duty needed as proof is for officers.
"""

from __future__ import annotations

from uuid import UUID

from balairung.ground.common.references import read_reference
from balairung.kernel.people.access import HEADS, heads_office
from balairung.kernel.people.actors import Actor, ActorKind
from balairung.kernel.people.models import Office, Post
from balairung.rooms.agreements.models import Agreement, Duty, DutyQuerySet

#: The bureau that keeps agreements for the whole regency (Permendagri 22/2020 leaves it to the secretariat).
BUREAU = "bagian-pemerintahan"


def get_agreement(ref: str) -> Agreement:
    """The agreement with this number of the register. Raise `Agreement.DoesNotExist`."""
    return Agreement.objects.select_related("office").get(ref=read_reference(ref) or ref[:20])


def get_duty(actor: Actor, ref: str) -> Duty:
    """Raise `Duty.DoesNotExist` for what this actor may not see."""
    return duties_of(actor).for_list().get(obligation__ref=read_reference(ref) or ref[:20])


def duties_of(actor: Actor) -> DutyQuerySet:
    """All duties for whoever keeps every agreement, for everybody else what `visible_to` says."""
    return Duty.objects.all() if keeps_all(actor) else Duty.objects.visible_to(actor)


def keeps_all(actor: Actor) -> bool:
    """Record and change every agreement: the secretary of the region, and the head of the bureau."""
    if actor.kind == ActorKind.SYSTEM or actor.has(Post.Role.SECRETARY):
        return True
    headed = [seat.office_id for seat in actor.seats if seat.role in HEADS]
    return bool(headed) and Office.objects.filter(key=BUREAU, pk__in=headed).exists()


def can_record(actor: Actor) -> bool:
    """Open the page on which one is recorded; for which office is asked again."""
    return keeps_all(actor) or actor.has(*HEADS)


def can_keep(actor: Actor, office: UUID) -> bool:
    """Record, add duties, end: also the head of the office that answers for it."""
    return heads_office(actor, office) or keeps_all(actor)


def can_fulfil(actor: Actor, duty: Duty) -> bool:
    """Whoever works in the office that owes it."""
    return actor.seat_at(duty.obligation.owner_office_id) is not None


def can_release(actor: Actor, duty: Duty) -> bool:
    """Whoever keeps the agreement that it stands in."""
    return can_keep(actor, duty.agreement.office_id)
