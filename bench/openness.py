"""Public figures from a million reports: how long the worker counts, how fast everybody's pages come.

    python -m bench.openness                 a million reports and their lines, PostgreSQL
    python -m bench.openness --rows 100000   a try

The pages come from `balairung serve` with two processes, its worker beside it, to visitors without a session; the
smallest Django answers under the same server in the same run. What it prints goes to bench/openness.md by hand.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

from bench import servers
from bench.generator import Request, ask, drive, get
from bench.run import POSTGRESQL
from tests.postgres import Cluster

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "var" / "bench" / "openness"
VISITORS, SECONDS = 8, 6.0
PAGE_MS, RATE = 100, 300  # issue 11: p95, pages a second


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    WORK.mkdir(parents=True, exist_ok=True)
    print(f"load of others before the run: {os.getloadavg()[0]:.1f}")
    with Cluster(options=POSTGRESQL) as cluster:
        os.environ |= {
            "DATABASE_URL": cluster.url, "BALAIRUNG_DATA": str(WORK / "data"), "BALAIRUNG_STATEMENT_TIMEOUT": "5min",
            "DJANGO_SETTINGS_MODULE": "balairung.config.settings",
        }  # fmt: skip
        subprocess.run([sys.executable, "-m", "bench.load", "--rows", str(rows)], cwd=ROOT, check=True)
        import django

        django.setup()
        from balairung.config.setup import prepare_static

        prepare_static()
        tell_sizes(cluster)
        count()
        slow = pages(cluster, WORK / "servers.log")
    return 1 if slow else 0


def tell_sizes(cluster: Cluster) -> None:
    for table in ("obligations_obligation", "obligations_clock", "obligations_event"):
        print(f"{table}: {int(cluster.psql(f'SELECT count(*) FROM {table}')):,}")


def count() -> None:
    """Every month once, then again as it is every ten minutes: what still runs, and nothing of the rest."""
    from django.utils import timezone

    from balairung.surface.openness.counting import PATIENCE, count_months
    from balairung.surface.openness.models import CountedMonth, Tally

    now, took = timezone.now(), list(_laps(timezone.now()))
    print(f"{CountedMonth.objects.count()} months counted in {sum(took):.1f} s, a turn of one: "
          f"median {statistics.median(took) * 1000:.0f} ms, slowest {max(took) * 1000:.0f} ms; "
          f"{Tally.objects.count():,} rows of figures")  # fmt: skip
    began, turns = time.perf_counter(), 0
    while count_months(now=now + PATIENCE + PATIENCE):
        turns += 1
    print(f"again after ten minutes: {turns} turns, {time.perf_counter() - began:.1f} s")


def _laps(now: object) -> Iterator[float]:
    from balairung.surface.openness.counting import count_months

    done = 1
    while done:
        began = time.perf_counter()
        done = count_months(now=now)  # type: ignore[arg-type]
        if done:
            yield time.perf_counter() - began


def pages(cluster: Cluster, log: Path) -> list[str]:
    """Each page under load, and what the smallest Django does in the same run."""
    with servers.minimal(cluster.url, log) as port:
        bare = drive(port, lambda _number: get("/"), visitors=VISITORS, seconds=SECONDS)
    print(f"the smallest Django: {bare.rate:.0f} /s")
    slow = []
    with servers.house({}, log) as (port, _process):
        for path in addresses():
            status, answer = ask(port, get(path))
            assert status == 200, (path, status)
            alone = drive(port, _asked(path), visitors=1, seconds=SECONDS / 2)
            many = drive(port, _asked(path), visitors=VISITORS, seconds=SECONDS)
            kept = _unchanged(port, path, _etag(answer))
            fast = alone.percentile(0.95) * 1000 <= PAGE_MS and many.rate >= RATE
            slow += [] if fast else [path]
            print(f"{path}: alone {alone.percentile(0.5) * 1000:.1f} ms (p95 {alone.percentile(0.95) * 1000:.1f}), "
                  f"{many.rate:.0f} /s (p95 {many.percentile(0.95) * 1000:.0f} ms), {many.rate / bare.rate:.2f} of the "
                  f"smallest Django; unchanged: {kept:.1f} ms; {len(answer) // 1024} kB")  # fmt: skip
    return slow


def addresses() -> list[str]:
    """A page of each kind, of the year with most figures."""
    from balairung.kernel.people.models import Region
    from balairung.surface.openness.models import CountedMonth, Tally

    year = CountedMonth.objects.order_by("-first")[0].first.year - 1
    district = Region.objects.filter(level="district").order_by("code")[0].pk
    office = Tally.objects.filter(dimension="office").order_by("-filed")[0].key
    places = ("", "kantor/", "wilayah/", "topik/", "kanal/", "sunyi/", f"kantor/{office}/", f"wilayah/{district}/")
    return [*(f"/kinerja/{place}?tahun={year}" for place in places), f"/kinerja/kantor/?bulan={year}-03"]


def _etag(answer: bytes) -> str:
    head = answer.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    return next((line.partition(": ")[2] for line in head if line.lower().startswith("etag:")), "")


def _asked(path: str) -> Request:
    request = get(path)
    return lambda _number: request


def _unchanged(port: int, path: str, etag: str, times: int = 100) -> float:
    """Milliseconds until a browser hears that it has the page already; the generator reads no answer without length."""
    connection, took = HTTPConnection("127.0.0.1", port), []
    for _time in range(times):
        began = time.perf_counter()
        connection.request("GET", path, headers={"If-None-Match": etag})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 304, (path, answer.status)
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)


if __name__ == "__main__":
    sys.exit(main())
