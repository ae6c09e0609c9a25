"""The transactions of a second signature, as claiming.py has them for the first. Nothing slow in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from balairung.ground.common.errors import NotAllowed, Stale
from balairung.ground.common.ids import new_id
from balairung.kernel.documents.claiming import LASTS, Claim
from balairung.kernel.documents.expecting import tell_next
from balairung.kernel.documents.following import follow
from balairung.kernel.documents.models import Countersignature
from balairung.kernel.documents.signers.pens import Seal
from balairung.kernel.files import disk
from balairung.kernel.files.models import File
from balairung.kernel.people.actors import Actor

State = Countersignature.State
ROW = ("document__office", "document__file", "person")


@dataclass(frozen=True)
class Second(Claim):
    """A second signature that somebody is making."""

    row: Countersignature

    @property
    def paper(self) -> UUID:
        assert self.row.paper is not None
        return self.row.paper

    def drawn(self) -> bytes:
        """The file that was signed before: what is signed now, as it is."""
        file = self.document.newest
        assert file is not None
        return disk.read(file.path)


@transaction.atomic(durable=True)
def claim(key: UUID, *, kind: str, by: Actor, at: datetime) -> Second:
    """Take it for signing. `Refused` when it is somebody else's, signed already, or not yet their turn."""
    row = Countersignature.objects.select_for_update(of=("self",)).select_related(*ROW).get(pk=key)
    if row.person_id != by.person_id:
        raise NotAllowed(_("Hanya %(name)s yang menandatangani di tempat ini.") % {"name": row.person.name})
    if not Countersignature.objects.filter(pk=key).due().exists():
        raise Stale(_why_not(row))
    row.state, row.signer_kind, row.failure, row.paper = State.SIGNING, kind, "", new_id()
    row.signing_until, row.attempts = at + LASTS, row.attempts + 1
    row.save(update_fields=["state", "signer_kind", "failure", "paper", "signing_until", "attempts"])
    return Second(row.document, row.person, by, at, row)


def _why_not(row: Countersignature) -> str:
    if row.signed:
        return _("Anda sudah menandatangani surat ini.")
    if row.state == State.SIGNING:
        return _("Surat ini sedang Anda tanda tangani di tempat lain. Muat ulang halaman sebentar lagi.")
    if row.document.revoked_at or row.document.replaced_by_id:
        return _("Surat ini sudah dicabut atau diganti, jadi tidak ditandatangani lagi.")
    return _("Giliran Anda belum tiba: penanda tangan sebelum Anda belum selesai.")


@transaction.atomic(durable=True)
def register(claimed: Second, file: File, seal: Seal) -> Countersignature:
    """The file is written and verified: now it is signed, and the letter's room is told, or neither."""
    file.save(force_insert=True)
    changed = _mine(claimed).update(
        state=State.SIGNED, file=file, sha256=file.sha256, signed_at=claimed.at, certificate=seal.owner,
        serial=seal.serial, stamped_at=seal.stamped_at, signing_until=None,
    )  # fmt: skip
    if not changed:
        raise Stale(_("Waktu menandatangani surat ini sudah habis. Muat ulang halaman, lalu coba lagi."))
    claimed.row.refresh_from_db()
    follow(claimed.document, "countersigned", by=claimed.by, at=claimed.at)
    tell_next(claimed.document, at=claimed.at)
    return claimed.row


@transaction.atomic(durable=True)
def fail(claimed: Second, sentence: str, *, at: datetime) -> bool:
    """It was not signed: it waits again, with the reason. Whether this claim was still ours."""
    return bool(_mine(claimed).update(state=State.FAILED, failure=sentence[:300], signing_until=None))


@transaction.atomic(durable=True)
def release(claimed: Second, *, at: datetime) -> None:
    """The signer mistyped: it waits as before."""
    _mine(claimed).update(state=State.WAITING, signing_until=None)


def pass_on(key: UUID, *, at: datetime) -> None:
    """Nobody else may sign here: there is nobody to pass it on to."""


def _mine(claimed: Second) -> QuerySet[Countersignature]:
    row = claimed.row
    return Countersignature.objects.filter(pk=row.pk, state=State.SIGNING, attempts=row.attempts, paper=row.paper)
