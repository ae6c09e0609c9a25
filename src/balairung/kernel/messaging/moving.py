"""A message that one door does not bring goes on to the next one; what it met stays written down."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import F

from balairung.kernel.messaging.doors.door import Undeliverable
from balairung.kernel.messaging.models import Notice, NoticeQuerySet
from balairung.kernel.messaging.models.contacts import address_hash

LONGEST_KEY, LONGEST_PROBLEM = 120, 200
_PRIVATE = re.compile(r"\S+@\S+|\+?\d[\d .()-]{6,}\d")  # an address or a number that a vendor repeats in its answer


@transaction.atomic(savepoint=False)
def move_on(keys: Sequence[UUID], *, now: datetime, problem: str, was: str = Notice.Outcome.WAITING) -> int:
    """These have failed at their door, and each is owed at the next door it has; return how many failed.

    The new row's key is the old one, `>` and the channel, so that whoever asks by the beginning of a key is told of
    both. Those whose outcome is no longer `was` are left alone: another worker knows better.
    """
    rows = Notice.objects.select_for_update().filter(pk__in=keys, outcome=was).order_by("id")
    mine = Notice.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))
    following = [found for row in _readable(mine.exclude(then="")) if (found := _following(row, now))]
    told = {"problem": problem} if problem else {}
    failed = mine.update(outcome=Notice.Outcome.FAILED, chase_at=None, try_at=now, attempts=F("attempts") + 1, **told)
    Notice.objects.bulk_create(following, ignore_conflicts=True)
    return failed


def _readable(rows: NoticeQuerySet) -> list[Notice]:
    """Without those whose seals do not open: nobody can be told what they say."""
    try:
        return list(rows.order_by("written_at", "id"))
    except InvalidToken:
        several = rows.count() > 1
        return (
            [row for key in rows.values_list("pk", flat=True) for row in _readable(rows.filter(pk=key))]
            if several
            else []
        )


def _following(row: Notice, now: datetime) -> Notice | None:
    doors: list[list[str]] = json.loads(row.then) if row.then else []
    if not doors:
        return None
    (channel, address), *rest = doors
    key = f"{row.key}>{channel}"
    if len(key) > LONGEST_KEY:
        return None
    return Notice(
        key=key, channel=channel, address=address, address_hash=address_hash(channel, address), person_id=row.person_id,
        subject=row.subject, body=row.body, bundle=row.bundle, about_kind=row.about_kind, about_ref=row.about_ref,
        written_at=row.written_at, try_at=now, then=json.dumps(rest) if rest else "", choices=row.choices,
        conversation_id=row.conversation_id if not row.about_kind else None,  # what was said there is read there
    )  # fmt: skip


def call_back(key: str) -> None:
    """The message with this key arrived after all: what follows it and was not sent yet is not sent."""
    following = Notice.objects.filter(key__startswith=f"{key}>")
    following.filter(outcome=Notice.Outcome.WAITING).update(outcome=Notice.Outcome.FAILED, problem="arrived")
    following.filter(outcome=Notice.Outcome.SENT).update(chase_at=None)


def said_of(problem: BaseException) -> str:
    """What is kept of a failure: the door's own words without addresses, or the name of what went wrong."""
    words = str(problem) if isinstance(problem, Undeliverable) or type(problem) is OSError else ""
    return (_PRIVATE.sub("…", words) or type(problem).__name__)[:LONGEST_PROBLEM]
