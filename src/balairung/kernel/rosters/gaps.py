"""When somebody must be on duty, and when nobody is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from balairung.ground.common.calendars import Calendar
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.rosters.book import Book
from balairung.kernel.rosters.models import Roster
from balairung.kernel.rosters.plan import Passed, Segment, Stand, Why

ONE_DAY = timedelta(days=1)
Span = tuple[datetime, datetime]

#: Why nobody is on duty, in words, by `Gap.code`.
REASONS = {
    Passed.LEAVE.value: _("yang mendapat giliran sedang tidak bertugas"),
    Passed.GONE.value: _("yang mendapat giliran tidak lagi bertugas di kantor ini"),
    Why.EMPTY.value: _("dikosongkan"),
    Why.NONE.value: _("tidak ada giliran"),
}


@dataclass(frozen=True)
class Gap:
    """Somebody must be on duty from `since` until just before `until`, and nobody is; `code` is a key of REASONS."""

    since: datetime
    until: datetime
    code: str

    @property
    def words(self) -> str:
        return str(REASONS[self.code])


def gaps(roster: Roster, since: datetime, until: datetime) -> list[Gap]:
    """When nobody is on duty in this roster although somebody must be, between the two moments."""
    calendar = Calendars().get(roster.office.calendar)
    said = Book([roster], since, until).segments(roster.pk)
    return gaps_in(said, required(roster.coverage, calendar, since, until))


def gaps_in(said: Sequence[Segment], wanted: Sequence[Span]) -> list[Gap]:
    """What is wanted and not covered; one that goes on for another reason is one gap."""
    empty = [segment for segment in said if segment.first is None]
    open_spans = merged((one.since, one.until) for one in empty)
    codes = {one.since: _code(one.stands) for one in empty}
    starts = sorted(codes)
    return [Gap(since, until, _at(since, starts, codes)) for since, until in common(wanted, open_spans)]


def required(coverage: str, calendar: Calendar, since: datetime, until: datetime) -> list[Span]:
    """When somebody must be on duty: always, while the office is open, or while it is not (its own calendar)."""
    if coverage == Roster.Coverage.ALWAYS:
        return [(since, until)]
    working = list(common(merged(_open_hours(calendar, since, until)), [(since, until)]))
    return working if coverage == Roster.Coverage.OFFICE_HOURS else list(without([(since, until)], working))


def _open_hours(calendar: Calendar, since: datetime, until: datetime) -> Iterator[Span]:
    day, last = since.astimezone(calendar.zone).date(), until.astimezone(calendar.zone).date()
    while day <= last:
        for opens, closes in calendar.hours(day):
            ends = datetime.combine(day + ONE_DAY, time()) if closes == time.max else datetime.combine(day, closes)
            begins = datetime.combine(day, opens, calendar.zone)
            yield begins.astimezone(UTC), ends.replace(tzinfo=calendar.zone).astimezone(UTC)
        day += ONE_DAY


def _code(stands: Sequence[Stand]) -> str:
    """The reason that somebody can do something about comes first."""
    passed = next((stand.passed.value for stand in stands if stand.passed), "")
    emptied = any(stand.why == Why.EMPTY for stand in stands)
    return passed or (Why.EMPTY.value if emptied else Why.NONE.value)


def _at(moment: datetime, starts: Sequence[datetime], codes: dict[datetime, str]) -> str:
    return codes[starts[bisect_right(starts, moment) - 1]]


# --- spans: sorted, none of which touch ------------------------------------------------------------------------------


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time in the fewest spans."""
    found: list[Span] = []
    for since, until in sorted(spans):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        elif since < until:
            found.append((since, until))
    return found


def common(left: Sequence[Span], right: Sequence[Span]) -> Iterator[Span]:
    """What both hold."""
    one = other = 0
    while one < len(left) and other < len(right):
        since, until = max(left[one][0], right[other][0]), min(left[one][1], right[other][1])
        if since < until:
            yield since, until
        if left[one][1] < right[other][1]:
            one += 1
        else:
            other += 1


def without(spans: Sequence[Span], taken: Sequence[Span]) -> Iterator[Span]:
    """What the first hold and the second do not."""
    place = 0
    for begin, until in spans:
        since = begin
        while place < len(taken) and taken[place][1] <= since:
            place += 1
        ahead = place
        while ahead < len(taken) and taken[ahead][0] < until:
            if since < taken[ahead][0]:
                yield since, taken[ahead][0]
            since = max(since, taken[ahead][1])
            ahead += 1
        if since < until:
            yield since, until


def minutes(spans: Iterable[Span]) -> int:
    return round(sum(((until - since).total_seconds() for since, until in spans), 0.0) / 60)
