"""A question reaches the meeting: written down as it is asked aloud, or sent from a telephone, also beforehand."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.place_names import place_name
from balairung.rooms.meetings.access import can_write_minutes
from balairung.rooms.meetings.beats import beat
from balairung.rooms.meetings.minutes.deciding import open_minutes
from balairung.rooms.meetings.models import AgendaItem, Invitee, Meeting, MeetingQuestion, MeetingSession

State, Door = MeetingQuestion.State, MeetingQuestion.Door
LONGEST = 1000  # letters of a question
MOST = 5  # questions that one invited person sends to one meeting
MOST_OF_ALL = 500  # of one meeting, so that a page stays a page


# --- asked aloud -----------------------------------------------------------------------------------------------------


def note(
    meeting: Meeting, *, text: str, token: str, by: Actor, at: datetime, asker: Invitee | None = None, name: str = "",
    origin: str = "",
) -> MeetingQuestion:  # fmt: skip
    """Write down what is being asked: it is talked about from now on. The same token again is the same question."""
    require(can_write_minutes(by, meeting))
    hashed = keyed_hash("question", str(meeting.pk), token)
    if known := MeetingQuestion.objects.filter(token=hashed).first():
        return known
    if asker and asker.meeting_id != meeting.pk:
        raise Refused(_("Penanya itu tidak ada di daftar undangan rapat ini."))
    if asker is None and not clean_line(name):
        raise Refused(_("Tuliskan siapa yang bertanya, atau pilih dari daftar."))
    session = running_session(meeting) or (asker.session if asker else None)
    return _write(
        meeting, text, hashed, at, session=session, asker=asker, door=Door.FLOOR, called_at=at,
        agenda=running_item(session), asker_name=name_of(asker) if asker else clean_line(name)[:160],
        origin=clean_line(origin)[:160] or (origin_of(asker) if asker else ""),
    )  # fmt: skip


# --- sent from a telephone -------------------------------------------------------------------------------------------


def send(invitee: Invitee, *, text: str, token: str, at: datetime) -> MeetingQuestion:
    """An invited person asks from their own page. Raise Refused with a sentence when it is too late or too much."""
    hashed = keyed_hash("question", str(invitee.pk), token)
    if known := MeetingQuestion.objects.filter(token=hashed).first():
        return known
    if why := why_not_asked(invitee):
        raise Refused(why)
    running = invitee.meeting.state == Meeting.State.RUNNING
    return _write(
        invitee.meeting, text, hashed, at, session=invitee.session, asker=invitee, asker_name=name_of(invitee),
        origin=origin_of(invitee), door=Door.PHONE if running else Door.BEFORE,
    )  # fmt: skip


def why_not_asked(invitee: Invitee) -> str:
    """Why nothing more can be sent from this page; "" while it can."""
    if invitee.dropped_at:
        return _("Undangan ini sudah dibatalkan.")
    if invitee.meeting.state not in (Meeting.State.CALLED, Meeting.State.RUNNING) or invitee.session.closed_at:
        return _("Rapat ini tidak menerima pertanyaan lagi.")
    if invitee.questions.exclude(state=State.WITHDRAWN).count() >= MOST:
        return _("Anda sudah mengirim %(most)d pertanyaan. Sampaikan yang lain langsung di rapat.") % {"most": MOST}
    return ""


@transaction.atomic
def withdraw(question: MeetingQuestion, *, at: datetime) -> None:
    """The asker takes it back, as long as nobody has read it out."""
    mine = MeetingQuestion.objects.filter(pk=question.pk, state=State.OPEN, called_at__isnull=True)
    if not mine.update(state=State.WITHDRAWN, turn=question.turn + 1):
        question.refresh_from_db()
        if question.state != State.WITHDRAWN:
            raise Refused(_("Pertanyaan ini sudah dibacakan di rapat, jadi tidak dapat ditarik lagi."))
    beat(question.meeting_id)


# --- who, and when ---------------------------------------------------------------------------------------------------


def name_of(invitee: Invitee) -> str:
    """Whoever sits on this seat: the deputy where one came."""
    return (invitee.came_in_place and invitee.deputy_name) or invitee.name


def origin_of(invitee: Invitee) -> str:
    """From where they speak: village and district, else what their title says."""
    office = invitee.office
    if office and office.region and office.region.parent:
        return place_name(office.region)
    return (invitee.title or (office.name if office else ""))[:160]


def running_session(meeting: Meeting) -> MeetingSession | None:
    """The session that is open now, else the one that closed last, else the first."""
    sessions = list(meeting.sessions.order_by("order"))
    open_ones = [one for one in sessions if one.opened_at and not one.closed_at]
    over = [one for one in sessions if one.closed_at]
    return next(iter([*open_ones[-1:], *over[-1:], *sessions]), None)


def running_item(session: MeetingSession | None) -> AgendaItem | None:
    """What of its agenda goes on now."""
    rows = AgendaItem.objects.filter(session=session, began_at__isnull=False, ended_at__isnull=True)
    return rows.order_by("-began_at").first()


@transaction.atomic
def _write(meeting: Meeting, text: str, hashed: str, at: datetime, **fields: object) -> MeetingQuestion:
    open_minutes(meeting)
    said = clean_text(text)
    if not said:
        raise Refused(_("Tuliskan pertanyaannya."))
    if len(said) > LONGEST:
        raise Refused(_("Pertanyaan paling banyak %(most)d huruf. Ringkas dahulu.") % {"most": LONGEST})
    told = meeting.questions.aggregate(last=Max("order"))["last"] or 0
    if told >= MOST_OF_ALL:
        raise Refused(_("Rapat ini sudah menerima 500 pertanyaan."))
    try:
        with transaction.atomic():
            made = MeetingQuestion.objects.create(
                meeting=meeting, text=said, token=hashed, order=told + 1, asked_at=at, **fields
            )
    except IntegrityError:  # the same press, twice at once
        return MeetingQuestion.objects.get(token=hashed)
    beat(meeting)
    return made
