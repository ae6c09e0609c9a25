"""The page of one thing that is owed: what it is, what may be done with it now, what happened; whatever room it is in.

A room says in a `Face` what is its own, fills the blocks of `obligations/one.html`, and has two views of one line each.
Rooms with larger pages (complaints) draw their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.obligations.access import can_see
from balairung.kernel.obligations.desk import desk_beside
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.obligations.moves import Move
from balairung.kernel.obligations.reads import ALL, clock_rows, officer_of, timeline, titles_of
from balairung.kernel.obligations.side import desk_side
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.middleware import now_of

#: By verb, which is also the name of the action: the move, the form that asks for its words, and who may.
Deeds = Mapping[str, tuple[Move, type[forms.Form], Callable[[Actor, Any], bool]]]


class Owed(Protocol):
    """A room's own row beside its obligation."""

    @property
    def obligation(self) -> Obligation: ...


@dataclass(frozen=True)
class Face:
    """What is a room's own on such a page.

    `actions` has a function for each verb of `deeds`: `(thing, *, text, by, at)`, and `files` where its form asks for
    them.
    """

    room: str  # its namespace, in which `detail` and `act` lead here
    deeds: Deeds
    actions: ModuleType
    moves: tuple[Move, ...]
    said: Mapping[str, str | Promise]  # words of the ledger that the room would rather say
    waiting: str | Promise  # whom it waits for, when it waits


Bound = tuple[str, forms.Form]


def act(
    face: Face, request: HttpRequest, actor: Actor, thing: Owed, verb: str, show: Callable[[Bound], HttpResponse]
) -> HttpResponse:
    """One deed, by its verb; refused, the page is shown again with its form as it was filled in."""
    move, kind, _may = face.deeds[verb]
    form = kind(request.POST, request.FILES, prefix=verb)
    if accepted(form, lambda: _do(face, request, actor, thing, verb, form)):
        messages.success(request, _("“%(deed)s” tercatat.") % {"deed": move.label})
        return redirect(f"{face.room}:detail", thing.obligation.ref)
    return show((verb, form))


def _do(face: Face, request: HttpRequest, actor: Actor, thing: Owed, verb: str, form: forms.Form) -> None:
    now, typed = now_of(request), form.cleaned_data
    words: dict[str, Any] = {"text": typed["text"], "by": actor, "at": now}
    if "uploads" in typed:
        words["files"] = [store(upload, at=now) for upload in typed["uploads"]]
    getattr(face.actions, verb)(thing, **words)


def show(
    face: Face, request: HttpRequest, actor: Actor, thing: Owed, template: str, own: Mapping[str, Any],
    bound: Bound | None = None,
) -> HttpResponse:  # fmt: skip
    """The page; `own` is what the room's blocks need. With a form that was refused the answer is 422."""
    now, obligation = now_of(request), thing.obligation
    clocks = clock_rows(obligation, Calendars(), now)
    context = {
        "obligation": obligation,
        "standing": face.waiting if obligation.state == State.WAITING else obligation.get_state_display(),
        "desk": desk_beside(actor, now, request.GET.dict()),
        "side": desk_side(obligation, actor, now) if can_see(actor, obligation) else None,
        "deeds": _offered(face, actor, thing, bound),
        "act": f"{face.room}:act",
        "chosen": bound[0] if bound else "",
        "running": [row for row in clocks if not row.met],
        "met": [row for row in clocks if row.met],
        "entries": timeline(
            obligation, titles=titles_of(face.moves, face.said), sees=ALL, who=officer_of, now=now
        ),
    }  # fmt: skip
    return render(request, template, context | dict(own), status=422 if bound else 200)


def _offered(face: Face, actor: Actor, thing: Owed, bound: Bound | None) -> list[tuple[str, str, forms.Form]]:
    """What this actor may do now: verb, label, form."""
    obligation = thing.obligation
    return [
        (verb, str(move.label), bound[1] if bound and bound[0] == verb else form(prefix=verb))
        for verb, (move, form, may) in face.deeds.items()
        if move.fits(obligation.state, obligation.step) and may(actor, thing)
    ]
