"""A pact is signed: its letter is made of what is so today, signed by its own person, and witnessed in a second step.

    sign_pact(pact, passphrase=…, by=actor_of(person, now), at=now)

The letter is made at the moment of signing; one that was made before and says what is no longer so (post, witness,
goals) is void, and made anew. Call it outside of a transaction of your own (kernel/documents/signing.py).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.facts import facts
from balairung.ground.common.ids import new_id
from balairung.ground.postgresql.apart import apart
from balairung.kernel.documents import countersigning
from balairung.kernel.documents.bodies import Body, pack
from balairung.kernel.documents.models import Countersignature, Document
from balairung.kernel.documents.requesting import OPEN, draft, request_signature, void
from balairung.kernel.documents.signing import sign
from balairung.kernel.people.actors import SYSTEM, Actor, require
from balairung.kernel.people.authority import Matter
from balairung.kernel.people.models import Subject
from balairung.kernel.people.presence import Presence
from balairung.rooms.pacts.composing import compose
from balairung.rooms.pacts.driving import KIND
from balairung.rooms.pacts.models import Pact
from balairung.rooms.pacts.roster import owing
from balairung.rooms.pacts.witnessing import witness_of


@sensitive_variables("passphrase")
def sign_pact(pact: Pact, *, passphrase: str, by: Actor, at: datetime) -> Pact:
    """Sign one's own pact; return it signed. `Refused` says why it is not, and then nothing has changed."""
    require(by.person_id == pact.person_id, _("Setiap orang menandatangani paktanya sendiri."))
    with apart() as run:
        document: Document = run(letter_for, pact.pk, by=by, at=at)
    sign(document, passphrase=passphrase, by=by, at=at)
    return Pact.objects.for_page().get(pk=pact.pk)


@transaction.atomic
def letter_for(key: UUID, *, by: Actor, at: datetime) -> Document:
    """The letter that this pact's person signs now, with its witness's place; made anew where it is not so any more."""
    held = Pact.objects.select_for_update(of=("self",)).for_page().get(pk=key)
    _require_owed(held)
    _bring_up_to_date(held, at)
    body = compose(held)
    if held.document and _says(held.document, held, body):
        return held.document
    if held.document and held.document.state in OPEN:
        old: Document = held.document
        Pact.objects.filter(pk=held.pk).update(document=None)
        void(old, reason=_("Isinya berubah; surat dibuat baru."), by=SYSTEM, at=at)
    document = _drafted(held, body, by, at)
    Pact.objects.filter(pk=held.pk).update(document=document)
    return request_signature(document, by=by, at=at, told=False)


def _require_owed(pact: Pact) -> None:
    if pact.ended_at:
        raise Stale(_("Pakta ini tidak berlaku lagi untuk Anda: %(why)s") % {"why": pact.ending})
    if pact.signed_at:
        raise Stale(_("Anda sudah menandatangani pakta ini."))
    if pact.drive.ended_at:
        raise Stale(_("Gerakan ini sudah diakhiri; tidak ada lagi yang perlu ditandatangani."))
    if pact.drive.of_performance and not pact.goals.exists():
        raise Refused(_("Isi dahulu sasaran, indikator, dan target Anda, lalu tanda tangani."))


def _bring_up_to_date(pact: Pact, at: datetime) -> None:
    """Posts and witness as they are at this moment; a post that the pact does not name is another pact."""
    now = owing(pact.drive, at, [pact.person_id]).get(pact.person_id)
    if now is None or str(now.post.pk) not in pact.post_keys:
        raise Stale(_("Jabatan Anda baru saja berubah. Pakta yang baru disiapkan; coba lagi beberapa menit lagi."))
    found = witness_of(pact.post, pact.person_id, Presence(at))
    pact.post_keys, pact.witness, pact.witness_post = now.keys, found.person, found.post
    pact.witness_why = list(found.why)
    pact.save(update_fields=["post_keys", "witness", "witness_post", "witness_why"])


def _says(document: Document, pact: Pact, body: Body) -> bool:
    """Whether a letter that waits says exactly this, before this witness."""
    asked = list(document.countersignatures.values_list("person", "post"))
    wanted = [(pact.witness_id, pact.witness_post_id)] if pact.witness_id else []
    return document.state in OPEN and document.body == pack(body) and asked == wanted


def _drafted(pact: Pact, body: Body, by: Actor, at: datetime) -> Document:
    words = facts("pacts")
    obligation = pact.obligation
    document = draft(
        office=pact.office, body=body, title=pact.drive.text.title, holder=pact.person.name, post=pact.post,
        number_format=words["number"], classification=words["classification"],
        matter=Matter(Subject.LETTER, "pakta"), about=(KIND, obligation.ref if obligation else ""),
        token=new_id().hex, author=pact.person, by=by, at=at,
    )  # fmt: skip
    if pact.witness:
        word = pact.drive.text.witness_word
        countersigning.ask(document, person=pact.witness, post=pact.witness_post, heading=word, by=by, at=at)
    return document


def waiting_for(witness: UUID | None, pacts: list[Pact]) -> list[Countersignature]:
    """What this person is to witness now, of these pacts."""
    rows = Countersignature.objects.awaiting(witness).filter(document__in=[one.document_id for one in pacts])
    return list(rows.for_list())


def follow(document: Document, what: str, *, by: Actor, at: datetime) -> None:
    """What became of a pact's letter (settings.DOCUMENT_FOLLOWERS), in the transaction in which it became so."""
    rows = Pact.objects.filter(document=document)
    if what == "signed":
        rows.update(signed_at=at)
    elif what == "countersigned" and countersigning.complete(document):
        rows.update(witnessed_at=at)
    elif what == "void":
        rows.update(document=None)
    elif what == "revoked":
        rows.update(document=None, signed_at=None, witnessed_at=None)
