"""An statement of a period: given by the receiver, accepted or sent back by the giver."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.obligations.access import can_see
from balairung.kernel.obligations.desk import desk_beside
from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.reads import ALL, clock_rows, officer_of, timeline, titles_of
from balairung.kernel.obligations.side import desk_side
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Delegation
from balairung.rooms.delegations import access, actions, moves, register
from balairung.rooms.delegations.forms import MaybeWordsForm, StatementForm, WordsForm
from balairung.rooms.delegations.matters import Matters
from balairung.rooms.delegations.models import Statement

DEEDS = {
    "submit": (moves.SUBMIT, StatementForm, access.can_report),
    "accept": (moves.ACCEPT, MaybeWordsForm, access.can_judge),
    "send_back": (moves.RETURN, WordsForm, access.can_judge),
}
SAID = {"open": gettext_lazy("Laporan jatuh tempo")}
READ = gettext_lazy("Menunggu dibaca pemberi")  # what waiting means here


@officers
def detail(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return _page(request, actor, access.get_statement(actor, ref))


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, verb: str) -> HttpResponse:
    """One deed, by its verb."""
    statement = access.get_statement(actor, ref)
    form = DEEDS[verb][1](request.POST, request.FILES, prefix=verb)
    if accepted(form, lambda: _do(request, statement, verb, form, actor)):
        messages.success(request, _("“%(deed)s” tercatat.") % {"deed": DEEDS[verb][0].label})
        return redirect("delegations:detail", ref)
    return _page(request, actor, statement, bound=(verb, form), status=422)


def _do(request: HttpRequest, statement: Statement, verb: str, form: forms.Form, actor: Actor) -> None:
    words: dict[str, Any] = {"text": form.cleaned_data["text"], "by": actor, "at": now_of(request)}
    if verb == "submit":
        words["files"] = [store(upload, at=now_of(request)) for upload in form.cleaned_data["uploads"]]
    getattr(actions, verb)(statement, **words)


def _page(
    request: HttpRequest, actor: Actor, statement: Statement, bound: tuple[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    now, obligation = now_of(request), statement.obligation
    deeds = [
        (verb, move.label, bound[1] if bound and bound[0] == verb else form(prefix=verb))
        for verb, (move, form, may) in DEEDS.items()
        if move.fits(obligation.state, obligation.step) and may(actor, statement)
    ]
    clocks = clock_rows(obligation, Calendars(), now)
    rows = Delegation.objects.filter(statements=statement).for_list()
    context = {
        "statement": statement,
        "obligation": obligation,
        "standing": READ if obligation.state == State.WAITING else obligation.get_state_display(),
        "lines": register.lines_of(rows, localdate(now), now, Matters()),
        "desk": desk_beside(actor, now, request.GET.dict()),
        "side": desk_side(obligation, actor, now) if can_see(actor, obligation) else None,
        "deeds": deeds,
        "chosen": bound[0] if bound else "",
        "running": [row for row in clocks if not row.met],
        "met": [row for row in clocks if row.met],
        "entries": timeline(obligation, titles=titles_of(moves.MOVES, SAID), sees=ALL, who=officer_of, now=now),
    }
    return render(request, "delegations/detail.html", context, status=status)
