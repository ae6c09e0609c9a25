"""The database as it stood at one moment, while people go on writing: a copy of SQLite, a dump of PostgreSQL."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any, Protocol

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.surface.backups.folders import FILES
from balairung.surface.backups.pieces import PAGES, by_lines, fixed
from balairung.surface.backups.telling import notebook

TABLE = "files_file"
_MONTH = re.compile(r"\d{4}/\d{2}")


class Snapshot(Protocol):
    """The database at one moment."""

    kind: str

    def pieces(self) -> Iterator[bytes]: ...

    def ask(self, sql: str) -> Sequence[tuple[Any, ...]]: ...

    def schemas(self) -> list[str]: ...


def snapshot() -> AbstractContextManager[Snapshot]:
    return _postgresql() if connection.vendor == "postgresql" else _sqlite()


def spoken_labels(shot: Snapshot) -> list[str]:
    """The folders that rows of files name, whether or not they are there."""
    found = list[str]()
    for schema in shot.schemas():
        rows = shot.ask(f"SELECT DISTINCT substr(path, 1, 7) FROM {_table(schema)}")
        found += ["/".join(part for part in (FILES, schema, month) if part) for (month,) in rows]
    return found


def spoken_of(shot: Snapshot, label: str) -> set[str]:
    """The names in this folder that rows speak of: the copy that people are given, and the sealed original."""
    parts = label.split("/")
    schema, month = parts[1] if len(parts) == 4 else "", "/".join(parts[-2:])
    if parts[0] != FILES or schema not in shot.schemas() or not _MONTH.fullmatch(month):
        return set()
    where = f"path LIKE '{month}/%'" if shot.kind == "postgresql" else f"path >= '{month}/' AND path < '{month}0'"
    rows = shot.ask(f"SELECT path, original_path FROM {_table(schema)} WHERE {where}")
    return {name.rpartition("/")[2] for row in rows for name in row if name}


def _table(schema: str) -> str:
    return f'"{schema}".{TABLE}' if schema else TABLE


# --- SQLite ----------------------------------------------------------------------------------------------------------


class _Copy:
    kind = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path

    def pieces(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            yield from fixed(file, PAGES)

    def ask(self, sql: str) -> Sequence[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
            return copy.execute(sql).fetchall()

    def schemas(self) -> list[str]:
        return [""]


@contextmanager
def _sqlite() -> Iterator[Snapshot]:
    """Copied in one reading transaction: writers do not wait for it, and it sees none of them."""
    for left in notebook().glob(".salinan-*"):  # of a run that was killed
        left.unlink(missing_ok=True)
    path = notebook() / f".salinan-{token_hex(8)}"
    os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
    source = Path(str(connection.settings_dict["NAME"])).as_uri() + "?mode=ro"
    try:
        with closing(sqlite3.connect(source, uri=True, timeout=60)) as house, closing(sqlite3.connect(path)) as copy:
            house.backup(copy)
        yield _Copy(path)
    except sqlite3.Error as error:
        raise Refused(_("Basis data tidak dapat disalin: %(why)s.") % {"why": error}) from error
    finally:
        for name in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))):
            name.unlink(missing_ok=True)


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


class _Shot:
    kind = "postgresql"

    def __init__(self, name: str) -> None:
        self.name = name

    def pieces(self) -> Iterator[bytes]:
        """All schemas, so that many regencies come along."""
        words = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges", f"--snapshot={self.name}"]
        with tempfile.TemporaryFile() as complaints:
            command = [program("pg_dump"), *words]
            dump = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, env=server_of())
            assert dump.stdout
            try:
                yield from by_lines(dump.stdout.read)
            finally:
                dump.stdout.close()  # whoever stops listening stops it
                dump.wait()
            if dump.returncode:
                complaints.seek(0)
                raise Refused(_("pg_dump berhenti: %(why)s") % {"why": last_line(complaints.read())})

    def ask(self, sql: str) -> Sequence[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    def schemas(self) -> list[str]:
        if not settings.TENANTS:
            return [""]
        rows = self.ask(f"SELECT table_schema FROM information_schema.tables WHERE table_name = '{TABLE}' ORDER BY 1")
        return [schema for (schema,) in rows]


@contextmanager
def _postgresql() -> Iterator[Snapshot]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        yield _Shot(cursor.fetchone()[0])


def program(name: str) -> str:
    """The newest of Debian's, else where PATH finds it: an older one does not read a newer server."""
    found = [path for path in Path("/usr/lib/postgresql").glob(f"*/bin/{name}") if path.parts[-3].isdigit()]
    if path := max(found, key=lambda one: int(one.parts[-3]), default=None) or shutil.which(name):
        return str(path)
    raise Refused(_("Program %(name)s tidak ada. Pasang postgresql-client.") % {"name": name})


def server_of() -> dict[str, str]:
    """Where the server is, for its own programs: the password stands in no command line."""
    told = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    given = {name: str(told[key]) for name, key in names.items() if told[key]}
    patience = {"PGOPTIONS": "-c statement_timeout=0 -c lock_timeout=60s"}
    return {**os.environ, **given, **patience}


def last_line(complaints: bytes) -> str:
    lines = complaints.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "?"
