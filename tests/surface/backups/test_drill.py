"""The restore drill: real commands, a real house, both databases. What was acknowledged is there, byte for byte."""

from __future__ import annotations

import os
import resource
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.receipts.models import LogCheckpoint
from balairung.surface.backups import databases
from tests import make
from tests.kernel.receipts.logged import worker
from tests.surface.backups.houses import (
    House,
    Rows,
    file_of_tests,
    files_of,
    fresh_database,
    holder,
    rows_of_sqlite,
    url_of_tests,
)  # fmt: skip

POSTGRESQL = bool(os.environ.get("DATABASE_URL"))
#: Files reports until it is ended, and says each number once the database has it.
FILING = """
import secrets
import django; django.setup()
from django.utils import timezone
from tests import make
while True:
    made = make.complaint(at=timezone.now(), token=secrets.token_hex(8))
    print(made.obligation.ref, flush=True)
"""


class Drill:
    """A house with a regency, reports and photographs; its backups; an empty place that they are restored into."""

    def __init__(self, tmp_path: Path, empty: str) -> None:
        self.tmp, self.empty = tmp_path, empty
        self.holder = holder(tmp_path)
        self.shelf = tmp_path / "cadangan-jauh"
        self.house = House(tmp_path, url_of_tests() if POSTGRESQL else "", self.holder.public)
        self.new = House(tmp_path / "baru", empty)

    def written(self) -> None:
        """What this test put into its database is what the house has."""
        if not POSTGRESQL:
            (self.tmp / "balairung.sqlite3").unlink(missing_ok=True)
            file_of_tests(self.tmp / "balairung.sqlite3")

    def save(self) -> str:
        done = self.house.run("backup", self.shelf)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout

    def is_fine(self, done: subprocess.CompletedProcess[str]) -> bool:
        """Restored, and nothing is wrong with it that was not wrong with the house before."""
        said, before = done.stderr.splitlines(), self.house.run("check").stderr.splitlines()
        assert set(said) <= set(before), done.stderr
        return "berdiri pada keadaan" in done.stdout

    def restore(self, *words: object, house: House | None = None) -> subprocess.CompletedProcess[str]:
        return (house or self.new).run("restore", self.shelf, "--identity", self.holder.path, *words)


@pytest.fixture
def empty() -> Iterator[str]:
    if POSTGRESQL:
        yield from fresh_database(f"pulih_{secrets.token_hex(4)}")
    else:
        yield ""


@pytest.fixture
def drill(transactional_db: None, tmp_path: Path, empty: str) -> Drill:
    made = Drill(tmp_path, empty)
    now = timezone.now()  # the commands look at the house today: of March everything would be late
    make.regency(at=now)
    make.coordinator(at=now)
    for _number in range(3):
        make.complaint(at=now, files=[make.photo(at=now)])
    worker(now)
    made.written()
    return made


def test_drill(drill: Drill, subtests: pytest.Subtests) -> None:
    """Everything comes back, the ledger and the log are in order, and it is said what is known outside and not here."""
    assert "selesai" in drill.save()
    rows, files = drill.house.rows(), files_of(drill.tmp / "files")
    assert files
    assert len(rows) > 50
    with subtests.test("rows, tables, guards and files are the same"):
        done = drill.restore()
        assert drill.is_fine(done)
        assert "log publiknya memuat 3 daun" in done.stdout
        assert_same(drill.new.rows(), rows)
        assert files_of(drill.new.data / "files") == files
    with subtests.test("a second time it is no empty place"):
        done = drill.restore()
        assert done.returncode == 1
        assert "kosong" in done.stderr
        assert_same(drill.new.rows(), rows)
    with subtests.test("neither identity nor keys nor passwords stand among what was said"):
        assert "AGE-SECRET-KEY" not in done.stdout + done.stderr
        assert not any(secret and secret in done.stdout + done.stderr for secret in secrets_of(drill.new))


def assert_same(found: Rows, wanted: Rows) -> None:
    assert found.keys() == wanted.keys()
    assert [name for name in wanted if found[name] != wanted[name]] == []


def secrets_of(house: House) -> list[str]:
    names = ("BALAIRUNG_SECRET_KEY", "BALAIRUNG_SEAL_KEYS", "BALAIRUNG_HASH_KEY", "DATABASE_URL")
    return [house.environment.get(name, "") for name in names]


def test_what_is_known_outside_and_not_in_here_is_said(drill: Drill) -> None:
    drill.save()
    before = LogCheckpoint.objects.order_by("-size").first()
    make.complaint(at=timezone.now())
    worker(timezone.now() + timedelta(minutes=1))
    after = LogCheckpoint.objects.order_by("-size").first()
    assert before
    assert after
    kept = [drill.tmp / "lama.txt", drill.tmp / "baru.txt"]
    for path, one in zip(kept, (before, after), strict=True):
        path.write_text(one.published)
    done = drill.restore("--checkpoint", kept[0], "--checkpoint", kept[1])
    assert done.returncode == 1
    assert "Semua yang diakui titik periksa itu (3 daun) ada di sini." in done.stdout
    assert "log dengan 4 daun, di sini hanya 3: 1 catatan yang sudah diakui (daun 3 sampai 3)" in done.stderr


def test_everything_acknowledged_before_it_began_is_in_it(drill: Drill) -> None:
    """While another process goes on filing; and nothing in it is half: the restored house keeps all its rules."""
    filing = drill.house.program(sys.executable, "-c", FILING)
    assert filing.stdout
    try:
        acknowledged = [filing.stdout.readline().strip() for _number in range(5)]
        drill.save()
        assert filing.poll() is None, filing.communicate()[1]
    finally:
        filing.terminate()
        filing.communicate()
    done = drill.restore()
    assert drill.is_fine(done)
    refs = repr(drill.new.rows()["public.obligations_obligation" if POSTGRESQL else "obligations_obligation"])
    assert [ref for ref in acknowledged if not ref or ref not in refs] == []


def test_keys_come_from_their_own_file(drill: Drill) -> None:
    drill.save()
    assert drill.house.run("backup", "--keys", drill.tmp / "kunci.age").returncode == 0
    assert drill.house.run("backup", "--keys", drill.tmp / "kunci.age").returncode == 1  # never over another
    sealed = (drill.tmp / "kunci.age").read_bytes()
    assert not any(secret.encode() in sealed for secret in secrets_of(drill.house)[:3])
    bare = House(drill.new.data, drill.new.database, with_keys=False)
    done = drill.restore("--keys", drill.tmp / "kunci.age", house=bare)
    assert drill.is_fine(done)
    assert (bare.data / "keys.json").stat().st_mode & 0o777 == 0o600
    done = drill.restore("--keys", drill.tmp / "kunci.age", "--only-keys", drill.tmp / "kunci", house=bare)
    assert done.returncode == 0
    assert (drill.tmp / "kunci" / "hash-key").read_text() == drill.house.environment["BALAIRUNG_HASH_KEY"]


def test_a_full_disk_is_a_sentence(drill: Drill) -> None:
    """Files may grow to a megabyte here: neither a backup nor a restored house is begun and left."""
    put_film(drill)
    done = drill.house.run("backup", drill.shelf, preexec_fn=full)
    assert done.returncode == 1
    assert "Cadangan tidak selesai" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((drill.shelf / "backups").iterdir())
    drill.save()
    done = drill.new.run("restore", drill.shelf, "--identity", drill.holder.path, preexec_fn=full)
    assert done.returncode == 1
    assert "Pemulihan tidak selesai" in done.stderr
    assert not list(drill.new.data.iterdir())
    assert drill.is_fine(drill.restore())


def put_film(drill: Drill, megabytes: int = 9) -> None:
    folder = drill.tmp / "files" / "2026" / "03"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "film.mp4").write_bytes(Random(1).randbytes(megabytes * 1_000_000))


def full() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))


def test_killed_half_way(drill: Drill) -> None:
    """A backup that was killed is not there, and the one before is whole; a restore that was killed begins anew."""
    drill.save()
    ids = sorted((drill.shelf / "backups").glob("*.json"))
    there = sum(1 for _path in (drill.shelf / "objects").glob("*/*"))
    put_film(drill, 160)
    kill(drill.house.start("backup", drill.shelf), drill.shelf / "objects", "[0-9a-f]*/[0-9a-f]*", there + 2)
    assert sorted((drill.shelf / "backups").glob("*.json")) == ids
    assert drill.house.run("backup", drill.shelf, "--verify").returncode == 0
    drill.save()
    words = ("restore", drill.shelf, "--identity", drill.holder.path)
    kill(drill.new.start(*words), drill.new.data, ".pulih/**/film.mp4", 1)
    assert not (drill.new.data / "files").exists()
    done = drill.restore()
    assert drill.is_fine(done)
    assert files_of(drill.new.data / "files") == files_of(drill.tmp / "files")
    assert_same(drill.new.rows(), drill.house.rows())


def kill(process: subprocess.Popen[str], folder: Path, pattern: str, count: int) -> None:
    """As soon as so much of its work is there."""
    while sum(1 for _path in folder.glob(pattern)) < count and process.poll() is None:
        time.sleep(0.002)
    assert process.poll() is None, process.communicate()
    process.send_signal(signal.SIGKILL)
    process.communicate()


@pytest.mark.postgresql
def test_many_regencies_come_along(transactional_db: None, settings: Settings) -> None:
    """Files of each are asked of its own schema, whose folder is named after it."""
    settings.TENANTS = True
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA kab_9999 CREATE TABLE files_file (path text, original_path text)")
        row = "'2026/03/a.jpg', '2026/03/a.original'"
        cursor.execute(f"INSERT INTO kab_9999.files_file VALUES ({row})")
    try:
        with databases.snapshot() as shot:
            assert "files/kab_9999/2026/03" in databases.spoken_labels(shot)
            assert databases.spoken_of(shot, "files/kab_9999/2026/03") == {"a.jpg", "a.original"}
            assert databases.spoken_of(shot, "files/kab_9999/2026/04") == set()
            dump = b"".join(shot.pieces())
        assert b"kab_9999" in dump
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA kab_9999 CASCADE")


@pytest.mark.sqlite
def test_a_writer_does_not_wait_for_a_copy(drill: Drill) -> None:
    """And the copy is as the house was: what is written meanwhile is not in it."""
    import sqlite3
    from contextlib import closing

    path = drill.tmp / "balairung.sqlite3"
    before = rows_of_sqlite(path)["people_region"]
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE people_region SET name = 'lain'")
        drill.save()
        writer.execute("ROLLBACK")
    assert drill.is_fine(drill.restore())
    assert drill.new.rows()["people_region"] == before


def test_the_page_that_is_printed(drill: Drill) -> None:
    """Its text opens what is encrypted to the line that goes into the settings; an old one is never written over."""
    done = drill.house.run("backup", "--new-identity", drill.tmp / "kertas")
    assert done.returncode == 0
    told = (drill.tmp / "kertas" / "identitas-cadangan.txt").read_text()
    assert told.splitlines()[1].removeprefix("# public key: ") in done.stdout
    assert "AGE-SECRET-KEY" not in done.stdout + done.stderr
    assert (drill.tmp / "kertas" / "identitas-cadangan.pdf").read_bytes().startswith(b"%PDF")
    assert (drill.tmp / "kertas" / "identitas-cadangan.pdf").stat().st_mode & 0o777 == 0o600
    again = drill.house.run("backup", "--new-identity", drill.tmp / "kertas")
    assert again.returncode == 1
    assert "jangan ditimpa" in again.stderr
