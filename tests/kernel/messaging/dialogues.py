"""Dialogues of the tests: what somebody wrote is noted, and said back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from balairung.kernel.messaging.doors.door import Heard
from balairung.kernel.messaging.listening import Say
from balairung.kernel.messaging.models import Conversation


def echo(talk: Conversation, heard: Heard, at: datetime) -> Sequence[Say]:
    """Keeps all that it heard in the conversation, in its order; one word is more than it can bear."""
    if heard.text == "racun":
        raise ZeroDivisionError
    kept: list[str] = json.loads(talk.state or "[]")
    talk.state = json.dumps([*kept, heard.text])
    talk.save(update_fields=["state"])
    return [Say(f"gema {heard.text}")]


def ready(talk: Conversation, heard: Heard, at: datetime) -> Sequence[Say] | None:
    """Waits for one word, and answers it; everything else is another room's."""
    return [Say("siap dicatat")] if heard.text == "SIAP" or heard.choice.startswith("tidak") else None


def still(talk: Conversation, heard: Heard, at: datetime) -> Sequence[Say] | None:
    """Takes one word and says nothing to it."""
    return [] if heard.text == "HADIR" else None


def read_by(talk: Conversation) -> list[str]:
    """What the dialogue heard in a conversation."""
    talk.refresh_from_db()
    found: list[str] = json.loads(talk.state or "[]")
    return found
