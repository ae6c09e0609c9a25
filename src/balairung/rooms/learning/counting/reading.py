"""Days of people as they stand, from what is written down: a handful of queries, however many people and days.

Whose days: everybody with a post in an office that records presence, from the first day on which one of its own people
was seen there. Elected heads have no hours. In an office that is open day and night the calendar knows no hours either:
there only days on which somebody came are told, and nobody is late or absent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Max, Min, Q

from balairung.ground.common.facts import facts
from balairung.ground.common.office_hours import Intervals
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Absence, Holding
from balairung.kernel.people.presence import RANK
from balairung.rooms.learning import rules
from balairung.rooms.learning.counting.measuring import NOTHING, measure
from balairung.rooms.learning.models import Correction, Leave, PresenceDay, PresenceScan, RecordingOffice

ONE_DAY = timedelta(days=1)
Status = PresenceDay.Status
Key = tuple[UUID, date]


class Place(NamedTuple):
    """Where somebody belongs from when until when, by a holding."""

    since: date
    until: date | None
    office: UUID
    post: UUID
    calendar: str


class Away(NamedTuple):
    """Days on which somebody is not expected at the office."""

    since: date
    until: date
    status: str


class Seen(NamedTuple):
    """The first and the last scan of a day."""

    first: datetime
    last: datetime


@dataclass
class Facts:
    """What was written down about these days, by person."""

    places: dict[UUID, list[Place]] = field(default_factory=lambda: defaultdict(list))
    away: dict[UUID, list[Away]] = field(default_factory=lambda: defaultdict(list))
    seen: dict[Key, Seen] = field(default_factory=dict)
    guests: set[Key] = field(default_factory=set)
    corrections: dict[Key, Correction] = field(default_factory=dict)
    began: dict[UUID, date] = field(default_factory=dict)  # since when an office records presence


def days_of(
    first: date, last: date, *, calendars: Calendars, people: Collection[UUID] | None = None, office: UUID | None = None
) -> Iterator[PresenceDay]:
    """The days from `first` to `last`, not saved: of these people, of one office, or of all."""
    known = _facts(first, last, people, office)
    dates = [first + ONE_DAY * place for place in range((last - first).days + 1)]
    for person, places in known.places.items():
        for day in dates:
            place = _place_on(places, day)
            if place and (office is None or place.office == office):
                row = _day(known, person, place, day, calendars)
                if row:
                    yield row


def _day(known: Facts, person: UUID, place: Place, day: date, calendars: Calendars) -> PresenceDay | None:
    began, key = known.began.get(place.office), (person, day)
    if began is None or day < began:
        return None
    hours = _hours(place.calendar, day, calendars)
    row = PresenceDay(
        person_id=person, day=day, office_id=place.office, post_id=place.post, elsewhere=key in known.guests
    )
    correction = known.corrections.get(key)
    _moments(row, known.seen.get(key), correction)
    away = next((one for one in known.away.get(person, ()) if one.since <= day <= one.until), None)
    row.status = _status(row, bool(hours), away, bool(correction and correction.excused))
    if row.status == Status.PRESENT and row.arrived_at:
        _measure(row, hours, calendars)
    return row if row.status else None


def _moments(row: PresenceDay, seen: Seen | None, correction: Correction | None) -> None:
    """When they came and went: as scanned, and where a superior put it right, as they said."""
    if seen:
        row.arrived_at = seen.first
        row.left_at = seen.last if seen.last - seen.first >= rules.minutes("apart") else None
    if correction:
        row.corrected = True
        row.arrived_at, row.left_at = correction.arrived_at or row.arrived_at, correction.left_at or row.left_at


def _status(row: PresenceDay, expected: bool, away: Away | None, excused: bool) -> str:
    """What the day is; "" for one of which there is nothing to tell."""
    if not expected:
        return Status.EXTRA if row.arrived_at else ""
    if away:
        return away.status
    if row.arrived_at:
        return Status.PRESENT
    return Status.EXCUSED if excused else Status.ABSENT


def _measure(row: PresenceDay, hours: Intervals, calendars: Calendars) -> None:
    assert row.arrived_at is not None
    arrived = row.arrived_at.astimezone(calendars.zone).time()
    left = row.left_at.astimezone(calendars.zone).time() if row.left_at else None
    measured = measure(hours, arrived, left) if hours else NOTHING
    row.late_minutes, row.early_minutes, row.worked_minutes = measured
    row.unfinished = left is None


def _hours(calendar: str, day: date, calendars: Calendars) -> Intervals:
    return () if calendar == "24-hour" else calendars.get(calendar).hours(day)


def _place_on(places: list[Place], day: date) -> Place | None:
    """The one that counts on this day: they stand in order."""
    return next((one for one in places if one.since <= day and (one.until is None or day <= one.until)), None)


# --- what is read ------------------------------------------------------------------------------------------------


def _facts(first: date, last: date, people: Collection[UUID] | None, office: UUID | None) -> Facts:
    known = Facts()
    _read_places(known, first, last, people, office)
    mine: Any = {} if people is None and office is None else {"person__in": list(known.places)}
    _read_away(known, first, last, mine)
    _read_scans(known, first, last, mine)
    for row in Correction.objects.filter(day__range=(first, last), **mine).order_by("at", "id"):
        known.corrections[row.person_id, row.day] = row
    known.began = dict(RecordingOffice.objects.values_list("office", "since"))
    return known


def _read_places(known: Facts, first: date, last: date, people: Collection[UUID] | None, office: UUID | None) -> None:
    """Holdings in order of what counts: definitive before Plt. before Plh., then by protocol."""
    rows = Holding.objects.filter(Q(until__isnull=True) | Q(until__gte=first), since__lte=last)
    rows = rows.exclude(post__role__in=facts("presence")["without_roles"])
    if people is not None:
        rows = rows.filter(person__in=people)
    elif office is not None:
        rows = rows.filter(person__in=Holding.objects.filter(post__office=office).values("person"))
    read = rows.values_list(
        *("person", "capacity", "since", "until", "post", "post__order", "id"),
        *("post__office", "post__office__calendar", "post__closed_on"),
    ).order_by()
    for row in sorted(read, key=lambda one: (RANK[Holding.Capacity(one[1])], one[5], str(one[6]))):
        ends = [end for end in (row[3], row[9]) if end]
        known.places[row[0]].append(Place(row[2], min(ends, default=None), row[7], row[4], row[8]))


def _read_away(known: Facts, first: date, last: date, mine: Any) -> None:
    """Leave that was granted says what it is; an absence that somebody recorded without one is leave, too."""
    for one in Leave.objects.granted().touching(first, last).filter(**mine).defer("reason", "answer").order_by("since"):
        status = Status.DUTY if rules.sort_of(one.sort).duty else Status.AWAY
        known.away[one.person_id].append(Away(one.since, one.last_day, status))
    for absence in Absence.objects.filter(since__lte=last, until__gte=first, **mine).order_by("since", "id"):
        known.away[absence.person_id].append(Away(absence.since, absence.until, Status.AWAY))


def _read_scans(known: Facts, first: date, last: date, mine: Any) -> None:
    rows = PresenceScan.objects.filter(day__range=(first, last), **mine).order_by()
    pairs = rows.filter(guest=False).values_list("person", "day").annotate(Min("at"), Max("at"))
    known.seen = {(person, day): Seen(begins, ends) for person, day, begins, ends in pairs}
    known.guests = set(rows.filter(guest=True).values_list("person", "day"))
