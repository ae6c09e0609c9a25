"""What becomes of an application, for whoever holds its number and code: without an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balairung.ground.common.errors import Refused
from balairung.ground.common.qr import qr_code
from balairung.ground.ui.attempt import accepted
from balairung.ground.ui.fields import ContactField, TextField
from balairung.kernel.documents.models import Document
from balairung.kernel.documents.proving import proof_address
from balairung.kernel.files.models import File
from balairung.kernel.messaging import stopping
from balairung.kernel.messaging.reads import last_outside, masked
from balairung.kernel.obligations.models import Event
from balairung.kernel.obligations.reads import (
    PARTIES,
    explain,
    file_link,
    office_of,
    timeline,
    titles_of,
    unmet_clock_rows,
)
from balairung.kernel.people.actors import Actor, ActorKind
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.satisfaction import survey_address
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.services import moves
from balairung.rooms.services.applying import own as actions
from balairung.rooms.services.applying.receipts import mask_nik
from balairung.rooms.services.applying.showing import Shown, shown
from balairung.rooms.services.applying.travelling import stops_of
from balairung.rooms.services.definition.shape import Page
from balairung.rooms.services.definition.words import told
from balairung.rooms.services.handling.deeming import grants_at
from balairung.rooms.services.handling.stepping import answers_of
from balairung.rooms.services.issuing import letter_of
from balairung.rooms.services.models import Application
from balairung.rooms.services.routing import KIND, definition_of

#: What the lines of the ledger are called for an applicant.
SAID = {
    "open": _("Permohonan diterima"), "pass_on": _("Diteruskan ke langkah berikutnya"),
    "send_back": _("Anda diminta melengkapi"), "complete": _("Anda melengkapi"),
    "hand_back": _("Dikembalikan ke langkah sebelumnya"), "inspect": _("Diperiksa di lapangan"),
    "refuse": _("Ditolak"), "issue": _("Terbit"), "withdraw": _("Anda mencabut permohonan"),
    "lapse": _("Tidak dilengkapi sampai batas waktunya"),
}  # fmt: skip


class WithdrawForm(forms.Form):
    """Why, if they like to say it."""

    text = TextField(
        label=_("Alasannya"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Membantu kami memperbaiki layanan. Boleh dikosongkan."),
    )  # fmt: skip


class LeftContactForm(forms.Form):
    """Where the applicant wants to hear how it goes on; empty is nowhere."""

    contact = ContactField(
        label=_("Surel atau nomor telepon"), required=False, max_length=120,
        help_text=_("Kosongkan bila Anda tidak ingin menerima kabar lagi tentang permohonan ini."),
    )  # fmt: skip


@everyone
@never_cache
def own(request: HttpRequest, actor: Actor, ref: str, code: str) -> HttpResponse:
    """Where it is, by when it goes on, what is missing, and the letter when it is there."""
    application, _applicant = actions.get_own(ref, code)
    now, obligation = now_of(request), application.obligation
    last = last_outside((KIND, application.ref))
    context: dict[str, Any] = {
        "application": application,
        "obligation": obligation,
        "code": code,
        "stops": stops_of(application, now),
        "late": obligation.is_late(now),
        "clocks": unmet_clock_rows(obligation, Calendars(), now) if obligation.is_open else [],
        "grants_at": grants_at(application, Calendars()) if obligation.is_open else None,
        "missing": application.missing if obligation.step == "complete" or application.missing else [],
        "entries": timeline(obligation, titles=titles_of(moves.MOVES, SAID), sees=PARTIES, who=_who, now=now),
        "told": _told(application, request),
        "nik": mask_nik(application.nik),
        "last": last,
        "last_to": masked(last.address) if last else "",
        "survey": "" if obligation.is_open else survey_address(KIND, application.ref, at=now),
        **letter_context(application, request),
    }
    return render(request, "services/applying/own.html", context)


def _who(event: Event) -> str:
    """The office, or the reader."""
    return gettext("Anda") if event.by_kind == ActorKind.CITIZEN else office_of(event)


def _told(application: Application, request: HttpRequest) -> list[tuple[Page, list[Shown]]]:
    """What the applicant said, numbers masked, with their own files."""
    definition, answers = definition_of(application.version), answers_of(application)
    files = File.objects.filter(about_kind=KIND, about_ref=application.ref).order_by("id")
    links = {str(file.pk): file_link(file, now_of(request)) for file in files}
    return shown(told(definition, answers), links)


def letter_context(application: Application, request: HttpRequest) -> dict[str, Any]:
    """The signed letter: the file for a day, and the code by which others see that it is true."""
    letter = letter_of(application)
    if letter is None or letter.state != Document.State.SIGNED or letter.file is None:
        return {"letter": None}
    now, proof = now_of(request), proof_address(letter)
    facts = {"title": letter.title, "number": letter.number_text, "link": proof.partition("#")[0]}
    return {
        "letter": letter,
        "standing": letter.standing(now),
        "file": file_link(letter.file, now),
        "proof": proof.partition("#")[0],
        "qr": qr_code(proof),
        "share": gettext("%(title)s nomor %(number)s. Periksa keasliannya: %(link)s") % facts,
    }


@everyone
@never_cache
def deadline(request: HttpRequest, actor: Actor, ref: str, code: str, clock: str) -> HttpResponse:
    """Why that is the date, for the applicant."""
    application, _applicant = actions.get_own(ref, code)
    found = application.obligation.clocks.select_related("obligation").get(pk=clock)
    context = {
        "explained": explain(found),
        "back": reverse("services:own", args=[application.ref, code]),
        "today": localdate(now_of(request)),
    }
    return render(request, "services/applying/deadline.html", context)


@everyone
@never_cache
def withdraw(request: HttpRequest, actor: Actor, ref: str, code: str) -> HttpResponse:
    """The applicant takes it back: what that means (GET), done (POST)."""
    application, applicant = actions.get_own(ref, code)
    form, at = WithdrawForm(request.POST if request.method == "POST" else None), now_of(request)
    if request.method == "POST" and accepted(
        form, lambda: actions.withdraw(application, text=form.cleaned_data["text"], by=applicant, at=at)
    ):
        return redirect("services:own", application.ref, code)
    context = {"application": application, "code": code, "form": form}
    return render(request, "services/applying/withdraw.html", context, status=422 if form.errors else 200)


@everyone
@never_cache
def contact(request: HttpRequest, actor: Actor, ref: str, code: str) -> HttpResponse:
    """Where messages about it go; `langkah` of a POST: simpan, henti (all messages) or mulai (again)."""
    application, applicant = actions.get_own(ref, code)
    form = LeftContactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and accepted(form, lambda: _arrange(request, application, form, applicant)):
        return redirect("services:contact", application.ref, code)
    address = application.contact
    context = {
        "application": application,
        "code": code,
        "form": form,
        "address": masked(address),
        "stopped": bool(address) and stopping.is_stopped(stopping.mark_of(address)),
        "last": last_outside((KIND, application.ref)),
    }
    return render(request, "services/applying/contact.html", context, status=422 if form.errors else 200)


def _arrange(request: HttpRequest, application: Application, form: forms.Form, applicant: Actor) -> None:
    step, at = request.POST.get("langkah"), now_of(request)
    if step in {"henti", "mulai"}:
        mark = stopping.mark_of(application.contact)
        if step == "henti":
            stopping.stop(mark, at=at)
        else:
            stopping.start(mark)
        return
    if not within_limit(request, "address", settings.FOLLOWING_LIMIT):
        raise Refused(gettext("Terlalu banyak permintaan dari jaringan ini. Tunggu satu jam, lalu coba lagi."))
    actions.change_contact(application, contact=form.cleaned_data["contact"], by=applicant, at=at)
