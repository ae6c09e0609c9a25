"""When nobody writes on: files are answered together after a minute, and what was begun is kept as a draft."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from balairung.ground.common.references import new_code
from balairung.kernel.messaging import gateways, stopping
from balairung.kernel.messaging.listening import Say, reply, spelt
from balairung.kernel.messaging.models import Arrival, Conversation
from balairung.kernel.people.drafts import save_draft
from balairung.kernel.people.house import house_url
from balairung.rooms.complaints.dialogue import sentences
from balairung.rooms.complaints.dialogue.enclosures import kept_files, release
from balairung.rooms.complaints.dialogue.machine import offering
from balairung.rooms.complaints.dialogue.memory import Memory
from balairung.rooms.complaints.dialogue.ways import contact_of
from balairung.rooms.complaints.filing.report import sign_files
from balairung.rooms.complaints.routing import KIND

log = logging.getLogger(__name__)
A_WHILE = timedelta(seconds=45)  # in which the next picture of an album comes
LATEST = timedelta(minutes=15)  # a worker that was away makes up for so long
ENDS = timedelta(hours=23)  # an hour before vendors shut the window for free words
BATCH = 100
MOST_KEPT = 5  # files of a draft, as on the web


def keep_company(*, now: datetime) -> int:
    """Answer files that came alone, end what was begun and left; return how many conversations were (LOOPS)."""
    silent = Conversation.objects.idle(now - A_WHILE).filter(handed_at=None)
    with transaction.atomic():
        waiting = silent.filter(heard_at__gte=now - LATEST).order_by("heard_at", "id").values_list("pk", flat=True)
        left = silent.filter(heard_at__lt=now - ENDS).order_by("heard_at", "id").values_list("pk", flat=True)
        keys = [*waiting[:BATCH], *left[:BATCH]]
    return sum(_attend(key, now) for key in keys)


def _attend(key: UUID, now: datetime) -> bool:
    """One conversation in its own transaction; one in which something waits to be read is left alone."""
    try:
        with transaction.atomic():
            talk = Conversation.objects.select_for_update().get(pk=key)
            if Arrival.objects.filter(conversation=talk, outcome=Arrival.Outcome.WAITING).exists():
                return False
            memory = Memory.of(talk.state)
            with override("en" if memory.english else "id"):
                return _end(talk, memory, now) if talk.heard_at < now - ENDS else _answer_files(talk, memory, now)
    except Exception:  # whatever one conversation holds, the others go on
        log.exception("conversation %s could not be attended to", key)
        return False


def _answer_files(talk: Conversation, memory: Memory, now: datetime) -> bool:
    """The pictures of an album are answered by one message."""
    if not memory.owed:
        return False
    say = sentences.still(memory)
    talk.state = offering(memory.rested(), [say]).kept()
    talk.save(update_fields=["state"])
    _say(talk, say, "still", now)
    return True


def _end(talk: Conversation, memory: Memory, now: datetime) -> bool:
    """What was begun and not sent can be finished on the web, for a week."""
    talk.state = ""
    talk.save(update_fields=["state"])
    if memory.begun and (memory.text or memory.files):
        _say(talk, sentences.ended(_draft(talk, memory, now)), "ended", now)
    return True


def _draft(talk: Conversation, memory: Memory, now: datetime) -> str:
    """The link under which it goes on."""
    files = kept_files(memory.files)[:MOST_KEPT]
    release(files)
    latitude, longitude = memory.point or ("", "")
    body = {
        "text": memory.text, "region": memory.region, "place": memory.place, "latitude": str(latitude),
        "longitude": str(longitude), "name": talk.name, "contact": contact_of(talk), "kept": sign_files(files),
        "token": new_code(24),
    }  # fmt: skip
    token = save_draft(kind=KIND, body=body, at=now)
    return house_url() + reverse("complaints:step", args=["kejadian", token])


def _say(talk: Conversation, say: Say, what: str, now: datetime) -> None:
    if stopping.is_stopped(stopping.mark_of(talk.address)):
        return
    said = spelt(say, gateways.able(talk.channel))
    reply(talk, [said], key=f"{talk.pk}:{what}:{talk.heard_at:%Y%m%d%H%M%S}", at=now)
