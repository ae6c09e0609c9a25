"""What was counted of a roster no longer holds: the worker counts it again (outlook.py)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Decree
from balairung.kernel.rosters.duty import rosters_naming
from balairung.kernel.rosters.models import Outlook


def mark(rosters: Collection[UUID] | QuerySet[Any], at: datetime) -> int:
    """These rosters changed: their outlook is stale, and whoever comes on duty is told anew. Return how many."""
    return Outlook.objects.filter(roster__in=rosters).update(stale_since=at, tell_at=at)


def follow_presence(people: Collection[UUID], *, at: datetime) -> int:
    """Somebody is away, is back, came to a post or left it (settings.PRESENCE_FOLLOWERS)."""
    return mark(rosters_naming(people).order_by().values("pk"), at)


def follow_decree(decree: Decree, *, by: Actor, at: datetime) -> int:
    """A day became free or working (settings.DECREE_FOLLOWERS): every outlook counts office hours or free days.

    No deadline moves by it: 0.
    """
    Outlook.objects.update(stale_since=at)
    return 0
