"""What everyone may read of a complaint: the one projection that every public exit goes through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Max, QuerySet

from balairung.ground.common.redaction import redact
from balairung.kernel.obligations.models import Event, Evidence, Remark, State, Visibility
from balairung.kernel.obligations.reads import INTERNAL, TOLD, Entry, FileLink, days_left, file_link
from balairung.kernel.people.calendars import Calendars
from balairung.rooms.complaints.models import Complaint

SQUARE = 3  # decimals of a degree that everyone may know of a place
REPORTED = ("open", "resume", "add", "reopen")  # lines with which files of the reporter come


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
    closed_at: datetime | None = None
    topic_code: str = ""
    region_code: str = ""
    point: tuple[Decimal, Decimal] | None = None  # the middle of its square of a hundred metres
    source: str = ""  # the door that it came through; unsaid where its reporter is anonymous
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
    return public_views([complaint], now)[0]


def public_views(complaints: Sequence[Complaint], now: datetime | None = None) -> list[PublicComplaint]:
    """The same for many, with one question about all their pictures."""
    pictures = _pictures([one.obligation_id for one in complaints], now) if now else {}
    return [_projection(one, pictures.get(one.obligation_id, {})) for one in complaints]


def _projection(complaint: Complaint, pictures: Mapping[str, Sequence[FileLink]]) -> PublicComplaint:
    if complaint.published_at is None or complaint.obligation.visibility != Visibility.PUBLIC:
        raise ValueError(f"{complaint.ref} is not public")
    obligation, region, topic = complaint.obligation, complaint.region, complaint.topic
    return PublicComplaint(
        ref=obligation.ref,
        title=complaint.public_title,
        text=complaint.public_text,
        topic=topic.name if topic else "",
        klass=complaint.get_klass_display(),
        region=_place(region) if region else "",
        office=obligation.owner_office.name if obligation.owner_office else "",
        state=obligation.state,
        filed_at=complaint.filed_at,
        next_at=obligation.next_at,
        closed_at=obligation.closed_at,
        topic_code=complaint.topic_id or "",
        region_code=complaint.region_id or "",
        point=None if topic and topic.sensitive else _square(complaint),
        source="" if complaint.anonymous else complaint.get_channel_display(),
        before=pictures.get("before", []),
        after=pictures.get("after", []),
    )


def _square(complaint: Complaint) -> tuple[Decimal, Decimal] | None:
    if complaint.latitude is None or complaint.longitude is None:
        return None
    return round(complaint.latitude, SQUARE), round(complaint.longitude, SQUARE)


def _pictures(keys: Sequence[UUID], now: datetime) -> dict[UUID, dict[str, list[FileLink]]]:
    """How it was and how it is now: what the reporter sent, and what came with the last step that called it done."""
    rows = Evidence.objects.filter(event__obligation__in=keys, public=True, file__media_type__startswith="image/")
    shown: dict[UUID, list[Evidence]] = defaultdict(list)
    for item in rows.select_related("event", "file").order_by("event__obligation", "event__seq", "id"):
        shown[item.event.obligation_id].append(item)
    return {key: _before_and_after(items, now) for key, items in shown.items()}


def _before_and_after(shown: Sequence[Evidence], now: datetime) -> dict[str, list[FileLink]]:
    done = max((item.event.seq for item in shown if item.event.verb == "resolve"), default=0)
    before = [item for item in shown if item.event.verb in REPORTED]
    after = [item for item in shown if item.event.seq == done]
    return {
        name: [file_link(item.file, now, bare=True) for item in items]
        for name, items in (("before", before), ("after", after))
    }


@dataclass(frozen=True)
class PublicLine:
    """One line of the ledger of a published report, as everyone may read it."""

    obligation: UUID
    ref: str
    seq: int
    verb: str
    state: str
    step: str
    at: datetime
    text: str
    pictures: Sequence[FileLink]


def public_events() -> QuerySet[Event]:
    """The lines of published reports that the public page shows, in no order."""
    published = Complaint.objects.published().values("obligation")
    return Event.objects.filter(obligation__in=published).exclude(verb__in=INTERNAL)


def public_lines(events: QuerySet[Event], now: datetime) -> list[PublicLine]:
    """These of the `public_events()`, in their order: words only where they are for everyone, and masked."""
    rows = list(events.select_related("obligation", "remark").only(*TOLD, "state", "step", "obligation__ref"))
    pictures: dict[UUID, list[FileLink]] = defaultdict(list)
    items = Evidence.objects.filter(event__in=[row.pk for row in rows], public=True)
    for item in items.filter(file__media_type__startswith="image/").select_related("file").order_by("event", "id"):
        pictures[item.event_id].append(file_link(item.file, now, bare=True))
    return [
        PublicLine(
            row.obligation_id, row.obligation.ref, row.seq, row.verb, row.state, row.step, row.at, _words_of(row),
            pictures[row.pk],
        )
        for row in rows
    ]  # fmt: skip


def last_lines(keys: Sequence[UUID]) -> dict[UUID, datetime]:
    """By the key of the obligation: when the last line was written that everyone may see."""
    lines = public_events().filter(obligation__in=keys).order_by().values_list("obligation")
    return dict(lines.annotate(last=Max("at")))


def _words_of(event: Event) -> str:
    remark = getattr(event, "remark", None)
    return redact(remark.text) if remark and remark.audience == Remark.Audience.PUBLIC else ""


def redacted(entries: Iterable[Entry]) -> list[Entry]:
    """The lines of a timeline for everyone: an officer, too, may have written a telephone number into an answer."""
    return [replace(entry, text=redact(entry.text)) for entry in entries]


def _place(region: object) -> str:
    parent = getattr(region, "parent", None)
    return f"{region}, {parent}" if parent else str(region)
