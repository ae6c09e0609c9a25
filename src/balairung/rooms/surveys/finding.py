"""What a follow-up is found by."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from balairung.kernel.search.actions import Said
from balairung.rooms.surveys.following import said_by
from balairung.rooms.surveys.models import FollowUp


def said_of(keys: Collection[UUID]) -> dict[UUID, Said]:
    """Its line, by the keys of their obligations (settings.SEARCH_SOURCES): nothing of whoever answered."""
    rows = FollowUp.objects.filter(obligation__in=keys).select_related("survey")
    return {row.obligation_id: Said(said_by(row)) for row in rows}
