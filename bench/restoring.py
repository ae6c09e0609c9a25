"""Backup and restore of many cases with many files, beside `cp`, `pg_dump` and `pg_restore` in the same run.

    python -m bench.restoring                            SQLite, then PostgreSQL; writes bench/restoring.md
    python -m bench.restoring --cases 1000000 --gigabytes 10

A case is twelve rows of the width of a line of the ledger, in a table of their own beside those of a new regency; files
are random bytes, a quarter of a megabyte each, as hard to compress as photographs.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from random import Random

from bench.run import POSTGRESQL, ROOT  # options of a server of a small machine
from tests.postgres import Cluster

COMMAND = Path(sys.executable).with_name("balairung")
FILE = 256 * 1024
PER_CASE = 12  # rows of the width of a line of the ledger
READ = """\
A case stands for twelve rows of 400 bytes with two indexes. Bare is what the same machine needs at least: a copy and
`sync` for files and SQLite, `pg_dump -Fc -Z0` and `pg_restore` for PostgreSQL. Encrypting, hashing and packing is what
the rest is for. The second backup is that of a night in which a hundredth came in. Starting a command (three seconds
on two busy processors) is in each number; the audit of the restored house is in the last."""


_told = list[str]()


def timed(name: str, work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    took = time.perf_counter() - begun
    told(f"- {name}: {took:.1f} s")
    return took


def told(line: str) -> None:
    print(line, flush=True)
    _told.append(line)


class House:
    """A database and a folder of files, and where it is restored."""

    def __init__(self, folder: Path, url: str, cases: int, gigabytes: float) -> None:
        self.folder, self.url, self.cases = folder, url, cases
        self.data, self.new, self.shelf = (folder / name for name in ("data", "new", "shelf"))
        self.count = int(gigabytes * 1e9 / FILE)
        self.identity = folder / "identitas-cadangan.txt"

    def balairung(self, *words: object, data: Path | None = None, url: str = "") -> str:
        command = [str(COMMAND), *map(str, words)]
        done = subprocess.run(command, env=self.environment(data, url), capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{words[0]}: {done.stderr[-2000:]}")
        return done.stdout

    def environment(self, data: Path | None = None, url: str = "") -> dict[str, str]:
        own = {"BALAIRUNG_DATA": str(data or self.data), "DJANGO_SETTINGS_MODULE": "balairung.config.settings"}
        if self.identity.exists():
            lines = self.identity.read_text().splitlines()
            own["BALAIRUNG_BACKUP_RECIPIENT"] = lines[1].removeprefix("# public key: ")
        if url or self.url:
            own["DATABASE_URL"] = url or self.url
        return {**os.environ, **own}

    def build(self) -> None:
        self.balairung("migrate", "--no-input")
        self.balairung("init", "35.77")
        self.balairung("backup", "--new-identity", self.folder)
        self.fill(0, self.cases * PER_CASE)
        self.files(0, self.count)

    def fill(self, first: int, count: int) -> None:
        program = f"import django; django.setup(); from bench.restoring import rows; rows({first}, {count})"
        subprocess.run([sys.executable, "-c", program], env=self.environment(), cwd=ROOT, check=True)

    def files(self, first: int, count: int) -> None:
        for number in range(first, first + count):
            folder = self.data / "files" / "2026" / f"{1 + number * 12 // max(self.count, 1) % 12:02d}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{number:032x}.jpg").write_bytes(Random(number).randbytes(FILE))


def rows(first: int, count: int) -> None:
    """Rows as wide as those of a ledger, as different from each other as hashes make them."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bench_line (id bigint PRIMARY KEY, at bigint, words text, hash text)"
        )
        if not first:
            cursor.execute("CREATE INDEX bench_line_hash ON bench_line (hash)")
        for start in range(first, first + count, 100):
            many = [_row(number) for number in range(start, min(start + 100, first + count))]
            marks = ", ".join(["(%s, %s, %s, %s)"] * len(many))
            cursor.execute(f"INSERT INTO bench_line VALUES {marks}", [part for row in many for part in row])


def _row(number: int) -> tuple[int, int, str, str]:
    chance = Random(number)
    return number, number * 7, "Laporan diteruskan kepada dinas. " * 8, chance.randbytes(32).hex()


def measure(house: House, restored: str) -> None:
    house.build()
    size = sum(path.stat().st_size for path in (house.data / "files").rglob("*.jpg"))
    told(f"{house.cases:,} cases, {house.count:,} files, {size / 1e9:.2f} GB\n")
    timed("bare copy of the files", lambda: _copy(house.data / "files", house.folder / "bare"))
    shutil.rmtree(house.folder / "bare")
    _bare_database(house)
    timed("first backup", lambda: house.balairung("backup", house.shelf))
    house.fill(house.cases * PER_CASE, house.cases * PER_CASE // 100)
    house.files(house.count, house.count // 100)
    timed("second backup", lambda: house.balairung("backup", house.shelf))
    timed("verify", lambda: house.balairung("backup", house.shelf, "--verify"))
    shutil.copy(house.data / "keys.json", house.folder / "keys.json")
    house.new.mkdir()
    shutil.copy(house.folder / "keys.json", house.new)
    words = ("restore", house.shelf, "--identity", house.identity)
    timed(
        "restore, with the audit of the restored house", lambda: house.balairung(*words, data=house.new, url=restored)
    )


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target)
    os.sync()


def _bare_database(house: House) -> None:
    if not house.url:
        timed(
            "bare copy of SQLite", lambda: _copy_file(house.data / "balairung.sqlite3", house.folder / "bare.sqlite3")
        )
        return
    dump, bare = house.folder / "bare.dump", house.url.rpartition("/")[0] + "/bare"
    timed("bare pg_dump", lambda: _run("pg_dump", "-Fc", "-Z0", "-f", dump, house.url))
    _run("psql", "-q", "-c", "CREATE DATABASE bare", house.url)
    timed("bare pg_restore", lambda: _run("pg_restore", "--no-owner", "-d", bare, dump))
    _run("psql", "-q", "-c", "DROP DATABASE bare", house.url)
    dump.unlink()


def _copy_file(source: Path, target: Path) -> None:
    shutil.copy(source, target)
    os.sync()
    target.unlink()


def _run(*words: object) -> None:
    subprocess.run(list(map(str, words)), check=True)


@contextmanager
def _place(kind: str) -> Iterator[tuple[str, str]]:
    """Address of the database, and of the empty one."""
    with nullcontext() if kind == "SQLite" else Cluster(durable=True, options=POSTGRESQL) as cluster:
        if cluster is None:
            yield "", ""
            return
        cluster.psql("CREATE DATABASE pulih OWNER balairung")
        yield cluster.url, cluster.url.rpartition("/")[0] + "/pulih"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--gigabytes", type=float, default=0.5)
    given = parser.parse_args()
    told(f"# Backup and restore\n\n{READ}\n")
    for kind in ("SQLite", "PostgreSQL"):
        told(f"## {kind}\n")
        with _place(kind) as (url, restored), tempfile.TemporaryDirectory(prefix="balairung-restore-") as folder:
            measure(House(Path(folder), url, given.cases, given.gigabytes), restored)
    (ROOT / "bench" / "restoring.md").write_text("\n".join(_told) + "\n")


if __name__ == "__main__":
    main()
