"""Giving an instruction, and following it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from balairung.ground.common.references import new_code
from balairung.ground.ui.attempt import accepted
from balairung.kernel.obligations import paging
from balairung.kernel.obligations.forms import MaybeWordsForm, WordsForm
from balairung.kernel.obligations.paging import Bound, Face
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import leaders, officers
from balairung.kernel.people.board import cards, rule_words
from balairung.kernel.people.middleware import now_of
from balairung.rooms.instructions import access, actions, moves
from balairung.rooms.instructions.forms import ContactsForm, InstructionForm, ProofForm
from balairung.rooms.instructions.models import Instruction

DEEDS = {
    "acknowledge": (moves.ACKNOWLEDGE, MaybeWordsForm, access.can_carry_out),
    "fulfil": (moves.FULFIL, ProofForm, access.can_report),
    "accept": (moves.ACCEPT, MaybeWordsForm, access.can_judge),
    "send_back": (moves.RETURN, WordsForm, access.can_judge),
    "cancel": (moves.CANCEL, WordsForm, access.can_judge),
}
SAID = {"open": gettext_lazy("Instruksi diberikan")}
FACE = Face(  # it waits for the giver, who looks at the result
    "instructions", DEEDS, actions, moves.MOVES, SAID, waiting=gettext_lazy("Menunggu penilaian")
)
A_WEEK = timedelta(days=7)


@leaders
def create(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form of one line; also the box on the leader's page posts here."""
    form = InstructionForm(request.POST or None, initial=_asked(request))
    given: list[Instruction] = []
    if request.method == "POST" and accepted(form, lambda: given.append(_give(request, form, actor))):
        messages.success(request, _("Instruksi %(ref)s sudah dikirim.") % {"ref": given[0].obligation.ref})
        return redirect("instructions:detail", given[0].obligation.ref)
    return render(request, "instructions/create.html", {"form": form}, status=422 if form.errors else 200)


@leaders
def require_contacts(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The offices that are not reached yet: which of them were asked, and one instruction for all the others."""
    now, may = now_of(request), access.can_instruct(actor)
    form = ContactsForm(request.POST or None, initial=_asked_of_all(now))
    given: list[Instruction] = []
    if request.method == "POST" and accepted(form, lambda: given.extend(_require_contacts(form, actor, now))):
        messages.success(request, _("%(count)d kantor diberi instruksi.") % {"count": len(given)})
        return redirect("instructions:require_contacts")
    asked = {one.obligation.owner_office_id: one for one in Instruction.objects.about_contacts().for_list()}
    rows = [(card, asked.get(card.office.pk)) for card in cards() if not card.open]
    unasked = sum(one is None for _card, one in rows)
    context = {"form": form, "may": may, "rows": rows, "unasked": unasked, "today": localdate(now)}
    return render(request, "instructions/contacts.html", context, status=422 if form.errors else 200)


def _asked_of_all(now: datetime) -> dict[str, object]:
    text = _("Umumkan kontak kantor Anda: %(rule)s.") % {"rule": rule_words()}
    return {"text": text, "due_on": localdate(now) + A_WEEK}


def _require_contacts(form: ContactsForm, actor: Actor, now: datetime) -> list[Instruction]:
    return actions.require_contacts(**form.cleaned_data, by=actor, at=now)


@officers
def detail(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return _page(request, actor, access.get_instruction(actor, ref))


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, verb: str) -> HttpResponse:
    """One deed, by its verb."""
    instruction = access.get_instruction(actor, ref)
    return paging.act(FACE, request, actor, instruction, verb, lambda bound: _page(request, actor, instruction, bound))


def _asked(request: HttpRequest) -> dict[str, str]:
    """What the form starts with: the office, and the number of the case that a leader was looking at."""
    about = request.GET.get("tentang", "")[:20]
    return {"token": new_code(24), "office": request.GET.get("kantor", ""), "text": f"{about}: " if about else ""}


def _give(request: HttpRequest, form: forms.Form, actor: Actor) -> Instruction:
    data = form.cleaned_data
    return actions.instruct(
        text=data["text"], office=data["office"], due_on=data["due_on"], token=data["token"], by=actor,
        at=now_of(request),
    )  # fmt: skip


def _page(request: HttpRequest, actor: Actor, instruction: Instruction, bound: Bound | None = None) -> HttpResponse:
    own = {"instruction": instruction, "rule": rule_words() if instruction.meets_itself else ""}
    return paging.show(FACE, request, actor, instruction, "instructions/detail.html", own, bound)
