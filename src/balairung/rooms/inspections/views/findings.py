"""One finding: what its office repairs and proves, what whoever checks judges."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from balairung.kernel.obligations import paging
from balairung.kernel.obligations.forms import MaybeWordsForm, WordsForm
from balairung.kernel.obligations.paging import Bound, Face
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.rooms.inspections import access, actions, moves
from balairung.rooms.inspections.forms import ProofForm
from balairung.rooms.inspections.models import FieldFinding, Look

DEEDS = {
    "fulfil": (moves.FULFIL, ProofForm, access.can_fulfil),
    "accept": (moves.ACCEPT, MaybeWordsForm, access.can_judge),
    "send_back": (moves.RETURN, WordsForm, access.can_judge),
    "withdraw": (moves.WITHDRAW, WordsForm, access.can_withdraw),
}
SAID = {"open": gettext_lazy("Ditemukan saat cek"), "repeat": gettext_lazy("Ditemukan lagi saat cek")}
FACE = Face("inspections", DEEDS, actions, moves.MOVES, SAID, waiting=gettext_lazy("Menunggu penilaian pemeriksa"))


@officers
def detail(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return _page(request, actor, access.get_finding(actor, ref))


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, verb: str) -> HttpResponse:
    """One deed, by its verb."""
    finding = access.get_finding(actor, ref)
    return paging.act(FACE, request, actor, finding, verb, lambda bound: _page(request, actor, finding, bound))


def _page(request: HttpRequest, actor: Actor, finding: FieldFinding, bound: Bound | None = None) -> HttpResponse:
    looks = finding.looks.select_related("inspection__sheet").order_by("-inspection__started_at", "-id")
    seen = [
        one for one in looks.defer("note", "inspection__note", "inspection__companions") if one.says == Look.Says.NO
    ]
    item = seen[0].inspection.sheet.items.get(finding.item) if seen else None
    own = {"finding": finding, "seen": seen, "item": item}
    return paging.show(FACE, request, actor, finding, "inspections/detail.html", own, bound)
