"""What kind of failure an exception is: the database away or busy, the disk full, nothing may be written; or a fault
of ours."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from enum import StrEnum

from django.db import Error, InterfaceError, OperationalError


class Trouble(StrEnum):
    """What passes by itself, or as soon as the operator has made room."""

    AWAY = "away"
    BUSY = "busy"
    FULL = "full"
    READONLY = "readonly"

    @property
    def stops_writing(self) -> bool:
        return self in (Trouble.FULL, Trouble.READONLY)


DISK = {
    errno.ENOSPC: Trouble.FULL,
    errno.EDQUOT: Trouble.FULL,
    errno.EFBIG: Trouble.FULL,
    errno.EROFS: Trouble.READONLY,
}
SQLITE = {
    sqlite3.SQLITE_READONLY: Trouble.READONLY,
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_IOERR: Trouble.READONLY,  # a disk that is broken, or a quota
    sqlite3.SQLITE_CANTOPEN: Trouble.AWAY,
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
    sqlite3.SQLITE_LOCKED: Trouble.BUSY,
}
#: SQLSTATE of PostgreSQL; a server that was never reached gives none.
POSTGRESQL = {
    "25006": Trouble.READONLY,  # read_only_sql_transaction
    "53100": Trouble.FULL,
    "58030": Trouble.READONLY,  # io_error
    "53200": Trouble.BUSY,  # out of memory
    "53300": Trouble.BUSY,  # too many connections
    "57014": Trouble.BUSY,  # longer than BALAIRUNG_STATEMENT_TIMEOUT
    "55P03": Trouble.BUSY,  # a lock that was waited for in vain
    "40001": Trouble.BUSY,
    "40P01": Trouble.BUSY,
}
MOST = 10  # exceptions behind one another


def trouble_of(problem: BaseException | None) -> Trouble | None:
    """None for a fault of ours, which no waiting mends."""
    return next((found for one in _behind(problem) if (found := _one(one))), None)


def _behind(problem: BaseException | None) -> Iterator[BaseException]:
    for _step in range(MOST):
        if problem is None:
            return
        yield problem
        problem = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)


def _one(problem: BaseException) -> Trouble | None:
    if isinstance(problem, Error):
        return _of_database(problem)
    return DISK.get(problem.errno or 0) if isinstance(problem, OSError) else None


def _of_database(problem: Error) -> Trouble | None:
    """Of the driver's own error, which Django keeps as the cause."""
    driver = problem.__cause__
    if isinstance(driver, sqlite3.Error):
        return SQLITE.get(getattr(driver, "sqlite_errorcode", 0) & 0xFF)  # the rest of it says more than we ask
    state = str(getattr(driver, "sqlstate", None) or "")
    if found := POSTGRESQL.get(state):
        return found
    return Trouble.AWAY if isinstance(problem, OperationalError | InterfaceError) else None
