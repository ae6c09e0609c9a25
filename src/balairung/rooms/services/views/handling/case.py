"""The officer's page of one application: what is asked now and by when, what was said, what may be done."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from balairung.ground.ui.attempt import accepted
from balairung.kernel.documents.views.letters import GUARDS
from balairung.kernel.files import disk
from balairung.kernel.messaging.reads import followed
from balairung.kernel.obligations.access import can_see
from balairung.kernel.obligations.desk import desk_beside
from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.reads import ALL, officer_of, timeline, titles_of, unmet_clock_rows
from balairung.kernel.obligations.side import desk_side
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.freshness import stale_sign_in
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.services import access, issuing, moves
from balairung.rooms.services.handling import deeming, revealing, showing
from balairung.rooms.services.handling.deeds import INSPECT, Deed, deed_of, deeds_for, perform
from balairung.rooms.services.handling.forms import OFTEN, InspectForm, RevealForm
from balairung.rooms.services.handling.hints import hints_of
from balairung.rooms.services.handling.stepping import answers_of
from balairung.rooms.services.models import Application
from balairung.rooms.services.routing import KIND

Bound = tuple[str, forms.Form]


@officers
def detail(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The case."""
    return _page(request, actor, access.get_application(actor, ref))


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, verb: str) -> HttpResponse:
    """One deed, by its verb; refused, the page is shown again with its form as it was filled in."""
    application, now = access.get_application(actor, ref), now_of(request)
    deed = deed_of(verb, deeds_for(actor, application, now))
    form = deed.form(request.POST, request.FILES, prefix=verb)
    if accepted(form, lambda: perform(deed, application, form, by=actor, at=now)):
        messages.success(request, str(deed.done))
        return redirect(_next(actor, application))
    if verb == INSPECT.verb:
        return _inspection(request, actor, application, form)
    return _page(request, actor, application, (verb, form))


@officers
@require_safe
def inspect(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The page that one takes along: small, printable, sent later where there is no signal."""
    application, now = access.get_application(actor, ref), now_of(request)
    deed_of(INSPECT.verb, deeds_for(actor, application, now))
    return _inspection(request, actor, application, InspectForm(prefix=INSPECT.verb, now=now))


@officers
@require_safe
def letter(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The letter: the signed file as it was written; before that, as it would be, marked KONSEP."""
    from balairung.kernel.documents.bodies import unpack
    from balairung.kernel.documents.drawing import preview

    application, now = access.get_application(actor, ref), now_of(request)
    require(access.can_read(actor, application), revealing.ONLY)
    found = issuing.letter_of(application)
    if found and found.file:
        content, name = disk.read(found.file.path), "surat"
    else:
        body = unpack(found.body) if found else issuing.compose(application, at=now)
        office = found.office if found else issuing.letterhead_of(application, now)
        content, name = preview(body, office, at=now), "konsep"
    said = f'inline; filename="{name}-{application.ref}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": said, **GUARDS})


@officers
def reveal(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The numbers in full: what for, and then once."""
    application = access.get_application(actor, ref)
    require(access.can_read(actor, application), revealing.ONLY)
    if late := stale_sign_in(request):
        return late
    form, found, now = RevealForm(posted(request)), list[revealing.Number](), now_of(request)
    accepted(form, lambda: found.extend(revealing.reveal(application, purpose=form.words, by=actor, at=now)))
    context = {"application": application, "form": form, "found": found}
    return render(request, "services/handling/reveal.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, actor: Actor, application: Application, bound: Bound | None = None) -> HttpResponse:
    now, obligation = now_of(request), application.obligation
    context = {
        "application": application,
        "obligation": obligation,
        "desk": desk_beside(actor, now, request.GET.dict()),
        "side": desk_side(obligation, actor, now) if can_see(actor, obligation) else None,
        "running": unmet_clock_rows(obligation, Calendars(), now),
        "asked": showing.asked_now(application),
        "silence": None if application.deemed_at else deeming.grants_at(application, Calendars()),
        "objection": obligation.state == State.REFUSED,
        "deeds": _deeds(request, actor, application, bound),
        "chosen": bound[0] if bound else "",
        "often": OFTEN,
        "entries": timeline(
            obligation, titles=titles_of(moves.MOVES, showing.SAID), sees=ALL, who=officer_of, now=now
        ),
        "notices": followed((KIND, application.ref)),
    }  # fmt: skip
    context |= _said(request, actor, application) | _letter(actor, application, request)
    return render(request, "services/handling/detail.html", context, status=422 if bound else 200)


def _deeds(
    request: HttpRequest, actor: Actor, application: Application, bound: Bound | None
) -> list[tuple[Deed, forms.Form | None]]:
    """Each with its form, the one that came in as it was filled in; a field inspection has a page of its own."""
    found: list[tuple[Deed, forms.Form | None]] = []
    for deed in deeds_for(actor, application, now_of(request)):
        form = None if deed is INSPECT else deed.form(prefix=deed.verb)
        found.append((deed, bound[1] if bound and bound[0] == deed.verb else form))
    return found


def _said(request: HttpRequest, actor: Actor, application: Application) -> dict[str, Any]:
    """What the applicant said, for whoever may read it, and what lies beside it."""
    if not access.can_read(actor, application):
        return {"reads": False, "stops": [], "pages": [], "hints": [], "others": [], "twins": []}
    answers, others = answers_of(application), showing.others_of(application, actor)
    return {
        "reads": True,
        "nik": showing.masked(application.nik),
        "numbers": any(True for _number in revealing.numbers_of(application)),
        "stops": showing.stops_of(application, answers),
        "pages": showing.answered(application, answers, now_of(request)),
        "hints": hints_of(application, answers),
        "others": others,
        "twins": showing.twins_of(application, others),
    }


def _letter(actor: Actor, application: Application, request: HttpRequest) -> dict[str, Any]:
    """The letter that comes of it, and who would sign it now, with the way there."""
    now = now_of(request)
    return {
        "letter": issuing.letter_of(application),
        "signing": issuing.signed_by(application, now) if application.obligation.is_open else None,
    }


def _inspection(request: HttpRequest, actor: Actor, application: Application, form: forms.Form) -> HttpResponse:
    now, reads = now_of(request), access.can_read(actor, application)
    context = {
        "application": application,
        "form": form,
        "step": access.current_step(application),
        "pages": showing.answered(application, answers_of(application), now) if reads else [],
    }
    return render(request, "services/handling/inspect.html", context, status=422 if form.errors else 200)


def _next(actor: Actor, application: Application) -> str:
    """The same case while one still sees it, else the list."""
    stays = Application.objects.visible_to(actor).filter(pk=application.pk).exists()
    return reverse("services:detail", args=[application.ref]) if stays else reverse("obligations:inbox")
