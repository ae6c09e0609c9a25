"""Whose code a camera read at the door, and which seats at this meeting they take."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.ground.common.errors import Refused
from balairung.ground.common.references import tidy_code
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.people import passes
from balairung.kernel.people.models import Holding, Person
from balairung.kernel.people.presence import Presence
from balairung.rooms.meetings.models import Invitee, Meeting

LONGEST = 300  # signs of what a camera reads
PAGE = re.compile(r"/rapat/([0-9A-Za-z-]+)/?$")


@dataclass(frozen=True)
class Standing:
    """One seat that somebody takes: their own, or in the place of whoever was invited."""

    invitee: Invitee
    in_place: bool = False
    capacity: str = ""  # plt or plh, of whoever acts in the post today; "definitive" for its new holder


@dataclass(frozen=True)
class Known:
    """Who was recognised: by an invitation (then perhaps without a person) or as one of ours."""

    seats: tuple[Standing, ...]
    person: Person | None = None


def recognise(meeting: Meeting, text: str, at: datetime) -> Known:
    """Raise `Refused`, with a sentence for whoever holds the camera, for what opens nothing here.

    Without seats it is somebody of ours who was not invited.
    """
    text = text.strip()[:LONGEST]
    if passes.is_pass(text):
        return of_person(meeting, passes.read(text, at).person, at)
    found = _invitee_of(code_in(text))
    if found is None:
        raise Refused(_("Kode ini bukan undangan dan bukan QR pegawai. Cari namanya di daftar."))
    if found.meeting_id != meeting.pk:
        raise Refused(_elsewhere(found))
    if found.dropped_at:
        raise Refused(_("Undangan untuk %(name)s sudah dibatalkan.") % {"name": found.name})
    return _with_code(found, at)


def code_in(text: str) -> str:
    """The code of an invited person's own page, from its address or typed by itself."""
    page = PAGE.search(urlsplit(text).path)
    return page[1] if page else text


def _invitee_of(code: str) -> Invitee | None:
    rows = Invitee.objects.select_related("meeting", "session", "person", "deputy", "post")
    return rows.filter(code_hash=keyed_hash("invitee", tidy_code(code))).first()


def _elsewhere(found: Invitee) -> str:
    day = long_date(localtime(found.session.starts_at))
    facts = {"title": found.meeting.title, "day": day, "name": found.name}
    return _("QR ini untuk rapat lain: %(title)s, %(day)s. Kalau %(name)s juga diundang ke sini, cari namanya.") % facts


def _with_code(found: Invitee, at: datetime) -> Known:
    """An invitation was shown: by the deputy when one was named; by whoever acts where the post stands empty."""
    if found.reply == Invitee.Reply.SENDS:
        return Known((Standing(found, in_place=True),), found.deputy)
    if found.person_id is None and found.post_id:
        sitting = Presence(at).sitting(found.post_id)
        if sitting.person:
            return Known((_acting(found, sitting.capacity),), sitting.person)
    return Known((Standing(found),), found.person)


def of_person(meeting: Meeting, person: Person, at: datetime) -> Known:
    """The seats of somebody whom we know: invited, sent as a deputy, or acting today in a post that was invited."""
    rows = Invitee.objects.standing().filter(meeting=meeting).select_related("session", "person", "deputy", "post")
    named = rows.filter(Q(person=person) | Q(deputy=person, reply=Invitee.Reply.SENDS))
    seats = [Standing(row, in_place=row.person_id != person.pk) for row in named]
    held = Holding.objects.current(at).filter(person=person).values("post")
    others = list(rows.filter(post__in=held).exclude(pk__in=[one.invitee.pk for one in seats]))
    presence = Presence(at)
    presence.load([row.post_id for row in others if row.post_id])
    for row in others:
        acting = {one.person: one for one in presence.acting(row.post_id)} if row.post_id else {}
        seats += [_acting(row, acting[person].capacity)] if person in acting else []
    return Known(tuple(sorted(seats, key=lambda one: (one.in_place, one.invitee.protocol))), person)


def _acting(row: Invitee, capacity: str) -> Standing:
    """A new holder comes as who was meant; a Plt. or Plh. comes in the place of the holder."""
    return replace(Standing(row), in_place=capacity != Holding.Capacity.DEFINITIVE, capacity=capacity)
