"""Words kept ready: the list, adding, changing, dropping."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.complaints import access
from balairung.rooms.complaints.desk import phrases
from balairung.rooms.complaints.desk.deeds import KNOWN
from balairung.rooms.complaints.desk.keeping import PhraseForm, keeps_any
from balairung.rooms.complaints.models import Phrase


@officers
def texts(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What this officer is offered, those of their office first."""
    rows = Phrase.objects.offered_to(actor).order_by("office__order", "office__name", "verb", "title")
    listed = [
        (one, KNOWN[one.verb].label if one.verb in KNOWN else "", access.can_keep(actor, one.office)) for one in rows
    ]
    context = {"texts": listed, "may_add": keeps_any(actor), "variables": phrases.VARIABLES, "tab": "teks"}
    return render(request, "complaints/texts.html", context)


@officers
def add_text(request: HttpRequest, actor: Actor) -> HttpResponse:
    """New words."""
    require(keeps_any(actor), phrases.ONLY)
    return _ask(request, actor, None)


@officers
def change_text(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Other words under the same title."""
    phrase = Phrase.objects.offered_to(actor).get(pk=key)
    require(access.can_keep(actor, phrase.office), phrases.ONLY)
    return _ask(request, actor, phrase)


def _ask(request: HttpRequest, actor: Actor, phrase: Phrase | None) -> HttpResponse:
    first = {name: getattr(phrase, name) for name in ("title", "text", "verb")} if phrase else {}
    first |= {"office": str(phrase.office_id or ""), "topic": phrase.topic_id} if phrase else {}
    form = PhraseForm(posted(request), initial=first, actor=actor)
    at = now_of(request)
    if accepted(form, lambda: phrases.keep_phrase(phrase, **form.cleaned_data, by=actor, at=at)):
        messages.success(request, _("Teks disimpan."))
        return redirect("complaints:texts")
    context = {"form": form, "phrase": phrase, "variables": phrases.VARIABLES}
    return render(request, "complaints/text.html", context, status=422 if form.errors else 200)


@officers
def drop_text(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Asked twice."""
    phrase = Phrase.objects.offered_to(actor).get(pk=key)
    require(access.can_keep(actor, phrase.office), phrases.ONLY)
    if request.method == "POST":
        phrases.drop_phrase(phrase, by=actor, at=now_of(request))
        messages.success(request, _("Teks dihapus."))
        return redirect("complaints:texts")
    context = {
        "title": _("Hapus teks “%(title)s”?") % {"title": phrase.title}, "submit": _("Hapus teks"),
        "lead": _("Teks ini tidak lagi ditawarkan. Yang sudah dikirim dengannya tidak berubah."),
        "back": reverse("complaints:texts"),
    }  # fmt: skip
    return render(request, "people/sure.html", context)
