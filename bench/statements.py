"""What a request says to the database, written down once and said again by psycopg alone: the floor under a figure."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from balairung.ground.common.ids import new_id
from balairung.kernel.search.models import key_of

PROCESSES, CONNECTIONS = 2, 4  # as many as the web server has workers and threads
Statement = tuple[str, Any]


@dataclass
class Script:
    """The statements of one request. `fresh` holds what must be new each time: keys, numbers, tokens."""

    statements: list[Statement] = field(default_factory=list)
    fresh: dict[object, Callable[[], object]] = field(default_factory=dict)
    writes: bool = False

    def play(self, database: psycopg.Connection) -> None:
        if not self.writes:
            for sql, params in self.statements:
                _say(database, sql, params)
            return
        new = {old: make() for old, make in self.fresh.items()}
        keys = [(old, made) for old, made in new.items() if isinstance(old, UUID) and isinstance(made, UUID)]
        new |= {key_of(old): key_of(made) for old, made in keys}  # what the search knows them by
        with database.transaction():
            for sql, params in self.statements:
                _say(database, sql, renewed(params, new))


def _say(database: psycopg.Connection, sql: str, params: Any) -> None:
    cursor = database.execute(sql, params)
    if cursor.description:
        cursor.fetchall()


def renewed(value: Any, new: dict[object, object]) -> Any:
    """The parameters with what must be new put in place, however deep it lies."""
    if isinstance(value, (list, tuple)):
        return type(value)(renewed(one, new) for one in value)
    if isinstance(value, (UUID, int)):
        return new.get(value, value)
    if isinstance(value, str) and value:
        for old, fresh in new.items():
            if str(old) in value:
                value = value.replace(str(old), str(fresh))
    return value


@contextmanager
def recorded() -> Iterator[Script]:
    """Every statement that Django sends inside the block, savepoints left out."""
    script = Script()

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            script.statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield script


def keys_since(script: Script, ms: int) -> set[UUID]:
    """The version 7 keys among the parameters that were made at or after that moment."""
    found: set[UUID] = set()

    def look(value: Any) -> None:
        if isinstance(value, (list, tuple)):
            for one in value:
                look(one)
        elif isinstance(value, UUID) and value.int >> 80 >= ms:
            found.add(value)

    for _sql, params in script.statements:
        look(params)
    return found


def fresh_keys(keys: set[UUID]) -> dict[object, Callable[[], object]]:
    return dict.fromkeys(keys, new_id)


def connect(url: str) -> psycopg.Connection:
    """As Django binds: on the client, each statement by itself."""
    return psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor)


def rate(url: str, scripts: Sequence[Script], seconds: float) -> float:
    """Scripts played per second over as many connections as the web server holds."""
    context = multiprocessing.get_context("fork")
    counts: Any = context.Array("q", PROCESSES)
    started = context.Barrier(PROCESSES)
    processes = [
        context.Process(target=_play, args=(url, scripts, seconds, counts, place, started))
        for place in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return float(sum(counts) / seconds)


def _play(url: str, scripts: Sequence[Script], seconds: float, counts: Any, place: int, started: Any) -> None:
    done = [0] * CONNECTIONS
    started.wait()
    end = time.monotonic() + seconds

    def one(thread: int) -> None:
        with connect(url) as database:
            number = thread
            while time.monotonic() < end:
                scripts[number % len(scripts)].play(database)
                number += CONNECTIONS
                done[thread] += 1

    threads = [threading.Thread(target=one, args=(thread,)) for thread in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts[place] = sum(done)


def milliseconds(url: str, script: Script, times: int) -> float:
    """The median time of one play on one connection."""
    taken = []
    with connect(url) as database:
        for _ in range(times):
            begin = time.perf_counter()
            script.play(database)
            taken.append((time.perf_counter() - begin) * 1000)
    return sorted(taken)[len(taken) // 2]
