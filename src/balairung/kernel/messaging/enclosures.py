"""Files that came with a message, brought into the store: their true type, a cleaned copy, the original sealed."""

from __future__ import annotations

from datetime import datetime
from tempfile import TemporaryFile
from typing import BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.files.actions import LOOSE, store
from balairung.kernel.files.models import File
from balairung.kernel.files.names import told_name
from balairung.kernel.files.upload import Upload, too_big
from balairung.kernel.messaging.doors.door import Enclosure, Undeliverable
from balairung.kernel.messaging.gateways import doors

CHUNK = 256 * 1024  # bytes


def fetch(channel: str, enclosure: Enclosure, *, at: datetime, about: tuple[str, str] = LOOSE) -> File:
    """Fetch one enclosure through the door by which it came, and keep it.

    `Refused` says, in a sentence for whoever sent it, why this file is not kept: too big, of no kind that we read,
    damaged, gone. OSError when the vendor did not answer this time: the message is read again later.
    """
    name = enclosure.name or _("lampiran")
    if enclosure.size > settings.FILM_LIMIT:
        raise Refused(too_big(name, settings.FILM_LIMIT))
    opened = doors().get(channel)
    if opened is None:
        raise Refused(_gone(name))
    try:
        with opened.door.fetch(enclosure) as source:
            upload = _upload(name, enclosure, source)
    except Undeliverable as problem:
        raise Refused(too_big(name, settings.FILM_LIMIT) if "big" in str(problem) else _gone(name)) from problem
    with upload:
        return store(upload, at=at, about=about)


def _gone(name: str) -> str:
    return _("Berkas “%(name)s” tidak dapat kami ambil. Kirim sekali lagi.") % {"name": told_name(name)}


def _upload(name: str, enclosure: Enclosure, source: BinaryIO) -> Upload:
    """On the disk, never more than the limit."""
    kept = TemporaryFile()  # noqa: SIM115  the upload closes it
    while part := source.read(CHUNK):
        kept.write(part)
        if kept.tell() > settings.FILM_LIMIT:
            kept.close()
            raise Refused(too_big(name, settings.FILM_LIMIT))
    size = kept.tell()
    kept.seek(0)
    return UploadedFile(kept, name, enclosure.media_type, size)
