"""Approved minutes stand in the public log: when they were approved, and the SHA-256 of what they say and decide."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from balairung.kernel.receipts.sources import Batch, Waiting, Words, batched, in_full, named, sealed
from balairung.rooms.meetings.models import Decision, MeetingTask, Minutes, MinutesItem

KIND = "minutes"
LATE = timedelta(hours=1)  # approving is one transaction; what took longer is found once a day
PAGE = 200
SECOND = 1_000_000  # microseconds


class _Approved:
    """In the order of approving; `after` is the moment of the last ones, in microseconds since 1970."""

    name, rewinds = "minutes", True

    def waiting(self, after: int, limit: int) -> Batch:
        since = datetime.fromtimestamp(after / SECOND, UTC) - LATE if after else datetime.min.replace(tzinfo=UTC)
        rows = Minutes.objects.filter(~sealed(self.name), approved_at__gte=since).select_related("meeting")
        approved, found = list(rows.order_by("approved_at", "id")[:limit]), list[Waiting]()
        for page in batched(approved, PAGE):
            words = _words(page)
            found += [Waiting(named(one.pk), KIND, _at(one), words[one.pk], _at(one)) for one in page]
        last = max((int(_at(one).timestamp() * SECOND) for one in approved), default=0)
        return Batch(found, max(after, last), bool(found))

    def words_of(self, keys: Sequence[str]) -> Mapping[str, Words | None]:
        told = dict[str, Words | None]()
        for page in batched(map(UUID, keys), PAGE):
            rows = Minutes.objects.filter(pk__in=page, approved_at__isnull=False).select_related("meeting")
            told |= {named(key): words for key, words in _words(list(rows)).items()}
        return told


APPROVED = _Approved()


def _at(minutes: Minutes) -> datetime:
    assert minutes.approved_at
    return minutes.approved_at


def _words(approved: Sequence[Minutes]) -> dict[UUID, Words]:
    """What the database refuses to change once minutes are approved."""
    said = _said([one.pk for one in approved])
    return {
        one.pk: {
            "nomor": one.meeting.ref,
            "disahkan": in_full(_at(one)),
            "notulen_sha256": hashlib.sha256(_canonical(said[one.pk])).hexdigest(),
        }
        for one in approved
    }


def _said(keys: Iterable[UUID]) -> Mapping[UUID, list[Any]]:
    """The paragraphs and the decisions of each, in their order, with the offices that a decision binds."""
    keys, found, bound = list(keys), defaultdict[UUID, list[Any]](list), defaultdict[UUID, list[str]](list)
    tasks = MeetingTask.objects.filter(decision__minutes__in=keys).order_by("decision", "office")
    for decision, office in tasks.values_list("decision_id", "office_id"):
        bound[decision].append(named(office))
    items = MinutesItem.objects.filter(minutes__in=keys, dropped_at__isnull=True).order_by("section", "order", "id")
    for minutes, *item in items.values_list("minutes_id", "section", "order", "text"):
        found[minutes].append(item)
    decisions = Decision.objects.filter(minutes__in=keys).standing().order_by("order", "id")
    for one in decisions.only("minutes", "kind", "order", "text", "due", "due_on", "proof"):
        due = str(one.due_on or one.due)
        found[one.minutes_id].append([one.kind, one.order, one.text, due, one.proof, bound[one.pk]])
    return found


def _canonical(told: list[Any]) -> bytes:
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()
