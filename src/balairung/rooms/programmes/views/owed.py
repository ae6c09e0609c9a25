"""The page of one thing that is owed: an agency's plan, a milestone, or what a citizen contests."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.obligations import paging
from balairung.kernel.obligations.forms import MaybeWordsForm, WordsForm
from balairung.kernel.obligations.paging import Bound, Face
from balairung.kernel.obligations.reads import file_link
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.programmes import access, actions, moves
from balairung.rooms.programmes.access import Owed
from balairung.rooms.programmes.forms import GrantForm, ProofForm
from balairung.rooms.programmes.hundred.planning import faults
from balairung.rooms.programmes.models import Acceptance, AgencyPlan, OutcomeVoice, PlanMilestone
from balairung.rooms.programmes.views.asking import ask

SAID = {"open": gettext_lazy("Kewajiban dibuka"), "measure": gettext_lazy("Hasil bagi warga diukur")}
PLAN = Face(
    "programmes",
    {
        "submit": (moves.SUBMIT, MaybeWordsForm, access.can_submit),
        "approve": (moves.APPROVE, MaybeWordsForm, access.can_approve),
        "return_plan": (moves.RETURN_PLAN, WordsForm, access.can_approve),
    },
    actions, moves.MOVES, SAID, gettext_lazy("Menunggu persetujuan Sekda"),
)  # fmt: skip
MILESTONE = Face(
    "programmes",
    {
        "fulfil": (moves.FULFIL, ProofForm, access.can_fulfil),
        "accept": (moves.ACCEPT, MaybeWordsForm, access.can_review),
        "send_back": (moves.SEND_BACK, WordsForm, access.can_review),
        "reopen": (moves.REOPEN, WordsForm, access.can_review),
    },
    actions, moves.MOVES, SAID, gettext_lazy("Menunggu buktinya diperiksa"),
)  # fmt: skip
VOICE = Face(
    "programmes",
    {
        "pass_on": (moves.PASS_ON, MaybeWordsForm, access.can_moderate),
        "hide": (moves.HIDE, WordsForm, access.can_moderate),
        "answer": (moves.ANSWER, WordsForm, access.can_answer),
    },
    actions, moves.MOVES, SAID, "",
)  # fmt: skip
DEEDS = {**PLAN.deeds, **MILESTONE.deeds, **VOICE.deeds}
TEMPLATES = {
    AgencyPlan: "programmes/owed_plan.html", PlanMilestone: "programmes/owed_milestone.html",
    OutcomeVoice: "programmes/owed_voice.html",
}  # fmt: skip


def face_of(thing: Owed) -> Face:
    return PLAN if isinstance(thing, AgencyPlan) else MILESTONE if isinstance(thing, PlanMilestone) else VOICE


@officers
def detail(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return _page(request, actor, access.get_owed(actor, ref))


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, verb: str) -> HttpResponse:
    """One deed, by its verb; one that is not of this kind of thing does not exist."""
    thing = access.get_owed(actor, ref)
    face = face_of(thing)
    require(verb in face.deeds)
    owed: Any = thing
    return paging.act(face, request, actor, owed, verb, lambda bound: _page(request, actor, thing, bound))


def _page(request: HttpRequest, actor: Actor, thing: Owed, bound: Bound | None = None) -> HttpResponse:
    owed: Any = thing
    context = _own(request, actor, thing)
    return paging.show(face_of(thing), request, actor, owed, TEMPLATES[type(thing)], context, bound)


def _own(request: HttpRequest, actor: Actor, thing: Owed) -> dict[str, Any]:
    now = now_of(request)
    if isinstance(thing, AgencyPlan):
        return {"agency": thing, "faults": faults(thing) if thing.is_open else []}
    if isinstance(thing, PlanMilestone):
        counts = Acceptance.objects.standing().filter(milestone=thing).order_by("-at").first()
        return {"milestone": thing, "counts": counts, "contested": thing.voices.select_related("obligation")}
    photo = file_link(thing.photo, now) if thing.photo else None
    waits = thing.obligation is not None and moves.GRANT.fits(thing.obligation.state, thing.obligation.step)
    return {"voice": thing, "photo": photo, "may_grant": waits and access.can_moderate(actor, thing)}


@officers
def grant(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The citizen is right: which milestone is opened again, and the words that everybody reads."""
    thing = access.get_owed(actor, ref)
    require(isinstance(thing, OutcomeVoice))
    assert isinstance(thing, OutcomeVoice)
    require(access.can_moderate(actor, thing))
    form = GrantForm(posted(request), agency=thing.outcome.agency)
    if accepted(form, lambda: actions.grant(thing, **form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("Tonggak dibuka kembali. Kemajuannya turun sampai ada bukti baru yang diterima."))
        return redirect("programmes:detail", ref)
    back = reverse("programmes:detail", args=[ref])
    return ask(request, form, title=_("Buka kembali tonggak"), submit=_("Buka kembali"), lead=thing.words, back=back)
