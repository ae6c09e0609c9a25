"""The worker's loop that reads what people wrote, each conversation in its order, and answers through the dialogue."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils.module_loading import import_string

from balairung.kernel.messaging import gateways, stopping
from balairung.kernel.messaging.doors.door import Heard
from balairung.kernel.messaging.models import Arrival, Conversation, Notice

log = logging.getLogger(__name__)
BATCH = 50  # conversations
LEASE = timedelta(minutes=5)
TRIES = 5


@dataclass(frozen=True)
class Say:
    """One message to whoever is in the conversation. `choices` (id, label) are buttons where the door has them."""

    text: str
    choices: Sequence[tuple[str, str]] = ()


#: settings.DIALOGUE: it may write anything; what it returns is said in that order. It runs inside the transaction
#: that marks the message as read, so that it acts once.
Dialogue = Callable[[Conversation, Heard, datetime], Sequence[Say]]


def listen(*, now: datetime) -> int:
    """Read what came in; return how many messages were read (settings.LOOPS)."""
    return sum(_attend(key, now) for key in _claim(now))


def _claim(now: datetime) -> list[UUID]:
    with transaction.atomic():
        rows = Conversation.objects.to_answer(now)
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, of=("self",))
        keys = list(rows.values_list("pk", flat=True)[:BATCH])
        Conversation.objects.filter(pk__in=keys).update(lease_until=now + LEASE)
        return keys


def _attend(key: UUID, now: datetime) -> int:
    """One conversation: what waits in it, the eldest first, until one message cannot be read yet."""
    done = 0
    for arrival in Arrival.objects.filter(conversation=key).waiting().values_list("pk", flat=True)[:100]:
        if not _read(arrival, now):
            break
        done += 1
    Conversation.objects.filter(pk=key).update(lease_until=None)
    return done


def _read(key: UUID, now: datetime) -> bool:
    try:
        with transaction.atomic():
            arrival = Arrival.objects.select_related("conversation").get(pk=key, outcome=Arrival.Outcome.WAITING)
            outcome = _hear(arrival, now)
            Arrival.objects.filter(pk=key).update(outcome=outcome, attempts=F("attempts") + 1, problem="")
        return True
    except Exception as problem:  # whatever one message does, the others are read
        log.exception("arrival %s could not be read", key)
        return _put_off(key, now, problem)


def _hear(arrival: Arrival, now: datetime) -> str:
    talk, heard = arrival.conversation, Heard.of(json.loads(arrival.body))
    if heard.automatic:
        return Arrival.Outcome.IGNORED
    said = _of_the_house(talk, heard, now)
    if said is None:
        dialogue: Dialogue = import_string(settings.DIALOGUE)
        said = dialogue(talk, heard, now)
    reply(talk, said, key=f"{arrival.pk}", answers=heard.provider_id, at=now)
    return Arrival.Outcome.DONE


def _of_the_house(talk: Conversation, heard: Heard, now: datetime) -> Sequence[Say] | None:
    """STOP and START are the house's own words, whatever room listens; None for everything else."""
    word = heard.text.strip().strip(".!").upper()
    mark = stopping.mark_of(talk.address)
    if word in stopping.STOP_WORDS:
        stopping.stop(mark, at=now)
        return [Say(stopping.stopped_sentence())]
    if word in stopping.START_WORDS and stopping.is_stopped(mark):
        stopping.start(mark)
        return [Say(stopping.started_sentence())]
    return None


def reply(talk: Conversation, said: Sequence[Say], *, key: str, at: datetime, answers: str = "") -> None:
    """Owe these messages to whoever is in the conversation, by the door through which they came."""
    if talk.channel not in gateways.doors():
        return
    Notice.objects.bulk_create(
        [
            Notice(
                key=f"{key}:{place}", channel=talk.channel, address=talk.address, subject="", body=one.text,
                choices=[list(choice) for choice in one.choices], conversation=talk, written_at=at, try_at=at,
            )
            for place, one in enumerate(said)
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def _put_off(key: UUID, now: datetime, problem: Exception) -> bool:
    """Again in a while; after the last try it is left for a person to see, and the next one is read."""
    with transaction.atomic():
        arrival = Arrival.objects.get(pk=key)
        change: dict[str, object] = {"attempts": arrival.attempts + 1, "problem": type(problem).__name__}
        if failed := arrival.attempts + 1 >= TRIES:
            change["outcome"] = Arrival.Outcome.FAILED
        else:
            change["try_at"] = now + timedelta(seconds=30 * 2**arrival.attempts)
        Arrival.objects.filter(pk=key).update(**change)
    return failed
