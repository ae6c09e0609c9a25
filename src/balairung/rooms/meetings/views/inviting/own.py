"""The invited person's own page: letter, code, calendar, answer. No account: whoever holds the code is meant."""

from __future__ import annotations

from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from balairung.ground.common.qr import qr_code
from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.links import link_to
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.rooms.meetings import notices
from balairung.rooms.meetings.inviting.calendars import calendar_of
from balairung.rooms.meetings.inviting.forms import ReplyForm
from balairung.rooms.meetings.inviting.letter import signed_letter
from balairung.rooms.meetings.inviting.replying import invitee_of, proposals
from balairung.rooms.meetings.inviting.replying import reply as answer_for
from balairung.rooms.meetings.models import Invitee, Meeting
from balairung.rooms.meetings.views.inviting.desk import ics

Answer = TypeVar("Answer", bound=HttpResponseBase)
OPEN = (Meeting.State.CALLED, Meeting.State.RUNNING)


@everyone
@never_cache
@require_safe
def page(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    return _page(request, _invitee(code))


@everyone
@never_cache
@require_POST
def reply(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Comes, sends somebody, or does not come."""
    found = _invitee(code)
    form = ReplyForm(request.POST, proposals=proposals(found))
    if accepted(form, lambda: answer_for(found, **form.said(), code=code, by=actor, at=now_of(request))):
        return redirect(reverse("meetings:own", args=[found.code]))
    return _page(request, found, form)


@everyone
@never_cache
@require_safe
def letter(request: HttpRequest, actor: Actor, code: str) -> HttpResponseBase:
    """The signed letter, as it was written."""
    found = signed_letter(_invitee(code).meeting)
    if found is None or found.file is None:
        raise Http404
    return _private(redirect(link_to(found.file, now=now_of(request))))


@everyone
@never_cache
@require_safe
def calendar(request: HttpRequest, actor: Actor, code: str) -> HttpResponseBase:
    """One event: the same UID whatever changes."""
    found = _invitee(code)
    content = calendar_of(
        found.meeting, [found.session], link=notices.own_page(found), at=now_of(request), whose=str(found.pk),
        cancelled=found.dropped_at is not None,
    )  # fmt: skip
    return _private(ics(content, found.meeting))


def _invitee(code: str) -> Invitee:
    found = invitee_of(code)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: Invitee, form: ReplyForm | None = None) -> HttpResponse:
    meeting, open_now = found.meeting, found.meeting.state in OPEN and not found.dropped_at
    may_answer = open_now and not found.session.opened_at and not found.came_at
    context = {
        "invitee": found, "meeting": meeting, "session": found.session, "open": open_now,
        "form": (form or ReplyForm(proposals=proposals(found))) if may_answer else None,
        "letter": signed_letter(meeting), "qr": qr_code(notices.own_page(found)) if open_now else "",
        "when": notices.when_words(found.session), "ask": _ask(found) if open_now else "",
    }  # fmt: skip
    bound = form is not None and form.is_bound
    return _private(render(request, "meetings/inviting/own.html", context, status=422 if bound else 200))


def _ask(found: Invitee) -> str:
    """Where a question is sent before the meeting."""
    return reverse("meetings:ask", args=[found.code])


def _private(response: Answer) -> Answer:
    """Never found by a search engine, and its address never told to another site."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response
