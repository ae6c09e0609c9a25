"""What a request or an incident is found by: never by who asked, never by whom it touches."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from balairung.kernel.obligations.models import Obligation
from balairung.kernel.search.actions import Said


def said_of(keys: Collection[UUID]) -> dict[UUID, Said]:
    """By the keys of their obligations (settings.SEARCH_SOURCES)."""
    rows = Obligation.objects.filter(pk__in=keys).values_list("pk", "subject")
    return {key: Said(subject) for key, subject in rows}
