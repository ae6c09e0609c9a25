"""What a worker takes in hand: nothing that another one holds, nothing out of its order, nothing too often."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Exists, Min, OuterRef, Q

from balairung.kernel.messaging.models import Notice, NoticeQuerySet

LEASE = timedelta(minutes=5)  # afterwards another worker tries
BATCH = 100
MOST_TOGETHER = 500  # further notices that go along with those of a batch
OFTEN, SPAN = 4, timedelta(minutes=10)  # messages that one address gets in this time; what comes after them is bundled


class Row(NamedTuple):
    """What is read of a notice before it is taken."""

    pk: UUID
    bundle: str
    address_hash: str
    conversation: UUID | None
    about_kind: str
    person: UUID | None

    @property
    def is_reply(self) -> bool:
        return self.conversation is not None and not self.about_kind

    @property
    def goes_along(self) -> bool:
        """Whether others for its address go with it, or it with them."""
        return self.person is None and bool(self.about_kind and self.address_hash)


COLUMNS = ("id", "bundle", "address_hash", "conversation", "about_kind", "person")


def claim(now: datetime, *, resting: Collection[str] = ()) -> tuple[list[UUID], bool]:
    """Take a batch for the length of the lease, and say whether to ask again: a worker that dies gives it back.

    Replies come before everything else. What belongs to one bundle comes whole, except for what another worker holds.
    Doors that are resting are left alone.
    """
    with transaction.atomic():
        replies = _in_order(_rows(_next_replies(now, resting)[:BATCH]))
        due = _unclaimed(_others(now).exclude(channel__in=resting)).order_by("try_at", "id")
        found = _rows(due[: BATCH - len(replies)]) if len(replies) < BATCH else []
        found += _going_along(found, now, resting)
        taken, late = _within_measure(found, now)
        keys = [row.pk for row in (*replies, *taken)]
        Notice.objects.filter(pk__in=keys).update(try_at=now + LEASE)
        return keys, bool(keys or late)


def _rows(rows: NoticeQuerySet) -> list[Row]:
    return [Row(*values) for values in rows.values_list(*COLUMNS)]


def _unclaimed(rows: NoticeQuerySet) -> NoticeQuerySet:
    """Locked, so that what two workers read at one moment belongs to one of them."""
    skips = connection.features.has_select_for_update_skip_locked
    return rows.select_for_update(skip_locked=True) if skips else rows


def _others(now: datetime) -> NoticeQuerySet:
    return Notice.objects.due(now).exclude(conversation__isnull=False, about_kind="")


# --- order ---------------------------------------------------------------------------------------------------------


def _next_replies(now: datetime, resting: Collection[str]) -> NoticeQuerySet:
    """Of conversations in which none waits for a later moment: what is put off holds back what was said after it."""
    waiting = Notice.objects.replies().filter(outcome=Notice.Outcome.WAITING)
    put_off = waiting.filter(conversation=OuterRef("conversation"), try_at__gt=now)
    due = waiting.filter(~Exists(put_off), try_at__lte=now).exclude(channel__in=resting)
    return _unclaimed(due).order_by("conversation", "written_at", "id")


def _in_order(rows: list[Row]) -> list[Row]:
    """Without those before which another waits that is not ours: another worker is just taking it."""
    ours = {row.pk for row in rows}
    talks = {row.conversation for row in rows}
    waiting = Notice.objects.replies().filter(outcome=Notice.Outcome.WAITING, conversation__in=talks)
    kept: set[UUID] = set()
    behind: set[UUID | None] = set()
    for pk, talk in waiting.order_by("written_at", "id").values_list("id", "conversation") if rows else ():
        if pk not in ours:
            behind.add(talk)
        elif talk not in behind:
            kept.add(pk)
    return [row for row in rows if row.pk in kept]


# --- bundles -------------------------------------------------------------------------------------------------------


def _going_along(found: list[Row], now: datetime, resting: Collection[str]) -> list[Row]:
    """What is due too, of the same bundle or for the same address of a citizen."""
    bundles = {row.bundle for row in found if row.bundle}
    marks = {row.address_hash for row in found if row.goes_along}
    known = {row.pk for row in found}
    due = Notice.objects.due(now).exclude(channel__in=resting)
    more: list[Row] = []
    if bundles:
        more += _rows(_unclaimed(due.filter(bundle__in=bundles).exclude(pk__in=known))[:MOST_TOGETHER])
    if marks:
        outside = due.filter(address_hash__in=marks, person=None).exclude(about_kind="").exclude(pk__in=known)
        more += _rows(_unclaimed(outside)[:MOST_TOGETHER])
    return list(dict.fromkeys(more))


# --- measure -------------------------------------------------------------------------------------------------------


def _within_measure(rows: list[Row], now: datetime) -> tuple[list[Row], list[Row]]:
    """Those that may go now, and those whose address had enough for the moment: they wait, and then go together."""
    marks = {row.address_hash for row in rows if row.about_kind and row.address_hash}
    lately = Q(outcome=Notice.Outcome.SENT, parts__gt=0, sent_at__gt=now - SPAN) & ~Q(about_kind="")
    counts = Notice.objects.filter(lately, address_hash__in=marks).values("address_hash").order_by()
    full = counts.annotate(count=Count("pk"), first=Min("sent_at")).filter(count__gte=OFTEN) if marks else ()
    until = {row["address_hash"]: row["first"] + SPAN for row in full}
    late = [row for row in rows if row.about_kind and row.address_hash in until]
    for mark, moment in until.items():
        keys = [row.pk for row in late if row.address_hash == mark]
        Notice.objects.filter(pk__in=keys).update(try_at=moment)
    kept = {row.pk for row in late}
    return [row for row in rows if row.pk not in kept], late


def give_back(keys: Iterable[UUID], now: datetime) -> None:
    """What was taken and not begun."""
    with transaction.atomic(savepoint=False):
        Notice.objects.filter(pk__in=list(keys), outcome=Notice.Outcome.WAITING).update(try_at=now)
