"""Who reads an assessment, who fills it in, who accepts what was shown.

Every officer reads. The leaders and the administrator open one; its team does the rest, and nobody accepts what they
brought themselves.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Post
from balairung.kernel.people.reads import key_of
from balairung.rooms.instructions.access import can_instruct
from balairung.surface.maturity.models import Assessment, Proof, TeamMember, TeamSeat

KEEPING = (TeamSeat.LEAD, TeamSeat.SECRETARY)


def get_assessment(year: int, key: str) -> Assessment:
    """Raise `Assessment.DoesNotExist`."""
    return Assessment.objects.get(year=year, instrument_key=key)


def get_running(year: int, key: str) -> Assessment:
    """One that may still be changed by somebody. Raise `NotAllowed`, with the sentence, where it is closed."""
    return running(get_assessment(year, key))


def running(found: Assessment) -> Assessment:
    require(not found.closed, _("Penilaian ini sudah ditutup."))
    return found


def get_proof(key: str) -> Proof:
    """Raise `Proof.DoesNotExist`, also for what is no key."""
    return Proof.objects.select_related("assessment").get(pk=key_of(key))


def get_member(assessment: Assessment, key: UUID) -> TeamMember:
    """Somebody who sits in the team now. Raise `TeamMember.DoesNotExist`."""
    return TeamMember.objects.select_related("assessment", "person").get(pk=key, assessment=assessment, until=None)


def can_open(actor: Actor) -> bool:
    """Begin an assessment, name its team."""
    return actor.has(*Post.LEADING) or actor.administers


def can_keep(actor: Actor, assessment: Assessment) -> bool:
    """Everything that is nobody's own: external values, prices, closing."""
    return can_open(actor) or bool(_seats(actor, assessment, 0) & set(KEEPING))


def can_take_over(actor: Actor, assessment: Assessment, _aspect: int) -> bool:
    """Write down what came from outside."""
    return not assessment.closed and can_keep(actor, assessment)


def can_charge(actor: Actor) -> bool:
    """Give a step to an office: that is an instruction, which only leaders give."""
    return can_instruct(actor)


def can_fill(actor: Actor, assessment: Assessment, aspect: int) -> bool:
    """Give the own level and bring evidence for the indicators of an aspect."""
    if assessment.closed:
        return False
    return can_keep(actor, assessment) or bool(_seats(actor, assessment, aspect) & {*KEEPING, TeamSeat.WRITER})


def can_assess(actor: Actor, assessment: Assessment, aspect: int) -> bool:
    """Give the internal level and decide about evidence."""
    return not assessment.closed and TeamSeat.ASSESSOR in _seats(actor, assessment, aspect)


def can_decide(actor: Actor, proof: Proof, aspect: int) -> bool:
    """Four eyes: whoever brought it does not accept it."""
    return can_assess(actor, proof.assessment, aspect) and not brought(actor, proof)


def brought(actor: Actor, proof: Proof) -> bool:
    """Whether it is this actor's own."""
    return proof.added_by_id == actor.person_id


def _seats(actor: Actor, assessment: Assessment, aspect: int) -> set[str]:
    """What this person does for an aspect; whoever sits for all of them (0) does it for each."""
    if actor.person_id is None or not actor.is_officer:
        return set()
    rows = TeamMember.objects.filter(assessment=assessment, person=actor.person_id, until=None, aspect__in=[0, aspect])
    return set(rows.values_list("seat", flat=True))
