"""What goes wrong: processes are killed and halted, disks are full and slow, the database dies. By a seed.

Whatever ends is started again by `Service.tend`, as systemd does with the units in deploy/. Nobody else lends a hand.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bench import servers
from tests.postgres import Cluster

PAUSE = (4.0, 14.0)  # seconds between two faults
LENGTH = (3.0, 9.0)  # seconds of what lasts
RESTART = 1.0  # seconds until what ended is started again: RestartSec of the units
ROOM = 1500  # MiB of each of the two disks
WRITTEN = 1 << 20


@dataclass
class Service:
    """A process that is started again whenever it has ended."""

    command: list[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    ended: float = 0.0
    again: int = 0

    def start(self) -> None:
        with suppress(OSError), self.log.open("ab") as out:  # the disk may be full: then in a moment
            self.process = subprocess.Popen(
                self.command, env={**os.environ, **self.environment}, stdout=out, stderr=out, start_new_session=True
            )
        self.ended = 0.0

    def tend(self) -> None:
        if self.process and self.process.poll() is None:
            return
        if not self.ended:
            self.ended = time.monotonic()
        elif time.monotonic() - self.ended >= RESTART:
            self.again += 1
            self.start()

    def pids(self) -> list[int]:
        return servers.family(self.process.pid) if self.process and self.process.poll() is None else []

    def kill(self) -> None:
        for pid in self.pids():
            send(pid, signal.SIGKILL)

    def stop(self) -> None:
        """In order; what is left of it after half a minute is killed."""
        family = self.pids()
        if self.process:
            servers.end(self.process)
        for pid in family:
            send(pid, signal.SIGKILL)


def send(pid: int, what: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, what)


@dataclass
class Database:
    """PostgreSQL, started again when it has ended. In the main thread: it ends with the thread that started it."""

    cluster: Cluster
    again: int = 0

    def tend(self) -> None:
        server = self.cluster.server
        if server is None or server.poll() is not None:
            self.again += 1
            with suppress(RuntimeError):
                self.cluster.start()

    def pids(self) -> list[int]:
        server = self.cluster.server
        return servers.family(server.pid) if server and server.poll() is None else []


@dataclass
class Weather:
    """Faults, one after the other, each with its name and the moment when it was over."""

    web: Service
    worker: Service
    database: Database | None
    disks: Mapping[str, Path]  # name -> the folder where it is mounted
    rng: random.Random
    ends: list[tuple[str, float]] = field(default_factory=list)

    def blow(self, going_on: Callable[[], bool]) -> None:
        deeds, waiting = self.deeds(), list[str]()
        while going_on():
            self.pass_time(self.rng.uniform(*PAUSE))
            if not waiting:  # each comes once before one comes again
                waiting = self.rng.sample(list(deeds), len(deeds))
            name = waiting.pop()
            deeds[name]()
            self.ends.append((name, time.monotonic()))

    def pass_time(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for one in (self.database, self.web, self.worker):
                if one:
                    one.tend()
            time.sleep(0.1)

    def deeds(self) -> dict[str, Callable[[], None]]:
        found: dict[str, Callable[[], None]] = {
            "the web is killed": self.web.kill,
            "one process of the web is killed": lambda: self._kill_one(self.web),
            "the worker is killed": self.worker.kill,
            "the web is restarted in order": self.web.stop,
            "a process of the web halts": lambda: self._halt(self.web.pids()[-1:]),
            "the worker halts": lambda: self._halt(self.worker.pids()),
        }
        if self.database:
            found["PostgreSQL is killed"] = self.database.cluster.kill
            found["PostgreSQL is restarted in order"] = self.database.cluster.stop
            found["PostgreSQL halts"] = self._halt_database
        for name in self.disks:
            found[f"the disk of {name} is full"] = lambda name=name: self._fill(self.disks[name])  # type: ignore[misc]
            found[f"the disk of {name} is slow"] = lambda name=name: self._slow(self.disks[name])  # type: ignore[misc]
        return found

    def _kill_one(self, service: Service) -> None:
        for pid in self.rng.sample(service.pids()[1:], 1) if len(service.pids()) > 1 else []:
            send(pid, signal.SIGKILL)

    def _halt_database(self) -> None:
        assert self.database
        self._halt(self.database.pids())

    def _halt(self, pids: list[int]) -> None:
        for pid in pids:
            send(pid, signal.SIGSTOP)
        time.sleep(self.rng.uniform(*LENGTH))
        for pid in pids:
            send(pid, signal.SIGCONT)

    def _fill(self, disk: Path) -> None:
        """Not one block is free, then all of them again."""
        ballast = disk / "ballast"
        with suppress(OSError), ballast.open("wb", buffering=0) as out:
            while out.write(bytes(WRITTEN)):
                pass
        with suppress(OSError), ballast.open("ab", buffering=0) as out:
            while out.write(bytes(512)):
                pass
        self.pass_time(self.rng.uniform(*LENGTH))
        ballast.unlink(missing_ok=True)

    def _slow(self, disk: Path) -> None:
        """Somebody else writes through to it without a pause."""
        place, end = disk / "noise", time.monotonic() + self.rng.uniform(*LENGTH)
        handle = os.open(place, os.O_CREAT | os.O_WRONLY | os.O_SYNC, 0o600)
        with suppress(OSError):
            while time.monotonic() < end:
                os.pwrite(handle, bytes(WRITTEN), 0)
        os.close(handle)
        place.unlink(missing_ok=True)


# --- disks -------------------------------------------------------------------------------------------------------


def can_mount() -> bool:
    return os.geteuid() == 0 and Path("/dev/loop-control").exists()


@contextmanager
def disk(image: Path, folder: Path) -> Iterator[Path]:
    """A small file system of its own, so that it can be full without hurting anybody else."""
    folder.mkdir(parents=True, exist_ok=True)
    with image.open("wb") as made:
        made.truncate(ROOM << 20)
    subprocess.run(["mkfs.ext4", "-q", "-m", "0", str(image)], check=True)
    subprocess.run(["mount", "-o", "loop", str(image), str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)
        image.unlink()


def python(*words: str) -> list[str]:
    return [sys.executable, *words]
