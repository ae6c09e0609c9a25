"""The one way into the store of files, and the one way out of it."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.sealed import ring
from balairung.kernel.files import disk, sweeping
from balairung.kernel.files.cleaning import clean
from balairung.kernel.files.kinds import Copy
from balairung.kernel.files.models import File
from balairung.kernel.files.names import clean_name
from balairung.kernel.files.upload import Upload

LOOSE = ("", "")


def store(upload: Upload, *, at: datetime, about: tuple[str, str] = LOOSE) -> File:
    """Keep the cleaned copy, and beside it, sealed, what was sent. `Refused` says what is wrong with the file.

    `about` is (room, reference). A file about nothing goes after eight days: `attach` it before. The row belongs to
    the caller's transaction; if that fails, the bytes are swept away later.
    """
    copy = clean(upload)
    file = _new_file(upload.name or "", copy, at=at, about=about)
    _write_copy(file, copy, upload.chunks() if copy.content is None else [copy.content])
    if copy.content is not None:
        _write_original(file, upload)
    file.save(force_insert=True)
    return file


def store_bytes(name: str, content: bytes, *, at: datetime, about: tuple[str, str] = LOOSE) -> File:
    """Keep what the house made itself, with the same checks; there is no stranger's original to seal."""
    upload = SimpleUploadedFile(clean_name(name, "bin"), content)
    copy = clean(upload)
    file = _new_file(name, copy, at=at, about=about)
    _write_copy(file, copy, [content if copy.content is None else copy.content])
    file.save(force_insert=True)
    return file


@transaction.atomic(savepoint=False)
def attach(files: Iterable[File], *, about: tuple[str, str]) -> None:
    """Say what loose files are about, so that they stay. What is already about another thing is not taken from it."""
    kind, ref = about
    for file in (variant for first in files for variant in _variants(first)):
        mine = File.objects.filter(pk=file.pk, about_kind__in=["", kind], about_ref__in=["", ref])
        if not mine.update(about_kind=kind, about_ref=ref):
            raise Refused(_("Berkas “%(name)s” sudah tidak tersedia. Pilih lagi berkasnya.") % {"name": file.name})
        file.about_kind, file.about_ref = about


def read_original(file: File) -> bytes:
    """What was sent, byte for byte. Whoever calls this has asked whether the reader may know it."""
    if not file.original_path:
        return disk.read(file.path)
    return ring().decrypt(disk.read(file.original_path))


@transaction.atomic
def redact(file: File, content: bytes, *, at: datetime) -> File:
    """Keep a version without what must not be seen. From now on every link to the file gives this one.

    It bears no name of the sender's. A file may be redacted again; the last version is given.
    """
    last = shown(file)
    variant = store_bytes(_("disamarkan"), content, at=at, about=(last.about_kind, last.about_ref))
    if not File.objects.filter(pk=last.pk, redacted=None).update(redacted=variant):
        raise Stale(_("Berkas ini baru saja disamarkan orang lain. Muat ulang halaman, lalu periksa hasilnya."))
    last.redacted = variant
    return variant


def shown(file: File) -> File:
    """The version that people are given: the last redacted one, else the file itself."""
    *_before, last = _variants(file)
    return last


def tidy(*, now: datetime) -> int:
    """Drop files that nobody used and bytes that belong to no file, after their days (sweeping.py); return how many."""
    return sweeping.drop_loose(now=now) + sweeping.drop_orphans(now=now)


def _variants(file: File) -> Iterator[File]:
    """The file, its redacted version, and so on."""
    following: File | None = file
    while following is not None:
        yield following
        following = following.redacted


def _new_file(name: str, copy: Copy, *, at: datetime, about: tuple[str, str]) -> File:
    file = File(name=clean_name(name, copy.extension), media_type=copy.media_type, stored_at=at)
    file.path = f"{at:%Y/%m}/{file.pk}.{copy.extension}"
    file.width, file.height = copy.width, copy.height
    file.about_kind, file.about_ref = about
    return file


def _write_copy(file: File, copy: Copy, chunks: Iterable[bytes]) -> None:
    written = disk.write(file.path, chunks)
    file.size, file.sha256 = written.size, written.sha256
    if copy.preview:
        disk.write(disk.preview_of(file.path), [copy.preview])


def _write_original(file: File, upload: Upload) -> None:
    upload.seek(0)
    original = upload.read()
    file.original_path = f"{file.stored_at:%Y/%m}/{file.pk}.original"
    file.original_sha256 = hashlib.sha256(original).hexdigest()
    disk.write(file.original_path, [ring().encrypt(original)])
