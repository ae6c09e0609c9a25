"""Who sits where."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.common.text import read_key
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.meetings.access import get_run
from balairung.rooms.meetings.holding import seating
from balairung.rooms.meetings.models import Invitee, Meeting, MeetingSession
from balairung.rooms.meetings.views.holding.asking import asked_session, done, facts
from balairung.rooms.meetings.views.holding.forms import RowsForm


@officers
def seats(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The list in protocol order with a chair beside each name; all of them anew, or one by hand."""
    meeting = get_run(actor, ref)
    session, form = asked_session(request, meeting), RowsForm(request.POST or None)
    if request.method == "POST" and (key := read_key(request.POST.get("orang", ""))):
        row = Invitee.objects.standing().get(session=session, pk=key)
        row.meeting = meeting
        _seat(request, actor, row)
        return redirect(f"{_here(meeting, session)}#k-{row.pk}")
    if request.method == "POST" and accepted(
        form, lambda: seating.assign(session, **form.cleaned_data, by=actor, at=now_of(request))
    ):
        messages.success(request, _("Kursi sudah dibagi menurut urutan protokol."))
        return redirect(_here(meeting, session))
    form = form if form.errors else RowsForm()
    context = facts(actor, meeting, session, "kursi") | {"form": form, "rows": seating.sitting(session)}
    return render(request, "meetings/holding/seats.html", context, status=422 if form.errors else 200)


def _here(meeting: Meeting, session: MeetingSession) -> str:
    return f"{reverse('meetings:seats', args=[meeting.ref])}?sesi={session.pk}"


def _seat(request: HttpRequest, actor: Actor, row: Invitee) -> None:
    chair, moved = request.POST.get("kursi", ""), list[Invitee | None]()
    if done(request, lambda: moved.append(seating.seat(row, chair, by=actor, at=now_of(request)))) and moved[0]:
        facts = {"name": row.name, "seat": row.seat, "other": moved[0].name}
        messages.info(request, _("%(name)s duduk di %(seat)s. %(other)s bertukar kursi.") % facts)


@officers
def paper(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """To be hung up at the door."""
    meeting = get_run(actor, ref)
    session = asked_session(request, meeting)
    context = {"meeting": meeting, "session": session, "rows": seating.sitting(session)}
    return render(request, "meetings/holding/seats_paper.html", context)
