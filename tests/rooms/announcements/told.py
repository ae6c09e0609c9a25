"""Announcements and subscribers for tests, by the real actions; codes are read from the messages that carry them."""

from __future__ import annotations

import itertools
import re
from datetime import datetime, timedelta
from typing import Any

from balairung.kernel.messaging.models import Notice
from balairung.kernel.messaging.models.contacts import address_hash
from balairung.kernel.messaging.stopping import mark_of
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.models import Region
from balairung.rooms.announcements import actions, subscribing
from balairung.rooms.announcements.actions import Words
from balairung.rooms.announcements.models import Announcement, AskedSubscription, Edition, Subscription
from balairung.rooms.announcements.places import Aim
from balairung.rooms.announcements.subscribing import Wishes
from tests import make
from tests.make import START

DAY = timedelta(days=1)
_numbers = itertools.count(1)


def words(title: str = "Air PDAM mati di Manguharjo", at: datetime = START, **said: Any) -> Words:
    plain: dict[str, Any] = {
        "summary": "Air mati Selasa pukul 08.00 sampai 14.00 karena pipa diperbaiki.",
        "body": "Pipa di Jalan Pahlawan diperbaiki.\n\n- Tampunglah air\n- Tangki datang pukul 10.00",
        "since": at,
    }
    return Words(title=title, **plain | said)


def drafted(
    title: str = "Air PDAM mati di Manguharjo", *, by: Actor = SYSTEM, at: datetime = START, **said: Any
) -> Announcement:
    plain: dict[str, Any] = {
        "office": make.office("pupr"), "kind": "announcement", "words": words(title, at),
        "token": f"pengumuman-{next(_numbers)}",
    }  # fmt: skip
    return actions.draft(**plain | said, by=by, at=at)


def published(title: str = "Air PDAM mati di Manguharjo", *, at: datetime = START, **said: Any) -> Announcement:
    """Written, read a second time and let out."""
    return let_out(drafted(title, at=at, **said), at=at)


def let_out(made: Announcement, *, at: datetime = START) -> Announcement:
    if not actions.submit(made, by=SYSTEM, at=at):
        actions.release(made, by=SYSTEM, at=at)
    return Announcement.objects.select_related("current", "office__region").get(pk=made.pk)


def corrected(made: Announcement, title: str, *, at: datetime = START) -> Edition:
    """Other words for what stands; nobody has released them yet."""
    return actions.correct(made, words=words(title, at), note="Judulnya.", by=SYSTEM, at=at)


def withdrawn(made: Announcement, reason: str, *, at: datetime = START) -> None:
    actions.withdraw(made, reason=reason, by=SYSTEM, at=at)


def asked(address: str, *, channel: str = "email", at: datetime = START, **wishes: Any) -> AskedSubscription:
    """Somebody typed this address; the code has not come back."""
    return subscribing.ask(channel=channel, address=address, wishes=Wishes(**wishes), at=at)


def code_sent() -> str:
    """The six digits of the last message that carries some."""
    for row in Notice.objects.order_by("-written_at", "-id"):
        if found := re.search(r"\b(\d{6})\b", row.body):
            return found[1]
    raise AssertionError("no code was sent")


def subscribed(address: str = "", *, channel: str = "email", at: datetime = START, **wishes: Any) -> Subscription:
    """Asked and proved by the code that came."""
    to = address or f"pelanggan{next(_numbers)}@contoh.id"
    return subscribing.confirm(asked(to, channel=channel, at=at, **wishes), code=code_sent(), at=at)


def crowd(count: int, *, channel: str = "email", at: datetime = START, **fields: Any) -> list[Subscription]:
    """Many at once, as `subscribed` leaves them, for what is about numbers."""
    addresses = [f"banyak{next(_numbers)}@contoh.id" for _each in range(count)]
    return Subscription.objects.bulk_create(
        Subscription(channel=channel, address=one, address_hash=address_hash(channel, one), stop_mark=mark_of(one),
                     since=at, **fields)
        for one in addresses
    )  # fmt: skip


def village(number: int = 0) -> Region:
    return Region.objects.filter(level="village").order_by("code")[number]


def in_village(number: int = 0) -> Aim:
    return Aim(regions=[village(number)])


def about(found: Announcement) -> list[Notice]:
    """What subscribers and officers were written because of it."""
    return list(Notice.objects.about("announcements", found.code).order_by("written_at", "id"))


def one_service() -> list[tuple[str, str]]:
    """Instead of those of the room of services (settings.SERVICE_NAMES)."""
    return [("ktp", "KTP elektronik")]
