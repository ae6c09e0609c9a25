"""Keys for a server that only this machine reaches: made once, kept in the data folder."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.fernet import Fernet


def fresh_keys() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "SEAL_KEYS": Fernet.generate_key().decode(),
        "HASH_KEY": secrets.token_urlsafe(32),
    }


def local_keys(folder: Path, given: dict[str, str]) -> dict[str, str]:
    """The keys of `folder/keys.json`, made when the file is not there; what is `given` stands above them."""
    path = folder / "keys.json"
    if not path.exists():
        _write_once(path, json.dumps(fresh_keys()))
    kept: dict[str, str] = json.loads(path.read_text())
    return kept | {name: value for name, value in given.items() if value}


def ring_file(folder: Path, given: Mapping[str, str]) -> Path | None:
    """Where the seal keys lie, if in a file: the one that was named, or that of the data folder."""
    if named := given.get("BALAIRUNG_SEAL_KEYS_FILE"):
        return Path(named).resolve()
    return None if given.get("BALAIRUNG_SEAL_KEYS") else folder / "keys.json"


def _write_once(path: Path, text: str) -> None:
    """Web and worker may start together: the first to link the file wins, both read the same keys."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".keys-{os.getpid()}")
    draft.write_text(text)
    draft.chmod(0o600)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
