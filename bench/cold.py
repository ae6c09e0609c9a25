"""`make run` as a stranger types it: a fresh clone and empty package caches; then once more, warm."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import servers


def figures(root: Path, log: Path) -> list[Any]:
    """Seconds from the command to the first page, cold and warm."""
    from bench.run import Figure, at_most

    with tempfile.TemporaryDirectory(prefix="balairung-cold-") as folder:
        clone = Path(folder) / "balairung"
        subprocess.run(["git", "clone", "-q", str(root), str(clone)], check=True)
        environment = _caches(Path(folder))
        cold = Figure("cold `make run` to the first page", "s", "≤ 120", at_most(120))
        warm = Figure("warm `make run` to the first page", "s", "≤ 6", at_most(6))
        cold.values = [_first_page(clone, environment, log)]
        warm.values = [_first_page(clone, environment, log) for _ in range(3)]
        cold.note = "environment, packages, static files, a year of the demonstration regency"
    return [cold, warm]


def _caches(folder: Path) -> dict[str, str]:
    """Nothing that this machine has fetched before is found."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BALAIRUNG_", "DATABASE_URL"))}
    for name in ("XDG_CACHE_HOME", "PIP_CACHE_DIR", "UV_CACHE_DIR", "XDG_DATA_HOME"):
        kept[name] = str(folder / name.lower())
    for name in ("VIRTUAL_ENV", "PYTHONPATH", "DJANGO_SETTINGS_MODULE", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"):
        kept.pop(name, None)
    return kept


def _first_page(clone: Path, environment: dict[str, str], log: Path) -> float:
    port = servers.free_port()
    begin = time.monotonic()
    with _made({**environment, "PORT": str(port)}, clone, log):
        servers.wait_for(port, seconds=600)
        return time.monotonic() - begin


@contextmanager
def _made(environment: dict[str, str], clone: Path, log: Path) -> Iterator[None]:
    """`make run` in a group of its own, and the whole group ended."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            ["make", "run"], cwd=clone, env=environment, stdout=out, stderr=out, start_new_session=True
        )
    try:
        yield
    finally:
        _end_group(process, lambda how: os.killpg(process.pid, how))


def _end_group(process: subprocess.Popen[bytes], send: Callable[[signal.Signals], None]) -> None:
    send(signal.SIGTERM)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        send(signal.SIGKILL)
        process.wait()
