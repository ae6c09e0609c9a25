"""One number per meeting that counts its changes: a page that has seen it has seen everything before."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F

from balairung.rooms.meetings.models import Meeting


def beat(meeting: Meeting | UUID) -> None:
    """Something that a live page shows has changed. The last write of a transaction: it locks the meeting."""
    key = meeting.pk if isinstance(meeting, Meeting) else meeting
    Meeting.objects.filter(pk=key).update(beat=F("beat") + 1)
