"""The agenda: what comes when, how long it was meant to take, what it really took, and how late that makes the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.meetings.access import can_prepare
from balairung.rooms.meetings.beats import beat
from balairung.rooms.meetings.models import AgendaItem, Meeting, MeetingSession, Speaker

LONGEST = 600  # minutes of one item
MOST = 100  # items of a session
ASIDE = 32_000  # a place that no item has, while two change places


# --- what is on it ---------------------------------------------------------------------------------------------------


@transaction.atomic
def add(
    session: MeetingSession, *, title: str, minutes: int = 10, kind: str = AgendaItem.Kind.OTHER,
    speaker: Speaker | None = None, carried: Obligation | None = None, by: Actor, at: datetime,
) -> AgendaItem:  # fmt: skip
    """One more, at the end."""
    require(can_prepare(by, session.meeting))
    MeetingSession.objects.select_for_update().get(pk=session.pk)
    title = _checked(title, minutes, speaker, session.meeting)
    rows = AgendaItem.objects.filter(session=session)
    if rows.count() >= MOST:
        raise Refused(_("Acara sesi ini sudah %(most)d butir. Gabungkan beberapa.") % {"most": MOST})
    order = (rows.aggregate(last=Max("order"))["last"] or 0) + 1
    made = AgendaItem.objects.create(
        session=session, order=order, title=title, minutes=minutes, kind=kind, speaker=speaker, carried=carried
    )
    beat(session.meeting_id)
    return made


@transaction.atomic
def change(
    item: AgendaItem, *, title: str, minutes: int, kind: str, speaker: Speaker | None, by: Actor, at: datetime
) -> None:
    require(can_prepare(by, item.session.meeting))
    item.title = _checked(title, minutes, speaker, item.session.meeting)
    item.minutes, item.kind, item.speaker = minutes, kind, speaker
    item.save(update_fields=["title", "minutes", "kind", "speaker"])
    beat(item.session.meeting_id)


@transaction.atomic
def drop(item: AgendaItem, *, by: Actor, at: datetime) -> None:
    """Take it off. What was begun stays: something was said in it."""
    require(can_prepare(by, item.session.meeting))
    if item.began_at:
        raise Refused(_("Acara yang sudah dimulai tidak dapat dihapus."))
    item.delete()
    beat(item.session.meeting_id)


@transaction.atomic
def move(item: AgendaItem, *, up: bool, by: Actor, at: datetime) -> None:
    """Change places with the one before (or after). The first one stays first."""
    require(can_prepare(by, item.session.meeting))
    rows = list(AgendaItem.objects.select_for_update().filter(session=item.session_id).order_by("order"))
    here = next(place for place, row in enumerate(rows) if row.pk == item.pk)
    there = here - 1 if up else here + 1
    if 0 <= there < len(rows):
        _swap(rows[here], rows[there])
        beat(item.session.meeting_id)


def _swap(one: AgendaItem, other: AgendaItem) -> None:
    """Three steps, because no two may ever have the same place."""
    rows = AgendaItem.objects
    rows.filter(pk=one.pk).update(order=ASIDE)
    rows.filter(pk=other.pk).update(order=one.order)
    rows.filter(pk=one.pk).update(order=other.order)


def _checked(title: str, minutes: int, speaker: Speaker | None, meeting: Meeting) -> str:
    title = clean_line(title)[:240]
    if not title:
        raise Refused(_("Tuliskan acaranya."))
    if not 1 <= minutes <= LONGEST:
        raise Refused(_("Waktunya 1 sampai %(most)d menit.") % {"most": LONGEST})
    if speaker and speaker.meeting_id != meeting.pk:
        raise Refused(_("Narasumber itu bukan narasumber rapat ini."))
    return title


# --- while it runs ---------------------------------------------------------------------------------------------------


@transaction.atomic
def begin(item: AgendaItem, *, by: Actor, at: datetime) -> None:
    """This one now; what ran before it is over. What was over may be taken up again."""
    require(can_prepare(by, item.session.meeting))
    _require_running(item.session)
    running = AgendaItem.objects.filter(session=item.session_id, began_at__isnull=False, ended_at__isnull=True)
    running.exclude(pk=item.pk).update(ended_at=at)
    AgendaItem.objects.filter(pk=item.pk).update(began_at=item.began_at or at, ended_at=None)
    beat(item.session.meeting_id)
    item.refresh_from_db()


@transaction.atomic
def finish(item: AgendaItem, *, by: Actor, at: datetime) -> None:
    """Over. Said twice, the first time counts."""
    require(can_prepare(by, item.session.meeting))
    if item.began_at is None:
        raise Refused(_("Acara ini belum dimulai."))
    AgendaItem.objects.filter(pk=item.pk, ended_at__isnull=True).update(ended_at=at)
    beat(item.session.meeting_id)
    item.refresh_from_db()


def _require_running(session: MeetingSession) -> None:
    if session.opened_at is None:
        raise Refused(_("Buka dulu sesinya, lalu mulai acaranya."))
    if session.closed_at:
        raise Refused(_("Sesi ini sudah ditutup."))


# --- the clock -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Timed:
    """An item with when it was meant to begin, and when it began or probably will."""

    item: AgendaItem
    planned_at: datetime
    begins_at: datetime
    ends_at: datetime

    @property
    def running(self) -> bool:
        return self.item.began_at is not None and self.item.ended_at is None

    @property
    def done(self) -> bool:
        return self.item.ended_at is not None

    def left(self, now: datetime) -> int:
        """Minutes that the running item still has; below zero for those that it has taken from the others."""
        over = (self.item.began_at or now) + timedelta(minutes=self.item.minutes)
        return -(-int((over - now).total_seconds()) // 60)


@dataclass(frozen=True)
class Course:
    """How a session goes."""

    lines: list[Timed]
    late: int  # minutes after which it will probably end later than planned; below zero: earlier

    @property
    def current(self) -> Timed | None:
        return next((one for one in self.lines if one.running), None)

    @property
    def following(self) -> Timed | None:
        """What comes next."""
        return next((one for one in self.lines if one.item.began_at is None), None)


def course(session: MeetingSession, items: Sequence[AgendaItem], now: datetime) -> Course:
    """Planned one after the other from the beginning of the session; expected one after the other from what was.

    What was passed over and comes later is counted with its whole time.
    """
    planned = session.starts_at
    free = session.opened_at or max(session.starts_at, now)
    lines = []
    for item in sorted(items, key=lambda one: (one.began_at is None, one.began_at or now, one.order)):
        begins = item.began_at or max(free, now)  # nothing that has not begun begins in the past
        span = timedelta(minutes=item.minutes)
        ends = item.ended_at or max(begins + span, now if item.began_at else begins + span)
        lines.append(Timed(item, planned, begins, ends))
        free = max(free, ends)
    for place, one in enumerate(by_order := sorted(lines, key=lambda line: line.item.order)):
        by_order[place] = Timed(one.item, planned, one.begins_at, one.ends_at)
        planned += timedelta(minutes=one.item.minutes)
    late = round(((session.closed_at or free) - planned).total_seconds() / 60) if lines else 0
    return Course(by_order, late)


def items_of(session: MeetingSession) -> list[AgendaItem]:
    return list(AgendaItem.objects.filter(session=session).select_related("speaker", "carried").order_by("order"))


def conflicts(items: Sequence[AgendaItem]) -> list[AgendaItem]:
    """What still stands on the agenda though its speaker will not come."""
    return [one for one in items if one.speaker and one.speaker.state == Speaker.State.CANCELLED and not one.ended_at]
