"""A conversation as officers read it: what people said, what the menu said, what colleagues said, in its order."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.common.working_time import Unit, deadline
from balairung.kernel.files.models import File
from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.doors.door import Heard
from balairung.kernel.messaging.enclosures import ABOUT
from balairung.kernel.messaging.models import Arrival, Conversation, ConversationQuerySet, Notice
from balairung.kernel.messaging.reads import masked
from balairung.kernel.obligations.reads import FileLink, file_link
from balairung.kernel.obligations.unsealing import Sealed, read_key
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Person
from balairung.rooms.complaints import access
from balairung.rooms.complaints.dialogue.handing import BY_HAND
from balairung.rooms.complaints.dialogue.ways import window_of
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import KIND

MOST = 200  # messages of each side that a page shows, the latest
MOST_TALKS = 100
PATIENCE = 1  # office hours after which one that waits is flagged


@dataclass(frozen=True)
class Bubble:
    """One message. `side` is "them", "menu" or "hand"; `who` the colleague who wrote it."""

    key: str
    side: str
    at: datetime
    text: str
    files: Sequence[FileLink] = ()
    who: str = ""
    outcome: str = ""  # what became of one of ours, in words
    failed: bool = False
    about: str = ""  # the number of the report that it belongs to


@dataclass(frozen=True)
class Waiting:
    """One conversation that a person answers."""

    talk: Conversation
    name: str
    door: str  # in words
    sign: str  # its icon
    words: str  # their last
    since: datetime
    answered: bool  # the last word was ours
    long: bool  # waits for more than an office hour
    until: datetime | None  # the end of the window for free words; None where there is none


# --- one conversation -----------------------------------------------------------------------------------------------


def bubbles(talk: Conversation, now: datetime, *, about: str = "") -> list[Bubble]:
    """All of it, or what belongs to one report; the latest last."""
    arrivals, notices = talk.arrivals.all(), talk.notices.filter(person=None)
    if about:
        arrivals, notices = arrivals.filter(about_kind=KIND, about_ref=about), notices.about(KIND, about)
    heard = list(arrivals.order_by("-sent_at", "-id")[:MOST])
    said = list(notices.order_by("-written_at", "-id")[:MOST])
    files, names = _files(heard, now), _names(said)
    moved = {one.key.rpartition(">")[0] for one in said}  # what went on by another door is shown there
    ours = [_ours(one, names, talk) for one in said if one.key not in moved]
    every = [*(_theirs(one, files[str(one.pk)]) for one in heard), *ours]
    return sorted(every, key=lambda bubble: (bubble.at, bubble.side != "them"))


def _theirs(arrival: Arrival, files: Sequence[FileLink]) -> Bubble:
    return Bubble(str(arrival.pk), "them", arrival.sent_at, words_of(arrival), files, about=arrival.about_ref)


def words_of(arrival: Arrival) -> str:
    """What was said, or what it was where there are no words."""
    if not arrival.body:
        return _("(Isi pesan sudah dihapus.)")
    heard = Heard.of(json.loads(arrival.body))
    if heard.text:
        return f"{heard.subject}\n{heard.text}".strip() if heard.subject not in heard.text else heard.text
    if heard.point:
        return _("(Lokasi: %(latitude)s, %(longitude)s)") % {"latitude": heard.point[0], "longitude": heard.point[1]}
    if heard.enclosures:
        return ""
    return (heard.choice and _("(Menekan tombol)")) or _("(Pesan yang tidak dapat ditampilkan)")


def _ours(notice: Notice, names: dict[str, str], talk: Conversation) -> Bubble:
    by = _author(notice.key)
    failed = notice.outcome == Notice.Outcome.FAILED
    told = _("dibaca") if notice.read_at else _("sudah sampai") if notice.delivered_at else notice.get_outcome_display()
    if notice.channel != talk.channel:
        told = _("%(told)s lewat %(door)s") % {"told": told, "door": gateways.word(notice.channel)}
    side = "hand" if by else "menu"
    at = notice.written_at
    return Bubble(
        str(notice.pk), side, at, notice.body, who=names.get(by, ""), outcome=told, failed=failed,
        about=notice.about_ref if notice.about_kind == KIND else "",
    )  # fmt: skip


def _author(key: str) -> str:
    """The key of the person who wrote it by hand; "" for what the house says by itself."""
    return key.split(":")[2] if key.startswith(BY_HAND) else ""


def _names(notices: Iterable[Notice]) -> dict[str, str]:
    keys = {by for notice in notices if (by := _author(notice.key))}
    return {str(one.pk): one.name for one in Person.objects.filter(pk__in=[UUID(key) for key in keys]).only("name")}


def _files(arrivals: Sequence[Arrival], now: datetime) -> defaultdict[str, list[FileLink]]:
    """What came with each message and belongs to no report yet; a report shows its own."""
    found: defaultdict[str, list[FileLink]] = defaultdict(list)
    for file in File.objects.filter(about_kind=ABOUT, about_ref__in=[str(one.pk) for one in arrivals]).order_by("id"):
        found[file.about_ref].append(file_link(file, now))
    return found


# --- those that wait ------------------------------------------------------------------------------------------------


def talks_of(actor: Actor) -> ConversationQuerySet:
    """The conversations that this officer answers: all for the coordinator, those of their office for a liaison.

    One that the loop guard took from the menu (listening.py) has no office: it is the coordinator's.
    """
    handed = Conversation.objects.handed()
    if actor.coordinates:
        return handed
    offices = [seat.office_id for seat in actor.seats if seat.role in access.TALKERS]
    return handed.filter(handed_to__in=offices) if offices and actor.is_officer else handed.none()


def waiting(actor: Actor, now: datetime) -> list[Waiting]:
    """Those of this officer: the ones that wait first, the longest first."""
    talks = list(talks_of(actor).select_related("handed_to").order_by("heard_at", "id")[:MOST_TALKS])
    last, said = _last_heard(talks), _last_said(talks)
    hidden = hiding(talks)
    rows = [_row(talk, last.get(talk.pk), said.get(talk.pk), talk.pk in hidden, now) for talk in talks]
    return sorted(rows, key=lambda row: (row.answered, row.since))


def count_waiting(actor: Actor) -> int:
    """How many of them nobody answered yet; capped, for the menu."""
    talks = list(talks_of(actor).order_by("heard_at", "id")[:MOST_TALKS].only("id", "heard_at"))
    said = _last_said(talks) if talks else {}
    return sum(not _is_answered(talk, said.get(talk.pk)) for talk in talks)


def hiding(talks: Sequence[Conversation]) -> set[UUID]:
    """Those in which somebody reported without a name: then nobody reads name or number from the conversation."""
    rows = Complaint.objects.filter(conversation__in=talks, anonymous=True)
    return set(rows.exclude(conversation=None).values_list("conversation_id", flat=True))


def _row(talk: Conversation, arrival: Arrival | None, said: datetime | None, hidden: bool, now: datetime) -> Waiting:
    answered = _is_answered(talk, said)
    since = (talk.handed_at if said is None else talk.heard_at) or talk.heard_at
    return Waiting(
        talk, name_of(talk, hidden), gateways.word(talk.channel), gateways.sign(talk.channel),
        words_of(arrival) if arrival else "", since, answered, not answered and _is_long(talk, since, now),
        window_of(talk),
    )  # fmt: skip


def sealed_of(actor: Actor, key: str) -> Sealed:
    """The address of a conversation, for whoever answers it (settings.SEALED_CASES); never of who hides."""
    talk = talks_of(actor).get(pk=read_key(key))
    if hiding([talk]):
        raise Conversation.DoesNotExist
    require(access.sees_address(actor, talk), _("Nomor ini hanya dibuka oleh kantor yang menjawab percakapannya."))
    return Sealed(
        kind="talks", ref=key, title=_("Percakapan lewat %(door)s") % {"door": gateways.word(talk.channel)},
        obligation=None, values=((_("Nomor atau alamat"), talk.address),), contact=talk.address,
        back=reverse("complaints:talk", args=[talk.pk]), ordinary=True,
    )  # fmt: skip


def name_of(talk: Conversation, hidden: bool) -> str:
    """As their account calls them, else a masked address; nothing of either where they hide."""
    return _("Pelapor anonim") if hidden else talk.name or masked(talk.address)


def _is_answered(talk: Conversation, said: datetime | None) -> bool:
    return said is not None and said >= talk.heard_at


def _is_long(talk: Conversation, since: datetime, now: datetime) -> bool:
    calendar = Calendars().get(talk.handed_to.calendar if talk.handed_to else "5-day")
    return deadline(since, PATIENCE, Unit.OFFICE_HOURS, calendar).due < now


def _last_heard(talks: Sequence[Conversation]) -> dict[UUID, Arrival]:
    found: dict[UUID, Arrival] = {}
    for talk in talks:  # one small index look-up each: the latest of a few dozen
        if arrival := talk.arrivals.order_by("-sent_at", "-id").first():
            found[talk.pk] = arrival
    return found


def _last_said(talks: Sequence[Conversation]) -> dict[UUID, datetime]:
    rows: QuerySet[Notice] = Notice.objects.filter(conversation__in=talks, key__startswith=BY_HAND)
    return {
        talk: at for talk, at in rows.values_list("conversation").annotate(Max("written_at")).order_by() if talk and at
    }
