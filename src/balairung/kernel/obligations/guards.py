"""The triggers by which the database itself refuses to edit the ledger.

Django remakes a SQLite table when a migration alters it, and the triggers go with the old one: so they are set again
after every `balairung migrate`, and `balairung check` says when one is missing.
"""

import re
import sqlite3
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

FOLDER = Path(__file__).resolve().parent / "sql"
GUARDED = {"obligations_event", "obligations_leaf", "obligations_obligation"}  # tables


def guard_sql(vendor: str) -> str:
    return (FOLDER / f"guards_{vendor}.sql").read_text()


def expected_guards(vendor: str) -> set[str]:
    return set(re.findall(r"^CREATE TRIGGER (\w+)", guard_sql(vendor), re.MULTILINE))


def set_guards(on: BaseDatabaseWrapper | None = None) -> None:
    """Make every guard anew; harmless when they stand already."""
    database = on or connection
    with transaction.atomic(using=database.alias), database.cursor() as cursor:
        for statement in _statements(guard_sql(database.vendor), database.vendor):
            cursor.execute(statement)


def missing_guards() -> set[str]:
    """Names of guards that the database of this connection lacks (or holds disabled)."""
    if connection.vendor == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = """SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
                   WHERE tgenabled IN ('O', 'A') AND pg_table_is_visible(pg_class.oid)"""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(query)
        found = {row[0] for row in cursor.fetchall()}
    return expected_guards(connection.vendor) - found


def _statements(script: str, vendor: str) -> list[str]:
    """SQLite takes one statement at a time, and a trigger holds semicolons of its own."""
    if vendor != "sqlite":
        return [script]
    statements, current = [], ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            statements.append(current)
            current = ""
    return statements
