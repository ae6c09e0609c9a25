"""Whoever asks about somebody's data first shows that they read the contact that we know: a code of six digits.

What was asked waits sealed until the code comes back. Nobody else learns whether a contact is known to us at all.
"""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.messaging.contacts import doors_of
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import Actor
from balairung.rooms.privacy.filing import Asked, file_request
from balairung.rooms.privacy.models import DataKnock, DataRequest

CODE_FOR, PAUSE, DAY = timedelta(minutes=30), timedelta(minutes=1), timedelta(days=1)
TRIES, CODES, BATCH = 5, 5, 500  # wrong codes for one code; codes for one contact in a day; rows at once


@transaction.atomic
def knock(asked: Asked, *, at: datetime) -> DataKnock:
    """Owe a message with a code to the contact. Whether we know it is told to nobody who cannot read it."""
    doors = doors_of(asked.contact)
    if not doors:
        raise Refused(_("Kode belum dapat kami kirim ke situ. Coba kontak lain, atau datang ke loket dengan KTP."))
    hashed = keyed_hash("data-knock", asked.contact)
    _require_patience(hashed, at)
    code, body = f"{secrets.randbelow(1_000_000):06}", {"right": asked.right, "name": asked.name, "wish": asked.wish}
    row = DataKnock(contact=asked.contact, contact_hash=hashed, body=json.dumps(body), sent_at=at)
    row.code_hash = _code_hash(row.pk, code)
    row.save(force_insert=True)
    channel, address = doors[0]
    words = _(
        "Kode Anda: %(code)s. Berlaku 30 menit. Dengan kode ini seseorang dapat meminta data pribadi Anda."
        " Jangan berikan kepada siapa pun; bila bukan Anda yang meminta, abaikan pesan ini."
    )
    notify(
        Recipient(channel, address, then=tuple(doors[1:])), subject=_("Kode untuk permintaan data pribadi"),
        body=words % {"code": code}, key=_message(row.pk), at=at,
    )  # fmt: skip
    return row


def _require_patience(hashed: str, at: datetime) -> None:
    sent = DataKnock.objects.filter(contact_hash=hashed, sent_at__gt=at - DAY)
    if sent.filter(sent_at__gt=at - PAUSE).exists():
        raise Refused(_("Kode baru saja dikirim. Tunggu satu menit sebelum meminta lagi."))
    if sent.count() >= CODES:
        raise Refused(_("Sudah lima kode dikirim ke kontak ini. Coba lagi besok."))


def get_knock(key: UUID, at: datetime) -> DataKnock:
    """The one that still waits for its code. Raise `DataKnock.DoesNotExist`."""
    return DataKnock.objects.get(pk=key, sent_at__gt=at - DAY)


def answer(row: DataKnock, *, code: str, by: Actor, at: datetime) -> DataRequest:
    """The code came back: what waited is a request from now on. A wrong code is counted whatever becomes of it."""
    _prove(row, code, at)
    with transaction.atomic():
        if not DataKnock.objects.filter(pk=row.pk).delete()[0]:
            raise Refused(_("Kode ini sudah dipakai. Permintaan Anda sudah kami terima."))
        _forget_message(row.pk)
        asked = Asked(contact=row.contact, **json.loads(row.body))
        return file_request(asked, proof=DataRequest.Proof.CODE, token=str(row.pk), by=by, at=at)


def _prove(row: DataKnock, code: str, at: datetime) -> None:
    counted = DataKnock.objects.filter(pk=row.pk, sent_at__gt=at - CODE_FOR, tries__lt=TRIES)
    if not counted.update(tries=F("tries") + 1):
        raise Refused(_("Kode ini sudah tidak berlaku. Kembali, lalu minta kode baru."))
    if not constant_time_compare(row.code_hash, _code_hash(row.pk, "".join(code.split()))):
        raise Refused(_("Kodenya belum cocok. Periksa lagi enam angkanya."))


def sweep(*, now: datetime) -> int:
    """Drop what was asked a day ago and never proved (settings.LOOPS); return how many."""
    with transaction.atomic():
        rows: Any = DataKnock.objects.filter(sent_at__lte=now - DAY).order_by("sent_at")
        old = list(rows.values_list("pk", flat=True)[:BATCH])
        for key in old:
            _forget_message(key)
        return DataKnock.objects.filter(pk__in=old).delete()[0]


def _forget_message(key: UUID) -> None:
    """The message stays as a number for the bill: its code and where it went are gone."""
    mine = Notice.objects.filter(key__startswith=_message(key))
    mine.filter(outcome=Notice.Outcome.WAITING).update(outcome=Notice.Outcome.FAILED, problem="spent")
    mine.update(address="", address_hash="", body="", then="", conversation=None, chase_at=None)


def _message(key: UUID) -> str:
    return f"data-knock:{key}"


def _code_hash(key: UUID, code: str) -> str:
    return keyed_hash("data-knock-code", str(key), code)
