"""Somebody who was invited asks from their own telephone: their page opens with their code and needs no account."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from balairung.ground.common.references import new_code
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.rooms.meetings.dialogue import asking
from balairung.rooms.meetings.dialogue.forms import SentForm
from balairung.rooms.meetings.dialogue.own import own_questions
from balairung.rooms.meetings.inviting.replying import invitee_of
from balairung.rooms.meetings.models import Invitee


@never_cache
@everyone
def ask(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The form and what became of earlier questions; with `?denyut=` only these, 204 when nothing changed."""
    invitee, now = _invitee(code), now_of(request)
    if request.GET.get("denyut") == str(invitee.meeting.beat):
        return HttpResponse(status=204)
    form = SentForm(request.POST or None, initial={"token": new_code(24)})
    if request.method == "POST" and accepted(form, lambda: asking.send(invitee, **form.cleaned_data, at=now)):
        messages.success(request, _("Pertanyaan Anda sudah diterima. Moderator membacakannya bila gilirannya tiba."))
        return redirect("meetings:ask", code)
    context = {
        "invitee": invitee, "meeting": invitee.meeting, "code": code, "rows": own_questions(invitee), "form": form,
        "why": asking.why_not_asked(invitee),
    }  # fmt: skip
    if "denyut" in request.GET:
        return _private(render(request, "meetings/dialogue/_own.html", context))
    return _private(render(request, "meetings/dialogue/ask.html", context, status=422 if form.errors else 200))


@everyone
@require_POST
def withdraw(request: HttpRequest, actor: Actor, code: str, key: UUID) -> HttpResponse:
    invitee = _invitee(code)
    question, form = invitee.questions.get(pk=key), forms.Form({})
    if accepted(form, lambda: asking.withdraw(question, at=now_of(request))):
        messages.success(request, _("Pertanyaan Anda ditarik."))
    else:
        messages.warning(request, " ".join(map(str, form.non_field_errors())))
    return redirect("meetings:ask", code)


def _invitee(code: str) -> Invitee:
    found = invitee_of(code)
    if found is None:
        raise Http404
    return found


def _private(response: HttpResponse) -> HttpResponse:
    """Never found by a search engine, and its address never told to another site."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response
