"""Where a thread's queries go: work that outlives its request remembers the regency that it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction


@dataclass(frozen=True)
class Whereabouts:
    """In a house of many regencies the schema and the address of one; elsewhere nothing."""

    schema: str | None = None
    url: str | None = None


def here() -> Whereabouts:
    """Where this thread is."""
    return Whereabouts(getattr(connection, "regency_schema", None), getattr(connection, "regency_url", None))


@contextmanager
def there(place: Whereabouts) -> Iterator[None]:
    """Read in that place, on this thread's own connection: in a transaction only where a schema is named by one."""
    own, before = _connection(), here()
    own.regency_schema, own.regency_url = place.schema, place.url
    try:
        with transaction.atomic() if place.schema else nullcontext():
            yield
    finally:
        own.regency_schema, own.regency_url = before.schema, before.url


def _connection() -> Any:
    """The two attributes are those of this house's PostgreSQL; SQLite carries them along and has no use for them."""
    return connection
