"""How many stand ahead, and how long it takes, with its error.

The queue is played forward (`playing`) with the times that were measured (`measuring`), by the counters at which
somebody sits; whoever still has an appointment before one's own place counts as if they were there. What comes on top
is the priority that still arrives: as many an hour as in the last hour, and only those that may overtake. Breaks are
waited through. Seven queries, whatever the number of lines and of people.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balairung.kernel.people.calendars import Calendars
from balairung.rooms.reception.models import Appointment, Counter, Hall, Line, Sitting, Ticket
from balairung.rooms.reception.queue.choosing import A_MOMENT, stands_at
from balairung.rooms.reception.queue.hours import day_of, open_spans
from balairung.rooms.reception.queue.playing import Desk, Waits, play

HOUR = timedelta(hours=1)
LATE = timedelta(minutes=15)  # after which nobody counts on somebody with an appointment
LATEST = 100  # calls, from which the rate of priority is read
UNSURE, GUESSED, UNSERVED = 0.1, 0.3, 0.5  # of the wait: counters come and go; nothing measured; nobody sits yet


@dataclass(frozen=True)
class Forecast:
    """`people` stand ahead in the line; it takes about `seconds`, usually at most `spread` seconds off.

    `counters` are those that serve the line now; with none the wait is what one counter would make of it.
    """

    people: int
    seconds: int
    spread: int
    counters: int = 0


class _Open(NamedTuple):
    """What is read of an open ticket."""

    pk: UUID
    line: UUID
    state: str
    counter: UUID | None
    stands_at: datetime
    taken_at: datetime
    recalled_at: datetime | None
    quick: bool
    lane: str


class _Newcomer(NamedTuple):
    line: UUID
    priority: bool


class Outlook:
    """What everybody in one hall may expect at one moment: read once, asked as often as one likes."""

    def __init__(self, hall: Hall, at: datetime, calendars: Calendars | None = None) -> None:
        self.hall, self.at = hall, at
        self.lines = {line.pk: line for line in hall.lines.filter(closed_on__isnull=True)}
        self.open = _open(hall, at)
        self.spans = open_spans(hall, at, calendars or Calendars())

    def newcomer(self, line: UUID, lane: str = "") -> Forecast:
        """For whoever takes a number of this line now."""
        place = stands_at(self.at, lane=lane, head_start=self.hall.head_start)
        people = sum(one.line == line and one.stands_at <= place for one in self.waiting)
        return self._forecast(line, place, people, self._called.get(_Newcomer(line, bool(lane))))

    def ticket(self, ticket: UUID) -> Forecast:
        """For somebody who waits; nothing to wait for with any other ticket."""
        found = next((one for one in self.open if one.pk == ticket), None)
        if found is None or found.state != Ticket.State.WAITING:
            return Forecast(0, 0, 0)
        mine = (found.stands_at, found.pk)
        people = sum(one.line == found.line and (one.stands_at, one.pk) < mine for one in self.waiting)
        return self._forecast(found.line, found.stands_at, people, self._called.get(found.pk))

    @cached_property
    def waiting(self) -> list[_Open]:
        return [one for one in self.open if one.state == Ticket.State.WAITING]

    @cached_property
    def serving(self) -> Mapping[UUID, int]:
        """How many counters serve each line now."""
        return Tally(line for desk in self._desks for line in desk.lines if isinstance(line, UUID))

    @cached_property
    def _counters(self) -> list[tuple[UUID, bool, frozenset[UUID]]]:
        """Those at which somebody sits and does not rest: key, quick, lines."""
        sat = Sitting.objects.filter(until__isnull=True, resting__isnull=True, counter__hall=self.hall)
        rows = Counter.lines.through.objects.filter(counter__in=sat.values("counter"))
        found: dict[tuple[UUID, bool], set[UUID]] = defaultdict(set)
        for counter, quick, line in rows.values_list("counter_id", "counter__quick", "line_id"):
            found[counter, quick].add(line)
        return [(counter, quick, frozenset(lines)) for (counter, quick), lines in found.items()]

    @cached_property
    def _desks(self) -> list[Desk]:
        busy = {one.counter: self._left(one) for one in self.open if one.state in ("called", "serving")}
        moments = {pk for pk, line in self.lines.items() if usual(line) <= A_MOMENT * 60}
        return [
            Desk(frozenset(lines), busy.get(counter, 0), quick, frozenset(lines & moments))
            for counter, quick, lines in self._counters
        ]

    def _left(self, one: _Open) -> float:
        """How long the person before a counter still takes."""
        takes = self._usual(one.line)
        gone = (self.at - one.recalled_at).total_seconds() if one.recalled_at else 0
        return max(takes - gone, takes / 4)

    def _usual(self, line: UUID) -> float:
        known = self.lines.get(line)
        return usual(known) if known else 0

    @cached_property
    def _called(self) -> dict[object, float]:
        """After how many seconds of open time each ticket, and a newcomer of each line, would be called."""
        ahead = [Waits(one.pk, one.line, one.stands_at, self._usual(one.line), one.quick) for one in self.waiting]
        asking = [
            Waits(_Newcomer(line, bool(lane)), line, stands_at(self.at, lane=lane, head_start=self.hall.head_start), 0)
            for line in self.lines
            for lane in ("", "any")
        ]
        unserved = [line for line in self.lines if line not in self.serving]
        alone = [Desk(frozenset({line}), 0) for line in unserved]
        return dict(play([*ahead, *asking, *self._expected()], [*self._desks, *alone]))

    def _expected(self) -> Iterable[Waits]:
        """Appointments of today whose place comes before that of a newcomer, and who have not come yet."""
        until = self.at + timedelta(minutes=self.hall.head_start)
        rows = Appointment.objects.standing().filter(line__in=self.lines, starts_at__range=(self.at - LATE, until))
        for key, line, starts in rows.values_list("pk", "line_id", "starts_at"):
            place = stands_at(self.at, lane="", head_start=self.hall.head_start, booked_for=starts)
            yield Waits(("janji", key), line, place, self._usual(line))

    @cached_property
    def _priority(self) -> Mapping[UUID, int]:
        """How many of the priority lane came to each line in the last hour."""
        called = Ticket.objects.filter(hall=self.hall, recalled_at__range=(self.at - HOUR, self.at))
        rows = called.order_by("-recalled_at").values_list("pk", "line_id", "taken_at", "visit__lane")[:LATEST]
        came = {pk: (line, taken) for pk, line, taken, lane in rows if lane}
        came |= {one.pk: (one.line, one.taken_at) for one in self.open if one.lane}
        return Tally(line for line, taken in came.values() if taken > self.at - HOUR)

    def _forecast(self, line: UUID, place: datetime, people: int, called: float | None) -> Forecast:
        counters, takes = self.serving.get(line, 0), self._usual(line)
        if called is None:  # only quick counters sit, and this takes longer
            called = people * takes
        window = (place - self.at).total_seconds() + self.hall.head_start * 60
        overtaken = self._priority.get(line, 0) / 3600 * max(0.0, min(called, window))
        seconds = called + overtaken * takes / max(1, counters)
        spread = self._spread(line, seconds, max(1, counters), served=counters > 0)
        return Forecast(people, round(self._with_breaks(seconds)), round(spread), counters)

    def _spread(self, line: UUID, seconds: float, counters: int, *, served: bool) -> float:
        """Chance adds up with the square root of those ahead; what is not known, with the wait."""
        known = self.lines.get(line)
        takes = self._usual(line) or 1
        measured = known is not None and known.varies is not None
        varies = known.varies if known and known.varies else takes / 2
        chance = varies * ((seconds / takes + 1) / counters) ** 0.5
        doubt = UNSERVED if not served else UNSURE if measured else GUESSED
        return float((chance**2 + (doubt * seconds) ** 2) ** 0.5)

    def _with_breaks(self, seconds: float) -> float:
        """The moment at which so much open time has passed, in seconds from now; after closing the clock runs on."""
        left, last = timedelta(seconds=seconds), self.at
        for since, until in self.spans:
            if since + left <= until:
                return (since + left - self.at).total_seconds()
            left -= until - since
            last = until
        return (last + left - self.at).total_seconds()


def forecast(line: Line, *, at: datetime, ticket: Ticket | None = None, lane: str = "") -> Forecast:
    """For this ticket, or for whoever takes a number of this line now. For many of a hall ask one `Outlook`."""
    outlook = Outlook(line.hall, at)
    return outlook.ticket(ticket.pk) if ticket else outlook.newcomer(line.pk, lane)


def usual(line: Line) -> float:
    """Seconds that one ticket of this line keeps a counter busy: measured, or what was said when it was set up."""
    return float(line.usual or line.minutes * 60)


def in_words(forecast: Forecast) -> str:
    """`sekitar 20 menit (antara 10 dan 30 menit)`: in steps of five minutes, as nobody knows it better."""
    low, about, high = (_five(forecast.seconds + off) for off in (-forecast.spread, 0, forecast.spread))
    if high <= 5:
        return _("kurang dari 5 menit")
    if low == high:
        return _("sekitar %(about)d menit") % {"about": about}
    if low == 0:
        return _("paling lama sekitar %(high)d menit") % {"high": high}
    return _("sekitar %(about)d menit (antara %(low)d dan %(high)d menit)") % {"low": low, "about": about, "high": high}


def ahead_in_words(people: int) -> str:
    """How many stand ahead, as a person would say it."""
    if not people:
        return _("Anda yang berikutnya")
    return ngettext("%(count)d orang di depan Anda", "%(count)d orang di depan Anda", people) % {"count": people}


def _five(seconds: float) -> int:
    return max(0, 5 * round(seconds / 300))


def _open(hall: Hall, at: datetime) -> list[_Open]:
    rows = Ticket.objects.open().filter(hall=hall, day=day_of(at)).order_by("stands_at", "id")
    fields = ("pk", "line_id", "state", "counter_id", "stands_at", "taken_at", "recalled_at", "quick", "visit__lane")
    return [_Open(*row) for row in rows.values_list(*fields)]
