"""Live pages of a meeting: each kind of page says in parts what it shows, and all are counted by the meeting's beat."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from balairung.kernel.messaging.live import Parts, Source
from balairung.rooms.meetings.models import Meeting


def source(draw: Callable[[Meeting, datetime], Parts]) -> Source:
    """What a kind of page shows, for whoever may see it: names of its parts -> HTML, or what a script makes of it."""

    def drawn(key: UUID, views: Sequence[Any]) -> list[Parts]:
        meeting = Meeting.objects.select_related("office", "chair", "moderator", "note_keeper").get(pk=key)
        return [draw(meeting, timezone.now())] * len(views)

    return Source(_beats, drawn)


def _beats(meetings: Collection[UUID]) -> Mapping[UUID, int]:
    return dict(Meeting.objects.filter(pk__in=meetings).values_list("pk", "beat"))
