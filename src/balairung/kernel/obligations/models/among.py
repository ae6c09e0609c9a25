"""`pk__among=keys`: what `in` says, in a shape for which PostgreSQL has a quicker way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import UUIDField
from django.db.models.lookups import Lookup
from django.db.models.sql import Query

if TYPE_CHECKING:
    OwnLookup = Lookup[Any]
else:
    OwnLookup = Lookup


@UUIDField.register_lookup
class Among(OwnLookup):
    """Keys, a thousand of them as one value; or a query, asked first and once, whose keys an index then finds.

    Beside an OR that matters: `owner OR key IN (query)` is held against every row there is.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, params = self.process_lhs(compiler, connection)
        if not isinstance(self.rhs, Query):
            return f"{left} = ANY(%s::uuid[])", [*params, list(self.rhs)]
        right, more = self._query(compiler)
        return f"{left} = ANY(ARRAY{right})", [*params, *more]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, params = self.process_lhs(compiler, connection)
        if isinstance(self.rhs, Query):
            right, more = self._query(compiler)
            return f"{left} IN {right}", [*params, *more]
        marks = ", ".join(["%s"] * len(self.rhs))
        return f"{left} IN ({marks})", [*params, *(key.hex for key in self.rhs)]

    def _query(self, compiler: Any) -> tuple[str, list[Any]]:
        sql, params = compiler.compile(self.rhs)
        return sql if sql.startswith("(") else f"({sql})", params
