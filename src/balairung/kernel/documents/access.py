"""Who sees a letter, and who may sign it, return it, revoke it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from balairung.kernel.documents import revoking
from balairung.kernel.documents.expecting import WAITING, may
from balairung.kernel.documents.models import Countersignature, Document
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.authority import Authority
from balairung.kernel.people.matters import Answer
from balairung.kernel.people.models import Post

#: Who answers for what leaves an office.
ANSWERING = (Post.Role.HEAD, Post.Role.OFFICE_SECRETARY, *Post.LEADING)
PAGE = (
    "office",
    "post__office",
    "author",
    "expected",
    "signer",
    "signer_post",
    "file",
    "replaced_by",
    "replaces",
    "revoked_by",
)


def get_letter(actor: Actor, key: UUID) -> Document:
    """Raise DoesNotExist for what this actor may not see: neither the letter's office is theirs nor its case."""
    rows = Document.objects.select_related(*PAGE)
    if found := rows.visible_to(actor).filter(pk=key).first():
        return found
    found = rows.get(pk=key)
    if not Obligation.objects.visible_to(actor).filter(ref=found.about_ref, kind=found.about_kind).exists():
        raise Document.DoesNotExist
    return found


def place_of(actor: Actor, letter: Document) -> Countersignature | None:
    """Where this actor signs this letter after its first signer, once it is their turn."""
    return Countersignature.objects.awaiting(actor.person_id).filter(document=letter).select_related("person").first()


def can_sign(actor: Actor, letter: Document, at: datetime) -> Answer | None:
    """The answer by which this actor may sign it now; None for whoever may not."""
    if letter.state not in WAITING:
        return None
    return may(actor.person_id, letter, Authority(at))


def can_return(actor: Actor, letter: Document, at: datetime) -> bool:
    """Give it back unsigned, with a reason: whoever may sign it, and whoever answers for the office whose it is."""
    if letter.state not in (*WAITING, Document.State.DRAFT):
        return False
    return answers_for(actor, letter) or can_sign(actor, letter, at) is not None


def can_revoke(actor: Actor, letter: Document, at: datetime) -> bool:
    """Say that a signed letter counts no more, or that another stands in its place: whoever could sign it today."""
    if letter.state != Document.State.SIGNED or letter.revoked_at:
        return False
    return revoking.can_revoke(actor, letter, at)


def answers_for(actor: Actor, letter: Document) -> bool:
    """Head and secretary of the office whose letter it is."""
    return any(seat.role in ANSWERING and seat.office_id == letter.office_id for seat in actor.seats)
