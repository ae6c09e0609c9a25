"""Keys by which a program speaks for an office: made, known again, revoked.

A key never does more than its scopes, and never more than the person behind it may do today: rights come from holdings,
so whoever loses the post takes the rights of the key along. A key without a person is a citizen.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.errors import Refused
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line
from balairung.kernel.people.access import can_administer
from balairung.kernel.people.actors import CITIZEN, Actor, actor_of, require
from balairung.kernel.people.journal import write_line
from balairung.kernel.people.models import ApiKey, Change, Person
from balairung.kernel.people.models.keys import ApiKeyQuerySet

#: What a key may be good for. The words of an address (`reports.file`) never change: programs ask for them.
SCOPES = {
    "reports.file": gettext_lazy("menyampaikan laporan, dan mengikutinya dengan kode rahasia"),
    "reports.read": gettext_lazy("membaca dan mencari laporan yang boleh dilihat orangnya"),
    "reports.work": gettext_lazy("mengerjakan laporan: verifikasi, teruskan, jawab, selesaikan"),
    "webhooks": gettext_lazy("mengatur webhook"),
    "open311": gettext_lazy("menyampaikan laporan lewat Open311"),
}
#: These mean nothing without somebody whose rights are lent.
OF_A_PERSON = ("reports.read", "reports.work", "webhooks")

MARK, SIGNS = "bal", "abcdefghijkmnpqrstuvwxyz23456789"
LENGTHS = (8, 40)  # signs of the part that people know it by, and of the secret one (200 bits)


@transaction.atomic
def make_key(
    *, name: str, scopes: Sequence[str], person: Person | None, by: Actor, at: datetime, until: datetime | None = None
) -> tuple[ApiKey, str]:
    """A new key, and its text: shown once, because only its hash is kept."""
    require(can_administer(by))
    chosen = [scope for scope in SCOPES if scope in scopes]
    _check(clean_line(name), chosen, scopes, person, until, at)
    prefix, secret = (_signs(length) for length in LENGTHS)
    text = f"{MARK}_{prefix}_{secret}"
    row = ApiKey.objects.create(
        name=clean_line(name)[:120], prefix=prefix, key_hash=_hash(text), scopes=",".join(chosen), person=person,
        made_by_id=by.person_id, made_at=at, until=until,
    )  # fmt: skip
    write_line(Change.Verb.MAKE_KEY, person=person, note=f"{row.name} ({prefix})", by=by, at=at)
    return row, text


def _check(
    name: str, chosen: list[str], scopes: Sequence[str], person: Person | None, until: datetime | None, at: datetime
) -> None:
    if not name:
        raise Refused(_("Tuliskan nama kunci, misalnya nama aplikasi yang memakainya."))
    if not chosen or len(chosen) != len(set(scopes)):
        raise Refused(_("Pilih wewenang kunci dari daftar."))
    if person is None and any(scope in OF_A_PERSON for scope in chosen):
        raise Refused(_("Wewenang ini memerlukan orang yang haknya dipinjam. Sebutkan orangnya."))
    if until and until <= at:
        raise Refused(_("Masa berlaku kunci sudah lewat. Pilih tanggal yang akan datang."))


@transaction.atomic
def revoke_key(key: ApiKey, *, by: Actor, at: datetime) -> None:
    """From now on nobody enters with it. Revoking again changes nothing."""
    require(can_administer(by))
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at):
        write_line(Change.Verb.REVOKE_KEY, person=key.person, note=f"{key.name} ({key.prefix})", by=by, at=at)


def key_of(text: str, at: datetime) -> ApiKey | None:
    """The valid key with this text. Who sends it is seen in the list of keys, by day.

    A key whose person's account was closed is none.
    """
    if not text.startswith(f"{MARK}_") or len(text) > 100:
        return None
    found = keys().valid(at).exclude(person__user__is_active=False).filter(key_hash=_hash(text)).first()
    today = localdate(at)
    if found and found.used_on != today:
        ApiKey.objects.filter(pk=found.pk).update(used_on=today)
    return found


def keys() -> ApiKeyQuerySet:
    """All, with what a list shows; contacts stay sealed."""
    return ApiKey.objects.select_related("person", "made_by").defer(
        *(f"{who}__{field}" for who in ("person", "made_by") for field in ("nip", "email", "phone"))
    )


def allows(key: ApiKey, scope: str) -> bool:
    return scope in key.scopes.split(",")


def actor_of_key(key: ApiKey, at: datetime) -> Actor:
    """Whoever acts when this key does: the person in the posts held today, or a citizen."""
    return actor_of(key.person, at) if key.person else CITIZEN


def _hash(text: str) -> str:
    return keyed_hash("api-key", text)


def _signs(count: int) -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(count))
