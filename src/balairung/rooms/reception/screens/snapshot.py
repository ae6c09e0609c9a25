"""All that a display shows of a hall at one moment: whole, so that who comes back after an hour is right at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from balairung.rooms.reception.models import Counter, Hall, Line, Screen, Sitting, Ticket
from balairung.rooms.reception.queue.hours import day_of, why_closed
from balairung.rooms.reception.screens.speaking import announcement

LATEST = 120  # calls of a hall that are looked through: a screen of two counters among fifty finds its own in them


@dataclass(frozen=True)
class Called:
    """A number that was called to a counter."""

    key: str  # the ticket and how often it was called: whoever spoke it once does not speak it again
    label: str
    counter: str
    counter_id: UUID
    at: datetime

    @property
    def words(self) -> str:
        return announcement(self.label, self.counter)


@dataclass(frozen=True)
class Desk:
    """A counter: what it serves, and whom just now."""

    id: UUID
    label: str
    serves: tuple[str, ...]  # agencies in a mall, else the names of its lines
    ticket: str  # "" while there is none
    state: str  # called, serving, free, resting, empty


@dataclass(frozen=True)
class Waiting:
    """How many people wait in a line."""

    prefix: str
    name: str
    people: int


@dataclass(frozen=True)
class Snapshot:
    """A hall at a moment: its latest calls, newest first, its counters in order, its lines that somebody waits in."""

    hall: Hall
    at: datetime
    calls: tuple[Called, ...]
    desks: tuple[Desk, ...]
    waiting: tuple[Waiting, ...]
    closed: str  # the sentence that says why nobody is served now; "" while somebody is, even after hours

    @property
    def people(self) -> int:
        return sum(line.people for line in self.waiting)

    @property
    def sitting(self) -> tuple[Desk, ...]:
        return tuple(desk for desk in self.desks if desk.state != "empty")


def snapshot(of: Screen | Hall, *, at: datetime) -> Snapshot:
    """The hall, or the part of it that a screen shows, in a handful of queries however many counters there are."""
    if isinstance(of, Hall):
        return _whole(of, at)
    return narrowed(_whole(of.hall, at), frozenset(of.counters.values_list("pk", flat=True)))


def narrowed(whole: Snapshot, counters: frozenset[UUID]) -> Snapshot:
    """What a screen for these counters shows; none: the whole hall."""
    if not counters:
        return whole
    calls = tuple(call for call in whole.calls if call.counter_id in counters)
    desks = tuple(desk for desk in whole.desks if desk.id in counters)
    return replace(whole, calls=calls, desks=desks)


def _whole(hall: Hall, at: datetime) -> Snapshot:
    desks = _desks(hall)
    closed = "" if any(desk.ticket for desk in desks) else why_closed(hall, at)
    return Snapshot(hall, at, _calls(hall, at), desks, _waiting(hall), closed)


def _calls(hall: Hall, at: datetime) -> tuple[Called, ...]:
    """The latest of today."""
    today = Ticket.objects.filter(hall=hall, recalled_at__isnull=False, day=day_of(at))
    rows = today.filter(counter__isnull=False).order_by("-recalled_at")[:LATEST]
    named = rows.values_list("id", "calls", "label", "counter__label", "counter_id", "recalled_at")
    return tuple(
        Called(f"{pk}.{calls}", label, counter, counter_id, called_at)
        for pk, calls, label, counter, counter_id, called_at in named
        if counter and called_at
    )


def _desks(hall: Hall) -> tuple[Desk, ...]:
    counters = list(Counter.objects.filter(hall=hall, closed_on__isnull=True).order_by("order", "label"))
    sittings = Sitting.objects.filter(counter__hall=hall, until__isnull=True)
    sits = dict(sittings.order_by().values_list("counter_id", "resting"))
    open_ones = Ticket.objects.open().filter(hall=hall, state__in=[Ticket.State.CALLED, Ticket.State.SERVING])
    tickets = {row[0]: row[1:] for row in open_ones.order_by().values_list("counter_id", "label", "state")}
    serves = _serves(hall)
    return tuple(
        Desk(one.pk, one.label, serves[one.pk], *_doing(one.pk in sits, sits.get(one.pk), tickets.get(one.pk)))
        for one in counters
    )


def _doing(sits: bool, resting: datetime | None, ticket: tuple[str, str] | None) -> tuple[str, str]:
    """The number that is there, and the state of the counter."""
    if ticket:
        return ticket
    if not sits:
        return "", "empty"
    return "", "resting" if resting else "free"


def _serves(hall: Hall) -> dict[UUID, tuple[str, ...]]:
    """Of each counter the agencies in a mall, and elsewhere the lines; each name once."""
    given = Counter.lines.through.objects.filter(counter__hall=hall, line__closed_on__isnull=True)
    name = "line__booth__name" if hall.mall else "line__name"
    found: defaultdict[UUID, dict[str, None]] = defaultdict(dict)
    for counter, said in given.order_by("line__order", "line__prefix").values_list("counter_id", name):
        found[counter][said] = None
    return defaultdict(tuple, {counter: tuple(names) for counter, names in found.items()})


def _waiting(hall: Hall) -> tuple[Waiting, ...]:
    open_ones = Ticket.objects.open().filter(hall=hall, state=Ticket.State.WAITING)
    counts = dict(open_ones.order_by().values("line").annotate(people=Count("pk")).values_list("line", "people"))
    lines = Line.objects.filter(pk__in=counts).order_by("order", "prefix")
    return tuple(Waiting(line.prefix, line.name, counts[line.pk]) for line in lines)
