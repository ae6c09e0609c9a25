"""What goes when its time is over, as each room tells it: `ground/data/retention.yaml` names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import QuerySet


class Wiping(Protocol):
    """Of closed cases, by the keys of their obligations."""

    def count(self, keys: Sequence[UUID]) -> int:
        """How many things would go; nothing is changed."""

    def wipe(self, keys: Sequence[UUID], *, at: datetime) -> int:
        """Let them go, in the caller's transaction; a second time there is nothing left."""


@dataclass(frozen=True)
class Emptied:
    """Columns that are emptied, in rows where one of them still says something."""

    rows: Callable[[Sequence[UUID]], QuerySet[Any]]
    blank: Mapping[str, Any]

    def count(self, keys: Sequence[UUID]) -> int:
        return self.rows(keys).count()

    def wipe(self, keys: Sequence[UUID], *, at: datetime) -> int:
        found = list(self.rows(keys).values_list("pk", flat=True))
        gone: int = self.rows(keys).model._base_manager.filter(pk__in=found).update(**self.blank)
        return gone
