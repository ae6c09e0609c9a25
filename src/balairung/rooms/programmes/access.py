"""Who plans, who promises, who proves, and who says that it was proved. Nobody says it of their own office."""

from __future__ import annotations

from uuid import UUID

from balairung.ground.common.facts import facts
from balairung.ground.common.references import read_reference
from balairung.kernel.people.access import HEADS, heads_office
from balairung.kernel.people.actors import Actor, ActorKind
from balairung.kernel.people.models import Office, Post
from balairung.rooms.programmes.models import (
    AgencyPlan,
    HundredDays,
    Indicator,
    OutcomeVoice,
    PlanMilestone,
    PlanNode,
    PlanOutcome,
    PlanPeriod,
)

KEEPING = (*HEADS, Post.Role.OFFICE_SECRETARY, Post.Role.SECTION_HEAD, Post.Role.LIAISON)
REVIEWING = (*HEADS, Post.Role.OFFICE_SECRETARY, Post.Role.SECTION_HEAD)

Owed = AgencyPlan | PlanMilestone | OutcomeVoice


def reviewer_key() -> str:
    """The office whose people look at proof (ground/data/programmes.yaml)."""
    return str(facts("programmes")["hundred"]["reviewer"])


def asked_offices() -> list[Office]:
    """The agencies that are asked for a plan (ground/data/programmes.yaml)."""
    kinds = facts("programmes")["hundred"]["asked"]
    return list(Office.objects.filter(kind__in=kinds, closed_on__isnull=True).order_by("order", "name"))


def works_for_reviewer(actor: Actor) -> bool:
    seats = [seat.office_id for seat in actor.seats if seat.role in REVIEWING]
    return bool(seats) and Office.objects.filter(key=reviewer_key(), pk__in=seats).exists()


def can_plan(actor: Actor) -> bool:
    """Keep the cascade, begin a hundred days: regent, deputy, secretary, and whoever leads the planning agency."""
    return actor.kind == ActorKind.SYSTEM or actor.has(*Post.LEADING) or works_for_reviewer(actor)


def reads_all(actor: Actor) -> bool:
    """Every plan, drafts too."""
    return can_plan(actor) or actor.leads


def keeps(actor: Actor, office: UUID | None) -> bool:
    """Write what this office promises and reports."""
    if actor.kind == ActorKind.SYSTEM:
        return True
    return any(seat.office_id == office and seat.role in KEEPING for seat in actor.seats)


# --- the cascade -----------------------------------------------------------------------------------------------------


def get_period(year: int) -> PlanPeriod:
    """The period that begins in this year. Raise `PlanPeriod.DoesNotExist`."""
    return PlanPeriod.objects.get(first_year=year)


def get_node(key: UUID) -> PlanNode:
    return PlanNode.objects.select_related("period", "office", "parent").get(pk=key)


def get_indicator(actor: Actor, key: UUID) -> Indicator:
    """For whoever records its results. Raise `Indicator.DoesNotExist` for all others."""
    found = Indicator.objects.select_related("node__period", "node__office", "post").get(pk=key)
    if not can_record(actor, found.node):
        raise Indicator.DoesNotExist
    return found


def can_record(actor: Actor, node: PlanNode) -> bool:
    """Results and payments: the office that carries the node, or the one that keeps the whole plan."""
    return keeps(actor, node.office_id) or works_for_reviewer(actor)


# --- the hundred days ------------------------------------------------------------------------------------------------


def get_hundred(key: UUID) -> HundredDays:
    return HundredDays.objects.get(pk=key)


def get_agency(actor: Actor, key: UUID) -> AgencyPlan:
    """For its own office and whoever reads all of them. Raise `AgencyPlan.DoesNotExist` for all others."""
    found = AgencyPlan.objects.for_list().get(pk=key)
    if not (reads_all(actor) or actor.seat_at(found.office_id)):
        raise AgencyPlan.DoesNotExist
    return found


def get_owed(actor: Actor, ref: str) -> Owed:
    """The plan, milestone or contested outcome with this number. Raise `DoesNotExist` for what one may not see."""
    number, whole = read_reference(ref) or ref[:20], reads_all(actor)
    agencies = AgencyPlan.objects.all() if whole else AgencyPlan.objects.visible_to(actor)
    if found := agencies.for_list().filter(obligation__ref=number).first():
        return found
    voices = OutcomeVoice.objects.all() if whole else OutcomeVoice.objects.visible_to(actor)
    voices = voices.select_related("obligation__owner_office", "outcome__agency__office", "outcome__agency__plan")
    if voice := voices.filter(obligation__ref=number).first():
        return voice
    milestones = PlanMilestone.objects.all() if whole else PlanMilestone.objects.visible_to(actor)
    return milestones.for_list().get(obligation__ref=number)


def get_outcome(key: UUID) -> PlanOutcome:
    """One that everybody may read. Raise `PlanOutcome.DoesNotExist`."""
    shown = PlanOutcome.objects.filter(agency__in=AgencyPlan.objects.approved())
    return shown.select_related("agency__office", "agency__plan", "agency__obligation").get(pk=key)


def get_voice(actor: Actor, key: UUID) -> OutcomeVoice:
    """For whoever moderates. Raise `OutcomeVoice.DoesNotExist` for all others."""
    found = OutcomeVoice.objects.select_related("outcome__agency__office").get(pk=key)
    if not can_moderate(actor, found):
        raise OutcomeVoice.DoesNotExist
    return found


def can_write(actor: Actor, agency: AgencyPlan) -> bool:
    """Write the plan while it is not submitted."""
    return agency.is_open and keeps(actor, agency.office_id)


def can_submit(actor: Actor, agency: AgencyPlan) -> bool:
    return actor.kind == ActorKind.SYSTEM or heads_office(actor, agency.office_id)


def can_approve(actor: Actor, agency: AgencyPlan) -> bool:
    """The secretary, or the regent or deputy; never who heads that very office."""
    return actor.has(*Post.LEADING) and actor.seat_at(agency.office_id) is None


def can_fulfil(actor: Actor, milestone: PlanMilestone) -> bool:
    """Whoever works in the office that owes it."""
    return actor.seat_at(milestone.office_id) is not None


def can_review(actor: Actor, milestone: PlanMilestone) -> bool:
    """Accept, send back, reopen: leaders and the planning agency, and nobody of the offices whose promise it is."""
    if actor.seat_at(milestone.office_id) or actor.seat_at(milestone.agency.office_id):
        return False
    return actor.has(*Post.LEADING) or works_for_reviewer(actor)


def can_check_in(actor: Actor, agency: AgencyPlan) -> bool:
    return agency.is_approved and keeps(actor, agency.office_id)


def can_moderate(actor: Actor, voice: OutcomeVoice) -> bool:
    """Look at what a citizen said; not in the office that it is about."""
    if actor.seat_at(voice.outcome.agency.office_id):
        return False
    return actor.has(*Post.LEADING) or works_for_reviewer(actor)


def can_answer(actor: Actor, voice: OutcomeVoice) -> bool:
    return keeps(actor, voice.outcome.agency.office_id)
