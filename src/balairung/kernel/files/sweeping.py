"""What nobody needs: files that were sent and never used, and bytes whose row was never written or is gone."""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from balairung.kernel.files import disk
from balairung.kernel.files.models import BEGUN, File

LOOSE_FOR = timedelta(days=8)  # a draft, which may name a file, is kept for seven
BEGUN_FOR = timedelta(days=32)  # the same for those that a long draft holds (`BEGUN`): it is kept for thirty
ORPHANED_FOR = timedelta(days=2)
_EVERY = timedelta(days=1)
_MONTHS = "[0-9][0-9][0-9][0-9]/[0-9][0-9]"  # and nothing else: beside them lie the folders of other regencies


def drop_loose(*, now: datetime) -> int:
    """Drop files about nothing that are older than their days, one by one; return how many."""
    keys: list[UUID] = []
    with transaction.atomic():
        for kind, span in (("", LOOSE_FOR), (BEGUN, BEGUN_FOR)):  # each by its own index
            rows = File.objects.filter(about_kind=kind, stored_at__lt=now - span).order_by("stored_at")
            keys += rows.values_list("pk", flat=True)
    return sum(_drop(pk) for pk in keys)


@transaction.atomic
def _drop(pk: UUID) -> bool:
    """Drop one file unless somebody took hold of it in the meantime."""
    file = File.objects.select_for_update().filter(pk=pk, about_kind__in=["", BEGUN]).first()
    if not file:
        return False
    paths = paths_of(file)
    try:
        with transaction.atomic():
            file.delete()
    except ProtectedError:
        return False
    transaction.on_commit(lambda: disk.remove(paths))
    return True


def paths_of(file: File) -> list[str]:
    """Everything that may lie on the disk for it."""
    originals = [file.original_path] if file.original_path else []
    return [file.path, disk.preview_of(file.path), *originals]


def drop_orphans(*, now: datetime) -> int:
    """Remove bytes older than `ORPHANED_FOR` that no row knows; return how many. Looks only once a day."""
    if not _due(now):
        return 0
    return sum(_drop_orphans_of(month, now) for month in sorted(disk.folder().glob(_MONTHS)))


def _due(now: datetime) -> bool:
    """Whether a day has passed since the last time; if so, this is the time."""
    mark = disk.folder() / ".swept"
    if not mark.parent.is_dir():
        return False
    if mark.exists() and now.timestamp() - mark.stat().st_mtime < _EVERY.total_seconds():
        return False
    mark.touch()
    os.utime(mark, (now.timestamp(), now.timestamp()))
    return True


def _drop_orphans_of(month: Path, now: datetime) -> int:
    before = (now - ORPHANED_FOR).timestamp()
    with transaction.atomic():
        unknown = list(_unknown(month))
    orphans = [path for path in unknown if path.stat().st_mtime < before]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _unknown(month: Path) -> Iterator[Path]:
    """What no row answers for: all names of one row begin with its id."""
    prefix = f"{month.parent.name}/{month.name}/"
    known = _names(File.objects.filter(path__startswith=prefix).values_list("pk", flat=True))
    return (path for path in month.iterdir() if path.name.partition(".")[0] not in known)


def _names(ids: Iterable[UUID]) -> set[str]:
    return {str(pk) for pk in ids}
