"""What a program asks for: filters, spans of time and pages, read from the address. A wrong one is an error of its own.

GeoReport v2: `service_request_id` goes before all others; without dates the last ninety days; never more than ninety
days or a thousand requests. Beyond it, as cities have it: `page`, `page_size`, `updated_after`, `updated_before`,
`extensions=true`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from balairung.ground.common.references import read_reference
from balairung.kernel.obligations.models import Event
from balairung.rooms.complaints.models import Complaint, ComplaintQuerySet
from balairung.rooms.complaints.public import public_events
from balairung.surface.open311.wire import Fault, Wrong

SPAN = timedelta(days=90)
MOST, MOST_EXTENDED = 1000, 100  # requests of a page; with all their lines
MOST_PAGES = 10_000
MOST_NAMED = 1000  # numbers or codes in one list
SLACK = timedelta(days=1)  # clocks of machines differ
STATUSES = {"open": True, "closed": False}
_YEARS = range(1990, 2200)
_PART = re.compile(r"\d{4}(-\d{2})?")


@dataclass(frozen=True)
class Asked:
    """One list of requests."""

    refs: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    filed: tuple[datetime, datetime] | None = None
    updated: tuple[datetime, datetime] | None = None
    open: bool | None = None
    page: int = 1
    size: int = MOST
    extended: bool = False

    @staticmethod
    def named(*words: str) -> tuple[str, ...]:
        """Numbers as people and programs write them; one that is none stays as it is, and finds nothing."""
        return tuple(read_reference(word) or word.replace("\0", "") for word in words)

    def rows(self) -> ComplaintQuerySet:
        """The page, newest first, with what a row shows."""
        found = self._narrowed(Complaint.objects.published()).order_by("-filed_at", "-id")
        return found.for_list()[(self.page - 1) * self.size : self.page * self.size]

    def _narrowed(self, rows: ComplaintQuerySet) -> ComplaintQuerySet:
        if self.refs:
            return rows.filter(obligation__ref__in=self.refs)
        if self.services:
            rows = rows.filter(topic__in=self.services)
        if self.filed:
            rows = rows.filter(filed_at__range=self.filed)
        if self.updated:
            rows = rows.filter(obligation__in=lines_between(*self.updated).values("obligation"))
        if self.open is not None:
            rows = rows.filter(obligation__closed_at__isnull=self.open)
        return rows


def read_asked(query: QueryDict, now: datetime) -> Asked:
    """What this address asks for. Raise `Fault` with all that is wrong about it."""
    reader = _Reader(query)
    extended = reader.yes("extensions")
    updated = reader.span("updated_after", "updated_before", now)
    filed = reader.span("start_date", "end_date", now) or (None if updated else (now - SPAN, now))
    asked = Asked(
        refs=Asked.named(*reader.words("service_request_id")),
        services=tuple(reader.words("service_code")), filed=filed, updated=updated, open=reader.status(),
        page=reader.number("page", 1, MOST_PAGES),
        size=min(reader.number("page_size", MOST, 10**9), MOST_EXTENDED if extended else MOST), extended=extended,
    )  # fmt: skip
    reader.check()
    return asked


@dataclass(frozen=True)
class AskedLines:
    """One list of updates (the update extension of mySociety)."""

    since: datetime
    until: datetime
    refs: tuple[str, ...]
    page: int
    size: int

    def rows(self) -> QuerySet[Event]:
        """The page, oldest first: a program goes on from where it stopped."""
        rows = lines_between(self.since, self.until)
        if self.refs:
            rows = rows.filter(obligation__ref__in=self.refs)
        return rows.order_by("at", "id")[(self.page - 1) * self.size : self.page * self.size]


def read_lines(query: QueryDict, now: datetime) -> AskedLines:
    """The same for updates; without dates those of the last ninety days."""
    reader = _Reader(query)
    since, until = reader.span("start_date", "end_date", now) or (now - SPAN, now)
    refs = Asked.named(*reader.words("service_request_id"))
    page, size = reader.number("page", 1, MOST_PAGES), min(reader.number("page_size", MOST, 10**9), MOST)
    reader.check()
    return AskedLines(since, until, refs, page, size)


def lines_between(since: datetime, until: datetime) -> QuerySet[Event]:
    """Public lines of this span, in no order. No line is written before it happened, and its key begins with the time
    of writing (UUIDv7): so the key's own index finds them.
    """
    milliseconds = int((since - SLACK).timestamp() * 1000)
    return public_events().filter(id__gte=UUID(int=milliseconds << 80), at__range=(since, until))


def read_moment(text: str) -> tuple[datetime, datetime]:
    """The first and the last moment that a W3C date or date and time stands for; without a zone it is the regency's.

    A plus sign that became a blank on its way is read as one. Raise ValueError for anything else.
    """
    text = re.sub(r"(?<=\d) (?=\d\d:?\d\d$)", "+", text.strip())
    if _PART.fullmatch(text):
        text = f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"
    zone = get_current_timezone()
    if "T" in text.upper() or " " in text:
        moment = datetime.fromisoformat(text.upper())
        first = last = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    else:
        day = date.fromisoformat(text)
        first, last = datetime.combine(day, time(), zone), datetime.combine(day, time.max, zone)
    if first.year not in _YEARS:
        raise ValueError(text)
    return first, last


class _Reader:
    """Reads arguments one by one and keeps what is wrong. An empty argument is none."""

    def __init__(self, query: QueryDict) -> None:
        self.query = query
        self.wrongs: list[Wrong] = []

    def check(self) -> None:
        if self.wrongs:
            raise Fault(*self.wrongs)

    def text(self, name: str) -> str:
        return self.query.get(name, "").replace("\0", "").strip()

    def words(self, name: str) -> list[str]:
        found = [word.strip()[:100] for word in self.text(name).split(",") if word.strip()]
        if len(found) > MOST_NAMED:
            self._wrong(_("%(name)s memuat lebih dari %(most)d isian.") % {"name": name, "most": MOST_NAMED})
        return found

    def yes(self, name: str) -> bool:
        return self.text(name).lower() in {"true", "1", "yes"}

    def number(self, name: str, otherwise: int, most: int) -> int:
        said = self.text(name)
        if not said:
            return otherwise
        if said.isascii() and said.isdigit() and len(said) < 10 and 1 <= int(said) <= most:
            return int(said)
        self._wrong(_("%(name)s harus bilangan bulat mulai dari 1.") % {"name": name})
        return otherwise

    def status(self) -> bool | None:
        """True for what is open, False for what is closed, None for both."""
        said = {word.lower() for word in self.words("status")}
        if said - STATUSES.keys():
            self._wrong(_("status hanya open, closed, atau keduanya dipisah koma."))
        return STATUSES[said.pop()] if len(said) == 1 and said <= STATUSES.keys() else None

    def span(self, first: str, last: str, now: datetime) -> tuple[datetime, datetime] | None:
        """From one moment to another; where only one is said, ninety days from it or before it."""
        since, until = self._moment(first), self._moment(last)
        if since is None and until is None:
            return None
        begin = since[0] if since else (until or (now, now))[1] - SPAN
        end = until[1] if until else begin + SPAN
        if begin > end or end - begin > SPAN + SLACK:
            facts = {"first": first, "last": last, "days": SPAN.days}
            self._wrong(_("%(first)s sampai %(last)s harus maju, dan paling panjang %(days)d hari.") % facts)
        return begin, end

    def _moment(self, name: str) -> tuple[datetime, datetime] | None:
        said = self.text(name)
        if not said:
            return None
        try:
            return read_moment(said)
        except (ValueError, OverflowError):
            self._wrong(_("%(name)s tidak terbaca. Contoh: 2026-03-25T08:00:00+07:00.") % {"name": name})
            return None

    def _wrong(self, sentence: str) -> None:
        self.wrongs.append(Wrong(400, sentence))
