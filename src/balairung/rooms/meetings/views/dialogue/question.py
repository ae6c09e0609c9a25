"""One question: what was asked and answered, and what is to become of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from balairung.ground.common.text import read_key
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.meetings.access import get_run
from balairung.rooms.meetings.dialogue import answering
from balairung.rooms.meetings.dialogue.asking import name_of
from balairung.rooms.meetings.dialogue.forms import HeardForm, present
from balairung.rooms.meetings.models import Meeting, MeetingQuestion, Theme
from balairung.rooms.meetings.views.dialogue.board import around

NOBODY = UUID(int=0)
MOST_THEMES = 300  # that a list proposes
State = MeetingQuestion.State
Deed = Callable[[MeetingQuestion, Actor, datetime], object]
DEEDS: dict[str, Deed] = {
    "call_up": lambda one, by, at: answering.call_up(one, by=by, at=at),
    "put_back": lambda one, by, at: answering.put_back(one, by=by, at=at),
    "up": lambda one, by, at: answering.arrange(one, up=True, by=by, at=at),
    "down": lambda one, by, at: answering.arrange(one, up=False, by=by, at=at),
    "reopen": lambda one, by, at: answering.reopen(one, by=by, at=at),
}


@never_cache
@officers
def question(request: HttpRequest, actor: Actor, ref: str, key: UUID) -> HttpResponse:
    """Its form; what is sent with it is put down whatever the button says about the rest."""
    meeting, now = get_run(actor, ref), now_of(request)
    one = _question(meeting, key)
    form = HeardForm(request.POST.dict() or None, initial=_initial(one), usual=answering.usual_day(now))
    if request.method == "POST" and accepted(form, lambda: _write(one, form, actor, now)):
        messages.success(request, _told(one))
        return redirect("meetings:dialogue", meeting.ref)
    stale = form.is_bound and MeetingQuestion.objects.filter(pk=key).exclude(turn=_turn(form)).exists()
    if stale:  # who sends it again has seen what the other wrote
        one.refresh_from_db()
        form.data = {**form.data, "turn": str(one.turn)}
    names = [*map(name_of, present(meeting).values()), *meeting.speakers.values_list("name", flat=True)]
    context = {
        "meeting": meeting, "one": one, "form": form, "answering": dict.fromkeys(names), "stale": stale,
        "themes": Theme.objects.order_by("name").values_list("name", flat=True)[:MOST_THEMES],
        "task": getattr(one, "task", None), **around(actor, meeting),
    }  # fmt: skip
    return render(request, "meetings/dialogue/question.html", context, status=422 if form.errors else 200)


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, key: str, verb: str) -> HttpResponse:
    """Read out, put back, earlier, later, open again; a refusal is said on the page."""
    meeting, form = get_run(actor, ref), forms.Form({})
    one = meeting.questions.select_related("meeting", "session", "agenda").get(pk=read_key(key) or NOBODY)
    if not accepted(form, lambda: DEEDS[verb](one, actor, now_of(request))):
        messages.warning(request, " ".join(map(str, form.non_field_errors())))
    if verb == "call_up":
        return redirect("meetings:question", meeting.ref, one.pk)
    return redirect("meetings:dialogue", meeting.ref)


def _question(meeting: Meeting, key: UUID) -> MeetingQuestion:
    one = meeting.questions.select_related("asker", "session", "agenda", "task__office", "task__obligation").get(pk=key)
    one.meeting = meeting
    return one


def _initial(one: MeetingQuestion) -> dict[str, object]:
    themes = ", ".join(one.themes.values_list("name", flat=True))
    names = ("text", "answer", "answered_by", "asker_name", "origin", "turn")
    return {name: getattr(one, name) for name in names} | {"themes": themes}


def _turn(form: HeardForm) -> int:
    """The turn that the page was made from."""
    told: int = form.cleaned_data.get("turn", 0)
    return told


def _write(one: MeetingQuestion, form: HeardForm, actor: Actor, now: datetime) -> None:
    told = form.cleaned_data
    if told["deed"] == "tugas":
        owed = {name: told[name] for name in ("office", "due_on", "keep_day")}
        answering.write_and_owe(one, form.heard(), **owed, turn=told["turn"], by=actor, at=now)
    else:
        settled = told["deed"] == "tuntas"
        answering.write_down(one, form.heard(), turn=told["turn"], settled=settled, by=actor, at=now)


def _told(one: MeetingQuestion) -> str:
    if one.state == State.OWED:
        facts = {"office": one.task.office.name, "ref": one.task.obligation.ref if one.task.obligation else ""}
        return _("Menjadi tugas %(office)s, nomor %(ref)s.") % facts
    return _("Pertanyaan dinyatakan tuntas.") if one.state == State.SETTLED else _("Tersimpan.")
