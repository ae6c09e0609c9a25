"""A person's own QR: one that turns every thirty seconds on their telephone, or one on a printed card.

The code on a telephone names the person and the half minute, and the house's key answers for both: a photograph of it
is worth nothing two windows later, and nobody can make one for somebody else. The code of a card follows from its row
and the same key; the table keeps its hash only, and a card that was lost is revoked by its row.
Both are upper case and digits, so that a QR code stores them in little room, and begin with a word of their own.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.references import code_from
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.people.models import Badge, Person

WINDOW = 30  # seconds
ROOM = 1  # windows before and after that are let in: clocks differ, and a telephone is held up for a moment
SIGNS = 20  # of a card's code: 99 bits
LIVE = re.compile(r"SAYA-([0-9A-F]{32})-([0-9A-F]{1,12})-([0-9A-F]{20})")
CARD = re.compile(r"KARTU-([0-9A-Z]{20})")


class PassKind(StrEnum):
    LIVE = "live"  # from a telephone, just now
    BADGE = "badge"  # from a printed card


@dataclass(frozen=True)
class Pass:
    """Who showed a code. `shown_at` is the beginning of the half minute in which a telephone showed it; None for a
    card, which does not know the time.
    """

    person: Person
    kind: PassKind
    shown_at: datetime | None = None


def is_pass(text: str) -> bool:
    """Whether this is a person's code and not something else that a camera read."""
    text = _tidy(text)
    return bool(LIVE.fullmatch(text) or CARD.fullmatch(text))


def code_of(person: Person, at: datetime) -> str:
    """The text of the person's QR in the half minute of `at`."""
    return _live(person.pk, int(at.timestamp()) // WINDOW)


def badge_code(badge: Badge) -> str:
    """The text of the QR on this card: it follows from the row and the house's key, so a card is printed again."""
    return f"KARTU-{_badge_signs(badge.pk)}"


def badge_hash(key: UUID) -> str:
    """Under which the card with this key is found."""
    return keyed_hash("badge", _badge_signs(key))


def read(text: str, at: datetime) -> Pass:
    """Whose code this is at this moment. Raise `Refused` with a sentence for whoever holds the camera."""
    text = _tidy(text)
    if found := LIVE.fullmatch(text):
        return _read_live(UUID(found[1]), int(found[2], 16), text, at)
    if found := CARD.fullmatch(text):
        return _read_card(found[1])
    raise Refused(_("Ini bukan QR pegawai."))


def _read_live(key: UUID, window: int, text: str, at: datetime) -> Pass:
    person = Person.objects.filter(pk=key).defer("nip", "email", "phone").first()
    if person is None or not hmac.compare_digest(text, _live(key, window)):
        raise Refused(_("QR ini tidak dikenal di sini."))
    if abs(int(at.timestamp()) // WINDOW - window) > ROOM:
        raise Refused(_("QR ini sudah lewat. Minta pemiliknya membuka lagi halaman QR di teleponnya."))
    return Pass(person, PassKind.LIVE, datetime.fromtimestamp(window * WINDOW, UTC))


def _read_card(signs: str) -> Pass:
    rows = Badge.objects.select_related("person").defer("person__nip", "person__email", "person__phone")
    badge = rows.filter(code_hash=keyed_hash("badge", signs)).first()
    if badge is None:
        raise Refused(_("Kartu ini tidak dikenal di sini."))
    if badge.revoked_at:
        raise Refused(_("Kartu ini sudah dicabut. Pemiliknya memakai kartu yang baru atau QR di teleponnya."))
    return Pass(badge.person, PassKind.BADGE)


def _live(key: UUID, window: int) -> str:
    mark = keyed_hash("pass", key.hex, str(window))[:20]  # 80 bits
    return f"SAYA-{key.hex}-{window:X}-{mark}".upper()


def _badge_signs(key: UUID) -> str:
    return code_from(keyed_hash("badge code", key.hex), SIGNS)


def _tidy(text: str) -> str:
    return text[:200].strip().upper()
