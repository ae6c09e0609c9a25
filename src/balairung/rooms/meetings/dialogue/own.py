"""What became of one's own questions: waiting, read out, answered, or owed by an office, with its answer."""

from __future__ import annotations

from dataclasses import dataclass

from balairung.kernel.obligations.models import State as Turn
from balairung.rooms.meetings.dialogue.asking import State
from balairung.rooms.meetings.models import Invitee, MeetingQuestion, MeetingTask


@dataclass(frozen=True)
class Own:
    """One question; of an owed one the task, and in `said` what the office answered once that was accepted."""

    question: MeetingQuestion
    task: MeetingTask | None = None
    said: str = ""

    @property
    def may_be_withdrawn(self) -> bool:
        return self.question.state == State.OPEN and self.question.called_at is None


def own_questions(invitee: Invitee) -> list[Own]:
    """Newest first; at most a handful."""
    rows = invitee.questions.select_related("task__office", "task__obligation").order_by("-asked_at", "-id")
    return [_own(one) for one in rows]


def _own(question: MeetingQuestion) -> Own:
    task: MeetingTask | None = getattr(question, "task", None)
    if task is None or task.obligation is None or task.obligation.state != Turn.DONE:
        return Own(question, task)
    last = task.obligation.events.filter(verb="fulfil").select_related("remark").order_by("-seq").first()
    return Own(question, task, last.remark.text if last and hasattr(last, "remark") else "")
