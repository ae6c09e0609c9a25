"""The thin shell around the machine: what is remembered is read and written, files are fetched, decisions are done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from django.db.models import Q
from django.utils.translation import override

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_text
from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.doors.door import Heard
from balairung.kernel.messaging.listening import Say, spelt
from balairung.kernel.messaging.models import Arrival, Conversation, Notice
from balairung.rooms.complaints.dialogue.doing import do, is_brief
from balairung.rooms.complaints.dialogue.enclosures import take
from balairung.rooms.complaints.dialogue.knowing import Rows, reports_of
from balairung.rooms.complaints.dialogue.machine import offering, respond, speaks_english
from balairung.rooms.complaints.dialogue.memory import Memory
from balairung.rooms.complaints.dialogue.turns import Message, Turn
from balairung.rooms.complaints.dialogue.words import only_number
from balairung.rooms.complaints.routing import KIND

ANSWER = re.compile(r"\s*(re|bls|balas)\s*:", re.IGNORECASE)


def answer(talk: Conversation, heard: Heard, at: datetime) -> Sequence[Say]:
    """Read one message of a conversation: do what it asks, remember, and return what is to be said (LISTENERS)."""
    memory = Memory.of(talk.state)
    with override("en" if speaks_english(memory, heard.text) else "id"):
        message = _message(talk, heard, at)
        turn = respond(memory, message, Rows(talk, at, message.case))
        kept, says = _done(talk, memory, turn, at)
    talk.state = offering(kept, says).kept()
    talk.save(update_fields=["state"])
    return [spelt(say, gateways.able(talk.channel)) for say in says]


def _done(talk: Conversation, before: Memory, turn: Turn, at: datetime) -> tuple[Memory, list[Say]]:
    """What is remembered and said once it is done; what the house refuses leaves the memory as it was."""
    try:
        return turn.memory, [*do(talk, turn.deeds, at), *turn.says]
    except Refused as refused:
        return before, [Say(str(refused))]


def _message(talk: Conversation, heard: Heard, at: datetime) -> Message:
    arrival = Arrival.objects.filter(channel=talk.channel, provider_id=heard.provider_id).first()
    taken = take(heard)
    key = arrival.pk if arrival else uuid5(NAMESPACE_OID, f"{talk.channel}:{heard.provider_id}")
    return Message(
        key=str(key), at=at, text=_words(heard), choice=heard.choice,
        point=_on_earth(heard.point), files=taken.files, sound=taken.sound, unkept=taken.unkept, unknown=heard.unknown,
        case=_answered(talk, heard), name=heard.name, letter=talk.channel == "email", brief=is_brief(talk),
        handed=talk.handed_at is not None,
    )  # fmt: skip


def _words(heard: Heard) -> str:
    """Subject and text of a letter; the subject of an answer to ours is our own."""
    text, subject = clean_text(heard.text), clean_text(heard.subject)
    ours = bool(heard.answers) and ANSWER.match(subject)
    return text if not subject or ours or subject in text else f"{subject}\n{text}".strip()


def _on_earth(point: tuple[float, float] | None) -> tuple[float, float] | None:
    fits = point is not None and abs(point[0]) <= 90 and abs(point[1]) <= 180
    return point if fits else None


def _answered(talk: Conversation, heard: Heard) -> str:
    """The report that the message of ours is about which they answer; only one of theirs."""
    if not heard.answers:
        return ""
    rows = Notice.objects.filter(channel=talk.channel, provider_ref=heard.answers, person=None)
    mine = rows.filter(Q(conversation=talk) | Q(address_hash=talk.address_hash))
    notice = mine.order_by("-written_at").first()
    if notice is None:
        return ""
    ref = notice.about_ref if notice.about_kind == KIND else only_number(notice.body)
    return ref if ref and reports_of(talk).filter(obligation__ref=ref).exists() else ""
