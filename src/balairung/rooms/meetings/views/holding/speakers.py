"""Speakers: asked, confirmed, cancelled, asked again, with what they will show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.obligations.reads import file_link
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.meetings.access import get_meeting, get_run
from balairung.rooms.meetings.holding import speakers as holding
from balairung.rooms.meetings.models import Meeting, Speaker
from balairung.rooms.meetings.views.holding.asking import asked_session, done, facts
from balairung.rooms.meetings.views.holding.forms import MaterialForm, SpeakerForm, WhyForm

Deed = Callable[[Speaker, str, Actor, datetime], None]
DEEDS: dict[str, Deed] = {
    "undang": lambda one, words, by, at: holding.invite(one, words=words, by=by, at=at),
    "bersedia": lambda one, words, by, at: holding.confirm(one, words=words, by=by, at=at),
    "batal": lambda one, words, by, at: holding.cancel(one, words=words, by=by, at=at),
    "naik": lambda one, words, by, at: holding.move(one, up=True, by=by, at=at),
    "turun": lambda one, words, by, at: holding.move(one, up=False, by=by, at=at),
}


@officers
def speakers(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """In the order in which they speak, with how far each is."""
    meeting, now = get_meeting(actor, ref), now_of(request)
    form = SpeakerForm(meeting, request.POST or None)
    if request.method == "POST" and accepted(form, lambda: holding.add(meeting, **form.said(), by=actor, at=now)):
        return redirect("meetings:speakers", meeting.ref)
    rows = meeting.speakers.select_related("person").prefetch_related("materials", "steps", "agenda").order_by("order")
    listed = [(one, [file_link(file, now) for file in one.materials.all()]) for one in rows]
    context = facts(actor, meeting, asked_session(request, meeting), "narasumber") | {"rows": listed, "form": form}
    return render(request, "meetings/holding/speakers.html", context, status=422 if form.errors else 200)


@officers
def speaker(request: HttpRequest, actor: Actor, ref: str, key: UUID) -> HttpResponse:
    """One of them: what became of asking, what they show, and their words changed."""
    meeting, now = get_run(actor, ref), now_of(request)
    one = _speaker(meeting, key)
    known = {"name": one.name, "title": one.title, "topic": one.topic, "minutes": one.minutes}
    form = SpeakerForm(meeting, request.POST or None, initial=known | {"invited": _seat(one)})
    if request.method == "POST" and accepted(form, lambda: holding.change(one, **form.said(), by=actor, at=now)):
        messages.success(request, _("Narasumber disimpan."))
        return redirect("meetings:speaker", meeting.ref, one.pk)
    context = facts(actor, meeting, asked_session(request, meeting), "narasumber") | {
        "one": one, "form": form, "steps": one.steps.select_related("by"), "why": WhyForm(),
        "files": [file_link(file, now) for file in one.materials.order_by("stored_at")], "material": MaterialForm(),
        "may": [verb for verb, state in STATES.items() if one.state in holding.STEPS[state]],
    }  # fmt: skip
    return render(request, "meetings/holding/speaker.html", context, status=422 if form.errors else 200)


STATES = {
    "undang": Speaker.State.INVITED,
    "bersedia": Speaker.State.CONFIRMED,
    "batal": Speaker.State.CANCELLED,
}


def _seat(one: Speaker) -> object:
    """Their own invitation, when one of those invited speaks."""
    if one.person_id is None:
        return ""
    found = one.meeting.invitees.filter(person=one.person_id, dropped_at__isnull=True).values_list("pk", flat=True)
    return found.first() or ""


@officers
@require_POST
def material(request: HttpRequest, actor: Actor, ref: str, key: UUID) -> HttpResponse:
    meeting, now = get_run(actor, ref), now_of(request)
    one, form = _speaker(meeting, key), MaterialForm(request.POST, request.FILES)
    if not accepted(form, lambda: _give(one, form, actor, now)):
        messages.warning(request, " ".join(str(said) for row in form.errors.values() for said in row))
    return redirect("meetings:speaker", meeting.ref, one.pk)


def _give(one: Speaker, form: MaterialForm, actor: Actor, now: datetime) -> None:
    files = [store(upload, at=now) for upload in form.cleaned_data["uploads"]]
    holding.give_material(one, files, by=actor, at=now)


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, key: UUID, verb: str) -> HttpResponse:
    meeting = get_run(actor, ref)
    one = _speaker(meeting, key)
    words = request.POST.get("words", "")[:300]
    done(request, lambda: DEEDS[verb](one, words, actor, now_of(request)))
    if verb in STATES:
        return redirect("meetings:speaker", meeting.ref, one.pk)
    return redirect("meetings:speakers", meeting.ref)


def _speaker(meeting: Meeting, key: UUID) -> Speaker:
    one = Speaker.objects.select_related("person").get(meeting=meeting, pk=key)
    one.meeting = meeting
    return one
