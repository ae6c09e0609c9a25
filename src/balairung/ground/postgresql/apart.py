"""Transactions that end when they end, also inside a request that is one transaction itself.

In a house of many regencies the outermost middleware holds a transaction around each request. What has to stand before
something slow begins, and must not hold a lock meanwhile, is done on a connection of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any, TypeVar

from django.db import connection, connections

Result = TypeVar("Result")
Run = Callable[..., Any]


@contextmanager
def apart() -> Iterator[Run]:
    """`run(work, *args, **more)` calls `work` outside of whatever transaction the regency's request is in.

    Where no request holds one, it simply calls it.
    """
    schema = getattr(connection, "regency_schema", None)
    if not (schema and connection.in_atomic_block):
        yield _here
        return
    alias, url = connection.alias, getattr(connection, "regency_url", None)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(_settle, alias, schema, url).result()
        try:
            yield lambda work, *given, **more: pool.submit(copy_context().run, work, *given, **more).result()
        finally:
            pool.submit(connections.close_all).result()


def _here(work: Callable[..., Result], *given: Any, **more: Any) -> Result:
    return work(*given, **more)


def _settle(alias: str, schema: str, url: str | None) -> None:
    """This thread's connection serves the same regency."""
    own: Any = connections[alias]
    own.regency_schema, own.regency_url = schema, url
