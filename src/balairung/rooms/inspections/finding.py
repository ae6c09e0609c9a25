"""What a finding of a field check is found by."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from balairung.kernel.search.actions import Said
from balairung.rooms.inspections.models import FieldFinding


def said_of(keys: Collection[UUID]) -> dict[UUID, Said]:
    """Its office and its item, by the keys of their obligations (settings.SEARCH_SOURCES)."""
    rows = FieldFinding.objects.filter(obligation__in=keys).select_related("office")
    return {row.obligation_id: Said(f"{row.office.name} {row.title}") for row in rows}
