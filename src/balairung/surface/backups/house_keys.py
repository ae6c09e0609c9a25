"""The keys of the house, kept apart from its backups: one small file, encrypted to the same readers.

It stands here so that nobody has to copy keys by hand; where it lies is the operator's to choose, and not beside the
backups: whoever has both and the identity has the house.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

import pyrage
from pyrage.x25519 import Identity, Recipient

from balairung.ground.common.errors import Refused
from balairung.ground.common.words import gettext as _

#: As local_keys (config/keys.py) reads them, and as the files of deploy/ are called.
NAMES = {"SECRET_KEY": "secret-key", "SEAL_KEYS": "seal-keys", "HASH_KEY": "hash-key"}


def write_sealed(path: Path, ring: dict[str, str], readers: Iterable[Recipient]) -> None:
    _write(path, pyrage.encrypt(json.dumps(ring).encode(), list(readers)))


def open_sealed(path: Path, identity: Identity) -> dict[str, str]:
    """Raise `Refused` when it is not for this identity, or no keyring."""
    try:
        ring = json.loads(pyrage.decrypt(path.read_bytes(), [identity]))
        return {name: str(ring[name]) for name in NAMES}
    except (OSError, pyrage.DecryptError, ValueError, KeyError) as error:
        raise Refused(_("Berkas kunci %(path)s tidak terbuka dengan identitas ini.") % {"path": path}) from error


def place(ring: dict[str, str], data: Path) -> None:
    """Where a server that only this machine reaches looks for its keys. Others' are never overwritten."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(data / "keys.json", json.dumps(ring).encode())


def place_apart(ring: dict[str, str], folder: Path) -> None:
    """One file for each, as BALAIRUNG_SECRET_KEY_FILE and the others name them."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, file in NAMES.items():
        _write(folder / file, ring[name].encode())


def _write(path: Path, data: bytes) -> None:
    try:
        with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(data)
    except FileExistsError as error:
        if path.read_bytes() == data:
            return
        raise Refused(_("Berkas %(path)s sudah ada; ia tidak ditimpa.") % {"path": path}) from error
    except OSError as error:
        raise Refused(
            _("Berkas %(path)s tidak dapat ditulis: %(why)s.") % {"path": path, "why": error.strerror}
        ) from error
