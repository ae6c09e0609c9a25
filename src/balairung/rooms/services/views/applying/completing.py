"""What is missing, by name, with the place to send it."""

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
from balairung.ground.ui.attempt import accepted
from balairung.ground.ui.fields import TextField
from balairung.kernel.files.actions import store
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.files.models import BEGUN, File
from balairung.kernel.files.upload import Upload
from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.reads import file_link
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.place_names import place_names
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.services.applying import own as actions
from balairung.rooms.services.applying.asking import PAPERS, Fault, Questions, uploads_of
from balairung.rooms.services.applying.completing import (
    Completed,
    Files,
    files_of,
    judge_again,
    read_files,
    sign_files,
    text_is_enough,
    typed_of,
    wanted,
)
from balairung.rooms.services.definition.shape import Page
from balairung.rooms.services.handling.stepping import answers_of
from balairung.rooms.services.models import Application
from balairung.rooms.services.routing import KIND, definition_of
from balairung.rooms.services.views.applying.form import collected

MORE = "lampiran"  # files that answer words, and no question


class AnswerForm(forms.Form):
    """Words for the officer who asked, and files that no question asks for."""

    text = TextField(
        label=_("Pesan untuk petugas"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Tuliskan jawabannya.")},
    )  # fmt: skip
    lampiran = UploadsField(label=_("Berkas yang diminta"), required=False, most=5, kinds=PAPERS)

    def __init__(self, *args: Any, words: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if words:
            self.fields["text"].label = gettext("Jawaban Anda")
        else:
            del self.fields[MORE]


@everyone
@never_cache
def complete(request: HttpRequest, actor: Actor, ref: str, code: str) -> HttpResponse:
    """What is missing (GET), sent (POST): what was said before stands there already."""
    application, applicant = actions.get_own(ref, code)
    if application.obligation.state != State.WAITING:
        return redirect("services:own", application.ref, code)
    pages, before = wanted(application), answers_of(application)
    words = text_is_enough(definition_of(application.version), application)
    if request.method != "POST":
        return _page(
            request, application, AnswerForm(words=words), pages, typed_of(pages, before), files_of(pages, before)
        )
    form = AnswerForm(request.POST, request.FILES, words=words)
    said, files, wrong = _sent(request, application, pages)
    judged = judge_again(pages, said, files, before, localdate(now_of(request)))
    judged.errors |= wrong
    if not judged.errors and accepted(
        form, lambda: _complete(request, application, form, pages, judged, files, applicant)
    ):
        return redirect(reverse("services:own", args=[application.ref, code]))
    return _page(request, application, form, pages, said, files, judged.errors, status=422)


def _sent(
    request: HttpRequest, application: Application, pages: list[Page]
) -> tuple[dict[str, Any], Files, dict[str, str]]:
    """What was typed, which files belong to it (stored at once: a fault elsewhere costs none), what is wrong."""
    said: dict[str, Any] = {}
    for page in pages:
        said = collected(page, request.POST, said)
    before = answers_of(application)
    carried = read_files(application, request.POST.get("kept", "")[:8000])
    files = files_of(pages, before) if carried is None else carried
    dropped = set(request.POST.getlist("lepas"))
    files = {name: [key for key in keys if key not in dropped] for name, keys in files.items()}
    fit, wrong = uploads_of(Questions(pages, said, before), request.FILES)
    if fit and not within_limit(request, "upload", settings.UPLOAD_LIMIT):
        sentence = gettext("Terlalu banyak berkas dari jaringan ini. Coba lagi satu jam lagi.")
        return said, files, wrong | dict.fromkeys(fit, sentence)
    for name, uploads in fit.items():
        files[name] = [*files.get(name, []), *_stored(request, uploads)]
    return said, files, wrong


def _stored(request: HttpRequest, uploads: list[Upload]) -> list[str]:
    return [str(store(upload, at=now_of(request), about=(BEGUN, "")).pk) for upload in uploads]


def _complete(
    request: HttpRequest,
    application: Application,
    form: AnswerForm,
    pages: list[Page],
    judged: Completed,
    files: Files,
    applicant: Actor,
) -> None:
    text, at = form.cleaned_data["text"], now_of(request)
    loose = [store(upload, at=at, about=(BEGUN, "")) for upload in form.cleaned_data.get(MORE) or []]
    if not pages and not text and not loose:
        raise Refused(gettext("Tuliskan jawabannya, atau lampirkan berkas yang diminta."))
    new = File.objects.filter(pk__in=[key for keys in files.values() for key in keys], about_kind__in=["", BEGUN])
    asked = [one.key for page in pages for one in page.fields]
    sent = [*new.order_by("id"), *loose]
    actions.complete(application, changed=judged.answers, asked=asked, files=sent, text=text, by=applicant, at=at)


def _page(
    request: HttpRequest,
    application: Application,
    form: AnswerForm,
    pages: list[Page],
    said: dict[str, Any],
    files: Files,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    now = now_of(request)
    there = _there(application, files)
    kept = {name: [(key, file_link(there[key], now)) for key in keys if key in there] for name, keys in files.items()}
    questions = Questions(pages, said, answers_of(application), errors=errors, kept=kept)
    general = [Fault("", "", str(sentence)) for sentence in form.non_field_errors()]
    own = [Fault(bound.auto_id, str(bound.label), str(sentence)) for bound in form for sentence in bound.errors]
    context = {
        "application": application,
        "code": application.secret,
        "form": form,
        "questions": questions,
        "faults": [*general, *questions.faults, *own],
        "places": place_names,
        "signed": sign_files(application, files),
    }
    return render(request, "services/applying/complete.html", context, status=status)


def _there(application: Application, files: Files) -> dict[str, File]:
    """The files of this application and those that came with this form."""
    keys = [key for held in files.values() for key in held]
    mine = File.objects.filter(pk__in=keys, about_kind=KIND, about_ref=application.ref)
    loose = File.objects.filter(pk__in=keys, about_kind__in=["", BEGUN])
    return {str(file.pk): file for file in [*mine.order_by("id"), *loose.order_by("id")]}
