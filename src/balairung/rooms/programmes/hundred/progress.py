"""How far the hundred days are: counted from accepted proof at the moment somebody asks, and stored nowhere."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils.timezone import localdate

from balairung.kernel.obligations.models import State
from balairung.rooms.programmes.hundred.burnup import BurnUp, Step, draw, planned_by, share
from balairung.rooms.programmes.hundred.weekly import weeks_due
from balairung.rooms.programmes.models import Acceptance, AgencyPlan, CheckIn, HundredDays, PlanMilestone


@dataclass(frozen=True)
class Reached:
    """One milestone and where it stands."""

    milestone: PlanMilestone
    accepted_on: date | None
    late: int  # days past its date without accepted or waiting proof; 0 when it is not late
    waiting: bool  # proof was sent and nobody has looked at it yet
    after_date: bool  # accepted, but after its date

    @property
    def order(self) -> tuple[int, date]:
        """Late first, the longest first; then what waits, what is owed, what is there."""
        rank = 0 if self.late else 1 if self.waiting else 3 if self.accepted_on else 2
        return rank, self.milestone.due_on


@dataclass(frozen=True)
class Standing:
    """One agency."""

    agency: AgencyPlan
    milestones: list[Reached]
    check_ins: dict[date, CheckIn] = field(default_factory=dict)
    missed: list[date] = field(default_factory=list)

    @property
    def done(self) -> Decimal:
        """Points of accepted milestones, of 100: per cent of what it promised."""
        return sum((one.milestone.weight for one in self.milestones if one.accepted_on), Decimal())

    @property
    def accepted(self) -> int:
        return sum(one.accepted_on is not None for one in self.milestones)

    @property
    def late(self) -> list[Reached]:
        return [one for one in self.milestones if one.late]

    @property
    def waiting(self) -> list[Reached]:
        return [one for one in self.milestones if one.waiting]

    @property
    def latest(self) -> CheckIn | None:
        return self.check_ins[max(self.check_ins)] if self.check_ins else None

    @property
    def longest(self) -> int:
        """By how many days its latest milestone is late."""
        return max((one.late for one in self.milestones), default=0)


@dataclass(frozen=True)
class Board:
    """The whole programme on one day: agencies that are late first, those without a plan at the end."""

    plan: HundredDays
    today: date
    rows: list[Standing]
    curve: BurnUp
    done: Decimal
    planned: Decimal

    @property
    def day(self) -> int:
        return self.plan.day_of(self.today)

    @property
    def behind(self) -> Decimal:
        return max(self.planned - self.done, Decimal())

    @property
    def late(self) -> list[tuple[Standing, Reached]]:
        found = [(row, one) for row in self.rows for one in row.late]
        return sorted(found, key=lambda pair: -pair[1].late)

    @property
    def waiting(self) -> list[tuple[Standing, Reached]]:
        return [(row, one) for row in self.rows for one in row.waiting]

    @property
    def promised(self) -> list[Standing]:
        return [row for row in self.rows if row.agency.is_approved]

    @property
    def silent(self) -> list[Standing]:
        """Agencies with a plan that owe a weekly word."""
        return [row for row in self.promised if row.missed]

    def of(self, office: UUID) -> Standing | None:
        return next((row for row in self.rows if row.agency.office_id == office), None)


def board(plan: HundredDays, now: datetime) -> Board:
    """Five statements for any number of agencies."""
    today = localdate(now)
    agencies = list(plan.agencies.for_list())
    reached = _reached(plan, today)
    said: defaultdict[UUID, dict[date, CheckIn]] = defaultdict(dict)
    for one in CheckIn.objects.filter(agency__plan=plan):
        said[one.agency_id][one.week] = one
    owed = weeks_due(plan, today)
    rows = [
        Standing(
            agency, sorted(reached[agency.pk], key=lambda one: one.order), said[agency.pk],
            [week for week in owed if week not in said[agency.pk]] if agency.is_approved else [],
        )
        for agency in agencies
    ]  # fmt: skip
    return _board(plan, today, sorted(rows, key=_rank))


def _rank(row: Standing) -> tuple[int, int]:
    """The longest late first; then the others as they stand by protocol; at the end who has no approved plan."""
    return (0 if row.late else 1 if row.agency.is_approved else 2, -row.longest)


def _board(plan: HundredDays, today: date, rows: list[Standing]) -> Board:
    every = [one for row in rows for one in row.milestones]
    promised: list[Step] = [(one.milestone.due_on, one.milestone.weight) for one in every]
    accepted: list[Step] = [(one.accepted_on, one.milestone.weight) for one in every if one.accepted_on]
    curve = draw(plan.starts_on, plan.ends_on, today, promised=promised, accepted=accepted, agencies=len(rows))
    done = share(sum((weight for _day, weight in accepted), Decimal()), len(rows))
    return Board(plan, today, rows, curve, done, planned_by(today - timedelta(days=1), promised, len(rows)))


def _reached(plan: HundredDays, today: date) -> defaultdict[UUID, list[Reached]]:
    """The milestones of approved plans, by agency."""
    standing = Acceptance.objects.standing().filter(milestone__agency__plan=plan).order_by("at", "id")
    accepted = {one.milestone_id: localdate(one.at) for one in standing}
    rows = PlanMilestone.objects.filter(agency__plan=plan, agency__obligation__state=State.DONE)
    found: defaultdict[UUID, list[Reached]] = defaultdict(list)
    for milestone in rows.for_list():
        found[milestone.agency_id].append(_stand(milestone, accepted.get(milestone.pk), today))
    return found


def _stand(milestone: PlanMilestone, accepted_on: date | None, today: date) -> Reached:
    waiting = bool(milestone.obligation and milestone.obligation.state == State.WAITING)
    open_ = accepted_on is None and not waiting
    late = max((today - milestone.due_on).days, 0) if open_ else 0
    return Reached(milestone, accepted_on, late, waiting, bool(accepted_on and accepted_on > milestone.due_on))
