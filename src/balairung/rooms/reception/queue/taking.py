"""Taking a number: once for each token, without doubles and without gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.references import code_from, tidy_code
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.calendars import Calendars
from balairung.rooms.reception.access import can_receive
from balairung.rooms.reception.models import Hall, HallVisit, Line, NumberSeries, Ticket, Turn
from balairung.rooms.reception.queue.beats import beat
from balairung.rooms.reception.queue.choosing import stands_at
from balairung.rooms.reception.queue.forecasting import Forecast, Outlook
from balairung.rooms.reception.queue.hours import day_of, why_no_number

MOST_LINES = 5  # of one visit
DESK = HallVisit.Channel.DESK


@dataclass(frozen=True)
class Taken:
    """What somebody got: `code` opens their own page, `fresh` is false when the same token had come before."""

    visit: HallVisit
    tickets: tuple[Ticket, ...]
    code: str
    fresh: bool


@dataclass(frozen=True)
class _Asked:
    hall: Hall
    lines: Sequence[Line]
    expected: Sequence[Forecast]
    quick: bool
    booked_for: datetime | None
    by: Actor
    at: datetime


def take(
    *, hall: Hall, lines: Sequence[Line], channel: str, token: str, by: Actor, at: datetime, lane: str = "",
    quick: bool = False, contact: str = "", conversation: UUID | None = None, booked_for: datetime | None = None,
) -> Taken:  # fmt: skip
    """One visit with a number for each of these lines of the hall; the visit that this token made, when it came before.

    `booked_for` is the slot of somebody who came on time for an appointment. Raise Refused, with a sentence, when no
    number is given now, or not for one of these lines; NotAllowed at the desk for whoever does not receive there.
    """
    code = code_of(hall, token)
    if found := visit_of(code):
        return Taken(found, tuple(found.tickets.order_by("id")), code, fresh=False)
    require(channel != DESK or can_receive(by, hall))
    calendars = Calendars()
    _check(hall, lines, at, calendars)
    outlook = Outlook(hall, at, calendars)
    expected = [outlook.newcomer(line.pk, lane) for line in lines]
    visit = HallVisit(
        hall=hall, day=day_of(at), token=_hashed(hall, token), secret_hash=hashed_code(code), channel=channel,
        lane=lane, contact=contact[:200], conversation=conversation, opened_at=at,
    )  # fmt: skip
    try:
        tickets = _write(visit, _Asked(hall, lines, expected, quick, booked_for, by, at))
    except IntegrityError:  # the same press came twice at the same moment
        found = visit_of(code)
        if found is None:
            raise
        return Taken(found, tuple(found.tickets.order_by("id")), code, fresh=False)
    return Taken(visit, tickets, code, fresh=True)


def visit_of(code: str) -> HallVisit | None:
    """The visit that this secret code opens, however it was typed."""
    return HallVisit.objects.select_related("hall__office").filter(secret_hash=hashed_code(code)).first()


def hashed_code(code: str) -> str:
    return keyed_hash("hall-visit", tidy_code(code))


def _hashed(hall: Hall, token: str) -> str:
    return keyed_hash("hall-visit-token", str(hall.pk), token)


def code_of(hall: Hall, token: str) -> str:
    """A visitor's code follows from the token: whoever sends it again gets the same, and we need not keep it."""
    return code_from(keyed_hash("hall-visit-code", str(hall.pk), token))


def _check(hall: Hall, lines: Sequence[Line], at: datetime, calendars: Calendars) -> None:
    if why := why_no_number(hall, at, calendars):
        raise Refused(why)
    if not lines:
        raise Refused(_("Pilih layanan yang Anda perlukan."))
    if len(lines) > MOST_LINES:
        raise Refused(_("Paling banyak %(most)d layanan dalam satu kunjungan.") % {"most": MOST_LINES})
    if len({line.pk for line in lines}) < len(lines):
        raise Refused(_("Layanan yang sama dipilih dua kali."))
    for line in lines:
        if line.hall_id != hall.pk or line.closed_on:
            raise Refused(_("Layanan %(line)s tidak ada lagi di sini. Pilih yang lain.") % {"line": line.name})
        if line.paused:
            told = _("%(line)s sedang tidak menerima nomor. Tanyakan ke meja penerima.")
            raise Refused(told % {"line": line.name})


@transaction.atomic
def _write(visit: HallVisit, asked: _Asked) -> tuple[Ticket, ...]:
    numbers = _numbers(asked.hall, asked.lines, visit.day)
    visit.save(force_insert=True)
    made = zip(asked.lines, numbers, asked.expected, strict=True)
    tickets = Ticket.objects.bulk_create([_ticket(visit, asked, *one) for one in made])
    person = asked.by.person_id
    taken = [Turn(ticket=one, kind=Turn.Kind.TAKEN, at=asked.at, line=one.line, person_id=person) for one in tickets]
    Turn.objects.bulk_create(taken)
    beat(asked.hall)
    return tuple(tickets)


def _ticket(visit: HallVisit, asked: _Asked, line: Line, number: int, expected: Forecast) -> Ticket:
    place = stands_at(asked.at, lane=visit.lane, head_start=asked.hall.head_start, booked_for=asked.booked_for)
    return Ticket(
        visit=visit, hall=asked.hall, line=line, day=visit.day, label=f"{line.prefix}-{number:03}", quick=asked.quick,
        taken_at=asked.at, stands_at=place, turn=1, turned_at=asked.at, expected=expected.seconds,
        spread=expected.spread,
    )  # fmt: skip


def _numbers(hall: Hall, lines: Sequence[Line], day: date) -> list[int]:
    """The next number of each line. Whoever comes second waits here until the first has written or given up."""
    wanted = {line.prefix: line for line in lines}
    rows = NumberSeries.objects.filter(hall=hall, day=day, prefix__in=wanted).order_by("prefix")
    last = {one.prefix: one.last for one in rows.select_for_update()}
    if missing := sorted(set(wanted) - set(last)):
        NumberSeries.objects.bulk_create(
            [NumberSeries(hall=hall, day=day, prefix=prefix) for prefix in missing], ignore_conflicts=True
        )
        last = {one.prefix: one.last for one in rows.select_for_update()}
    for prefix, line in wanted.items():
        if line.most_a_day and last[prefix] >= line.most_a_day:
            told = _("Nomor %(line)s untuk hari ini sudah habis (%(most)d nomor). Silakan datang di hari kerja lain.")
            raise Refused(told % {"line": line.name, "most": line.most_a_day})
    rows.update(last=F("last") + 1)
    return [last[line.prefix] + 1 for line in lines]
