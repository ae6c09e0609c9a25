"""What an alarm is found by."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from balairung.kernel.search.actions import Said
from balairung.rooms.duty.models import Alarm


def said_of(keys: Collection[UUID]) -> dict[UUID, Said]:
    """Their one line, by the keys of their obligations (settings.SEARCH_SOURCES)."""
    rows = Alarm.objects.filter(obligation__in=keys).values_list("obligation_id", "obligation__subject")
    return {key: Said(subject) for key, subject in rows}
