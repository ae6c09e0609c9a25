"""The page of an alarm about an empty reception."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from balairung.kernel.obligations import paging
from balairung.kernel.obligations.forms import WordsForm
from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.paging import Bound, Face
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.middleware import now_of
from balairung.rooms.reception import access, actions, moves
from balairung.rooms.reception.desk.attending import desk_days
from balairung.rooms.reception.models import EmptyDesk
from balairung.rooms.reception.queue.hours import day_of

DEEDS = {
    "explain": (moves.EXPLAIN, WordsForm, access.can_explain),
    "excuse": (moves.EXCUSE, WordsForm, access.can_excuse),
}
INSTANT = timedelta(microseconds=1)  # before somebody sat down
SAID = {"open": _("Satu jam buka tanpa petugas di meja penerima")}
FACE = Face("reception", DEEDS, actions, moves.MOVES, SAID, waiting=_("Menunggu"))


@officers
def detail(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return _page(request, actor, access.get_alarm(actor, ref))


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, verb: str) -> HttpResponse:
    alarm = access.get_alarm(actor, ref)
    return paging.act(FACE, request, actor, alarm, verb, lambda bound: _page(request, actor, alarm, bound))


def _page(request: HttpRequest, actor: Actor, alarm: EmptyDesk, bound: Bound | None = None) -> HttpResponse:
    day = day_of(alarm.since)
    gap = desk_days([alarm.hall], day, Calendars())[alarm.hall_id].gap((alarm.until or now_of(request)) - INSTANT)
    own: dict[str, Any] = {"alarm": alarm, "gap": gap, "may_sit": access.can_receive(actor, alarm.hall)}
    if alarm.obligation.state == State.WITHDRAWN:
        own["met"] = []  # nobody filled it: a clock that a lapse stopped was not kept
    return paging.show(FACE, request, actor, alarm, "reception/desk/alarm.html", own, bound)
