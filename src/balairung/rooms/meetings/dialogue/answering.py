"""What becomes of a question: read out, answered, settled; or an office owes the answer before the meeting ends.

Each change names the turn of the question that was read: of two who write the answer at once, the second is told so and
keeps their words.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.text import clean_line, clean_text
from balairung.ground.common.working_time import deadline
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Office
from balairung.rooms.meetings.access import can_write_minutes
from balairung.rooms.meetings.beats import beat
from balairung.rooms.meetings.dialogue.asking import LONGEST, State, running_item
from balairung.rooms.meetings.minutes.deciding import KIND, check_day, open_minutes, owe_question, themes_named
from balairung.rooms.meetings.models import Meeting, MeetingQuestion, MeetingTask

LONGEST_ANSWER = 4000  # letters


@dataclass(frozen=True)
class Heard:
    """A question and its answer as they are written down."""

    text: str
    answer: str = ""
    answered_by: str = ""
    asker_name: str = ""
    origin: str = ""
    themes: Collection[str] = ()


@transaction.atomic
def write_down(
    question: MeetingQuestion, heard: Heard, *, turn: int, by: Actor, at: datetime, settled: bool = False
) -> None:  # fmt: skip
    """Put down what was asked and answered, and with `settled` that nothing more is owed. Raise Stale, Refused."""
    _require_open(question, by)
    fields = _checked(heard)
    if settled:
        if not fields["answer"]:
            raise Refused(_("Tuliskan jawabannya sebelum menyatakannya tuntas."))
        _require(question, State.OPEN, State.SETTLED)
        fields |= {"state": State.SETTLED, "settled_at": question.settled_at or at}
    if fields["answer"] and question.called_at is None:
        fields["called_at"] = at
    _change(question, turn, **fields)
    question.themes.set(themes_named(heard.themes))
    beat(question.meeting_id)


@transaction.atomic
def write_and_owe(
    question: MeetingQuestion, heard: Heard, *, office: Office, due_on: date | None, keep_day: bool, turn: int,
    by: Actor, at: datetime,
) -> MeetingTask:  # fmt: skip
    """What was said is put down, and this office owes the rest: both, or neither."""
    write_down(question, heard, turn=turn, by=by, at=at)
    return owe(question, office=office, due_on=due_on, keep_day=keep_day, turn=question.turn, by=by, at=at)


@transaction.atomic
def call_up(question: MeetingQuestion, *, by: Actor, at: datetime) -> None:
    """It is read out now: it stands on the screen until it is settled, or another one is read out."""
    _require_open(question, by)
    _require(question, State.OPEN)
    agenda = question.agenda or running_item(question.session)
    _change(question, question.turn, called_at=at, agenda=agenda)
    beat(question.meeting_id)


@transaction.atomic
def put_back(question: MeetingQuestion, *, by: Actor, at: datetime) -> None:
    """Not now: it waits again. One that was answered has been read out."""
    _require_open(question, by)
    _require(question, State.OPEN)
    if question.answer:
        raise Refused(_("Pertanyaan ini sudah dijawab sebagian. Tuntaskan, atau tetapkan kantor yang menjawabnya."))
    _change(question, question.turn, called_at=None, agenda=None)
    beat(question.meeting_id)


@transaction.atomic
def arrange(question: MeetingQuestion, *, up: bool, by: Actor, at: datetime) -> None:
    """One place earlier or later among those that wait in its session."""
    _require_open(question, by)
    rows = [one for one in waiting(question.meeting) if one.session_id == question.session_id]
    place = next((place for place, one in enumerate(rows) if one.pk == question.pk), None)
    if place is None:
        return
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        for order, one in zip(sorted(one.order for one in rows), rows, strict=True):
            MeetingQuestion.objects.filter(pk=one.pk).update(order=order)
        beat(question.meeting_id)


@transaction.atomic
def reopen(question: MeetingQuestion, *, by: Actor, at: datetime) -> None:
    """It was not settled after all. What an office owes that office answers; what was taken back stays so."""
    _require_open(question, by)
    _require(question, State.SETTLED)
    _change(question, question.turn, state=State.OPEN, settled_at=None)
    beat(question.meeting_id)


@transaction.atomic
def owe(
    question: MeetingQuestion, *, office: Office, due_on: date | None, turn: int, by: Actor, at: datetime,
    keep_day: bool = False,
) -> MeetingTask:  # fmt: skip
    """This office owes the answer, by this day or in the usual time: it is bound at once. Raise Refused, Stale."""
    _require_open(question, by)
    _require(question, State.OPEN)
    if due_on:
        check_day(due_on, [office], at, keep=keep_day)
    _change(question, turn, called_at=question.called_at or at)
    return owe_question(question, office, due_on, by=by, at=at)


def usual_day(at: datetime) -> date:
    """By when an office answers to which no day was said, if it keeps the week of most offices."""
    rule = clock_rule(KIND, "question")
    return localdate(deadline(at, rule.amount, rule.unit, Calendars().get("5-day")).due)


def waiting(meeting: Meeting) -> list[MeetingQuestion]:
    """Sent and not read out yet, in the order in which they come up."""
    return list(meeting.questions.unsettled().filter(called_at__isnull=True).in_order())


# --- what holds for all ----------------------------------------------------------------------------------------------


def _require_open(question: MeetingQuestion, by: Actor) -> None:
    require(can_write_minutes(by, question.meeting))
    open_minutes(question.meeting)


def _require(question: MeetingQuestion, *states: str) -> None:
    """Asked of the row as it is now; the minutes are locked, so that it stays so."""
    question.state = MeetingQuestion.objects.values_list("state", flat=True).get(pk=question.pk)
    if question.state in states:
        return
    if question.state == State.OWED:
        told = {"office": question.task.office.name}
        raise Refused(_("Pertanyaan ini sudah menjadi tugas %(office)s. Jawabannya datang lewat tugas itu.") % told)
    said = {State.SETTLED: _("Pertanyaan ini sudah tuntas. Buka kembali dahulu bila memang belum terjawab."),
            State.WITHDRAWN: _("Pertanyaan ini sudah ditarik penanyanya.")}  # fmt: skip
    raise Refused(said.get(State(question.state), _("Pertanyaan ini belum tuntas.")))


def _change(question: MeetingQuestion, turn: int, **fields: object) -> None:
    mine = MeetingQuestion.objects.filter(pk=question.pk, turn=turn)
    if not mine.update(turn=F("turn") + 1, **fields):
        told = _(
            "Orang lain baru saja mengubah pertanyaan ini. Tulisan Anda masih ada di bawah: bandingkan, lalu simpan."
        )
        raise Stale(told)
    question.refresh_from_db()


def _checked(heard: Heard) -> dict[str, object]:
    text, answer = clean_text(heard.text), clean_text(heard.answer)
    if not text:
        raise Refused(_("Tuliskan pertanyaannya."))
    if len(text) > LONGEST or len(answer) > LONGEST_ANSWER:
        facts = {"text": LONGEST, "answer": LONGEST_ANSWER}
        raise Refused(_("Pertanyaan paling banyak %(text)d huruf, jawaban %(answer)d.") % facts)
    lines = {"answered_by": heard.answered_by, "asker_name": heard.asker_name, "origin": heard.origin}
    return {"text": text, "answer": answer, **{name: clean_line(line)[:160] for name, line in lines.items()}}
