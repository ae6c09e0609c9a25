"""Who comes first: a moment for each ticket, and the earliest is next. Pure: no database.

Priority (UU 25/2009 art. 29, UU 8/2016) and appointments are a head start and not a lane of their own. A ticket never
stands more than the head start before the moment it was taken, so it overtakes only those who came within that time
before it; whoever has waited longer than that is overtaken by nobody who comes, and so nobody waits without end.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

A_MOMENT = 5  # minutes: what a quick counter takes beside the tickets that are marked quick


def stands_at(taken_at: datetime, *, lane: str, head_start: int, booked_for: datetime | None = None) -> datetime:
    """Where a new ticket stands. `head_start` in minutes; `booked_for` is the slot of whoever came on time for it."""
    if booked_for is not None:
        return max(booked_for, taken_at) - timedelta(minutes=head_start)
    return taken_at - timedelta(minutes=head_start) if lane else taken_at


def comes_back_at(stood_at: datetime, at: datetime, *, head_start: int) -> datetime:
    """Where somebody stands who was called, was not there, and came back: their place, at most the head start ago."""
    return max(stood_at, at - timedelta(minutes=head_start))


def not_before(last: datetime | None, at: datetime) -> datetime:
    """A clock that was moved back makes no turn earlier than the one before it."""
    return max(last, at) if last else at


def rule(head_start: int) -> str:
    """What everyone is told about the order, in one sentence."""
    return _(
        "Siapa cepat datang, dilayani dulu; lansia, penyandang disabilitas, ibu hamil, dan yang punya janji dihitung "
        "seolah datang %(minutes)d menit lebih awal."
    ) % {"minutes": head_start}
