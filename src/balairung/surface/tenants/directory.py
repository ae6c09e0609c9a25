"""`resolve(host) -> (database, schema)`: the one seam through which the house becomes many houses."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connections, transaction

from balairung.ground.postgresql.base import DatabaseWrapper
from balairung.surface.tenants.models import Tenant

KEPT = 30.0  # seconds a look-up is remembered


@dataclass(frozen=True)
class Place:
    """Where a regency lives."""

    database: str
    schema: str
    host: str

    @property
    def url(self) -> str:
        """What its links begin with: the scheme and port of BALAIRUNG_URL, its own host."""
        scheme, _, rest = settings.BASE_URL.partition("://")
        _host, colon, port = rest.partition(":")
        return f"{scheme}://{self.host}{colon}{port}"


def wrapper(database: str) -> DatabaseWrapper:
    """The connection of this thread, which knows how to name a regency's schema."""
    return cast(DatabaseWrapper, connections[database])


_known: dict[str, tuple[float, Place | None]] = {}


def resolve(host: str) -> Place | None:
    """The place of a host name (without port); None for one that this installation does not serve."""
    name = host.partition(":")[0].lower()
    kept = _known.get(name)
    if kept and kept[0] > time.monotonic():
        return kept[1]
    with inside(Place("default", "public", "")), transaction.atomic():
        row = Tenant.objects.filter(host=name, state=Tenant.State.READY).first()
    place = Place("default", row.schema, row.host) if row else None
    if place or len(_known) < 10_000:  # unknown names are remembered too, within reason
        _known[name] = (time.monotonic() + KEPT, place)
    return place


def forget() -> None:
    """The directory changed."""
    _known.clear()


@contextmanager
def inside(place: Place) -> Iterator[None]:
    """Every transaction that begins within is the regency's; outside a transaction nothing is found."""
    connection = wrapper(place.database)
    if connection.in_atomic_block:
        raise RuntimeError("a regency is entered before its transaction begins")
    before = (connection.regency_schema, connection.regency_url)
    connection.regency_schema, connection.regency_url = place.schema, place.url
    try:
        yield
    finally:
        connection.regency_schema, connection.regency_url = before


@contextmanager
def building(place: Place) -> Iterator[DatabaseWrapper]:
    """For migrations only, on a direct connection: the path stands for the session, and is taken back."""
    connection = wrapper(place.database)
    with inside(place):
        with connection.cursor() as cursor:
            cursor.execute(f"SET search_path TO {connection.ops.quote_name(place.schema)}")
        ContentType.objects.clear_cache()  # its keys differ from schema to schema
        try:
            yield connection
        finally:
            connection.close()


def places() -> list[Place]:
    """All regencies that are served."""
    with inside(Place("default", "public", "")), transaction.atomic():
        rows = Tenant.objects.filter(state=Tenant.State.READY).order_by("schema")
        return [Place("default", row.schema, row.host) for row in rows]
