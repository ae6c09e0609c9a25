"""What an undertaking is found by."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from balairung.kernel.search.actions import Said
from balairung.rooms.participation.models import Undertaking
from balairung.rooms.participation.notices import found_by


def said_of(keys: Collection[UUID]) -> dict[UUID, Said]:
    """Its line and what it follows from, by the keys of their obligations (settings.SEARCH_SOURCES)."""
    rows = Undertaking.objects.filter(obligation__in=keys).select_related("consultation", "round")
    return {row.obligation_id: Said(found_by(row)) for row in rows}
