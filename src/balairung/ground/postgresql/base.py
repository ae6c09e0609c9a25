"""PostgreSQL as Django knows it, with three habits of this house.

Foreign keys are checked at once (`INITIALLY IMMEDIATE`), because distributed engines know no deferred ones. And
when a connection serves a regency, each transaction begins by naming its schema with SET LOCAL: a pooler may hand
the connection to somebody else after the commit, so nothing may outlive it (docs/decisions/0004). And moments are
read by Python's own reader of ISO 8601, thirty times as fast as by psycopg's pattern: a list shows hundreds of them.
"""

from datetime import UTC, datetime
from typing import Any

from django.db.backends.postgresql import base, operations, schema
from psycopg.adapt import Loader


class MomentLoader(Loader):
    """A timestamptz of a connection whose zone is UTC: `2026-03-02 03:00:00.5+00`."""

    timezone = UTC  # Django asks: a connection in another zone brings its own loader

    def load(self, data: Any) -> datetime:
        return datetime.fromisoformat(str(data, "ascii"))


class DatabaseOperations(operations.DatabaseOperations):
    def deferrable_sql(self) -> str:
        return " DEFERRABLE INITIALLY IMMEDIATE"


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    # Django drops a foreign key after making its deferred checks fire; with immediate ones nothing is pending.
    sql_delete_fk = "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s"


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    SchemaEditorClass = DatabaseSchemaEditor
    #: Schema for the transactions to come; None leaves the search path of the connection.
    regency_schema: str | None = None
    #: What the links of that regency begin with; None for settings.BASE_URL.
    regency_url: str | None = None

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        if self.timezone == UTC:
            params["context"].register_loader("timestamptz", MomentLoader)
        return params

    def set_autocommit(self, autocommit: bool, *args: Any, **kwargs: Any) -> None:
        super().set_autocommit(autocommit, *args, **kwargs)
        if not autocommit and self.regency_schema:
            with self.cursor() as cursor:
                name = self.ops.quote_name(self.regency_schema)
                cursor.execute(f"SET LOCAL search_path TO {name}")
