"""The agenda of a session, with its clock: written before, followed while it runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.meetings.access import get_meeting, get_run
from balairung.rooms.meetings.holding import agenda as holding
from balairung.rooms.meetings.holding.presenting import course_facts
from balairung.rooms.meetings.models import AgendaItem, Meeting
from balairung.rooms.meetings.views.holding.asking import asked_session, done, facts
from balairung.rooms.meetings.views.holding.forms import AgendaForm

Deed = Callable[[AgendaItem, Actor, datetime], None]
DEEDS: dict[str, Deed] = {
    "mulai": lambda item, by, at: holding.begin(item, by=by, at=at),
    "selesai": lambda item, by, at: holding.finish(item, by=by, at=at),
    "naik": lambda item, by, at: holding.move(item, up=True, by=by, at=at),
    "turun": lambda item, by, at: holding.move(item, up=False, by=by, at=at),
    "hapus": lambda item, by, at: holding.drop(item, by=by, at=at),
}


@officers
def agenda(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The agenda of one session: everybody who was invited reads it, those who run it change it."""
    meeting, now = get_meeting(actor, ref), now_of(request)
    session, form = asked_session(request, meeting), AgendaForm(meeting, request.POST or None)
    if request.method == "POST" and accepted(form, lambda: holding.add(session, **form.cleaned_data, by=actor, at=now)):
        return redirect(f"{reverse('meetings:agenda', args=[meeting.ref])}?sesi={session.pk}#tambah")
    context = facts(actor, meeting, session, "acara") | course_facts(session, now) | {"form": form}
    return render(request, "meetings/holding/agenda.html", context, status=422 if form.errors else 200)


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, key: UUID, verb: str) -> HttpResponse:
    meeting = get_run(actor, ref)
    item = _item(meeting, key)
    done(request, lambda: DEEDS[verb](item, actor, now_of(request)))
    mark = "" if verb == "hapus" else f"#a-{item.pk}"
    return redirect(f"{reverse('meetings:agenda', args=[meeting.ref])}?sesi={item.session_id}{mark}")


@officers
def edit(request: HttpRequest, actor: Actor, ref: str, key: UUID) -> HttpResponse:
    meeting = get_run(actor, ref)
    item = _item(meeting, key)
    known = {"title": item.title, "minutes": item.minutes, "kind": item.kind, "speaker": item.speaker_id or ""}
    form = AgendaForm(meeting, request.POST or None, initial=known)
    if request.method == "POST" and accepted(
        form, lambda: holding.change(item, **form.cleaned_data, by=actor, at=now_of(request))
    ):
        messages.success(request, _("Acara disimpan."))
        return redirect(f"{reverse('meetings:agenda', args=[meeting.ref])}?sesi={item.session_id}#a-{item.pk}")
    context = facts(actor, meeting, item.session, "acara") | {"form": form, "item": item}
    return render(request, "meetings/holding/agenda_item.html", context, status=422 if form.errors else 200)


def _item(meeting: Meeting, key: UUID) -> AgendaItem:
    item = AgendaItem.objects.select_related("session", "speaker").get(session__meeting=meeting, pk=key)
    item.session.meeting = meeting
    return item
