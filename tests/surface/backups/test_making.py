"""Backups of a tiny house: what is sent, what is not sent again, what is found broken, what is never half done."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from pytest_django import Settings

from balairung.ground.common.errors import Refused
from balairung.surface.backups import latest
from balairung.surface.backups.making import make
from balairung.surface.backups.manifests import Manifest
from balairung.surface.backups.restoring import restore
from balairung.surface.backups.shelf import Shelf
from balairung.surface.backups.verifying import broken
from tests import make as people
from tests.surface.backups.houses import Holder, files_of, holder, put, rows_of_sqlite, tiny

NAMES = [f"2026/0{month}/{number:08x}.jpg" for month in (1, 2, 3) for number in range(5)]


class Tiny:
    """The house, the shelf, and who may open it."""

    def __init__(self, settings: Settings, patch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        self.settings, self.patch, self.tmp = settings, patch, tmp_path
        self.holder: Holder = holder(tmp_path)
        self.shelf = Shelf(tmp_path / "cadangan-jauh")
        self.at = people.START
        settings.BACKUP_RECIPIENTS = [self.holder.public]
        self.home(tmp_path / "rumah")

    def home(self, folder: Path) -> Path:
        """From now on the house lives here."""
        folder.mkdir(exist_ok=True)
        self.settings.FILES_ROOT = folder / "files"
        self.patch.setitem(connection.settings_dict, "NAME", str(folder / "balairung.sqlite3"))
        return folder

    def save(self, days: int = 1) -> Manifest:
        self.at += timedelta(days=days)
        return make(self.shelf.root, now=lambda: self.at)

    def restore(self, name: str = "baru", wanted: str = "") -> Path:
        folder = self.home(self.tmp / name)
        restore(self.shelf.root, self.holder.identity, wanted=wanted)
        return folder

    def objects(self) -> set[str]:
        return {path.name for path in self.shelf.objects.glob("*/*")}


@pytest.fixture
def house(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Tiny:
    made = Tiny(settings, monkeypatch, tmp_path)
    tiny(tmp_path / "rumah" / "balairung.sqlite3", NAMES)
    for number, name in enumerate(NAMES):
        put(name, Random(number).randbytes(10_000))
    put("2026/01/00000001.preview.jpg", b"kecil")
    (tmp_path / "rumah" / "potret" / "2026-03-01").mkdir(parents=True)
    (tmp_path / "rumah" / "potret" / "2026-03-01" / "potret.json").write_text("{}")
    return made


def test_what_was_there_is_there_again(house: Tiny) -> None:
    made = house.save()
    assert (made.files, made.missing) == (17, 0)
    new = house.restore()
    assert files_of(new / "files") == files_of(house.tmp / "rumah" / "files")
    assert files_of(new / "potret") == {"2026-03-01/potret.json": b"{}"}
    assert rows_of_sqlite(new / "balairung.sqlite3") == rows_of_sqlite(house.tmp / "rumah" / "balairung.sqlite3")
    old, again = (house.tmp / home / "files" / NAMES[0] for home in ("rumah", "baru"))
    assert old.stat().st_mtime_ns == again.stat().st_mtime_ns
    assert again.stat().st_mode & 0o777 == 0o600
    assert not (new / ".pulih").exists()


def test_nothing_on_the_shelf_tells_anything(house: Tiny) -> None:
    """Neither words nor the names of files, and what lies there cannot be opened without the identity."""
    put("2026/04/rahasia.jpg", b"Ani Lestari melapor" * 100)
    house.save()
    shelf = b"".join(path.read_bytes() + path.name.encode() for path in house.shelf.root.rglob("*") if path.is_file())
    assert b"Ani Lestari" not in shelf
    assert b"rahasia" not in shelf
    assert b"2026/0" not in shelf
    assert b"SQLite format" not in shelf
    house.holder = holder(house.tmp, "lain")
    with pytest.raises(Refused, match="dibuat untuk kunci lain"):
        house.restore()
    assert not list((house.tmp / "baru").iterdir())


def test_what_is_there_is_not_sent_again(house: Tiny) -> None:
    house.save()
    first = house.objects()
    house.save()
    assert house.objects() == first
    shutil.rmtree(house.tmp / "rumah" / "cadangan" / "daftar")  # it forgot: files are read again, and not sent
    house.save()
    assert house.objects() == first
    put("2026/03/ffffffff.jpg", b"baru")
    house.save()
    assert 1 <= len(house.objects() - first) <= 2  # the file, and what its folder holds


def test_another_reader_gets_everything(house: Tiny) -> None:
    house.save()
    house.holder = holder(house.tmp, "penerus")
    house.settings.BACKUP_RECIPIENTS = [house.holder.public]
    house.save()
    assert files_of(house.restore() / "files") == files_of(house.tmp / "rumah" / "files")


def test_a_file_that_goes_while_we_read_is_in_it_when_the_database_speaks_of_it(house: Tiny) -> None:
    """It was seen at the first walk, and the database still tells of it."""
    content = (house.tmp / "rumah" / "files" / NAMES[0]).read_bytes()

    def gone() -> datetime:  # asked for between the first walk and the snapshot
        (house.tmp / "rumah" / "files" / NAMES[0]).unlink(missing_ok=True)
        return house.at + timedelta(days=1)

    made = make(house.shelf.root, now=gone)
    assert made.missing == 0
    assert (house.restore() / "files" / NAMES[0]).read_bytes() == content


def test_a_file_that_nobody_speaks_of_any_more_goes(house: Tiny) -> None:
    """What was erased is not in the backups that follow, and with the last that has it its bytes go."""
    house.save()
    with closing(sqlite3.connect(house.tmp / "rumah" / "balairung.sqlite3")) as base, base:
        base.execute("DELETE FROM files_file WHERE path = ?", [NAMES[0]])
    (house.tmp / "rumah" / "files" / NAMES[0]).unlink()
    before = house.objects()
    house.save()
    assert NAMES[0] not in files_of(house.restore() / "files")
    house.home(house.tmp / "rumah")
    for _month in range(14):
        house.save(days=31)
    assert before - house.objects()
    assert list(broken(house.shelf.root)) == []


def test_what_the_disk_had_lost_before_is_said(house: Tiny) -> None:
    (house.tmp / "rumah" / "files" / NAMES[0]).unlink()
    assert house.save().missing == 1


def test_pieces_of_a_run_that_was_killed_are_swept(house: Tiny) -> None:
    house.save()
    left = house.shelf.objects / "ab" / ("ab" * 32)
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"?")
    copy = house.tmp / "rumah" / "cadangan" / ".salinan-x"
    copy.write_bytes(b"?")
    house.save()
    assert not left.exists()
    assert not copy.exists()
    assert not list((house.tmp / "rumah" / "cadangan").glob(".salinan*"))


def test_one_at_a_time(house: Tiny) -> None:
    with house.shelf.held(), pytest.raises(Refused, match="sedang dibuat"):
        house.save()


def test_never_below_the_files(house: Tiny) -> None:
    with pytest.raises(Refused, match="di dalam folder berkas"):
        make(Path(house.settings.FILES_ROOT) / "cadangan", now=lambda: house.at)


def test_what_the_doctor_asks(house: Tiny) -> None:
    assert latest() is None
    made = house.save()
    told = latest()
    assert told
    assert (told.moment, told.size, told.problem) == (house.at, made.size, "")
    house.settings.BACKUP_RECIPIENTS = []
    with pytest.raises(Refused, match="Belum ada kunci cadangan"):
        house.save()
    told = latest()
    assert told
    assert told.moment == made.at
    assert "Belum ada kunci cadangan" in told.problem


# --- what is broken --------------------------------------------------------------------------------------------------


def biggest(folder: Path) -> Path:
    return max(
        (path for path in folder.rglob("*") if path.is_file()), key=lambda path: (path.stat().st_size, path.name)
    )


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def swap(folder: Path) -> None:
    """One piece put where another belongs."""
    first, second, *_rest = sorted(folder.glob("*/*"))
    shutil.copy(first, second)


DAMAGES: dict[str, tuple[Callable[[Shelf], object], str]] = {
    "a flipped bit": (lambda shelf: flip(biggest(shelf.objects)), "rusak: isinya bukan"),
    "a missing piece": (lambda shelf: biggest(shelf.objects).unlink(), "hilang dari cadangan"),
    "a swapped piece": (lambda shelf: swap(shelf.objects), "rusak: isinya bukan"),
    "a flipped bit in a list": (lambda shelf: flip(biggest(shelf.lists)), "rusak: isinya bukan"),
    "a manifest that was changed": (lambda shelf: flip(biggest(shelf.backups)), "tanda tangannya tidak cocok"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_found_and_nothing_is_restored(house: Tiny, damage: str) -> None:
    house.save()
    assert list(broken(house.shelf.root)) == []
    harm, said = DAMAGES[damage]
    harm(house.shelf)
    assert said in " ".join(broken(house.shelf.root))
    with pytest.raises(Refused, match=said):
        house.restore()
    assert not list((house.tmp / "baru").iterdir())


def test_an_older_backup_in_place_of_the_newest(house: Tiny) -> None:
    old = house.save()
    put("2026/03/ffffffff.jpg", b"baru")
    new = house.save()
    shutil.copy(house.shelf.backups / f"{old.id}.json", house.shelf.backups / f"{new.id}.json")
    assert "ada yang menukarnya" in " ".join(broken(house.shelf.root))
    with pytest.raises(Refused, match="ada yang menukarnya"):
        house.restore()
    (house.shelf.backups / f"{new.id}.json").unlink()
    house.home(house.tmp / "rumah")
    assert "tidak ada lagi di folder ini" in " ".join(broken(house.shelf.root))


def test_a_broken_piece_is_sent_again_once_it_is_taken_away(house: Tiny) -> None:
    house.save()
    biggest(house.shelf.objects).unlink()
    house.save()
    assert files_of(house.restore() / "files") == files_of(house.tmp / "rumah" / "files")


def test_keys_of_another_house(house: Tiny) -> None:
    house.save()
    house.settings.HASH_KEY = b"lain"
    with pytest.raises(Refused, match="dibuat rumah dengan kunci lain"):
        house.restore()


def test_a_seal_key_that_is_lacking_is_said_before_anything_is_done(house: Tiny) -> None:
    house.save()
    house.settings.SEAL_RING = None
    house.settings.SEAL_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(Refused, match="Kunci segel yang diberikan kurang 1"):
        house.restore()


# --- into an empty place, whole or not at all ------------------------------------------------------------------------


def test_never_over_something(house: Tiny) -> None:
    house.save()
    before = files_of(house.tmp / "rumah")
    with pytest.raises(Refused, match="tidak kosong"):
        restore(house.shelf.root, house.holder.identity)
    shutil.rmtree(house.tmp / "rumah" / "files")
    shutil.rmtree(house.tmp / "rumah" / "potret")
    with pytest.raises(Refused, match="sudah berisi"):
        restore(house.shelf.root, house.holder.identity)
    left = files_of(house.tmp / "rumah")
    assert left == {name: before[name] for name in left}
    assert "balairung.sqlite3" in left


@pytest.mark.parametrize("moved", [[], ["files"], ["files", "potret"]])
def test_a_restore_that_was_killed_is_cleared_away_by_the_next(house: Tiny, moved: list[str]) -> None:
    """At whichever of its steps: the next one begins anew, and takes nothing of somebody else's with it."""
    house.save()
    new = house.restore()
    stage = new / ".pulih"
    stage.mkdir()
    (stage / "dipindahkan.json").write_text('["files", "potret", "balairung.sqlite3"]')
    for name in {"files", "potret", "balairung.sqlite3"} - set(moved):
        (new / name).rename(stage / name)
    (new / "keys.json").write_text("kunci")
    house.restore()
    assert files_of(new / "files") == files_of(house.tmp / "rumah" / "files")
    assert (new / "keys.json").read_text() == "kunci"
    assert not stage.exists()


def test_a_house_with_a_database_is_never_cleared_away(house: Tiny) -> None:
    """Even where the restore that made it was killed at its very last step, and people have lived there since."""
    house.save()
    new = house.restore()
    (new / ".pulih").mkdir()
    (new / ".pulih" / "dipindahkan.json").write_text('["files", "potret", "balairung.sqlite3"]')
    with pytest.raises(Refused, match="tidak kosong"):
        house.restore()
    assert files_of(new / "files") == files_of(house.tmp / "rumah" / "files")
    assert rows_of_sqlite(new / "balairung.sqlite3") == rows_of_sqlite(house.tmp / "rumah" / "balairung.sqlite3")


def test_nothing_is_pruned_while_something_cannot_be_read(house: Tiny) -> None:
    house.save()
    flip(biggest(house.shelf.backups))
    before = house.objects()
    house.save(days=400)
    assert before <= house.objects()
    told = latest()
    assert told
    assert told.moment == house.at
    assert "tidak dipangkas" in told.problem


def test_the_one_that_is_asked_for(house: Tiny) -> None:
    house.save()
    put("2026/03/ffffffff.jpg", b"baru")
    old = house.shelf.ids()[0]
    house.save()
    assert "2026/03/ffffffff.jpg" in files_of(house.restore("satu") / "files")
    assert "2026/03/ffffffff.jpg" not in files_of(house.restore("dua", wanted=old[:10]) / "files")
    with pytest.raises(Refused, match="Tidak ada cadangan 2001"):
        house.restore("tiga", wanted="2001")


def test_hidden_files_and_links_stay_outside(house: Tiny) -> None:
    put("2026/03/.setengah", b"?")
    os.symlink("/etc/hostname", Path(house.settings.FILES_ROOT) / "2026/03/tautan.jpg")
    assert house.save().files == 17
