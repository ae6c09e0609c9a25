"""`make prove`: kill -9 at random while citizens file, and then count. Writes bench/prove.md.

Citizens send each report again, with the same token, until they hold a receipt; some send it once more after that. In
the meantime web, worker and PostgreSQL are killed without a word and started again. Afterwards every receipt must exist
once, none twice, and the house must find nothing wrong with itself.

    make prove                              5,000 reports on PostgreSQL and on SQLite, about ten minutes
    make prove ARGS="--reports 300 --try"   a try; writes var/prove/prove.md
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from urllib.parse import urlencode

from bench import servers
from bench.generator import ask, post
from tests.postgres import Cluster

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "var" / "prove"
CITIZENS = 8
AGAIN = 0.1  # of those who hold a receipt send the form once more
PAUSE = (1.0, 4.0)  # seconds between two kills
RECEIPT = re.compile(rb"\r\nlocation: /lacak/([^/]+)/([^/]+)/tanda-terima/", re.IGNORECASE)
CREATE = "/pengaduan/baru/"


@dataclass
class Service:
    """A process that is started, killed and started again."""

    command: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command, env={**os.environ, **self.environment}, stdout=out, stderr=out, cwd=self.log.parent
            )

    def kill(self, *, one: random.Random | None = None) -> None:
        """Kill -9 of the whole family and start it anew; with `one`, of one child, whom its parent replaces."""
        assert self.process
        pids = servers.family(self.process.pid)
        if one and len(pids) > 1:
            _kill(one.choice(pids[1:]))
            return
        for pid in pids:
            _kill(pid)
        self.process.wait()
        self.start()

    def stop(self) -> None:
        if self.process:
            servers.end(self.process)


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@dataclass
class Trial:
    """One database under fire."""

    name: str
    reports: int
    environment: dict[str, str]
    cluster: Cluster | None
    port: int = field(default_factory=servers.free_port)
    seed: int = 3510
    receipts: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    facts: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return Path(self.environment["BALAIRUNG_DATA"])

    # --- processes ---------------------------------------------------------------------------------------------

    def balairung(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "balairung.config.cli", *words]

    def call(self, *command: str) -> str:
        environment = {**os.environ, **self.environment, "BALAIRUNG_STATEMENT_TIMEOUT": "5min"}
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command[-3:])}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def services(self) -> tuple[Service, Service]:
        web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
               "--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
               "--respawn-failed-workers", "balairung.config.wsgi:application"]  # fmt: skip
        environment = {**self.environment, "DJANGO_SETTINGS_MODULE": "balairung.config.settings"}
        log = self.folder / "servers.log"
        return Service(web, environment, log), Service(self.balairung("worker"), environment, log)

    # --- citizens ----------------------------------------------------------------------------------------------

    def citizen(self, queue: Queue[int], rng: random.Random) -> None:
        csrf = secrets.token_hex(16)
        while True:
            try:
                number = queue.get_nowait()
            except Empty:
                return
            token = f"{self.name}-{number}-{secrets.token_hex(8)}"
            request = post(CREATE, self.body(token, csrf, number), f"csrf={csrf}")
            self.until_receipt(token, request, rng)
            if rng.random() < AGAIN:
                self.until_receipt(token, request, rng)

    def body(self, token: str, csrf: str, number: int) -> bytes:
        return urlencode({
            "csrfmiddlewaretoken": csrf, "token": token, "contact": f"warga{number}@contoh.id", "name": "Siti Aminah",
            "text": f"Lampu jalan di depan pasar padam sejak minggu lalu, laporan ke-{number}.",
        }).encode()  # fmt: skip

    def until_receipt(self, token: str, request: bytes, rng: random.Random) -> None:
        while True:
            try:
                status, answer = ask(self.port, request, timeout=20)
            except (OSError, ValueError) as problem:
                self.answers[type(problem).__name__] += 1
            else:
                self.answers[str(status)] += 1
                if status == 302 and (found := RECEIPT.search(answer)):
                    self.receipts.setdefault(token, []).append((found[1].decode(), found[2].decode()))
                    return
                if status < 500:
                    raise RuntimeError(f"a report was answered with {status}")
            time.sleep(rng.uniform(0.05, 0.5))

    # --- chaos -------------------------------------------------------------------------------------------------

    def chaos(self, web: Service, worker: Service, going_on: Callable[[], bool], rng: random.Random) -> None:
        """In the main thread: PostgreSQL is told to stop when the thread that started it ends."""
        deeds: dict[str, Callable[[], None]] = {
            "web": web.kill, "one process of the web": lambda: web.kill(one=rng), "worker": worker.kill,
        }  # fmt: skip
        if self.cluster:
            deeds["PostgreSQL"] = self.kill_postgresql
        while going_on():
            name = rng.choice(list(deeds))
            deeds[name]()
            self.kills[name] += 1
            time.sleep(rng.uniform(*PAUSE))

    def kill_postgresql(self) -> None:
        assert self.cluster
        self.cluster.kill()
        self.cluster.start()

    # --- the whole ---------------------------------------------------------------------------------------------

    def run(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.call(*self.balairung("init", "35.10"))
        self.call(sys.executable, "-c", "import django; django.setup(); from balairung.config.setup import"
                  " prepare_static; prepare_static()")  # fmt: skip
        web, worker = self.services()
        with ExitStack() as stack:
            for service in (web, worker):
                service.start()
                stack.callback(service.stop)
            servers.wait_for(self.port, CREATE)
            begin = time.monotonic()
            self.file_under_fire(web, worker)
            self.facts["filing under fire"] = f"{time.monotonic() - begin:.0f} s"
            self.drain()
        self.call(sys.executable, "-m", "bench.aftermath", "later")
        self.judge()

    def file_under_fire(self, web: Service, worker: Service) -> None:
        queue: Queue[int] = Queue()
        for number in range(self.reports):
            queue.put(number)
        failures = list[BaseException]()

        def guarded(rng: random.Random) -> None:
            try:
                self.citizen(queue, rng)
            except BaseException as failure:
                failures.append(failure)

        rngs = [random.Random(f"{self.seed}-{self.name}-{number}") for number in range(CITIZENS + 1)]
        citizens = [threading.Thread(target=guarded, args=(rng,), daemon=True) for rng in rngs[:-1]]
        for thread in citizens:
            thread.start()
        self.chaos(web, worker, lambda: any(thread.is_alive() for thread in citizens) and not failures, rngs[-1])
        if failures:
            raise failures[0]

    def drain(self) -> None:
        """Let the worker send what no dead one holds."""
        before, still = -1, 0
        while still < 5:
            now = len(list((self.folder / "mail").glob("*.eml")))
            before, still = now, still + 1 if now == before else 0
            time.sleep(1)

    def judge(self) -> None:
        seen = json.loads(self.call(sys.executable, "-m", "bench.aftermath", "look"))
        given = [ref for receipts in self.receipts.values() for ref, _code in receipts]
        changed = [token for token, receipts in self.receipts.items() if len(set(receipts)) != 1]
        refs = Counter(seen["refs"])
        self.expect("tokens whose receipts differ", changed)
        self.expect("receipts without their report", sorted(set(given) - set(refs)))
        self.expect("reports that are there twice", [ref for ref, count in refs.items() if count > 1])
        self.expect("reports that nobody holds a receipt for", sorted(set(refs) - set(given)))
        for name in ("without line 1", "without clocks", "not one notice", "more than one letter"):
            self.expect(name, seen[name])
        if (seen["tokens"], seen["letters"], seen["outcomes"]) != (self.reports, self.reports, {"sent": self.reports}):
            self.wrong.append(f"{seen['tokens']} tokens, {seen['letters']} letters, outcomes {seen['outcomes']}")
        try:
            self.facts["balairung check"] = self.call(*self.balairung("check")).strip().splitlines()[-1]
        except RuntimeError as problem:
            self.wrong.append(str(problem))
        self.facts["receipts"] = (
            f"{len(given):,} given for {len(self.receipts):,} reports, {len(refs):,} in the database"
        )
        self.facts["letters"] = f"{seen['letters']:,} sent, one to each reporter"

    def expect(self, name: str, found: list[str]) -> None:
        """Nothing is found."""
        self.facts[name] = str(len(found))
        if found:
            self.wrong.append(f"{name}: {', '.join(map(str, found[:5]))}")


def trial(name: str, reports: int, cluster: Cluster | None) -> Trial:
    environment = {"BALAIRUNG_DATA": str(WORK / name), "BALAIRUNG_FILING_LIMIT": "0", "BALAIRUNG_LOG": "CRITICAL"}
    environment |= {
        "DATABASE_URL": cluster.url if cluster else "",
        "DJANGO_SETTINGS_MODULE": "balairung.config.settings",
    }
    made = Trial(name, reports, environment, cluster)
    print(f"{name}: {reports} reports …", flush=True)
    made.run()
    kills = ", ".join(f"{what} {count}" for what, count in sorted(made.kills.items()))
    print(f"{name}: killed {kills}; {made.facts['receipts']}; {made.wrong or 'nothing is wrong'}", flush=True)
    return made


def report(place: Path, trials: list[Trial], minutes: float) -> None:
    lines = [
        "# Proved: kill -9 while citizens file",
        "",
        "Written by `make prove`; do not edit. Eight citizens file at the same time and send each report again with",
        "the same token until they hold a receipt; one in ten sends it once more after that. Every one to four",
        "seconds something is killed with SIGKILL and started again: the whole web server, one of its processes,",
        "the worker, all of PostgreSQL. PostgreSQL and SQLite keep the durability that the house gives them. What a",
        "killed worker had claimed is sent when its lease of five minutes runs out; the trial turns that clock and",
        "does not wait.",
        "",
    ]
    for one in trials:
        kills = ", ".join(f"{what} {count} times" for what, count in sorted(one.kills.items()))
        tries = ", ".join(f"{what} {count:,}" for what, count in one.answers.most_common())
        lines += [f"## {one.name}: {'passed' if not one.wrong else 'FAILED'}", "", f"- reports: {one.reports:,}"]
        lines += [f"- killed: {kills}", f"- what the citizens met: {tries} (302 is a receipt)"]
        lines += [f"- {what}: {found}" for what, found in one.facts.items()]
        lines += [f"- **wrong**: {sentence}" for sentence in one.wrong] + [""]
    lines += [f"The whole took {minutes:.0f} minutes.", ""]
    place.write_text("\n".join(lines), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser("make prove ARGS=…", description=__doc__)
    parser.add_argument("--reports", type=int, default=5000)
    parser.add_argument("--only", choices=["PostgreSQL", "SQLite"])
    parser.add_argument("--try", dest="trying", action="store_true", help="write var/prove/prove.md")
    arguments = parser.parse_args()
    begin, trials = time.monotonic(), list[Trial]()
    if arguments.only != "SQLite":
        with Cluster(durable=True) as cluster:
            trials.append(trial("PostgreSQL", arguments.reports, cluster))
    if arguments.only != "PostgreSQL":
        trials.append(trial("SQLite", arguments.reports, None))
    place = WORK / "prove.md" if arguments.trying else ROOT / "bench" / "prove.md"
    report(place, trials, (time.monotonic() - begin) / 60)
    print(place.relative_to(ROOT))
    return any(one.wrong for one in trials)


if __name__ == "__main__":
    sys.exit(main())
