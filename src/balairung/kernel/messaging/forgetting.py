"""Messages that the law wants forgotten: that one was sent, when, by which door stays; the words and to whom go.

The keys of messages stay: by them `balairung check` holds the ledger against what was really sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from balairung.kernel.files.erasing import erase_files
from balairung.kernel.files.models import File
from balairung.kernel.messaging.contacts import TELEPHONE
from balairung.kernel.messaging.enclosures import ABOUT
from balairung.kernel.messaging.models import Arrival, Contact, Conversation, Notice
from balairung.kernel.messaging.models.contacts import address_hash

ERASED = "erased"
_WORDS: dict[str, Any] = {"subject": "", "body": "", "then": "", "choices": []}
_WHOM: dict[str, Any] = {"address": "", "address_hash": "", "conversation": None, "chase_at": None, "problem": ""}


def doors_to(contact: str) -> list[tuple[str, str]]:
    """Channel and address of each door that this contact may have been written to."""
    return [("email", contact)] if "@" in contact else [(channel, contact) for channel in (*TELEPHONE, "voice")]


def marks_of(contact: str) -> list[str]:
    """The keyed hashes under which this contact stands in our tables of addresses."""
    return [address_hash(*door) for door in doors_to(contact)]


@transaction.atomic
def forget_case(kind: str, ref: str) -> int:
    """Forget what was written about this case to anybody, and what was written to us about it; return how many."""
    told = forget_notices(Notice.objects.about(kind, ref))
    return told + _forget_arrivals(Arrival.objects.filter(about_kind=kind, about_ref=ref))


def forget_notices(rows: QuerySet[Notice]) -> int:
    """Their words; and to whom, unless it was one of ours. What waits is not sent any more."""
    keys = list(rows.values_list("pk", flat=True))
    mine = Notice.objects.filter(pk__in=keys)
    mine.filter(outcome=Notice.Outcome.WAITING).update(outcome=Notice.Outcome.FAILED, problem=ERASED)
    mine.filter(person=None).update(**_WHOM)
    mine.update(**_WORDS)
    return len(keys)


@transaction.atomic
def forget_contact(contact: str) -> int:
    """Forget this address: that it was proved, what was said there, what we wrote there. Return how many rows.

    That it wants no more messages (`Stopped`, a keyed hash) stays, or we would write there again.
    """
    marks = marks_of(contact)
    talks = Conversation.objects.filter(address_hash__in=marks)
    gone = forget_notices(Notice.objects.filter(address_hash__in=marks, person=None))
    gone += _forget_arrivals(Arrival.objects.filter(conversation__in=talks))
    gone += Contact.objects.filter(address_hash__in=marks, person=None).delete()[0]
    gone += talks.count()
    talks.delete()
    return gone


def _forget_arrivals(rows: QuerySet[Arrival]) -> int:
    keys = list(rows.values_list("pk", flat=True))
    erase_files(_files_of(keys))
    return Arrival.objects.filter(pk__in=keys).update(body="")


def _files_of(keys: Iterable[object]) -> list[File]:
    return list(File.objects.filter(about_kind=ABOUT, about_ref__in=[str(key) for key in keys]))
