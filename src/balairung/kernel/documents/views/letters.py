"""One letter: its paper, its history, and what may be done with it now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from balairung.ground.common.errors import Refused
from balairung.ground.common.qr import qr_code
from balairung.ground.ui.attempt import accepted
from balairung.kernel.documents import access, requesting, revoking
from balairung.kernel.documents.bodies import unpack
from balairung.kernel.documents.chronicle import chronicle
from balairung.kernel.documents.forms import ReasonForm, ReplaceForm, RevokeForm, SignForm
from balairung.kernel.documents.models import Document
from balairung.kernel.documents.proving import page_address
from balairung.kernel.documents.register import mark_of
from balairung.kernel.documents.signing import sign
from balairung.kernel.documents.standing import pen_of
from balairung.kernel.files import disk
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.freshness import fresh
from balairung.kernel.people.middleware import now_of

#: The verbs of an address, each with what it asks.
DEEDS: dict[str, type[forms.Form]] = {
    "tandatangani": SignForm, "kembalikan": ReasonForm, "cabut": RevokeForm, "ganti": ReplaceForm,
}  # fmt: skip
DONE = {
    "tandatangani": gettext_lazy("Surat ditandatangani."),
    "kembalikan": gettext_lazy("Surat dikembalikan; alasannya sampai kepada kantor yang memintanya."),
    "cabut": gettext_lazy("Surat dicabut. Siapa pun yang memindai kode QR-nya langsung mengetahuinya."),
    "ganti": gettext_lazy("Surat ini sekarang diganti oleh surat yang baru."),
}
#: A PDF of our own: it may show itself, and nothing else.
GUARDS = {
    "Content-Security-Policy": "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; img-src data:; "
    "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@officers
def one(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """What the register knows of a letter."""
    return _page(request, actor, access.get_letter(actor, key))


@officers
@require_safe
def paper(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """The signed file with all signatures so far; before that the letter as it would be, marked KONSEP."""
    letter = access.get_letter(actor, key)
    file = letter.newest
    content = disk.read(file.path) if file else _preview(letter, now_of(request))
    name = f'inline; filename="surat-{letter.dated or "konsep"}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": name, **GUARDS})


@officers
@fresh
@require_POST
@sensitive_post_parameters("passphrase")
def act(request: HttpRequest, actor: Actor, key: UUID, verb: str) -> HttpResponse:
    """Sign, give back, revoke, replace."""
    letter = access.get_letter(actor, key)
    form = DEEDS[verb](request.POST, auto_id=f"{verb}_%s")
    if accepted(form, lambda: _act(letter, verb, form.cleaned_data, actor, now_of(request))):
        messages.success(request, str(DONE[verb]))
        return redirect("documents:one", letter.pk)
    return _page(request, actor, access.get_letter(actor, key), verb, form)


def _act(letter: Document, verb: str, data: dict[str, Any], actor: Actor, now: datetime) -> None:
    deeds: dict[str, Callable[[], object]] = {
        "tandatangani": lambda: _sign(letter, data["passphrase"], actor, now),
        "kembalikan": lambda: requesting.void(letter, reason=data["reason"], by=actor, at=now),
        "cabut": lambda: revoking.revoke(letter, reason=data["reason"], by=actor, at=now),
        "ganti": lambda: revoking.replace(letter, new=_successor(letter, data["number"]), by=actor, at=now),
    }
    require(_may(letter, actor, now)[verb])
    deeds[verb]()


@sensitive_variables("passphrase")
def _sign(letter: Document, passphrase: str, actor: Actor, now: datetime) -> None:
    """The letter itself, or one's own place on it."""
    place = access.place_of(actor, letter)
    if place:
        sign(place, passphrase=passphrase, by=actor, at=now)
    else:
        sign(letter, passphrase=passphrase, by=actor, at=now)


def _successor(letter: Document, number: str) -> Document:
    rows = Document.objects.filter(office=letter.office, number_text=number, state=Document.State.SIGNED)
    found = rows.exclude(pk=letter.pk).order_by("-signed_at").first()
    if found is None:
        raise Refused(_("Kantor ini tidak mempunyai surat bertanda tangan dengan nomor itu. Periksa nomornya."))
    return found


def _may(letter: Document, actor: Actor, now: datetime) -> dict[str, bool]:
    revokes = access.can_revoke(actor, letter, now)
    return {
        "tandatangani": bool(access.can_sign(actor, letter, now) or access.place_of(actor, letter)),
        "kembalikan": access.can_return(actor, letter, now),
        "cabut": revokes,
        "ganti": revokes and letter.replaced_by_id is None,
    }


def _page(
    request: HttpRequest, actor: Actor, letter: Document, verb: str = "", bound: forms.Form | None = None
) -> HttpResponse:
    now = now_of(request)
    may = _may(letter, actor, now)
    asked = {name: DEEDS[name](auto_id=f"{name}_%s") for name, allowed in may.items() if allowed}
    if bound:
        asked[verb] = bound
    others = list(letter.countersignatures.select_related("person").order_by("order"))
    vars(letter)["missing"] = not all(one.signed for one in others)
    link = page_address(letter) if letter.state == Document.State.SIGNED else ""
    context = {
        "letter": letter, "standing": letter.standing(now), "forms": asked, "failed": bound, "verb": verb,
        "mark": mark_of(letter, now), "entries": chronicle(letter), "case": _case(letter), "others": others,
        "pen": pen_of(actor.person_id, now), "link": link, "qr": qr_code(link) if link else "",
        "waits_for_me": letter.expected_id == actor.person_id,
    }  # fmt: skip
    return render(request, "documents/one.html", context, status=422 if bound else 200)


def _case(letter: Document) -> str:
    """The page of the case that asked for it."""
    try:
        return reverse(f"{letter.about_kind}:detail", args=[letter.about_ref])
    except NoReverseMatch:
        return ""


def _preview(letter: Document, now: datetime) -> bytes:
    from balairung.kernel.documents.drawing import Beside, preview

    others = letter.countersignatures.select_related("person").order_by("order")
    beside = tuple(Beside(tuple(one.heading), one.person.name, one.person.nip) for one in others)
    return preview(unpack(letter.body), letter.office, at=now, beside=beside)
