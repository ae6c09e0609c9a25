"""What a duty of a project is found by."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from balairung.kernel.search.actions import Said
from balairung.rooms.projects.models import ProjectDuty
from balairung.rooms.projects.notices import found_by


def said_of(keys: Collection[UUID]) -> dict[UUID, Said]:
    """Its line and its project, by the keys of their obligations (settings.SEARCH_SOURCES)."""
    rows = ProjectDuty.objects.filter(obligation__in=keys).select_related("project__region")
    return {row.obligation_id: Said(found_by(row)) for row in rows}
