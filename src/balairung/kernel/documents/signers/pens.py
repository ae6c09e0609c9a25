"""The one interface of signers: a pen, opened once with a passphrase, that signs letters and knows its own signature.

`open_pen` chooses by the newest row of SigningDoor; without one the regency signs with its own certificates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from balairung.ground.common.errors import Refused
from balairung.kernel.documents.models import SigningDoor
from balairung.kernel.people.models import Person


class NotSigned(Refused):
    """This letter was not signed; the sentence says why, to the signer.

    `of_all`: the reason is not in the letter, so that the next one would fare no better at the moment.
    """

    def __init__(self, sentence: object, *, of_all: bool = False) -> None:
        super().__init__(sentence)
        self.of_all = of_all


@dataclass(frozen=True)
class Seal:
    """What a checked signature says: who holds its certificate, by which serial number, stamped when (RFC 3161)."""

    owner: str
    serial: str
    signed_at: datetime | None
    stamped_at: datetime | None


class Pen(Protocol):
    """Signs for one person. `kind` is Document.signer_kind; `at_once` how many letters it takes in one call."""

    kind: str
    at_once: int

    def sign(self, papers: Sequence[bytes], *, at: datetime) -> list[bytes]:
        """The signed letters in the same order. Raise NotSigned for all of them, or WrongPassphrase."""

    def check(self, signed: bytes, paper: bytes) -> Seal:
        """Raise NotSigned unless this is that paper, unchanged, with one whole signature of this person more."""


def signing_door() -> SigningDoor | None:
    """The signer that this regency uses now; None is its own authority."""
    return SigningDoor.objects.order_by("-since", "-id").first()


def is_certified(door: SigningDoor | None) -> bool:
    """Whether letters are signed with a certificate of BSrE."""
    return door is not None and door.kind != SigningDoor.Kind.LOCAL


def open_pen(person: Person, passphrase: str, *, at: datetime) -> Pen:
    """The pen of this person. `Refused` says what is missing or wrong, before any letter has a number."""
    door = signing_door()
    if door is None or not is_certified(door):
        from balairung.kernel.documents.signers.local import open_local

        return open_local(person, passphrase, stamp_address=door.stamp_address if door else "", at=at)
    from balairung.kernel.documents.signers.bsre import open_bsre

    return open_bsre(person, passphrase, door)
