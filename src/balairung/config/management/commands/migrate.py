"""`balairung migrate`: Django's own, and afterwards the guards of the ledger and what the search still lacks.

A migration that remakes a SQLite table drops its triggers, so they are set again each time.
"""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from balairung.kernel.obligations.guards import GUARDED, set_guards
from balairung.kernel.search.actions import is_complete, reindex
from balairung.kernel.search.models import SearchText


class Command(DjangoMigrate):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        connection = connections[options["database"]]
        if GUARDED <= set(connection.introspection.table_names()):
            set_guards(connection)
        self._index(connection)

    def _index(self, connection: BaseDatabaseWrapper) -> None:
        """What a release before did not write into the search, or stemmed by older rules."""
        if SearchText._meta.db_table in connection.introspection.table_names() and not is_complete():
            reindex()
