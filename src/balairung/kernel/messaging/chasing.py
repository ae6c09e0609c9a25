"""The worker's loop that asks after what was handed over: a gateway that says yes and loses the message is found.

Only an account that once told of a message is believed to tell (Gateway.told_at): where nobody wired the receipts
every message would otherwise be sent by a second door.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from balairung.kernel.messaging.doors.door import Told
from balairung.kernel.messaging.models import Echo, Gateway, Notice, NoticeQuerySet
from balairung.kernel.messaging.moving import call_back, move_on

UNHEARD = timedelta(minutes=15)  # handed over, and not one word of the vendor
NOT_THERE = timedelta(hours=6)  # the vendor has it, and the telephone is off; then another door is tried
WORDS = {"delivered", "read", "failed"}  # by which a vendor shows that it tells; "sent" says little
ECHOES = timedelta(hours=1)  # so long a word may wait for its message
BATCH = 200


def chase(*, now: datetime) -> int:
    """Move on what failed or was lost on its way; return how many (settings.LOOPS)."""
    _hear_echoes(now)
    moved = 0
    while keys := _lost(now):
        moved += len(keys)
    return moved


@transaction.atomic
def _lost(now: datetime) -> list[UUID]:
    rows = Notice.objects.unheard(now)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    lost = list(rows.values_list("pk", "problem")[:BATCH])
    for problem in {problem for _key, problem in lost}:
        keys = [key for key, said in lost if said == problem]
        move_on(keys, now=now, problem=problem or "unheard", was=Notice.Outcome.SENT)
    return [key for key, _problem in lost]


@transaction.atomic
def note_outcomes(channel: str, told: Sequence[Told], *, at: datetime) -> None:
    """What the vendor says of messages of ours; what is about none that we know is kept for a while.

    A vendor's call may be here before its answer to ours is written down.
    """
    numbers = {one.provider_ref for one in told}
    rows = Notice.objects.filter(channel=channel, provider_ref__in=numbers - {""})
    known = set(rows.values_list("provider_ref", flat=True)) if numbers else set()
    for one in told:
        if one.provider_ref in known:
            _note(channel, one, at)
    if any(one.outcome in WORDS for one in told):
        Gateway.objects.filter(channel=channel, told_at=None).update(told_at=at)
    Echo.objects.bulk_create(
        Echo(channel=channel, provider_ref=one.provider_ref[:200], outcome=one.outcome[:10], at=one.at,
             problem=one.problem[:200], heard_at=at)
        for one in told
        if one.provider_ref and one.provider_ref not in known
    )  # fmt: skip


def _note(channel: str, told: Told, at: datetime) -> None:
    """The later word never takes back the better one."""
    rows = Notice.objects.filter(channel=channel, provider_ref=told.provider_ref)
    if told.outcome in {"delivered", "read"}:
        _arrived(rows, told)
        if told.outcome == "read":
            rows.filter(read_at=None).update(read_at=told.at)
        return
    open_rows = rows.filter(delivered_at=None, outcome=Notice.Outcome.SENT)
    if told.outcome == "failed":
        open_rows.update(chase_at=at, problem=told.problem[:200] or "failed")
    elif told.outcome == "sent":
        tells = Gateway.objects.filter(channel=channel, told_at__isnull=False).exists()
        open_rows.filter(problem="").exclude(then="").update(chase_at=at + NOT_THERE if tells else None)
        open_rows.filter(problem="", then="").update(chase_at=None)


def _arrived(rows: NoticeQuerySet, told: Told) -> None:
    """It is there, even if it had been given up: then nothing of it goes on by another door."""
    news = rows.filter(delivered_at=None)
    given_up = list(news.filter(outcome=Notice.Outcome.FAILED, sent_at__isnull=False).values_list("key", flat=True))
    news.update(delivered_at=told.at, chase_at=None)
    if given_up:
        Notice.objects.filter(key__in=given_up).update(outcome=Notice.Outcome.SENT, problem="")
    for key in given_up:
        call_back(key)


@transaction.atomic
def _hear_echoes(now: datetime) -> None:
    """Words that came before their message was written down."""
    meant = Notice.objects.filter(channel=OuterRef("channel"), provider_ref=OuterRef("provider_ref"))
    heard = list(Echo.objects.filter(Exists(meant), heard_at__gt=now - ECHOES).order_by("at", "id")[:BATCH])
    for one in heard:
        _note(one.channel, Told(one.provider_ref, one.outcome, one.at, one.problem), now)
    if heard:
        Echo.objects.filter(pk__in=[one.pk for one in heard]).delete()
