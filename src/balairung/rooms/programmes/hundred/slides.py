"""Slides that nobody types: each agency's hundred days from what it promised and proved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from balairung.rooms.programmes.hundred.progress import Board, Reached, Standing
from balairung.rooms.programmes.models import OutcomeVoice, PlanOutcome, RootProblem

ROWS = 5  # milestones on one slide: readable from the last row


@dataclass(frozen=True)
class Slide:
    """One page. `kind` chooses its drawing: cover, agencies, without, problems, milestones, outcomes, end."""

    kind: str
    row: Standing | None = None
    items: list[Any] = field(default_factory=list)
    part: int = 1
    parts: int = 1


@dataclass(frozen=True)
class Told:
    """An outcome with how many citizens confirm and contest it."""

    outcome: PlanOutcome
    confirmed: int
    contested: int


def told(agencies: list[UUID]) -> dict[UUID, list[Told]]:
    """Outcomes of these agencies with the voices that everybody may read: two statements."""
    counts: defaultdict[tuple[UUID, str], int] = defaultdict(int)
    for outcome, verdict in (
        OutcomeVoice.objects.shown().filter(outcome__agency__in=agencies).values_list("outcome", "verdict")
    ):
        counts[outcome, verdict] += 1
    found: defaultdict[UUID, list[Told]] = defaultdict(list)
    for one in PlanOutcome.objects.filter(agency__in=agencies):
        found[one.agency_id].append(Told(one, counts[one.pk, "benar"], counts[one.pk, "tidak"]))
    return found


def slides_of(board: Board, office: str = "") -> list[Slide]:
    """The whole programme, or the slides of one office: a few statements for any number of agencies."""
    rows = [row for row in board.promised if not office or row.agency.office.key == office]
    keys = [row.agency.pk for row in rows]
    problems: defaultdict[UUID, list[RootProblem]] = defaultdict(list)
    for one in RootProblem.objects.filter(agency__in=keys).prefetch_related("hearings", "actions"):
        problems[one.agency_id].append(one)
    outcomes = told(keys)
    shown = [Slide("cover")]
    if not office:
        shown += _parts("agencies", None, board.promised, 9)
        shown += _parts("without", None, [row for row in board.rows if not row.agency.is_approved], 30)
    for row in rows:
        shown += _parts("problems", row, problems[row.agency.pk], 3)
        shown += _parts("milestones", row, _in_time(row.milestones), ROWS)
        shown += _parts("outcomes", row, outcomes.get(row.agency.pk, []), 4)
    return [*shown, Slide("end")]


def _in_time(milestones: list[Reached]) -> list[Reached]:
    return sorted(milestones, key=lambda one: one.order)


def _parts(kind: str, row: Standing | None, items: list[Any], size: int) -> Iterator[Slide]:
    parts = -(-len(items) // size)
    for number in range(parts):
        yield Slide(kind, row, items[number * size : (number + 1) * size], number + 1, parts)
