"""`balairung migrate`: Django's own, and afterwards the guards of the ledger and what the search still lacks.

A migration that remakes a SQLite table drops its triggers, and cannot remake one that another's trigger reads: so they
are taken away before and set again each time.
"""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from balairung.kernel.obligations.guards import guards_aside
from balairung.kernel.search.actions import is_complete, reindex
from balairung.kernel.search.models import SearchText


class Command(DjangoMigrate):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with guards_aside(connection):
            super().handle(*args, **options)
        self._index(connection)

    def _index(self, connection: BaseDatabaseWrapper) -> None:
        """What a release before did not write into the search, or stemmed by older rules."""
        if SearchText._meta.db_table in connection.introspection.table_names() and not is_complete():
            reindex()
