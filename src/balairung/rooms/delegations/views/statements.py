"""A statement of a period: given by the receiver, accepted or sent back by the giver."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from balairung.kernel.obligations import paging
from balairung.kernel.obligations.forms import MaybeWordsForm, WordsForm
from balairung.kernel.obligations.paging import Bound, Face
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Delegation
from balairung.rooms.delegations import access, actions, moves, register
from balairung.rooms.delegations.forms import StatementForm
from balairung.rooms.delegations.matters import Matters
from balairung.rooms.delegations.models import Statement

DEEDS = {
    "submit": (moves.SUBMIT, StatementForm, access.can_report),
    "accept": (moves.ACCEPT, MaybeWordsForm, access.can_judge),
    "send_back": (moves.RETURN, WordsForm, access.can_judge),
}
SAID = {"open": gettext_lazy("Laporan jatuh tempo")}
FACE = Face("delegations", DEEDS, actions, moves.MOVES, SAID, waiting=gettext_lazy("Menunggu dibaca pemberi"))


@officers
def detail(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return _page(request, actor, access.get_statement(actor, ref))


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, verb: str) -> HttpResponse:
    """One deed, by its verb."""
    statement = access.get_statement(actor, ref)
    return paging.act(FACE, request, actor, statement, verb, lambda bound: _page(request, actor, statement, bound))


def _page(request: HttpRequest, actor: Actor, statement: Statement, bound: Bound | None = None) -> HttpResponse:
    now, rows = now_of(request), Delegation.objects.filter(statements=statement).for_list()
    own = {"statement": statement, "lines": register.lines_of(rows, localdate(now), now, Matters())}
    return paging.show(FACE, request, actor, statement, "delegations/detail.html", own, bound)
