"""Who is here: checked in once, however often they are scanned; the sessions that begin and end; the end of it all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.people.actors import Actor, ActorKind, require
from balairung.kernel.people.matters import PREFIX
from balairung.kernel.people.models import Holding, Person
from balairung.rooms.meetings.access import can_check_in
from balairung.rooms.meetings.beats import beat
from balairung.rooms.meetings.holding.recognising import Known, Standing, recognise
from balairung.rooms.meetings.models import Invitee, Meeting, MeetingSession

Way = Invitee.Way
KEPT = timedelta(hours=12)  # how long a telephone without a network may keep what it scanned


class Outcome(StrEnum):
    """What became of a scan; the page shows each in its own colour and words."""

    IN = "masuk"
    AGAIN = "sudah"
    ELSEWHERE = "sesi-lain"  # of this meeting, but not of the session at whose door they stand
    UNINVITED = "tidak-diundang"  # one of ours whom nobody invited
    REFUSED = "ditolak"


@dataclass(frozen=True)
class CheckedIn:
    """What the receptionist is told: a sentence, and of whom, so that the face can be compared."""

    outcome: Outcome
    sentence: str
    invitee: Invitee | None = None
    person: Person | None = None  # who stands there, when we know; of those not invited too
    also: tuple[Invitee, ...] = ()  # further seats that the same person takes: those whom they stand for

    @property
    def came(self) -> bool:
        return self.outcome in (Outcome.IN, Outcome.AGAIN)


# --- coming ----------------------------------------------------------------------------------------------------------


def check_in(
    meeting: Meeting, text_or_invitee: str | Invitee, *, way: str, by: Actor, at: datetime,
    session: MeetingSession | None = None, seen_at: datetime | None = None,
) -> CheckedIn:  # fmt: skip
    """Receive whoever showed this code, or whose name was ticked. The same again changes nothing.

    `session` is the one at whose door they stand: somebody of another session is told so and not received.
    `seen_at`: when a telephone without a network scanned it, at most half a day ago; codes are read as of then.
    """
    require_door(meeting, by)
    moment = min(seen_at, at) if seen_at and at - seen_at < KEPT else at
    try:
        known = _known(meeting, text_or_invitee, moment)
        return _uninvited(known) if not known.seats else _receive(known, session, way, by, moment)
    except Refused as refusal:
        return CheckedIn(Outcome.REFUSED, str(refusal))


def require_door(meeting: Meeting, by: Actor) -> None:
    """Whoever runs the meeting stands at its door; so does a kiosk, which was given its secret by one of them."""
    open_now = meeting.state in (Meeting.State.CALLED, Meeting.State.RUNNING)
    require(can_check_in(by, meeting) or (by.kind == ActorKind.SYSTEM and open_now), why_shut(meeting))


def why_shut(meeting: Meeting) -> str:
    if meeting.state == Meeting.State.DRAFT:
        return _("Undangannya belum dikirim, jadi belum ada yang dapat dicatat hadir.")
    if meeting.state in (Meeting.State.CALLED, Meeting.State.RUNNING):
        return _("Kehadiran dicatat oleh kantor penyelenggara, moderator, atau notulis.")
    return _("Rapat ini sudah ditutup atau dibatalkan. Daftar hadirnya tidak diubah lagi.")


def _known(meeting: Meeting, text_or_invitee: str | Invitee, at: datetime) -> Known:
    if isinstance(text_or_invitee, str):
        return recognise(meeting, text_or_invitee, at)
    row = text_or_invitee
    if row.meeting_id != meeting.pk or row.dropped_at:
        raise Refused(_("Nama itu tidak ada di daftar undangan rapat ini."))
    return Known((Standing(row, in_place=row.reply == Invitee.Reply.SENDS),))


def _uninvited(known: Known) -> CheckedIn:
    name = known.person.name if known.person else _("Orang ini")
    return CheckedIn(
        Outcome.UNINVITED, _("%(name)s tidak ada di daftar undangan rapat ini.") % {"name": name}, person=known.person
    )


@transaction.atomic
def _receive(known: Known, session: MeetingSession | None, way: str, by: Actor, at: datetime) -> CheckedIn:
    first, person = known.seats[0].invitee, known.person
    if session and first.session_id != session.pk:
        facts = {"name": first.name, "session": first.session, "time": _clock(first.session.starts_at)}
        told = _("%(name)s diundang ke sesi lain: %(session)s, pukul %(time)s.") % facts
        return CheckedIn(Outcome.ELSEWHERE, told, first, person)
    _require_day(first.session, at)
    new = [one.invitee for one in known.seats if _mark(one, person, way, by, at)]
    for one in known.seats:
        one.invitee.refresh_from_db()
    also = tuple(one.invitee for one in known.seats[1:])
    if not new:
        return CheckedIn(Outcome.AGAIN, _again(known.seats[0], person), first, person, also)
    beat(first.meeting_id)
    return CheckedIn(Outcome.IN, _welcome(first), first, person, also)


def _require_day(session: MeetingSession, at: datetime) -> None:
    """Somebody who tries their QR the day before is not here."""
    if localdate(at) < localdate(session.starts_at):
        raise Refused(_("Rapat ini baru berlangsung %(day)s.") % {"day": long_date(localtime(session.starts_at))})


def _mark(standing: Standing, person: Person | None, way: str, by: Actor, at: datetime) -> bool:
    """One update, and only of somebody who is not here yet: of two doors at once, one has received them."""
    values: dict[str, object] = {
        "came_at": at, "came_by": way, "came_in_place": standing.in_place, "checked_by_id": by.person_id,
        "left_at": None,
    }  # fmt: skip
    if person and standing.capacity == Holding.Capacity.DEFINITIVE:
        values |= {"person": person, "name": person.name}
    elif person and standing.capacity:
        title = f"{PREFIX[Holding.Capacity(standing.capacity)]} {standing.invitee.title}"[:160]
        values |= {"deputy": person, "deputy_name": person.name, "deputy_title": title}
    return bool(Invitee.objects.filter(pk=standing.invitee.pk, came_at__isnull=True).update(**values))


def _welcome(invitee: Invitee) -> str:
    if invitee.came_in_place:
        return _("%(deputy)s hadir mewakili %(name)s.") % {"deputy": deputy_of(invitee), "name": invitee.name}
    return _("%(name)s hadir.") % {"name": invitee.name}


def _again(standing: Standing, person: Person | None) -> str:
    """Somebody who is here already; or whose deputy is, and now they came themselves."""
    row = standing.invitee
    if row.came_in_place and not standing.in_place:
        facts = {"deputy": deputy_of(row), "time": _clock(row.came_at)}
        return _("Wakilnya, %(deputy)s, sudah hadir pukul %(time)s.") % facts
    name = person.name if person else row.name
    return _("%(name)s sudah hadir pukul %(time)s.") % {"name": name, "time": _clock(row.came_at)}


def deputy_of(invitee: Invitee) -> str:
    """Who stands there for them, as one says it."""
    return invitee.stand_in or _("Wakilnya")


def _clock(moment: datetime | None) -> str:
    return f"{localtime(moment):%H.%M}" if moment else "–"


# --- putting it right ------------------------------------------------------------------------------------------------


@transaction.atomic
def receive_here(invitee: Invitee, session: MeetingSession, *, way: str, by: Actor, at: datetime) -> CheckedIn:
    """Somebody who came to another session than theirs is received in this one, and belongs to it from now on."""
    require_door(invitee.meeting, by)
    if session.meeting_id != invitee.meeting_id:
        raise Refused(_("Sesi itu bukan sesi rapat ini."))
    _require_day(session, at)
    Invitee.objects.filter(pk=invitee.pk).update(session=session, seat="")
    invitee.refresh_from_db()
    return check_in(invitee.meeting, invitee, way=way, by=by, at=at)


@transaction.atomic
def receive_deputy(
    invitee: Invitee, *, name: str, title: str = "", mandate: str = "", way: str = Way.LIST, by: Actor, at: datetime
) -> None:
    """Somebody came in their place whom nobody had announced: the post is bound all the same."""
    require_door(invitee.meeting, by)
    _require_day(invitee.session, at)
    name = clean_line(name)[:160]
    if not name:
        raise Refused(_("Tuliskan nama wakil yang hadir."))
    told = Invitee.objects.filter(pk=invitee.pk, came_at__isnull=True)
    told.update(came_at=at, came_by=way, checked_by_id=by.person_id, left_at=None)
    known = invitee.deputy if invitee.deputy and invitee.deputy.name == name else None
    Invitee.objects.filter(pk=invitee.pk).update(
        came_in_place=True, deputy=known, deputy_name=name, deputy_title=clean_line(title)[:160],
        mandate=clean_line(mandate)[:160],
    )  # fmt: skip
    beat(invitee.meeting_id)


@transaction.atomic
def came_alone(invitee: Invitee, *, by: Actor, at: datetime, way: str = Way.LIST) -> None:
    """Whoever was invited came themselves after all, with or after their deputy. When they came stays."""
    require_door(invitee.meeting, by)
    _require_day(invitee.session, at)
    Invitee.objects.filter(pk=invitee.pk, came_at__isnull=True).update(
        came_at=at, came_by=way, checked_by_id=by.person_id, left_at=None
    )
    Invitee.objects.filter(pk=invitee.pk).update(came_in_place=False)
    beat(invitee.meeting_id)


@transaction.atomic
def undo(invitee: Invitee, *, by: Actor, at: datetime) -> None:
    """They were not here: somebody else was meant."""
    require_door(invitee.meeting, by)
    Invitee.objects.filter(pk=invitee.pk).update(
        came_at=None, came_by=Way.NONE, came_in_place=False, checked_by=None, left_at=None
    )
    beat(invitee.meeting_id)


@transaction.atomic
def leave(invitee: Invitee, *, by: Actor, at: datetime) -> None:
    """They went before the end. Said twice, the first time counts."""
    require_door(invitee.meeting, by)
    here = Invitee.objects.filter(pk=invitee.pk, came_at__isnull=False, left_at__isnull=True)
    if here.update(left_at=at):
        beat(invitee.meeting_id)


# --- sessions --------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_session(session: MeetingSession, *, by: Actor, at: datetime) -> None:
    """It begins; with the first one the meeting runs. Said twice, the first time counts."""
    meeting = session.meeting
    require(can_check_in(by, meeting), why_shut(meeting))
    _require_day(session, at)
    MeetingSession.objects.filter(pk=session.pk, opened_at__isnull=True).update(opened_at=at)
    Meeting.objects.filter(pk=meeting.pk, state=Meeting.State.CALLED).update(state=Meeting.State.RUNNING)
    beat(meeting)
    session.refresh_from_db()


@transaction.atomic
def close_session(session: MeetingSession, *, by: Actor, at: datetime) -> None:
    """It is over, and with it whatever of its agenda still ran."""
    meeting = session.meeting
    require(can_check_in(by, meeting), why_shut(meeting))
    if session.opened_at is None:
        raise Refused(_("Sesi ini belum dibuka."))
    session.agenda.filter(began_at__isnull=False, ended_at__isnull=True).update(ended_at=at)
    MeetingSession.objects.filter(pk=session.pk, closed_at__isnull=True).update(closed_at=at)
    beat(meeting)
    session.refresh_from_db()


def session_of(meeting: Meeting, key: UUID | None, at: datetime) -> MeetingSession:
    """The session that is asked for, or the one whose door is probably meant now."""
    sessions = list(meeting.sessions.order_by("starts_at", "order"))
    if key:
        return next((one for one in sessions if one.pk == key), None) or meeting.sessions.get(pk=key)
    running = [one for one in sessions if one.opened_at and not one.closed_at]
    ahead = [one for one in sessions if not one.closed_at and localdate(one.starts_at) >= localdate(at)]
    return (running or ahead or sessions[-1:])[0]
