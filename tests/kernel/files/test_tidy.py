"""Nothing stays that nobody needs, and nothing goes that somebody does."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks as OnCommit

from balairung.kernel.files import disk
from balairung.kernel.files.actions import attach, redact, store, tidy
from balairung.kernel.files.models import BEGUN, File
from tests.kernel.files.samples import photo, upload

pytestmark = pytest.mark.django_db


def kept(at: datetime) -> File:
    return store(upload(photo()), at=at)


def on_disk() -> list[Path]:
    return sorted(path for path in disk.folder().glob("*/*/*") if path.is_file())


def age(path: Path, days: int) -> None:
    moment = path.stat().st_mtime - days * 86400
    os.utime(path, (moment, moment))


def test_a_loose_file_goes_after_two_days_with_all_its_bytes(
    django_capture_on_commit_callbacks: OnCommit,
) -> None:
    now = timezone.now()
    kept(now - timedelta(days=8, minutes=1))
    young, used = kept(now - timedelta(days=1)), kept(now - timedelta(days=300))
    attach([used], about=("complaints", "BWI-7K2M-93TD"))

    with django_capture_on_commit_callbacks(execute=True):
        assert tidy(now=now) == 1

    assert set(File.objects.all()) == {young, used}
    assert len(on_disk()) == 6
    with django_capture_on_commit_callbacks(execute=True):
        assert tidy(now=now) == 0


def test_what_a_long_draft_holds_goes_after_thirty_two_days(django_capture_on_commit_callbacks: OnCommit) -> None:
    now = timezone.now()
    store(upload(photo()), at=now - timedelta(days=33), about=(BEGUN, ""))
    young, used = (store(upload(photo()), at=now - timedelta(days=31), about=(BEGUN, "")) for _place in range(2))
    attach([used], about=("services", "M-7K2M-93TD"))
    with django_capture_on_commit_callbacks(execute=True):
        assert tidy(now=now) == 1
    assert set(File.objects.all()) == {young, used}


def test_a_loose_file_takes_its_redacted_version_along(
    django_capture_on_commit_callbacks: OnCommit,
) -> None:
    now = timezone.now()
    file = kept(now - timedelta(days=10))
    redact(file, [(0, 0, 50, 50)], at=now - timedelta(days=9))
    with django_capture_on_commit_callbacks(execute=True):
        assert tidy(now=now) == 2
    assert on_disk() == []


def test_a_version_stays_as_long_as_what_it_stands_for(
    django_capture_on_commit_callbacks: OnCommit,
) -> None:
    """Its row would be dropped alone; the database says no and the others are not held up."""
    now = timezone.now()
    used = kept(now - timedelta(days=12))
    version = redact(used, [(0, 0, 50, 50)], at=now - timedelta(days=11))
    File.objects.filter(pk=used.pk).update(about_kind="complaints", about_ref="BWI-7K2M-93TD")
    kept(now - timedelta(days=10))
    with django_capture_on_commit_callbacks(execute=True):
        assert tidy(now=now) == 1
    assert set(File.objects.all()) == {used, version}
    assert disk.read(version.path)


def test_bytes_without_a_row_go_after_two_days(
    django_capture_on_commit_callbacks: OnCommit,
) -> None:
    now = timezone.now()
    lost, known = kept(now), kept(now)
    File.objects.filter(pk=lost.pk).delete()
    half = disk.full_path(known.path).with_name(".half-written")
    half.write_bytes(b"x")
    young = disk.full_path(known.path).with_name("young.jpg")
    for path in on_disk():
        age(path, 3)
    young.write_bytes(b"x")

    assert tidy(now=now) == 4  # copy, original and preview of the lost one, and the half-written
    assert {path.name.partition(".")[0] for path in on_disk()} == {str(known.pk), "young"}


def test_the_disk_is_walked_once_a_day() -> None:
    now = timezone.now()
    stray = disk.full_path(kept(now).path).with_name("stray.jpg")
    assert tidy(now=now) == 0
    stray.write_bytes(b"x")
    age(stray, 3)
    assert tidy(now=now + timedelta(hours=23)) == 0
    assert tidy(now=now + timedelta(hours=25)) == 1


def test_folders_of_other_regencies_are_not_touched() -> None:
    now = timezone.now()
    theirs = disk.folder() / "r3510" / "2026" / "03" / "theirs.jpg"
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(b"x")
    age(theirs, 30)
    assert tidy(now=now) == 0
    assert theirs.exists()


def test_an_empty_house_is_tidy() -> None:
    assert tidy(now=timezone.now()) == 0
