"""The folder that backups lie in: objects, lists and manifests, each under its name only when it is whole.

objects/3f/3f9c…    one encrypted piece, named by the hash of its bytes
lists/77d0…         which pieces a folder of files, or the database, is made of
backups/2026-….json what one backup is made of, signed; with it the backup is there, without it it is not
"""

from __future__ import annotations

import ctypes
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.surface.backups.manifests import Manifest, PieceList, hash_of, read_list, read_manifest

_NAMED = 64  # hex digits


class Broken(Refused):
    """Something of a backup is not what was written."""


class Shelf:
    """One folder of backups."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.objects, self.lists, self.backups = (root / name for name in ("objects", "lists", "backups"))

    def prepare(self) -> None:
        for folder in (self.objects, self.lists, self.backups):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextmanager
    def held(self) -> Iterator[None]:
        """One at a time; the lock goes with the process, however it ends."""
        self.prepare()
        with (self.root / ".kunci").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                told = _("Cadangan lain sedang dibuat di %(folder)s. Tunggu sampai selesai.")
                raise Refused(told % {"folder": self.root}) from error
            yield

    # --- what is there -----------------------------------------------------------------------------------------------

    def ids(self) -> list[str]:
        """The newest first."""
        if not self.backups.is_dir():
            return []
        return sorted((path.stem for path in self.backups.glob("[0-9]*.json")), reverse=True)

    def manifest(self, key: str) -> Manifest:
        try:
            return read_manifest(key, (self.backups / f"{key}.json").read_bytes())
        except FileNotFoundError as error:
            raise Refused(_("Tidak ada cadangan %(id)s di %(folder)s.") % {"id": key, "folder": self.root}) from error

    def list_of(self, name: str) -> PieceList:
        return read_list(self._checked(self.lists / name, name))

    def object(self, name: str) -> bytes:
        return self._checked(self.path_of(name), name)

    def path_of(self, name: str) -> Path:
        return self.objects / name[:2] / name

    def has(self, name: str, size: int) -> bool:
        try:
            return self.path_of(name).stat().st_size == size
        except FileNotFoundError:
            return False

    def _checked(self, path: Path, name: str) -> bytes:
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise Broken(_("Bagian %(name)s hilang dari cadangan.") % {"name": name[:12]}) from error
        if hash_of(data) != name:
            raise Broken(_("Bagian %(name)s rusak: isinya bukan yang dulu ditulis.") % {"name": name[:12]})
        return data

    # --- what is written ---------------------------------------------------------------------------------------------

    def put_object(self, data: bytes) -> str:
        name = hash_of(data)
        _write(self.path_of(name), data)
        return name

    def put_list(self, data: bytes) -> str:
        name = hash_of(data)
        if not (self.lists / name).exists():
            _write(self.lists / name, data)
        return name

    def publish(self, manifest: Manifest) -> None:
        """All that it speaks of is on the disk before it is; a power cut leaves the one or the other."""
        flush(self.root)
        _write(self.backups / f"{manifest.id}.json", manifest.written())
        flush(self.root)

    # --- what goes ---------------------------------------------------------------------------------------------------

    def drop(self, key: str) -> None:
        (self.backups / f"{key}.json").unlink()

    def sweep(self) -> int:
        """Remove what no backup speaks of: of those that went, and of a run that was killed. Return how many."""
        lists = {name for key in self.ids() for name in self.manifest(key).lists.values()}
        used = {bytes.fromhex(one.lies) for name in lists for one in self.list_of(name)}
        gone = [path for path in self.lists.iterdir() if path.name not in lists]
        gone += [path for path in self.objects.glob("*/*") if not _is_used(path.name, used)]
        gone += [*self.objects.glob("*/.*"), *self.backups.glob(".*")]
        for path in gone:
            path.unlink(missing_ok=True)
        return len(gone)


def _is_used(name: str, used: set[bytes]) -> bool:
    return len(name) != _NAMED or bytes.fromhex(name) in used


def _write(path: Path, data: bytes) -> None:
    """Under another name until it is whole. What a full disk cut short is taken away."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    half = path.with_name(f".{token_hex(8)}")
    try:
        with open(half, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(data)
        half.replace(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def flush(folder: Path) -> None:
    """All that was written below is on the disk: once, not a million times. Raise OSError when the disk lost some."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        if ctypes.CDLL(None, use_errno=True).syncfs(handle):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    finally:
        os.close(handle)
