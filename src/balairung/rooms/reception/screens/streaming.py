"""Live displays: a hall is drawn once for all its displays, each of which shows its own counters."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from balairung.kernel.messaging.live import Exchange, Listener, Source
from balairung.rooms.reception.models import Hall, Screen
from balairung.rooms.reception.screens.drawing import drawn
from balairung.rooms.reception.screens.snapshot import narrowed, snapshot


def listen(exchange: Exchange, screen: Screen) -> Listener | None:
    """The events of a display; None while there is no room for it."""
    return exchange.listen(HALLS, screen.hall_id, frozenset(screen.counters.values_list("pk", flat=True)))


def _beats(halls: Collection[UUID]) -> Mapping[UUID, int]:
    return dict(Hall.objects.filter(pk__in=halls).values_list("pk", "beat"))


def _draw(hall: UUID, counters: Sequence[frozenset[UUID]]) -> list[dict[str, Any]]:
    whole = snapshot(Hall.objects.select_related("office").get(pk=hall), at=timezone.now())
    return [drawn(narrowed(whole, some)) for some in counters]


#: What is sent is always the whole: a display that comes back after an hour is right with its first event.
HALLS = Source(_beats, _draw, whole=True)
