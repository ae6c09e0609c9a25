"""Swaps: asking somebody to take a turn, answering, and what became of each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Person
from balairung.kernel.rosters import access, actions
from balairung.kernel.rosters.duty import Shift, people_named, shifts_of
from balairung.kernel.rosters.forms import AskForm
from balairung.kernel.rosters.models import Swap
from balairung.kernel.rosters.reading import me, shift_of, swaps_of, turns_of_others, waiting_for

AHEAD = timedelta(weeks=8)
MOST = 50  # past requests that are shown


@officers
def swaps(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What waits for me, what I asked, and what became of the rest."""
    now = now_of(request)
    rows = swaps_of(me(actor))
    context = {
        "now": now,
        "waiting": list(waiting_for(actor, now)),
        "asked": list(rows.filter(asker=me(actor), state=Swap.State.ASKED)),
        "past": list(rows.exclude(state=Swap.State.ASKED)[:MOST]),
    }
    return render(request, "rosters/swaps.html", context)


@officers
def ask(request: HttpRequest, actor: Actor, shift: str) -> HttpResponse:
    """Ask somebody, or anybody of the layer, to take this turn of mine."""
    now, found = now_of(request), shift_of(me(actor), shift)
    others = turns_of_others(found.roster, found.place, me(actor), now, AHEAD)
    people = people_named({stand.person for _since, _until, stand in others if stand.person})
    form = AskForm(request.POST if request.method == "POST" else None, shift=found, turns=others, people=people)
    if request.method == "POST" and accepted(form, lambda: _ask(form, found, people, actor, now)):
        messages.success(request, _("Permintaan terkirim. Giliran tetap milik Anda sampai ada yang menerima."))
        return redirect("rosters:mine")
    context = {"form": form, "shift": found, "now": now}
    return render(request, "rosters/ask.html", context, status=422 if form.errors else 200)


def _ask(form: AskForm, shift: Shift, people: dict[UUID, Person], actor: Actor, now: datetime) -> Swap:
    data = form.cleaned_data
    return actions.ask_swap(
        shift.roster, place=shift.place, since=data["since"], until=data["until"], asked=people.get(data["asked"]),
        back=data["back"], words=data["words"], by=actor, at=now,
    )  # fmt: skip


@officers
def swap(request: HttpRequest, actor: Actor, swap: UUID) -> HttpResponse:
    """One request: its answer, or taking it back."""
    now, found = now_of(request), access.get_swap(actor, swap)
    if request.method == "POST":
        _act(request, found, actor, now)
        return redirect("rosters:swaps")
    answers = found.state == Swap.State.ASKED and found.since > now and access.can_answer(actor, found)
    busy = shifts_of(me(actor), found.since, found.until) if answers else []
    context: dict[str, Any] = {
        "now": now, "swap": found, "answers": answers, "busy": [one for one in busy if not one.passed],
        "withdraws": found.state == Swap.State.ASKED and access.can_withdraw(actor, found),
    }  # fmt: skip
    return render(request, "rosters/swap.html", context)


def _act(request: HttpRequest, swap: Swap, actor: Actor, now: datetime) -> None:
    if request.POST.get("jawaban") == "batal":
        actions.withdraw_swap(swap, by=actor, at=now)
        messages.success(request, _("Permintaan Anda dibatalkan."))
        return
    accept = {"terima": True, "tolak": False}.get(request.POST.get("jawaban", ""))
    if accept is None:
        raise Refused(_("Pilih dahulu jawaban Anda."))
    actions.answer_swap(swap, accept=accept, by=actor, at=now)
    said = _("Giliran itu sekarang milik Anda.") if accept else _("Jawaban Anda disampaikan.")
    messages.success(request, said)
