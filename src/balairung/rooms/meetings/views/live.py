"""How a live page is carried: a stream of what changed, and the same whole for who cannot have a stream."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse, HttpResponseBase, JsonResponse

from balairung.ground.common.streams import EventStream
from balairung.kernel.messaging import live
from balairung.kernel.messaging.live import Source
from balairung.rooms.meetings.models import Meeting

PATIENCE = 30  # seconds after which a page that found no room asks for a stream again


def stream(source: Source, meeting: Meeting) -> HttpResponseBase:
    """Server-sent events: `detak`, a sign of life with the server's time, and messages with the parts that changed."""
    events = live.exchange.listen(source, meeting.pk)
    if events is None:
        return HttpResponse(status=503, headers={"Retry-After": PATIENCE})
    return EventStream(events)


def content(source: Source, meeting: Meeting, now: datetime) -> HttpResponse:
    """All parts as they are now, for a page that asks every few seconds because no stream was free."""
    (parts,) = source.draw(meeting.pk, [None])
    return JsonResponse({"parts": parts, "now": int(now.timestamp() * 1000)})
