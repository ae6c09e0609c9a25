"""What a recommendation is found by."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from balairung.kernel.search.actions import Said
from balairung.rooms.oversight.models import Recommendation
from balairung.rooms.oversight.notices import found_by


def said_of(keys: Collection[UUID]) -> dict[UUID, Said]:
    """Its words and its finding's, by the keys of their obligations (settings.SEARCH_SOURCES)."""
    rows = Recommendation.objects.filter(obligation__in=keys).select_related("finding__examination")
    return {row.obligation_id: Said(found_by(row)) for row in rows if row.obligation_id}
