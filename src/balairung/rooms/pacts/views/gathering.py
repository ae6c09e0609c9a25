"""A gathering on one shared device: whose turn it is, their passphrase, the witness afterwards, how far it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from balairung.ground.ui.attempt import accepted
from balairung.kernel.documents.signing import Outcome
from balairung.kernel.documents.standing import pen_of
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Person
from balairung.rooms.pacts import access, gathering
from balairung.rooms.pacts.forms import PassphraseOnly
from balairung.rooms.pacts.models import Ceremony, CeremonyPlace


@officers
def show(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Whose turn it is, and the list."""
    return _page(request, access.get_ceremony(actor, key))


@officers
@require_safe
def progress(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """How far it is, as a part of the page that asks for itself."""
    found = access.get_ceremony(actor, key)
    return render(request, "pacts/_progress.html", _progress(found))


@officers
@require_POST
@sensitive_post_parameters("passphrase")
def sign_here(request: HttpRequest, actor: Actor, key: UUID, place: UUID) -> HttpResponse:
    """The person of this place signs with their own passphrase."""
    found = access.get_ceremony(actor, key)
    row = _place(found, place)
    form, passphrase = PassphraseOnly(request.POST), request.POST.get("passphrase", "")
    now = now_of(request)
    if accepted(form, lambda: gathering.sign_here(found, row, passphrase=passphrase, by=actor, at=now)):
        messages.success(request, _("%(name)s sudah menandatangani.") % {"name": row.pact.person.name})
        return redirect("pacts:gathering", found.pk)
    return _page(request, found, place=row, form=form)


@officers
@require_POST
def pass_by(request: HttpRequest, actor: Actor, key: UUID, place: UUID) -> HttpResponse:
    """Not there when called."""
    found = access.get_ceremony(actor, key)
    gathering.pass_by(found, _place(found, place), by=actor, at=now_of(request))
    return redirect("pacts:gathering", found.pk)


@officers
@require_POST
@sensitive_post_parameters("passphrase")
def witness(request: HttpRequest, actor: Actor, key: UUID, person: UUID) -> HttpResponse:
    """A witness signs what waits for them, with one passphrase."""
    found, who = access.get_ceremony(actor, key), get_object_or_404(Person, pk=person)
    form, passphrase, told = PassphraseOnly(request.POST), request.POST.get("passphrase", ""), list[Outcome]()
    now = now_of(request)
    if accepted(form, lambda: told.extend(gathering.witness_here(found, who, passphrase=passphrase, by=actor, at=now))):
        _say(request, who, told)
        return redirect("pacts:gathering", found.pk)
    return _page(request, found, person=who, form=form)


def _say(request: HttpRequest, who: Person, told: list[Outcome]) -> None:
    words = {"name": who.name, "count": sum(one.signed for one in told)}
    messages.success(request, _("%(name)s menyaksikan %(count)d pakta.") % words)
    for one in [one for one in told if not one.signed][:5]:
        messages.warning(request, one.problem)


@officers
@require_POST
def close(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """The gathering is over."""
    found = access.get_ceremony(actor, key)
    gathering.close(found, by=actor, at=now_of(request))
    messages.success(request, _("Acara ditutup. Yang belum menandatangani tetap diminta."))
    return redirect("pacts:drive", found.drive_id)


def _place(found: Ceremony, key: UUID) -> CeremonyPlace:
    rows = CeremonyPlace.objects.select_related("pact__person", "pact__drive__text", "pact__post__office")
    return get_object_or_404(rows, pk=key, ceremony=found)


def _progress(found: Ceremony, places: list[CeremonyPlace] | None = None) -> dict[str, Any]:
    places = gathering.places_of(found) if places is None else places
    return {
        "ceremony": found, "all": len(places), "signed": sum(bool(one.pact.signed_at) for one in places),
        "finished": sum(bool(one.pact.witnessed_at) for one in places),
    }  # fmt: skip


def _page(
    request: HttpRequest, found: Ceremony, *, place: CeremonyPlace | None = None, person: Person | None = None,
    form: forms.Form | None = None,
) -> HttpResponse:  # fmt: skip
    places = gathering.places_of(found)
    turn = place or gathering.next_of(places)
    witnesses = gathering.witnesses_of(places)
    context = _progress(found, places) | {
        "places": places, "turn": turn, "failed": form, "witnesses": witnesses, "person": person,
        "form": form if form and place else PassphraseOnly(auto_id="giliran_%s"),
        "pen": pen_of(turn.pact.person_id, now_of(request)) if turn else None,
        "forms": [(one, form if form and person == one.person else PassphraseOnly(auto_id=f"{one.person.pk.hex}_%s"))
                  for one in witnesses],
    }  # fmt: skip
    return render(request, "pacts/gathering.html", context, status=422 if form else 200)
