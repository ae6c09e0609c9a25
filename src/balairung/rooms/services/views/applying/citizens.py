"""The form for citizens: begun, gone on with here or on another telephone, sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page

from balairung.ground.common.errors import Refused
from balairung.ground.ui.fields import LineField
from balairung.kernel.messaging.actions import Recipient
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.services.applying import begun as drafts
from balairung.rooms.services.views.applying import form as pages
from balairung.rooms.services.views.applying import sending
from balairung.rooms.services.views.applying.sitting import CITIZEN, Sitting, sit


class ResumeForm(forms.Form):
    """Number and code from the slip of paper."""

    ref = LineField(
        label=_("Nomor naskah"), max_length=20, help_text=_("Misalnya N-7K3M-92QD."),
        error_messages={"required": _("Tuliskan dahulu nomornya.")},
    )  # fmt: skip
    code = LineField(
        label=_("Kode"), max_length=20, help_text=_("Sepuluh huruf dan angka."),
        error_messages={"required": _("Tuliskan dahulu kodenya.")},
    )  # fmt: skip


@gzip_page  # the names of the places weigh more than the rest of the page
@everyone
@never_cache
def apply(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """The first page, with nothing kept yet."""
    return pages.show(request, actor, CITIZEN, key)


@gzip_page
@everyone
@never_cache
def apply_page(request: HttpRequest, actor: Actor, key: str, draft: str, page: str) -> HttpResponse:
    return pages.show(request, actor, CITIZEN, key, draft, page)


@everyone
@never_cache
def apply_resume(request: HttpRequest, actor: Actor, key: str, draft: str) -> HttpResponse:
    return pages.resume(request, actor, CITIZEN, key, draft)


@everyone
@never_cache
def apply_check(request: HttpRequest, actor: Actor, key: str, draft: str) -> HttpResponse:
    return sending.check(request, actor, CITIZEN, key, draft)


@everyone
@never_cache
def later(request: HttpRequest, actor: Actor, key: str, draft: str) -> HttpResponse:
    """How to go on elsewhere: number and code (GET); the link sent to the contact that was left (POST)."""
    sitting = sit(request, actor, CITIZEN, key, draft)
    if isinstance(sitting, HttpResponse):
        return sitting
    form = sitting.applicant()
    form.is_valid()
    contact = str(form.cleaned_data.get("contact", ""))
    reachable = bool(contact) and Recipient.contact(contact).reachable
    if request.method == "POST" and reachable:
        _send(request, sitting, contact)
        return redirect(f"{request.path}?terkirim=1")
    context: dict[str, Any] = {
        "reachable": reachable,
        "sent": "terkirim" in request.GET,
        "back": drafts.address(sitting.begun),
    }
    return sitting.render("services/applying/later.html", **context)


@everyone
@never_cache
def resume(request: HttpRequest, actor: Actor) -> HttpResponse:
    """By number and code to what was begun elsewhere. Wrong codes are counted."""
    form = ResumeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not within_limit(request, "track", settings.TRACKING_LIMIT):
            form.add_error(None, gettext("Terlalu banyak percobaan. Tunggu satu jam, lalu coba lagi."))
        elif page := drafts.page_of(form.cleaned_data["ref"], form.cleaned_data["code"], at=now_of(request)):
            return redirect(page)
        else:
            form.add_error(None, gettext("Nomor dan kode ini tidak cocok, atau naskahnya sudah lewat tiga puluh hari."))
    return render(request, "services/applying/resume.html", {"form": form}, status=422 if form.errors else 200)


def _send(request: HttpRequest, sitting: Sitting, contact: str) -> None:
    if not within_limit(request, "address", settings.FOLLOWING_LIMIT):
        raise Refused(gettext("Terlalu banyak permintaan dari jaringan ini. Tunggu satu jam, lalu coba lagi."))
    drafts.send_link(sitting.begun, contact=contact, at=sitting.now)
