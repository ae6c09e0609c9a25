"""Who sees a meeting, who prepares, chairs, writes it down, and stands at its door."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from balairung.ground.common.references import read_reference
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.authority import Authority, Matter
from balairung.kernel.people.models import Office, Post, Subject
from balairung.rooms.meetings.models import Meeting, MeetingSeries, MeetingTask

#: A seat at a table, as the register of authority knows it.
SEAT = Matter(Subject.ATTENDANCE)
#: Until here a meeting may still be changed by whoever prepares it.
OPEN = (Meeting.State.DRAFT, Meeting.State.CALLED, Meeting.State.RUNNING)
#: What the page of a task reads with it.
TASK = (
    "obligation__owner_office", "office", "decision", "question__asker__person", "question__asker__deputy",
    "meeting__chair__office", "meeting__note_keeper", "meeting__office", "meeting__series",
)  # fmt: skip
#: Of whom no meeting is called: they stand beside the work of their office.
BESIDE = (Post.Role.AUDITOR, Post.Role.VILLAGE_OPERATOR, Post.Role.RECEPTIONIST)


def get_meeting(actor: Actor, ref: str) -> Meeting:
    """Raise DoesNotExist for what this actor may not see."""
    rows = Meeting.objects.visible_to(actor).select_related("office", "series", "chair__office", "moderator")
    return rows.select_related("note_keeper").get(ref=read_reference(ref) or ref)


def get_run(actor: Actor, ref: str) -> Meeting:
    """The same, only of those that they prepare or lead. Raise DoesNotExist for all others."""
    rows = Meeting.objects.run_by(actor).select_related("office", "series", "chair__office", "moderator")
    return rows.select_related("note_keeper").get(ref=read_reference(ref) or ref)


def can_create(actor: Actor, office: Office | UUID) -> bool:
    """Whoever works in the office that calls the meeting."""
    key = office.pk if isinstance(office, Office) else office
    return any(seat.office_id == key and seat.role not in BESIDE for seat in actor.seats)


def can_keep_series(actor: Actor, series: MeetingSeries) -> bool:
    return can_create(actor, series.office_id)


def runs(actor: Actor, meeting: Meeting) -> bool:
    """Of the office that calls it, or with a part in it."""
    if not actor.is_officer:
        return False
    part = actor.person_id in (meeting.moderator_id, meeting.note_keeper_id) or meeting.chair_id in actor.post_ids
    return part or can_create(actor, meeting.office_id)


def can_prepare(actor: Actor, meeting: Meeting) -> bool:
    """Times, places, rules, who is invited: until the meeting has ended."""
    return meeting.state in OPEN and runs(actor, meeting)


def can_chair(actor: Actor, meeting: Meeting, at: datetime) -> bool:
    """Whoever sits in the chair's post at that moment, or has its seat by the register."""
    if not actor.is_officer:
        return False
    if meeting.chair_id in actor.post_ids:
        return True
    return Authority(at).may(actor.person_id, meeting.chair, SEAT) is not None


def can_write_minutes(actor: Actor, meeting: Meeting) -> bool:
    """Those who run it, until the minutes are approved; also before it begins, when the agenda is known."""
    return meeting.state in (*OPEN, Meeting.State.ENDED) and runs(actor, meeting)


def can_check_in(actor: Actor, meeting: Meeting) -> bool:
    """At the door: those who run it, once invitations are out and until it is closed."""
    return meeting.state in (Meeting.State.CALLED, Meeting.State.RUNNING) and runs(actor, meeting)


# --- what it bound an office to --------------------------------------------------------------------------------------


def get_task(actor: Actor, ref: str) -> MeetingTask:
    """Raise DoesNotExist for what this actor may not see."""
    rows = MeetingTask.objects.visible_to(actor).select_related(*TASK)
    return rows.get(obligation__ref=read_reference(ref) or ref)


def owed(task: MeetingTask) -> Obligation:
    """What the office owes; before the minutes are approved there is nothing yet."""
    require(task.obligation is not None, _("Tugas ini baru mengikat setelah notulen disahkan."))
    assert task.obligation
    return task.obligation


def can_carry_out(actor: Actor, task: MeetingTask) -> bool:
    return actor.seat_at(task.office_id) is not None


def can_judge(actor: Actor, task: MeetingTask, at: datetime) -> bool:
    """Whoever chaired, and whoever runs the meeting; nobody of the office that owes it judges its own work, unless
    they chair.
    """
    others = runs(actor, task.meeting) and not can_carry_out(actor, task)
    return others or can_chair(actor, task.meeting, at)


def can_publish(actor: Actor, meeting: Meeting) -> bool:
    """Regent, deputy and secretary, of minutes that were approved and are not secret (UU 14/2008)."""
    open_to_all = meeting.state == Meeting.State.MINUTED and meeting.openness != Meeting.Openness.SECRET
    return open_to_all and actor.has(*Post.LEADING)
