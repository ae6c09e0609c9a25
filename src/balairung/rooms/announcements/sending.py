"""Told once each, a batch a minute: who would hear of it and what that costs, then on its way until all are told.

A batch is one transaction that locks its sending, writes the notices behind the cursor and moves it: a worker that dies
has written all of it or nothing, and two workers never write the same. What waits at a door is counted first, so that
twenty thousand of these never stand before the answer to somebody's report.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.messaging.actions import Recipient, notify_all, withdraw
from balairung.kernel.messaging.gateways import able, is_open, sign, word
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.house import regency_zone
from balairung.kernel.people.models import Holding, Person
from balairung.rooms.announcements import access, notices, rules
from balairung.rooms.announcements.models import Announcement, Edition, Sending, Subscription
from balairung.rooms.announcements.models.telling import OWN
from balairung.rooms.announcements.places import aim_of, readers_of

KIND = notices.KIND
MINUTE, LATER = timedelta(minutes=1), timedelta(minutes=15)
MOST_HALTED = 2000  # notices that are called back in one statement
Whom = Sending.Whom
RECALLED = Q(outcome=Notice.Outcome.FAILED, problem__in=["withdrawn", "stopped"])


# --- before it is sent ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Planned:
    """How many would hear of it on one channel, in how many messages, at what price in rupiah, in how many minutes."""

    channel: str
    whom: str
    people: int
    messages: int
    cost: Decimal
    minutes: int

    @property
    def word(self) -> str:
        return channel_word(self.channel)

    @property
    def sign(self) -> str:
        return "inbox" if self.channel == OWN else sign(self.channel)


def channel_word(channel: str) -> str:
    return _("Pemberitahuan petugas") if channel == OWN else word(channel)


def dry_run(found: Announcement, edition: Edition, *, at: datetime) -> list[Planned]:
    """Nothing is sent: one line for each channel, and for a warning apart those who may be woken."""
    if found.readers == Announcement.Readers.OFFICERS:
        people, whom = _officers(at).count(), Whom.WAKING if found.is_warning else Whom.ALL
        return [Planned(OWN, whom, people, people, Decimal(), rules.minutes_for(OWN, people))] if people else []
    rows = _asked_at_once(found).order_by().values_list("channel", "wakes")
    sums: dict[tuple[str, str], int] = {}
    for channel, wakes, count in rows.annotate(Count("pk")):
        whom = Whom.ALL if not found.is_warning else Whom.WAKING if wakes else Whom.RESTING
        sums[channel, whom] = sums.get((channel, whom), 0) + count
    return [
        _planned(found, edition, channel, whom, people)
        for (channel, whom), people in sorted(sums.items())
        if is_open(channel)
    ]


def _planned(found: Announcement, edition: Edition, channel: str, whom: str, people: int) -> Planned:
    messages = people * notices.messages_for(channel, notices.body_of(found, edition, channel))
    price = Decimal(settings.MESSAGE_PRICES.get(channel, "0"))
    return Planned(channel, whom, people, messages, messages * price, rules.minutes_for(channel, people))


def weekly_readers(found: Announcement) -> int:
    """Who hears of it in their weekly summary and not now; of a warning nobody waits that long."""
    return 0 if found.is_warning else readers_of(found, aim_of(found)).filter(rhythm="weekly").count()


def _asked_at_once(found: Announcement) -> QuerySet[Subscription]:
    rows = readers_of(found, aim_of(found))
    return rows if found.is_warning else rows.filter(rhythm=Subscription.Rhythm.ONCE)


def _officers(at: datetime) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=Holding.objects.current(at).values("person"))


# --- on its way -------------------------------------------------------------------------------------------------------


@transaction.atomic
def send(found: Announcement, *, by: Actor, at: datetime) -> int:
    """Begin to tell everybody who asked; return how many that are. An edition is sent once."""
    require(access.can_keep(by, found))
    if not found.is_standing or found.current is None:
        raise Refused(_("Terbitkan dahulu, baru kirim."))
    if found.current.until and found.current.until <= at:
        raise Refused(_("Masa berlakunya sudah lewat, jadi tidak dikirim lagi kepada siapa pun."))
    if found.current.sendings.exists():
        raise Refused(_("Terbitan ini sudah dikirim. Setiap pelanggan menerimanya satu kali."))
    return begin(found, by=by, at=at)


def begin(found: Announcement, *, by: Actor, at: datetime) -> int:
    """Without asking who may: a warning that is published is on its way in the same moment."""
    edition = found.current
    assert edition is not None  # what is published has words
    planned = dry_run(found, edition, at=at)
    Sending.objects.bulk_create(
        (
            Sending(edition=edition, channel=one.channel, whom=one.whom, planned=one.people, asked_at=at,
                    asked_by_id=by.person_id, next_at=at)
            for one in planned
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    return sum(one.people for one in planned)


def halt(rows: QuerySet[Sending], *, about: str, at: datetime) -> bool:
    """No further batch, and what waits at a door is called back. What left has left; was anything on its way?"""
    stopped = rows.filter(done_at=None, stopped_at=None).update(stopped_at=at)
    there = Notice.objects.about(KIND, about).filter(outcome=Notice.Outcome.WAITING)
    while keys := list(there.order_by("id").values_list("key", flat=True)[:MOST_HALTED]):
        stopped += withdraw(keys)
    return stopped > 0


def spread(*, now: datetime) -> int:
    """One batch on each channel that has room; return how many were written to (settings.LOOPS)."""
    return sum(_batch(key, now) for key in _next_on_each_channel(now))


@transaction.atomic
def _next_on_each_channel(now: datetime) -> list[UUID]:
    """Of each channel one: whom a warning may wake, then the others of a warning, then whoever was asked for first."""
    rows = Sending.objects.filter(done_at=None, stopped_at=None)
    found: dict[str, tuple[bool, bool, datetime, UUID, bool]] = {}
    day = rules.may_begin(now, regency_zone())
    for key, channel, whom, asked_at, next_at in rows.values_list("pk", "channel", "whom", "asked_at", "next_at"):
        if whom == Whom.WAKING or day:
            place = (whom != Whom.WAKING, whom != Whom.RESTING, asked_at, key, next_at <= now)
            found[channel] = min(found.get(channel, place), place)
    return [key for *_order, key, due in found.values() if due]


@transaction.atomic
def _batch(key: UUID, now: datetime) -> int:
    row = _mine(key, now)
    if row is None:
        return 0
    if row.channel != OWN and not is_open(row.channel):  # a door that was shut meanwhile: nobody is passed over
        Sending.objects.filter(pk=row.pk).update(next_at=now + LATER)
        return 0
    free = rules.room(row.channel, notices.waiting(row.channel, now))
    told = _tell_officers(row, free, now) if row.channel == OWN else _tell_subscribers(row, free, now)
    row.next_at, row.written = now + MINUTE, row.written + len(told)
    row.cursor = told[-1] if told else row.cursor
    row.done_at = now if len(told) < free else None
    row.save(update_fields=["next_at", "written", "cursor", "done_at"])
    return len(told)


def _mine(key: UUID, now: datetime) -> Sending | None:
    """The row, locked; None when another worker holds it or was here a moment ago."""
    rows = Sending.objects.filter(pk=key, done_at=None, stopped_at=None, next_at__lte=now)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    return rows.first()


def _tell_subscribers(row: Sending, free: int, now: datetime) -> list[UUID]:
    edition = Edition.objects.select_related("announcement__office").get(pk=row.edition_id)
    found = edition.announcement
    rows = _asked_at_once(found).filter(channel=row.channel)
    if row.whom != Whom.ALL:
        rows = rows.filter(wakes=row.whom == Whom.WAKING)
    if row.cursor:
        rows = rows.filter(pk__gt=row.cursor)
    people = list(rows.order_by("pk")[:free])
    body = notices.body_of(found, edition, row.channel)
    keys = {one.pk: f"{KIND}:{edition.pk.hex}:{one.address_hash[:40]}" for one in people}
    recipients = [(Recipient.address(one.channel, one.address), keys[one.pk]) for one in people]
    own = {keys[one.pk]: notices.body_for(one, body) for one in people}
    subject = notices.subject_of(found, edition)
    notify_all(recipients, subject=subject, body=body, about=(KIND, found.code), own=own, at=now)
    return [one.pk for one in people]


def _tell_officers(row: Sending, free: int, now: datetime) -> list[UUID]:
    """In their own inbox notices, by the door that they prefer: a duty asks for no consent."""
    edition = Edition.objects.select_related("announcement__office").get(pk=row.edition_id)
    rows = _officers(row.asked_at)
    if row.cursor:
        rows = rows.filter(pk__gt=row.cursor)
    people = list(rows.order_by("pk")[:free])
    recipients = [(Recipient.person(one), f"{KIND}:{edition.pk.hex}:{one.pk.hex}") for one in people]
    told = {"subject": notices.subject_of(edition.announcement, edition), "about": (KIND, edition.announcement.code)}
    body = notices.body_of(edition.announcement, edition, OWN)
    notify_all(recipients, body=body, at=now, bundle="inbox", **told)  # type: ignore[arg-type]
    return [one.pk for one in people]


# --- how far it is ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """What became of it on one channel. `delivered` and `read` are None where the channel never says.

    `recalled` never left: taken back, corrected, or its reader left before.
    """

    channel: str
    waiting: int
    sent: int
    failed: int
    recalled: int
    delivered: int | None
    read: int | None

    @property
    def word(self) -> str:
        return word(self.channel)

    @property
    def owed(self) -> int:
        """Of how many: the denominator of the others."""
        return self.waiting + self.sent + self.failed


def ways(code: str) -> list[Way]:
    """One statement for all channels."""
    outcomes = Notice.Outcome
    rows = Notice.objects.about(KIND, code).order_by().values("channel").annotate(
        waiting=Count("pk", filter=Q(outcome=outcomes.WAITING)), sent=Count("pk", filter=Q(outcome=outcomes.SENT)),
        failed=Count("pk", filter=Q(outcome=outcomes.FAILED) & ~RECALLED), recalled=Count("pk", filter=RECALLED),
        delivered=Count("delivered_at"), read=Count("read_at"),
    )  # fmt: skip
    return [_way(**row) for row in sorted(rows, key=lambda row: str(row["channel"]))]


def _way(channel: str, delivered: int, read: int, **counts: int) -> Way:
    tells = able(channel).receipts or delivered or read
    return Way(channel, **counts, delivered=delivered if tells else None, read=read if tells else None)


def progress(found: Announcement) -> list[tuple[str, Sending]]:
    """What of the current edition is on its way or through, each with the word of its channel."""
    rows = Sending.objects.filter(edition=found.current_id).order_by("channel", "whom", "id")
    return [(channel_word(row.channel), row) for row in rows]
