"""What everyone may read of a complaint: the one projection that every public exit goes through."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _
from lokal import mask_pii
from lokal.samaran import PiiType

from balairung.kernel.obligations.models import Evidence, Obligation, State, Visibility
from balairung.kernel.obligations.reads import Entry, FileLink, days_left, file_link
from balairung.kernel.people.calendars import Calendars
from balairung.rooms.complaints.models import Complaint

REPORTED = ("open", "resume", "add", "reopen")  # lines with which files of the reporter come
MASK = re.compile(r"\[[A-Z_]+_\d+\]")  # what the library puts in place of what it found
#: What tells who somebody is. Illness, poverty or a neighbourhood (RT, RW) is often the very thing that is reported.
TELLING: tuple[PiiType, ...] = (
    "NIK", "KK", "NPWP", "PASSPORT", "SIM", "NIP", "BPJS", "NISN", "AKTA", "PHONE", "EMAIL", "BANK_ACCOUNT", "CARD",
    "PLATE", "NAME",
)  # fmt: skip
NO_NAME = re.compile(  # "nama saya hilang", "ibu membawa bayi", "penerima PKH" name nobody
    r"^(?:[a-z-]+(?: [a-z-]+)*|PKH|BPNT|BLT|BST|PIP|KIS|KIP|KKS|DTKS|DTSEN|RTLH|PDAM|PLN)$"
)


def redact(text: str) -> str:
    """The text with names, identity numbers, telephone numbers and addresses of mail masked."""
    return MASK.sub(_("[disembunyikan]"), mask_pii(text, types=TELLING, allow=[NO_NAME]).text)


@dataclass(frozen=True)
class PublicComplaint:
    """A published report without anything that belongs to its reporter."""

    ref: str
    title: str
    text: str
    topic: str
    klass: str
    region: str
    office: str
    state: str
    filed_at: datetime
    next_at: datetime | None
    before: Sequence[FileLink] = ()  # what the reporter sent, as far as an officer showed it
    after: Sequence[FileLink] = ()  # the proof that it is done

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)


@dataclass(frozen=True)
class Listed:
    """A published report in a list, and how much time its office has left in working days."""

    report: PublicComplaint
    days: int
    late: bool


def listed(complaints: Iterable[Complaint], now: datetime) -> list[Listed]:
    """The projections of these published reports, in their order."""
    calendars = Calendars()
    return [_listed(complaint, calendars, now) for complaint in complaints]


def _listed(complaint: Complaint, calendars: Calendars, now: datetime) -> Listed:
    obligation = complaint.obligation
    calendar = obligation.owner_office.calendar if obligation.owner_office else "5-day"
    days = days_left(obligation.next_at, calendar, calendars, now)
    return Listed(public_view(complaint), days, obligation.is_late(now))


def public_view(complaint: Complaint, now: datetime | None = None) -> PublicComplaint:
    """The projection; with `now`, its pictures too. Raise ValueError for what was not published."""
    if complaint.published_at is None or complaint.obligation.visibility != Visibility.PUBLIC:
        raise ValueError(f"{complaint.ref} is not public")
    obligation, region = complaint.obligation, complaint.region
    return PublicComplaint(
        ref=obligation.ref,
        title=complaint.public_title,
        text=complaint.public_text,
        topic=complaint.topic.name if complaint.topic else "",
        klass=complaint.get_klass_display(),
        region=_place(region) if region else "",
        office=obligation.owner_office.name if obligation.owner_office else "",
        state=obligation.state,
        filed_at=complaint.filed_at,
        next_at=obligation.next_at,
        **(_pictures(obligation, now) if now else {}),
    )


def _pictures(obligation: Obligation, now: datetime) -> dict[str, list[FileLink]]:
    """How it was and how it is now: what the reporter sent, and what came with the last step that called it done."""
    rows = Evidence.objects.filter(event__obligation=obligation, public=True, file__media_type__startswith="image/")
    shown = list(rows.select_related("event", "file").order_by("event__seq", "id"))
    done = max((item.event.seq for item in shown if item.event.verb == "resolve"), default=0)
    before = [item for item in shown if item.event.verb in REPORTED]
    after = [item for item in shown if item.event.seq == done]
    return {
        name: [file_link(item.file, now, bare=True) for item in items]
        for name, items in (("before", before), ("after", after))
    }


def redacted(entries: Iterable[Entry]) -> list[Entry]:
    """The lines of a timeline for everyone: an officer, too, may have written a telephone number into an answer."""
    return [replace(entry, text=redact(entry.text)) for entry in entries]


def _place(region: object) -> str:
    parent = getattr(region, "parent", None)
    return f"{region}, {parent}" if parent else str(region)
