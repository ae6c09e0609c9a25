"""What a statement is found by."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from balairung.kernel.search.actions import Said
from balairung.rooms.delegations.models import Statement


def said_of(keys: Collection[UUID]) -> dict[UUID, Said]:
    """Their subject and the two posts, by the keys of their obligations (settings.SEARCH_SOURCES)."""
    rows = Statement.objects.filter(obligation__in=keys)
    columns = ("obligation_id", "obligation__subject", "giver__title", "receiver__title")
    return {key: Said(f"{subject} {giver} {receiver}") for key, subject, giver, receiver in rows.values_list(*columns)}
