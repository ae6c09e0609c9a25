"""Letters wait for whoever may sign them now: a delegation ends at midnight, somebody goes on leave, a post is filled.

Each letter is looked at again every few minutes and at the beginning of each day, in the order of an index; the
register of authority is asked once for all letters that ask it the same.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.documents import following
from balairung.kernel.documents.authors import own_answer
from balairung.kernel.documents.models import Document
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.authority import Answer, Authority, Matter
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Person

log = logging.getLogger(__name__)
LOOK_EVERY = timedelta(minutes=10)
MOST = 500  # letters of one round
MOST_NAMED = 10  # letters that one notice names
WAITING = (Document.State.AWAITING, Document.State.FAILED)


def matter_of(document: Document) -> Matter:
    """What the register of authority is asked about this letter."""
    return Matter(document.subject, document.matter, document.region_id or "", document.value, document.scale)


def who(document: Document, authority: Authority) -> Answer:
    """Who would sign this letter at the moment of `authority`: its author, or whoever has the authority it needs."""
    if document.author:
        return own_answer(document, matter_of(document), authority.at)
    return authority.who(document.post, matter_of(document))


def may(person: UUID | None, document: Document, authority: Authority) -> Answer | None:
    """The answer by which this person may sign it; None for whoever may not."""
    if document.author:
        answer = own_answer(document, matter_of(document), authority.at)
        return answer if answer.person and answer.person.pk == person else None
    return authority.may(person, document.post, matter_of(document))


def next_look(at: datetime) -> datetime:
    """When to ask again: in ten minutes, or at midnight if that comes first, because that is when terms end."""
    midnight = datetime.combine(localtime(at).date() + timedelta(days=1), time.min, tzinfo=localtime(at).tzinfo)
    return min(at + LOOK_EVERY, midnight)


def follow(*, now: datetime) -> int:
    """Give waiting letters to whoever may sign them now, and tell them; return how many changed hands (LOOPS)."""
    with transaction.atomic():
        due = Document.objects.filter(state__in=WAITING, look_at__lte=now).order_by("look_at", "id")
        found = list(due.select_related("post__office", "expected", "author").defer("body", "code", "holder")[:MOST])
        if not found:
            return 0
        authority, moved = Authority(now), defaultdict[Person, list[Document]](list)
        changed = sum(_look(document, authority, moved) for document in found)
        for person, letters in moved.items():
            tell(letters, person, at=now)
    return changed


def _look(document: Document, authority: Authority, moved: dict[Person, list[Document]]) -> bool:
    """Ask for one letter; whether it changed hands. Two workers ask the same and write the same."""
    answer = who(document, authority)
    person = answer.person
    before = document.expected_id
    same = before == (person.pk if person else None)
    still = Document.objects.filter(pk=document.pk, state__in=WAITING, expected=before)
    written = still.update(expected=person, way=answer.sentences(), look_at=next_look(authority.at))
    if not written or same:
        return False
    document.expected = person
    _tell_room(document, authority.at)
    if person:
        moved[person].append(document)
    return True


def _tell_room(document: Document, at: datetime) -> None:
    """A room that fails keeps no other letter from its signer."""
    try:
        with transaction.atomic():
            following.follow(document, "expected", by=SYSTEM, at=at)
    except Exception:
        log.exception("a room did not follow a letter: %s", document.pk)


def tell(letters: Sequence[Document], person: Person, *, at: datetime) -> None:
    """One notice to the signer about these letters; several notices of one minute come as one message (bundle)."""
    named = "\n".join(f"• {document.title}" for document in letters[:MOST_NAMED])
    count = len(letters)
    subject = ngettext(
        "%(count)d surat menunggu tanda tangan Anda", "%(count)d surat menunggu tanda tangan Anda", count
    ) % {"count": count}
    body = _("%(letters)s\n\nBuka %(link)s untuk membaca dan menandatanganinya.") % {
        "letters": named, "link": f"{house_url()}/kerja/surat/",
    }  # fmt: skip
    key = f"to-sign:{person.pk.hex}:{_mark([document.pk for document in letters], at)}"
    notify(Recipient.person(person), subject=subject, body=body, key=key, bundle="inbox", at=at)


def tell_next(document: Document, *, at: datetime) -> None:
    """One notice to whoever signs this letter next, after it was signed by those before them."""
    row = document.countersignatures.due().select_related("person").first()
    if row is None:
        return
    body = _("• %(letter)s, untuk tanda tangan kedua\n\nBuka %(link)s untuk membaca dan menandatanganinya.") % {
        "letter": document.title, "link": f"{house_url()}/kerja/surat/",
    }  # fmt: skip
    subject = _("1 surat menunggu tanda tangan kedua dari Anda")
    notify(
        Recipient.person(row.person), subject=subject, body=body, key=f"countersign:{row.pk.hex}", bundle="inbox", at=at
    )


def _mark(keys: Sequence[UUID], at: datetime) -> str:
    """The same letters at the same moment are the same notice."""
    return keyed_hash("to-sign", at.isoformat(), *(key.hex for key in keys))[:24]
