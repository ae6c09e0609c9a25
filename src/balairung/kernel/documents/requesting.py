"""From a draft to a letter that waits for its signer: written once however often it is asked for, never lost.

A room writes a draft, asks for its signature, and is told what became of it (`settings.DOCUMENT_FOLLOWERS`). A page
calls `void`; signing is in signing.py, what happens to a signed letter in revoking.py.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line
from balairung.kernel.documents.bodies import Body, pack
from balairung.kernel.documents.drawing import check
from balairung.kernel.documents.expecting import next_look, tell, who
from balairung.kernel.documents.following import follow
from balairung.kernel.documents.models import Document
from balairung.kernel.documents.proving import code_hash, new_code
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.authority import Authority, Matter
from balairung.kernel.people.models import Office, Person, Post

LONGEST_REASON = 300
#: From here a letter may still become void.
OPEN = (Document.State.DRAFT, Document.State.AWAITING, Document.State.FAILED)


def draft(
    *, office: Office, body: Body, title: str, holder: str, number_format: str, post: Post, matter: Matter,
    about: tuple[str, str], token: str, by: Actor, at: datetime, classification: str = "", series: str = "",
    valid: date | None = None, author: Person | None = None,
) -> Document:  # fmt: skip
    """Keep a letter of this office that nobody has been asked to sign yet. The same `token` again is the same letter.

    `post` and `matter` say whose authority it needs (people.authority), `valid` the last day on which it counts,
    `about` (room, reference) whose it is. `title` names nobody; `holder` is sealed and shown masked. With an `author`
    it is a personal letter: this person alone signs it, in `post`, and no authority is asked.
    """
    found = Document.objects.filter(token=(hashed := keyed_hash("document", *about, token))).first()
    if found:
        return found
    check(body)  # what cannot be printed is refused before it has a number
    code = new_code()
    made = Document(
        token=hashed, about_kind=about[0], about_ref=about[1], office=office, title=clean_line(title)[:160],
        holder=clean_line(holder), body=pack(body), created_at=at, series=series, number_format=number_format,
        classification=classification, post=post, subject=matter.subject, matter=matter.key,
        region_id=matter.region or None, value=matter.value, scale=matter.scale, code=code, code_hash=code_hash(code),
        valid_until=valid, author=author,
    )  # fmt: skip
    return _written_once(made)


def _written_once(made: Document) -> Document:
    """The row with this token: ours, or that of whoever was faster by a breath."""
    Document.objects.bulk_create([made], ignore_conflicts=True)
    return Document.objects.select_related("office", "post__office", "author").get(token=made.token)


@transaction.atomic
def request_signature(document: Document, *, by: Actor, at: datetime, told: bool = True) -> Document:
    """Let it wait for whoever may sign it now, and tell them. Where nobody may, it waits too, and `way` says why.
    Not `told`: who signs it sits before it already.

    Asked twice it waits once. `Stale` when it is void.
    """
    mine = Document.objects.filter(pk=document.pk, state=Document.State.DRAFT)
    answer = who(document, Authority(at))
    person = answer.person
    if mine.update(state=Document.State.AWAITING, asked_at=at, expected=person, way=answer.sentences(),
                   look_at=next_look(at)):  # fmt: skip
        document.refresh_from_db()
        if person and told:
            tell([document], person, at=at)
        return document
    document.refresh_from_db()
    if document.state == Document.State.VOID:
        raise Stale(_("Surat ini sudah dibatalkan. Muat ulang halaman, lalu buat surat baru."))
    return document


@transaction.atomic
def void(document: Document, *, reason: str, by: Actor, at: datetime) -> Document:
    """End a letter that was never signed. Its number, where it had one, stands void in the register for ever.

    `Refused` without a reason, while it is being signed, and once it is signed: that one is revoked.
    """
    words = checked_reason(reason)
    changed = Document.objects.filter(pk=document.pk, state__in=OPEN).update(
        state=Document.State.VOID, failure=words, look_at=None
    )
    document.refresh_from_db()
    if not changed:
        raise Stale(_why_not_void(document))
    follow(document, "void", by=by, at=at)
    return document


def checked_reason(reason: str) -> str:
    """The reason as one line. `Refused` when there is none."""
    if not (words := clean_line(reason)):
        raise Refused(_("Tulis alasannya, supaya orang yang memegang surat ini tahu sebabnya."))
    return words[:LONGEST_REASON]


def _why_not_void(document: Document) -> str:
    if document.state == Document.State.SIGNING:
        return _("Surat ini sedang ditandatangani. Tunggu sebentar, lalu muat ulang halaman.")
    if document.state == Document.State.SIGNED:
        return _("Surat ini sudah ditandatangani. Cabut surat ini jika tidak berlaku lagi.")
    return _("Surat ini sudah dibatalkan.")
