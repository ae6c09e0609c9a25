"""The dialogue as its board shows it: what is talked about now, what waits, what became of the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from balairung.rooms.meetings.dialogue.asking import State
from balairung.rooms.meetings.models import Meeting, MeetingQuestion
from balairung.rooms.meetings.watching import source


@dataclass(frozen=True)
class Board:
    """All questions of a meeting, each once."""

    now: MeetingQuestion | None  # read out last, and open
    waiting: list[MeetingQuestion]
    open: list[MeetingQuestion]  # read out, neither settled nor owed, not the one of now
    done: list[MeetingQuestion]  # newest first

    @property
    def unsettled(self) -> int:
        return len(self.open) + len(self.waiting) + (self.now is not None)


def board(meeting: Meeting) -> Board:
    rows = list(meeting.questions.in_order().select_related("task__office", "task__obligation", "session"))
    asked = [one for one in rows if one.state == State.OPEN and one.called_at]
    asked.sort(key=lambda one: one.called_at or one.asked_at)
    now = asked.pop() if asked else None
    waiting = [one for one in rows if one.state == State.OPEN and one.called_at is None]
    done = [one for one in rows if one.state in (State.SETTLED, State.OWED)]
    return Board(now, waiting, asked, sorted(done, key=lambda one: one.settled_at or one.asked_at, reverse=True))


def parts(meeting: Meeting, at: datetime) -> dict[str, str]:
    """The board as HTML, the same for all who see it, and in one sentence what a screen reader is told of it."""
    shown = board(meeting)
    context = {"board": shown, "meeting": meeting}
    return {"board": " ".join(render_to_string("meetings/dialogue/_board.html", context).split()), "said": said(shown)}


def said(shown: Board) -> str:
    """How many wait: read aloud only when it changes."""
    if not shown.waiting:
        return ""
    return _("%(count)d pertanyaan menunggu dibacakan.") % {"count": len(shown.waiting)}


DIALOGUE = source(parts)
