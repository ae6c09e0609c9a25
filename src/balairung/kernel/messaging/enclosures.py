"""Files that came with a message, brought into the store: their true type, a cleaned copy, the original sealed."""

from __future__ import annotations

import json
from datetime import datetime
from tempfile import TemporaryFile
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.files.actions import LOOSE, prepare
from balairung.kernel.files.models import File
from balairung.kernel.files.names import told_name
from balairung.kernel.files.upload import Upload, too_big
from balairung.kernel.messaging.doors.door import Enclosure, Heard, Undeliverable
from balairung.kernel.messaging.gateways import doors, inside
from balairung.kernel.messaging.models import Arrival

CHUNK = 256 * 1024  # bytes
ABOUT = "arrival"  # what a file is about until it belongs to a case: its message
MOST = 10  # files of one message
LAST_TRY = 3  # tries after which a file that cannot be fetched is told of and left


def keep(key: UUID, *, at: datetime) -> None:
    """Fetch what came with a message that waits to be read, in no transaction: vendors are slow, and others write.

    Each file is written down in the message as soon as it is here, so that a later try asks only for the others. Raise
    OSError when the vendor does not answer: the message is read again later.
    """
    with inside():
        arrival = Arrival.objects.filter(pk=key, outcome=Arrival.Outcome.WAITING).first()
    heard = Heard.of(json.loads(arrival.body)) if arrival else None
    if arrival is None or heard is None or heard.automatic:
        return
    for place, enclosure in enumerate(heard.enclosures[:MOST]):
        if not enclosure.kept and not enclosure.unkept:
            _keep(arrival, place, enclosure, at)


def _keep(arrival: Arrival, place: int, enclosure: Enclosure, at: datetime) -> None:
    try:
        file = fetch(arrival.channel, enclosure, at=at, about=(ABOUT, str(arrival.pk)))
    except Refused as refused:
        _note(arrival, place, unkept=str(refused))
    except OSError:
        if arrival.attempts < LAST_TRY:
            raise
        _note(arrival, place, unkept=_("Satu berkas tidak dapat kami ambil. Kirim sekali lagi nanti."))
    else:
        _note(arrival, place, file)


@transaction.atomic
def _note(arrival: Arrival, place: int, file: File | None = None, unkept: str = "") -> None:
    """Unless another worker was faster: then ours gets no row, and its bytes are swept away."""
    rows = Arrival.objects.select_for_update().filter(pk=arrival.pk, outcome=Arrival.Outcome.WAITING)
    if (row := rows.first()) is None:
        return
    told = json.loads(row.body)
    one = told["enclosures"][place]
    if one.get("kept") or one.get("unkept"):
        return
    if file:
        file.save(force_insert=True)
    one |= {"kept": str(file.pk) if file else "", "unkept": unkept}
    row.body = json.dumps(told)
    row.save(update_fields=["body"])


def fetch(channel: str, enclosure: Enclosure, *, at: datetime, about: tuple[str, str] = LOOSE) -> File:
    """Fetch one enclosure through the door by which it came; its row is not saved yet.

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
        return prepare(upload, at=at, about=about)


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
