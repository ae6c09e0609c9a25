"""Before an agreement expires, whoever answers for it hears of it. For the worker."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.models import Office
from balairung.rooms.agreements.access import BUREAU
from balairung.rooms.agreements.models import Agreement
from balairung.rooms.agreements.notices import people_of, tell_expiring

log = logging.getLogger(__name__)


def expiring_days() -> timedelta:
    """So long before its last day (ground/data/deadlines.yaml)."""
    return timedelta(days=clock_rule("agreements", "expire").amount)


def warn(*, now: datetime) -> int:
    """Tell of the agreements that end soon, each once; return of how many (settings.LOOPS).

    Where nobody sits who could be told, it is tried again: an agreement is warned of as soon as somebody does.
    """
    today = localdate(now)
    with transaction.atomic():
        rows = list(Agreement.objects.expiring(today, today + expiring_days()).filter(warned_at__isnull=True))
    return sum(_try_to_warn(one, now) for one in rows)


def _try_to_warn(agreement: Agreement, now: datetime) -> int:
    """One by one: a bad one never stops the others."""
    try:
        return _warn(agreement, now)
    except Exception:
        log.exception("nobody was warned of an agreement: %s", agreement.ref)
        return 0


@transaction.atomic
def _warn(agreement: Agreement, now: datetime) -> int:
    bureau = Office.objects.filter(key=BUREAU).values_list("pk", flat=True)
    people = {one.pk: one for office in [agreement.office_id, *bureau] for one in people_of(office, now)}
    mine = Agreement.objects.filter(pk=agreement.pk, warned_at__isnull=True)
    if not people or not mine.update(warned_at=now):
        return 0
    tell_expiring(agreement, people.values(), at=now)
    return 1
