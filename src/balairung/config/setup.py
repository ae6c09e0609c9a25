"""Making a database ready: tables, the cache table, the guards, the vocabulary, the services, the static files."""

from __future__ import annotations

import importlib.metadata
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from balairung.rooms.complaints.topics.vocabulary import load_vocabulary
from balairung.rooms.services.definition.publishing import load_standard


def prepare_database(at: datetime | None = None) -> None:
    """Migrate (which sets the guards anew), load the vocabulary and the standard services. Harmless when repeated.

    Services that are new come into force at the moment `at`: now, unless a past is to be told.
    """
    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    if settings.TENANTS:
        return _prepare_tenants()
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    call_command("createcachetable", verbosity=0)
    load_vocabulary()
    load_standard(at=at or timezone.now())


def _prepare_tenants() -> None:
    """The directory, and every regency in it, at the present version."""
    from balairung.surface.tenants.actions import migrate_tenant, prepare_directory
    from balairung.surface.tenants.directory import places

    prepare_directory()
    for place in places():
        migrate_tenant(place, at=timezone.now())


def prepare_static() -> None:
    """Collect the static files once for each version of the package."""
    stamp = Path(settings.STATIC_ROOT) / ".version"
    version = _version()
    if stamp.exists() and stamp.read_text() == version:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True, skip_checks=True)
    stamp.write_text(version)


def _version() -> str:
    """The package's version and the newest change among its static files: right for a checkout too."""
    folders = [Path(settings.PACKAGE) / "ground" / "ui" / "static"]
    newest = max((path.stat().st_mtime_ns for folder in folders for path in folder.rglob("*")), default=0)
    return f"{importlib.metadata.version('balairung')} {newest}"
