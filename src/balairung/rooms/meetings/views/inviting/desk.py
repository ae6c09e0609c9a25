"""The meetings of an officer, and the home of one: what is so, and what is to be done next."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.rooms.meetings import access
from balairung.rooms.meetings.inviting.calendars import calendar_of
from balairung.rooms.meetings.inviting.forms import ReplyForm
from balairung.rooms.meetings.inviting.letter import letter_of
from balairung.rooms.meetings.inviting.replying import DETAIL, proposals, reply_counts, seats_of
from balairung.rooms.meetings.inviting.replying import reply as answer_for
from balairung.rooms.meetings.inviting.resolving import sessions_of
from balairung.rooms.meetings.inviting.steps import steps_of
from balairung.rooms.meetings.models import Invitee, Meeting

PAGE = 30
OVER = (Meeting.State.ENDED, Meeting.State.MINUTED, Meeting.State.CANCELLED)


@officers
@require_safe
def meetings(request: HttpRequest, actor: Actor) -> HttpResponse:
    """To which I am invited and which my office runs: what is ahead, the nearest first; `?lalu` what was."""
    rows, now = Meeting.objects.visible_to(actor).select_related("office", "chair"), now_of(request)
    past = "lalu" in request.GET
    ahead = rows.exclude(state__in=OVER).order_by("starts_at", "id")
    shown = rows.filter(state__in=OVER).order_by("-starts_at", "-id") if past else ahead
    page = Paginator(shown, PAGE).get_page(request.GET.get("hal"))
    mine = _seats(actor, [one.pk for one in page])
    context = {
        "page": page, "rows": [(one, mine.get(one.pk), access.runs(actor, one)) for one in page], "past": past,
        "query": "lalu=1" if past else "", "now": now,
        "may_create": any(access.can_create(actor, one) for one in actor.office_ids),
    }  # fmt: skip
    return render(request, "meetings/inviting/desk.html", context)


def _seats(actor: Actor, keys: list[UUID]) -> dict[UUID, Invitee]:
    """My seat in each of these meetings."""
    rows = Invitee.objects.standing().filter(meeting__in=keys, person=actor.person_id).select_related("session")
    return {row.meeting_id: row for row in rows}


@officers
@require_safe
def meeting(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """One meeting."""
    return _home(request, actor, access.get_meeting(actor, ref))


@officers
@require_POST
def reply(request: HttpRequest, actor: Actor, ref: str, key: UUID) -> HttpResponse:
    """An answer for a seat of mine, or of a post in which I act."""
    found = access.get_meeting(actor, ref)
    row = found.invitees.select_related(*DETAIL).get(pk=key, dropped_at__isnull=True, told__gt=0)
    form = ReplyForm(request.POST, proposals=proposals(row))
    if accepted(form, lambda: answer_for(row, **form.said(), by=actor, at=now_of(request))):
        return redirect("meetings:meeting", found.ref)
    return _home(request, actor, found, (row, form))


def _home(
    request: HttpRequest, actor: Actor, found: Meeting, bound: tuple[Invitee, ReplyForm] | None = None
) -> HttpResponse:
    now, runs = now_of(request), access.runs(actor, found)
    seats = seats_of(found, actor, now)
    forms = [(row, bound[1] if bound and bound[0] == row else ReplyForm(proposals=proposals(row))) for row in seats]
    called = found.state != Meeting.State.DRAFT
    letter = letter_of(found)
    context = {
        "meeting": found, "sessions": sessions_of(found), "runs": runs, "seats": forms, "letter": letter,
        "steps": steps_of(found, actor, letter, now) if runs or actor.leads else [],
        "replies": _replies(found) if called and (runs or actor.leads) else [],
        "lines": found.lines.select_related("by").order_by("-at", "-id") if runs or actor.leads else [],
        "may_prepare": access.can_prepare(actor, found), "now": now,
    }  # fmt: skip
    return render(request, "meetings/inviting/meeting.html", context, status=422 if bound else 200)


def _replies(found: Meeting) -> list[tuple[int, str]]:
    counts = reply_counts(found)
    words = {Invitee.Reply.COMES: _("akan hadir"), Invitee.Reply.SENDS: _("diwakilkan"),
             Invitee.Reply.STAYS_AWAY: _("tidak dapat hadir"), Invitee.Reply.NONE: _("belum menjawab")}  # fmt: skip
    return [(counts.get(key, 0), word) for key, word in words.items()]


@officers
@require_safe
def calendar(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """All its sessions for the calendar of somebody who works at it."""
    found = access.get_meeting(actor, ref)
    link = house_url() + reverse("meetings:meeting", args=[found.ref])
    return ics(calendar_of(found, sessions_of(found), link=link, at=now_of(request)), found)


def ics(content: bytes, found: Meeting) -> HttpResponse:
    """A calendar file that a telephone opens by itself."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rapat-{found.ref}.ics"'
    return response
