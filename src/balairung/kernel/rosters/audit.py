"""Is every gap of a roster known? What `balairung check` asks; each finding is a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from balairung.ground.common.facts import facts
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.rosters.book import Book
from balairung.kernel.rosters.gaps import common, gaps_in, required
from balairung.kernel.rosters.models import Outlook, Roster

GRACE = timedelta(hours=1)  # a worker counts a changed roster within a round or two
OLD = timedelta(days=2)  # every night each is counted anew
PAGE = 50


def findings(*, now: datetime) -> Iterator[str]:
    """Rosters that nobody counts, and gaps of the next days that the office was not told of; recomputed here."""
    rosters = list(Roster.objects.standing().select_related("office").order_by("office__order", "name", "id"))
    calendars = Calendars()
    for start in range(0, len(rosters), PAGE):
        page = rosters[start : start + PAGE]
        outlooks = Outlook.objects.in_bulk([roster.pk for roster in page])
        book = Book(page, now, now + _near())
        for roster in page:
            yield from _of(roster, outlooks.get(roster.pk), book, calendars, now)


def _near() -> timedelta:
    return timedelta(days=facts("rosters")["warn_days"])


def _of(roster: Roster, outlook: Outlook | None, book: Book, calendars: Calendars, now: datetime) -> Iterator[str]:
    changed = outlook and outlook.stale_since
    counted = outlook.counted_at if outlook else None
    if outlook is None or (changed or counted or roster.made_at) < now - (GRACE if changed or not counted else OLD):
        yield f"the roster {roster} of {roster.office.short} is not counted: does the worker run?"
    elif counted and not changed:
        calendar, horizon = calendars.get(roster.office.calendar), counted + _near()
        wanted = required(roster.coverage, calendar, now, book.until)
        found = [gap for gap in gaps_in(book.segments(roster.pk), wanted) if gap.since < horizon]
        told = [(datetime.fromisoformat(since), datetime.fromisoformat(until)) for since, until in _told(outlook)]
        for gap in found:
            if list(common([(gap.since, gap.until)], told)) != [(gap.since, gap.until)]:
                yield f"the roster {roster} of {roster.office.short} is empty from {gap.since}: nobody was told"


def _told(outlook: Outlook) -> Sequence[tuple[str, str]]:
    found: Sequence[tuple[str, str]] = outlook.facts.get("told", [])
    return found
