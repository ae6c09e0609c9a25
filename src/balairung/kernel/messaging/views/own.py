"""An officer's own contacts: where duty notices go, in which order, proved by code."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.errors import Refused
from balairung.ground.ui.attempt import accepted
from balairung.kernel.messaging.browsers import add_browser, public_key
from balairung.kernel.messaging.contacts import (
    ask_code,
    confirm_code,
    contacts_of,
    put_first,
    remove,
    shown,
    try_contact,
)
from balairung.kernel.messaging.forms import CodeForm, ContactForm
from balairung.kernel.messaging.models import Contact
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.freshness import fresh_to_post
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Person
from balairung.kernel.people.throttle import within_limit


@officers
@fresh_to_post
def contacts(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All of them, and the form for one more."""
    person = _me(actor)
    form = ContactForm(request.POST if request.method == "POST" else None)
    made: list[Contact] = []

    def add() -> None:
        _require_pace(request)
        made.append(ask_code(**form.cleaned_data, person=person, at=now_of(request)))

    if accepted(form, add):
        return redirect("own_contacts:prove", made[0].pk)
    context = {"contacts": contacts_of(person), "email": person.email, "form": form, "push_key": public_key()}
    return render(request, "messaging/contacts.html", context, status=422 if form.errors else 200)


@officers
@require_POST
def browser(request: HttpRequest, actor: Actor) -> HttpResponse:
    """This browser is told from now on (push.js)."""
    _require_pace(request)
    add_browser(_me(actor), subscription=request.POST.get("subscription", ""), at=now_of(request))
    messages.success(request, _("Peramban ini akan dikabari. Tekan “Dahulukan” bila ia harus dicoba lebih dahulu."))
    return redirect("contacts:contacts")


@officers
def prove(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """The code of one of them is told; `langkah=baru` sends another."""
    contact = _own(actor, key)
    where, person = (contact.channel, contact.address), _me(actor)
    if request.POST.get("langkah") == "baru":
        _require_pace(request)
        ask_code(*where, person, at=now_of(request))
        messages.success(request, _("Kode baru dikirim. Biasanya tiba dalam satu menit."))
        return redirect("own_contacts:prove", key)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if accepted(form, lambda: confirm_code(*where, form.cleaned_data["code"], person, at=now_of(request))):
        messages.success(request, _("Kontak ini sudah dipastikan. Mulai sekarang pemberitahuan dapat lewat sini."))
        return redirect("own_contacts:contacts")
    context = {"form": form, "contact": contact, "address": shown(*where)}
    return render(request, "messaging/own_code.html", context, status=422 if form.errors else 200)


@officers
@fresh_to_post
@require_POST
def act(request: HttpRequest, actor: Actor, key: UUID, verb: str) -> HttpResponse:
    """Put it first, try it, remove it."""
    contact = _own(actor, key)
    if verb == "utama":
        put_first(contact)
        messages.success(request, _("Pemberitahuan dikirim ke sini lebih dahulu."))
    elif verb == "coba":
        _require_pace(request)
        try_contact(contact, at=now_of(request))
        messages.success(request, _("Pesan percobaan sedang dikirim. Biasanya tiba dalam satu menit."))
    else:
        remove(contact)
        messages.success(request, _("Kontak dihapus."))
    return redirect("own_contacts:contacts")


def _me(actor: Actor) -> Person:
    assert actor.person_id is not None, "an officer is a person"
    return Person.objects.get(pk=actor.person_id)


def _own(actor: Actor, key: UUID) -> Contact:
    return Contact.objects.get(pk=key, person=actor.person_id)


def _require_pace(request: HttpRequest) -> None:
    if not within_limit(request, "kontak", "20/h"):
        raise Refused(_("Terlalu banyak percobaan dari sini. Coba lagi satu jam lagi."))
