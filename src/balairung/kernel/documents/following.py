"""Telling the room that asked for a letter what became of it, in the same transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.conf import settings
from django.utils.module_loading import import_string

from balairung.kernel.documents.models import Document
from balairung.kernel.people.actors import Actor

#: `expected`: somebody else signs it now; `countersigned`: one more who was asked has signed (countersigning.complete).
What = Literal["signed", "countersigned", "failed", "void", "revoked", "expected"]


def follow(document: Document, what: What, *, by: Actor, at: datetime) -> None:
    """Call the follower of the letter's room (`settings.DOCUMENT_FOLLOWERS`); a room without one is told nothing."""
    if path := settings.DOCUMENT_FOLLOWERS.get(document.about_kind):
        import_string(path)(document, what, by=by, at=at)
