"""Submitted, approved: the moment from which a meeting binds.

Approving is one transaction. Each office of each decision owes it from then on, whether anybody of it was there or not;
the minutes are frozen by the database itself (sql/); whoever comes second, in another tab or another chair, hears so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_moment
from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.text import clean_text
from balairung.kernel.obligations.actions import Owner, make_move, open_many
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.authority import Authority
from balairung.kernel.people.matters import full_title
from balairung.kernel.search.actions import index_batch
from balairung.rooms.meetings import access, finding, moves
from balairung.rooms.meetings.beats import beat
from balairung.rooms.meetings.minutes import publishing, telling
from balairung.rooms.meetings.minutes.checking import Fault, missing
from balairung.rooms.meetings.minutes.deciding import (
    KIND,
    PREFIX,
    follow_up_clock,
    open_minutes,
    subject_of,
    visibility_of,
)
from balairung.rooms.meetings.models import Decision, Meeting, MeetingTask, Minutes

NAMED = 3  # faults that a refusal names; the page has all of them


@transaction.atomic
def submit(meeting: Meeting, *, by: Actor, at: datetime) -> Minutes:
    """Ask the chair to approve. Raise `Refused` while anything is missing. Submitted twice, it waits once."""
    require(access.can_write_minutes(by, meeting))
    if (known := Minutes.objects.filter(meeting=meeting).first()) and (known.submitted_at or known.approved_at):
        return known
    minutes = open_minutes(meeting)
    refuse_faults(missing(meeting, at))
    minutes.submitted_at, minutes.submitted_by_id, minutes.returned_for = at, by.person_id, ""
    minutes.save(update_fields=["submitted_at", "submitted_by", "returned_for"])
    telling.tell_submitted(meeting, at=at, stamp=at.isoformat())
    beat(meeting)
    return minutes


@transaction.atomic
def take_back(meeting: Meeting, *, by: Actor, at: datetime) -> Minutes:
    """Those who write them have found something: they are written on, until submitted again."""
    require(access.can_write_minutes(by, meeting))
    minutes = _waiting(meeting)
    minutes.submitted_at = minutes.submitted_by = None
    minutes.save(update_fields=["submitted_at", "submitted_by"])
    beat(meeting)
    return minutes


@transaction.atomic
def send_back(meeting: Meeting, *, text: str, by: Actor, at: datetime) -> Minutes:
    """The chair wants them otherwise, and says what."""
    require(access.can_chair(by, meeting, at))
    minutes, note = _waiting(meeting), clean_text(text)
    if not note:
        raise Refused(_("Tuliskan apa yang harus diperbaiki, supaya notulis tahu."))
    minutes.submitted_at = minutes.submitted_by = None
    minutes.returned_for = note
    minutes.save(update_fields=["submitted_at", "submitted_by", "returned_for"])
    telling.tell_returned(meeting, note=note, at=at, stamp=at.isoformat())
    beat(meeting)
    return minutes


@transaction.atomic
def approve(meeting: Meeting, *, submitted_at: datetime | None = None, by: Actor, at: datetime) -> Minutes:
    """Let the minutes bind. `submitted_at` is that of the minutes that were read: `Stale` when they are others by now.

    Whoever approved them already gets the same answer again; anybody else hears who did.
    """
    require(access.can_chair(by, meeting, at))
    minutes = _locked(meeting)
    if minutes.approved_at and minutes.approved_by_id == by.person_id:
        return minutes
    minutes = _standing(minutes)
    if submitted_at and minutes.submitted_at != submitted_at:
        raise Stale(_("Notulen ini diubah dan diajukan lagi sesudah Anda membukanya. Muat ulang, lalu baca kembali."))
    refuse_faults(missing(meeting, at))
    for decision in minutes.decisions.standing().for_list():
        _bind(decision, meeting, by, at)
    _close(minutes, meeting, by, at)
    finding.index_meeting(meeting)
    publishing.request_letter(meeting, by=by, at=at)
    telling.tell_approved(meeting, at=at)
    beat(meeting)
    return Minutes.objects.get(pk=minutes.pk)


def refuse_faults(faults: Sequence[Fault]) -> None:
    if faults:
        named = " ".join(str(one) for one in faults[:NAMED])
        rest = len(faults) - NAMED
        more = _(" Dan %(count)d hal lagi.") % {"count": rest} if rest > 0 else ""
        raise Refused(_("Notulen belum lengkap. %(named)s%(more)s") % {"named": named, "more": more})


def _locked(meeting: Meeting) -> Minutes:
    """Whoever comes second waits here until the first is done."""
    Minutes.objects.get_or_create(meeting=meeting)
    return Minutes.objects.select_for_update(of=("self",)).select_related("owed", "approved_by").get(meeting=meeting)


def _waiting(meeting: Meeting) -> Minutes:
    return _standing(_locked(meeting))


def _standing(minutes: Minutes) -> Minutes:
    """Raise `Stale` unless they wait for the chair now."""
    if minutes.approved_at:
        facts = {"name": minutes.approved_by, "moment": long_moment(minutes.approved_at)}
        raise Stale(_("Notulen ini sudah disahkan oleh %(name)s pada %(moment)s.") % facts)
    if not minutes.submitted_at:
        raise Stale(_("Notulen ini sedang ditulis, tidak menunggu pengesahan. Muat ulang halaman."))
    return minutes


def _bind(decision: Decision, meeting: Meeting, by: Actor, at: datetime) -> None:
    """One obligation for each of its offices, in a handful of statements however many there are."""
    tasks = {str(task.office_id): task for task in decision.tasks.all()}
    if decision.kind != Decision.Kind.TASK or not tasks:
        return
    opened = open_many(
        kind=KIND, prefix=PREFIX, subject=subject_of(meeting, decision.text), origin=f"keputusan:{decision.pk}",
        owners=[Owner(task.office) for task in tasks.values()], period="", step="acknowledge",
        clocks=[clock_rule(KIND, "acknowledge"), follow_up_clock(decision, at)], by=by, at=at,
        words=decision.text, visibility=visibility_of(meeting),
    )  # fmt: skip
    for obligation in opened:
        tasks[obligation.owner_key].obligation = obligation
    MeetingTask.objects.bulk_update(tasks.values(), ["obligation"])
    index_batch(opened)
    due = publishing.due_words(decision, at)
    telling.tell_bound(decision, list(tasks.values()), meeting, due=due, at=at)


def _close(minutes: Minutes, meeting: Meeting, by: Actor, at: datetime) -> None:
    """The minutes stand, the meeting is minuted, and what its organiser owed is met."""
    minutes.approved_at, minutes.approved_by_id, minutes.approved_as = at, by.person_id, _acting(meeting, by, at)
    if meeting.openness == Meeting.Openness.PUBLIC:
        minutes.published_at = at
    minutes.save(update_fields=["approved_at", "approved_by", "approved_as", "published_at"])
    Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.MINUTED)
    meeting.state = Meeting.State.MINUTED
    if minutes.owed and minutes.owed.is_open:
        make_move(minutes.owed, moves.APPROVE, by=by, at=at)


def _acting(meeting: Meeting, by: Actor, at: datetime) -> str:
    """In which post, and in whose name, the chair was held."""
    answer = Authority(at).may(by.person_id, meeting.chair, access.SEAT)
    return " ".join(answer.heading)[:200] if answer else full_title(meeting.chair)
