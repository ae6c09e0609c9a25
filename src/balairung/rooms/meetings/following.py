"""What became of a letter that meetings asked for (settings.DOCUMENT_FOLLOWERS): to whom it belongs."""

from __future__ import annotations

from datetime import datetime

from balairung.kernel.documents.models import Document
from balairung.kernel.people.actors import Actor
from balairung.rooms.meetings.inviting import letter


def follow(document: Document, what: str, *, by: Actor, at: datetime) -> None:
    """An invitation that is signed goes out, in the same transaction."""
    if document.matter == letter.MATTER.key:
        letter.follow(document, what, by=by, at=at)
