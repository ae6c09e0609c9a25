"""Making one backup, while the house goes on: it is there when all of it is, and not before."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.surface.backups import databases, folders, keys
from balairung.surface.backups.contents import DATABASE, Contents, Entry, forget_others
from balairung.surface.backups.databases import Snapshot
from balairung.surface.backups.manifests import Manifest, id_of
from balairung.surface.backups.pruning import prune
from balairung.surface.backups.sending import Sender
from balairung.surface.backups.shelf import Shelf
from balairung.surface.backups.telling import Latest, went_well, went_wrong


def make(folder: Path, *, now: Callable[[], datetime]) -> Manifest:
    """One backup of this house into this folder. What goes wrong is a sentence, and leaves the older ones whole."""
    try:
        made, problem = _make(folder, now)
    except Refused as refused:
        went_wrong(str(refused))
        raise
    except (OSError, DatabaseError, sqlite3.Error) as error:
        why = error.strerror or str(error) if isinstance(error, OSError) else type(error).__name__
        told = _("Cadangan tidak selesai: %(why)s. Cadangan sebelumnya tetap utuh.") % {"why": why}
        went_wrong(told)
        raise Refused(told) from error
    went_well(Latest(made.at, made.size, problem, str(folder.resolve()), made.id))
    return made


def _make(folder: Path, now: Callable[[], datetime]) -> tuple[Manifest, str]:
    """The backup, which is there then, and why the older ones could not be pruned ("": they could)."""
    readers, shelf = keys.recipients(), Shelf(folder)
    _check_place(folder)
    with shelf.held():
        sender = Sender(shelf, readers, _newest(shelf))
        for label in folders.labels():
            folders.save(sender, label, lambda _name: False)
        moment = now()  # before the snapshot: whatever was acknowledged until then is in it
        with databases.snapshot() as shot:
            manifest = _save(sender, shot, moment)
        shelf.publish(manifest)
        forget_others(manifest.lists)
        return manifest, _pruned(shelf)


def _pruned(shelf: Shelf) -> str:
    """Nothing is thrown away while something on the shelf cannot be read: it could be what is still needed."""
    try:
        prune(shelf)
    except Refused as refused:
        return _("Cadangan baru selesai, tetapi yang lama tidak dipangkas: %(why)s") % {"why": refused}
    return ""


def _newest(shelf: Shelf) -> Manifest | None:
    """The one to go on from; a broken one is passed over, and everything that it alone knew is sent again."""
    for key in shelf.ids():
        try:
            return shelf.manifest(key)
        except Refused:
            continue
    return None


def _check_place(folder: Path) -> None:
    """A backup below the files would back itself up."""
    if any(folder.resolve().is_relative_to(root.resolve()) for root in folders.roots().values()):
        raise Refused(_("Folder cadangan tidak boleh berada di dalam folder berkas."))


def _save(sender: Sender, shot: Snapshot, moment: datetime) -> Manifest:
    """Files first: whatever is removed from now on was seen a moment ago."""
    lists, files, missing, size = dict[str, str](), 0, 0, 0
    for label in sorted({*folders.labels(), *databases.spoken_labels(shot)}):
        spoken = databases.spoken_of(shot, label)
        stems = {name.partition(".")[0] for name in spoken}
        found = folders.save(sender, label, lambda name, stems=stems: name.partition(".")[0] in stems)  # type: ignore[misc]
        missing += len(spoken - found.entries.keys())
        if found.entries:
            lists[sender.key_of(label)] = sender.put(found, sender.known(label))
            files, size = files + len(found.entries), size + found.size
    base = _save_database(sender, shot)
    lists[sender.key_of(DATABASE)] = sender.put(base, sender.known(DATABASE))
    return Manifest(
        id=id_of(moment), moment=moment.isoformat(), database=shot.kind, version=version("balairung"),
        ring=keys.fingerprints(), readers=sender.names.readers, lists=lists, files=files, missing=missing,
        size=size + base.size, database_size=base.size,
    )  # fmt: skip


def _save_database(sender: Sender, shot: Snapshot) -> Contents:
    contents = Contents(DATABASE)
    entry, pieces = sender.stream(shot.pieces(), sender.known(DATABASE))
    contents.add(Entry(shot.kind, entry.size, 0, entry.pieces), pieces)
    return contents


def default_folder() -> Path:
    if not settings.BACKUP_FOLDER:
        raise Refused(_("Sebutkan foldernya, atau isi BALAIRUNG_BACKUP_FOLDER."))
    return Path(settings.BACKUP_FOLDER)
