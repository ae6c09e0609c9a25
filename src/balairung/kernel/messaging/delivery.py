"""The worker's loop that sends what is owed: with patience, in bundles, never the same thing twice."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from balairung.kernel.messaging.doors.door import Outgoing
from balairung.kernel.messaging.gateways import doors
from balairung.kernel.messaging.models import Notice, NoticeQuerySet
from balairung.kernel.messaging.stopping import stop_link, stopped

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)  # afterwards another worker tries
LONGEST = 120.0  # seconds after which no further message is begun: the lease outlasts the one under way
PATIENCE = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 720, 1440)]
BATCH = 100


def deliver(*, now: datetime, longest: float = LONGEST) -> int:
    """Send what is due; return how many notices were settled.

    It ends when nothing is left, when a whole batch was not taken (the mail server is down), or after `longest`
    seconds: the lease is counted from `now`. The worker calls again.
    """
    settled, end = 0, time.monotonic() + longest
    while bundles := _claim(now):
        done = 0
        for place, bundle in enumerate(bundles):
            if time.monotonic() >= end:
                _give_back(bundles[place:], now)
                return settled + done
            done += _send(bundle, now)
        settled += done
        if not done:
            break
    return settled


def _claim(now: datetime) -> list[list[UUID]]:
    """Take a batch for the length of the lease: a worker that dies gives it back by the clock.

    What belongs to one bundle comes whole, except for what another worker holds at this moment.
    """
    with transaction.atomic():
        due = _unclaimed(Notice.objects.due(now))
        claimed = list(due.values_list("id", "bundle")[:BATCH])
        bundles = {bundle for _id, bundle in claimed if bundle}
        if bundles:
            known = [pk for pk, _bundle in claimed]
            more = _unclaimed(Notice.objects.due(now).filter(bundle__in=bundles).exclude(pk__in=known))
            claimed += list(more.values_list("id", "bundle"))
        Notice.objects.filter(pk__in=[pk for pk, _bundle in claimed]).update(try_at=now + LEASE)
        return _grouped(claimed)


def _unclaimed(rows: NoticeQuerySet) -> NoticeQuerySet:
    """Locked, so that what two workers read at one moment belongs to one of them."""
    skips = connection.features.has_select_for_update_skip_locked
    return rows.select_for_update(skip_locked=True) if skips else rows


def _grouped(claimed: Iterable[tuple[UUID, str]]) -> list[list[UUID]]:
    groups: dict[str, list[UUID]] = {}
    for pk, bundle in claimed:
        groups.setdefault(bundle or str(pk), []).append(pk)
    return list(groups.values())


def _give_back(bundles: list[list[UUID]], now: datetime) -> None:
    with transaction.atomic():
        ids = [pk for bundle in bundles for pk in bundle]
        Notice.objects.filter(pk__in=ids, outcome=Notice.Outcome.WAITING).update(try_at=now)


def _send(ids: list[UUID], now: datetime) -> int:
    """A bundle is one message to each address in it. One bad notice stops no other."""
    try:
        with transaction.atomic():
            notices = list(Notice.objects.filter(pk__in=ids, outcome=Notice.Outcome.WAITING).order_by("id"))
            deaf = stopped(notice.address for notice in notices if notice.may_be_stopped)
    except Exception as problem:  # its seal does not open
        return _put_off(ids, now, problem)
    letters: dict[tuple[str, str], list[Notice]] = {}
    for notice in notices:
        letters.setdefault((notice.channel, notice.address), []).append(notice)
    return sum(_send_letter(letter, now, deaf) for letter in letters.values())


def _send_letter(letter: list[Notice], now: datetime, deaf: Collection[str]) -> int:
    ids = [notice.pk for notice in letter]
    if letter[0].may_be_stopped and letter[0].address in deaf:
        return _drop(ids)
    try:
        number = doors()[letter[0].channel].door.send(_outgoing(letter))
    except Exception as problem:  # whatever a door does, the next message goes out
        return _put_off(ids, now, problem)
    return _settle(ids, now, number)


def _outgoing(letter: list[Notice]) -> Outgoing:
    first = letter[0]
    if len(letter) == 1:
        if not first.may_be_stopped:
            return Outgoing(str(first.pk), first.address, first.subject, first.body)
        stop = stop_link(first.address)
        foot = _("Tidak ingin menerima pesan lagi? Hentikan semuanya di sini:")
        return Outgoing(str(first.pk), first.address, first.subject, f"{first.body}\n\n--\n{foot}\n{stop}\n", stop)
    subject = _("%(count)d hal menunggu Anda") % {"count": len(letter)}
    body = "\n".join(f"• {notice.body}" for notice in letter)
    return Outgoing(str(first.pk), first.address, subject, body)


@transaction.atomic
def _settle(ids: list[UUID], now: datetime, number: str) -> int:
    waiting = Notice.objects.filter(pk__in=ids, outcome=Notice.Outcome.WAITING)
    sent = {"outcome": Notice.Outcome.SENT, "sent_at": now, "provider_ref": number[:200]}
    return waiting.update(**sent, attempts=F("attempts") + 1, problem="")


@transaction.atomic
def _drop(ids: list[UUID]) -> int:
    """Its reader stopped all messages after it was written: it never arrives, and whoever asks `outcome` is told."""
    waiting = Notice.objects.filter(pk__in=ids, outcome=Notice.Outcome.WAITING)
    return waiting.update(outcome=Notice.Outcome.FAILED, problem="stopped")


@transaction.atomic
def _put_off(ids: list[UUID], now: datetime, problem: Exception) -> int:
    """Try again later; after the last patience it has failed, and whoever asks `outcome` is told."""
    log.warning("notice %s was not taken: %s", ids[0], type(problem).__name__)
    waiting = Notice.objects.filter(pk__in=ids, outcome=Notice.Outcome.WAITING).order_by("id")
    for pk, attempts in waiting.values_list("pk", "attempts"):
        change: dict[str, object] = {"attempts": attempts + 1, "problem": type(problem).__name__}
        if attempts < len(PATIENCE):
            change["try_at"] = now + PATIENCE[attempts]
        else:
            change["outcome"] = Notice.Outcome.FAILED
        waiting.filter(pk=pk).update(**change)
    return 0
