"""The board of a dialogue: a question is written down while it is asked, what waits is read out one after the other."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from balairung.ground.common.references import new_code
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.meetings.access import can_write_minutes, get_run
from balairung.rooms.meetings.dialogue import asking, showing
from balairung.rooms.meetings.dialogue.forms import AskedForm, present
from balairung.rooms.meetings.minutes.writing import why_closed
from balairung.rooms.meetings.models import Meeting, MeetingQuestion, Minutes
from balairung.rooms.meetings.views import live


@never_cache
@officers
def dialogue(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The board, and beside it the next question to be written down; then its answer is asked for."""
    meeting, now = get_run(actor, ref), now_of(request)
    known = present(meeting)
    form = AskedForm(request.POST or None, known=known, initial={"token": new_code(24)})
    made: list[MeetingQuestion] = []
    if request.method == "POST" and accepted(
        form, lambda: made.append(asking.note(meeting, **form.said(), by=actor, at=now))
    ):
        return redirect("meetings:question", meeting.ref, made[0].pk)
    context = {"meeting": meeting, "form": form, "known": known, **around(actor, meeting)}
    return render(request, "meetings/dialogue/dialogue.html", context, status=422 if form.errors else 200)


@officers
@require_GET
def stream(request: HttpRequest, actor: Actor, ref: str) -> HttpResponseBase:
    return live.stream(showing.DIALOGUE, get_run(actor, ref))


@never_cache
@officers
@require_GET
def content(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    return live.content(showing.DIALOGUE, get_run(actor, ref), now_of(request))


def around(actor: Actor, meeting: Meeting) -> dict[str, object]:
    """The board as each page of the dialogue has it beside itself, and why nobody writes any more."""
    shown = showing.board(meeting)
    minutes = Minutes.objects.filter(meeting=meeting).first() or Minutes()
    minutes.meeting = meeting
    may = can_write_minutes(actor, meeting)
    return {"board": shown, "said": showing.said(shown), "closed": why_closed(minutes), "may": may}
