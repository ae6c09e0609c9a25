"""Files that come with messages: kept about their message, given to the report that they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from balairung.kernel.files.models import File
from balairung.kernel.messaging.doors.door import Heard
from balairung.kernel.messaging.enclosures import ABOUT
from balairung.kernel.messaging.models import Arrival
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import KIND


@dataclass(frozen=True)
class Taken:
    """Keys of the files that were stored, and sentences about those that were not."""

    files: tuple[str, ...] = ()
    unkept: tuple[str, ...] = ()
    sound: bool = False


def take(heard: Heard) -> Taken:
    """What came with a message, as it was fetched before the message is read."""
    files = tuple(one.kept for one in heard.enclosures if one.kept)
    sound = bool(files) and File.objects.filter(pk__in=files, media_type__startswith="audio/").exists()
    return Taken(files, tuple(one.unkept for one in heard.enclosures if one.unkept), sound)


def kept_files(keys: Iterable[str]) -> list[File]:
    return list(File.objects.filter(pk__in=[UUID(key) for key in keys]).order_by("stored_at", "id"))


def release(files: Sequence[File]) -> None:
    """Loose again, so that a report may have them: the next action attaches them, in the same transaction."""
    File.objects.filter(pk__in=[file.pk for file in files], about_kind=ABOUT).update(about_kind="", about_ref="")


def belong(arrivals: Iterable[str], complaint: Complaint) -> None:
    """These messages are about that report."""
    Arrival.objects.filter(pk__in=[UUID(key) for key in arrivals]).update(about_kind=KIND, about_ref=complaint.ref)
