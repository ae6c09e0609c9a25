"""From one meeting of a series to the next: what is still open becomes its agenda, and its day becomes a date.

"Sebelum rapat berikutnya" has the usual time until the next meeting of the series is called. Then it is due on the day
before that meeting, and moves with it. A meeting that is called off changes nothing: the next one does.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.obligations.models import State
from balairung.kernel.people.actors import SYSTEM, Actor, require
from balairung.rooms.meetings import access, actions
from balairung.rooms.meetings.beats import beat
from balairung.rooms.meetings.minutes.checking import shortened
from balairung.rooms.meetings.models import AgendaItem, Decision, Meeting, MeetingSeries, MeetingTask

log = logging.getLogger(__name__)
MINUTES = 5  # of an agenda item that says what became of one decision
BEYOND = 10_000  # room for the items that make place


def still_open(series: MeetingSeries, at: datetime) -> list[MeetingTask]:
    """What offices still owe from the meetings of this series: late first, then as it falls due, then what is reported
    and waits for a judgement.
    """
    rows = MeetingTask.objects.running().filter(meeting__series=series)
    return list(rows.for_list())


def fill_agenda(meeting: Meeting, *, by: Actor, at: datetime) -> int:
    """Put what is still open of earlier meetings on the agenda of the first session, behind its opening: one item for
    each decision or question, never twice. Return how many were added.
    """
    require(access.can_prepare(by, meeting))
    if meeting.series is None:
        return 0
    with transaction.atomic():
        Meeting.objects.select_for_update().get(pk=meeting.pk)  # two who fill it at once wait for each other
        return _fill(meeting, meeting.series, at)


def _fill(meeting: Meeting, series: MeetingSeries, at: datetime) -> int:
    session = meeting.sessions.order_by("order").first()
    if session is None:
        return 0
    carried = MeetingTask.objects.filter(obligation__in=carried_keys(meeting)).values_list("decision", "question")
    known = {key for pair in carried for key in pair}
    owed = [one for one in still_open(series, at) if one.meeting_id != meeting.pk]
    fresh = {key: tasks for key, tasks in by_origin(owed).items() if key not in known}
    if not fresh:
        return 0
    opening = session.agenda.filter(kind=AgendaItem.Kind.OPENING).order_by("order").first()
    start = (opening.order if opening else 0) + 1
    session.agenda.filter(order__gte=start).update(order=F("order") + BEYOND)
    session.agenda.filter(order__gte=BEYOND).update(order=F("order") - BEYOND + len(fresh))
    AgendaItem.objects.bulk_create([
        AgendaItem(session=session, order=start + place, kind=AgendaItem.Kind.CARRIED, minutes=MINUTES,
                   title=title_of(tasks), carried=tasks[0].obligation)
        for place, tasks in enumerate(fresh.values())
    ])  # fmt: skip
    beat(meeting)
    return len(fresh)


def carried_keys(meeting: Meeting) -> list[UUID]:
    """The obligations that stand on this meeting's agenda as what is still open."""
    rows = AgendaItem.objects.filter(session__meeting=meeting, carried__isnull=False)
    return [one.carried_id for one in rows.order_by("session__order", "order") if one.carried_id]


def by_origin(tasks: Iterable[MeetingTask]) -> dict[UUID, list[MeetingTask]]:
    """The tasks of each decision or question, in the order in which the first of each comes."""
    found: dict[UUID, list[MeetingTask]] = {}
    for task in tasks:
        found.setdefault(task.decision_id or task.question_id or task.pk, []).append(task)
    return found


def title_of(tasks: list[MeetingTask]) -> str:
    """What the agenda says of one decision: its words, and whose turn it is."""
    offices = tasks[0].office.short if len(tasks) == 1 else _("%(count)d kantor") % {"count": len(tasks)}
    return f"{shortened(words_of(tasks[0]), 190)} ({offices})"


def words_of(task: MeetingTask) -> str:
    """What is to be done: the decision, or the question that is to be answered."""
    if task.decision:
        return task.decision.text
    return _("Menjawab: %(text)s") % {"text": task.question.text if task.question else ""}


# --- "sebelum rapat berikutnya" --------------------------------------------------------------------------------------


def follow(*, now: datetime) -> int:
    """Give what is owed before the next meeting its date, once that meeting is called or moved; return how many.

    For the worker: each task on its own, and a second run changes nothing.
    """
    with transaction.atomic():
        called = Meeting.objects.filter(state=Meeting.State.CALLED, series__isnull=False, starts_at__gt=now)
        following = {one.series_id: one for one in called.order_by("-starts_at", "-id")}  # the nearest wins
        work = [(task, meeting) for meeting in following.values() for task in _waiting_for(meeting)]
    return sum(_try_to_date(task, meeting, now) for task, meeting in work)


def _waiting_for(meeting: Meeting) -> list[MeetingTask]:
    rows = MeetingTask.objects.running().filter(
        ~Q(before_at=meeting.starts_at) | Q(before_at__isnull=True), decision__due=Decision.Due.NEXT,
        meeting__series=meeting.series_id, meeting__starts_at__lt=meeting.starts_at, obligation__state=State.ACTIVE,
    )  # fmt: skip
    return list(rows.select_related("obligation__owner_office").order_by("id"))


def _try_to_date(task: MeetingTask, meeting: Meeting, now: datetime) -> int:
    day = localdate(meeting.starts_at) - timedelta(days=1)
    words = _("Rapat berikutnya %(meeting)s: tugas ini selesai sebelumnya, paling lambat %(day)s.")
    said = words % {"meeting": long_date(localdate(meeting.starts_at)), "day": long_date(day)}
    try:
        actions.set_date(task, day=day, meeting_at=meeting.starts_at, text=said, by=SYSTEM, at=now)
    except Exception:
        log.exception("a task did not get the date of the next meeting: %s", task.pk)
        return 0
    return 1
