"""A step that waits for a second reader: on the page of its case, and on a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from balairung.ground.common.facts import facts
from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.obligations.reads import FileLink, file_link
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.complaints import access, actions
from balairung.rooms.complaints.desk import proposing
from balairung.rooms.complaints.forms import DraftForm, ReturnForm
from balairung.rooms.complaints.models import Complaint, Proposal

DONE = {
    "setujui": _("Konsep disetujui dan dikirim."),
    "kembalikan": _("Konsep dikembalikan kepada yang menyiapkan."),
    "lanjutkan": _("Konsep tersimpan dan menunggu dibaca rekan."),
    "batalkan": _("Konsep dibatalkan."),
}


@dataclass(frozen=True)
class Draft:
    """A proposal as a page shows it, and what this actor may do with it (complaints/_proposal.html)."""

    proposal: Proposal
    label: object
    text: str
    about: str
    files: Sequence[FileLink]
    stale: bool
    may_read: bool
    may_go_on: bool
    own: bool
    forms: dict[str, forms.Form] = field(default_factory=dict)
    chosen: str = ""


def draft_of(
    actor: Actor, complaint: Complaint, now: datetime, bound: tuple[str, forms.Form] | None = None
) -> Draft | None:
    """The draft that waits on this case for somebody who may do something with it; `bound` is a form that failed."""
    proposal = proposing.unfinished(complaint)
    if proposal is None:
        return None
    may_read = proposing.may_read(actor, proposal)
    may_go_on = access.can_take(actor, complaint, proposal.verb)
    if not (may_read or may_go_on):
        return None
    said = proposing.fields_of(proposal)
    text = proposing.words_of(said)
    unbound = {
        "setujui": DraftForm(initial={"text": text}, prefix="setujui"),
        "kembalikan": ReturnForm(prefix="kembalikan"),
        "lanjutkan": DraftForm(initial={"text": text}, prefix="lanjutkan"),
    }
    return Draft(
        proposal, proposing.MOVE_OF[proposal.verb].label, text, _about(said),
        [file_link(file, now) for file in proposal.files.order_by("id")], proposing.moved_on(proposal),
        may_read and proposal.outcome == Proposal.Outcome.WAITING, may_go_on,
        proposal.proposed_by_id == actor.person_id, unbound | dict([bound] if bound else []), bound[0] if bound else "",
    )  # fmt: skip


@officers
def draft(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The draft by itself."""
    return _page(request, actor, access.get_complaint(actor, ref))


@officers
@require_POST
def decide(request: HttpRequest, actor: Actor, ref: str, key: UUID, verb: str) -> HttpResponse:
    """Approve, give back, write on, or drop."""
    complaint = access.get_complaint(actor, ref)
    found = complaint.proposals.select_related("proposed_by").get(pk=key)
    found.complaint = complaint
    form = _form(request, verb)
    if accepted(form, lambda: DEEDS[verb](request, actor, found, form)):
        messages.success(request, str(DONE[verb]))
        still = Complaint.objects.visible_to(actor).filter(pk=complaint.pk).exists()  # it may have left this desk
        return redirect("complaints:detail", complaint.ref) if still else redirect("obligations:inbox")
    return _page(request, actor, complaint, bound=(verb, form), status=422)


@officers
@require_POST
def tell(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The reporter of a case that ended was told by another way."""
    complaint = access.get_complaint(actor, ref)
    actions.tell(complaint, text=request.POST.get("text", "")[:1000], by=actor, at=now_of(request))
    messages.success(request, str(_("Dicatat: pelapor sudah dikabari.")))
    return redirect("complaints:detail", complaint.ref)


def _form(request: HttpRequest, verb: str) -> forms.Form:
    kinds: dict[str, type[forms.Form]] = {"kembalikan": ReturnForm, "batalkan": forms.Form}
    return kinds.get(verb, DraftForm)(request.POST, request.FILES, prefix=verb)


def _approve(request: HttpRequest, actor: Actor, found: Proposal, form: forms.Form) -> None:
    proposing.approve(found, by=actor, at=now_of(request), text=form.cleaned_data["text"])


def _hand_back(request: HttpRequest, actor: Actor, found: Proposal, form: forms.Form) -> None:
    proposing.hand_back(found, words=form.cleaned_data["words"], by=actor, at=now_of(request))


def _go_on(request: HttpRequest, actor: Actor, found: Proposal, form: forms.Form) -> None:
    at, data = now_of(request), form.cleaned_data
    files = [store(upload, at=at) for upload in data["uploads"] or []]
    proposing.go_on(found, text=data["text"], files=files, by=actor, at=at)


def _drop(request: HttpRequest, actor: Actor, found: Proposal, form: forms.Form) -> None:
    proposing.drop(found, by=actor, at=now_of(request))


DEEDS: dict[str, Callable[[HttpRequest, Actor, Proposal, forms.Form], None]] = {
    "setujui": _approve, "kembalikan": _hand_back, "lanjutkan": _go_on, "batalkan": _drop,
}  # fmt: skip


def _about(said: dict[str, Any]) -> str:
    """What belongs to the step beside its words: the office that it names, the reason."""
    if office := said.get("office"):
        return str(office)
    return str(facts("complaints")["refusals"].get(said.get("reason"), {}).get("label", ""))


def _page(
    request: HttpRequest,
    actor: Actor,
    complaint: Complaint,
    bound: tuple[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"complaint": complaint, "draft": draft_of(actor, complaint, now_of(request), bound)}
    return render(request, "complaints/draft.html", context, status=status)
