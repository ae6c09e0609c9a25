"""Fields that a stolen database does not give away.

A sealed field is encrypted with the newest key of the ring (keyring.py; Fernet: AES-128-CBC with HMAC-SHA256) and
opened with whichever key made it. To find a row by a sealed value, keep its keyed hash beside it.
"""

import base64
import hashlib
import hmac
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models

from balairung.ground.common import keyring


@lru_cache
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def ring() -> MultiFernet:
    return _ring(keyring.keys())


def seal(text: str) -> str:
    return ring().encrypt(text.encode()).decode()


def unseal(token: str) -> str:
    """Raise `cryptography.fernet.InvalidToken` when no key of the ring opens it."""
    return ring().decrypt(token.encode()).decode()


def reseal(token: str) -> str:
    """The same secret under the newest key."""
    return ring().rotate(token.encode()).decode()


def keyed_hash(*parts: str) -> str:
    """HMAC-SHA256 of the parts, 64 hex digits: equal values are found, nothing can be read back or guessed."""
    message = "\x1f".join(parts).encode()
    return hmac.new(settings.HASH_KEY, message, hashlib.sha256).hexdigest()


if TYPE_CHECKING:
    _Text = models.TextField[str, str]
    _Bytes = models.TextField[bytes | None, bytes | None]
else:
    _Text = _Bytes = models.TextField


class SealedField(_Text):
    """Text that is encrypted in the database. It cannot be searched: keep a `keyed_hash` beside it."""

    def get_prep_value(self, value: Any) -> Any:
        return seal(str(value)) if value else ""

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str:
        return unseal(value) if value else ""


class SealedBytes(_Bytes):
    """Bytes that are encrypted in the database, such as a key; null stays null."""

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else seal(base64.b64encode(value).decode())

    def from_db_value(self, value: str | None, expression: object, connection: object) -> bytes | None:
        return None if value is None else opened_bytes(value)


def opened_bytes(token: str) -> bytes:
    """What such a field holds. Raise `InvalidToken` when no key of the ring opens it."""
    return base64.b64decode(unseal(token))
