"""The front office of the demonstration: a Mal Pelayanan Publik and a district's front room, for a working week."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.utils.timezone import localdate

from balairung.config.demo.people import hire
from balairung.config.demo.stage import SEED, Stage
from balairung.config.demo.texts import load, person_name
from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor, actor_of
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Office, Post
from balairung.rooms.reception.desk import alarms, attending, guests
from balairung.rooms.reception.figures.closing import close_days
from balairung.rooms.reception.models import Booth, Counter, Hall, HallVisit, Line, Screen, Ticket
from balairung.rooms.reception.queue import calling, hours, setup, taking

DAYS = 5  # that somebody came
LANES = ("",) * 8 + ("elderly", "elderly", "disabled", "pregnant")
CHANNELS = ("kiosk", "kiosk", "desk", "web")
Span = tuple[datetime, datetime]


def plan(stage: Stage) -> None:
    """A lot of its own, so that the rest of the year stays what it is."""
    rng = random.Random(SEED + 13)
    start = stage.end - timedelta(days=40)
    told = load("front")
    stage.plan(start, partial(_open, stage, rng, told))


def _open(stage: Stage, rng: random.Random, told: dict[str, Any], at: datetime) -> None:
    """The halls are set up; then come the last working days, the very last up to this moment."""
    for which in ("mall", "district"):
        front = _front(rng, told[which], at, mall=which == "mall")
        days = list(itertools.islice(_days(front.hall, stage.end), DAYS))
        for number, span in enumerate(reversed(days)):
            stage.plan(span[0][0], partial(_day, stage, rng, front, span, told["guests"], number == 1))
    stage.plan(stage.end, _close)


def _days(hall: Hall, end: datetime) -> Iterator[list[Span]]:
    """The opening time of each working day before this moment, the latest first; today as far as it came."""
    calendars = Calendars()
    for back in itertools.count():
        midnight = datetime.combine(localdate(end) - timedelta(days=back), datetime.min.time(), calendars.zone)
        spans = [(since, min(until, end)) for since, until in hours.open_spans(hall, midnight, calendars)]
        if spans := [(since, until) for since, until in spans if since < until]:
            yield spans


# --- the room --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Front:
    """A hall with those who work in it."""

    hall: Hall
    lines: list[Line]
    desks: list[tuple[Counter, Actor]]
    receptionist: Actor
    told: dict[str, Any]


def _front(rng: random.Random, told: dict[str, Any], at: datetime, *, mall: bool) -> Front:
    office = Office.objects.get(key=told["office"])
    hall = setup.open_hall(
        office=office, name=told["name"], key=told["key"], place=told["place"], mall=mall, by=SYSTEM, at=at
    )
    lines = {line.prefix: line for booth in told["booths"] for line in _booth(hall, booth, at)}
    desks = [_counter(hall, label, [lines[one] for one in served], at) for label, served in told["counters"]]
    if "quick" in told:
        label, served = told["quick"]
        desks.append(_counter(hall, label, [lines[one] for one in served], at, quick=True))
    setup.make_screen(hall, kind=Screen.Kind.DISPLAY, name="Layar ruang tunggu", by=SYSTEM, at=at)
    setup.make_screen(hall, kind=Screen.Kind.KIOSK, name="Kios pintu masuk", by=SYSTEM, at=at)
    crew = [(counter, _hired(rng, office, Post.Role.STAFF, at)) for counter in desks]
    return Front(hall, list(lines.values()), crew, _hired(rng, office, Post.Role.RECEPTIONIST, at), told)


def _booth(hall: Hall, told: dict[str, Any], at: datetime) -> list[Line]:
    office = Office.objects.get(key=told["office"]) if "office" in told else None
    booth = hall.booths.filter(office=office).first() if office else None
    booth = booth or _new_booth(hall, office, told, at)
    return [
        setup.add_line(booth, name=name, minutes=minutes, bookable=True, by=SYSTEM, at=at)
        for name, minutes in told["lines"]
    ]


def _new_booth(hall: Hall, office: Office | None, told: dict[str, Any], at: datetime) -> Booth:
    name = office.short if office else told["name"]
    return setup.add_booth(hall, name=name, office=office, outside=office is None, by=SYSTEM, at=at)


def _counter(hall: Hall, label: str, lines: list[Line], at: datetime, *, quick: bool = False) -> Counter:
    return setup.add_counter(hall, label=label, quick=quick, lines=lines, by=SYSTEM, at=at)


def _hired(rng: random.Random, office: Office, role: str, at: datetime) -> Actor:
    post = Post.objects.filter(office=office, role=role).select_related("office").order_by("order", "id")[0]
    return actor_of(hire(rng, post, at), at)


# --- a day -----------------------------------------------------------------------------------------------------------


def _day(
    stage: Stage, rng: random.Random, front: Front, spans: list[Span], told: list[list[str]], empty: bool, at: datetime
) -> None:
    """Everything of one day in the order of time; on one of them the reception was empty for two hours."""
    day = _Day(stage, rng, front, spans)
    day.open(at, guests_of=told, late=timedelta(hours=2) if empty else timedelta(minutes=3))
    day.run()
    day.shut()


def _close(at: datetime) -> None:
    while close_days(now=at):
        pass


class _Day:
    """Visitors come, counters call; each thing that happens says when the next one does."""

    def __init__(self, stage: Stage, rng: random.Random, front: Front, spans: list[Span]) -> None:
        self.stage, self.rng, self.front, self.spans = stage, rng, front, spans
        self.end = spans[-1][1]
        self.things: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self.idle: list[tuple[Counter, Actor]] = []
        self.numbers = itertools.count()

    def later(self, at: datetime, thing: Callable[[datetime], None]) -> None:
        heapq.heappush(self.things, (at, next(self.numbers), thing))

    def run(self) -> None:
        while self.things and self.things[0][0] < self.end:
            at, _number, thing = heapq.heappop(self.things)
            thing(at)

    def open(self, at: datetime, *, guests_of: list[list[str]], late: timedelta) -> None:
        if late > timedelta(hours=1):
            self.later(at + timedelta(minutes=70), lambda now: _ignore(alarms.raise_all(now=now)))
        self.later(
            at + late, lambda now: _ignore(attending.check_in_desk(self.front.hall, by=self.front.receptionist, at=now))
        )
        for counter, clerk in self.front.desks:
            calling.sit(counter, by=clerk, at=at)
            self.idle.append((counter, clerk))
        for _number in range(self.front.told["visitors"]):
            self.later(self._moment(), self.come)
        for purpose, origin in guests_of:
            self.later(self._moment(), partial(self.receive, purpose, origin))

    def _moment(self) -> datetime:
        """Most come in the morning; nobody in the last twenty minutes, when no numbers are given any more."""
        since, until = self.spans[0][0], self.spans[-1][1] - timedelta(minutes=20)
        return since + (until - since) * self.rng.betavariate(1.3, 2.2)

    def come(self, at: datetime) -> None:
        if hours.why_no_number(self.front.hall, at):
            return
        few = self.rng.sample(self.front.lines, 2 if self.rng.random() < 0.1 else 1)
        lane, channel = self.rng.choice(LANES), self.rng.choice(CHANNELS)
        by = self.front.receptionist if channel == HallVisit.Channel.DESK else CITIZEN
        taking.take(
            hall=self.front.hall, lines=few, channel=channel, lane=lane, token=self.stage.token(), by=by, at=at,
            quick=channel == HallVisit.Channel.DESK and self.rng.random() < 0.3,
        )  # fmt: skip

        for counter, clerk in self.idle:
            self.later(at + timedelta(seconds=20), partial(self.call, counter, clerk))
        self.idle.clear()

    def call(self, counter: Counter, clerk: Actor, at: datetime) -> None:
        ticket = calling.call_next(counter, by=clerk, at=at)
        if ticket is None:
            self.idle.append((counter, clerk))
        elif self.rng.random() < 0.05:
            self.later(at + timedelta(seconds=40), partial(self.again, counter, clerk, ticket, 2))
        else:
            self.later(at + timedelta(seconds=self.rng.randint(10, 50)), partial(self.serve, counter, clerk, ticket))

    def again(self, counter: Counter, clerk: Actor, ticket: Ticket, left: int, at: datetime) -> None:
        """Called, called again, passed over."""
        if left:
            calling.recall(ticket, by=clerk, at=at)
            self.later(at + timedelta(seconds=45), partial(self.again, counter, clerk, ticket, left - 1))
            return
        calling.no_show(ticket, by=clerk, at=at)
        self.call(counter, clerk, at + timedelta(seconds=5))

    def serve(self, counter: Counter, clerk: Actor, ticket: Ticket, at: datetime) -> None:
        calling.start(ticket, by=clerk, at=at)
        usual = ticket.line.minutes * 60 * self.rng.lognormvariate(-0.1, 0.35)
        self.later(at + timedelta(seconds=int(usual)), partial(self.done, counter, clerk, ticket))

    def done(self, counter: Counter, clerk: Actor, ticket: Ticket, at: datetime) -> None:
        calling.finish(ticket, by=clerk, at=at)
        self.call(counter, clerk, at + timedelta(seconds=20))

    def receive(self, purpose: str, origin: str, at: datetime) -> None:
        said = guests.Said(name=person_name(self.rng), origin=origin, purpose=purpose)
        guest = guests.sign_in(
            hall=self.front.hall, said=said, notice=guests.privacy_notice().version, token=self.stage.token(),
            by=self.front.receptionist, at=at,
        )  # fmt: skip
        self.later(at + timedelta(minutes=self.rng.randint(10, 50)), partial(self.see_off, guest))

    def see_off(self, guest: Any, at: datetime) -> None:
        guests.sign_out(guest, by=self.front.receptionist, at=at)

    def shut(self) -> None:
        """In the evening everybody goes; during opening time the day stays as it is."""
        if self.end == self.stage.end:
            return
        attending.check_out_desk(self.front.hall, by=self.front.receptionist, at=self.end)
        close_days(now=self.end + timedelta(hours=9))


def _ignore(_result: object) -> None:
    """What happened is in the database."""
