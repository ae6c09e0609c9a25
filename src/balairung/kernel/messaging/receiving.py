"""What vendors bring becomes rows at once, and nothing more: the work is the worker's (listening.py)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from balairung.ground.common.ids import new_id
from balairung.kernel.messaging.chasing import note_outcomes
from balairung.kernel.messaging.doors.door import Heard, Reading
from balairung.kernel.messaging.gateways import heard_lately
from balairung.kernel.messaging.models import Arrival, Conversation, Gateway
from balairung.kernel.messaging.models.contacts import address_hash

MINUTE = timedelta(minutes=1)
LATEST = 120  # signs of a name that somebody gave themselves


@transaction.atomic
def receive(channel: str, reading: Reading, *, at: datetime) -> int:
    """Keep what was heard, each message once however often it comes; note what became of ours. Return how many."""
    fresh = _fresh(channel, reading.heard)
    if fresh:
        talks = _conversations(channel, fresh, at)
        rows = [_arrival(channel, heard, talks[address_hash(channel, heard.address)], at) for heard in fresh]
        Arrival.objects.bulk_create(rows, ignore_conflicts=True)
        _note_hour(channel, at)
    if reading.told:
        note_outcomes(channel, reading.told, at=at)
    return len(fresh)


def _note_hour(channel: str, at: datetime) -> None:
    """When the door was last used, to the minute: thousands of calls do not wait for one row."""
    if heard_lately(channel, at):
        return
    rows = Gateway.objects.filter(channel=channel)
    rows.filter(Q(heard_at=None) | Q(heard_at__lt=at - MINUTE)).update(heard_at=at)


def _fresh(channel: str, heard: Sequence[Heard]) -> list[Heard]:
    """Without what is known, and without what came twice in one call."""
    by_id = {one.provider_id: one for one in heard}
    known = Arrival.objects.filter(channel=channel, provider_id__in=by_id).values_list("provider_id", flat=True)
    for provider_id in known:
        by_id.pop(provider_id, None)
    return list(by_id.values())


def _conversations(channel: str, heard: Sequence[Heard], at: datetime) -> dict[str, Conversation]:
    """The conversation of each address, begun where there was none."""
    first = {address_hash(channel, one.address): one for one in heard}
    made = [
        Conversation(
            id=new_id(), channel=channel, address=one.address, address_hash=mark, name=one.name[:LATEST],
            since=at, heard_at=at,
        )
        for mark, one in first.items()
    ]  # fmt: skip
    rows = Conversation.objects.filter(channel=channel, address_hash__in=first).only("id", "address_hash")
    known = {talk.address_hash: talk for talk in rows}
    if new := [one for one in made if one.address_hash not in known]:
        Conversation.objects.bulk_create(new, ignore_conflicts=True)
        known = {talk.address_hash: talk for talk in rows.all()}  # another call may have begun it too
    rows.update(heard_at=at)
    return known


def _arrival(channel: str, heard: Heard, talk: Conversation, at: datetime) -> Arrival:
    return Arrival(
        channel=channel, provider_id=heard.provider_id, conversation=talk, body=json.dumps(heard.plain()),
        sent_at=min(heard.sent_at, at), heard_at=at, try_at=at,
    )  # fmt: skip
