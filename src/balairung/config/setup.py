"""Making a database ready: tables, the cache table, the guards of the ledger, the vocabulary, the static files."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from balairung.rooms.complaints.topics.vocabulary import load_vocabulary


def prepare_database() -> None:
    """Migrate (which sets the guards of the ledger anew) and load the vocabulary. Harmless when repeated."""
    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    if settings.TENANTS:
        return _prepare_tenants()
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    call_command("createcachetable", verbosity=0)
    load_vocabulary()


def _prepare_tenants() -> None:
    """The directory, and every regency in it, at the present version."""
    from balairung.surface.tenants.actions import migrate_tenant, prepare_directory
    from balairung.surface.tenants.directory import places

    prepare_directory()
    for place in places():
        migrate_tenant(place)


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
