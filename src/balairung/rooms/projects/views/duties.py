"""What an office owes because of a project: put right, or looked at again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from balairung.kernel.obligations import paging
from balairung.kernel.obligations.forms import MaybeWordsForm, WordsForm
from balairung.kernel.obligations.paging import Bound, Face
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.rooms.projects import access, actions, moves
from balairung.rooms.projects.forms import ProofForm
from balairung.rooms.projects.models import ProjectDuty

DEEDS = {
    "repair": (moves.REPAIR, ProofForm, access.can_answer),
    "still_used": (moves.STILL_USED, ProofForm, access.can_answer),
    "partly_used": (moves.PARTLY_USED, ProofForm, access.can_answer),
    "not_used": (moves.NOT_USED, ProofForm, access.can_answer),
    "close": (moves.CLOSE, MaybeWordsForm, access.can_judge),
    "send_back": (moves.SEND_BACK, WordsForm, access.can_judge),
    "cancel": (moves.CANCEL, WordsForm, access.can_judge),
}
SAID = {"open": gettext_lazy("Dicatat sebagai kewajiban")}
FACE = Face("projects", DEEDS, actions, moves.MOVES, SAID, waiting=gettext_lazy("Menunggu penilaian"))


@officers
def detail(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return _page(request, actor, access.get_duty(actor, ref))


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, verb: str) -> HttpResponse:
    """One deed, by its verb."""
    duty = access.get_duty(actor, ref)
    return paging.act(FACE, request, actor, duty, verb, lambda bound: _page(request, actor, duty, bound))


def _page(request: HttpRequest, actor: Actor, duty: ProjectDuty, bound: Bound | None = None) -> HttpResponse:
    opens = access.files_of(actor).filter(pk=duty.project_id).exists()
    return paging.show(FACE, request, actor, duty, "projects/detail.html", {"duty": duty, "opens": opens}, bound)
