"""Where the cascade does not hold together."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from balairung.kernel.people.models import Office
from balairung.rooms.programmes.access import asked_offices
from balairung.rooms.programmes.models import Indicator, IndicatorTarget, PlanNode, PlanPeriod
from balairung.rooms.programmes.models.cascade import STEP, Level


@dataclass(frozen=True)
class Gaps:
    """Each list is short when a plan is good; all are empty when it is whole."""

    offices: list[Office]  # agencies without a programme under any mission
    orphans: list[PlanNode]  # programmes that serve no target
    idle: list[PlanNode]  # missions without a programme
    unmeasured: list[PlanNode]  # goals and targets without an indicator
    aimless: list[Indicator]  # indicators without a target for each year
    unanswered: list[Indicator]  # indicators that no post answers for

    @property
    def count(self) -> int:
        parts = (self.offices, self.orphans, self.idle, self.unmeasured, self.aimless, self.unanswered)
        return sum(len(part) for part in parts)


def gaps_of(period: PlanPeriod) -> Gaps:
    """Seven statements for a plan of any size."""
    nodes = PlanNode.objects.filter(period=period)
    programmes = nodes.filter(level=Level.PROGRAMME)
    serving = programmes.filter(parent__isnull=False)
    carried, ways = set(serving.values_list("office", flat=True)), serving.values_list("path", flat=True)
    served = {path[: STEP * 2] for path in ways}
    measured = Exists(Indicator.objects.filter(node=OuterRef("pk")))
    indicators = Indicator.objects.filter(node__period=period).select_related("node__office")
    year = IndicatorTarget.objects.filter(indicator=OuterRef("pk"))
    whole = Q()
    for one in period.years:
        whole &= Q(Exists(year.filter(year=one)))
    return Gaps(
        offices=[one for one in asked_offices() if one.pk not in carried],
        orphans=list(programmes.filter(parent__isnull=True).for_list()),
        idle=[one for one in nodes.filter(level=Level.MISSION).for_list() if one.path not in served],
        unmeasured=list(nodes.filter(~measured, level__in=[Level.GOAL, Level.TARGET]).for_list()),
        aimless=list(indicators.filter(~whole).order_by("node__path", "name")),
        unanswered=list(indicators.filter(post__isnull=True).order_by("node__path", "name")),
    )
