"""Snapshots as they lie in the data folder: one folder for each day, with a manifest; nothing in it ever changes.

A folder has its name only when it is whole: while it is made it has another.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

MANIFEST = "potret.json"
SUMS = "SHA256SUMS"
FRONT = "index.html"
DAYS, MONTHS = 7, 12  # the last ones of these are kept
ABANDONED = 3600  # seconds without a sign of life
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Kept:
    """One file of a snapshot."""

    name: str
    media_type: str
    size: int
    sha256: str
    dataset: str = ""
    form: str = ""


@dataclass(frozen=True)
class Table:
    """What a snapshot says of one dataset: how many rows, of which time, and its files by form."""

    key: str
    rows: int
    since: str
    until: str
    columns: tuple[str, ...]
    files: dict[str, Kept]

    @property
    def ends(self) -> list[date]:
        """The first day and the last of which it speaks; one where both are the same."""
        return sorted({date.fromisoformat(day) for day in (self.since, self.until) if day})

    @property
    def digest(self) -> str:
        """The same rows have the same: of the CSV, which holds nothing else."""
        return self.files["csv"].sha256


@dataclass(frozen=True)
class Snapshot:
    """One day as it was."""

    day: date
    made_at: datetime
    folder: Path
    tables: dict[str, Table]
    files: dict[str, Kept]

    @property
    def size(self) -> int:
        return sum(one.size for one in self.files.values())


def root() -> Path:
    """Beside the folder of the files: on the same disk, in the same backup. Each regency has its own."""
    folder = Path(settings.FILES_ROOT).parent / "potret"
    schema: str = getattr(connection, "regency_schema", None) or ""
    return folder / schema if schema else folder


def days(folder: Path) -> list[date]:
    """The newest first."""
    if not folder.is_dir():
        return []
    names = [one.name for one in folder.iterdir() if _DAY.fullmatch(one.name) and (one / MANIFEST).is_file()]
    return sorted(map(date.fromisoformat, names), reverse=True)


def snapshots() -> list[Snapshot]:
    """All that are kept, the newest first: nineteen at most."""
    folder = root()
    found = (snapshot_of(folder, day) for day in days(folder))
    return [one for one in found if one]


def newest() -> Snapshot | None:
    folder = root()
    return next((one for day in days(folder) if (one := snapshot_of(folder, day))), None)


def snapshot_of(folder: Path, day: date) -> Snapshot | None:
    path = folder / day.isoformat()
    try:
        changed = (path / MANIFEST).stat().st_mtime_ns
        return _read(path, changed)
    except FileNotFoundError:  # it went a moment ago
        return None


@lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> Snapshot:
    told = json.loads((path / MANIFEST).read_text())
    files = {row["nama"]: _file(row) for row in told["berkas"]}
    tables = {row["kunci"]: _table(row, files) for row in told["data"]}
    made_at = datetime.fromisoformat(told["dibuat"])
    for name in (MANIFEST, SUMS):
        size = (path / name).stat().st_size
        files[name] = Kept(name, "application/json" if name == MANIFEST else "text/plain", size, told["tanda"] + name)
    return Snapshot(date.fromisoformat(path.name), made_at, path, tables, files)


def _file(row: dict[str, Any]) -> Kept:
    return Kept(row["nama"], row["jenis"], row["bait"], row["sha256"], row.get("data", ""), row.get("bentuk", ""))


def _table(row: dict[str, Any], files: dict[str, Kept]) -> Table:
    own = {one.form: one for one in files.values() if one.dataset == row["kunci"] and one.form}
    return Table(row["kunci"], row["baris"], row["sejak"], row["sampai"], tuple(row["kolom"]), own)


# --- what goes ---------------------------------------------------------------------------------------------------


def staying(found: Iterable[date]) -> set[date]:
    """The last seven days, and the last day of each of the last twelve months that have any."""
    newest_first = sorted(set(found), reverse=True)
    last_of: dict[tuple[int, int], date] = {}
    for day in newest_first:
        last_of.setdefault((day.year, day.month), day)
    return {*newest_first[:DAYS], *list(last_of.values())[:MONTHS]}


def prune(folder: Path) -> int:
    """Take away what need not stay, and what somebody began and left; return how many."""
    found = days(folder)
    gone = [folder / day.isoformat() for day in set(found) - staying(found)]
    gone += [one for one in folder.glob(".*") if one.is_dir() and is_abandoned(one)]
    for path in gone:
        shutil.rmtree(path, ignore_errors=True)
    return len(gone)


def take_back(ref: str) -> list[date]:
    """Take away each snapshot that tells of this number, whole: what is changed afterwards would prove nothing.

    For what should never have been published, and for words that the law wants erased (UU 27/2022).
    """
    gone = [one for one in snapshots() if any(_tells_of(one, table, ref) for table in one.tables.values())]
    for one in gone:
        shutil.rmtree(one.folder)
    return [one.day for one in gone]


def _tells_of(snapshot: Snapshot, table: Table, ref: str) -> bool:
    """By the key of a row, which may be a number and more."""
    keys = (f'"{ref}"', f'"{ref}/')
    with gzip.open(snapshot.folder / table.files["ndjson"].name, "rt", encoding="utf-8") as rows:
        return any(key in row for row in rows for key in keys)


def is_abandoned(path: Path) -> bool:
    """Nobody writes there any more: the folder or a file in it is touched at least every few seconds."""
    try:
        newest_sign = max(one.stat().st_mtime for one in (path, *path.iterdir()))
    except FileNotFoundError:
        return False
    return time.time() - newest_sign > ABANDONED
