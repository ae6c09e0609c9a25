"""The page of a task from a meeting, and what may be done with it now."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from balairung.ground.common.references import read_reference
from balairung.kernel.obligations import paging
from balairung.kernel.obligations.forms import MaybeWordsForm, WordsForm
from balairung.kernel.obligations.moves import Move
from balairung.kernel.obligations.paging import Bound, Face, Owed
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.meetings import access, actions, moves
from balairung.rooms.meetings.minutes import matrix, publishing
from balairung.rooms.meetings.models import Meeting, MeetingTask, Minutes
from balairung.rooms.meetings.views.binding.proof import ProofForm

FORMS: dict[str, tuple[Move, type[forms.Form]]] = {
    "acknowledge": (moves.ACKNOWLEDGE, MaybeWordsForm),
    "fulfil": (moves.FULFIL, ProofForm),
    "accept": (moves.ACCEPT, MaybeWordsForm),
    "send_back": (moves.RETURN, WordsForm),
}
SAID = {"open": gettext_lazy("Mengikat sejak notulen disahkan"), "set_date": gettext_lazy("Tenggat ditetapkan")}


def face_at(now: datetime) -> Face:
    """Who may do what at this moment: who acts for the chair changes with the day."""

    def judges(actor: Actor, task: MeetingTask) -> bool:
        return access.can_judge(actor, task, now)

    deeds = {
        verb: (move, form, access.can_carry_out if verb in ("acknowledge", "fulfil") else judges)
        for verb, (move, form) in FORMS.items()
    }
    return Face("meetings", deeds, actions, moves.MOVES, SAID, waiting=gettext_lazy("Menunggu penilaian"))


@officers
def detail(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """A task; the number of a meeting leads to it, and so does that of the minutes that are owed."""
    number = read_reference(ref) or ref
    if Meeting.objects.filter(ref=number).exists():
        return redirect("meetings:meeting", number)
    if owed := Minutes.objects.filter(owed__ref=number).select_related("meeting").first():
        return redirect("meetings:approval", owed.meeting.ref)
    return _page(request, actor, access.get_task(actor, ref))


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, verb: str) -> HttpResponse:
    """One deed, by its verb."""
    task, face = access.get_task(actor, ref), face_at(now_of(request))
    return paging.act(face, request, actor, cast(Owed, task), verb, lambda bound: _page(request, actor, task, bound))


@officers
def bound(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """What a meeting bound one's own offices to, also where nobody of them came; a single one leads to its page."""
    number = read_reference(ref) or ref
    rows = MeetingTask.objects.filter(meeting__ref=number, office__in=actor.office_ids, obligation__isnull=False)
    tasks = list(rows.for_list())
    if len(tasks) == 1 and tasks[0].obligation:
        return redirect("meetings:detail", tasks[0].obligation.ref)
    if not tasks:
        return redirect("meetings:decisions", access.get_meeting(actor, number).ref)
    context = {"meeting": tasks[0].meeting, "lines": matrix.lines_of(tasks, now_of(request))}
    return render(request, "meetings/binding/bound.html", context)


def _page(request: HttpRequest, actor: Actor, task: MeetingTask, bound: Bound | None = None) -> HttpResponse:
    now = now_of(request)
    others = MeetingTask.objects.filter(decision=task.decision).exclude(pk=task.pk) if task.decision else None
    own = {
        "task": task, "meeting": task.meeting, "line": matrix.lines_of([task], now)[0],
        "others": others.count() if others is not None else 0,
        "sees": Meeting.objects.visible_to(actor).filter(pk=task.meeting_id).exists(),
        "due": publishing.due_words(task.decision, task.meeting.starts_at) if task.decision else "",
    }  # fmt: skip
    return paging.show(face_at(now), request, actor, cast(Owed, task), "meetings/binding/task.html", own, bound)
