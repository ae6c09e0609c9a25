"""Speakers: who speaks about what, with which material; invited, confirmed, cancelled and invited again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from balairung.ground.common.dates import long_moment
from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Person
from balairung.rooms.meetings.access import can_prepare
from balairung.rooms.meetings.beats import beat
from balairung.rooms.meetings.models import Meeting, Speaker, SpeakerStep

MOST = 50  # speakers of a meeting
MOST_FILES = 20  # of one speaker
ASIDE = 32_000  # a place that no speaker has, while two change places
State = Speaker.State
#: From where to where a speaker may come. Somebody who cancelled is invited again.
STEPS = {
    State.INVITED: (State.PLANNED, State.INVITED, State.CANCELLED),
    State.CONFIRMED: (State.PLANNED, State.INVITED, State.CANCELLED),
    State.CANCELLED: (State.PLANNED, State.INVITED, State.CONFIRMED),
}


@transaction.atomic
def add(
    meeting: Meeting, *, name: str, title: str, topic: str, minutes: int = 15, person: Person | None = None,
    by: Actor, at: datetime,
) -> Speaker:  # fmt: skip
    """One more, planned and not yet asked."""
    require(can_prepare(by, meeting))
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.speakers.count() >= MOST:
        raise Refused(_("Narasumber rapat ini sudah %(most)d orang.") % {"most": MOST})
    order = (meeting.speakers.aggregate(last=Max("order"))["last"] or 0) + 1
    made = Speaker.objects.create(meeting=meeting, order=order, **_checked(name, title, topic, minutes, person))
    SpeakerStep.objects.create(speaker=made, state=made.state, at=at, by_id=by.person_id)
    beat(meeting)
    return made


@transaction.atomic
def change(
    speaker: Speaker, *, name: str, title: str, topic: str, minutes: int, person: Person | None, by: Actor, at: datetime
) -> None:
    require(can_prepare(by, speaker.meeting))
    values = _checked(name, title, topic, minutes, person)
    for field, value in values.items():
        setattr(speaker, field, value)
    speaker.save(update_fields=list(values))
    beat(speaker.meeting_id)


@transaction.atomic
def move(speaker: Speaker, *, up: bool, by: Actor, at: datetime) -> None:
    """Speak before (or after) the one beside them."""
    require(can_prepare(by, speaker.meeting))
    rows = list(Speaker.objects.select_for_update().filter(meeting=speaker.meeting_id).order_by("order"))
    here = next(place for place, row in enumerate(rows) if row.pk == speaker.pk)
    there = here - 1 if up else here + 1
    if 0 <= there < len(rows):
        for one, order in ((rows[here], ASIDE), (rows[there], rows[here].order), (rows[here], rows[there].order)):
            Speaker.objects.filter(pk=one.pk).update(order=order)
        beat(speaker.meeting_id)


def invite(speaker: Speaker, *, by: Actor, at: datetime, words: str = "") -> None:
    """Ask them, for the first time or again; one of ours gets a message."""
    with transaction.atomic():
        if _step(speaker, State.INVITED, words, by, at):
            _tell(speaker, at)


def confirm(speaker: Speaker, *, by: Actor, at: datetime, words: str = "") -> None:
    """They will speak."""
    _step(speaker, State.CONFIRMED, words, by, at)


def cancel(speaker: Speaker, *, words: str, by: Actor, at: datetime) -> None:
    """They will not: why is said, and their part of the agenda is marked until somebody else takes it."""
    if not clean_line(words):
        raise Refused(_("Tuliskan mengapa narasumber ini batal."))
    _step(speaker, State.CANCELLED, words, by, at)


@transaction.atomic
def give_material(speaker: Speaker, files: Sequence[File], *, by: Actor, at: datetime) -> None:
    """What they will show, for everybody who was invited."""
    require(can_prepare(by, speaker.meeting))
    if speaker.materials.count() + len(files) > MOST_FILES:
        raise Refused(_("Bahan satu narasumber paling banyak %(most)d berkas.") % {"most": MOST_FILES})
    attach(files, about=("meetings", speaker.meeting.ref))
    speaker.materials.add(*files)
    beat(speaker.meeting_id)


@transaction.atomic
def _step(speaker: Speaker, state: str, words: str, by: Actor, at: datetime) -> bool:
    """One line of their story; the same state again is none, but for an invitation, which may be repeated."""
    require(can_prepare(by, speaker.meeting))
    now = Speaker.objects.select_for_update().get(pk=speaker.pk).state
    if now == state and state != State.INVITED:
        return False
    if now not in STEPS[State(state)]:
        raise Refused(_("Narasumber ini sudah %(state)s.") % {"state": State(now).label})
    Speaker.objects.filter(pk=speaker.pk).update(state=state)
    SpeakerStep.objects.create(speaker=speaker, state=state, words=clean_line(words)[:300], at=at, by_id=by.person_id)
    beat(speaker.meeting_id)
    speaker.refresh_from_db()
    return True


def _tell(speaker: Speaker, at: datetime) -> None:
    if speaker.person is None:
        return
    with override("id"):  # sent later, by a process that serves nobody
        facts = {
            "title": speaker.meeting.title, "topic": speaker.topic, "minutes": speaker.minutes,
            "when": long_moment(localtime(speaker.meeting.starts_at), "id"), "office": speaker.meeting.office.name,
        }  # fmt: skip
        subject = _("Diminta menjadi narasumber: %(title)s") % facts
        body = _(
            "Anda diminta berbicara tentang “%(topic)s” selama %(minutes)d menit dalam rapat %(title)s, %(when)s. "
            "Beri tahu %(office)s apakah Anda bersedia."
        )
        body %= facts
    key = f"speaker:{speaker.pk}:{speaker.steps.count()}"
    about = ("meetings", speaker.meeting.ref)
    notify(Recipient.person(speaker.person), subject=subject, body=body, key=key, about=about, at=at)


def _checked(name: str, title: str, topic: str, minutes: int, person: Person | None) -> dict[str, object]:
    name, topic = clean_line(name or (person.name if person else ""))[:160], clean_line(topic)[:240]
    if not name or not topic:
        raise Refused(_("Tuliskan nama narasumber dan topiknya."))
    if not 1 <= minutes <= 600:
        raise Refused(_("Waktunya 1 sampai 600 menit."))
    return {"name": name, "title": clean_line(title)[:200], "topic": topic, "minutes": minutes, "person": person}
