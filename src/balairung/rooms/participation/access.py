"""Who asks the public, who answers, who hides, who draws samples, who goes and calls.

A draft that is not announced exists for nobody but those who keep it. What was announced is everybody's.
"""

from __future__ import annotations

from uuid import UUID

from balairung.kernel.people.access import ANNOUNCING
from balairung.kernel.people.actors import Actor, ActorKind
from balairung.kernel.people.models import Office
from balairung.rooms.participation.models import (
    CitizenProposal,
    Consultation,
    ConsultComment,
    ConsultForum,
    SampleRun,
    SampleUnit,
    Undertaking,
    VotingRound,
)

LONGEST = 20  # signs of a reference in an address


def can_open(actor: Actor) -> bool:
    """Open the form of a consultation or a round; for which office is asked again."""
    return actor.kind == ActorKind.SYSTEM or actor.leads or actor.has(*ANNOUNCING)


def can_keep(actor: Actor, office: UUID) -> bool:
    """Prepare and announce, answer, write minutes: whoever speaks for that office, and the leadership."""
    own = any(seat.office_id == office and seat.role in ANNOUNCING for seat in actor.seats)
    return own or actor.leads or actor.kind == ActorKind.SYSTEM


def can_hide(actor: Actor, office: UUID) -> bool:
    """Hide by a rule what a citizen wrote: also the coordinator."""
    return can_keep(actor, office) or actor.coordinates


def can_check(actor: Actor, proposal: CitizenProposal) -> bool:
    return can_keep(actor, proposal.round.office_id)


def can_fulfil(actor: Actor, undertaking: Undertaking) -> bool:
    """Whoever works in the office that owes it."""
    return actor.seat_at(undertaking.obligation.owner_office_id) is not None


def can_publish(actor: Actor, undertaking: Undertaking) -> bool:
    office = undertaking.obligation.owner_office_id
    return office is not None and can_keep(actor, office)


def can_release(actor: Actor, undertaking: Undertaking) -> bool:
    """Let an office off what people chose or agreed on: the leadership, never the office itself."""
    return actor.leads or actor.kind == ActorKind.SYSTEM


def can_sample(actor: Actor) -> bool:
    """Draw, visit and call: the leadership, the coordinator, the Inspektorat."""
    if actor.kind == ActorKind.SYSTEM or actor.leads or actor.coordinates:
        return True
    return Office.objects.filter(pk__in=actor.office_ids, kind=Office.Kind.INSPECTORATE).exists()


def can_record(actor: Actor, unit: SampleUnit) -> bool:
    """Write down what came out: nobody of the office that it is about."""
    return can_sample(actor) and actor.seat_at(unit.office_id) is None


def get_announced(ref: str) -> Consultation:
    """For everybody. Raise `Consultation.DoesNotExist`."""
    return Consultation.objects.announced().select_related("office").get(ref=ref[:LONGEST])


def get_kept(actor: Actor, ref: str) -> Consultation:
    """For whoever keeps it; to all others it does not exist."""
    found = Consultation.objects.select_related("office").get(ref=ref[:LONGEST])
    if not can_keep(actor, found.office_id):
        raise Consultation.DoesNotExist
    return found


def get_forum(actor: Actor, ref: str, key: UUID) -> ConsultForum:
    return ConsultForum.objects.select_related("consultation__office").get(consultation=get_kept(actor, ref), pk=key)


def get_comment(actor: Actor, key: UUID) -> ConsultComment:
    found = ConsultComment.objects.select_related("section__consultation").get(pk=key)
    if not can_hide(actor, found.section.consultation.office_id):
        raise ConsultComment.DoesNotExist
    return found


def get_round(ref: str) -> VotingRound:
    """For everybody. Raise `VotingRound.DoesNotExist`."""
    return VotingRound.objects.announced().select_related("office", "district").get(ref=ref[:LONGEST])


def get_kept_round(actor: Actor, ref: str) -> VotingRound:
    found = VotingRound.objects.select_related("office", "district").get(ref=ref[:LONGEST])
    if not can_keep(actor, found.office_id):
        raise VotingRound.DoesNotExist
    return found


def get_kept_proposal(actor: Actor, ref: str, number: int) -> CitizenProposal:
    rows = CitizenProposal.objects.select_related("round__office", "office", "region")
    return rows.get(round=get_kept_round(actor, ref), number=number)


def get_undertaking(actor: Actor, ref: str) -> Undertaking:
    """Raise `Undertaking.DoesNotExist` for what this actor may not see."""
    return Undertaking.objects.visible_to(actor).for_list().get(obligation__ref=ref[:LONGEST])


def get_sample(actor: Actor, ref: str) -> SampleRun:
    if not can_sample(actor):
        raise SampleRun.DoesNotExist
    return SampleRun.objects.get(ref=ref[:LONGEST])


def get_unit(actor: Actor, ref: str, key: UUID) -> SampleUnit:
    """One that was drawn, for whoever may write down what came out of it."""
    unit = SampleUnit.objects.select_related("run", "office").get(run=get_sample(actor, ref), pk=key)
    if not can_record(actor, unit):
        raise SampleUnit.DoesNotExist
    return unit
