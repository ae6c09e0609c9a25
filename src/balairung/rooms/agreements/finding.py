"""What a duty of an agreement is found by."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from balairung.kernel.search.actions import Said
from balairung.rooms.agreements.models import Duty
from balairung.rooms.agreements.notices import found_by


def said_of(keys: Collection[UUID]) -> dict[UUID, Said]:
    """Its line and its agreement, by the keys of their obligations (settings.SEARCH_SOURCES)."""
    rows = Duty.objects.filter(obligation__in=keys).select_related("agreement")
    return {row.obligation_id: Said(found_by(row)) for row in rows}
