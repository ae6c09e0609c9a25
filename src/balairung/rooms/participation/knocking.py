"""Proving a contact for one deed: a code of six digits, sent there now, told once (docs/decisions/0032)."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.messaging.contacts import doors_of
from balairung.kernel.messaging.models import Notice
from balairung.rooms.participation.models import Knock

CODE_FOR = timedelta(minutes=30)
PAUSE, DAY = timedelta(minutes=1), timedelta(days=1)
BATCH = 500
TRIES, CODES = 5, 5  # wrong codes for one code; codes for one contact and one matter in a day
DOTLESS = ("gmail.com", "googlemail.com")  # where the dots of an address mean nothing


@dataclass(frozen=True)
class Proved:
    """Whoever knocked reads this contact: its hash for this matter, and what they want to say."""

    contact: str
    contact_hash: str
    body: dict[str, Any]


def mark(scope: str, contact: str) -> str:
    """The keyed hash under which a contact is known in one matter, and in no other."""
    return keyed_hash("participation", scope, one_person(contact))


def one_person(contact: str) -> str:
    """The same mailbox under several names (`ani+1@…`, dots at Gmail) is one person."""
    name, at, host = contact.strip().lower().partition("@")
    if not at:
        return name
    name = name.partition("+")[0]
    return f"{name.replace('.', '') if host in DOTLESS else name}@{host.replace('googlemail', 'gmail')}"


@transaction.atomic
def knock(scope: str, *, contact: str, body: dict[str, Any] | None = None, at: datetime) -> Knock:
    """Owe a message with a code to this contact. Whether it was used before is told to nobody who cannot read it."""
    doors = doors_of(contact)
    if not doors:
        raise Refused(_("Kode belum dapat kami kirim ke situ. Coba kontak lain, misalnya alamat surel."))
    hashed = mark(scope, contact)
    _require_patience(scope, hashed, at)
    code = f"{secrets.randbelow(1_000_000):06}"
    row = Knock(scope=scope, contact=contact, contact_hash=hashed, body=json.dumps(body) if body else "", sent_at=at)
    row.code_hash = _code_hash(row.pk, code)
    row.save(force_insert=True)
    channel, address = doors[0]
    words = _("Kode Anda: %(code)s. Berlaku 30 menit. Jangan berikan kode ini kepada siapa pun.") % {"code": code}
    notify(
        Recipient(channel, address, then=tuple(doors[1:])), subject=_("Kode untuk menyampaikan suara Anda"),
        body=words, key=_message(row.pk), at=at,
    )  # fmt: skip
    return row


def _require_patience(scope: str, hashed: str, at: datetime) -> None:
    sent = Knock.objects.filter(scope=scope, contact_hash=hashed, sent_at__gt=at - DAY)
    if sent.filter(sent_at__gt=at - PAUSE).exists():
        raise Refused(_("Kode baru saja dikirim. Tunggu satu menit sebelum meminta lagi."))
    if sent.count() >= CODES:
        raise Refused(_("Sudah lima kode dikirim ke kontak ini. Coba lagi besok."))


def get_knock(key: UUID, at: datetime, scope: str = "") -> Knock:
    """The one that still waits for its code. Raise `Knock.DoesNotExist`."""
    rows = Knock.objects.filter(sent_at__gt=at - DAY)
    return (rows.filter(scope=scope) if scope else rows).get(pk=key)


def prove(row: Knock, *, code: str, at: datetime) -> Proved:
    """`Refused` for a wrong or an old code, and after five wrong ones. Drop the knock with the deed (`spend`).

    A wrong code is counted even though the deed is not done: call this outside the deed's transaction.
    """
    counted = Knock.objects.filter(pk=row.pk, sent_at__gt=at - CODE_FOR, tries__lt=TRIES)
    if not counted.update(tries=F("tries") + 1):
        raise Refused(_("Kode ini sudah tidak berlaku. Kembali, lalu minta kode baru."))
    if not constant_time_compare(row.code_hash, _code_hash(row.pk, "".join(code.split()))):
        raise Refused(_("Kodenya belum cocok. Periksa lagi enam angkanya."))
    return Proved(row.contact, row.contact_hash, body_of(row))


def body_of(row: Knock) -> dict[str, Any]:
    """What waits to be said."""
    found: dict[str, Any] = json.loads(row.body) if row.body else {}
    return found


def spend(row: Knock) -> None:
    """In the transaction of the deed: a code is good for one. `Refused` for whoever told it a moment later."""
    if not Knock.objects.filter(pk=row.pk).delete()[0]:
        raise Refused(_("Kode ini sudah dipakai. Kiriman Anda sudah kami terima."))
    _forget_message(row.pk)


def sweep(*, now: datetime) -> int:
    """Drop what was begun a day ago and never proved (settings.LOOPS); return how many."""
    with transaction.atomic():
        rows = Knock.objects.filter(sent_at__lte=now - DAY).order_by("sent_at")
        old = list(rows.values_list("pk", flat=True)[:BATCH])
        for key in old:
            _forget_message(key)
        return Knock.objects.filter(pk__in=old).delete()[0]


def _forget_message(key: UUID) -> None:
    """The message with the code stays as a number for the bill: to whom it went would tell who takes part."""
    name = _message(key)
    mine = Notice.objects.filter(Q(key=name) | Q(key__startswith=f"{name}>"))  # and what went through another door
    mine.filter(outcome=Notice.Outcome.WAITING).update(outcome=Notice.Outcome.FAILED, problem="spent")
    mine.update(address="", address_hash="", body="", then="", conversation=None, chase_at=None)


def _message(key: UUID) -> str:
    return f"knock:{key}"


def _code_hash(key: UUID, code: str) -> str:
    return keyed_hash("participation-code", str(key), code)
