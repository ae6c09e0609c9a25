"""Adding a regency to this installation, and keeping them all at the same version."""

from __future__ import annotations

from datetime import datetime

from django.core.management import call_command
from django.db import connections, transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.obligations.guards import set_guards
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.organisation import build_regency
from balairung.rooms.complaints.vocabulary import load_vocabulary
from balairung.surface.tenants.directory import Place, building, forget, inside
from balairung.surface.tenants.models import SCHEMA, Tenant

PUBLIC = Place("default", "public", "")


def prepare_directory() -> None:
    """The directory's own table, in `public`."""
    with building(PUBLIC):
        call_command("migrate", "tenants", verbosity=0, interactive=False, skip_checks=True)


def add_tenant(*, code: str, host: str, schema: str, at: datetime) -> Tenant:
    """The row first, then the schema, then the regency in it; called again after a failure it goes on where it was."""
    SCHEMA(schema)
    with inside(PUBLIC), transaction.atomic():
        tenant, _made = Tenant.objects.get_or_create(schema=schema, defaults={"host": host.lower(), "code": code})
        if (tenant.host, tenant.code) != (host.lower(), code):
            raise Refused(_("Skema %(schema)s sudah dipakai %(host)s.") % {"schema": schema, "host": tenant.host})
    migrate_tenant(Place("default", schema, host.lower()))
    with inside(Place("default", schema, host.lower())), transaction.atomic():
        build_regency(code, by=SYSTEM, at=at)
    with inside(PUBLIC), transaction.atomic():
        Tenant.objects.filter(schema=schema).update(state=Tenant.State.READY)
    forget()
    return tenant


def migrate_tenant(place: Place) -> None:
    """The schema at the present version, with its guards and its vocabulary."""
    with inside(PUBLIC), transaction.atomic(), connections[place.database].cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {connections[place.database].ops.quote_name(place.schema)}")
    with building(place) as connection:
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        call_command("createcachetable", verbosity=0)
        set_guards(connection)
        load_vocabulary()
