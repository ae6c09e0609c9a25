"""The worker's loop that sends what is owed: with patience, in bundles, never the same thing twice."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from balairung.kernel.messaging.channels import Outgoing, channel
from balairung.kernel.messaging.models import Notice

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)  # longer than any channel may take; afterwards another worker tries
PATIENCE = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 720, 1440)]
BATCH = 100


def deliver(*, now: datetime) -> int:
    """Send all that is due; return how many notices were settled."""
    settled, first = 0, True
    while (claimed := _claim(now)) and (first or settled):
        first = False
        for bundle in _bundles(claimed):
            settled += _send(bundle, now)
    return settled


def _claim(now: datetime) -> list[Notice]:
    """Take a batch for the length of the lease: a worker that dies gives it back by the clock."""
    with transaction.atomic():
        rows = Notice.objects.due(now)
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        claimed = list(rows[:BATCH])
        bundles = {notice.bundle for notice in claimed if notice.bundle}
        if bundles:
            more = Notice.objects.due(now).filter(bundle__in=bundles).exclude(pk__in=[notice.pk for notice in claimed])
            claimed += list(more)
        ids = [notice.pk for notice in claimed]
        Notice.objects.filter(pk__in=ids).update(try_at=now + LEASE)
        return claimed


def _bundles(notices: list[Notice]) -> list[list[Notice]]:
    groups: dict[str, list[Notice]] = {}
    for notice in notices:
        groups.setdefault(notice.bundle or str(notice.pk), []).append(notice)
    return list(groups.values())


def _send(bundle: list[Notice], now: datetime) -> int:
    first = bundle[0]
    try:
        channel(first.channel).send(_outgoing(bundle))
    except (OSError, KeyError, ValueError) as problem:
        log.warning("notice %s was not taken: %s", first.pk, type(problem).__name__)
        return _put_off(bundle, now, type(problem).__name__)
    return _settle(bundle, now)


def _outgoing(bundle: list[Notice]) -> Outgoing:
    first = bundle[0]
    if len(bundle) == 1:
        return Outgoing(str(first.pk), first.address, first.subject, first.body)
    subject = _("%(count)d hal menunggu Anda") % {"count": len(bundle)}
    body = "\n".join(f"• {notice.body}" for notice in bundle)
    return Outgoing(str(first.pk), first.address, subject, body)


@transaction.atomic
def _settle(bundle: list[Notice], now: datetime) -> int:
    ids = [notice.pk for notice in bundle]
    attempts = bundle[0].attempts + 1
    sent = {"outcome": Notice.Outcome.SENT, "sent_at": now, "attempts": attempts, "problem": ""}
    return Notice.objects.filter(pk__in=ids, outcome=Notice.Outcome.WAITING).update(**sent)


@transaction.atomic
def _put_off(bundle: list[Notice], now: datetime, problem: str) -> int:
    """Try again later; after the last patience it has failed, and whoever asks `outcome` is told."""
    for notice in bundle:
        notice.problem = problem
        if notice.attempts < len(PATIENCE):
            notice.try_at = now + PATIENCE[notice.attempts]
        else:
            notice.outcome = Notice.Outcome.FAILED
        notice.attempts += 1
        notice.save(update_fields=["problem", "try_at", "outcome", "attempts"])
    return 0
