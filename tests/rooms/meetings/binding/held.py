"""A meeting that was held: people came, it was written down, and what was decided is ready to bind. By real actions."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.kernel.people.appointments import appoint, record_absence
from balairung.kernel.people.models import Holding, Office, Person, Post
from balairung.rooms.meetings.dialogue import asking
from balairung.rooms.meetings.holding.attending import check_in, open_session
from balairung.rooms.meetings.holding.ending import end as end
from balairung.rooms.meetings.inviting.calling import make_series
from balairung.rooms.meetings.minutes import arranging, writing
from balairung.rooms.meetings.minutes.approving import approve, submit
from balairung.rooms.meetings.minutes.deciding import Said, decide
from balairung.rooms.meetings.models import (
    Decision,
    Invitee,
    Meeting,
    MeetingQuestion,
    MeetingSeries,
    MeetingTask,
    MinutesItem,
)
from tests import make

DAY = make.moment("2026-03-09 08:00")  # of `make.meeting()`
LATER = DAY + timedelta(hours=5)  # the minutes are written and approved on the same day
_numbers = itertools.count(1)
TEXTS = {
    "buka": "Rapat dibuka Sekretaris Daerah pukul 08.10 dengan doa.",
    "bahas": "Kepala Dinas PUPR memaparkan kerusakan jalan poros desa di tiga kecamatan.",
    "simpul": "Perbaikan jalan poros didahulukan sebelum musim hujan.",
}


def chair(meeting: Meeting, at: datetime = LATER) -> Actor:
    held = meeting.chair.holdings.select_related("person").order_by("since")[0]
    return actor_of(held.person, at)


def keeper() -> Actor:
    """Who writes the minutes: somebody of the office that calls the meeting."""
    return make.officer("setda", "staff", f"Notulis {next(_numbers)}")


def running(*heads: str, by: Actor | None = None, at: datetime = make.START, **fields: object) -> Meeting:
    """Called, opened, and everybody who was invited but the last one is there."""
    who = by or keeper()
    assert who.person_id
    writes = Person.objects.get(pk=who.person_id)
    meeting = make.meeting(*heads, at=at, note_keeper=writes, **fields)  # type: ignore[arg-type]
    for session in meeting.sessions.order_by("order"):
        open_session(session, by=who, at=session.starts_at)
    meeting.refresh_from_db()
    rows = list(
        Invitee.objects.select_related("session", "meeting__office").filter(meeting=meeting).in_protocol_order()
    )
    for row in rows[:-1] or rows:
        check_in(meeting, row, way=Invitee.Way.LIST, by=who, at=row.session.starts_at)
    return meeting


def ended(*heads: str, by: Actor | None = None, at: datetime = make.START, **fields: object) -> Meeting:
    """Held and over; nothing is written yet."""
    who = by or keeper()
    meeting = running(*heads, by=who, at=at, **fields)
    end(meeting, by=who, at=meeting.starts_at + timedelta(hours=4))
    meeting.refresh_from_db()
    return meeting


def writer(meeting: Meeting) -> Actor:
    assert meeting.note_keeper
    return actor_of(meeting.note_keeper, LATER)


def write(meeting: Meeting, **texts: str) -> list[MinutesItem]:
    """A paragraph in each section."""
    made = []
    for section, text in (TEXTS | texts).items():
        number, by = next(_numbers), writer(meeting)
        item = arranging.add(meeting, section=section, token=f"butir-uji-{number:08}", by=by, at=LATER)
        writing.keep(item, text=text, version=0, key="halaman-uji", stroke=number, by=by, at=LATER)
        writing.let_go(item, key="halaman-uji", by=by, at=LATER)
        made.append(item)
    return made


def decided(
    meeting: Meeting, text: str = "Dinas PUPR memperbaiki jalan poros.", offices: Sequence[str] = ("pupr",),
    **said: object,
) -> Decision:  # fmt: skip
    """One decision with all that it needs; what is given says it otherwise."""
    said.setdefault("proof", "foto sebelum dan sesudah")
    found = [Office.objects.get(key=key) for key in offices]
    words = Said(text=text, offices=found, **said)  # type: ignore[arg-type]
    return decide(meeting, words, token=f"keputusan-uji-{next(_numbers):08}", by=writer(meeting), at=LATER)


def complete(*heads: str, at: datetime = make.START, **fields: Any) -> Meeting:
    """Written down with one decision: it may be submitted."""
    meeting = ended(*heads, at=at, **fields)
    write(meeting)
    decided(meeting)
    return meeting


def approved(meeting: Meeting, at: datetime = LATER) -> Meeting:
    """Submitted and approved by its chair."""
    submit(meeting, by=writer(meeting), at=at)
    approve(meeting, by=chair(meeting, at), at=at)
    meeting.refresh_from_db()
    return meeting


def asked(
    meeting: Meeting, text: str = "Kapan jalan di depan balai desa kami diperbaiki?", **said: Any
) -> MeetingQuestion:
    """Somebody stood up and asked."""
    said.setdefault("name", "Bu Lastri")
    said.setdefault("origin", "Desa Sumberejo")
    token = f"pertanyaan-uji-{next(_numbers):08}"
    return asking.note(meeting, text=text, token=token, by=writer(meeting), at=meeting.starts_at, **said)


def task(meeting: Meeting, office: str = "pupr") -> MeetingTask:
    rows = MeetingTask.objects.select_related("obligation__owner_office", "office", "decision", "question", "meeting")
    return rows.get(meeting=meeting, office__key=office, question__isnull=True)


def head(office: str) -> Actor:
    seat = Post.objects.get(office__key=office, role=Post.Role.HEAD)
    held = seat.holdings.select_related("person").order_by("since").first()
    return actor_of(held.person, LATER) if held else make.officer(office, "head")


def series(name: str = "Rakor kepala perangkat daerah") -> MeetingSeries:
    return make_series(name=name, office=make.office("setda"), by=keeper(), at=make.START)


def second_chair(meeting: Meeting) -> Actor:
    """A Plh. beside the holder who is away on paper, and came all the same: both may chair."""
    holder, other = Person.objects.get(pk=chair(meeting).person_id or ""), make.person("Bu Plh")
    since, until = date(2026, 3, 5), date(2026, 3, 20)
    record_absence(person=holder, since=since, until=until, by=SYSTEM, at=make.START)
    appoint(
        person=other, post=meeting.chair, since=since, until=until, capacity=Holding.Capacity.PLH, by=SYSTEM,
        at=make.START,
    )  # fmt: skip
    return actor_of(other, LATER)
