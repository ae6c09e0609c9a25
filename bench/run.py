"""`make bench`: a regency with a million complaints on PostgreSQL, measured; the figures go to bench/report.md.

make bench                                  the whole, about twenty minutes
make bench ARGS="--rows 20000 --quick"      a try, about two minutes; writes var/bench/report.md
"""

from __future__ import annotations

import argparse
import os
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import cold, servers
from bench.generator import Request, Result, ask, drive, get, post
from tests.postgres import Cluster

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "var" / "bench"
#: What an operator of a small server would set; nothing of it touches durability.
POSTGRESQL = {"shared_buffers": "1GB", "effective_cache_size": "3GB", "maintenance_work_mem": "256MB",
              "max_wal_size": "4GB", "random_page_cost": "1.1"}  # fmt: skip
#: What the house is told; everything else is as it comes.
HOUSE = {"BALAIRUNG_FILING_LIMIT": "0", "BALAIRUNG_SECOND_FACTOR": "offered"}
CITIZENS, OFFICERS, LEADERS = 16, 4, 1  # who visits at the same time


@dataclass
class Figure:
    """One line of the report: a value for each run, and the same of what it is held against."""

    name: str
    unit: str
    target: str
    met: Callable[[float], bool]
    values: list[float] = field(default_factory=list)
    minimal: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    note: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def ok(self) -> bool:
        return bool(self.values) and self.met(self.median)


@dataclass
class Bench:
    """What every measurement needs to know."""

    cluster: Cluster
    seconds: float
    runs: int
    figures: list[Figure] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    plans: list[tuple[str, str]] = field(default_factory=list)
    web: int = 0  # the process whose CPU is counted beside PostgreSQL's
    cpu: str = ""  # what one request of the last figure took

    @property
    def log(self) -> Path:
        return WORK / "servers.log"

    def add(self, figure: Figure) -> None:
        self.figures.append(figure)
        shown = ", ".join(f"{value:.1f}" for value in figure.values)
        print(f"  {figure.name}: {shown} {figure.unit} ({figure.target})", flush=True)

    def note(self, name: str, text: str) -> None:
        self.facts[name] = text
        print(f"  {name}: {text}", flush=True)

    def settle(self, most: float = 180.0) -> None:
        """Until the worker has done what there was to do and the database is quiet."""
        end, quiet = time.monotonic() + most, 0
        while quiet < 6 and time.monotonic() < end:
            busy = self.cluster.psql(
                "SELECT count(*) FROM pg_stat_activity WHERE state <> 'idle' AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'"
            )
            quiet = quiet + 1 if busy == "0" else 0
            time.sleep(0.5)

    def drives(self, port: int, request: Request, visitors: int, expected: int) -> list[Result]:
        """The runs of one figure; any other answer than the expected one spoils it."""
        results, before = [], self._used()
        for _ in range(self.runs):
            result = drive(port, request, visitors=visitors, seconds=self.seconds)
            if set(result.answers) != {expected}:
                raise SystemExit(f"answers were {dict(result.answers)}, expected {expected} only")
            results.append(result)
        each = 1000 / sum(sum(result.answers.values()) for result in results) * self.seconds / (self.seconds + 1)
        web, database = (each * (now - then) for now, then in zip(self._used(), before, strict=True))
        self.cpu = f"CPU for one: house {web:.1f} ms, PostgreSQL {database:.1f} ms"
        return results

    def _used(self) -> tuple[float, float]:
        server = self.cluster.server
        return (servers.cpu(self.web) if self.web else 0.0, servers.cpu(server.pid) if server else 0.0)


def at_least(limit: float) -> Callable[[float], bool]:
    return lambda value: value >= limit


def at_most(limit: float) -> Callable[[float], bool]:
    return lambda value: value <= limit


# --- the parts ------------------------------------------------------------------------------------------------------


def load(bench: Bench, rows: int) -> None:
    begin = time.monotonic()
    subprocess.run([sys.executable, "-m", "bench.load", "--rows", str(rows)], cwd=ROOT, check=True)
    bench.cluster.psql("CHECKPOINT")
    bench.note("load", f"{rows:,} complaints in {time.monotonic() - begin:.0f} s")
    counted = bench.cluster.psql(
        "SELECT string_agg(format('%s %s', relname, n_live_tup), ', ' ORDER BY n_live_tup DESC) FROM"
        " pg_stat_user_tables WHERE n_live_tup > 1000"
    )
    bench.note("rows", counted)
    bench.note("database", bench.cluster.psql("SELECT pg_size_pretty(pg_database_size(current_database()))"))
    bench.note("open", bench.cluster.psql(
        "SELECT format('%s open, %s of them late', count(*), count(*) FILTER (WHERE next_at < now() AND state IN"
        " ('new', 'active'))) FROM obligations_obligation WHERE closed_at IS NULL"
    ))  # fmt: skip


def check(bench: Bench, when: str) -> None:
    begin = time.monotonic()
    command = [sys.executable, "-m", "balairung.config.cli", "check"]
    environment = {**os.environ, "BALAIRUNG_STATEMENT_TIMEOUT": "5min"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(f"`balairung check` {when}:\n{done.stdout}{done.stderr}")
    bench.note(f"check {when}", f"{done.stdout.strip().splitlines()[-1]} ({time.monotonic() - begin:.0f} s)")


@dataclass
class Floor:
    """What the house's figures are held against: the minimal Django, and the bare statements per second."""

    hello: list[Result]
    insert: list[Result]
    filing: list[float]
    tracking: list[float]
    pages: list[str]
    statements: tuple[int, int]  # of a filing, of a tracking page


def floor(bench: Bench) -> Floor:
    """Measured while nothing of the house runs. What is filed by bare statements is filed: lines, clocks and all."""
    from django.db import connection

    from bench import inside
    from bench.statements import connect, rate

    with connect(bench.cluster.url) as database:
        database.execute("CREATE TABLE IF NOT EXISTS minimal_row (id uuid PRIMARY KEY, said text, at timestamptz)")
    with servers.minimal(bench.cluster.url, bench.log) as port:
        hello = bench.drives(port, lambda _number: get("/"), CITIZENS, 200)
        one = bench.drives(port, lambda _number: get("/satu/"), CITIZENS, 200)
        alone = drive(port, lambda _number: get("/"), visitors=1, seconds=2)
    bench.note("minimal hello", f"{_spread([r.rate for r in hello])} /s, alone {alone.percentile(0.5) * 1000:.2f} ms")
    bench.note("minimal insert", f"{_spread([r.rate for r in one])} /s")
    bench.cluster.psql("DROP TABLE minimal_row")
    pages, filing = inside.own_pages(500), inside.filing_script()
    reads = [inside.page_script(path) for path in pages[::25]]
    connection.close()
    filed = [rate(bench.cluster.url, [filing], bench.seconds) for _ in range(bench.runs)]
    read = [rate(bench.cluster.url, reads, bench.seconds) for _ in range(bench.runs)]
    counted = len(filing.statements), round(statistics.median(len(script.statements) for script in reads))
    bench.note("bare statements", f"{_spread(filed)} filings /s, {_spread(read)} tracking pages /s")
    return Floor(hello, one, filed, read, pages, counted)


def filing(bench: Bench, port: int, floor: Floor) -> None:
    from bench import inside

    csrf = secrets.token_hex(16)
    status, page = ask(port, get(inside.CREATE))
    if status != 200 or b"csrfmiddlewaretoken" not in page:
        raise SystemExit(f"the form answered {status}")

    def request(number: int) -> bytes:
        body = inside.report_body(secrets.token_urlsafe(24), csrf, number)
        return post(inside.CREATE, body, f"csrf={csrf}")

    before = _complaints(bench)
    results = bench.drives(port, request, CITIZENS, 302)
    stored, answered = _complaints(bench) - before, sum(sum(result.answers.values()) for result in results)
    if stored < answered:
        raise SystemExit(f"{answered} receipts and only {stored} complaints")
    figure = Figure("filing, durable", "/s", "≥ 150", at_least(150), [result.rate for result in results])
    figure.minimal, figure.bare = [result.rate for result in floor.insert], floor.filing
    figure.note = (
        f"{times(results)}; {floor.statements[0]} statements in one transaction; {bench.cpu}; {of_generator(results)}"
    )
    bench.add(figure)


def tracking(bench: Bench, port: int, floor: Floor) -> None:
    requests = [get(path) for path in floor.pages]
    results = bench.drives(port, lambda number: requests[number % len(requests)], CITIZENS, 200)
    figure = Figure("tracking page", "/s", "≥ 300", at_least(300), [result.rate for result in results])
    figure.minimal, figure.bare = [result.rate for result in floor.hello], floor.tracking
    asked = f"{floor.statements[1]} statements; 500 different reports"
    figure.note = f"{times(results)}; {asked}; {bench.cpu}; {of_generator(results)}"
    bench.add(figure)


def officers_list(bench: Bench, port: int, hello: Sequence[Result]) -> None:
    from bench import inside

    for name, email in (("coordinator", inside.coordinator()), ("busy office", inside.officer_with(51, at_least=True))):
        if not email:
            continue
        figure = Figure(f"officer's list of 50, p95 ({name})", "ms", "≤ 100", at_most(100))
        _page(bench, port, figure, inside.LIST, email, OFFICERS, 0.95, hello)
    quiet, busy = inside.officer_with(1, at_least=False), inside.officer_with(51, at_least=True)
    counted = [inside.queries(email, inside.LIST) for email in (quiet, busy) if email]
    bench.note("queries of the list", ", ".join(f"{asked} for {rows} rows" for asked, rows in counted))
    figure = Figure("same number of queries for 1 and 50 rows", "", "equal", at_most(0))
    figure.values = [float(max(n for n, _rows in counted) - min(n for n, _rows in counted))]
    figure.note = ", ".join(f"{asked} for {rows}" for asked, rows in counted)
    bench.add(figure)


def leaders_page(bench: Bench, port: int, hello: Sequence[Result]) -> None:
    from bench import inside

    figure = Figure("leader's page, median", "ms", "≤ 200", at_most(200))
    _page(bench, port, figure, inside.LEADER, inside.regent(), LEADERS, 0.5, hello)


def other_pages(bench: Bench, port: int) -> None:
    """Pages without a target, so that nothing slow hides behind what has one."""
    for name, path in (("front page", "/"), ("public list", "/pengaduan/"), ("form", "/pengaduan/baru/")):
        result = drive(port, lambda _number, path=path: get(path), visitors=OFFICERS, seconds=bench.seconds / 2)  # type: ignore[misc]
        bench.note(name, f"{result.rate:.0f} /s, {times([result])}, answers {dict(result.answers)}")


def _page(
    bench: Bench, port: int, figure: Figure, path: str, email: str, visitors: int, share: float, hello: Sequence[Result]
) -> None:
    from bench import inside, statements

    cookie = inside.session_of(email)
    script = inside.page_script(path, email)
    results = bench.drives(port, lambda _number: get(path, cookie), visitors, 200)
    figure.values = [result.percentile(share) * 1000 for result in results]
    figure.minimal = [result.percentile(share) * 1000 for result in hello]
    figure.bare = [statements.milliseconds(bench.cluster.url, script, 20)]
    figure.note = f"{visitors} at the same time; {times(results)}; {len(script.statements)} statements; {bench.cpu}"
    bench.add(figure)


def memory(bench: Bench, pid: int) -> None:
    found = servers.weights(pid)
    figure = Figure("web and worker, resident", "MiB", "≤ 400", at_most(400), [sum(rss for _n, rss, _p in found)])
    figure.note = "; ".join(f"{name or 'python'} {rss:.0f}" for name, rss, _pss in found)
    figure.note += f"; shared pages counted once: {sum(pss for _n, _r, pss in found):.0f}"
    bench.add(figure)


def _complaints(bench: Bench) -> int:
    return int(bench.cluster.psql("SELECT count(*) FROM complaints_complaint"))


def _spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.0f} ({min(values):.0f}–{max(values):.0f})"


def times(results: Sequence[Result]) -> str:
    middle = statistics.median(result.percentile(0.5) for result in results) * 1000
    late = statistics.median(result.percentile(0.95) for result in results) * 1000
    return f"median {middle:.0f} ms, p95 {late:.0f} ms"


def of_generator(results: Sequence[Result]) -> str:
    share = sum(result.cpu for result in results) / sum(result.seconds for result in results) / 2
    return f"the generator used {100 * share:.1f} % of the two cores"


# --- all of it ------------------------------------------------------------------------------------------------------


def measure(bench: Bench, arguments: argparse.Namespace) -> None:
    os.environ.update(HOUSE, DATABASE_URL=bench.cluster.url, BALAIRUNG_DATA=str(WORK / "data"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "balairung.config.settings"
    load(bench, arguments.rows)
    if not arguments.quick:
        check(bench, "after the load")
    import django

    django.setup()
    from balairung.config.setup import prepare_static
    from bench import climbing, doors, finding, inside, letters, signing

    prepare_static()
    below = floor(bench)
    finding.measure(bench)
    for part in (letters, signing):
        part.measure(bench)
    pages(bench, below)
    climbing.escalation(bench, arguments.due, below.insert)
    doors.measure(bench, *((1_000, 10_000) if arguments.quick else (10_000, 100_000)))
    bench.plans = [(plan.name, plan.text) for plan in inside.plans()]
    found, seconds = inside.shorter_check()
    if found:
        raise SystemExit("\n".join(found))
    bench.note("check at the end", f"nothing found in {seconds:.0f} s (all but the words and leaves, read before)")


def pages(bench: Bench, below: Floor) -> None:
    """What the web process answers, with a worker beside it."""
    from bench import inside, verification

    letters = verification.signed_letters()
    with servers.house({}, bench.log) as (port, process):
        bench.web = process.pid
        bench.settle()
        for path in ("/", inside.CREATE, "/pengaduan/"):
            servers.wait_for(port, path)
        tracking(bench, port, below)
        verification.measure(bench, port, letters)
        officers_list(bench, port, below.hello)
        leaders_page(bench, port, below.hello)
        other_pages(bench, port)
        filing(bench, port, below)
        memory(bench, process.pid)
        bench.settle()
        bench.web = 0


def main() -> int:
    parser = argparse.ArgumentParser("make bench ARGS=…", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="complaints")
    parser.add_argument("--due", type=int, default=10_000, help="clocks that fall due at the same moment")
    parser.add_argument("--seconds", type=float, default=8.0, help="length of one run")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="short runs, no `make run`, report in var/bench")
    arguments = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    (WORK / "servers.log").unlink(missing_ok=True)
    begin, others = time.monotonic(), os.getloadavg()[0]
    with Cluster(durable=True, options=POSTGRESQL) as cluster:
        bench = Bench(cluster, *((3.0, 2) if arguments.quick else (arguments.seconds, arguments.runs)))
        measure(bench, arguments)
        from bench import report, standing

        machine = report.machine(cluster) | {"load of others before the run": f"{others:.1f} (0 on a quiet machine)"}
    standing.measure(bench)
    if not arguments.quick:
        for figure in cold.figures(ROOT, bench.log):
            bench.add(figure)
    bench.note("whole run", f"{(time.monotonic() - begin) / 60:.0f} minutes")
    place = WORK / "report.md" if arguments.quick else ROOT / "bench" / "report.md"
    report.write(place, bench, machine, arguments)
    print(f"{place.relative_to(ROOT)}: {sum(figure.ok for figure in bench.figures)} of {len(bench.figures)} met")
    return 0


if __name__ == "__main__":
    sys.exit(main())
