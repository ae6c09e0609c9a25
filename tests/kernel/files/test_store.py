"""What is stored: a cleaned copy, the sealed original, a preview; and what is said about it."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from pytest_django import Settings

from balairung.ground.common.errors import Refused, Stale
from balairung.kernel.files import disk
from balairung.kernel.files.actions import attach, read_original, redact, restore, shown, store, store_bytes
from balairung.kernel.files.models import File
from tests.kernel.files.samples import HTML, SECRET, pdf, photo, telling_photo, upload

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
REPORT = ("complaints", "BWI-7K2M-93TD")


def on_disk() -> list[Path]:
    return sorted(path for path in disk.folder().rglob("*") if path.is_file())


def test_a_photo_is_kept_three_times_and_only_the_sealed_one_tells_all() -> None:
    sent = telling_photo("JPEG")
    file = store(upload(sent, "Jalan rusak.JPEG"), at=AT, about=REPORT)

    found = File.objects.get()
    assert found == file
    assert (found.name, found.media_type) == ("Jalan rusak.jpg", "image/jpeg")
    assert (found.about_kind, found.about_ref, found.stored_at) == (*REPORT, AT)
    assert (found.width, found.height) == (640, 400)
    assert found.path == f"2026/03/{found.pk}.jpg"
    copy = disk.read(found.path)
    assert (found.size, found.sha256) == (len(copy), hashlib.sha256(copy).hexdigest())
    assert len(on_disk()) == 3
    assert not any(SECRET in path.read_bytes() for path in on_disk())

    assert read_original(found) == sent
    assert found.original_sha256 == hashlib.sha256(sent).hexdigest()


def test_only_the_owner_of_the_process_reads_the_bytes() -> None:
    store(upload(photo()), at=AT)
    assert [path for path in on_disk() if path.stat().st_mode & 0o077] == []


def test_the_original_opens_after_the_keys_were_changed(settings: Settings) -> None:
    sent = photo()
    file = store(upload(sent), at=AT)
    newer = "c2Vtb2dhLWFtYW4tc2VsYW1hbnlhLWFtYW4tc2Vnd2E="
    settings.SEAL_RING = None
    settings.SEAL_KEYS = [newer, *settings.SEAL_KEYS]
    assert read_original(file) == sent


def test_an_original_longer_than_one_part_comes_back_whole() -> None:
    sent = photo() + b"\0" * (3 * 1024 * 1024)
    file = store(upload(sent), at=AT)
    assert read_original(file) == sent
    lines = disk.read(file.original_path).splitlines()
    disk.write(file.original_path, [b"\n".join(reversed(lines))])
    with pytest.raises(ValueError, match="is not what was sent"):
        read_original(file)


def test_a_pdf_is_written_anew_beside_its_original() -> None:
    sent = pdf()
    file = store(upload(sent, "surat.pdf"), at=AT)
    assert (file.name, file.media_type) == ("surat.pdf", "application/pdf")
    assert disk.read(file.path) != sent
    assert read_original(file) == sent
    assert len(on_disk()) == 2


def test_a_refused_file_leaves_nothing() -> None:
    with pytest.raises(Refused, match="tidak bisa diterima"):
        store(upload(HTML), at=AT)
    assert not File.objects.exists()
    assert on_disk() == []


@pytest.mark.django_db(transaction=True)
def test_the_row_belongs_to_the_transaction_of_the_caller() -> None:
    with transaction.atomic():
        store(upload(photo()), at=AT)
        transaction.set_rollback(True)
    assert not File.objects.exists()


def test_what_the_house_made_is_kept_without_an_original() -> None:
    file = store_bytes("../surat jawaban.pdf", pdf(), at=AT, about=REPORT)
    assert read_original(file) == pdf()  # byte for byte: it may be signed
    assert (file.name, file.original_path) == ("surat jawaban.pdf", "")
    picture = store_bytes("", photo("PNG"), at=AT)
    assert (picture.name, picture.media_type, picture.original_path) == ("berkas.png", "image/png", "")


def test_the_same_file_twice_is_two_files() -> None:
    one, two = store(upload(photo()), at=AT), store(upload(photo()), at=AT)
    assert one.path != two.path


def test_each_regency_has_its_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection of a house of many regencies says whom it serves; no other kind of connection does."""
    root = Path(django_settings.FILES_ROOT)
    assert disk.folder() == root
    monkeypatch.setattr(connection, "regency_schema", "r3510", raising=False)
    assert disk.folder() == root / "r3510"
    file = store_bytes("x", photo(), at=AT)
    assert file.path.startswith("2026/03/")
    assert (root / "r3510" / file.path).is_file()
    assert not (root / file.path).exists()


# --- what a file is about ----------------------------------------------------------------------------------------


def test_loose_files_are_attached_once_and_not_taken_away() -> None:
    files = [store(upload(photo()), at=AT) for _ in range(2)]
    attach(files, about=REPORT)
    attach(files, about=REPORT)  # a second time changes nothing
    assert {(file.about_kind, file.about_ref) for file in File.objects.all()} == {REPORT}
    assert (files[0].about_kind, files[0].about_ref) == REPORT

    loose = store(upload(photo()), at=AT)
    with pytest.raises(Refused, match="sudah tidak tersedia"), transaction.atomic():  # an action's own
        attach([loose, files[0]], about=("complaints", "BWI-XXXX-XXXX"))
    assert File.objects.get(pk=loose.pk).about_kind == ""  # all or none


def test_a_file_that_was_dropped_meanwhile_cannot_be_attached() -> None:
    file = store(upload(photo()), at=AT)
    File.objects.filter(pk=file.pk).delete()
    with pytest.raises(Refused, match="Pilih lagi berkasnya"):
        attach([file], about=REPORT)


# --- redaction ---------------------------------------------------------------------------------------------------


def test_a_redacted_version_stands_before_the_file() -> None:
    file = store(upload(photo(), "KTP Siti.jpg"), at=AT, about=REPORT)
    black = store_version(file)

    found = File.objects.get(pk=file.pk)
    assert shown(found) == shown(file) == black
    assert "Siti" not in black.name
    assert (black.about_kind, black.about_ref) == REPORT
    assert read_original(found) != disk.read(black.path)

    blacker = store_version(found)
    assert shown(File.objects.get(pk=file.pk)) == blacker


def test_a_redaction_is_taken_back_one_by_one() -> None:
    file = store(upload(photo()), at=AT)
    once = store_version(file)
    store_version(File.objects.get(pk=file.pk))
    assert restore(File.objects.get(pk=file.pk)) == once
    assert shown(File.objects.get(pk=file.pk)) == once
    assert restore(File.objects.get(pk=file.pk)) == file
    with pytest.raises(Refused, match="tidak disamarkan"):
        restore(File.objects.get(pk=file.pk))


def test_only_pictures_are_painted_over() -> None:
    with pytest.raises(Refused, match="Hanya foto"):
        store_version(store(upload(pdf(), "surat.pdf"), at=AT))


def test_two_who_redact_at_once_do_not_undo_each_other() -> None:
    file = store(upload(photo()), at=AT)
    mine, yours = File.objects.get(pk=file.pk), File.objects.get(pk=file.pk)
    version = store_version(mine)
    with pytest.raises(Stale):
        store_version(yours)
    assert shown(File.objects.get(pk=file.pk)) == version


def test_a_loose_file_takes_its_redacted_version_along() -> None:
    file = store(upload(photo()), at=AT)
    version = store_version(file)
    attach([file], about=REPORT)
    version.refresh_from_db()
    assert (version.about_kind, version.about_ref) == REPORT


def store_version(file: File) -> File:
    return redact(file, [(10, 10, 20, 20)], at=AT)
