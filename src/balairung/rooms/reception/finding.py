"""What an alarm about an empty reception is found by."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from balairung.kernel.search.actions import Said
from balairung.rooms.reception.models import EmptyDesk


def said_of(keys: Collection[UUID]) -> dict[UUID, Said]:
    """Its line and the name of the hall, by the keys of their obligations (settings.SEARCH_SOURCES)."""
    rows = EmptyDesk.objects.filter(obligation__in=keys).values_list(
        "obligation_id", "obligation__subject", "hall__name"
    )
    return {key: Said(f"{subject} {hall}") for key, subject, hall in rows}
