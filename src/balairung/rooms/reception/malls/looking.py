"""The malls, live: how many wait and are served at each agency now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Min, Q

from balairung.kernel.people.actors import Actor
from balairung.rooms.reception.access import halls_of
from balairung.rooms.reception.malls.criteria import criteria
from balairung.rooms.reception.models import Booth, CriterionAnswer, Hall, Sitting, Ticket
from balairung.rooms.reception.queue.hours import day_of

State = Ticket.State


@dataclass(frozen=True)
class BoothNow:
    """One agency at this moment. `longest`: minutes that whoever waits longest has waited."""

    booth: Booth
    waiting: int
    serving: int
    served: int
    counters: int  # with somebody at them
    longest: int | None


@dataclass(frozen=True)
class MallNow:
    """A mall with all its agencies; `met` of eleven criteria."""

    hall: Hall
    booths: list[BoothNow]
    met: int
    criteria: int

    @property
    def waiting(self) -> int:
        return sum(one.waiting for one in self.booths)

    @property
    def serving(self) -> int:
        return sum(one.serving for one in self.booths)

    @property
    def served(self) -> int:
        return sum(one.served for one in self.booths)


def malls_of(actor: Actor) -> list[Hall]:
    """The malls in which this officer has something to do; all of them for those who lead."""
    return list(halls_of(actor).filter(mall=True).for_list())


def malls_now(halls: list[Hall], at: datetime) -> list[MallNow]:
    """A fixed number of queries, however many agencies and numbers there are."""
    booths = defaultdict[UUID, list[BoothNow]](list)
    counted, manned, met = _counted(halls, at), _manned(halls), _met(halls)
    rows = Booth.objects.filter(hall__in=halls, closed_on__isnull=True).select_related("office")
    for booth in rows.order_by("order", "name"):
        waiting, serving, served, since = counted.get(booth.pk, (0, 0, 0, None))
        longest = int((at - since).total_seconds() // 60) if since and since <= at else None
        booths[booth.hall_id].append(BoothNow(booth, waiting, serving, served, manned.get(booth.pk, 0), longest))
    return [MallNow(hall, booths[hall.pk], met.get(hall.pk, 0), len(criteria())) for hall in halls]


def _counted(halls: list[Hall], at: datetime) -> dict[UUID, tuple[int, int, int, datetime | None]]:
    """Today's numbers of each booth, by the index `ticket_line_day`."""
    lines = [line for hall in halls for line in hall.lines.order_by("id").values_list("pk", flat=True)]
    rows = Ticket.objects.filter(line__in=lines, day=day_of(at)).order_by("line__booth").values_list("line__booth")
    waiting = Q(state=State.WAITING)
    sums = rows.annotate(
        wait=Count("pk", filter=waiting), now=Count("pk", filter=Q(state__in=(State.CALLED, State.SERVING))),
        done=Count("pk", filter=Q(state=State.DONE)), since=Min("taken_at", filter=waiting),
    )  # fmt: skip
    return {booth: (wait, now, done, since) for booth, wait, now, done, since in sums}


def _manned(halls: list[Hall]) -> dict[UUID, int]:
    """Counters with somebody at them, by the booths whose lines they serve."""
    rows = Sitting.objects.filter(counter__hall__in=halls, until__isnull=True, resting__isnull=True)
    booths = rows.order_by("counter__lines__booth").values_list("counter__lines__booth")
    return dict(booths.annotate(Count("counter", distinct=True)))


def _met(halls: list[Hall]) -> dict[UUID, int]:
    """How many criteria each mall meets, by the latest answer to each."""
    rows = CriterionAnswer.objects.filter(hall__in=halls).order_by("hall_id", "criterion")
    latest = {(hall, key): at for hall, key, at in rows.values_list("hall_id", "criterion").annotate(Max("at"))}
    found = defaultdict[UUID, int](int)
    for hall, key, at, met in rows.order_by("id").values_list("hall_id", "criterion", "at", "met"):
        found[hall] += met and latest[hall, key] == at
    return found
