"""Alarms: what an office must explain or repair, and what the secretary says to it."""

from __future__ import annotations

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from balairung.kernel.obligations import paging
from balairung.kernel.obligations.desk import row_of
from balairung.kernel.obligations.forms import MaybeWordsForm, WordsForm
from balairung.kernel.obligations.paging import Bound, Face
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Post
from balairung.rooms.duty import access, actions, moves
from balairung.rooms.duty.forms import ExplainForm
from balairung.rooms.duty.models import Alarm, Call
from balairung.rooms.duty.showing import Climb, climbs, shown
from balairung.rooms.duty.views.tabs import tabs

DEEDS = {
    "explain": (moves.EXPLAIN, ExplainForm, access.can_explain),
    "accept": (moves.ACCEPT, MaybeWordsForm, access.can_judge),
    "send_back": (moves.RETURN, WordsForm, access.can_judge),
}
SAID = {"open": gettext_lazy("Alarm dibuka")}
FACE = Face(  # it waits for the secretary, who looks at the explanation
    "duty", DEEDS, actions, moves.MOVES, SAID, waiting=gettext_lazy("Menunggu penilaian")
)
MOST = 200


@officers
def alarms(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All that are open and that this officer may see, what waits for a judgement first, then as they fall due."""
    now, calendars = now_of(request), Calendars()
    rows = Alarm.objects.visible_to(actor).filter(obligation__closed_at__isnull=True)
    first = F("obligation__next_at").asc(nulls_first=True)  # what waits for a judgement has no clock
    found, total = rows.select_related("obligation__owner_office").order_by(first, "id")[:MOST], rows.count()
    context = {"rows": [(one, row_of(one.obligation, calendars, now)) for one in found], "total": total, **tabs(actor)}
    return render(request, "duty/alarms.html", context)


@officers
def detail(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return _page(request, actor, access.get_alarm(actor, ref))


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, verb: str) -> HttpResponse:
    """One deed, by its verb."""
    alarm = access.get_alarm(actor, ref)
    return paging.act(FACE, request, actor, alarm, verb, lambda bound: _page(request, actor, alarm, bound))


def _climb(alarm: Alarm) -> Climb | None:
    """What was tried, where the alarm is about a call."""
    found = shown(Call.objects.filter(pk=alarm.call_id)) if alarm.call_id else ()
    return next(iter(climbs(list(found))), None)


def _page(request: HttpRequest, actor: Actor, alarm: Alarm, bound: Bound | None = None) -> HttpResponse:
    posts = Post.objects.filter(pk__in=alarm.lacking).order_by("order", "id")
    own = {"alarm": alarm, "climb": _climb(alarm), "posts": posts}
    return paging.show(FACE, request, actor, alarm, "duty/detail.html", own, bound)
