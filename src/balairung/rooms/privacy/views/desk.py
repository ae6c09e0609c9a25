"""The desk of the officer for data protection: requests, incidents, who opened what; and the page of each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from balairung.ground.common.references import new_code, read_reference
from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.obligations import paging
from balairung.kernel.obligations.models import Unsealing
from balairung.kernel.obligations.paging import Bound, Face
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.freshness import stale_sign_in
from balairung.kernel.people.middleware import now_of
from balairung.rooms.privacy import access, actions, answering, filing, looks, moves, rules
from balairung.rooms.privacy.filing import Asked
from balairung.rooms.privacy.forms import (
    CompleteForm,
    CounterForm,
    LessonForm,
    NoForm,
    RefuseForm,
    ReportForm,
    WhyForm,
)
from balairung.rooms.privacy.models import DataExport, DataRequest, Incident
from balairung.rooms.privacy.views.showing import about_incident

FEW = 30
ONLY = gettext_lazy("Halaman ini untuk petugas pelindungan data pribadi, Inspektorat, dan pengelola.")
SAID = {"open": gettext_lazy("Dibuka"), "reveal": gettext_lazy("Data dibuka dengan alasan")}
ASKED = Face(
    "privacy",
    {"complete": (moves.COMPLETE, CompleteForm, access.can_answer),
     "refuse": (moves.REFUSE, RefuseForm, access.can_answer)},
    actions, moves.MOVES, SAID, waiting=gettext_lazy("Menunggu pemohon"),
)  # fmt: skip
BROKEN = Face(
    "privacy",
    {"tell": (moves.TELL, NoForm, access.can_handle), "report": (moves.REPORT, ReportForm, access.can_handle),
     "close": (moves.CLOSE, LessonForm, access.can_handle), "dismiss": (moves.DISMISS, WhyForm, access.can_handle)},
    actions, moves.MOVES, SAID, waiting=gettext_lazy("Menunggu"),
)  # fmt: skip
VERBS = (*ASKED.deeds, *BROKEN.deeds)
Thing = DataRequest | Incident


@officers
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is owed now, first what falls due first; for all other officers, who answers for personal data."""
    now, enters = now_of(request), access.can_enter(actor)
    asked = access.requests_of(actor).filter(obligation__closed_at__isnull=True).for_list()
    broken = access.incidents_of(actor).filter(obligation__closed_at__isnull=True).select_related("obligation")
    reads = access.can_read_log(actor)
    context = {
        "asked": [(one, rules.told("rights", one.right), one.obligation.is_late(now))
                  for one in asked.order_by("obligation__next_at", "id")[:FEW]],
        "broken": [(one, one.obligation.is_late(now)) for one in broken.order_by("known_at", "id")[:FEW]],
        "unusual": looks.standing_out(now) if reads else [], "reads": reads, "takes": access.can_take(actor),
        "enters": enters, "office": rules.main_office(),
    }  # fmt: skip
    return render(request, "privacy/desk.html", context)


@officers
def log(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who opened whose data, line by line, and who stands out."""
    require(access.can_read_log(actor), ONLY)
    broken, person = bool(request.GET.get("luar")), request.GET.get("petugas", "")[:40]
    shelf = looks.page_of(request.GET.get("sebelum", ""), broken=broken, person=person)
    context = {
        "rows": shelf.rows, "older": shelf.older, "broken": broken, "person": person,
        "unusual": looks.standing_out(now_of(request)), "special": Unsealing.Purpose.SPECIAL,
    }  # fmt: skip
    return render(request, "privacy/log.html", context)


@officers
def take(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A request at a counter."""
    require(access.can_take(actor), _("Permintaan di loket dicatat oleh petugas penerima."))
    form, made = CounterForm(request.POST if request.method == "POST" else None), list[DataRequest]()
    token = request.POST.get("token", "")[:60] or new_code(24)
    if request.method == "POST" and accepted(form, lambda: made.append(_take(request, form, actor, token))):
        sentence = _("Permintaan %(ref)s tercatat. Nomor dan kodenya dikirim ke kontak pemohon.")
        messages.success(request, sentence % {"ref": made[0].ref})
        return redirect("privacy:take")
    return render(request, "privacy/take.html", {"form": form, "token": token}, status=422 if form.errors else 200)


def _take(request: HttpRequest, form: CounterForm, actor: Actor, token: str) -> DataRequest:
    said = form.cleaned_data
    asked = Asked(said["right"], said["contact"], said["name"], said["wish"])
    return filing.take_down(asked, token=token, by=actor, at=now_of(request))


@officers
def detail(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return _page(request, actor, _found(actor, ref))


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, verb: str) -> HttpResponse:
    """One deed, by its verb. What erases for ever, or writes to many, wants a fresh sign-in."""
    thing = _found(actor, ref)
    face = ASKED if isinstance(thing, DataRequest) else BROKEN
    if verb not in face.deeds:
        raise Http404
    move, kind, may = face.deeds[verb]
    require(may(actor, thing))
    if verb in {"complete", "tell"} and (late := stale_sign_in(request)):
        return late
    form = _form(kind, thing, verb, request)
    if accepted(form, lambda: _do(request, actor, thing, verb, form)):
        messages.success(request, _("“%(deed)s” tercatat.") % {"deed": move.label})
        return redirect("privacy:detail", thing.ref)
    return _page(request, actor, thing, (verb, form))


def _form(kind: type[forms.Form], thing: Thing, verb: str, request: HttpRequest) -> forms.Form:
    if kind is CompleteForm and isinstance(thing, DataRequest):
        return CompleteForm(request.POST, request.FILES, prefix=verb, found=thing)
    return kind(request.POST, request.FILES, prefix=verb)


def _do(request: HttpRequest, actor: Actor, thing: Thing, verb: str, form: forms.Form) -> None:
    now, said = now_of(request), dict(form.cleaned_data)
    if "uploads" in said:
        said["files"] = [store(upload, at=now) for upload in said.pop("uploads")]
    getattr(actions, verb)(thing, **said, by=actor, at=now)


def _found(actor: Actor, ref: str) -> Thing:
    """The request or incident of this number. Raise DoesNotExist for what one may not see."""
    number = read_reference(ref) or ref[:20]
    if Incident.objects.filter(obligation__ref=number).exists():
        return access.get_incident(actor, number)
    return access.get_request(actor, number)


def _page(request: HttpRequest, actor: Actor, thing: Thing, bound: Bound | None = None) -> HttpResponse:
    if isinstance(thing, Incident):
        own = about_incident(thing, actor)
        return paging.show(BROKEN, request, actor, thing, "privacy/incident.html", own, bound)
    erases = access.can_answer(actor, thing) and thing.right in answering.ERASING
    face = _offering(thing) if erases else ASKED
    return paging.show(face, request, actor, thing, "privacy/detail.html", _about(actor, thing), bound)


def _offering(thing: DataRequest) -> Face:
    """The same face, whose answer offers what may be erased of this one."""

    class Offered(CompleteForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, found=thing, **kwargs)

    deeds = dict(ASKED.deeds) | {"complete": (moves.COMPLETE, Offered, access.can_answer)}
    return Face(ASKED.room, deeds, actions, moves.MOVES, SAID, ASKED.waiting)


def _about(actor: Actor, found: DataRequest) -> dict[str, Any]:
    """What the blocks of the page need."""
    answers = access.can_answer(actor, found)
    return {
        "found": found, "reads": answers, "right": rules.told("rights", found.right),
        "items": answering.erasable(found) if answers else [],
        "export": DataExport.objects.filter(request=found).first(), "refusal": rules.refusal_words(found.refusal),
    }  # fmt: skip
