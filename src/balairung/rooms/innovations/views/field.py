"""A new card: one page that a telephone keeps, and the ways by which it comes in.

The page is the same for everyone and holds nothing about anybody, so that a telephone may keep it; who files for which
office is asked when it is sent. What is typed on it is sealed on the telephone (`ui/field.js`) under a key that only
its officer is given, and that goes when they sign out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.references import new_code
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import everyone, officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.innovations import access, recording
from balairung.rooms.innovations.forms import CardForm, ShotForm, sentences
from balairung.rooms.innovations.models import Innovation, Status
from balairung.rooms.innovations.views.showing import offices_of

UNSEALED_FOR = timedelta(hours=24)  # so long a telephone opens what it keeps without asking for a new key
DRAFT = "draft"


@everyone
def field(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form: what a telephone keeps. Online it knows whether it is for you."""
    return _page(request, actor, _form(actor, initial={"token": new_code(24)}))


@officers
@require_POST
def record(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The whole form at once, files with it: the way without a script. What was typed stays as a draft in any case."""
    form, now = _form(actor, request), now_of(request)
    made: list[Innovation] = []
    if accepted(form, lambda: made.append(_record(form, actor, request.POST.get("deed", ""), now))):
        messages.success(request, _said(made[0]))
        return redirect("innovations:file", made[0].ref)
    return _page(request, actor, form)


@officers
@require_POST
def send(request: HttpRequest, actor: Actor) -> JsonResponse:
    """From the telephone: sent, sent before, waiting for photographs, or something to look at (422)."""
    if other := _of_another(request, actor):
        return other
    known = recording.known_card(request.POST.get("token", ""), by=actor)
    if known and not known.editable:
        return _told(known)
    form, now = _form(actor, request), now_of(request)
    if form.is_valid():
        missing = recording.missing_proofs(form.cleaned_data["token"], form.cleaned_data["shots"], by=actor)
        if missing:
            return JsonResponse({"state": "missing", "missing": missing})
    made: list[Innovation] = []
    if accepted(form, lambda: made.append(_record(form, actor, request.POST.get("deed", ""), now))):
        return _told(made[0])
    return JsonResponse({"state": "look", "sentences": sentences(form)}, status=422)


@officers
@require_POST
def shot(request: HttpRequest, actor: Actor) -> JsonResponse:
    """One photograph of a card that is still to come."""
    if other := _of_another(request, actor):
        return other
    form, now = ShotForm(request.POST, request.FILES), now_of(request)
    if accepted(form, lambda: _keep(form, actor, now)):
        return JsonResponse({"state": "kept", "sha256": form.cleaned_data["sha256"]})
    return JsonResponse({"state": "look", "sentences": sentences(form)}, status=422)


@officers
@require_POST
def key(request: HttpRequest, actor: Actor) -> JsonResponse:
    """What a telephone seals the cards of this officer with: always the same for them, and nobody else's."""
    require(access.can_file_some(actor))
    until = now_of(request) + UNSEALED_FOR
    told = {"key": keyed_hash("card-key", str(actor.person_id)), "owner": _owner(actor)}
    return JsonResponse({**told, "until": int(until.timestamp() * 1000)})


# --- parts ------------------------------------------------------------------------------------------------------------


def _owner(actor: Actor) -> str:
    """A sign of this officer that says nothing to anybody else."""
    return keyed_hash("card-owner", str(actor.person_id))[:32]


def _of_another(request: HttpRequest, actor: Actor) -> JsonResponse | None:
    """On a shared telephone what one officer sealed is not sent under the name of another: it waits for them (409)."""
    mine = request.POST.get("owner", "") == _owner(actor)
    return None if mine else JsonResponse({"state": "other"}, status=409)


def _form(actor: Actor, request: HttpRequest | None = None, **more: Any) -> CardForm:
    offices = offices_of(actor) if actor.is_officer else []
    return CardForm(request.POST if request else None, request.FILES if request else None, offices=offices, **more)


def _page(request: HttpRequest, actor: Actor, form: CardForm) -> HttpResponse:
    context = {
        "form": form, "offline": settings.OFFLINE, "may": access.can_file_some(actor), "known": actor.is_officer,
    }  # fmt: skip
    return render(request, "innovations/field.html", context, status=422 if form.errors else 200)


def _record(form: CardForm, actor: Actor, deed: str, now: datetime) -> Innovation:
    """Files that came with the form are kept first, like those that came on their own."""
    found, office = form.cleaned_data, form.office
    require(office is not None, _("Kartu inovasi diisi petugas kantornya sendiri."))
    assert office is not None
    for upload in found["uploads"]:
        recording.keep_proof(upload, token=found["token"], by=actor, at=now)
    card = recording.write(
        form.told, office=office, token=found["token"], own_idea=found["own_idea"], by=actor, at=now
    )  # fmt: skip
    return card if deed == DRAFT else recording.submit(card, different=found["different"], by=actor, at=now)


def _keep(form: ShotForm, actor: Actor, now: datetime) -> None:
    found = form.cleaned_data
    recording.keep_proof(found["photo"][0], token=found["token"], sha256=found["sha256"], by=actor, at=now)


def _told(card: Innovation) -> JsonResponse:
    address = reverse("innovations:file", args=[card.ref])
    return JsonResponse({"state": "sent", "ref": card.ref, "address": address, "said": _said(card)})


def _said(card: Innovation) -> str:
    if card.status == Status.DRAFT:
        return _("“%(name)s” tersimpan sebagai naskah.") % {"name": card.name}
    return _("“%(name)s” terkirim dengan nomor %(ref)s.") % {"name": card.name, "ref": card.ref}
