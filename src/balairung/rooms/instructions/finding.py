"""What an instruction is found by."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from balairung.kernel.search.actions import Said
from balairung.rooms.instructions.models import Instruction


def said_of(keys: Collection[UUID]) -> dict[UUID, Said]:
    """Their one line, by the keys of their obligations (settings.SEARCH_SOURCES)."""
    rows = Instruction.objects.filter(obligation__in=keys).values_list("obligation_id", "text")
    return {key: Said(text) for key, text in rows}
