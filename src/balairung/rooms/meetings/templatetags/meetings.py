"""How pages of meetings say a session, a post and a code."""

from __future__ import annotations

from django import template
from django.urls import reverse

from balairung.kernel.people import matters
from balairung.kernel.people.models import Post
from balairung.rooms.meetings import notices
from balairung.rooms.meetings.inviting import counting
from balairung.rooms.meetings.models import Invitee, Meeting, MeetingSession

register = template.Library()


@register.filter
def session_words(session: MeetingSession) -> str:
    """`Sesi 2`, or its own name."""
    return counting.session_words(session)


@register.filter
def when_words(session: MeetingSession) -> str:
    """`pukul 08.00 WIB s.d. selesai`."""
    return notices.when_words(session)


@register.filter
def full_title(post: Post) -> str:
    """`Camat Rogojampi`; its office must be read with it."""
    return matters.full_title(post)


@register.filter
def own_path(invitee: Invitee) -> str:
    """The invited person's own page."""
    return reverse("meetings:own", args=[invitee.code])


@register.filter
def may_answer(invitee: Invitee, meeting: Meeting) -> bool:
    """Until the session opens."""
    open_now = meeting.state in (Meeting.State.CALLED, Meeting.State.RUNNING)
    return open_now and invitee.session.opened_at is None and invitee.came_at is None


@register.filter
def spaced(code: str) -> str:
    """A code in fours, to be read aloud."""
    return " ".join(code[place : place + 4] for place in range(0, len(code), 4))
