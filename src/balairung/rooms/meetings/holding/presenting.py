"""What the projector shows: what is on now, who speaks, how long still, what comes next, what was decided so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balairung.kernel.messaging.live import Parts
from balairung.rooms.meetings.access import OPEN
from balairung.rooms.meetings.holding import agenda
from balairung.rooms.meetings.holding.agenda import Course, Timed
from balairung.rooms.meetings.holding.attending import session_of
from balairung.rooms.meetings.holding.listing import Tally, here, tally
from balairung.rooms.meetings.models import Decision, Meeting, MeetingSession
from balairung.rooms.meetings.watching import source

DECISIONS = 4  # the last ones: what is older is in the minutes
SOON = 2  # minutes that are "about on time"


@dataclass(frozen=True)
class Screen:
    """One look at a meeting."""

    meeting: Meeting
    session: MeetingSession
    course: Course
    tally: Tally
    decisions: list[tuple[int, Decision]]  # each with its number
    now: datetime

    @property
    def current(self) -> Timed | None:
        return self.course.current

    @property
    def left(self) -> int:
        """Minutes of what is on now."""
        return self.current.left(self.now) if self.current else 0

    @property
    def left_words(self) -> str:
        return left_words(self.left)

    @property
    def late_words(self) -> str:
        return late_words(self.course.late) if self.session.opened_at and self.course.lines else ""


def screen(meeting: Meeting, now: datetime) -> Screen:
    """The session that runs, or the one that comes."""
    session = session_of(meeting, None, now)
    rows = list(Decision.objects.standing().filter(minutes__meeting=meeting).order_by("order", "id"))
    numbered = list(enumerate(rows, 1))[-DECISIONS:]
    course = agenda.course(session, agenda.items_of(session), now)
    return Screen(meeting, session, course, tally(session), numbered, now)


def left_words(minutes: int) -> str:
    """How long what is on now still has."""
    if minutes > 0:
        return ngettext("%(count)d menit lagi", "%(count)d menit lagi", minutes) % {"count": minutes}
    if minutes == 0:
        return _("waktu habis")
    return ngettext("lewat %(count)d menit", "lewat %(count)d menit", -minutes) % {"count": -minutes}


def late_words(minutes: int) -> str:
    """Whether the session will end as planned."""
    if abs(minutes) < SOON:
        return _("Sesuai jadwal")
    if minutes > 0:
        return ngettext("Terlambat %(count)d menit", "Terlambat %(count)d menit", minutes) % {"count": minutes}
    return ngettext("Lebih cepat %(count)d menit", "Lebih cepat %(count)d menit", -minutes) % {"count": -minutes}


# --- as live pages ---------------------------------------------------------------------------------------------------


def draw_screen(meeting: Meeting, now: datetime) -> Parts:
    return {"layar": _html("meetings/holding/_screen.html", {"screen": screen(meeting, now)})}


def course_facts(session: MeetingSession, now: datetime) -> dict[str, Any]:
    """For `meetings/holding/_course.html`: the lines of a session with its clock, and what does not fit any more."""
    items = agenda.items_of(session)
    course = agenda.course(session, items, now)
    late = late_words(course.late) if session.opened_at and course.lines else ""
    left = left_words(course.current.left(now)) if course.current else ""
    facts = {"course": course, "late": late, "left": left, "conflicts": agenda.conflicts(items), "now": now}
    return facts | {"session": session}


def draw_agenda(meeting: Meeting, now: datetime) -> Parts:
    """The lines of each session, as those who run it see them."""
    prepares = meeting.state in OPEN
    return {
        f"acara-{one.pk}": _html(
            "meetings/holding/_course.html", course_facts(one, now) | {"meeting": meeting, "prepares": prepares}
        )
        for one in meeting.sessions.all()
    }


def draw_introductions(meeting: Meeting, now: datetime) -> Parts:
    """Who is in the room, of each session."""
    return {
        f"hadirin-{one.pk}": _html("meetings/holding/_introductions.html", {"rows": here(one), "session": one})
        for one in meeting.sessions.all()
    }


def draw_tally(meeting: Meeting, now: datetime) -> Parts:
    """Counts of each session, for the pages at the doors."""
    return {
        f"hitungan-{one.pk}": _html("meetings/holding/_tally.html", {"tally": tally(one)})
        for one in meeting.sessions.all()
    }


def _html(name: str, facts: dict[str, object]) -> str:
    return " ".join(render_to_string(name, facts).split())


SCREEN = source(draw_screen)
INTRODUCTIONS = source(draw_introductions)
TALLY = source(draw_tally)
AGENDA = source(draw_agenda)
