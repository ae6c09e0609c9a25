"""A database that really refuses: to be written, or to be reached."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event

import psycopg
from django.db import connection, transaction

from balairung.kernel.messaging.delivery import deliver

ended = Event()
_cut = Event()


@contextmanager
def read_only() -> Iterator[None]:
    """As a standby after a fail-over, or a file on a disk that went read-only: every write is an error."""
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on" if postgresql else "PRAGMA query_only = ON")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET default_transaction_read_only = off" if postgresql else "PRAGMA query_only = OFF")


@contextmanager
def away(folder: Path) -> Iterator[None]:
    """No server at that port; no file at that place."""
    postgresql = connection.vendor == "postgresql"
    nowhere = {"HOST": "127.0.0.1", "PORT": "9"} if postgresql else {"NAME": str(folder / "nowhere" / "house.sqlite3")}
    with elsewhere(**nowhere):
        yield


@contextmanager
def silent() -> Iterator[None]:
    """A server that takes every call and says nothing."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        elsewhere(HOST="127.0.0.1", PORT=str(server.getsockname()[1])),
    ):
        yield


@contextmanager
def elsewhere(**there: str) -> Iterator[None]:
    known = connection.settings_dict.copy()
    kept, connection.connection = connection.connection, None
    connection.settings_dict |= there
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict |= known
        connection.connection = kept


def cut_once(*, now: datetime) -> int:
    """A loop whose connection the server ends in the middle of its work, the first time."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not _cut.is_set():
            _cut.set()
            _end(connection.connection.info.backend_pid)
        cursor.execute("SELECT 1")
    return 0


def _end(process: int) -> None:
    told = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    with psycopg.connect(**{name: told[name] for name in names if name in told}, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [process])


def deliver_and_end(*, now: datetime) -> int:
    """The last loop of a round, and of the worker once it comes so far."""
    done = deliver(now=now)
    ended.set()
    return done
