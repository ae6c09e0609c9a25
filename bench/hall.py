"""One full hall: 50 counters, 200 displays, three years of tickets; the figures go to bench/hall.md.

    python -m bench.hall                        SQLite and PostgreSQL, about ten minutes
    python -m bench.hall --tickets 50000 --calls 40 --only sqlite      a try; writes var/bench/hall.md

Everything is a process of its own as in life: `balairung serve` with its defaults, whoever sits at the counters, the
displays, the kiosks. Displays and kiosks are this process; what they cost is part of the load on the two cores.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import selectors
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import servers
from bench.generator import Request, Visitor, ask, drive, get, post
from tests.postgres import Cluster

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "var" / "bench" / "hall"
POSTGRESQL = {"shared_buffers": "1GB", "effective_cache_size": "3GB", "max_wal_size": "4GB", "random_page_cost": "1.1"}
CALL = re.compile(rb'"key": "([^"]+)"')
EVENT = b"\n\n"


# --- displays --------------------------------------------------------------------------------------------------------


@dataclass
class Display:
    """One open stream, and when it first showed each call."""

    socket: socket.socket
    buffer: bytes = b""
    seen: dict[str, float] = field(default_factory=dict)
    events: int = 0

    def read(self, now: float) -> bool:
        """False when the server hung up."""
        chunk = self.socket.recv(1 << 20)
        self.buffer += chunk
        while EVENT in self.buffer:
            event, self.buffer = self.buffer.split(EVENT, 1)
            for key in CALL.findall(event):
                self.seen.setdefault(key.decode(), now)
            self.events += b"data: {" in event
        return bool(chunk)


class Wall:
    """All displays of the hall, read by one thread."""

    def __init__(self, port: int, secrets: Sequence[str]) -> None:
        self.displays: list[Display] = []
        self._selector, self._over = selectors.DefaultSelector(), threading.Event()
        for secret in secrets:
            line = socket.create_connection(("127.0.0.1", port), timeout=30)
            line.sendall(get(f"/antrean/layar/{secret}/alir/"))
            display = Display(line)
            self.displays.append(display)
            self._selector.register(line, selectors.EVENT_READ, display)
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def wait(self, seconds: float = 60.0) -> float:
        """Until each has shown the hall once; how long that took."""
        begin = time.monotonic()
        while any(not display.events for display in self.displays):
            if time.monotonic() - begin > seconds:
                dark = sum(not display.events for display in self.displays)
                raise SystemExit(f"{dark} displays stayed dark")
            time.sleep(0.005)
        return time.monotonic() - begin

    def close(self) -> None:
        self._over.set()
        self._thread.join()
        for display in self.displays:
            display.socket.close()

    def _read(self) -> None:
        while not self._over.is_set():
            for ready, _mask in self._selector.select(0.2):
                if not ready.data.read(time.monotonic()):
                    self._selector.unregister(ready.fileobj)


# --- kiosks ----------------------------------------------------------------------------------------------------------


class Kiosks(threading.Thread):
    """Numbers taken one after another, as often as the counters call; each answer is a redirect to the ticket."""

    def __init__(self, port: int, cast: Mapping[str, Any], gap: float) -> None:
        super().__init__()
        self.port, self.cast, self.gap = port, cast, gap
        self.over, self.times, self.wrong = threading.Event(), list[float](), 0

    def run(self) -> None:
        number = 0
        visitor = Visitor(self.port)
        while not self.over.wait(self.gap):
            kiosk = self.cast["kiosk"][number % len(self.cast["kiosk"])]
            form = {"layanan": self.cast["lines"][number % len(self.cast["lines"])], "didahulukan": "",
                    "token": secrets.token_urlsafe(16)}  # fmt: skip
            visitor.send(post(f"/antrean/kios/{kiosk}/", urlencode(form).encode(), ""))
            while not (status := visitor.receive()):
                pass
            self.times.append((time.perf_counter() - visitor.sent) * 1000)
            self.wrong += status != 302
            number += 1


# --- one database ----------------------------------------------------------------------------------------------------


@dataclass
class Found:
    """What one database came to."""

    name: str
    rows: dict[str, str] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)

    def say(self, name: str, text: str, *, met: bool = True) -> None:
        self.rows[name] = text
        self.missed += [] if met else [name]
        print(f"  {name}: {text}{'' if met else '  MISSED'}", flush=True)


def inside(what: str, *more: object) -> Any:
    """One step within the house, in its own process; what it printed last."""
    command = [sys.executable, "-m", "bench.hall_cast", what, *map(str, more)]
    patient = os.environ | {"BALAIRUNG_STATEMENT_TIMEOUT": "30min"}
    done = subprocess.run(command, cwd=ROOT, env=patient, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def measure(name: str, arguments: argparse.Namespace) -> Found:
    found = Found(name)
    print(f"{name}:", flush=True)
    cast = inside("prepare")
    begin = time.monotonic()
    grown = inside("grow", arguments.tickets)
    found.say("tickets in the hall", f"{grown['tickets']:,}, {grown['turns']:,} turns (copied in"
              f" {time.monotonic() - begin:.0f} s)")  # fmt: skip
    bare = inside("bare")
    with _serving() as (port, pid):
        _pages(found, port, cast, "pages, nobody else there")
        before = servers.weights(pid)
        wall = Wall(port, cast["display"])
        try:
            found.say("200 displays connect", f"all show the hall after {wall.wait():.2f} s")
            _calls(found, port, cast, wall, bare, arguments)
            _pages(found, port, cast, f"pages, {len(wall.displays)} displays connected")
            _memory(found, before, servers.weights(pid))
        finally:
            begin = time.monotonic()
            servers.end(_process(pid))
            found.say("stop with all displays open", f"{time.monotonic() - begin:.1f} s")
            wall.close()
    return found


_running: dict[int, subprocess.Popen[bytes]] = {}


def _process(pid: int) -> subprocess.Popen[bytes]:
    return _running[pid]


@contextmanager
def _serving() -> Iterator[tuple[int, int]]:
    """`balairung serve` as it comes: one web process of four seats, one worker."""
    port = servers.free_port()
    command = [sys.executable, "-m", "balairung.config.cli", "serve", "--port", str(port)]
    with servers.running(command, {}, WORK / "servers.log") as process:
        servers.wait_for(port, seconds=180)
        _running[process.pid] = process
        yield port, process.pid


def _calls(
    found: Found, port: int, cast: Mapping[str, Any], wall: Wall, bare: Mapping[str, Any], arguments: argparse.Namespace
) -> None:
    """Call after call while numbers are taken: from the button to each display, and how long a number takes."""
    kiosks = Kiosks(port, cast, arguments.gap)
    kiosks.start()
    command = [sys.executable, "-m", "bench.hall_cast", "act", str(arguments.calls), str(arguments.gap)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    time.sleep(1.0)
    kiosks.over.set()
    kiosks.join()
    calls = [json.loads(line) for line in done.stdout.splitlines()]
    delays = [
        (display.seen[call["key"]] - call["sent"]) * 1000
        for call in calls for display in wall.displays if call["key"] in display.seen
    ]  # fmt: skip
    lost = sum(call["key"] not in display.seen for call in calls for display in wall.displays)
    acted = [(call["done"] - call["sent"]) * 1000 for call in calls]
    found.say(
        "call → display", f"{_spread(delays)} over {len(calls)} calls × {len(wall.displays)} displays; of it the call"
        f" itself {statistics.median(acted):.0f} ms", met=_at(delays, 0.95) <= 300 and not lost,
    )  # fmt: skip
    found.say("calls that a display never showed", str(lost), met=not lost)
    told = f"{_spread(kiosks.times)}, {len(kiosks.times)} numbers, {kiosks.wrong} refused"
    found.say("number taken at a kiosk", told, met=_at(kiosks.times, 0.95) <= 100 and not kiosks.wrong)
    taking, drawing = bare["take"], bare["draw"]
    found.say("the same statements alone", f"a number {taking:.1f} ms ({bare['statements'][0]} statements): the kiosk"
              f" takes {statistics.median(kiosks.times) / taking:.1f} times that; a snapshot {drawing:.1f} ms"
              f" ({bare['statements'][1]} statements): drawn {bare['drawn'] / drawing:.1f} times that")  # fmt: skip


def asking(path: str) -> Request:
    """Whoever asks for this page over and over."""
    return lambda _number: get(path)


def _pages(found: Found, port: int, cast: Mapping[str, Any], name: str) -> None:
    kiosk, display = cast["kiosk"][0], cast["display"][0]
    pages = {
        "halls": "/antrean/", "hall": "/antrean/mpp/", "my number": f"/antrean/nomor/{cast['code']}/",
        "display": f"/antrean/layar/{display}/", "kiosk": f"/antrean/kios/{kiosk}/",
    }  # fmt: skip
    said, slow = [], False
    for page, path in pages.items():
        status, _body = ask(port, get(path))
        result = drive(port, asking(path), visitors=2, seconds=2, warm=0.5)
        said.append(f"{page} {result.percentile(0.5) * 1000:.0f}/{result.percentile(0.95) * 1000:.0f}")
        slow = slow or status != 200
    found.say(f"{name}, median/p95 ms, 2 visitors", ", ".join(said), met=not slow)


def _memory(found: Found, before: list[tuple[str, float, float]], after: list[tuple[str, float, float]]) -> None:
    one, other = (sum(resident for _n, resident, _p in weights) for weights in (before, after))
    shared = sum(pss for _n, _r, pss in after)
    found.say("web and worker, resident", f"{one:.0f} MiB before, {other:.0f} MiB with all displays (shared pages"
              f" counted once: {shared:.0f} MiB)", met=other <= 400)  # fmt: skip


def _at(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def _spread(values: Sequence[float]) -> str:
    return f"p50 {_at(values, 0.5):.0f} ms, p95 {_at(values, 0.95):.0f} ms, p99 {_at(values, 0.99):.0f} ms"


# --- all of it -------------------------------------------------------------------------------------------------------


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=2_000_000)
    parser.add_argument("--calls", type=int, default=120)
    parser.add_argument(
        "--gap", type=float, default=0.5, help="seconds from one call, and from one number, to the next"
    )
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    arguments = parser.parse_args()
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    busy, results, facts = os.getloadavg()[0], list[Found](), dict[str, str]()
    os.environ["DJANGO_SETTINGS_MODULE"] = "balairung.config.settings"
    os.environ["BALAIRUNG_SECOND_FACTOR"] = "offered"
    if arguments.only != "postgresql":
        os.environ["BALAIRUNG_DATA"] = str(WORK / "sqlite")
        results.append(measure("SQLite", arguments))
    if arguments.only != "sqlite":
        with Cluster(durable=True, options=POSTGRESQL) as cluster:
            os.environ |= {"BALAIRUNG_DATA": str(WORK / "postgresql"), "DATABASE_URL": cluster.url}
            results.append(measure("PostgreSQL", arguments))
            facts = _machine(cluster)
    _write(results, facts, arguments, busy)
    return int(any(found.missed for found in results))


def _machine(cluster: Cluster) -> dict[str, str]:
    from bench.report import machine

    return machine(cluster) | {"web": "granian, 1 worker, 4 seats: `balairung serve` as it comes, with its worker"}


def _write(results: Sequence[Found], facts: Mapping[str, str], arguments: argparse.Namespace, busy: float) -> None:
    whole = arguments.tickets >= 2_000_000 and len(results) == 2
    place = ROOT / "bench" / "hall.md" if whole else ROOT / "var" / "bench" / "hall.md"
    rate = 1 / arguments.gap
    about = (
        f"`python -m bench.hall`: 50 counters, 20 lines, 200 displays on live streams, {arguments.tickets:,} tickets of"
        f" past days. For a minute somebody calls and somebody takes a number {rate:.0f} times a second each: 3,000"
        f" tickets in eight hours are {3000 / 28800:.1f} a second, so this is {rate / (3000 / 28800):.0f} times a full"
        " day. *Call → display* is from the moment before the action of the counter's button to the moment at which a"
        " display has the whole event; each call and each display is one value. Targets: p95 ≤ 300 ms; a number"
        " p95 ≤ 100 ms; web and worker 400 MiB."
    )
    lines = [
        "# Measured: one full hall, two cores",
        "",
        about,
        "",
        "| | " + " | ".join(found.name for found in results) + " |",
        "|---|" + "---|" * len(results),
    ]
    for name in results[0].rows:
        cells = [f"{found.rows.get(name, '')}{' **missed**' if name in found.missed else ''}" for found in results]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines += [
        "",
        "Displays and kiosks are one Python process on the same two cores: their share is in every figure.",
        f"Load average when it began: {busy:.1f}" + (": the machine was not quiet." if busy > 0.5 else "."),
        "",
        *(f"- {name}: {said}" for name, said in facts.items()),
        "",
    ]
    place.write_text("\n".join(lines), encoding="utf-8")
    print(place)


if __name__ == "__main__":
    sys.exit(main())
