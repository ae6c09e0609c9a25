"""What a counter and a list of halls show: who waits now, and what goes on at each counter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Min, Q

from balairung.kernel.people.actors import Actor
from balairung.rooms.reception.access import above_receptionists, can_open, can_receive, counters_of
from balairung.rooms.reception.models import Counter, Hall, Sitting, Ticket
from balairung.rooms.reception.queue.calling import before, waiting_for
from balairung.rooms.reception.queue.hours import day_of

SHOWN = 12  # of those that wait; the others are counted
BACK = 8  # of those that were called and did not come: who may still come back
State = Ticket.State


@dataclass(frozen=True)
class AtCounter:
    """A counter as whoever sits there sees it."""

    counter: Counter
    sitting: Sitting | None
    before: Ticket | None
    waiting: Sequence[Ticket]
    total: int
    held: Sequence[Ticket]
    gone: Sequence[Ticket]

    @property
    def longest(self) -> datetime | None:
        """Since when the one that has waited longest waits."""
        return min((one.taken_at for one in self.waiting), default=None)


def at_counter(counter: Counter, at: datetime) -> AtCounter:
    """Everything about one counter, in as many queries for one person waiting as for a hundred."""
    waiting = waiting_for(counter, at)
    today = Ticket.objects.filter(hall=counter.hall_id, counter=counter, day=day_of(at)).for_list()
    gone = today.filter(line__in=counter.lines.all(), state=State.NO_SHOW)  # by line and day: an index of all years
    return AtCounter(
        counter=counter,
        sitting=Sitting.objects.filter(counter=counter, until__isnull=True).select_related("person").first(),
        before=before(counter),
        waiting=list(waiting.for_list()[:SHOWN]),
        total=waiting.count(),
        held=list(today.open().filter(state=State.HELD).order_by("turned_at", "id")[:SHOWN]),
        gone=list(gone.order_by("-ended_at", "id")[:BACK]),
    )


@dataclass
class AtHall:
    """A hall as its officers see it from outside."""

    hall: Hall
    waiting: int = 0
    since: datetime | None = None
    served: int = 0
    receives: bool = False
    sets_up: bool = False
    counters: list[tuple[Counter, Sitting | None]] = field(default_factory=list)

    @property
    def sat(self) -> int:
        return sum(sitting is not None for _counter, sitting in self.counters)


def at_halls(halls: Iterable[Hall], actor: Actor, at: datetime) -> list[AtHall]:
    """Each hall with who waits in it and the counters at which this officer may sit: four queries for all of them."""
    above = above_receptionists(actor)
    rows = {hall.pk: AtHall(hall, receives=can_receive(actor, hall)) for hall in halls}
    for row in rows.values():
        row.sets_up = can_open(actor, row.hall.office) or row.hall.office_id in above
    today = Ticket.objects.open().filter(hall__in=rows, day=day_of(at)).order_by()
    counted = today.values("hall").annotate(
        waits=Count("pk", filter=Q(state=State.WAITING)),
        since=Min("taken_at", filter=Q(state=State.WAITING)),
        now=Count("pk", filter=Q(state__in=(State.CALLED, State.SERVING))),
    )
    for one in counted:
        row = rows[one["hall"]]
        row.waiting, row.since, row.served = one["waits"], one["since"], one["now"]
    sittings = Sitting.objects.filter(until__isnull=True, counter__hall__in=rows).select_related("person")
    sat = {sitting.counter_id: sitting for sitting in sittings}
    for counter in counters_of(actor).filter(hall__in=rows).order_by("order", "label"):
        rows[counter.hall_id].counters.append((counter, sat.get(counter.pk)))
    return list(rows.values())
