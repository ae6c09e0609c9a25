"""The regency's own certificate authority: a root of ten years, and a certificate of two years for each signer.

It is no certified authority (PP 71/2019): every letter signed with it says "bukan TTE tersertifikasi". A person's key
is a PKCS #8 file under that person's passphrase, sealed once more with the key of the house, so that neither a stolen
database nor the operator signs with it. The passphrase is kept nowhere: whoever forgets it gets a new certificate.

A page asks `certificate_of(person)` what there is, and calls `issue` (the first, or a new one in its place: renewal,
a forgotten passphrase), `change_passphrase` and `revoke`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.documents import x509_forms
from balairung.kernel.documents.models import Certificate
from balairung.kernel.documents.patience import check_patience, right, wrong
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.house import the_regency
from balairung.kernel.people.models import Person

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

SHORTEST, LONGEST = 8, 200  # signs of a passphrase
YEAR = timedelta(days=365)
ROOT_LASTS, LASTS = 10 * YEAR, 2 * YEAR
RENEW_BEFORE = timedelta(days=30)
ENDED = "masa berlakunya habis"
REPLACED = "diganti sertifikat baru"


@dataclass(frozen=True)
class Authority:
    """The regency's root: its certificate (PEM), its public key (SubjectPublicKeyInfo, DER), and the key itself."""

    pem: str
    public: bytes
    key: EllipticCurvePrivateKey


# --- the root ------------------------------------------------------------------------------------------------------


def authority(at: datetime | None = None) -> Authority:
    """The root of this regency, made on first need, and anew when ten years are over."""
    moment = at or timezone.now()
    row = _roots().filter(revoked_at__isnull=True).first()
    if row is None or row.expires_at <= moment:
        row = _founded(row, moment)
    return _opened(row.pem, row.key)


def authorities() -> list[str]:
    """The certificates (PEM) of the root of today and of those before it: what they signed stays signed."""
    return list(_roots().values_list("pem", flat=True))


def _roots() -> QuerySet[Certificate]:
    return Certificate.objects.filter(person__isnull=True).order_by("-issued_at", "-id")


def _founded(before: Certificate | None, at: datetime) -> Certificate:
    """A new root in the place of one that ended; two who found at once find the same."""
    regency = the_regency()
    key, until = x509_forms.new_key(), at + ROOT_LASTS
    pem, serial, subject = x509_forms.root(key, regency.name if regency else "", since=at, until=until)
    row = Certificate(
        serial=serial, subject=subject, pem=pem, key=x509_forms.key_pem(key), issued_at=at, expires_at=until
    )
    try:
        with transaction.atomic():
            if before:
                Certificate.objects.filter(pk=before.pk).update(revoked_at=at, revocation=ENDED)
            row.save(force_insert=True)
    except IntegrityError:
        return _roots().get(revoked_at__isnull=True)
    return row


@lru_cache(maxsize=64)  # one for each regency of this process; a root is opened for every proof
def _opened(pem: str, key: str) -> Authority:
    return Authority(pem, x509_forms.public_of(pem), x509_forms.read_key(key.encode(), None))


# --- a signer ------------------------------------------------------------------------------------------------------


def certificate_of(person: Person) -> Certificate | None:
    """The certificate that this person signs with, whether it is over or not; its key stays sealed."""
    return Certificate.objects.filter(person=person, revoked_at__isnull=True).defer("key").first()


def ends_soon(row: Certificate, at: datetime) -> bool:
    """Whether it is time to renew."""
    return row.expires_at - RENEW_BEFORE <= at


@transaction.atomic
def issue(person: Person, *, passphrase: str, by: Actor, at: datetime) -> Certificate:
    """A new certificate of two years under this passphrase; the one before it, if any, is revoked as replaced.

    Only the person, signed in, chooses the passphrase. `Refused` when it is shorter than eight signs.
    """
    _require_own(person, by)
    check_passphrase(passphrase)
    Certificate.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=at, revocation=REPLACED)
    root, regency, until = authority(at), the_regency(), at + LASTS
    key, salt = x509_forms.new_key(), secrets.token_hex(16)
    pem, serial, subject = x509_forms.leaf(
        key, person.name, regency.name if regency else "", root.pem, root.key, since=at, until=until
    )
    sealed = f"{salt}\n{x509_forms.key_pem(key, x509_forms.stretched(passphrase, salt))}"
    return Certificate.objects.create(
        person=person, serial=serial, subject=subject, pem=pem, key=sealed, issued_at=at, expires_at=until
    )


@transaction.atomic
def change_passphrase(person: Person, *, old: str, new: str, by: Actor, at: datetime) -> Certificate:
    """The same key under another passphrase. `Refused` when the old one is wrong."""
    _require_own(person, by)
    check_passphrase(new)
    row, key = opened(person, old, at)
    salt = secrets.token_hex(16)
    row.key = f"{salt}\n{x509_forms.key_pem(key, x509_forms.stretched(new, salt))}"
    row.save(update_fields=["key"])
    return row


@transaction.atomic
def revoke(person: Person, *, reason: str, by: Actor, at: datetime) -> None:
    """Nobody signs with this person's certificate any more; what was signed before stays signed.

    The person does it, or an administrator. `Refused` without a reason, or when there is none.
    """
    require(by.administers or by.person_id == person.pk, _("Hanya pemilik atau administrator yang mencabutnya."))
    words = clean_line(reason)[:300]
    if not words:
        raise Refused(_("Tulis alasan pencabutan sertifikat ini."))
    rows = Certificate.objects.filter(person=person, revoked_at__isnull=True)
    if not rows.update(revoked_at=at, revocation=words):
        raise Refused(_("%(name)s tidak mempunyai sertifikat yang berlaku.") % {"name": person.name})


def opened(person: Person, passphrase: str, at: datetime) -> tuple[Certificate, EllipticCurvePrivateKey]:
    """The certificate and, by the passphrase, its key. `Refused` says what is missing, over, or wrong."""
    row = Certificate.objects.filter(person=person, revoked_at__isnull=True).first()
    if row is None:
        raise Refused(_("Anda belum mempunyai sertifikat tanda tangan. Buat dahulu di halaman Surat."))
    if row.expires_at <= at:
        raise Refused(_("Sertifikat tanda tangan Anda sudah habis masa berlakunya. Buat yang baru di halaman Surat."))
    check_patience(person.pk)
    salt, _line, pem = row.key.partition("\n")
    try:
        key = x509_forms.read_key(pem.encode(), x509_forms.stretched(passphrase[:LONGEST], salt))
    except ValueError:
        raise wrong(person.pk) from None  # nothing of it stays in the traceback
    right(person.pk)
    return row, key


def check_passphrase(passphrase: str) -> None:
    """`Refused` for one that is too short, or too long to be typed."""
    if len(passphrase.strip()) < SHORTEST:
        raise Refused(_("Frasa sandi paling sedikit %(most)d huruf.") % {"most": SHORTEST})
    if len(passphrase) > LONGEST:
        raise Refused(_("Frasa sandi paling banyak %(most)d huruf.") % {"most": LONGEST})


def _require_own(person: Person, by: Actor) -> None:
    require(by.person_id == person.pk, _("Hanya pemilik sertifikat yang menentukan frasa sandinya."))
