"""With what one signs: my certificate, or my number at BSrE; and the operator's page about the signer of the house."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.documents import keeping, local_authority
from balairung.kernel.documents.forms import DoorForm, IdentityForm, NewCertificateForm, PassphraseForm, ReasonForm
from balairung.kernel.documents.models import SigningDoor
from balairung.kernel.documents.signers.pens import signing_door
from balairung.kernel.documents.standing import pen_of
from balairung.kernel.documents.verifying import roots
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers, operators
from balairung.kernel.people.freshness import fresh
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Person

#: The verbs of an address, each with what it asks.
DEEDS: dict[str, type[forms.Form]] = {
    "buat": NewCertificateForm, "sandi": PassphraseForm, "cabut": ReasonForm, "nik": IdentityForm, "tanya": forms.Form,
}  # fmt: skip
DONE = {
    "buat": gettext_lazy("Sertifikat Anda siap. Mulai sekarang surat ditandatangani dengan frasa sandi ini."),
    "sandi": gettext_lazy("Frasa sandi diganti."),
    "cabut": gettext_lazy("Sertifikat Anda dicabut. Surat yang sudah ditandatangani tetap berlaku."),
    "nik": gettext_lazy("NIK Anda tersimpan tersegel."),
}


@officers
def mine(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Whether I can sign, until when, and what to do about it."""
    return _page(request, actor)


@officers
@fresh
@require_POST
@sensitive_post_parameters()
def change_mine(request: HttpRequest, actor: Actor, verb: str) -> HttpResponse:
    """Make, renew, revoke; record my number at BSrE, ask how I stand there."""
    form = DEEDS[verb](request.POST, auto_id=f"{verb}_%s")
    said = list[str]()
    if accepted(form, lambda: said.append(_do(verb, form.cleaned_data, actor, now_of(request)))):
        messages.success(request, said[0])
        return redirect("documents:mine")
    return _page(request, actor, verb, form)


def _do(verb: str, data: dict[str, Any], actor: Actor, now: datetime) -> str:
    person = Person.objects.get(pk=str(actor.person_id))
    deed: dict[str, Any] = {"by": actor, "at": now}
    deeds: dict[str, Callable[[], object]] = {
        "buat": lambda: local_authority.issue(person, passphrase=data["passphrase"], **deed),
        "sandi": lambda: local_authority.change_passphrase(person, old=data["old"], new=data["passphrase"], **deed),
        "cabut": lambda: local_authority.revoke(person, reason=data["reason"], **deed),
        "nik": lambda: keeping.keep_identity(person, nik=data["nik"], **deed),
        "tanya": lambda: keeping.status_words(person),
    }
    done = deeds[verb]()
    return str(DONE.get(verb, done))


def _page(request: HttpRequest, actor: Actor, verb: str = "", bound: forms.Form | None = None) -> HttpResponse:
    asked = {name: form(auto_id=f"{name}_%s") for name, form in DEEDS.items()}
    if bound:
        asked[verb] = bound
    context = {"pen": pen_of(actor.person_id, now_of(request)), "forms": asked, "verb": verb, "failed": bound}
    return render(request, "documents/mine.html", context, status=422 if bound else 200)


@operators
@fresh
@sensitive_post_parameters("secret")
def door(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Which signer this regency uses; a POST changes it."""
    found = signing_door()
    kept = {"kind": SigningDoor.Kind.LOCAL} if found is None else {
        "kind": found.kind, "address": found.address, "account": found.account, "stamp_address": found.stamp_address,
    }  # fmt: skip
    form = DoorForm(request.POST if request.method == "POST" else None, initial=kept)
    if accepted(form, lambda: keeping.set_door(**form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("Pintu tanda tangan disimpan. Tekan “Coba” untuk memastikan bahwa ia menjawab."))
        return redirect("documents:door")
    context = {"door": found, "form": form, "roots": roots(), "tab": "tandatangan"}
    return render(request, "documents/door.html", context, status=422 if form.errors else 200)


@operators
@require_POST
def try_door(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask the signer and the stamp server whether they are there; nothing is signed."""
    messages.success(request, _("Berhasil: %(said)s") % {"said": keeping.try_door(by=actor)})
    return redirect("documents:door")
