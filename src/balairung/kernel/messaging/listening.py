"""The worker's loop that reads what people wrote, each conversation in its order, and lets the rooms answer."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from balairung.kernel.messaging import enclosures, gateways, stopping
from balairung.kernel.messaging.contacts import Door as Way
from balairung.kernel.messaging.contacts import settle_by_writing
from balairung.kernel.messaging.doors.door import PLACE, Able, Heard
from balairung.kernel.messaging.models import Arrival, Conversation, Notice
from balairung.kernel.messaging.models.contacts import address_hash

log = logging.getLogger(__name__)
BATCH = 50  # conversations
AT_ONCE = 100  # messages of one conversation
LONGEST = 10.0  # seconds
LEASE = timedelta(minutes=5)
TRIES = 5
MOST_REPLIES, SPAN = 20, timedelta(minutes=10)  # of the rooms to one conversation
CODE = re.compile(r"[0-9]{6}")


@dataclass(frozen=True)
class Say:
    """One message to whoever is in the conversation. `choices` (id, label) are buttons where the door has them."""

    text: str
    choices: Sequence[tuple[str, str]] = ()


#: settings.LISTENERS, asked in their order. None is "not mine", and leaves the conversation as it was; anything else is
#: said in that order ([] is silence), and nobody further is asked. The last one takes everything; where nobody can talk
#: (Able.talks) it is not asked. A listener may write anything; it runs inside the transaction that marks the message as
#: read, so that it acts once. The files of the message were fetched before (enclosures.py). Six digits alone may be the
#: house's own (CODE): codes of rooms are shorter.
Listener = Callable[[Conversation, Heard, datetime], Sequence[Say] | None]


def listen(*, now: datetime, longest: float = LONGEST) -> int:
    """Read what came in; return how many messages were read (settings.LOOPS).

    It ends when nothing is left, or after `longest` seconds, so that what was answered is sent. The worker calls again.
    """
    done, end = 0, time.monotonic() + longest
    while keys := _claim(now):
        for place, key in enumerate(keys):
            if time.monotonic() >= end:
                _let_go(keys[place:])
                return done
            done += _attend(key, now)
    return done


def _claim(now: datetime) -> list[UUID]:
    with transaction.atomic():
        rows = Conversation.objects.to_answer(now)
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, of=("self",))
        keys = list(rows.values_list("pk", flat=True)[:BATCH])
        Conversation.objects.filter(pk__in=keys).update(lease_until=now + LEASE)
        return keys


def _let_go(keys: Sequence[UUID]) -> None:
    with transaction.atomic():
        Conversation.objects.filter(pk__in=keys).update(lease_until=None)


def _attend(key: UUID, now: datetime) -> int:
    """One conversation: what waits in it, the eldest first, until one message cannot be read yet."""
    with transaction.atomic():
        waiting = list(Arrival.objects.filter(conversation=key).waiting().values_list("pk", flat=True)[:AT_ONCE])
    done = 0
    for arrival in waiting:
        if not _read(arrival, now):
            break
        done += 1
    _let_go([key])
    return done


def _read(key: UUID, now: datetime) -> bool:
    """Whether the next one may be read: this one was, by us or by another worker, or it was given up."""
    try:
        enclosures.keep(key, at=now)
        with transaction.atomic():
            rows = Arrival.objects.select_for_update(of=("self",)).select_related("conversation")
            if arrival := rows.filter(pk=key, outcome=Arrival.Outcome.WAITING).first():
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
        said = _of_the_rooms(talk, heard, now)
    reply(talk, said, key=f"{arrival.pk}", answers=heard.provider_id, at=now)
    return Arrival.Outcome.DONE


def _of_the_rooms(talk: Conversation, heard: Heard, now: datetime) -> Sequence[Say]:
    """What the first room says that takes it. Where two machines answer each other we fall silent.

    A room that waits for an answer hears it even then; the last one, which would take anything, does not, and a person
    looks.
    """
    *some, last = settings.LISTENERS
    for path in some:
        if (said := _ask(path, talk, heard, now)) is not None:
            return [] if _is_a_loop(talk, now) else said
    if not _talks(talk):
        return []
    if _is_a_loop(talk, now):
        log.warning("conversation %s answers too fast; it is handed to a person", talk.pk)
        Conversation.objects.filter(pk=talk.pk, handed_at=None).update(handed_at=now)
        return []
    return _ask(last, talk, heard, now) or []


def _talks(talk: Conversation) -> bool:
    """Whether somebody can be answered there; who pressed a key in a call has been."""
    return talk.channel not in settings.CHANNELS or gateways.able(talk.channel).talks


def _ask(path: str, talk: Conversation, heard: Heard, now: datetime) -> Sequence[Say] | None:
    listener: Listener = import_string(path)
    return listener(talk, heard, now)


def _is_a_loop(talk: Conversation, now: datetime) -> bool:
    lately = Notice.objects.filter(conversation=talk, about_kind="", written_at__gt=now - SPAN)
    return lately.count() >= MOST_REPLIES


def _of_the_house(talk: Conversation, heard: Heard, now: datetime) -> Sequence[Say] | None:
    """STOP and START, and the code of a number, are the house's own words, whatever room listens; else None."""
    word = heard.text.strip().strip(".!").upper()
    mark = stopping.mark_of(talk.address)
    if word in stopping.STOP_WORDS:
        stopping.stop(mark, at=now)
        return [Say(stopping.stopped_sentence())]
    if word in stopping.START_WORDS and stopping.is_stopped(mark):
        stopping.start(mark)
        return [Say(stopping.started_sentence())]
    if CODE.fullmatch(word) and settle_by_writing(talk.channel, talk.address, at=now):
        return [Say(_("Terima kasih, nomor ini sudah dipastikan. Kabar berikutnya kami kirim ke sini."))]
    return None


def reply(
    talk: Conversation, said: Sequence[Say], *, key: str, at: datetime, answers: str = "", ways: Sequence[Way] = ()
) -> None:
    """Owe these messages to whoever is in the conversation, by the door through which they came or by these in turn."""
    (channel, address), *rest = ways or [(talk.channel, talk.address)]
    if channel not in gateways.doors() or not gateways.able(channel).talks:
        return
    Notice.objects.bulk_create(
        [
            Notice(
                key=f"{key}:{place}", channel=channel, address=address, subject="", body=one.text,
                choices=[list(choice) for choice in one.choices], conversation=talk, written_at=at, try_at=at,
                address_hash=address_hash(channel, address), answers="" if place else answers[:200],
                then=json.dumps(rest) if rest else "",
            )
            for place, one in enumerate(said)
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def spelt(say: Say, able: Able) -> Say:
    """As the door can show it: with buttons or a list where it has them, else with a digit for each choice."""
    choices = [(key, label) for key, label in say.choices if key != PLACE or able.places]
    if not choices or max(able.buttons, able.rows) >= len(choices):
        return replace(say, choices=choices)
    lines = [f"{place} {label}" for place, (_key, label) in enumerate(say.choices, 1) if (_key, label) in choices]
    return Say("\n".join([say.text, "", *lines]))


def _put_off(key: UUID, now: datetime, problem: Exception) -> bool:
    """Again in a while; after the last try it is left for a person to see, and the next one is read."""
    with transaction.atomic():
        attempts = Arrival.objects.values_list("attempts", flat=True).get(pk=key)  # its seal may be what is wrong
        change: dict[str, object] = {"attempts": attempts + 1, "problem": type(problem).__name__}
        if failed := attempts + 1 >= TRIES:
            change["outcome"] = Arrival.Outcome.FAILED
        else:
            change["try_at"] = now + timedelta(seconds=30 * 2**attempts)
        Arrival.objects.filter(pk=key).update(**change)
    return failed
