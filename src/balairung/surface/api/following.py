"""From the ledger to the webhooks: the worker's loop that writes down what each must be told.

It follows the leaves, which are numbered in the order of commits: nothing is missed, whenever a transaction ended, and
whoever stops in between goes on where they stood. A message names a report and says how it stands; its words are read
with the key, so that no copy of anybody's words lies elsewhere.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from balairung.kernel.obligations.models import Event, Leaf, Obligation
from balairung.kernel.people.house import house_url
from balairung.kernel.people.keys import actor_of_key
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import KIND
from balairung.surface.api.events import EVENTS
from balairung.surface.api.models import Delivery, Webhook

log = logging.getLogger(__name__)
BATCH = 500


def follow(*, now: datetime) -> int:
    """Owe each webhook what happened since it was last held against the ledger; return how many messages."""
    with transaction.atomic():
        hooks = list(Webhook.objects.listening(now).order_by("id").values_list("pk", flat=True))
    return sum(_follow(pk, now) for pk in hooks)


def _follow(pk: UUID, now: datetime) -> int:
    """One webhook to the end of the ledger; a bad one stops no other."""
    count = 0
    try:
        while True:
            seen, owed = _step(pk, now)
            count += owed
            if seen < BATCH:
                return count
    except Exception:
        log.exception("webhook %s could not be followed", pk)
        return count


@transaction.atomic
def _step(pk: UUID, now: datetime) -> tuple[int, int]:
    """A batch of leaves: the messages, and the cursor behind them, are one write."""
    hook = Webhook.objects.select_for_update(of=("self",)).select_related("key__person").filter(pk=pk).first()
    if hook is None or hook.state != Webhook.State.ACTIVE:
        return 0, 0
    leaves = list(_leaves(hook)[:BATCH])
    if not leaves:
        return 0, 0
    owed = [_delivery(hook, *pair, now=now) for pair in _wanted(hook, [leaf.event for leaf in leaves], now)]
    Delivery.objects.bulk_create(owed)
    Webhook.objects.filter(pk=pk).update(cursor=leaves[-1].index)
    return len(leaves), len(owed)


def _leaves(hook: Webhook) -> Any:
    rows = Leaf.objects.filter(index__gt=hook.cursor).select_related("event__obligation__owner_office")
    return rows.order_by("index")


def _wanted(hook: Webhook, events: Sequence[Event], now: datetime) -> list[tuple[Event, Complaint]]:
    """Those that it asked for and that its key's person may see now, each with its report."""
    asked = [one for one in events if one.verb in EVENTS and one.obligation.kind == KIND]
    asked = [one for one in asked if not hook.wanted or EVENTS[one.verb] in hook.wanted]
    keys = {one.obligation_id for one in asked}
    seen = Obligation.objects.visible_to(actor_of_key(hook.key, now)).filter(pk__in=keys)
    rows = Complaint.objects.filter(obligation__in=seen).only("obligation", "klass", "topic", "region")
    known = {row.obligation_id: row for row in rows}
    return [(one, known[one.obligation_id]) for one in asked if one.obligation_id in known]


def _delivery(hook: Webhook, event: Event, complaint: Complaint, *, now: datetime) -> Delivery:
    kind, obligation = EVENTS[event.verb], event.obligation
    data = {
        "event": str(event.pk), "ref": obligation.ref, "seq": event.seq, "state": event.state, "step": event.step,
        "class": complaint.klass, "topic": complaint.topic_id, "region": complaint.region_id,
        "office": obligation.owner_office.key if obligation.owner_office else None,
        "url": f"{house_url()}/api/v1/reports/{obligation.ref}",
    }  # fmt: skip
    body = json.dumps({"type": kind, "timestamp": event.at.isoformat(), "data": data}, separators=(",", ":"))
    return Delivery(webhook=hook, event=kind, ref=obligation.ref, body=body, made_at=now, try_at=now)
