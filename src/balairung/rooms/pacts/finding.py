"""What an office's obligation in a drive is found by."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from balairung.kernel.obligations.models import Obligation
from balairung.kernel.search.actions import Said


def said_of(keys: Collection[UUID]) -> dict[UUID, Said]:
    """The name of its drive, by the keys of the obligations (settings.SEARCH_SOURCES)."""
    rows = Obligation.objects.filter(pk__in=keys).values_list("pk", "subject")
    return {key: Said(subject) for key, subject in rows}
