"""Asked, proved by a code that we sent there, changed and ended by a link of their own. Nobody else is ever written to.

The code is asked for again although the address was proved for something else: to have reported is not to have asked
for news. An address that stopped all messages gets none, not even the code; whoever asks is told the same all the same.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.messaging.actions import Recipient, notify, withdraw
from balairung.kernel.messaging.browsers import CHANNEL as BROWSER
from balairung.kernel.messaging.browsers import checked, gone
from balairung.kernel.messaging.contacts import TELEPHONE
from balairung.kernel.messaging.gateways import is_open
from balairung.kernel.messaging.models import Contact, Notice
from balairung.kernel.messaging.models.contacts import address_hash
from balairung.kernel.messaging.stopping import is_stopped, mark_of
from balairung.kernel.people.house import regency_zone
from balairung.kernel.people.models import Region
from balairung.rooms.announcements import notices, rules
from balairung.rooms.announcements.models import AskedSubscription, SubscribedService, Subscription

CODE_FOR, DAY = timedelta(minutes=15), timedelta(days=1)
TRIES, CODES = 5, 3  # wrong codes for one code; codes for one address in a day
MOST_SERVICES = 20
SUBSCRIBE = "langganan"  # how the keys of our messages begin


@dataclass(frozen=True)
class Wishes:
    """What somebody wants to hear of, and how often."""

    place: str = ""  # the code of a region; "" is everywhere
    announcements: bool = True
    news: bool = False
    warnings: bool = True
    novelties: bool = False
    wakes: bool = False
    rhythm: str = Subscription.Rhythm.ONCE
    services: Sequence[str] = ()

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {**self.__dict__, "rhythm": str(self.rhythm), "services": list(self.services)}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Wishes:
        return cls(**kept)

    @property
    def asks_nothing(self) -> bool:
        return not any((self.announcements, self.news, self.warnings, self.novelties))


def wishes_of(subscription: Subscription) -> Wishes:
    return Wishes(
        subscription.place_id or "", subscription.announcements, subscription.news, subscription.warnings,
        subscription.novelties, subscription.wakes, subscription.rhythm,
        list(subscription.services.order_by("service_key").values_list("service_key", flat=True)),
    )  # fmt: skip


@transaction.atomic
def ask(*, channel: str, address: str, wishes: Wishes, at: datetime) -> AskedSubscription:
    """Send six digits to this address; until they come back nothing else is ever sent there."""
    if not is_open(channel):
        raise Refused(_("Saluran ini belum dibuka oleh pengelola. Pilih saluran lain."))
    _require_something(wishes)
    mark = address_hash(channel, address)
    if AskedSubscription.objects.filter(address_hash=mark, asked_at__gt=at - DAY).count() >= CODES:
        raise Refused(_("Sudah tiga kode dikirim ke alamat ini hari ini. Coba lagi besok."))
    asked = AskedSubscription(
        channel=channel, address=address, address_hash=mark, wishes=wishes.plain(), code_until=at + CODE_FOR,
        asked_at=at,
    )  # fmt: skip
    code = f"{secrets.randbelow(1_000_000):06}"
    asked.code_hash = _code_hash(asked, code)
    asked.save(force_insert=True)
    if not is_stopped(mark_of(address)):
        body = _("Kode langganan kabar Anda: %(code)s. Berlaku 15 menit. Bila bukan Anda yang meminta, abaikan saja.")
        to, subject = Recipient.address(channel, address), _("Kode untuk langganan kabar")
        notify(to, subject=subject, body=body % {"code": code}, key=f"{SUBSCRIBE}:{asked.pk.hex}", at=at)
    return asked


def confirm(asked: AskedSubscription, *, code: str, at: datetime) -> Subscription:
    """The address is theirs and wants to hear from us: from now on it does. `Refused` for a wrong or an old code."""
    mine = AskedSubscription.objects.filter(pk=asked.pk)
    if not mine.filter(code_until__gt=at, tries__lt=TRIES).update(tries=F("tries") + 1):
        raise Refused(_("Kode ini sudah tidak berlaku. Mintalah kode baru."))
    if not constant_time_compare(asked.code_hash, _code_hash(asked, "".join(code.split()))):
        raise Refused(_("Kodenya belum cocok. Periksa lagi enam angkanya."))  # and the try stays counted
    with transaction.atomic():
        made = _keep(asked.channel, asked.address, Wishes.of(asked.wishes), at)
        mine.delete()
        _prove(asked.channel, asked.address, at)
        _greet(made, at)
    return made


@transaction.atomic
def add_browser(*, subscription: str, at: datetime) -> Subscription:
    """This browser is told by itself. It proved itself by giving its keys; its owner was asked by the browser.

    One that is told already keeps its choices.
    """
    address = checked(subscription)
    known = Subscription.objects.filter(channel=BROWSER, address_hash=address_hash(BROWSER, address)).first()
    return known or _keep(BROWSER, address, Wishes(), at)


@transaction.atomic
def drop_browser(*, subscription: str, at: datetime) -> None:
    mark = address_hash(BROWSER, checked(subscription))
    for known in Subscription.objects.filter(channel=BROWSER, address_hash=mark):
        leave(known, at=at)


@transaction.atomic
def change(subscription: Subscription, *, wishes: Wishes, at: datetime) -> None:
    """Other choices, by whoever holds the link."""
    _require_something(wishes)
    _apply(Subscription.objects.select_for_update().get(pk=subscription.pk), wishes, at)


@transaction.atomic
def leave(subscription: Subscription, *, at: datetime) -> None:
    """No more news. The address is forgotten, and what still waits for it is not sent."""
    rows = Notice.objects.filter(address_hash=subscription.address_hash, about_kind=notices.KIND)
    withdraw(list(rows.filter(outcome=Notice.Outcome.WAITING).values_list("key", flat=True)))
    Subscription.objects.filter(pk=subscription.pk).delete()


@transaction.atomic
def tidy(*, now: datetime) -> int:
    """Forget what was asked and never proved, and browsers that are no more (settings.LOOPS)."""
    dropped, _by = AskedSubscription.objects.filter(asked_at__lt=now - DAY).delete()
    ended, _by = Subscription.objects.filter(gone("address_hash", now=now), channel=BROWSER).delete()
    return dropped + ended


def get_asked(key: UUID) -> AskedSubscription:
    return AskedSubscription.objects.get(pk=key)


def _keep(channel: str, address: str, wishes: Wishes, at: datetime) -> Subscription:
    fresh = {"address": address, "stop_mark": mark_of(address), "since": at}
    mark = address_hash(channel, address)
    made, _new = Subscription.objects.get_or_create(channel=channel, address_hash=mark, defaults=fresh)
    _apply(made, wishes, at)
    return made


def _apply(row: Subscription, wishes: Wishes, at: datetime) -> None:
    row.place = Region.objects.get(pk=wishes.place) if wishes.place else None
    row.announcements, row.news = wishes.announcements, wishes.news
    row.warnings, row.novelties, row.wakes = wishes.warnings, wishes.novelties, wishes.wakes
    weekly = wishes.rhythm == Subscription.Rhythm.WEEKLY
    if weekly and row.digest_at is None:
        row.digested_at = at
    row.rhythm = wishes.rhythm
    row.digest_at = (row.digest_at or rules.next_digest(at, regency_zone())) if weekly else None
    row.save()
    row.services.all().delete()
    keys = list(dict.fromkeys(wishes.services))[:MOST_SERVICES]
    SubscribedService.objects.bulk_create(SubscribedService(subscription=row, service_key=key) for key in keys)


def _require_something(wishes: Wishes) -> None:
    if wishes.asks_nothing:
        raise Refused(_("Pilih paling sedikit satu jenis kabar."))


def _prove(channel: str, address: str, at: datetime) -> None:
    """Whoever told the code that we sent to a number reads it: messaging may write there from now on."""
    if channel in TELEPHONE:
        mark = address_hash(channel, address)
        fresh = {"address": address, "since": at, "verified_at": at}
        Contact.objects.get_or_create(channel=channel, address_hash=mark, person=None, defaults=fresh)
        Contact.objects.at(channel, address).filter(person=None, verified_at=None).update(verified_at=at)


def _greet(made: Subscription, at: datetime) -> None:
    """With the link by which they change or end it."""
    body = _("Anda berlangganan kabar kami. Simpan pesan ini: di sini Anda mengubah atau menghentikannya.\n\n%(link)s")
    about, key = (notices.SUBSCRIBING, ""), f"{SUBSCRIBE}:{made.pk.hex}:{at.isoformat()}"
    facts = {"link": notices.own_link(made)}
    to = Recipient.address(made.channel, made.address)
    notify(to, subject=_("Langganan kabar Anda"), body=body % facts, key=key, about=about, at=at)


def _code_hash(asked: AskedSubscription, code: str) -> str:
    return keyed_hash("subscription-code", str(asked.pk), code)
