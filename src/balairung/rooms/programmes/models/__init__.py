"""Tables of the cascade, of the hundred days, and of performance."""

from balairung.rooms.programmes.models.cascade import (
    Indicator,
    IndicatorTarget,
    PlanNode,
    PlanPeriod,
    QuarterResult,
    Spending,
)
from balairung.rooms.programmes.models.hundred import (
    AgencyPlan,
    Hearing,
    HundredDays,
    PlanAction,
    PlanMilestone,
    PlanOutcome,
    RootProblem,
)
from balairung.rooms.programmes.models.performance import SakipCheck
from balairung.rooms.programmes.models.proving import Acceptance, CheckIn, OutcomeVoice

__all__ = [
    "Acceptance",
    "AgencyPlan",
    "CheckIn",
    "Hearing",
    "HundredDays",
    "Indicator",
    "IndicatorTarget",
    "OutcomeVoice",
    "PlanAction",
    "PlanMilestone",
    "PlanNode",
    "PlanOutcome",
    "PlanPeriod",
    "QuarterResult",
    "RootProblem",
    "SakipCheck",
    "Spending",
]
