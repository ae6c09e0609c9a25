"""One review, or one month that a village owes: what it is about, and what may be done with it now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.obligations import paging
from balairung.kernel.obligations.forms import MaybeWordsForm, WordsForm
from balairung.kernel.obligations.paging import Bound, Deeds, Face
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.innovations import access, actions, moves, recording
from balairung.rooms.innovations.forms import CriteriaForm
from balairung.rooms.innovations.models import Innovation, MonthOwed, Review
from balairung.rooms.innovations.views.showing import proofs
from balairung.rooms.innovations.wording import criteria

JUDGING: Deeds = {
    "approve": (moves.APPROVE, CriteriaForm, access.can_judge),
    "accept": (moves.ACCEPT, MaybeWordsForm, access.can_judge),
    "send_back": (moves.SEND_BACK, WordsForm, access.can_send_back),
    "decline": (moves.DECLINE, WordsForm, access.can_judge),
}
RELEASING: Deeds = {"release": (moves.RELEASE, WordsForm, access.can_release)}
DEEDS = {**JUDGING, **RELEASING}
WAITING = gettext_lazy("Menunggu dilengkapi pengusul")
REVIEW = Face(
    "innovations", JUDGING, actions, moves.MOVES, {"open": gettext_lazy("Kartu sampai di penilai")}, waiting=WAITING
)
MONTH = Face(
    "innovations", RELEASING, actions, moves.MOVES, {"open": gettext_lazy("Bulan ini dibuka")}, waiting=WAITING
)


@officers
def detail(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return _page(request, actor, access.get_owed(actor, ref))


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, verb: str) -> HttpResponse:
    """One deed, by its verb."""
    owed = access.get_owed(actor, ref)
    face = _face(owed)
    if verb not in face.deeds:
        raise Review.DoesNotExist
    if verb == "approve" and isinstance(owed, Review):
        return _approve(request, actor, owed)
    return paging.act(face, request, actor, owed, verb, lambda bound: _page(request, actor, owed, bound))


def _approve(request: HttpRequest, actor: Actor, review: Review) -> HttpResponse:
    """The five criteria are more than words."""
    form, now = CriteriaForm(request.POST, prefix="approve"), now_of(request)
    if accepted(form, lambda: _do_approve(form, review, actor, now)):
        messages.success(request, _("“%(name)s” disetujui dan terbit.") % {"name": review.card.name})
        return redirect("innovations:detail", review.obligation.ref)
    return _page(request, actor, review, ("approve", form))


def _do_approve(form: CriteriaForm, review: Review, actor: Actor, now: Any) -> None:
    actions.approve(review, found=form.found, text=form.cleaned_data["text"], by=actor, at=now)


def _face(owed: Review | MonthOwed) -> Face:
    return REVIEW if isinstance(owed, Review) else MONTH


def _page(
    request: HttpRequest, actor: Actor, owed: Review | MonthOwed, bound: Bound | None = None
) -> HttpResponse:  # fmt: skip
    if isinstance(owed, MonthOwed):
        card = Innovation.objects.filter(duty=owed.obligation).select_related("office").first()
        files = access.can_file(actor, owed.obligation.owner_office)
        own: dict[str, Any] = {"card": card, "files": files}
        return paging.show(MONTH, request, actor, owed, "innovations/month.html", own, bound)
    own = {
        "review": owed, "card": owed.card, "proofs": proofs(owed.card, request), "found": found_of(owed),
        "alike": [] if owed.stage else recording.resembling(owed.card),
    }  # fmt: skip
    return paging.show(REVIEW, request, actor, owed, "innovations/detail.html", own, bound)


def found_of(review: Review) -> list[tuple[str, Any]]:
    """What was found of each criterion, in their order; nothing before it was judged."""
    marks = {one.criterion: one for one in review.marks.all()}
    return [(one.title, marks[one.key]) for one in criteria() if one.key in marks]
