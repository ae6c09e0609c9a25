"""Houses to be backed up and restored: a tiny one that only this process knows, and real ones served by commands."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from pyrage.x25519 import Identity

from balairung.ground.common import keyring

COMMAND = Path(sys.executable).with_name("balairung")
Rows = dict[str, list[Any]]


@dataclass(frozen=True)
class Holder:
    """Who can open backups."""

    identity: Identity
    path: Path

    @property
    def public(self) -> str:
        return str(self.identity.to_public())


def holder(folder: Path, name: str = "identitas") -> Holder:
    identity = Identity.generate()
    path = folder / f"{name}.txt"
    path.write_text(f"# untuk orang\n{identity}\n")
    return Holder(identity, path)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below it that is not hidden, by its path."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


# --- a tiny house ----------------------------------------------------------------------------------------------------


def tiny(path: Path, names: Sequence[str]) -> None:
    """A database that knows of these files and of nothing else."""
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("CREATE TABLE files_file (path TEXT UNIQUE, original_path TEXT)")
        base.executemany("INSERT INTO files_file VALUES (?, '')", [(name,) for name in names])


def put(name: str, content: bytes) -> Path:
    path = Path(settings.FILES_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


# --- a real house ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class House:
    """What the commands find in their environment."""

    data: Path
    database: str = ""  # of PostgreSQL
    recipient: str = ""
    with_keys: bool = True

    @property
    def environment(self) -> dict[str, str]:
        own = {"BALAIRUNG_DATA": str(self.data), "BALAIRUNG_BACKUP_RECIPIENT": self.recipient}
        if self.database:
            own["DATABASE_URL"] = self.database
        if self.with_keys:
            own |= {"BALAIRUNG_SECRET_KEY": settings.SECRET_KEY, "BALAIRUNG_SEAL_KEYS": ",".join(keyring.keys())}
            own["BALAIRUNG_HASH_KEY"] = settings.HASH_KEY.decode()
        return {**{name: value for name, value in os.environ.items() if name != "DATABASE_URL"}, **own}

    def run(self, *words: object, **how: Any) -> subprocess.CompletedProcess[str]:
        command = [str(COMMAND), *map(str, words)]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, **how)

    def start(self, *words: object) -> subprocess.Popen[str]:
        return self.program(str(COMMAND), *map(str, words))

    def program(self, *command: str) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self.environment, stdout=pipe, stderr=pipe, text=True)

    def rows(self) -> Rows:
        """Every row of every table, and what SQLite says that its tables, indexes and triggers are."""
        return _rows_of_postgresql(self.database) if self.database else rows_of_sqlite(self.data / "balairung.sqlite3")


def rows_of_sqlite(path: Path) -> Rows:
    with closing(sqlite3.connect(path)) as base:
        made = base.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()
        tables = [name for kind, name, sql in made if kind == "table" and "VIRTUAL" not in (sql or "")]
        rows = {name: sorted(map(repr, base.execute(f'SELECT * FROM "{name}"'))) for name in tables}
        return {"sqlite_master": made} | rows


MADE = {
    "triggers": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal AND tgname",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname",
    "constraints": "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace::regnamespace::text",
    "sequences": "SELECT schemaname, sequencename, last_value FROM pg_sequences WHERE schemaname",
}


def _plain(row: Sequence[Any]) -> str:
    """PostgreSQL puts the casts of a list of words, and the brackets around them, elsewhere once it read them back."""
    return re.sub(r"::(character varying|text)(\[\])?|[()]", "", repr(row))


def _rows_of_postgresql(url: str) -> Rows:
    system = "('pg_catalog', 'information_schema')"
    with psycopg.connect(url) as base:
        names = f"SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema NOT IN {system}"
        tables = base.execute(names).fetchall()
        made = {what: sorted(map(_plain, base.execute(f"{sql} NOT IN {system}"))) for what, sql in MADE.items()}
        return made | {
            f"{schema}.{name}": base.execute(f'SELECT t::text FROM "{schema}"."{name}" t ORDER BY 1').fetchall()
            for schema, name in tables
        }


def file_of_tests(path: Path) -> None:
    """The database that this test filled, as the file of a house of its own."""
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=WAL")


def url_of_tests() -> str:
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"


def fresh_database(name: str) -> Iterator[str]:
    """An empty one beside that of the tests."""
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield f"{url.rpartition('/')[0]}/{name}"
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
