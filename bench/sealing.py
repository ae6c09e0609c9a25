"""The public log in a database: sealing ten thousand lines onto a log of a million, proofs from it, and its audit.

    python -m bench.sealing                  SQLite, then PostgreSQL; writes bench/sealing.md
    python -m bench.sealing --size 100000    a smaller log; the report says so

What stands below is written row by row without the house (odd_source of the tests tells its words); the ten thousand
are lines of reports, sealed as the worker does. A bare insert is as many rows of that width into a plain table.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from bench.run import POSTGRESQL, ROOT
from tests.postgres import Cluster

SEED, SIZE, LINES, ROUNDS, PROOFS = 2026, 1_000_000, 10_000, 3, 300
SEAL_MS, PROOF_MS = 2_000, 5  # issue 11
READ = """\
Where others work on the machine too, the time of the processor is what counts; that of PostgreSQL's own processes is
not in it. Sealing is everything: the ledger read, words, random sealed keys, commitments, entries, tiles, head,
signature. Bare is as many rows of that width, without index or trigger."""


class Took(NamedTuple):
    """Milliseconds by the clock, and of the processor alone: others on the machine are not ours to measure."""

    clock: float
    processor: float


def timed(asked: Callable[[], object]) -> Took:
    clock, processor = time.perf_counter(), time.process_time()
    asked()
    return Took(1000 * (time.perf_counter() - clock), 1000 * (time.process_time() - processor))


def told(name: str, took: list[Took], note: str = "") -> None:
    clock, most = [one.clock for one in took], max(one.processor for one in took)
    print(f"{name}: median {statistics.median(clock):.2f} ms, slowest {max(clock):.2f} ms;", end=" ")
    print(f"of the processor at most {most:.2f} ms{note}", flush=True)


# --- one database ---------------------------------------------------------------------------------------------------


def measure(size: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from balairung.kernel.people.actors import SYSTEM
    from balairung.kernel.people.organisation import build_regency
    from tests.make import START

    call_command("migrate", verbosity=0)
    settings.RECEIPTED = [*settings.RECEIPTED, "tests.kernel.receipts.odd_source.MANY"]
    build_regency("35.77", by=SYSTEM, at=START)
    bare = [timed(bare_insert) for _ in range(ROUNDS)]
    told(f"bare insert of {LINES:,} rows", bare)
    before(size)
    seals = [sealed(number) for number in range(ROUNDS)]
    times = statistics.median(one.clock for one in seals) / statistics.median(one.clock for one in bare)
    ratio = f", {times:.1f} × bare by the clock, asked ≤ {SEAL_MS}"
    told(f"{LINES:,} lines sealed onto {size:,} leaves", seals, ratio)
    proofs(size)
    audit()


def bare_insert() -> None:
    """The same width, no index, no trigger, no thought."""
    from django.db import connection, transaction

    row = (7, "filing", "line", "f" * 32, "2026-03-02 10:00:00", "g" * 164, b"c" * 32, b"h" * 32, "k" * 32)
    kind = "bytea" if connection.vendor == "postgresql" else "blob"
    columns = f"a bigint, b text, c text, d text, e text, f text, g {kind}, h {kind}, i text"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bare")
        cursor.execute(f"CREATE TABLE bare ({columns})")
        many = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s, %s)"] * 100)
        for _ in range(LINES // 100):
            cursor.execute(f"INSERT INTO bare VALUES {many}", row * 100)


def before(size: int) -> None:
    """A log of this size: entries, tiles and a signed head."""
    from django.db import transaction

    from balairung.ground.common.tlog.hashing import leaf_hash
    from balairung.ground.common.tlog.tiles import Tree, grown, grown_bundles
    from balairung.kernel.receipts.keys import held_key
    from balairung.kernel.receipts.models import LogCursor, LogEntry, LogTile
    from balairung.kernel.receipts.sealing import _sign
    from tests.kernel.receipts.odd_source import MANY
    from tests.make import START

    MANY.count = size
    with transaction.atomic():
        row = held_key(now=START)
        hashes, data = list[bytes](), list[bytes]()
        entries = _filler(row.origin, size)
        while page := list(islice(entries, 20_000)):
            LogEntry.objects.bulk_create(page, batch_size=2000)
            data += [entry.leaf(row.origin).data for entry in page]
            hashes += [leaf_hash(one) for one in data[len(hashes) :]]
        written = grown(Tree(0, lambda _tile: b""), hashes) | grown_bundles(0, [], data)
        LogTile.objects.bulk_create([LogTile(**vars(tile), data=one) for tile, one in written.items()], batch_size=500)
        LogCursor.objects.create(source=MANY.name, position=size)
        _sign(row, Tree(size, lambda tile: written[tile]), START)


def _filler(origin: str, size: int) -> Iterator[Any]:
    from balairung.ground.common.tlog.hashing import leaf_hash
    from balairung.ground.common.tlog.leaves import Leaf, commitment
    from balairung.kernel.receipts.models import LogEntry
    from tests.make import START

    key = bytes(range(32))
    for index in range(size):
        leaf = Leaf(origin, index, "filing", START, commitment(key, {"nomor": str(index)}))
        yield LogEntry(
            index=index, kind="filing", source="many", source_key=str(index), at=START, key=key,
            commitment=leaf.commitment, hash=leaf_hash(leaf.data), code=f"{index:032x}",
        )  # fmt: skip


def sealed(number: int) -> Took:
    """Reports and the first lines of their ledgers, and how long the worker seals them."""
    from balairung.ground.common.ids import new_id
    from balairung.ground.common.references import new_reference
    from balairung.kernel.obligations.leaves import number_leaves
    from balairung.kernel.obligations.models import Event, Obligation, State
    from balairung.kernel.people.models import Office
    from balairung.kernel.receipts.sealing import seal
    from balairung.rooms.complaints.models import Complaint
    from tests.make import START

    office, at = Office.objects.order_by("order", "id")[0], START + timedelta(minutes=number + 1)
    common = {"kind": "complaints", "owner_office": office, "owner_key": str(office.pk), "seq": 1, "opened_at": at}
    owed = [Obligation(ref=new_reference("P"), subject="Lampu padam", **common) for _ in range(LINES)]
    lines = [Event(obligation=one, seq=1, verb="open", at=at, by_kind="citizen", state=State.NEW) for one in owed]
    text = "Lampu jalan di depan balai desa padam sejak kemarin malam, mohon diperbaiki. " * 3
    reports = [Complaint(obligation=one, token=new_id().hex, secret="x", text=text, filed_at=at) for one in owed]
    Obligation.objects.bulk_create(owed, batch_size=2000)
    Event.objects.bulk_create(lines, batch_size=2000)
    Complaint.objects.bulk_create(reports, batch_size=2000)
    number_leaves(now=at, whole=True)
    return timed(lambda: _all_of_them(seal(now=at)))


def _all_of_them(count: int) -> None:
    assert count == LINES, count


def proofs(size: int) -> None:
    """A receipt with its words from the rows, and how the log grew since any size; each is verified."""
    from balairung.ground.common.tlog.receipts import check
    from balairung.ground.common.tlog.tiles import Tree
    from balairung.kernel.receipts.models import LogEntry
    from balairung.kernel.receipts.proving import growth, latest, read_tile, receipt_of

    draw, newest = Random(SEED), latest()
    assert newest
    inclusion, receipts, grew = list[Took](), list[Took](), list[Took]()
    for _ in range(PROOFS):
        place = draw.randrange(newest.size)
        inclusion.append(timed(lambda place=place: Tree(newest.size, read_tile).inclusion(place)))  # type: ignore[misc]
        entry = LogEntry.objects.get(index=draw.randrange(size, newest.size))
        receipts.append(timed(lambda entry=entry: check(receipt_of(entry))))  # type: ignore[misc, arg-type]
        grew.append(timed(lambda old=place: growth(old)))  # type: ignore[misc]
    told("proof of inclusion from the tiles", inclusion, f", asked ≤ {PROOF_MS}")
    told("whole receipt with its words, made and checked", receipts)
    told("proof of growth", grew, f", asked ≤ {PROOF_MS}")


def audit() -> None:
    """Every leaf told again, every tile, every head."""
    from balairung.kernel.receipts.auditing import findings
    from balairung.kernel.receipts.models import LogEntry
    from tests.make import START

    memory, count = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, LogEntry.objects.count()
    took = timed(lambda: _clean(list(findings(now=START))))
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024
    print(
        f"audit of {count:,} leaves: {took.processor / 1000:.0f} s of the processor, {more:.0f} MiB more than before",
        flush=True,
    )


def _clean(found: list[str]) -> None:
    assert not found, found[:3]


# --- both -----------------------------------------------------------------------------------------------------------


def one(url: str, size: int) -> str:
    """A process of its own, so that memory is what this took."""
    with tempfile.TemporaryDirectory(prefix="balairung-log-") as data:
        own = {"BALAIRUNG_DATA": data, "DJANGO_SETTINGS_MODULE": "balairung.config.settings", "DATABASE_URL": url}
        own |= {"BALAIRUNG_STATEMENT_TIMEOUT": "10min"}
        command = [sys.executable, "-m", "bench.sealing", "--inside", "--size", str(size)]
        done = subprocess.run(command, env=os.environ | own, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    print(done.stdout, flush=True)
    return done.stdout


def main() -> int:
    parser = argparse.ArgumentParser("python -m bench.sealing", description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        measure(given.size)
        return 0
    load = os.getloadavg()[0]
    found = {f"SQLite {sqlite3.sqlite_version}": one("", given.size)}
    with Cluster(durable=True, options=POSTGRESQL) as cluster:
        version = cluster.psql("SHOW server_version").split()[0]
        found[f"PostgreSQL {version}"] = one(cluster.url, given.size)
    Path(ROOT / "bench" / "sealing.md").write_text(_report(found, given.size, load))
    return 0


def _report(found: dict[str, str], size: int, load: float) -> str:
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    began = (
        f"{datetime.now(UTC).date()}, {machine}; load when it began {load:.1f}, when it ended {os.getloadavg()[0]:.1f}"
    )
    head = f"# Measured: the public log in a database\n\n`python -m bench.sealing --size {size}`, {began}.\n\n{READ}\n"
    return head + "".join(f"\n{name}:\n\n```\n{text}```\n" for name, text in found.items())


if __name__ == "__main__":
    sys.exit(main())
