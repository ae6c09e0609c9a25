"""Adding a regency to this installation, and keeping them all at the same version."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connections, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.obligations.guards import set_guards
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.organisation import build_regency
from balairung.kernel.people.standard import find_regency
from balairung.rooms.complaints.topics.vocabulary import load_vocabulary
from balairung.rooms.services.definition.publishing import load_standard
from balairung.surface.tenants.directory import Place, building, forget, inside
from balairung.surface.tenants.models import HOST, SCHEMA, Tenant

PUBLIC = Place("default", "public", "")
RESERVED = ("public", "nowhere", "information_schema")  # `nowhere` is where a query lands that forgot its regency


def prepare_directory() -> None:
    """The directory's own table, in `public`."""
    with building(PUBLIC):
        call_command("migrate", "tenants", verbosity=0, interactive=False, skip_checks=True)


def add_tenant(*, code: str, host: str, schema: str = "", at: datetime) -> Tenant:
    """The row first, then the schema, then the regency in it; called again after a failure it goes on where it was.

    What can be known to be wrong is refused before anything is made. Without `schema` it is named after the code.
    """
    code = find_regency(code).code
    host, schema = host.strip().lower(), schema or "kab_" + code.replace(".", "")
    _check(host, schema)
    tenant = _row(code, host, schema)
    place = Place("default", schema, host)
    migrate_tenant(place, at=at)
    with inside(place), transaction.atomic():
        build_regency(code, by=SYSTEM, at=at)
    with inside(PUBLIC), transaction.atomic():
        Tenant.objects.filter(schema=schema).update(state=Tenant.State.READY)
    forget()
    return tenant


def _check(host: str, schema: str) -> None:
    try:
        SCHEMA(schema)
        HOST(host)
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages)) from problem
    if schema in RESERVED or schema.startswith("pg_"):
        raise Refused(_("Skema %(schema)s milik pangkalan data sendiri. Pilih nama lain.") % {"schema": schema})


def _row(code: str, host: str, schema: str) -> Tenant:
    with inside(PUBLIC), transaction.atomic():
        for other in Tenant.objects.filter(Q(schema=schema) | Q(host=host)).order_by("schema"):
            if (other.schema, other.host, other.code) != (schema, host, code):
                facts = {"schema": other.schema, "host": other.host, "code": other.code}
                raise Refused(_("Skema %(schema)s sudah dipakai %(host)s (%(code)s).") % facts)
        return Tenant.objects.get_or_create(schema=schema, defaults={"host": host, "code": code})[0]


def migrate_tenant(place: Place, *, at: datetime) -> None:
    """The schema at the present version, with its guards, its vocabulary and the standard services."""
    with inside(PUBLIC), transaction.atomic(), connections[place.database].cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {connections[place.database].ops.quote_name(place.schema)}")
    with building(place) as connection:
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        call_command("createcachetable", verbosity=0)
        set_guards(connection)
        load_vocabulary()
        load_standard(at=at)
