"""What the server itself remembers of its backups: when the last one was good, and what went wrong since.

It lies beside the files, not in the backup: a monitor may ask while the backup's disk is away.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

_NAME = "terakhir.json"


@dataclass(frozen=True)
class Latest:
    """The last good backup (None: there never was one), its bytes, and what went wrong since ("": nothing)."""

    moment: datetime | None = None
    size: int = 0
    problem: str = ""
    folder: str = ""
    id: str = ""


def latest() -> Latest | None:
    """None where nobody has ever made a backup."""
    try:
        told: dict[str, Any] = json.loads((_folder() / _NAME).read_text())
    except FileNotFoundError:
        return None
    except ValueError:
        return Latest(problem=f"{_NAME}: ?")
    moment = told.pop("moment")
    return Latest(moment=datetime.fromisoformat(moment) if moment else None, **told)


def notebook() -> Path:
    """The folder of what the server remembers; nothing in it is needed to restore."""
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    return _folder()


def _folder() -> Path:
    return Path(settings.FILES_ROOT).parent / "cadangan"


def went_well(made: Latest) -> None:
    _write(made)


def went_wrong(problem: str) -> None:
    """The last good one stays told: how old it is matters more than ever."""
    _write(replace(latest() or Latest(), problem=problem))


def _write(told: Latest) -> None:
    words = asdict(told) | {"moment": told.moment.isoformat() if told.moment else ""}
    draft = notebook() / f".{_NAME}"
    draft.write_text(json.dumps(words))
    os.replace(draft, notebook() / _NAME)
