"""Alarms: what an office must explain or repair, and what the secretary says to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.obligations.desk import desk_beside, row_of
from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.reads import ALL, clock_rows, officer_of, timeline, titles_of
from balairung.kernel.obligations.side import desk_side
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Post
from balairung.rooms.duty import access, actions, moves
from balairung.rooms.duty.forms import ExplainForm, MaybeWordsForm, WordsForm
from balairung.rooms.duty.models import Alarm, Call
from balairung.rooms.duty.showing import Climb, climbs, shown
from balairung.rooms.duty.views.tabs import tabs

DEEDS = {
    "explain": (moves.EXPLAIN, ExplainForm, access.can_explain),
    "accept": (moves.ACCEPT, MaybeWordsForm, access.can_judge),
    "send_back": (moves.RETURN, WordsForm, access.can_judge),
}
SAID = {"open": gettext_lazy("Alarm dibuka")}
JUDGED = gettext_lazy("Menunggu penilaian")  # what waiting means here: the secretary looks at the explanation
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
    form = DEEDS[verb][1](request.POST, request.FILES, prefix=verb)
    if accepted(form, lambda: _do(request, alarm, verb, form, actor)):
        messages.success(request, _("“%(deed)s” tercatat.") % {"deed": DEEDS[verb][0].label})
        return redirect("duty:detail", ref)
    return _page(request, actor, alarm, bound=(verb, form), status=422)


def _do(request: HttpRequest, alarm: Alarm, verb: str, form: forms.Form, actor: Actor) -> None:
    words: dict[str, Any] = {"text": form.cleaned_data["text"], "by": actor, "at": now_of(request)}
    if verb == "explain":
        words["files"] = [store(upload, at=now_of(request)) for upload in form.cleaned_data["uploads"]]
    getattr(actions, verb)(alarm, **words)


def _climb(alarm: Alarm) -> Climb | None:
    """What was tried, where the alarm is about a call."""
    found = shown(Call.objects.filter(pk=alarm.call_id)) if alarm.call_id else ()
    return next(iter(climbs(list(found))), None)


def _page(
    request: HttpRequest, actor: Actor, alarm: Alarm, bound: tuple[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    now, obligation = now_of(request), alarm.obligation
    deeds = [
        (verb, move.label, bound[1] if bound and bound[0] == verb else form(prefix=verb))
        for verb, (move, form, may) in DEEDS.items()
        if move.fits(obligation.state, obligation.step) and may(actor, alarm)
    ]
    clocks = clock_rows(obligation, Calendars(), now)
    context = {
        "alarm": alarm,
        "obligation": obligation,
        "climb": _climb(alarm),
        "posts": Post.objects.filter(pk__in=alarm.lacking).order_by("order", "id"),
        "standing": JUDGED if obligation.state == State.WAITING else obligation.get_state_display(),
        "desk": desk_beside(actor, now, request.GET.dict()),
        "side": desk_side(obligation, actor, now),
        "deeds": deeds,
        "chosen": bound[0] if bound else "",
        "running": [row for row in clocks if not row.met],
        "met": [row for row in clocks if row.met],
        "entries": timeline(obligation, titles=titles_of(moves.MOVES, SAID), sees=ALL, who=officer_of, now=now),
    }
    return render(request, "duty/detail.html", context, status=status)
