"""Files that come with messages: fetched once, kept about their message, given to the report that they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.files.actions import store
from balairung.kernel.files.models import File
from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.doors.door import Enclosure, Heard, Undeliverable
from balairung.kernel.messaging.models import Arrival
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import KIND

ABOUT = "arrival"  # what a file is about until it belongs to a report: its message
MOST = 10  # files of one message
LAST_TRY = 3  # tries after which a file that cannot be fetched is told of and left


@dataclass(frozen=True)
class Taken:
    """Keys of the files that were stored, and sentences about those that were not."""

    files: tuple[str, ...] = ()
    unkept: tuple[str, ...] = ()
    sound: bool = False


def take(heard: Heard, arrival: Arrival | None, at: datetime) -> Taken:
    """Fetch and keep what came with a message. Raise OSError when the vendor does not answer: it is read again."""
    files, unkept = list[File](), list[str]()
    for enclosure in heard.enclosures[:MOST]:
        try:
            files.append(_store(enclosure, arrival, at))
        except Refused as refused:
            unkept.append(str(refused))
        except Undeliverable:
            unkept.append(_("Satu berkas terlalu besar atau sudah tidak ada. Kirim yang lebih kecil."))
        except OSError:
            if arrival is None or arrival.attempts < LAST_TRY:
                raise
            unkept.append(_("Satu berkas tidak dapat kami ambil. Kirim sekali lagi nanti."))
    sound = any(file.family == "audio" for file in files)
    return Taken(tuple(str(file.pk) for file in files), tuple(unkept), sound)


def kept_files(keys: Iterable[str]) -> list[File]:
    return list(File.objects.filter(pk__in=[UUID(key) for key in keys]).order_by("stored_at", "id"))


def release(files: Sequence[File]) -> None:
    """Loose again, so that a report may have them: the next action attaches them, in the same transaction."""
    File.objects.filter(pk__in=[file.pk for file in files], about_kind=ABOUT).update(about_kind="", about_ref="")


def belong(arrivals: Iterable[str], complaint: Complaint) -> None:
    """These messages are about that report."""
    Arrival.objects.filter(pk__in=[UUID(key) for key in arrivals]).update(about_kind=KIND, about_ref=complaint.ref)


def _store(enclosure: Enclosure, arrival: Arrival | None, at: datetime) -> File:
    door = gateways.doors()[arrival.channel].door if arrival else None
    if door is None:
        raise Undeliverable
    with door.fetch(enclosure) as content:
        content.seek(0, 2)
        size = content.tell()
        upload = UploadedFile(content, enclosure.name or _("berkas"), enclosure.media_type, size)
        return store(upload, at=at, about=(ABOUT, str(arrival.pk)) if arrival else ("", ""))
