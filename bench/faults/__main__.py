"""`make prove`: everything breaks while people work, and then it is counted. Writes bench/faults.md.

Eight people at once file reports, verify, forward, answer and resolve them, and ask again until they are told that it
is done; in the meantime web, worker and PostgreSQL are killed, halted and restarted, their disks are filled and slowed.
Afterwards all that was acknowledged must be there once, in order, with its proof, its letters and its leaf.

    make prove                                    20,000 steps on PostgreSQL in half an hour, 4,000 on SQLite
    make prove FAULTS="--lives 60 --minutes 2 --try"   a try; writes var/faults/faults.md
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import servers
from bench.faults.people import CREATE, STEPS, Crowd, recoveries
from bench.faults.weather import Database, Service, Weather, can_mount, disk, python
from tests.postgres import Cluster

ROOT = Path(__file__).resolve().parent.parent.parent
WORK = ROOT / "var" / "faults"
SEED, RECOVERY = 3510, 30.0  # seconds: issue 12
LIVES, MINUTES = 4000, 30.0  # each life is five steps
EXPECTED = ["open", *STEPS]
#: A small disk must hold it.
POSTGRESQL = {"max_wal_size": "256MB", "min_wal_size": "80MB"}
HOUSE = {
    "BALAIRUNG_FILING_LIMIT": "0", "BALAIRUNG_UNPROVED_LIMIT": "0", "BALAIRUNG_API_LIMIT": "0",
    "BALAIRUNG_TRACKING_LIMIT": "0", "BALAIRUNG_LOG": "ERROR",
}  # fmt: skip
#: What must be empty, word for word as `town look` names it.
EMPTY = (
    "gaps in the ledger", "files that cannot be read", "notices unsent", "letters sent twice", "lines without a leaf",
)  # fmt: skip


@dataclass
class Trial:
    """One database under fire."""

    name: str
    lives: int
    minutes: float
    folder: Path
    cluster: Cluster | None
    disks: Mapping[str, Path]
    port: int = field(default_factory=servers.free_port)
    facts: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    recovered: list[tuple[str, float]] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)

    @property
    def environment(self) -> dict[str, str]:
        own = {"BALAIRUNG_DATA": str(self.folder), "DJANGO_SETTINGS_MODULE": "balairung.config.settings"}
        return HOUSE | own | {"DATABASE_URL": self.cluster.url if self.cluster else ""}

    def call(self, *words: str, said: str = "") -> str:
        environment = {**os.environ, **self.environment, "BALAIRUNG_STATEMENT_TIMEOUT": "5min"}
        done = subprocess.run(
            python(*words), env=environment, cwd=ROOT, input=said, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(words[-3:])}:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
        return done.stdout

    def town(self, what: str, said: object = None) -> Any:
        return json.loads(self.call("-m", "bench.faults.town", what, said=json.dumps(said)).splitlines()[-1])

    def run(self) -> None:
        keys = self.town("build")
        self.call("-c", "import django; django.setup(); from balairung.config.setup import prepare_static;"
                  " prepare_static()")  # fmt: skip
        web, worker = self.services()
        with ExitStack() as stack:
            for service in (web, worker):
                service.start()
                stack.callback(service.stop)
            servers.wait_for(self.port, CREATE)
            crowd = self.storm(keys, web, worker)
        self.town("later")
        self.judge(crowd)

    def services(self) -> tuple[Service, Service]:
        web = python("-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
                     "--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
                     "--respawn-failed-workers", "balairung.config.wsgi:application")  # fmt: skip
        log = WORK / f"{self.name}.log"
        environment = {**self.environment, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
        return Service(web, environment, log), Service(python("-m", "balairung.config.cli", "worker"), environment, log)

    def storm(self, keys: dict[str, str], web: Service, worker: Service) -> Crowd:
        begin, database = time.monotonic(), Database(self.cluster) if self.cluster else None
        weather = Weather(web, worker, database, self.disks, random.Random(f"{SEED}-{self.name}"))
        crowd = Crowd(self.port, keys, self.lives, self.minutes * 60, f"{SEED}-{self.name}")
        weather.blow(lambda: crowd.busy)
        weather.pass_time(2)  # everything stands again
        crowd.end()
        self.faults, self.met = Counter(name for name, _end in weather.ends), crowd.known.answers
        self.recovered = recoveries(crowd.known.moments, weather.ends)
        self.facts["it took"] = f"{(time.monotonic() - begin) / 60:.0f} minutes"
        again = web.again + worker.again + (database.again if database else 0)
        self.facts["processes started again because they had ended"] = str(again)
        weather.pass_time(8)  # the worker goes on for a moment
        return crowd

    # --- what came of it -----------------------------------------------------------------------------------------

    def judge(self, crowd: Crowd) -> None:
        known = crowd.known
        seen = self.town("look", list(known.receipts))
        given = {token: {ref for ref, _code in receipts} for token, receipts in known.receipts.items()}
        self.expect("forms with two receipts", [token for token, refs in given.items() if len(refs) > 1])
        lost = [token for token, refs in given.items() if seen["tokens"].get(token) not in refs]
        self.expect("receipts without their report", lost)
        self.expect("reports without a receipt", sorted(set(seen["tokens"]) - set(given)))
        self.expect("reports that are there twice", _twice(seen["refs"]))
        told = [ref for ref, verbs in seen["verbs"].items() if verbs != EXPECTED]
        self.expect("ledgers that do not say each step once, in order", told)
        self.expect("steps acknowledged and not written", _unwritten(known.steps, seen["verbs"]))
        self.expect("reports without their photograph", [ref for ref in seen["refs"] if seen["proofs"].get(ref) != 1])
        for name in EMPTY:
            self.expect(name, seen[name])
        self.expect("checkpoints that the log does not go on from", self.rewritten(known.checkpoints))
        self.count(seen, crowd)
        self.check()

    def rewritten(self, checkpoints: Mapping[str, None]) -> list[str]:
        self.facts["checkpoints that a stranger kept"] = f"{len(checkpoints):,}"
        found: list[str] = self.town("follows", list(checkpoints))["rewritten"]
        return found

    def count(self, seen: dict[str, Any], crowd: Crowd) -> None:
        steps = sum(map(len, crowd.known.steps.values()))
        self.facts["acknowledged"] = f"{len(crowd.known.receipts):,} reports, {steps:,} steps of officers"
        self.facts["letters"] = f"{seen['letters']:,}, with {seen['messages']:,} messages in them"
        self.facts["leaves in the log of receipts"] = f"{seen['leaves']:,}"
        worst = self.recovered[0][1] if self.recovered else 0.0
        if worst > RECOVERY:
            self.wrong.append(f"recovery took {worst:.1f} s after {self.recovered[0][0]}")

    def check(self) -> None:
        try:
            self.facts["balairung check"] = self.call("-m", "balairung.config.cli", "check").strip().splitlines()[-1]
        except RuntimeError as problem:
            self.wrong.append(str(problem))

    def expect(self, name: str, found: list[str]) -> None:
        """Nothing is found."""
        self.facts[name] = str(len(found))
        if found:
            self.wrong.append(f"{name}: {', '.join(map(str, found[:5]))}")


def _twice(refs: list[str]) -> list[str]:
    return [ref for ref, count in Counter(refs).items() if count > 1]


def _unwritten(steps: Mapping[str, list[str]], verbs: Mapping[str, list[str]]) -> list[str]:
    return [f"{ref} {step}" for ref, done in steps.items() for step in done if step not in verbs.get(ref, [])]


# --- the report --------------------------------------------------------------------------------------------------


def told(trial: Trial) -> list[str]:
    """One trial in the report."""
    met = ", ".join(f"{what} {count:,}" for what, count in trial.met.most_common())
    times = defaultdict[str, list[float]](list)
    for name, seconds in trial.recovered:
        times[name].append(seconds)
    rows = [
        f"| {name} | {count} | {statistics.median(times[name] or [0]):.1f} | {max(times[name], default=0):.1f} |"
        for name, count in sorted(trial.faults.items())
    ]
    lines = [f"## {trial.name}: {'passed' if not trial.wrong else 'FAILED'}", ""]
    lines += ["| what went wrong | times | recovery, median s | worst s |", "|---|---|---|---|", *rows, ""]
    lines += [f"- what people met: {met}"] + [f"- {what}: {found}" for what, found in trial.facts.items()]
    return [*lines, *(f"- **wrong**: {sentence}" for sentence in trial.wrong), ""]


def report(place: Path, trials: list[Trial]) -> None:
    lines = [
        "# Proved: everything breaks while people work", "",
        "Written by `make prove`; do not edit. " + (__doc__ or "").split("\n\n")[1].replace("\n", " "), "",
        "Recovery: from the moment when a fault is over (a process killed, the disk freed) until something is",
        "acknowledged that was asked after it. A process that ended is started again after a second, as the units in",
        f"`deploy/` say; nobody else lends a hand. Seed {SEED}.", "",
        f"Python {platform.python_version()}, {os.cpu_count()} processors, Linux {platform.release()[:4]}.", "",
    ]  # fmt: skip
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("\n".join([*lines, *(line for trial in trials for line in told(trial))]), encoding="utf-8")


def prove(name: str, lives: int, minutes: float, stack: ExitStack) -> Trial:
    place = WORK / name
    shutil.rmtree(place, ignore_errors=True)
    disks = {}
    for of, folder in {"the files": place / "data", "the database": place / "database"}.items():
        folder.mkdir(parents=True)
        if can_mount() and (name == "PostgreSQL" or of == "the files"):
            disks[of] = stack.enter_context(disk(place / f"{folder.name}.img", folder))
    cluster = None
    if name == "PostgreSQL":
        (place / "database").chmod(0o755)
        cluster = stack.enter_context(Cluster(durable=True, options=POSTGRESQL, where=place / "database"))
    made = Trial(name, lives, minutes, place / "data", cluster, disks)
    print(f"{name}: {lives} reports in {minutes:.0f} minutes …", flush=True)
    made.run()
    print(f"{name}: {sum(made.faults.values())} faults; {made.wrong or 'nothing is wrong'}", flush=True)
    return made


def main() -> int:
    parser = argparse.ArgumentParser("make prove FAULTS=…", description=__doc__)
    parser.add_argument("--lives", type=int, default=LIVES)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--only", choices=["PostgreSQL", "SQLite"])
    parser.add_argument("--try", dest="trying", action="store_true", help="write var/faults/faults.md")
    asked, trials = parser.parse_args(), list[Trial]()
    for name, part in {"PostgreSQL": 1.0, "SQLite": 0.2}.items():
        if asked.only in (None, name):
            with ExitStack() as stack:
                trials.append(prove(name, round(asked.lives * part), asked.minutes * part, stack))
    place = WORK / "faults.md" if asked.trying else ROOT / "bench" / "faults.md"
    report(place, trials)
    print(place.relative_to(ROOT))
    return any(one.wrong for one in trials)


if __name__ == "__main__":
    sys.exit(main())
