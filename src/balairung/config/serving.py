"""Web and worker together, for the small server: what `balairung serve` becomes when all is prepared.

Nothing of Django is imported here: the process that only watches the two others stays small.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

QUEUE = 16  # threads of each process for requests that wait for a seat while all its streams are taken


def become_server(*, host: str, port: int, workers: int, threads: int, data: Path) -> NoReturn:
    """This process goes on as `serve`, without what it prepared them with; `data` is the data folder in full."""
    own = {"DJANGO_SETTINGS_MODULE": "balairung.config.settings", "BALAIRUNG_DATA": str(data)}
    command = [sys.executable, "-m", "balairung.config.serving", host, str(port), str(workers), str(threads)]
    os.execve(sys.executable, command, os.environ | own)


def serve(host: str, port: str, workers: str, threads: str) -> int:
    """Run the web server and one worker until a signal; if either dies, end the other and say so (exit code 1)."""
    processes = [_worker(), _web(host, port, workers, threads)]
    stopping: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.append(number)
        for process in processes:
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
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


def _worker() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "balairung.config.cli", "worker"]
    return subprocess.Popen(command, env=os.environ | {"BALAIRUNG_STATEMENT_TIMEOUT": "5min"})


def _web(host: str, port: str, workers: str, threads: str) -> subprocess.Popen[bytes]:
    """WSGI on granian, measured the fastest of the maintained servers (docs/decisions). It runs in the data folder.

    Its threads are many and cheap, made when they are needed: most of them carry a stream and sleep. How many requests
    are answered at once is the number of seats (config/seats.py).
    """
    # (granian's warning of many threads is what `error` keeps from the log; a worker that dies is an error)
    streams = os.environ.get("BALAIRUNG_STREAMS", "240")
    most = int(streams) + QUEUE + int(threads)
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", port,
        "--workers", workers, "--blocking-threads", str(most), "--no-ws", "--log-level", "error",
        "--workers-kill-timeout", "10", "--respawn-failed-workers", "balairung.config.wsgi:application",
    ]  # fmt: skip
    # glibc gives each thread a heap of its own, which it never gives back: two are enough (ten megabytes, 2026-11)
    own = {"MALLOC_ARENA_MAX": "2", **os.environ, "BALAIRUNG_SEATS": threads, "BALAIRUNG_STREAMS": streams}
    own |= _counted_together() if int(workers) > 1 else {}
    return subprocess.Popen(command, cwd=os.environ["BALAIRUNG_DATA"], env=own)


def _counted_together() -> dict[str, str]:
    """Several processes count their requests in files of one folder, so that any of them tells of all at /metrik."""
    folder = Path(os.environ["BALAIRUNG_DATA"]) / "metrik"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.db"):
        old.unlink()
    return {"PROMETHEUS_MULTIPROC_DIR": str(folder)}


if __name__ == "__main__":
    sys.exit(serve(*sys.argv[1:]))
