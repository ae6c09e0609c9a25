"""What plans, milestones and contested outcomes are found by. A citizen's words are not among it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from balairung.kernel.search.actions import Said
from balairung.rooms.programmes.models import AgencyPlan, OutcomeVoice, PlanMilestone


def said_of(keys: Collection[UUID]) -> dict[UUID, Said]:
    """By the keys of their obligations (settings.SEARCH_SOURCES)."""
    found: dict[UUID, Said] = {}
    for agency in AgencyPlan.objects.filter(obligation__in=keys).select_related("plan", "office"):
        found[agency.obligation_id] = Said(words_of_plan(agency))
    for milestone in PlanMilestone.objects.filter(obligation__in=keys).select_related("action"):
        if milestone.obligation_id:
            found[milestone.obligation_id] = Said(words_of_milestone(milestone))
    for voice in OutcomeVoice.objects.filter(obligation__in=keys).select_related("outcome"):
        if voice.obligation_id:
            found[voice.obligation_id] = Said(voice.outcome.text)
    return found


def words_of_plan(agency: AgencyPlan) -> str:
    return f"{agency.plan.name} {agency.plan.decree} {agency.office.name}"


def words_of_milestone(milestone: PlanMilestone) -> str:
    return f"{milestone.title} {milestone.proof} {milestone.action.text}"
