"""A new key for all that is sealed: killed and begun again, while the house goes on; no old key goes too early."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from balairung.ground.common import keyring
from balairung.ground.common.sealed import reseal, seal, unseal
from balairung.ground.common.sealed import ring as ring_of_keys
from balairung.kernel.files import disk
from balairung.kernel.files.actions import read_original, store
from balairung.kernel.people.drafts import read_draft, save_draft
from balairung.kernel.receipts import auditing
from balairung.rooms.complaints.models import Complaint
from balairung.surface.records import rotating
from tests import make
from tests.kernel.files.samples import photo, upload
from tests.kernel.receipts.logged import worker
from tests.make import START

pytestmark = pytest.mark.django_db
OLD = "c2Vtb2dhLWFtYW4tc2VsYW1hbnlhLWFtYW4tc2Vnd2E="


class Killed(BaseException):
    """What kill -9 is to the work."""


@pytest.fixture
def ring(settings: Settings, tmp_path: Path) -> Path:
    """A ring of one key in a file, as a server has it."""
    path = tmp_path / "kunci"
    path.write_text(OLD + "\n")
    settings.SEAL_RING = path
    return path


@pytest.fixture
def house(ring: Path) -> Complaint:
    """Something in every kind of place: fields, keys as bytes, drafts, JSON, files."""
    make.regency()
    made = make.complaint(name="Ani Lestari", contact="ani@contoh.id", files=[store(upload(photo()), at=START)])
    for number in range(6):
        make.complaint(name=f"Budi {number}", contact=f"budi{number}@contoh.id")
    worker(START)
    save_draft(kind="uji", body={"isi": "belum selesai"}, token="uji", at=START)
    user = make.account(make.holder("kominfo", "administrator"))
    Authenticator.objects.create(user=user, type="totp", data={"secret": seal("JBSWY3DP"), "name": "gAAAA bukan"})
    return made


def quiet(what: str, seen: int, done: int) -> None:
    """Nobody listens."""


def test_all_of_it_is_sealed_with_the_new_key_and_reads_as_before(house: Complaint, ring: Path) -> None:
    secret = house.secret
    rotating.add_key()
    assert list(rotating.left_behind())
    assert rotating.rotate(quiet) > 20
    assert list(rotating.left_behind()) == []
    ring.write_text(keyring.keys()[0] + "\n")  # the new key alone opens everything
    found = Complaint.objects.get(pk=house.pk)
    assert (found.reporter_name, found.secret) == ("Ani Lestari", secret)
    assert read_original(found.obligation.events.get(seq=1).evidence.get().file) == photo()
    assert read_draft(kind="uji", token="uji", at=START) == {"isi": "belum selesai"}
    data = Authenticator.objects.get().data
    assert (unseal(data["secret"]), data["name"]) == ("JBSWY3DP", "gAAAA bukan")
    assert list(auditing.findings(now=START)) == []
    assert rotating.rotate(quiet) == 0


@given(st.integers(1, 12))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_killed_anywhere_it_goes_on(house: Complaint, ring: Path, steps: int) -> None:
    with transaction.atomic():
        rotating.add_key()
        told: list[str] = []

        def until(what: str, seen: int, done: int) -> None:
            told.append(what)
            if len(told) == steps:
                raise Killed

        try:
            rotating.rotate(until)
        except Killed:
            assert len(told) == steps
        assert Complaint.objects.get(pk=house.pk).reporter_name == "Ani Lestari"  # half of it old, half of it new
        rotating.rotate(quiet)
        assert list(rotating.left_behind()) == []
        transaction.set_rollback(True)
    # the rows went back, the files stay as they are: they open with either
    rotating.rotate(quiet)


def test_what_is_written_meanwhile_is_not_lost(house: Complaint, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading a row and writing it somebody changes it: theirs stands."""
    rotating.add_key()
    honest = reseal

    def slowly(token: str) -> str:
        if ring_of_keys().decrypt(token.encode()) == b"Ani Lestari":
            Complaint.objects.filter(pk=house.pk).update(reporter_name="Ani Wijaya")
        return honest(token)

    monkeypatch.setattr(rotating, "reseal", slowly)
    rotating.rotate(quiet)
    assert Complaint.objects.get(pk=house.pk).reporter_name == "Ani Wijaya"
    assert list(rotating.left_behind()) == []


def test_a_process_with_the_old_ring_reads_what_a_new_key_sealed(ring: Path) -> None:
    """The ring was read before; the file changes beside it, by another process."""
    first = seal("lama")
    keys = (Fernet.generate_key().decode(), *keyring.keys())
    script = """
import sys
from pathlib import Path
from django.conf import settings
settings.configure(SEAL_RING=Path(sys.argv[1]), SEAL_KEYS=[], HASH_KEY=b"")
from balairung.ground.common import keyring
from balairung.ground.common.sealed import seal
keyring.write(tuple(sys.argv[2].split(",")))
print(seal("baru"))
"""
    ran = subprocess.run(
        [sys.executable, "-c", script, str(ring), ",".join(keys)], capture_output=True, text=True, check=True
    )
    assert unseal(ran.stdout.strip()) == "baru"
    assert unseal(first) == "lama"
    assert Fernet(keys[0]).decrypt(seal("nanti").encode()) == b"nanti"
    assert ring.stat().st_mode & 0o077 == 0


def test_a_file_that_was_erased_meanwhile_is_not_made_again(house: Complaint, monkeypatch: pytest.MonkeyPatch) -> None:
    rotating.add_key()
    monkeypatch.setattr(rotating, "_is_known", lambda name: False)
    [path] = rotating.originals()
    rotating.rotate(quiet)
    assert not path.exists()


def test_what_no_key_opens_stops_nothing_and_keeps_the_old_key(house: Complaint, ring: Path) -> None:
    stranger = Fernet(Fernet.generate_key()).encrypt(b"rusak").decode()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE complaints_complaint SET reporter_name = %s WHERE contact_hash = %s", [stranger, house.contact_hash]
        )
    rotating.add_key()
    rotating.rotate(quiet)
    assert list(rotating.left_behind()) == ["complaints_complaint: 1"]
    _age(ring)
    with pytest.raises(CommandError, match="Masih ada"):
        call_command("rotate_keys", "--drop-old", stdout=StringIO())
    assert len(keyring.keys()) == 2


def test_old_keys_go_only_when_nothing_needs_them(house: Complaint, ring: Path) -> None:
    out = StringIO()
    with pytest.raises(CommandError, match="Hanya ada satu"):
        call_command("rotate_keys", "--drop-old", stdout=out)
    rotating.add_key()
    _age(ring)
    with pytest.raises(CommandError, match="Masih ada"):
        call_command("rotate_keys", "--drop-old", stdout=out)
    call_command("rotate_keys", stdout=out)
    os.utime(ring)
    with pytest.raises(CommandError, match="sepuluh menit"):
        call_command("rotate_keys", "--drop-old", stdout=out)
    assert OLD in set(keyring.keys())
    _age(ring)
    call_command("rotate_keys", "--drop-old", stdout=out)
    assert OLD not in set(keyring.keys())
    [aside] = ring.parent.glob("kunci.lama-*")
    assert (aside.read_text().strip(), aside.stat().st_mode & 0o077) == (OLD, 0)
    assert Complaint.objects.get(pk=house.pk).reporter_name == "Ani Lestari"


def test_keys_of_the_environment_are_changed_there(settings: Settings) -> None:
    settings.SEAL_RING = None
    with pytest.raises(CommandError, match="BALAIRUNG_SEAL_KEYS"):
        call_command("rotate_keys", "--add", stdout=StringIO())


def test_a_file_of_several_keys_keeps_the_others(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"SECRET_KEY": "s", "SEAL_KEYS": OLD, "HASH_KEY": "h"}))
    settings.SEAL_RING = path
    rotating.add_key()
    told = json.loads(path.read_text())
    assert (told["SECRET_KEY"], told["HASH_KEY"], told["SEAL_KEYS"].split(",")[1]) == ("s", "h", OLD)
    assert keyring.keys()[1] == OLD


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)  # a database in the middle of a transaction cannot be copied
def test_a_killed_process_leaves_nothing_that_cannot_be_read(house: Complaint, ring: Path, tmp_path: Path) -> None:
    """The real command on a file, killed by the system in the middle, then run to the end."""
    for number in range(30):
        make.complaint(name=f"Citra {number}", contact=f"citra{number}@contoh.id")
    data = tmp_path / "data"
    data.mkdir()
    copy = sqlite3.connect(data / "balairung.sqlite3")
    connection.connection.backup(copy)
    copy.close()
    env = {**os.environ, "BALAIRUNG_DATA": str(data), "BALAIRUNG_SEAL_KEYS_FILE": str(ring)}
    env |= {"BALAIRUNG_SECRET_KEY": "k" * 60, "BALAIRUNG_HASH_KEY": "h" * 40}
    command = [sys.executable, "-m", "balairung.config.cli", "rotate-keys"]
    with subprocess.Popen([*command, "--add"], env=env, stdout=subprocess.PIPE, text=True) as work:
        assert work.stdout is not None
        told = [work.stdout.readline() for _line in range(4)]
        work.send_signal(signal.SIGKILL)
    assert (work.returncode, all(told)) == (-signal.SIGKILL, True)
    assert len(keyring.keys()) == 2
    rows = _names(data)
    assert len(rows) == 37
    assert [unseal(token) for token in rows]  # with either key
    subprocess.run(command, env=env, check=True, capture_output=True)
    newest = Fernet(keyring.keys()[0])
    assert sorted(newest.decrypt(token.encode()).decode() for token in _names(data))[0] == "Ani Lestari"


def _names(data: Path) -> list[str]:
    told = sqlite3.connect(data / "balairung.sqlite3")
    try:
        return [row[0] for row in told.execute("SELECT reporter_name FROM complaints_complaint")]
    finally:
        told.close()


def _age(ring: Path) -> None:
    """The ring was changed an hour ago."""
    before = time.time() - 3600
    os.utime(ring, (before, before))


def test_every_sealed_column_is_walked() -> None:
    from tests.surface.records.test_inventory import tables, texts

    walked = {f"{table.model._meta.label}" for table in rotating.tables()}
    listed = {label for label, one in tables().items() if (one.sealed or one.secrets) and label in texts()}
    assert walked == listed | {"people.Draft"}
    assert disk.folder().name == "files"
