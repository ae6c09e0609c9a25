"""Web and worker together, for the small server: `balairung serve`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from types import FrameType

from django.conf import settings


def serve(*, host: str, port: int, workers: int, threads: int, ready: Callable[[], None]) -> int:
    """Run the web server and one worker until a signal; if either dies, end the other and say so (exit code 1)."""
    processes = [_worker(), _web(host, port, workers, threads)]
    stopping: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.append(number)
        for process in processes:
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    ready()
    code = _first_end(processes)
    for process in processes:
        process.terminate()
        process.wait()
    return 0 if stopping else code or 1


def _first_end(processes: list[subprocess.Popen[bytes]]) -> int:
    """Wait until one of our children ends."""
    os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
    ended = [process.poll() for process in processes]
    return next((code for code in ended if code is not None), 0)


def _environment() -> dict[str, str]:
    """What the children inherit; the data folder in full, for the web server runs in it."""
    own = {"DJANGO_SETTINGS_MODULE": "balairung.config.settings", "BALAIRUNG_DATA": str(settings.DATA)}
    return os.environ | own


def _worker() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "balairung.config.cli", "worker"]
    return subprocess.Popen(command, env=_environment() | {"BALAIRUNG_STATEMENT_TIMEOUT": "5min"})


def _web(host: str, port: int, workers: int, threads: int) -> subprocess.Popen[bytes]:
    """WSGI on granian, measured the fastest of the maintained servers (docs/decisions)."""
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(threads), "--no-ws", "--log-level", "warning",
        "--workers-kill-timeout", "10", "--respawn-failed-workers", "balairung.config.wsgi:application",
    ]  # fmt: skip
    return subprocess.Popen(command, env=_environment(), cwd=settings.DATA)
