"""What a kiosk asks and gives: a few big questions, one number for one screenful."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.qr import qr_code
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.house import house_url
from balairung.rooms.reception.models import Booth, Hall, HallVisit, Line, Screen, Ticket
from balairung.rooms.reception.queue.forecasting import Outlook, ahead_in_words, in_words
from balairung.rooms.reception.queue.hours import why_no_number
from balairung.rooms.reception.queue.taking import MOST_LINES, take, visit_of

AT_ONCE = 9  # services that one screen shows without asking for the agency first
SHOWN_FOR = timedelta(minutes=5)  # a ticket is shown by the kiosk that gave it
TOKEN = (10, 64)
KEY, MOST_KEYS = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), 20


@dataclass(frozen=True)
class Offer:
    """A service to choose: who waits for it, how long it takes."""

    line: Line
    people: int
    wait: str


@dataclass(frozen=True)
class Question:
    """What the kiosk shows next: agencies, services, or whether somebody needs to be helped earlier."""

    closed: str  # why no number is given now; "" when one is
    chosen: tuple[Line, ...] = ()
    booths: tuple[Booth, ...] = ()
    offers: tuple[Offer, ...] = ()
    token: str = ""  # of this screenful: however often it is pressed, it is one visit
    full: bool = False  # no further service may be added


@dataclass(frozen=True)
class Given:
    """The code of a visit, or the sentence that says why there is none."""

    code: str
    why: str = ""


@dataclass(frozen=True)
class Slip:
    """One number on paper and on the screen."""

    ticket: Ticket
    ahead: str
    wait: str  # "" when it is no longer waited for


@dataclass(frozen=True)
class Paper:
    """What somebody carries away: their numbers, and a code that leads to their own page."""

    visit: HallVisit
    slips: tuple[Slip, ...]
    link: str
    qr: str


def question(hall: Hall, *, booth: str, chosen: Sequence[str], more: bool, at: datetime) -> Question:
    """`booth` and `chosen` come from the address: what is no key of an open service of this hall is left out."""
    if why := why_no_number(hall, at):
        return Question(why)
    lines = {str(line.pk): line for line in _open_lines(hall)}
    picked = tuple(lines[key] for key in dict.fromkeys(chosen) if key in lines)[:MOST_LINES]
    if picked and not more:
        return Question("", picked, token=secrets.token_urlsafe(16), full=len(picked) == min(MOST_LINES, len(lines)))
    left = [line for line in lines.values() if line not in picked]
    booths = tuple({line.booth_id: line.booth for line in left}.values())
    if not booth and len(booths) > 1 and len(left) > AT_ONCE:
        return Question("", picked, booths=booths)
    wanted = [line for line in left if not booth or str(line.booth_id) == booth]
    return Question("", picked, offers=_offers(hall, wanted, at))


def give(screen: Screen, *, keys: Sequence[str], lane: str, token: str, by: Actor, at: datetime) -> Given:
    """A number for each of these services; the same as before when this screenful was sent before."""
    lines = list(_open_lines(screen.hall).filter(pk__in=[UUID(key) for key in keys[:MOST_KEYS] if KEY.fullmatch(key)]))
    if not TOKEN[0] <= len(token) <= TOKEN[1] or lane not in HallVisit.Lane.values:
        return Given("", _("Ada yang terlewat. Silakan mulai lagi."))
    try:
        channel = HallVisit.Channel.KIOSK
        taken = take(hall=screen.hall, lines=lines, channel=channel, lane=lane, token=token, by=by, at=at)
    except Refused as refusal:
        return Given("", str(refusal.sentence))
    return Given(taken.code)


def paper_of(code: str, *, at: datetime, hall: Hall | None = None) -> Paper | None:
    """The numbers of a visit; at a kiosk (`hall`) only for a few minutes, and only those of its own hall."""
    visit = visit_of(code)
    if visit is None or (hall and (visit.hall_id != hall.pk or at - visit.opened_at > SHOWN_FOR)):
        return None
    outlook = Outlook(visit.hall, at)
    tickets = visit.tickets.select_related("line__booth", "counter").order_by("id")
    link = f"{house_url()}{reverse('reception:number', args=[code])}"
    return Paper(visit, tuple(_slip(one, outlook) for one in tickets), link, qr_code(link))


def _slip(ticket: Ticket, outlook: Outlook) -> Slip:
    if ticket.state != Ticket.State.WAITING:
        return Slip(ticket, ticket.get_state_display(), "")
    forecast = outlook.ticket(ticket.pk)
    return Slip(ticket, ahead_in_words(forecast.people), in_words(forecast))


def _open_lines(hall: Hall) -> QuerySet[Line]:
    rows = Line.objects.filter(hall=hall, closed_on__isnull=True, paused=False, booth__closed_on__isnull=True)
    return rows.select_related("booth", "hall__office").order_by("booth__order", "booth__name", "order", "prefix")


def _offers(hall: Hall, lines: Sequence[Line], at: datetime) -> tuple[Offer, ...]:
    outlook = Outlook(hall, at)
    forecasts = [(line, outlook.newcomer(line.pk)) for line in lines]
    return tuple(Offer(line, forecast.people, in_words(forecast)) for line, forecast in forecasts)
