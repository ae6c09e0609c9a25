"""What an office owes in a drive: met by itself, so there is nothing to do here but to see who is missing."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from balairung.kernel.obligations import paging
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.obligations.paging import Face
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.rooms.pacts import access, actions, moves
from balairung.rooms.pacts.models import Pact

SAID = {"open": gettext_lazy("Gerakan dimulai")}
FACE = Face("pacts", {}, actions, moves.MOVES, SAID, waiting=gettext_lazy("Menunggu tanda tangan"))


@dataclass(frozen=True)
class OfficeOwed:
    """The obligation; its pacts hang on it."""

    obligation: Obligation


@officers
def detail(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Who of this office has signed and who has not."""
    obligation = access.get_owed(actor, ref)
    rows = Pact.objects.current().filter(obligation=obligation).select_related("person", "post", "witness", "drive")
    own = {"rows": list(rows.order_by("post__order", "person__name"))}
    return paging.show(FACE, request, actor, OfficeOwed(obligation), "pacts/detail.html", own)
