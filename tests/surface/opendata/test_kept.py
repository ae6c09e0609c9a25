"""Snapshots: whole or not there, the right ones kept, given out in parts, and nothing beside them."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
import re
import subprocess
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from balairung.kernel.people.actors import Actor
from balairung.kernel.receipts.proving import latest, published_key
from balairung.surface.opendata import anchoring, kept, nightly, parquet
from balairung.surface.opendata.making import begin, make
from balairung.surface.opendata.registry import DATASETS
from tests import make as made_by
from tests.kernel.receipts.logged import worker
from tests.surface.open311.asking import published

AT = made_by.moment("2026-11-23 02:00")
DAY = date(2026, 11, 23)


@pytest.fixture
def rahma() -> Actor:
    made_by.regency(at=AT - timedelta(days=300))
    return made_by.coordinator(at=AT - timedelta(days=300))


def snapshot(at: datetime = AT) -> kept.Snapshot:
    folder = made_by.there(begin(kept.root(), at))
    for _breath in make(folder, at):
        pass
    return made_by.there(kept.newest())


def address(name: str, day: date = DAY) -> str:
    return f"/data/potret/{day}/{name}"


def body(answer: object) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_a_folder_that_says_everything_by_itself(rahma: Actor) -> None:
    """Sums that a stranger's program checks, a page whose links all lie beside it, the rows themselves."""
    one = published(rahma, at=AT - timedelta(days=2))
    made = snapshot()
    names = {path.name for path in made.folder.iterdir()}
    lines = (line.partition("  ") for line in (made.folder / "SHA256SUMS").read_text().splitlines())
    sums = {name: digest for digest, _blank, name in lines}
    assert sums.keys() == names - {"SHA256SUMS"} == made.files.keys() - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256((made.folder / name).read_bytes()).hexdigest() == digest
    assert subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=made.folder).returncode == 0
    page = (made.folder / "index.html").read_text()
    links = set(re.findall(r'href="([^"]+)"', page))
    assert {link for link in links if "://" not in link} - {"SHA256SUMS"} == names - {"index.html", "SHA256SUMS"}
    text = gzip.decompress((made.folder / "pengaduan.csv.gz").read_bytes()).decode("utf-8-sig")
    assert [row["service_request_id"] for row in csv.DictReader(io.StringIO(text, newline=""))] == [one.ref]
    table = made.tables["pengaduan"]
    assert (table.rows, table.since, table.until) == (1, "2026-11-21", "2026-11-21")
    package = json.loads((made.folder / "datapackage.json").read_text())
    assert {resource["path"] for resource in package["resources"]} <= names


@pytest.mark.django_db
def test_the_public_log_goes_along(rahma: Actor) -> None:
    """What the log said that night lies on other people's disks; before anything was sealed there is nothing."""
    assert anchoring.checkpoint() == []
    published(rahma, at=AT - timedelta(days=2))
    worker(AT - timedelta(hours=1))
    made = snapshot()
    text = (made.folder / anchoring.CHECKPOINT).read_text()
    assert (text, made.files[anchoring.KEY].size) == (made_by.there(latest()).published, len(f"{published_key()}\n"))


@pytest.mark.django_db
def test_without_parquet_there_is_a_snapshot_all_the_same(rahma: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "SECONDS", 0)  # its process is given no time
    made = snapshot()
    assert {file.form for file in made.files.values()} == {"", "csv", "xlsx", "json", "ndjson", "geojson", "xml"}
    assert not [path for path in made.folder.iterdir() if path.name.startswith(".") or path.suffix == ".parquet"]


@pytest.mark.django_db
def test_the_same_rows_are_the_same_bytes(rahma: Actor) -> None:
    published(rahma, at=AT - timedelta(days=2))
    first, second = snapshot(), snapshot(AT + timedelta(days=1))
    assert first.day < second.day
    assert {key: table.digest for key, table in first.tables.items()} == {
        key: table.digest for key, table in second.tables.items()
    }
    published(rahma, at=AT)
    third = snapshot(AT + timedelta(days=2))
    assert [key for key in third.tables if third.tables[key].digest != second.tables[key].digest] == ["pengaduan"]


@pytest.mark.django_db
def test_never_half_and_never_twice(rahma: Actor) -> None:
    folder = made_by.there(begin(kept.root(), AT))
    assert begin(kept.root(), AT) is None  # somebody is making it
    work = make(folder, AT)
    next(work)
    assert kept.snapshots() == []
    assert Client().get(address("index.html")).status_code == 404
    work.close()  # the worker was stopped
    assert list(kept.root().iterdir()) == []
    snapshot()
    assert begin(kept.root(), AT + timedelta(hours=3)) is None  # it is there: what was given out never changes


@pytest.mark.django_db
def test_what_somebody_left_is_begun_anew(rahma: Actor) -> None:
    folder = made_by.there(begin(kept.root(), AT))
    long_ago = AT.timestamp() - 365 * 24 * 3600
    os.utime(folder, (long_ago, long_ago))
    assert begin(kept.root(), AT) == folder


@given(st.sets(st.dates(date(2024, 1, 1), date(2027, 12, 31)), max_size=60))
def test_seven_days_and_twelve_months_stay(days: set[date]) -> None:
    staying = kept.staying(days)
    newest_first = sorted(days, reverse=True)
    assert staying <= days
    assert set(newest_first[:7]) <= staying
    months = sorted({(day.year, day.month) for day in days}, reverse=True)
    assert {(day.year, day.month) for day in staying} == set(months[:12]) | {
        (day.year, day.month) for day in newest_first[:7]
    }
    assert len(staying) <= 19
    for day in staying - set(newest_first[:7]):
        assert day == max(one for one in days if (one.year, one.month) == (day.year, day.month))


@pytest.mark.django_db
def test_what_need_not_stay_is_taken_away(rahma: Actor, tmp_path: Path) -> None:
    for number in range(40):
        folder = tmp_path / (DAY - timedelta(days=number)).isoformat()
        folder.mkdir()
        (folder / kept.MANIFEST).write_text("{}")
    (tmp_path / "catatan").mkdir()  # not ours
    assert kept.prune(tmp_path) == 40 - 8
    stay = [DAY - timedelta(days=number) for number in range(7)]
    assert kept.days(tmp_path) == [*stay, date(2026, 10, 31)]  # the last day of November so far is among the seven
    assert (tmp_path / "catatan").is_dir()


def test_each_regency_has_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.FILES_ROOT = Path("/srv/data/files")
    assert kept.root() == Path("/srv/data/potret")
    monkeypatch.setattr(connection, "regency_schema", "ngawi", raising=False)
    assert kept.root() == Path("/srv/data/potret/ngawi")


# --- given out ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_who_was_cut_off_goes_on(rahma: Actor) -> None:
    published(rahma, at=AT - timedelta(days=2))
    file = snapshot().files["pengaduan.csv.gz"]
    whole = Client().get(address(file.name))
    content = body(whole)
    assert (whole.status_code, whole["ETag"], whole["Accept-Ranges"]) == (200, f'"{file.sha256}"', "bytes")
    assert "immutable" in whole["Cache-Control"]
    assert (whole["Content-Type"], whole.get("Content-Encoding")) == ("application/gzip", None)
    rest = Client().get(address(file.name), headers={"Range": "bytes=10-", "If-Range": whole["ETag"]})
    assert (rest.status_code, rest["Content-Range"]) == (206, f"bytes 10-{file.size - 1}/{file.size}")
    assert content[:10] + body(rest) == content
    other = Client().get(address(file.name), headers={"Range": "bytes=10-", "If-Range": '"lain"'})
    assert (other.status_code, body(other)) == (200, content)
    beyond = Client().get(address(file.name), headers={"Range": f"bytes={file.size}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{file.size}")
    assert Client().get(address(file.name), headers={"If-None-Match": whole["ETag"]}).status_code == 304
    assert Client().post(address(file.name)).status_code == 405


ASIDE = (
    "2026-11-23/..%2f..%2frahasia", "2026-11-23/../rahasia", "../rahasia", "2026-11-23/.baris", "2026-11-23/rahasia",
    "2026-11-23/sub/x", "2026-11-22/index.html", "2026-13-45/index.html", ".2026-11-24/x",
    "2026-11-23/%2e%2e/%2e%2e/rahasia", "2026-11-23//etc/passwd", "2026-11-23/index.html%00",
)  # fmt: skip


@pytest.mark.django_db
def test_nothing_beside_the_manifest_is_given(rahma: Actor) -> None:
    made = snapshot()
    for folder in (made.folder, kept.root(), kept.root().parent):
        (folder / "rahasia").write_text("rahasia")  # lies there, but no manifest names it
    codes = {path: Client().get(f"/data/potret/{path}").status_code for path in ASIDE}
    assert codes == dict.fromkeys(ASIDE, 404)


@pytest.mark.django_db
def test_the_pages_lead_to_them(rahma: Actor) -> None:
    assert "Belum ada potret" in Client().get("/data/potret/").content.decode()
    snapshot()
    assert address("index.html") in Client().get("/data/potret/").content.decode()
    assert address("index.html") in Client().get("/data/").content.decode()
    page = Client().get("/data/pengaduan/").content.decode()
    assert address("pengaduan.csv.gz") in page
    front = Client().get(address("index.html"))
    assert (front["Content-Type"], b"Laporan warga" in body(front)) == ("text/html; charset=utf-8", True)


# --- made --------------------------------------------------------------------------------------------------------


@pytest.fixture
def _rested() -> Iterator[None]:
    """What the worker of one test began is nothing to the next."""
    yield
    nightly._running.clear()
    nightly._failed.clear()


def until_done(now: datetime) -> int:
    rounds = 0
    while nightly.follow(now=now):
        rounds += 1
    return rounds


@pytest.mark.django_db
@pytest.mark.usefixtures("_rested")
def test_once_a_night_and_not_by_day(rahma: Actor) -> None:
    noon = made_by.moment("2026-11-22 12:00")
    assert (until_done(noon), kept.snapshots()) == (0, [])  # the first of all waits for a night
    assert until_done(AT) > 0
    assert [one.day for one in kept.snapshots()] == [DAY]
    assert until_done(AT + timedelta(hours=1)) == 0
    assert until_done(AT + timedelta(hours=34)) == 0  # at noon of the next day: the night was missed once
    assert until_done(AT + timedelta(hours=58)) > 0  # and once more
    assert kept.days(kept.root())[0] == date(2026, 11, 25)


@pytest.mark.django_db
@pytest.mark.usefixtures("_rested")
def test_what_goes_wrong_waits_an_hour(rahma: Actor, settings: Settings) -> None:
    settings.SNAPSHOT_FILES = ["tests.surface.opendata.nowhere"]
    with pytest.raises(ImportError):
        until_done(AT)
    assert list(kept.root().iterdir()) == []
    settings.SNAPSHOT_FILES = []
    assert nightly.follow(now=AT + timedelta(minutes=30)) == 0
    assert until_done(AT + timedelta(minutes=61)) > 0


@pytest.mark.django_db
def test_by_hand_and_to_another_disk(rahma: Actor, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("snapshot")
    (one,) = kept.snapshots()
    assert str(one.folder) in capsys.readouterr().out
    with pytest.raises(CommandError, match="tidak pernah ditimpa"):
        call_command("snapshot")
    call_command("snapshot", "--to", str(tmp_path / "usb"))
    (folder,) = (tmp_path / "usb" / "35.77").iterdir()
    assert folder.name == one.day.isoformat()
    assert {f"{dataset.key}.csv.gz" for dataset in DATASETS} <= {path.name for path in folder.iterdir()}


@pytest.mark.django_db
def test_what_should_never_have_been_published_is_taken_back(rahma: Actor, capsys: pytest.CaptureFixture[str]) -> None:
    """Of all snapshots those that tell of it, on the disk and on the page; the days before it stay."""
    published(rahma, at=AT - timedelta(days=5))
    snapshot(AT - timedelta(days=3))
    wrong = published(rahma, at=AT - timedelta(days=2))
    both = [snapshot(AT - timedelta(days=1)), snapshot()]
    call_command("snapshot", take_back="P-0000-0000")
    assert (len(kept.snapshots()), "Tidak ada potret" in capsys.readouterr().out) == (3, True)
    call_command("snapshot", take_back=wrong.ref)
    told = capsys.readouterr().out
    assert all(str(one.day) in told for one in both)
    assert kept.days(kept.root()) == [DAY - timedelta(days=3)]
    assert Client().get(address("pengaduan.csv.gz")).status_code == 404
