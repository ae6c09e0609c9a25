"""The one way into the store of files, and the one way out of it."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import ring
from balairung.kernel.files import disk, sweeping
from balairung.kernel.files.cell import clean_apart
from balairung.kernel.files.cleaning import clean, clean_own
from balairung.kernel.files.copies import Copy, Unfit
from balairung.kernel.files.models import BEGUN, File
from balairung.kernel.files.names import clean_name
from balairung.kernel.files.upload import Upload

LOOSE = ("", "")
_PART = 1024 * 1024
Box: TypeAlias = tuple[float, float, float, float]


def store(upload: Upload, *, at: datetime, about: tuple[str, str] = LOOSE) -> File:
    """Keep the cleaned copy, and beside it, sealed, what was sent. `Refused` says what is wrong with the file.

    `about` is (room, reference). A file about nothing goes after eight days, one of a long draft (BEGUN, "") after
    thirty-two: `attach` it before. The row belongs to the caller's transaction; if that fails, the bytes are swept away
    later.
    """
    file = prepare(upload, at=at, about=about)
    file.save(force_insert=True)
    return file


def prepare(upload: Upload, *, at: datetime, about: tuple[str, str] = LOOSE) -> File:
    """The same without the row, for whoever must not hold a transaction meanwhile: save it (`force_insert`) at once."""
    file = _kept(upload.name or "", clean(upload), at=at, about=about)
    _write_original(file, upload)
    return file


def store_bytes(name: str, content: bytes, *, at: datetime, about: tuple[str, str] = LOOSE) -> File:
    """Keep a picture or document that the house made itself; there is no stranger's original to seal."""
    file = _kept(name, clean_own(content), at=at, about=about)
    file.save(force_insert=True)
    return file


def prepare_bytes(name: str, content: bytes, *, key: UUID, at: datetime, about: tuple[str, str] = LOOSE) -> File:
    """The same without the row, which gets this key: save it (`force_insert`) at once. Bytes stay as they are.

    Whoever noted key and moment before finds again what was written and never saved (`written`).
    """
    return _kept(name, clean_own(content), at=at, about=about, key=key)


def written(key: UUID, *, at: datetime, extension: str = "pdf") -> bytes | None:
    """What `prepare_bytes` wrote under this key at this moment; None when it did not come so far."""
    path = _path(key, at, extension)
    return disk.read(path) if disk.full_path(path).is_file() else None


def position_of(upload: Upload) -> tuple[Decimal, Decimal] | None:
    """Latitude and longitude that the file tells of, to be offered to whoever sends it; nothing keeps them."""
    place = clean(upload).position
    return (Decimal(place[0]), Decimal(place[1])) if place else None


@transaction.atomic(savepoint=False)
def attach(files: Iterable[File], *, about: tuple[str, str]) -> None:
    """Say what loose files are about, so that they stay. What is already about another thing is not taken from it."""
    kind, ref = about
    for file in (variant for first in files for variant in _variants(first)):
        mine = File.objects.filter(pk=file.pk, about_kind__in=["", BEGUN, kind], about_ref__in=["", ref])
        if not mine.update(about_kind=kind, about_ref=ref):
            raise Refused(_("Berkas “%(name)s” sudah tidak tersedia. Pilih lagi berkasnya.") % {"name": file.name})
        file.about_kind, file.about_ref = about


def read_original(file: File) -> bytes:
    """What was sent, byte for byte. Whoever calls this has asked whether the reader may know it."""
    if not file.original_path:
        return disk.read(file.path)
    original = b"".join(ring().decrypt(part) for part in disk.read(file.original_path).splitlines())
    if hashlib.sha256(original).hexdigest() != file.original_sha256:
        raise ValueError(f"the original of {file.pk} is not what was sent")
    return original


@transaction.atomic
def redact(file: File, boxes: Sequence[Box], *, at: datetime) -> File:
    """Keep a version of a picture with these boxes painted over. From now on every link to the file gives this one.

    A box is left, top, width and height in per cent. The version bears no name of the sender's. A picture may be
    redacted again; the last version is given.
    """
    last = shown(file)
    if not last.is_image:
        raise Refused(_("Hanya foto yang dapat disamarkan sebagian. Sembunyikan seluruh berkas ini."))
    try:
        copy = clean_apart("cover", disk.read(last.path), boxes=boxes)
    except Unfit as unfit:
        raise Refused(_("Foto ini tidak dapat dibuka lagi. Sembunyikan seluruh berkas ini.")) from unfit
    variant = _kept(_("disamarkan"), copy, at=at, about=(last.about_kind, last.about_ref))
    variant.save(force_insert=True)
    if not File.objects.filter(pk=last.pk, redacted=None).update(redacted=variant):
        raise Stale(_("Berkas ini baru saja disamarkan orang lain. Muat ulang halaman, lalu periksa hasilnya."))
    last.redacted = variant
    return variant


@transaction.atomic
def restore(file: File) -> File:
    """Take the last redaction back: links give the version before it again. `Refused` when there is none."""
    *before, last = _variants(file)
    if not before:
        raise Refused(_("Berkas ini tidak disamarkan."))
    if not File.objects.filter(pk=before[-1].pk, redacted=last).update(redacted=None):
        raise Stale(_("Berkas ini baru saja diubah orang lain. Muat ulang halaman, lalu periksa hasilnya."))
    before[-1].redacted = None
    return before[-1]


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


def _path(key: UUID, at: datetime, extension: str) -> str:
    return f"{at:%Y/%m}/{key}.{extension}"


def _kept(name: str, copy: Copy, *, at: datetime, about: tuple[str, str], key: UUID | None = None) -> File:
    """The unsaved row of a copy whose bytes are on the disk."""
    file = File(pk=key or new_id(), name=clean_name(name, copy.extension), media_type=copy.media_type, stored_at=at)
    file.path = _path(file.pk, at, copy.extension)
    file.width, file.height = copy.width, copy.height
    file.about_kind, file.about_ref = about
    written = disk.write(file.path, [copy.content])
    file.size, file.sha256 = written.size, written.sha256
    if copy.preview:
        disk.write(disk.preview_of(file.path), [copy.preview])
    return file


def _write_original(file: File, upload: Upload) -> None:
    """Sealed in parts, one a line, so that a long film is never in memory three times."""
    file.original_path = f"{file.stored_at:%Y/%m}/{file.pk}.original"
    digest = hashlib.sha256()

    def sealed() -> Iterator[bytes]:
        upload.seek(0)
        while part := upload.read(_PART):
            digest.update(part)
            yield ring().encrypt(part) + b"\n"

    disk.write(file.original_path, sealed())
    file.original_sha256 = digest.hexdigest()
