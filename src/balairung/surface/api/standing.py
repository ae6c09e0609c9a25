"""Reports as the API tells of them: the same reads as the pages, and no more than those show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from balairung.kernel.obligations.reads import (
    ALL,
    PARTIES,
    ClockRow,
    Entry,
    FileLink,
    clock_rows,
    office_of,
    officer_of,
    timeline,
    titles_of,
)
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.house import house_url
from balairung.rooms.complaints import access
from balairung.rooms.complaints.desk.deeds import NOTE, deeds_for
from balairung.rooms.complaints.desk.proposing import unfinished
from balairung.rooms.complaints.following.timelines import TITLES, titles
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import reopen_until

Body = dict[str, Any]


def standing(complaint: Complaint, now: datetime) -> Body:
    """One row of a list; needs no seal opened."""
    obligation = complaint.obligation
    return {
        "ref": obligation.ref, "title": complaint.title, "class": complaint.klass, "topic": complaint.topic_id,
        "region": complaint.region_id, "office": obligation.owner_office.key if obligation.owner_office else None,
        "state": obligation.state, "step": obligation.step, "late": obligation.is_late(now),
        "due": obligation.next_at, "filed_at": complaint.filed_at, "closed_at": obligation.closed_at,
        "seq": obligation.seq,
    }  # fmt: skip


def whole(complaint: Complaint, actor: Actor, now: datetime) -> Body:
    """The case, as far as this officer may read it."""
    obligation = complaint.obligation
    lines = timeline(obligation, titles=titles_of(*TITLES), sees=ALL, who=officer_of, now=now, newest_first=False)
    return standing(complaint, now) | {
        "text": complaint.text, "place": complaint.place, "latitude": complaint.latitude,
        "longitude": complaint.longitude, "happened_on": complaint.happened_on, "channel": complaint.channel,
        "visibility": obligation.visibility, "priority": obligation.priority > 0, "to_leader": complaint.to_leader,
        "published": complaint.published_at is not None, "reporter": _reporter(complaint, actor),
        "clocks": [_clock(row) for row in clock_rows(obligation, Calendars(), now)], "lines": _lines(lines),
        "may": [deed.verb for deed in deeds_for(actor, complaint)] + [NOTE.verb],
        "draft_waits": access.can_verify(actor, complaint) and unfinished(complaint) is not None,
    }  # fmt: skip


def own(complaint: Complaint, now: datetime) -> Body:
    """What its reporter reads."""
    obligation = complaint.obligation
    lines = timeline(obligation, titles=titles(), sees=PARTIES, who=office_of, now=now, newest_first=False)
    return standing(complaint, now) | {
        "text": complaint.text, "office_name": obligation.owner_office.name if obligation.owner_office else "",
        "answer_by": obligation.answer_by, "lines": _lines(lines), "may": _speaks(complaint, now),
    }  # fmt: skip


def _reporter(complaint: Complaint, actor: Actor) -> Body | None:
    if not access.sees_name(actor, complaint):
        return None
    return {
        "name": complaint.reporter_name, "contact": complaint.reporter_contact,
        "affected_name": complaint.affected_name, "proxy_as": complaint.proxy_as,
        "help_wanted": complaint.help_wanted,
    }  # fmt: skip


def _speaks(complaint: Complaint, now: datetime) -> list[str]:
    obligation = complaint.obligation
    fits = {
        "reply": obligation.step == "inform", "close": obligation.step == "confirm",
        "reopen": access.may_reopen(complaint, reopen_until(complaint), now), "add": obligation.is_open,
        "withdraw": obligation.is_open,
    }  # fmt: skip
    return [verb for verb, fit in fits.items() if fit]


def _clock(row: ClockRow) -> Body:
    return {
        "name": row.clock.name, "label": row.label, "due": row.due, "late": row.late, "paused": row.paused,
        "met": row.met,
    }  # fmt: skip


def _lines(entries: Sequence[Entry]) -> list[Body]:
    return [
        {
            "at": entry.at, "title": str(entry.title), "text": entry.text, "who": entry.who, "kind": entry.kind,
            "files": [_file(file) for file in entry.files],
        }
        for entry in entries
    ]  # fmt: skip


def _file(file: FileLink) -> Body:
    return {"name": file.name, "family": file.family, "url": house_url() + file.url}
