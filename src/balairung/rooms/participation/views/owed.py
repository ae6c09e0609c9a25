"""What an office owes because people were asked: answered, checked, carried out, released."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from balairung.kernel.obligations import paging
from balairung.kernel.obligations.paging import Bound, Face
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.rooms.participation import access, actions, moves
from balairung.rooms.participation.forms import FulfilForm, PublishForm, ReleaseForm
from balairung.rooms.participation.models import Undertaking

DEEDS = {
    "publish": (moves.PUBLISH, PublishForm, access.can_publish),
    "conclude": (moves.CONCLUDE, PublishForm, access.can_publish),
    "fulfil": (moves.FULFIL, FulfilForm, access.can_fulfil),
    "release": (moves.RELEASE, ReleaseForm, access.can_release),
}
SAID = {"open": gettext_lazy("Kewajiban dicatat")}
FACE = Face("participation", DEEDS, actions, moves.MOVES, SAID, waiting=gettext_lazy("Menunggu warga"))


@officers
def detail(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return _page(request, actor, access.get_undertaking(actor, ref))


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, verb: str) -> HttpResponse:
    """One deed, by its verb."""
    found = access.get_undertaking(actor, ref)
    return paging.act(FACE, request, actor, found, verb, lambda bound: _page(request, actor, found, bound))


def _page(request: HttpRequest, actor: Actor, found: Undertaking, bound: Bound | None = None) -> HttpResponse:
    return paging.show(FACE, request, actor, found, "participation/detail.html", {"owed": found}, bound)
