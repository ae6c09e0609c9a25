"""How many were called, reached and not: of a drill, of a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from balairung.rooms.duty.drills import period_of
from balairung.rooms.duty.models import Call, CallQuerySet, Drill, Ring


@dataclass
class Tally:
    """Calls by what became of them. `reached` are officials who answered themselves."""

    planned: int = 0
    ringing: int = 0
    reached: int = 0
    by_deputy: int = 0
    unreached: int = 0
    excused: int = 0
    cancelled: int = 0

    @property
    def total(self) -> int:
        return self.planned + self.ringing + self.over + self.excused

    @property
    def over(self) -> int:
        """Those that count and are over."""
        return self.answered + self.unreached

    @property
    def answered(self) -> int:
        return self.reached + self.by_deputy

    @property
    def done(self) -> int:
        """Those that nothing more is done about."""
        return self.over + self.excused

    @property
    def share(self) -> int | None:
        """Percent of those that are over in which somebody answered; None before the first is."""
        return round(100 * self.answered / self.over) if self.over else None


def tallies(drills: Collection[Drill]) -> dict[UUID, Tally]:
    """One for each of these drills, in one query."""
    found: defaultdict[UUID, Tally] = defaultdict(Tally)
    rows = Call.objects.filter(drill__in=[drill.pk for drill in drills])
    for drill, state, role, count in _counted(rows, "drill"):
        _add(found[drill], state, role, count)
    return {drill.pk: found[drill.pk] for drill in drills}


def of_month(moment: datetime) -> Tally:
    """The drills of the month in which this moment lies."""
    return tally(Call.objects.filter(real=False, period=period_of(moment)))


def tally(calls: CallQuerySet) -> Tally:
    """All of these calls together, in one query."""
    found = Tally()
    for _real, state, role, count in _counted(calls, "real"):
        _add(found, state, role, count)
    return found


def _counted(calls: CallQuerySet, by: str) -> Collection[tuple[UUID, str, str | None, int]]:
    rows = calls.order_by().values_list(by, "state", "answered_ring__role").annotate(count=Count("id"))
    return list(rows)


def _add(found: Tally, state: str, role: str | None, count: int) -> None:
    deputy = state == Call.State.REACHED and role not in (None, Ring.Role.HOLDER)
    name = "by_deputy" if deputy else state
    setattr(found, name, getattr(found, name) + count)
