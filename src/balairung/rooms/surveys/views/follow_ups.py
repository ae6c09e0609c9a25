"""What an office owes because of a survey: a betterment with proof, or a call."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from balairung.kernel.obligations import paging
from balairung.kernel.obligations.forms import WordsForm
from balairung.kernel.obligations.paging import Bound, Face
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.rooms.surveys import access, actions, moves
from balairung.rooms.surveys.following import element_name
from balairung.rooms.surveys.forms import BetterForm
from balairung.rooms.surveys.models import FollowUp

DEEDS = {
    "fulfil": (moves.FULFIL, BetterForm, access.can_fulfil),
    "call_back": (moves.CALL_BACK, WordsForm, access.can_call_back),
    "give_up": (moves.GIVE_UP, WordsForm, access.can_call_back),
}
SAID = {"open": gettext_lazy("Dicatat dari survei"), "note": gettext_lazy("Jawaban lain pada hari yang sama")}
FACE = Face("surveys", DEEDS, actions, moves.MOVES, SAID, waiting=gettext_lazy("Menunggu"))


@officers
def detail(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return _page(request, actor, access.get_follow_up(actor, ref))


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, verb: str) -> HttpResponse:
    """One deed, by its verb."""
    found = access.get_follow_up(actor, ref)
    return paging.act(FACE, request, actor, found, verb, lambda bound: _page(request, actor, found, bound))


def _page(request: HttpRequest, actor: Actor, found: FollowUp, bound: Bound | None = None) -> HttpResponse:
    own = {
        "follow_up": found,
        "elements": [(code, element_name(code)) for code in found.codes],
        "reads": access.can_read_words(actor, found.survey.office_id),
    }
    return paging.show(FACE, request, actor, found, "surveys/detail.html", own, bound)
