"""Who a screen is: its secret address is all that lets it in."""

from __future__ import annotations

from datetime import datetime

from balairung.rooms.reception.models import Screen
from balairung.rooms.reception.queue.setup import screen_of


def get_screen(secret: str, kind: Screen.Kind) -> Screen:
    """The display or the kiosk of this address; raise `Screen.DoesNotExist` for one revoked, never made, or no such."""
    screen = screen_of(secret)
    if screen is None or screen.kind != kind:
        raise Screen.DoesNotExist
    return screen


def seen_now(screen: Screen, *, at: datetime) -> None:
    """The device is there; who sets up the hall sees when it last was."""
    Screen.objects.filter(pk=screen.pk).update(seen_at=at)
