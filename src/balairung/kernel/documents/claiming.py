"""The transactions of a signature: claim a letter, register it as signed, or say why it failed. Nothing slow in them.

A claim has a key (`paper`) and a count (`attempts`): only who holds both may end it, so that of two who sign, or a
signer and the worker that gave them up, one registers the letter and the other hears of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.ground.common.ids import new_id
from balairung.kernel.documents.bodies import Body, unpack
from balairung.kernel.documents.drawing import Beside, Frame, draw, letterhead
from balairung.kernel.documents.expecting import WAITING, may, next_look, tell_next, who
from balairung.kernel.documents.following import follow
from balairung.kernel.documents.models import Countersignature, Document
from balairung.kernel.documents.numbering import take
from balairung.kernel.documents.proving import proof_address
from balairung.kernel.documents.signers.pens import Seal
from balairung.kernel.files.models import File
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.authority import Answer, Authority
from balairung.kernel.people.models import Person

LASTS = timedelta(minutes=5)  # after this nobody is signing it any more: recovering.py decides
ABOUT = "documents"
State = Document.State


@dataclass(frozen=True)
class Claim:
    """A letter that somebody is signing."""

    document: Document
    signer: Person
    by: Actor
    at: datetime

    @property
    def paper(self) -> UUID:
        """The key that the file will have."""
        assert self.document.paper is not None
        return self.document.paper

    @property
    def about(self) -> tuple[str, str]:
        """What the file is about: a room's label for letters, and the letter."""
        return ABOUT, self.document.pk.hex


@dataclass(frozen=True)
class Sheet(Claim):
    """The same with all that drawing needs, so that it asks no database."""

    body: Body
    frame: Frame

    def drawn(self) -> bytes:
        """The paper that is signed. Raise `Unprintable`."""
        return draw(self.body, self.frame, at=self.at)


@transaction.atomic(durable=True)
def claim(key: UUID, *, kind: str, by: Actor, at: datetime) -> Sheet:
    """Take the letter for signing: authority asked again, number and date taken, heading and reasons written.

    `Refused` when it does not wait any more, or this person may not sign it at this moment.
    """
    rows = Document.objects.select_for_update(of=("self",))
    document = rows.select_related("office", "post__office", "region", "author").get(pk=key)
    if document.state not in WAITING:
        raise Stale(_why_not(document))
    answer, signer = _authority(document, by, at)
    others = _others(document, signer)
    take(document, classification=document.classification, on=localdate(at), at=at)
    document.state, document.signer_kind, document.failure = State.SIGNING, kind, ""
    document.signer, document.signer_post = signer, answer.post
    document.heading, document.way = list(answer.heading), answer.sentences()
    document.signing_until, document.look_at, document.attempts = at + LASTS, None, document.attempts + 1
    document.paper = new_id()
    document.save(update_fields=[
        "state", "signer_kind", "failure", "signer", "signer_post", "heading", "way", "signing_until", "look_at",
        "attempts", "paper",
    ])  # fmt: skip
    return Sheet(document, signer, by, at, unpack(document.body), _frame(document, signer, others))


def _authority(document: Document, by: Actor, at: datetime) -> tuple[Answer, Person]:
    """By which answer this person may sign now. Raise NotAllowed with the sentence that says who may."""
    authority = Authority(at)
    answer = may(by.person_id, document, authority)
    if answer is None or answer.person is None:
        end = who(document, authority).sentences()[-1]
        raise NotAllowed(_("Anda tidak berwenang lagi menandatangani surat ini. %(end)s") % {"end": end})
    return answer, answer.person


def _others(document: Document, signer: Person) -> list[Countersignature]:
    """Who signs after the first signer, in their order: their places are drawn now. Nobody witnesses themselves."""
    rows = list(document.countersignatures.select_related("person").order_by("order"))
    if any(row.person_id == signer.pk for row in rows):
        raise NotAllowed(_("Anda diminta juga sebagai penanda tangan kedua surat ini. Surat ini perlu dibuat baru."))
    return rows


def _frame(document: Document, signer: Person, others: Sequence[Countersignature]) -> Frame:
    return Frame(
        letterhead=letterhead(document.office), number=document.number_text, dated=document.dated,
        heading=tuple(document.heading), name=signer.name, nip=signer.nip, certified=document.signer_kind == "bsre",
        link=proof_address(document), valid_until=document.valid_until,
        beside=tuple(Beside(tuple(row.heading), row.person.name, row.person.nip) for row in others),
    )  # fmt: skip


def _why_not(document: Document) -> str:
    """Why a letter that does not wait is not signed."""
    return {
        State.DRAFT: _("Surat ini masih konsep. Minta dahulu tanda tangannya."),
        State.SIGNING: _("Surat ini sedang ditandatangani orang lain. Muat ulang halaman sebentar lagi."),
        State.SIGNED: _("Surat ini baru saja ditandatangani. Muat ulang halaman untuk melihat hasilnya."),
        State.VOID: _("Surat ini sudah dibatalkan. Muat ulang halaman."),
    }[State(document.state)]


@transaction.atomic(durable=True)
def register(claimed: Claim, file: File, seal: Seal) -> Document:
    """The file is written and verified: now the letter is signed, and its room is told, or neither. Raise Stale when
    somebody else ended this claim meanwhile.
    """
    file.save(force_insert=True)
    changed = _mine(claimed).update(
        state=State.SIGNED, file=file, sha256=file.sha256, signed_at=claimed.at, certificate=seal.owner,
        serial=seal.serial, stamped_at=seal.stamped_at, signing_until=None, expected=None,
    )  # fmt: skip
    if not changed:
        raise Stale(_("Waktu menandatangani surat ini sudah habis. Muat ulang halaman, lalu coba lagi."))
    claimed.document.countersignatures.update(drawn_at=claimed.at)
    claimed.document.refresh_from_db()
    follow(claimed.document, "signed", by=claimed.by, at=claimed.at)
    tell_next(claimed.document, at=claimed.at)
    return claimed.document


@transaction.atomic(durable=True)
def fail(claimed: Claim, sentence: str, *, at: datetime) -> bool:
    """It was not signed: it waits again, with the reason and with its number. Whether this claim was still ours."""
    values = {"state": State.FAILED, "failure": sentence[:300], "signing_until": None, "look_at": next_look(at)}
    if not _mine(claimed).update(**values):
        return False
    claimed.document.refresh_from_db()
    follow(claimed.document, "failed", by=claimed.by, at=at)
    return True


def pass_on(key: UUID, *, at: datetime) -> None:
    """It is not this person's any more: the worker looks at once whom it waits for."""
    Document.objects.filter(pk=key, state__in=WAITING).update(look_at=at)


@transaction.atomic(durable=True)
def release(claimed: Claim, *, at: datetime) -> None:
    """The signer mistyped: the letter waits as before, with its number, and nobody is told of a failure."""
    _mine(claimed).update(state=State.AWAITING, signing_until=None, look_at=next_look(at))


def _mine(claimed: Claim) -> QuerySet[Document]:
    document = claimed.document
    return Document.objects.filter(
        pk=document.pk, state=State.SIGNING, attempts=document.attempts, paper=document.paper
    )


def sentence_of(problem: BaseException) -> str:
    """What a person is told: the rule's own sentence, and for a fault of ours one that says what to do."""
    if isinstance(problem, Refused):
        return str(problem)
    if isinstance(problem, OSError):
        return _("Berkas surat tidak dapat disimpan: penyimpanan penuh atau tertutup. Beri tahu administrator.")
    return _("Surat ini gagal ditandatangani karena kesalahan aplikasi. Coba lagi, atau beri tahu administrator.")
