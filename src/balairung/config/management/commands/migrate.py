"""`balairung migrate`: Django's own, and afterwards the guards of the ledger.

A migration that remakes a SQLite table drops its triggers, so they are set again each time.
"""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections

from balairung.kernel.obligations.guards import GUARDED, set_guards


class Command(DjangoMigrate):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        connection = connections[options["database"]]
        if GUARDED <= set(connection.introspection.table_names()):
            set_guards(connection)
