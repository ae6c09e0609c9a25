"""What the pages of the hall share: which meeting, which of its sessions, and what a refusal says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from balairung.ground.common.text import read_key
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.middleware import now_of
from balairung.rooms.meetings.access import can_check_in, can_prepare, runs
from balairung.rooms.meetings.holding.attending import session_of
from balairung.rooms.meetings.models import Meeting, MeetingSession


def asked_session(request: HttpRequest, meeting: Meeting) -> MeetingSession:
    """The session in the address (`?sesi=`) or in the form, else the one that is probably meant."""
    said = request.POST.get("sesi") or request.GET.get("sesi") or ""
    session = session_of(meeting, read_key(said), now_of(request))
    session.meeting = meeting
    return session


def facts(actor: Actor, meeting: Meeting, session: MeetingSession, tab: str) -> dict[str, Any]:
    """For `meetings/holding/page.html`: the meeting, its sessions to change between, and which page this is."""
    return {
        "meeting": meeting, "session": session, "sessions": list(meeting.sessions.order_by("starts_at", "order")),
        "tab": tab, "runs": runs(actor, meeting), "prepares": can_prepare(actor, meeting),
        "receives": can_check_in(actor, meeting),
    }  # fmt: skip


def done(request: HttpRequest, act: Callable[[], object], said: object = "") -> bool:
    """Do what a button asks; a refusal is a sentence on the page that comes next, and so is `said`."""
    form = forms.Form(request.POST)
    if not accepted(form, act):
        messages.warning(request, " ".join(map(str, form.non_field_errors())) or _("Isian itu tidak terbaca."))
        return False
    if said:
        messages.success(request, str(said))
    return True
