"""One recommendation: answered by its office, judged by the Inspektorat, paid back."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.obligations import paging
from balairung.kernel.obligations.forms import WordsForm
from balairung.kernel.obligations.paging import Bound, Face, Owed
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.oversight import access, actions, moves
from balairung.rooms.oversight.forms import PaymentForm, ProofForm, ReasonForm
from balairung.rooms.oversight.models import Recommendation
from balairung.rooms.oversight.words import SAID

DEEDS = {
    "report": (moves.REPORT, ProofForm, access.can_report),
    "settle": (moves.SETTLE, WordsForm, access.can_judge),
    "send_back": (moves.SEND_BACK, WordsForm, access.can_judge),
    "set_aside": (moves.SET_ASIDE, WordsForm, access.can_set_aside),
}
#: What is looked at here was sent, so it has its obligation: `get_recommendation` finds no other.
FACE = Face("oversight", DEEDS, actions, moves.MOVES, SAID, waiting=gettext_lazy("Menunggu penilaian Inspektorat"))


@officers
def detail(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return _page(request, actor, access.get_recommendation(actor, ref))


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, verb: str) -> HttpResponse:
    """One deed, by its verb."""
    one = access.get_recommendation(actor, ref)
    return paging.act(FACE, request, actor, cast(Owed, one), verb, lambda bound: _page(request, actor, one, bound))


@officers
@require_POST
def pay(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Money that came back."""
    one, form = access.get_recommendation(actor, ref), PaymentForm(request.POST, request.FILES)
    if accepted(form, lambda: _pay(request, one, form, actor)):
        messages.success(request, _("Setoran tercatat."))
        return redirect("oversight:detail", one.owed.ref)
    return _page(request, actor, one, payment=form)


def _pay(request: HttpRequest, one: Recommendation, form: forms.Form, actor: Actor) -> None:
    typed, now = dict(form.cleaned_data), now_of(request)
    files = [store(upload, at=now) for upload in typed.pop("uploads")]
    actions.pay(one, **typed, files=files, by=actor, at=now)


@officers
@require_POST
def take_back(request: HttpRequest, actor: Actor, ref: str, payment: UUID) -> HttpResponse:
    """A payment that was written down wrongly."""
    one, form, now = access.get_recommendation(actor, ref), ReasonForm(request.POST), now_of(request)
    wrong = one.payments.get(pk=payment)
    text = form.data.get("text", "")[:300]
    actions.take_back(one, payment=wrong, text=text, by=actor, at=now)
    messages.success(request, _("Setoran dibatalkan. Barisnya tetap terbaca."))
    return redirect("oversight:detail", one.owed.ref)


def _page(
    request: HttpRequest, actor: Actor, one: Recommendation, bound: Bound | None = None,
    payment: forms.Form | None = None,
) -> HttpResponse:  # fmt: skip
    own: dict[str, Any] = {
        "recommendation": one, "finding": one.finding, "examination": one.finding.examination,
        "amendments": list(one.finding.amendments.all()), "payments": _payments(one), "pay": None,
        "examined": access.can_judge(actor, one),
    }  # fmt: skip
    if own["examined"] and one.owed.is_open and one.remaining:
        own["pay"] = payment or PaymentForm(initial={"paid_on": localdate(now_of(request))})
    if one.status == one.status.SET_ASIDE:
        own["standing"] = one.status.label
    answer = paging.show(FACE, request, actor, cast(Owed, one), "oversight/detail.html", own, bound)
    if payment is not None:
        answer.status_code = 422
    return answer


def _payments(one: Recommendation) -> list[dict[str, Any]]:
    """Each with whether it was taken back; the lines that take back stand with theirs."""
    rows = list(one.payments.all())
    taken = {row.corrects_id for row in rows if row.corrects_id}
    form = ReasonForm(auto_id="batal-%s")
    return [{"row": row, "taken": row.pk in taken, "form": form} for row in rows if not row.corrects_id]
