"""What becomes of a task from a meeting: an office takes it up and shows proof, whoever runs the meeting judges it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.messaging.actions import Recipient, notify_all
from balairung.kernel.obligations.actions import make_move
from balairung.kernel.obligations.models import Event
from balairung.kernel.obligations.moves import Move
from balairung.kernel.obligations.rules import ClockRule, clock_rule
from balairung.kernel.people.actors import Actor, ActorKind, require
from balairung.kernel.people.models import Person
from balairung.rooms.meetings import access, moves
from balairung.rooms.meetings.minutes.approving import approve
from balairung.rooms.meetings.minutes.deciding import KIND, is_secret, until
from balairung.rooms.meetings.minutes.telling import heads_of, seated
from balairung.rooms.meetings.models import MeetingTask

__all__ = ["accept", "acknowledge", "approve", "fulfil", "send_back", "set_date"]


@transaction.atomic
def acknowledge(task: MeetingTask, *, by: Actor, at: datetime, text: str = "") -> Event:
    """Read and taken up, also by an office that was not there."""
    require(access.can_carry_out(by, task))
    return _move(task, moves.ACKNOWLEDGE, by=by, at=at, words=text)


@transaction.atomic
def fulfil(task: MeetingTask, *, text: str, files: Sequence[File], by: Actor, at: datetime) -> Event:
    """Done, with proof. Those who run the meeting hear of it, and so does whoever asked."""
    require(access.can_carry_out(by, task))
    event = _move(task, moves.FULFIL, by=by, at=at, words=text, files=files)
    meeting = task.meeting
    people = [one for one in [meeting.note_keeper, *seated(meeting.chair, at)] if one]
    _tell(task, people, event.seq, _("Tugas rapat dilaksanakan: %(ref)s"), text, at)
    return event


@transaction.atomic
def accept(task: MeetingTask, *, by: Actor, at: datetime, text: str = "") -> Event:
    """Good. Whoever asked in the meeting is told the answer."""
    require(access.can_judge(by, task, at))
    event = _move(task, moves.ACCEPT, by=by, at=at, words=text)
    _tell(task, heads_of([task.office_id], at)[task.office_id], event.seq, _("Hasil diterima: %(ref)s"), text, at)
    _tell_asker(task, event.seq, at)
    return event


@transaction.atomic
def send_back(task: MeetingTask, *, text: str, by: Actor, at: datetime) -> Event:
    """Not good enough: the office has the usual time again."""
    require(access.can_judge(by, task, at))
    clock = clock_rule(KIND, "question" if task.question_id else "follow_up")
    event = _move(task, moves.RETURN, by=by, at=at, words=text, clocks=[clock])
    _tell(task, heads_of([task.office_id], at)[task.office_id], event.seq, _("Dikembalikan: %(ref)s"), text, at)
    return event


@transaction.atomic
def set_date(task: MeetingTask, *, day: date, meeting_at: datetime, text: str, by: Actor, at: datetime) -> Event:
    """ "Sebelum rapat berikutnya": that meeting is on `meeting_at`, so this is due on that day."""
    require(by.kind == ActorKind.SYSTEM)
    event = _move(task, moves.SET_DATE, by=by, at=at, words=text, clocks=[until(day, at, "next-meeting")])
    task.before_at = meeting_at
    task.save(update_fields=["before_at"])
    people = heads_of([task.office_id], at)[task.office_id]
    _tell(task, people, event.seq, _("Tenggat %(ref)s: %(day)s") % {"ref": "%(ref)s", "day": long_date(day)}, text, at)
    return event


def _move(
    task: MeetingTask, move: Move, *, by: Actor, at: datetime, words: str = "", files: Sequence[File] = (),
    clocks: Sequence[ClockRule] = (),
) -> Event:  # fmt: skip
    obligation = access.owed(task)
    attach(files, about=(KIND, obligation.ref))
    return make_move(obligation, move, by=by, at=at, words=words, evidence=files, clocks=clocks)


def _tell(task: MeetingTask, people: Sequence[Person], seq: int, subject: str, text: str, at: datetime) -> None:
    """One message to each; of a secret meeting only the number."""
    ref = access.owed(task).ref
    body = _("Bukalah di meja kerja Anda.") if is_secret(task.meeting) else f"{task.meeting.title}\n\n{text}".strip()
    recipients = [
        (Recipient.person(one), f"meetings:{task.pk}:{seq}:{one.pk}") for one in {p.pk: p for p in people}.values()
    ]
    notify_all(recipients, subject=subject % {"ref": ref}, body=body, about=(KIND, ref), bundle="inbox", at=at)


def _tell_asker(task: MeetingTask, seq: int, at: datetime) -> None:
    """The question of somebody who sat in the meeting has its answer: in the words of the office that owed it."""
    question = task.question
    person = question.asker.deputy or question.asker.person if question and question.asker else None
    if person and question:
        told = access.owed(task).events.filter(verb="fulfil").order_by("-seq").first()
        said = told.remark.text if told and hasattr(told, "remark") else ""
        _tell(task, [person], seq, _("Pertanyaan Anda dijawab: %(ref)s"), f"{question.text}\n\n{said}", at)
