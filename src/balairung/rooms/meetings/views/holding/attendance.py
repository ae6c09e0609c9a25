"""The list at the door: names to tick, one person's page to put things right, and those who came uninvited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.references import new_code
from balairung.ground.common.text import read_key
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Person
from balairung.rooms.meetings.access import get_run
from balairung.rooms.meetings.holding import attending, listing, receiving
from balairung.rooms.meetings.models import Invitee, Meeting, MeetingSession
from balairung.rooms.meetings.views.holding.asking import asked_session, done, facts
from balairung.rooms.meetings.views.holding.forms import DeputyForm, GuestForm

LIST = Invitee.Way.LIST


def _tick(row: Invitee, request: HttpRequest, by: Actor, at: datetime) -> None:
    _tell(request, attending.check_in(row.meeting, row, way=LIST, by=by, at=at))


def _tell(request: HttpRequest, found: attending.CheckedIn) -> None:
    level = messages.SUCCESS if found.came else messages.WARNING
    messages.add_message(request, level, found.sentence)


def _online(row: Invitee, request: HttpRequest, by: Actor, at: datetime) -> None:
    _tell(request, attending.check_in(row.meeting, row, way=Invitee.Way.ONLINE, by=by, at=at))


def _here(row: Invitee, request: HttpRequest, by: Actor, at: datetime) -> None:
    session = asked_session(request, row.meeting)
    _tell(request, attending.receive_here(row, session, way=LIST, by=by, at=at))


Deed = Callable[[Invitee, HttpRequest, Actor, datetime], object]
DEEDS: dict[str, Deed] = {
    "hadir": _tick,
    "daring": _online,
    "di-sini": _here,
    "sendiri": lambda row, request, by, at: attending.came_alone(row, by=by, at=at),
    "batal": lambda row, request, by, at: attending.undo(row, by=by, at=at),
    "pulang": lambda row, request, by, at: attending.leave(row, by=by, at=at),
}


@officers
def attendance(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Everybody of one session, searched as one types; htmx asks for the rows and gets nothing else."""
    meeting = get_run(actor, ref)
    session = asked_session(request, meeting)
    text, sieve = request.GET.get("cari", "")[:80], request.GET.get("tampil", "")
    context = facts(actor, meeting, session, "hadir") | {
        "rows": listing.listed(session, text=text, sieve=sieve), "text": text, "sieve": sieve,
        "tally": listing.tally(session), "added": listing.added(session), "query": _query(session, text, sieve),
        "way": LIST,
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        return render(request, "meetings/holding/_rows.html", context)
    return render(request, "meetings/holding/attendance.html", context)


def _query(session: MeetingSession, text: str, sieve: str) -> str:
    return urlencode({"sesi": str(session.pk), "cari": text, "tampil": sieve})


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, ref: str, key: UUID, verb: str) -> HttpResponse:
    """One deed about one person; back to where the button stood."""
    meeting = get_run(actor, ref)
    row = _row(meeting, key)
    done(request, lambda: DEEDS[verb](row, request, actor, now_of(request)))
    return redirect(_back(request, meeting, row))


def _row(meeting: Meeting, key: UUID) -> Invitee:
    row = Invitee.objects.standing().select_related("session", "person", "deputy", "post").get(meeting=meeting, pk=key)
    row.meeting = meeting
    return row


def _back(request: HttpRequest, meeting: Meeting, row: Invitee) -> str:
    """The list as it was searched, the scanner, or the person's own page."""
    to = request.POST.get("ke", "")
    if to == "pindai":
        return reverse("meetings:scan", args=[meeting.ref]) + f"?sesi={row.session_id}"
    if to == "orang":
        return reverse("meetings:attendee", args=[meeting.ref, row.pk])
    said = {name: request.POST.get(name, "")[:80] for name in ("sesi", "cari", "tampil")}
    return f"{reverse('meetings:attendance', args=[meeting.ref])}?{urlencode(said)}#h-{row.pk}"


@officers
def one(request: HttpRequest, actor: Actor, ref: str, key: UUID) -> HttpResponse:
    """One person: how they came, who came in their place, and what was noted by mistake."""
    meeting = get_run(actor, ref)
    row, now = _row(meeting, key), now_of(request)
    known = {"name": row.deputy_name or (row.deputy.name if row.deputy else ""), "title": row.deputy_title,
             "mandate": row.mandate}  # fmt: skip
    form = DeputyForm(request.POST or None, initial=known)
    if request.method == "POST" and accepted(
        form, lambda: attending.receive_deputy(row, **form.cleaned_data, by=actor, at=now)
    ):
        messages.success(request, _("%(name)s dicatat hadir mewakili.") % {"name": form.cleaned_data["name"]})
        return redirect("meetings:attendee", meeting.ref, row.pk)
    context = facts(actor, meeting, row.session, "hadir") | {"row": row, "form": form, "way": LIST}
    return render(request, "meetings/holding/attendee.html", context, status=422 if form.errors else 200)


@officers
def extra(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Somebody who was not invited and is let in: one of ours whose QR was read, or a guest from outside."""
    meeting, now = get_run(actor, ref), now_of(request)
    session = asked_session(request, meeting)
    if person := read_key(request.POST.get("orang", "")):
        return _receive_ours(request, actor, session, person)
    form = GuestForm(request.POST or None, initial={"token": new_code(24), "name": request.GET.get("nama", "")[:160]})
    if request.method == "POST" and accepted(
        form, lambda: receiving.receive_guest(session, **form.cleaned_data, by=actor, at=now)
    ):
        messages.success(request, _("%(name)s diterima sebagai tambahan.") % {"name": form.cleaned_data["name"]})
        return redirect(f"{reverse('meetings:attendance', args=[meeting.ref])}?sesi={session.pk}")
    context = facts(actor, meeting, session, "hadir") | {"form": form}
    return render(request, "meetings/holding/extra.html", context, status=422 if form.errors else 200)


def _receive_ours(request: HttpRequest, actor: Actor, session: MeetingSession, key: UUID) -> HttpResponse:
    person = Person.objects.get(pk=key)
    said = _("%(name)s diterima sebagai tambahan.") % {"name": person.name}
    way, now = Invitee.Way.PASS, now_of(request)
    done(request, lambda: receiving.receive_person(session, person, way=way, by=actor, at=now), said)
    return redirect(f"{reverse('meetings:scan', args=[session.meeting.ref])}?sesi={session.pk}")
