"""An officer's pages: what waits, one request, objection or renewal with what may be done now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import ModuleType
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from lokal import partial_mask

from balairung.ground.common.references import read_reference
from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.obligations import paging
from balairung.kernel.obligations.forms import MaybeWordsForm, WordsForm
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.obligations.paging import Bound, Deeds, Face
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.freshness import fresh
from balairung.kernel.people.middleware import now_of
from balairung.rooms.disclosure import access, actions, answering, figures, moves, renewing, rules
from balairung.rooms.disclosure.forms import (
    AskForm,
    DecideForm,
    ExtendForm,
    GiveForm,
    LackForm,
    PartForm,
    PassForm,
    PublishForm,
    RefuseForm,
    RevealForm,
)
from balairung.rooms.disclosure.models import InfoRequest, InfoRequestQuerySet, Listing, Objection, ObjectionQuerySet
from balairung.rooms.disclosure.register import decision_words, response_words
from balairung.rooms.disclosure.renewing import Renewal

FEW = 20  # rows of each part of the desk; the registers have the others
ANSWERING: Deeds = {
    "give": (moves.GIVE, GiveForm, access.can_answer),
    "give_part": (moves.GIVE_PART, PartForm, access.can_answer),
    "refuse": (moves.REFUSE, RefuseForm, access.can_answer),
    "lack": (moves.LACK, LackForm, access.can_answer),
    "ask": (moves.ASK, AskForm, access.can_answer),
    "extend": (moves.EXTEND, ExtendForm, access.can_answer),
    "pass_on": (moves.PASS_ON, PassForm, access.can_pass_on),
}
DECIDING: Deeds = {
    "grant": (moves.GRANT, DecideForm, access.can_decide),
    "turn_down": (moves.TURN_DOWN, DecideForm, access.can_decide),
}
RENEWING: Deeds = {
    "confirm": (moves.CONFIRM, MaybeWordsForm, lambda actor, it: access.can_renew(actor, it.obligation)),
    "release": (moves.RELEASE, WordsForm, lambda actor, it: access.is_main(actor)),
}
VERBS = (*ANSWERING, *DECIDING, *RENEWING)
SAID = {"open": gettext_lazy("Terdaftar"), "reply": gettext_lazy("Pemohon melengkapi")}
WAITING = gettext_lazy("Menunggu pemohon")


@dataclass(frozen=True)
class Kind:
    """One of the three things whose number begins with X."""

    face: Face
    template: str


def _kind(deeds: Deeds, template: str) -> Kind:
    module: ModuleType = actions
    return Kind(Face(rules.KIND, deeds, module, moves.MOVES, SAID, WAITING), template)


KINDS: Mapping[type, Kind] = {
    InfoRequest: _kind(ANSWERING, "disclosure/detail.html"),
    Objection: _kind(DECIDING, "disclosure/objection.html"),
    Renewal: _kind(RENEWING, "disclosure/renewal.html"),
}
Thing = InfoRequest | Objection | Renewal


@officers
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is open of requests and objections, and how the lists of one's offices stand."""
    now = now_of(request)
    asked, objected = access.requests_of(actor).for_list(), access.objections_of(actor).for_list()
    offices = access.kept_offices(actor)
    counts = figures.figures_of(localdate(now).year, now) if access.is_main(actor) or actor.leads else None
    context = {
        "asked": _waiting(asked, now), "objected": _waiting(objected, now),
        "keeps": bool(offices), "rows": Listing.objects.standing().filter(office__in=offices).count(),
        "figures": counts, "main": access.is_main(actor), "year": localdate(now).year,
    }  # fmt: skip
    return render(request, "disclosure/desk.html", context)


def _waiting(rows: InfoRequestQuerySet | ObjectionQuerySet, now: datetime) -> dict[str, Any]:
    """What is open, what falls due first above, and whether there is more of it than fits."""
    found = rows.filter(obligation__closed_at__isnull=True).order_by("obligation__next_at", "id")[: FEW + 1]
    told = [(one, one.obligation.is_late(now)) for one in found]
    return {"rows": told[:FEW], "more": len(told) > FEW}


@officers
def detail(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return _page(request, actor, _found(actor, ref))


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, verb: str) -> HttpResponse:
    """One deed, by its verb."""
    thing = _found(actor, ref)
    face = KINDS[type(thing)].face
    if verb not in face.deeds:
        raise Http404
    move, kind, _may = face.deeds[verb]
    form = kind(request.POST, request.FILES, prefix=verb)
    if accepted(form, lambda: _do(request, actor, thing, verb, form)):
        messages.success(request, _("“%(deed)s” tercatat.") % {"deed": move.label})
        stays = Obligation.objects.filter(pk=thing.obligation.pk).visible_to(actor).exists() or access.is_main(actor)
        return redirect("disclosure:detail", thing.obligation.ref) if stays else redirect("disclosure:desk")
    return _page(request, actor, thing, (verb, form))


def _do(request: HttpRequest, actor: Actor, thing: Thing, verb: str, form: forms.Form) -> None:
    now, said = now_of(request), dict(form.cleaned_data)
    if "uploads" in said:
        said["files"] = [store(upload, at=now) for upload in said.pop("uploads")]
    getattr(actions, verb)(thing, **said, by=actor, at=now)


@officers
@fresh
def reveal(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The number of identity in full, once, for a purpose that is written down."""
    found = access.get_request(actor, ref)
    require(access.can_read(actor, found), answering.ONLY)
    form, shown = RevealForm(request.POST if request.method == "POST" else None), list[str]()
    purpose = partial(lambda: form.cleaned_data["purpose"])
    deed = partial(answering.reveal, found, by=actor, at=now_of(request))
    if request.method == "POST":
        accepted(form, lambda: shown.append(deed(purpose=purpose())))
    context = {"found": found, "form": form, "number": shown[0] if shown else ""}
    return render(request, "disclosure/reveal.html", context, status=422 if form.errors else 200)


@officers
@require_POST
def publish(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Question and answer for everybody."""
    found, form = access.get_request(actor, ref), PublishForm(request.POST)
    deed = partial(answering.publish, found, by=actor, at=now_of(request))
    if accepted(form, lambda: deed(**form.cleaned_data)):
        messages.success(request, _("Pertanyaan dan jawaban ini sekarang dibaca semua orang."))
        return redirect("disclosure:detail", found.ref)
    return _page(request, actor, found, publishing=form)


@officers
@require_POST
def unpublish(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """It is shown no more."""
    found, form = access.get_request(actor, ref), WordsForm(request.POST)
    deed = partial(answering.unpublish, found, by=actor, at=now_of(request))
    if accepted(form, lambda: deed(text=form.cleaned_data["text"])):
        messages.success(request, _("Terbitan ditarik."))
        return redirect("disclosure:detail", found.ref)
    return _page(request, actor, found, publishing=form)


def _found(actor: Actor, ref: str) -> Thing:
    """The request, objection or renewal of this number. Raise DoesNotExist for what one may not see."""
    number = read_reference(ref) or ref[:20]
    if Objection.objects.filter(obligation__ref=number).exists():
        return access.get_objection(actor, number)
    if InfoRequest.objects.filter(obligation__ref=number).exists():
        return access.get_request(actor, number)
    return renewing.get_renewal(actor, number)


def _page(
    request: HttpRequest, actor: Actor, thing: Thing, bound: Bound | None = None, publishing: forms.Form | None = None
) -> HttpResponse:
    kind, own = KINDS[type(thing)], _own(actor, thing)
    if publishing and "may_publish" in own:
        own["publishing"] = publishing
    answer = paging.show(kind.face, request, actor, thing, kind.template, own, bound)
    answer.status_code = 422 if publishing else answer.status_code
    return answer


def _own(actor: Actor, thing: Thing) -> dict[str, Any]:
    """What the blocks of the template need."""
    if isinstance(thing, InfoRequest):
        return _of_request(actor, thing)
    if isinstance(thing, Objection):
        asked = thing.request
        return {
            "objection": thing, "ground": rules.told("grounds", thing.ground), "decision": decision_words(thing),
            "response": response_words(thing), "reads": access.can_read(actor, asked),
            "may_open": access.requests_of(actor).filter(pk=asked.pk).exists(),
        }  # fmt: skip
    rows = Listing.objects.standing().filter(office=thing.obligation.owner_office_id, category="periodic")
    return {"listings": list(rows.for_list()[:FEW])}


def _of_request(actor: Actor, found: InfoRequest) -> dict[str, Any]:
    identity = partial_mask("NIK", found.identity) if found.standing == "person" else found.identity
    objections = found.objections.select_related("obligation").order_by("-filed_at", "-id")
    return {
        "found": found, "reads": access.can_read(actor, found), "identity": identity,
        "shape": rules.told("shapes", found.shape), "way": rules.told("ways", found.way),
        "article": rules.article_words(found.article), "may_publish": access.can_publish(actor, found),
        "objections": [(one, rules.told("grounds", one.ground)) for one in objections],
        "publishing": WordsForm() if found.published_at else PublishForm(initial=_proposed(found)),
    }  # fmt: skip


def _proposed(found: InfoRequest) -> dict[str, str]:
    """The question as it was asked; the answer is written anew, for everybody."""
    return {"question": found.information}
