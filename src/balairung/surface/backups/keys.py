"""Who may read a backup (age), who made it (a signature), and which keyring belongs to it.

Nothing of this is stored: what the server needs is derived from its HASH_KEY, which never changes; what it must not
have, the identity that reads, is made once and goes onto paper.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from pathlib import Path

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from pyrage.x25519 import Identity, Recipient

from balairung.ground.common.errors import Refused
from balairung.ground.common.keyring import keys as seal_keys
from balairung.ground.common.words import gettext as _

_SHORT = 16  # hex digits of a fingerprint


def recipients() -> list[Recipient]:
    """For whom backups are encrypted; each of them alone can read all of it."""
    texts: list[str] = settings.BACKUP_RECIPIENTS
    if not texts:
        raise Refused(
            _(
                "Belum ada kunci cadangan. Jalankan “balairung backup --new-identity FOLDER”,"
                " lalu isi BALAIRUNG_BACKUP_RECIPIENT."
            )
        )
    try:
        return [Recipient.from_str(text) for text in texts]
    except pyrage.RecipientError as error:
        raise Refused(_("BALAIRUNG_BACKUP_RECIPIENT tidak dapat dibaca. Isinya diawali “age1”.")) from error


def read_identity(path: Path) -> Identity:
    """The one of a file as `age` writes it: lines that begin with # are for people."""
    try:
        lines = [line.strip() for line in path.read_text().splitlines()]
        return Identity.from_str(next(line for line in lines if line and not line.startswith("#")))
    except (OSError, UnicodeDecodeError, StopIteration, pyrage.IdentityError) as error:
        told = _("Berkas %(path)s bukan identitas cadangan. Isinya satu baris yang diawali “AGE-SECRET-KEY-1”.")
        raise Refused(told % {"path": path}) from error


def fingerprint(readers: Iterable[Recipient]) -> str:
    """For whom: another reader needs all pieces anew."""
    return hashlib.sha256(",".join(sorted(map(str, readers))).encode()).hexdigest()[:_SHORT]


class Names:
    """What pieces are known by: whoever lacks the key cannot even tell whether a picture they hold is among them."""

    def __init__(self, readers: str) -> None:
        self.readers = readers
        self._key = _derived(b"names for " + readers.encode())

    def of(self, content: bytes) -> str:
        return hmac.digest(self._key, content, "sha256").hex()


def sign(text: bytes) -> str:
    return _signer().sign(text).hex()


def is_signed(text: bytes, signature: str) -> bool:
    try:
        _signer().public_key().verify(bytes.fromhex(signature), text)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprints() -> list[str]:
    """The seal keys by which this house reads what is sealed, as nobody can turn them back."""
    return [hmac.digest(_derived(b"ring"), key.encode(), "sha256").hex()[:_SHORT] for key in seal_keys()]


def _signer() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_derived(b"signature"))


def _derived(purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"balairung backup " + purpose).derive(settings.HASH_KEY)
