"""Starting and stopping what is measured, and what it weighs. Everything is ended by its own process id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from bench.generator import ask, get

WORKERS, THREADS = 2, 4
PAGE = os.sysconf("SC_PAGE_SIZE")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int, path: str = "/", *, seconds: float = 60.0) -> None:
    """Until that page answers with 200."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            status, _body = ask(port, get(path))
        except (OSError, ValueError):
            status = 0
        if status == 200:
            return
        time.sleep(0.02)
    raise TimeoutError(f"nothing answered at port {port} within {seconds:.0f} s")


@contextmanager
def running(command: list[str], environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The process, ended in order when the block is left."""
    with log.open("ab") as out:
        process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=out, stderr=out)
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> None:
    if process.poll() is None:
        process.send_signal(how)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def house(environment: Mapping[str, str], log: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """`balairung serve` as an operator starts it: web and worker. Yields its port and its process."""
    port = free_port()
    command = [sys.executable, "-m", "balairung.config.cli", "serve", "--port", str(port)]
    command += ["--workers", str(WORKERS), "--threads", str(THREADS)]
    with running(command, environment, log) as process:
        wait_for(port)
        yield port, process


@contextmanager
def minimal(url: str, log: Path) -> Iterator[int]:
    """The minimal Django, under the same server with the same settings."""
    port, parts = free_port(), urlsplit(url)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--no-ws", "--log-level", "warning"]
    environment = {
        "MINIMAL_NAME": parts.path[1:], "MINIMAL_USER": parts.username or "", "MINIMAL_PASSWORD": parts.password or "",
        "MINIMAL_PORT": str(parts.port),
    }  # fmt: skip
    with running([*command, "bench.minimal:application"], environment, log):
        wait_for(port)
        yield port


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    below = children.read_text().split() if children.exists() else []
    return [pid, *(one for child in below for one in family(int(child)))]


def cpu(pid: int) -> float:
    """Seconds of CPU that a family has used, those of its dead children with it."""
    ticks = 0
    for one in family(pid):
        with suppress(FileNotFoundError, ProcessLookupError):  # it ended meanwhile: its parent has its time
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def weights(pid: int) -> list[tuple[str, float, float]]:
    """Command, resident and proportional MiB of each process of a family."""
    found = []
    for one in family(pid):
        words = Path(f"/proc/{one}/cmdline").read_bytes().split(b"\0")
        name = b" ".join(word for word in words[1:5] if not word.startswith(b"/")).decode()
        resident = int(Path(f"/proc/{one}/statm").read_text().split()[1]) * PAGE / 2**20
        rollup = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        share = next(int(line.split()[1]) for line in rollup if line.startswith("Pss:")) / 1024
        found.append((name, resident, share))
    return found
