"""A duty of an agreement: carried out with proof, or released."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from balairung.kernel.obligations import paging
from balairung.kernel.obligations.forms import WordsForm
from balairung.kernel.obligations.paging import Bound, Face
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.rooms.agreements import access, actions, moves
from balairung.rooms.agreements.forms import ProofForm
from balairung.rooms.agreements.models import Duty

DEEDS = {
    "fulfil": (moves.FULFIL, ProofForm, access.can_fulfil),
    "release": (moves.RELEASE, WordsForm, access.can_release),
}
SAID = {"open": gettext_lazy("Kewajiban dicatat")}
FACE = Face("agreements", DEEDS, actions, moves.MOVES, SAID, waiting=gettext_lazy("Menunggu mitra"))


@officers
def detail(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return _page(request, actor, access.get_duty(actor, ref))


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, verb: str) -> HttpResponse:
    """One deed, by its verb."""
    duty = access.get_duty(actor, ref)
    return paging.act(FACE, request, actor, duty, verb, lambda bound: _page(request, actor, duty, bound))


def _page(request: HttpRequest, actor: Actor, duty: Duty, bound: Bound | None = None) -> HttpResponse:
    return paging.show(FACE, request, actor, duty, "agreements/detail.html", {"duty": duty}, bound)
