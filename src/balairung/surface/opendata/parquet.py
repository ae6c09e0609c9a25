"""Rows as Parquet, where the extra `parquet` is installed: DuckDB reads a CSV of ours in a process of its own.

In our own process it would keep memory for ever; there it has little, and gives all of it back.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from shutil import rmtree
from typing import Any, NamedTuple

from balairung.surface.opendata.shape import Dataset, Kind

MEMORY = "96MB"
SECONDS = 1800
BREATH = 0.02
SPILL = ".duckdb"  # what finds no room in its memory
TYPES = {
    Kind.TEXT: "VARCHAR", Kind.INTEGER: "BIGINT", Kind.NUMBER: "DOUBLE", Kind.DAY: "DATE", Kind.MOMENT: "TIMESTAMPTZ",
    Kind.YES: "BOOLEAN",
}  # fmt: skip


class NotWritten(Exception):
    """The process ended without a file."""


@cache
def installed() -> bool:
    return find_spec("duckdb") is not None


class Job(NamedTuple):
    """One file to be made from one raw CSV."""

    path: Path
    dataset: Dataset
    source: Path


def write(jobs: Sequence[Job], folder: Path) -> Iterator[None]:
    """Make them all in one process that may write in this folder; breathe while it works."""
    told = {"spill": str(folder / SPILL), "jobs": [_told(job) for job in jobs]}
    command = [sys.executable, "-I", "-m", __name__, json.dumps(told)]
    until = time.monotonic() + SECONDS
    with subprocess.Popen(command, env={}, cwd=folder, stderr=subprocess.PIPE) as process:
        try:
            while process.poll() is None and time.monotonic() < until:
                time.sleep(BREATH)
                yield
        finally:
            process.kill()
            rmtree(folder / SPILL, ignore_errors=True)
        wrong = process.stderr.read() if process.stderr else b""
    if process.returncode:
        raise NotWritten(wrong[-500:].decode(errors="replace"))


def _told(job: Job) -> dict[str, Any]:
    columns = {one.name: TYPES[one.kind] for one in job.dataset.columns}
    return {"source": str(job.source), "path": str(job.path), "columns": columns}


def main() -> None:
    """What runs in the other process."""
    import duckdb

    told = json.loads(sys.argv[1])
    settings: Any = {"memory_limit": MEMORY, "threads": "1", "temp_directory": told["spill"]}
    house = duckdb.connect(config=settings)
    for job in told["jobs"]:
        columns = ", ".join(f"'{name}': '{kind}'" for name, kind in job["columns"].items())
        reading = (
            f"read_csv('{_quoted(job['source'])}', header=true, auto_detect=false, delim=',', quote='\"', "
            f"escape='\"', nullstr='', columns={{{columns}}})"
        )
        house.execute(f"COPY (SELECT * FROM {reading}) TO '{_quoted(job['path'])}' (FORMAT parquet, COMPRESSION zstd)")


def _quoted(path: str) -> str:
    return path.replace("'", "''")


if __name__ == "__main__":
    main()
