"""Every table and not one case, migrated once and copied from then on: to migrate takes a minute or more.

A copy is told by what made it: migrations, triggers, Django. SQLite's is a database, PostgreSQL's a dump; both lie in
`var/test`, and `migrate` still looks over whatever was copied.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import django
from django.db.backends.base.base import BaseDatabaseWrapper

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
KINDS = {"sqlite": "sqlite3", "postgresql": "sql"}


def kept(kind: str) -> Path:
    """Where the copy of today's schema lies, whether it is there or not."""
    made_of = hashlib.sha256(django.__version__.encode())
    source = ROOT / "src" / "balairung"
    for path in sorted([*source.rglob("migrations/*.py"), *source.rglob("sql/**/*.sql")]):
        made_of.update(str(path.relative_to(source)).encode() + path.read_bytes())
    return ROOT / "var" / "test" / f"schema-{made_of.hexdigest()[:16]}.{kind}"


def pour(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Into the database of a test run that has no table yet, at a connection to it (`connection_created`)."""
    copy = kept(KINDS[connection.vendor])
    if not copy.exists() or not _is_of_tests(connection) or connection.introspection.table_names():
        return
    if connection.vendor == "sqlite":
        with sqlite3.connect(copy) as source:
            source.backup(connection.connection)
    else:
        _program("psql", connection, "-q", "-v", "ON_ERROR_STOP=1", "-f", str(copy))


def prepare() -> None:
    """The database of a program that a test starts, on SQLite: `prepare_database`, on the copy where there is one."""
    from django.conf import settings

    from balairung.config.setup import prepare_database

    if (copy := kept("sqlite3")).exists():
        shutil.copy2(copy, settings.DATABASES["default"]["NAME"])
    prepare_database()


def keep(connection: BaseDatabaseWrapper) -> None:
    """The database of this run, just made, for the next."""
    copy = kept(KINDS[connection.vendor])
    if copy.exists():
        return
    draft = copy.with_name(f"{copy.name}-{os.getpid()}")
    if connection.vendor == "sqlite":
        with sqlite3.connect(draft) as target:
            connection.connection.backup(target)
    else:
        _program("pg_dump", connection, "--no-owner", "-f", str(draft))
    for old in copy.parent.glob(f"schema-*{copy.suffix}"):
        old.unlink(missing_ok=True)
    draft.replace(copy)


def _is_of_tests(connection: BaseDatabaseWrapper) -> bool:
    name = str(connection.settings_dict["NAME"])
    return "memory" in name or Path(name).name.startswith("test")


def _program(name: str, connection: BaseDatabaseWrapper, *words: str) -> None:
    """One of PostgreSQL's, on the database of this connection."""
    told, folder = connection.settings_dict, postgres.programs()
    assert folder, "its server runs, so its programs are here"
    where = ["-h", str(told["HOST"]), "-p", str(told["PORT"]), "-U", str(told["USER"]), "-d", str(told["NAME"])]
    own = {**os.environ, "PGPASSWORD": str(told["PASSWORD"])}
    subprocess.run([str(folder / name), *where, *words], env=own, check=True, stdout=subprocess.DEVNULL)
