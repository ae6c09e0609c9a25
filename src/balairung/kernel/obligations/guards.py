"""The triggers by which the database itself refuses to edit the ledger, what rooms have published, and letters.

Django remakes a SQLite table when a migration alters it, and the triggers go with the old one: so they are set again
after every `balairung migrate`, and `balairung check` says when one is missing or is not what it was.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

FOLDER = Path(__file__).resolve().parent / "sql"
OTHERS: dict[str, str] = settings.GUARDS  # what else is guarded: tables, and the folders of their triggers
GUARDED = {"obligations_event", "obligations_leaf", "obligations_obligation", *OTHERS}  # tables


def guard_sql(vendor: str) -> str:
    folders = [FOLDER, *(Path(settings.PACKAGE) / name for name in dict.fromkeys(OTHERS.values()))]
    return "\n".join((folder / f"guards_{vendor}.sql").read_text() for folder in folders)


def expected_guards(vendor: str) -> set[str]:
    return set(_expected(vendor))


def set_guards(on: BaseDatabaseWrapper | None = None) -> None:
    """Make every guard anew; harmless when they stand already."""
    database = on or connection
    with transaction.atomic(using=database.alias), database.cursor() as cursor:
        for statement in _statements(guard_sql(database.vendor), database.vendor):
            cursor.execute(statement)


@contextmanager
def guards_aside(on: BaseDatabaseWrapper | None = None) -> Iterator[None]:
    """While tables are migrated, a SQLite database has no guards; afterwards it has all of them, whatever came of it.

    SQLite refuses to remake a table that a trigger of another table reads. Where a migration failed before the tables
    of a new release were there, what stood guarded is guarded as it was. PostgreSQL keeps its guards throughout.
    """
    database = on or connection
    stood = _take_down(database) if database.vendor == "sqlite" else {}
    try:
        yield
    finally:
        if set(database.introspection.table_names()) >= GUARDED:
            set_guards(database)
        else:
            _put_back(database, stood)


def _take_down(database: BaseDatabaseWrapper) -> dict[str, str]:
    """Drop the guards that stand; what made each of them, by its name."""
    ours = expected_guards("sqlite")
    with transaction.atomic(using=database.alias), database.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        stood = {name: sql for name, sql in cursor.fetchall() if name in ours}
        for name in stood:
            cursor.execute(f"DROP TRIGGER {name}")
    return stood


def _put_back(database: BaseDatabaseWrapper, stood: dict[str, str]) -> None:
    with transaction.atomic(using=database.alias), database.cursor() as cursor:
        for name, sql in stood.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")  # a migration may have set it again
            cursor.execute(sql)


def missing_guards() -> set[str]:
    """Names of guards that the database of this connection lacks, holds disabled, or holds in another shape."""
    found = _found_sqlite() if connection.vendor == "sqlite" else _found_postgresql()
    return {name for name, shape in _expected(connection.vendor).items() if found.get(name) != shape}


def _expected(vendor: str) -> dict[str, tuple[str, ...]]:
    """Each guard by name with what tells it from an impostor: on SQLite its text, on PostgreSQL table and function."""
    script = guard_sql(vendor)
    if vendor == "sqlite":
        triggers = re.findall(r"^(CREATE TRIGGER (\w+).*?END);", script, re.MULTILINE | re.DOTALL)
        return {name: (text,) for text, name in triggers}
    bodies = dict(
        re.findall(r"FUNCTION (\w+)\(\) RETURNS trigger LANGUAGE plpgsql AS\s+\$\$(.*?)\$\$", script, re.DOTALL)
    )
    triggers = re.findall(
        r"^CREATE TRIGGER (\w+) .*? ON (\w+)(.*?)FUNCTION (\w+)\(\);", script, re.MULTILINE | re.DOTALL
    )
    return {name: (table, bodies[run], str("WHEN" in when)) for name, table, when, run in triggers}


def _found_sqlite() -> dict[str, tuple[str, ...]]:
    with connection.cursor() as cursor:  # in no transaction: whoever asks keeps nobody from writing
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {name: (text,) for name, text in cursor.fetchall()}


def _found_postgresql() -> dict[str, tuple[str, ...]]:
    query = """SELECT tgname, relname, prosrc, CASE WHEN tgqual IS NULL THEN 'False' ELSE 'True' END
               FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
               WHERE tgenabled IN ('O', 'A') AND pg_table_is_visible(pg_class.oid)"""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(query)
        return {name: tuple(shape) for name, *shape in cursor.fetchall()}


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
