"""What happens to a signed letter afterwards: it is revoked, with a reason, or a new one stands in its place.

The file stays as it is and its number stays taken; the page behind its QR says what became of it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.kernel.documents.expecting import may
from balairung.kernel.documents.following import follow
from balairung.kernel.documents.models import Document
from balairung.kernel.documents.requesting import checked_reason
from balairung.kernel.people.actors import SYSTEM, Actor, require
from balairung.kernel.people.authority import Authority

SIGNED = Document.State.SIGNED


def can_revoke(actor: Actor, document: Document, at: datetime) -> bool:
    """Whoever may sign such a letter now, and the house itself; a page asks this to show the button."""
    if actor.kind == SYSTEM.kind:
        return True
    return may(actor.person_id, document, Authority(at)) is not None


@transaction.atomic
def revoke(document: Document, *, reason: str, by: Actor, at: datetime) -> Document:
    """Say that a signed letter counts no more. `Refused` when it is not signed, revoked already, or without reason."""
    _require(by, document, at)
    words = checked_reason(reason)
    mine = Document.objects.filter(pk=document.pk, state=SIGNED, revoked_at__isnull=True)
    changed = mine.update(revoked_at=at, revoked_by=by.person_id, revocation=words)
    document.refresh_from_db()
    if not changed:
        raise Stale(_why_not(document))
    follow(document, "revoked", by=by, at=at)
    return document


@transaction.atomic
def replace(document: Document, *, new: Document, by: Actor, at: datetime) -> Document:
    """Say that the signed letter `new` stands in the place of this signed one; return the old one.

    `Refused` when one of them is not signed, when the old one was replaced or revoked before, or when `new` came
    earlier: no letter stands, over others, for itself.
    """
    _require(by, document, at)
    new.refresh_from_db()
    if new.state != SIGNED or new.pk == document.pk or new.created_at < document.created_at or new.revoked_at:
        raise Refused(_("Surat pengganti harus surat baru yang sudah ditandatangani dan masih berlaku."))
    free = Document.objects.filter(pk=document.pk, state=SIGNED, revoked_at__isnull=True, replaced_by__isnull=True)
    if Document.objects.filter(replaced_by=new).exclude(pk=document.pk).exists():
        raise Refused(_("Surat pengganti itu sudah menggantikan surat lain."))
    changed = free.update(replaced_by=new)
    document.refresh_from_db()
    if not changed:
        raise Stale(_why_not(document))
    return document


def _require(by: Actor, document: Document, at: datetime) -> None:
    sentence = _(
        "Hanya pejabat yang sekarang berwenang menandatangani surat ini yang dapat mencabut atau menggantinya."
    )
    require(can_revoke(by, document, at), sentence)


def _why_not(document: Document) -> str:
    if document.state != SIGNED:
        return _("Surat ini belum ditandatangani. Batalkan saja.")
    if document.revoked_at:
        return _("Surat ini sudah dicabut.")
    return _("Surat ini sudah diganti. Muat ulang halaman untuk melihat penggantinya.")
