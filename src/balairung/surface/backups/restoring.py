"""Putting a house back from a backup, into an empty place, whole or not at all.

Everything is made ready beside its place (`.pulih`) and moved there at once; a PostgreSQL is filled last, in one
transaction. A restore that was killed is cleared away by the next.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from pyrage.x25519 import Identity

from balairung.ground.common.errors import Refused
from balairung.surface.backups import databases, keys
from balairung.surface.backups.contents import DATABASE, Contents, Entry, read_contents
from balairung.surface.backups.folders import roots
from balairung.surface.backups.manifests import Manifest, Piece
from balairung.surface.backups.pieces import unpacked
from balairung.surface.backups.sending import in_order
from balairung.surface.backups.shelf import Broken, Shelf, flush

STAGE = ".pulih"
PLACED = "dipindahkan.json"
_SPARE = 1.05  # of the room that is needed


def chosen(shelf: Shelf, wanted: str = "") -> Manifest:
    """The newest, or the newest whose name begins so."""
    for key in shelf.ids():
        if key.startswith(wanted):
            return shelf.manifest(key)
    raise Refused(_("Tidak ada cadangan %(id)s di %(folder)s.") % {"id": wanted, "folder": shelf.root})


def restore(folder: Path, identity: Identity, *, wanted: str = "") -> Manifest:
    """Raise `Refused` with a sentence; then nothing has changed."""
    shelf = Shelf(folder)
    manifest = chosen(shelf, wanted)
    _check_keys(manifest)
    home = Path(settings.FILES_ROOT).parent
    _clear_away(home)
    _check_empty(manifest, home)
    try:
        with _stage(home) as stage:
            _check_room(manifest, home)
            base = _fetch(shelf, manifest, identity, stage)
            _place(stage, home)
            if manifest.database == "postgresql":
                _load(base, _Reader(shelf, manifest, identity))
            flush(home)
        _analyse()
    except OSError as error:
        told = _("Pemulihan tidak selesai: %(why)s. Tidak ada yang tertinggal; ulangi setelah dibereskan.")
        raise Refused(told % {"why": error.strerror or error}) from error
    return manifest


# --- may it begin? ---------------------------------------------------------------------------------------------------


def _check_keys(manifest: Manifest) -> None:
    if lacking := set(manifest.ring) - set(keys.fingerprints()):
        told = _("Kunci segel yang diberikan kurang %(count)d: yang disegel dengannya tidak akan terbaca.")
        raise Refused(told % {"count": len(lacking)})


def _check_empty(manifest: Manifest, home: Path) -> None:
    if manifest.database != connection.vendor:
        told = _("Cadangan ini dari %(there)s, sedangkan rumah ini memakai %(here)s.")
        raise Refused(told % {"there": manifest.database, "here": connection.vendor})
    for place in roots().values():
        if place.is_dir() and any(place.iterdir()):
            raise Refused(_("Folder %(folder)s tidak kosong. Pulihkan ke tempat yang kosong.") % {"folder": place})
    if _is_filled():
        raise Refused(_("Basis data sudah berisi. Pulihkan ke basis data yang kosong."))


def _is_filled() -> bool:
    """Whether the database of this house holds anything."""
    if connection.vendor == "postgresql":
        return _tables() > 0
    path = _sqlite_path()
    return path.exists() and path.stat().st_size > 0


def _tables() -> int:
    system = "('pg_catalog', 'information_schema')"
    where = f"table_schema NOT IN {system} AND table_schema NOT LIKE 'pg\\_%'"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM information_schema.tables WHERE {where}")
        (count,) = cursor.fetchone()
    connection.close()
    return int(count)


def _check_room(manifest: Manifest, home: Path) -> None:
    elsewhere = manifest.database_size if manifest.database == "postgresql" else 0
    free, wanted = shutil.disk_usage(home).free, int((manifest.size - elsewhere) * _SPARE)
    if free < wanted:
        told = _("Diskanya kurang: perlu %(wanted)d MB, tersedia %(free)d MB.")
        raise Refused(told % {"wanted": wanted // 1_000_000 + 1, "free": free // 1_000_000})


def _sqlite_path() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


# --- whole or not at all ---------------------------------------------------------------------------------------------


@contextmanager
def _stage(home: Path) -> Iterator[Path]:
    stage = home / STAGE
    stage.mkdir(mode=0o700, parents=True)
    try:
        yield stage
    except BaseException:
        _clear_away(home)
        raise
    shutil.rmtree(stage)


def _place(stage: Path, home: Path) -> None:
    """Noted first, so that whoever finds it half done knows what came from here."""
    base = _sqlite_path().name  # last: where it is, everything is
    ready = sorted((one.name for one in stage.iterdir()), key=lambda name: name == base)
    (stage / PLACED).write_text(json.dumps(ready))
    flush(stage)
    for name in ready:
        place = home / name
        if place.is_dir():
            place.rmdir()  # it is empty
        (stage / name).replace(place)


def _clear_away(home: Path) -> None:
    """What a restore left that did not come to its end. The database is its end: a house that has one is left alone."""
    stage = home / STAGE
    if not stage.is_dir():
        return
    note = stage / PLACED
    for name in json.loads(note.read_text()) if note.exists() and not _is_filled() else []:
        if (stage / name).exists():
            continue  # it was not moved
        place = home / name
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
    shutil.rmtree(stage)


# --- reading ---------------------------------------------------------------------------------------------------------


class _Reader:
    """Reads pieces of one backup, and believes none."""

    def __init__(self, shelf: Shelf, manifest: Manifest, identity: Identity) -> None:
        self.shelf, self.identity = shelf, identity
        self.names = keys.Names(manifest.readers)

    def piece(self, piece: Piece) -> bytes:
        content = unpacked(self.shelf.object(piece.lies), self.identity)
        if self.names.of(content) != piece.name:
            raise Broken(_("Bagian %(name)s bukan yang disebut daftarnya.") % {"name": piece.lies[:12]})
        return content

    def contents(self, name: str) -> Contents:
        pieces = self.shelf.list_of(name)
        return read_contents(b"".join(map(self.piece, pieces.contents)), pieces.pieces)

    def write(self, contents: Contents, path: Path, entry: Entry) -> None:
        with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            for piece in contents.pieces_of(entry):
                file.write(self.piece(piece))
        os.utime(path, ns=(entry.mtime, entry.mtime))

    def stream(self, contents: Contents) -> Iterator[bytes]:
        """The database, piece by piece, in order."""
        pieces: Iterable[Piece] = (one for entry in contents.entries.values() for one in contents.pieces_of(entry))
        return in_order(self.piece, pieces)


def _fetch(shelf: Shelf, manifest: Manifest, identity: Identity, stage: Path) -> Contents:
    """All files and a SQLite database, into the stage; what the database is made of."""
    reader, base = _Reader(shelf, manifest, identity), Contents(DATABASE)
    for name in manifest.lists.values():
        contents = reader.contents(name)
        if contents.label == DATABASE:
            base = contents
        else:
            _fetch_folder(reader, contents, stage)
    if manifest.database == "sqlite":
        _fetch_sqlite(reader, base, stage / _sqlite_path().name)
    return base


def _fetch_folder(reader: _Reader, contents: Contents, stage: Path) -> None:
    folder = stage / contents.label
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    work = ((folder / entry.name, entry) for entry in contents.entries.values())
    for _done in in_order(lambda one: reader.write(contents, *one), work):
        pass


def _fetch_sqlite(reader: _Reader, base: Contents, path: Path) -> None:
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        for part in reader.stream(base):
            file.write(part)
    with closing(sqlite3.connect(path)) as copy:
        (said,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise Broken(_("Basis data dari cadangan ini rusak: %(why)s.") % {"why": said})


def _load(base: Contents, reader: _Reader) -> None:
    """One transaction: either everything is there afterwards, or nothing."""
    database = str(connection.settings_dict["NAME"])
    words = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={database}"]
    with tempfile.TemporaryFile() as complaints:
        command = [databases.program("pg_restore"), *words]
        load = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=complaints, env=databases.server_of())
        assert load.stdin
        try:
            for part in reader.stream(base):
                load.stdin.write(part)
            load.stdin.close()
        except BrokenPipeError:
            pass  # it says itself why it went
        except BaseException:
            load.kill()  # the transaction goes with it
            raise
        finally:
            load.wait()
        if load.returncode:
            complaints.seek(0)
            raise Refused(_("pg_restore berhenti: %(why)s") % {"why": databases.last_line(complaints.read())})


def _analyse() -> None:
    """A dump brings no statistics, and without them the first hour is slow."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("ANALYZE")
        connection.close()
