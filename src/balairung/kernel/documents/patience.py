"""Wrong passphrases are counted for each person, and after a few nobody may try for a while."""

from __future__ import annotations

from uuid import UUID

from django.core.cache import cache
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.sealed import keyed_hash

MOST_WRONG = 5
PAUSE = 15 * 60  # seconds


class WrongPassphrase(Refused):
    """The passphrase does not open the key; nothing was signed with it."""


def check_patience(person: UUID) -> None:
    """`Refused` while this person has to wait."""
    if int(cache.get(_key(person), 0)) >= MOST_WRONG:
        raise Refused(_("Frasa sandi salah berulang kali. Tunggu 15 menit, lalu coba lagi."))


def wrong(person: UUID) -> WrongPassphrase:
    """Count one more wrong passphrase, and the sentence to raise."""
    if not cache.add(_key(person), 1, PAUSE):
        cache.incr(_key(person))
    return WrongPassphrase(_("Frasa sandi ini salah. Periksa huruf besar dan kecilnya, lalu coba lagi."))


def right(person: UUID) -> None:
    """Forget the wrong ones."""
    cache.delete(_key(person))


def _key(person: UUID) -> str:
    return f"signing:{keyed_hash('signing', person.hex)}"
