"""What the arithmetic needs of many rosters, read in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, UUIDField, Value
from django.utils.timezone import get_current_timezone

from balairung.kernel.people.models import Absence, Holding
from balairung.kernel.rosters.models import Layer, Override, Roster
from balairung.kernel.rosters.plan import Away, Cover, Lane, Passed, Segment, Stand, pieces, segments
from balairung.kernel.rosters.rotation import Rota

ONE_DAY = timedelta(days=1)
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 12, 31, tzinfo=UTC)

#: What a version of a layer is read as: what a Rota takes as it stands, and what surrounds it.
PLAIN = ("unit", "length", "starts_on", "handover", "weekdays", "begins", "ends")
VERSION = (
    *("roster", "place", "name", "window_from", "window_to", "zone"),
    *("unit", "length", "starts_on", "handover", "weekdays", "begins_at", "ends_at", "id"),
)


class Book:
    """The lanes of these rosters between two moments, and who of their people is passed by when: three queries.

    `away` holds leave (people.Absence) and, for each office, the days on which somebody holds no post there.
    """

    def __init__(self, rosters: Collection[Roster], since: datetime, until: datetime) -> None:
        self.since, self.until = since, until
        self.rosters = {roster.pk: roster for roster in rosters}
        self.lanes = _lanes(self.rosters, since, until)
        people = {key for roster in self.rosters for key in self.people_of(roster)}
        terms = _terms(people, {roster.office_id for roster in rosters}, since, until)
        self._away: dict[UUID, dict[UUID, list[Away]]] = {
            roster.pk: {
                person: _aways(terms, person, roster.office_id, since, until) for person in self.people_of(roster.pk)
            }
            for roster in rosters
        }

    def people_of(self, roster: UUID) -> set[UUID]:
        """Everybody whom the roster names between the two moments."""
        members = {key for lane in self.lanes[roster] for rota in lane.rotas for key in rota.members}
        return members | {cover.person for lane in self.lanes[roster] for cover in lane.covers if cover.person}

    def segments(self, roster: UUID, since: datetime | None = None, until: datetime | None = None) -> list[Segment]:
        """What the roster says, all of it or a part."""
        begin, end = max(self.since, since or self.since), min(self.until, until or self.until)
        return segments(self.lanes[roster], self._away[roster], begin, end)

    def pieces(self, roster: UUID) -> Iterator[tuple[datetime, datetime, Stand]]:
        """What each layer says for itself, layer by layer."""
        for lane in self.lanes[roster]:
            yield from pieces(lane, self._away[roster], self.since, self.until)


def rota_of(layer: Layer, members: Iterable[UUID]) -> Rota[UUID]:
    """The arithmetic of one version of a layer."""
    window = (layer.window_from, layer.window_to) if layer.window_from and layer.window_to else None
    return Rota(
        unit=layer.unit, length=layer.length, starts_on=layer.starts_on, handover=layer.handover,
        zone=ZoneInfo(layer.zone), members=tuple(members), weekdays=layer.weekdays, window=window,
        begins=layer.begins_at, ends=layer.ends_at,
    )  # fmt: skip


def aways_of(person: UUID, office: UUID, since: datetime, until: datetime) -> list[Away]:
    """When this person would be passed by in a roster of this office."""
    return _aways(_terms({person}, {office}, since, until), person, office, since, until)


def _lanes(rosters: Collection[UUID], since: datetime, until: datetime) -> dict[UUID, list[Lane]]:
    versions, names = _versions(rosters, since, until)
    covers = _covers(rosters, since, until)
    found: dict[UUID, list[Lane]] = {roster: [] for roster in rosters}
    for key in sorted({*versions, *covers}, key=lambda key: key[1]):
        roster, place = key
        lane = Lane(place, names.get(key, ""), tuple(versions.get(key, ())), tuple(covers.get(key, ())))
        found[roster].append(lane)
    return found


_Key = tuple[UUID, int]  # a roster, and the place of a layer in it


def _versions(
    rosters: Collection[UUID], since: datetime, until: datetime
) -> tuple[dict[_Key, list[Rota[UUID]]], dict[_Key, str]]:
    """The versions of each layer with their members, and its latest name: one query, and no object for each row."""
    rows = Layer.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=since), roster__in=rosters, begins_at__lt=until)
    ordered = rows.order_by("place", "begins_at", "id", "members__place")
    found: dict[_Key, list[Rota[UUID]]] = defaultdict(list)
    names: dict[_Key, str] = {}
    for version, members in groupby(ordered.values_list(*VERSION, "members__person"), key=lambda row: row[:-1]):
        roster, place, name, window_from, window_to, zone, *facts, _id = version
        window = (window_from, window_to) if window_from is not None else None
        turning = tuple(row[-1] for row in members if row[-1])
        found[roster, place].append(
            Rota(**dict(zip(PLAIN, facts, strict=True)), window=window, zone=ZoneInfo(zone), members=turning)
        )
        names[roster, place] = name
    return found, names


def _covers(rosters: Collection[UUID], since: datetime, until: datetime) -> dict[_Key, list[Cover]]:
    """What stood or stands: one that was cancelled while it ran stood until then."""
    rows = Override.objects.filter(roster__in=rosters, until__gt=since, since__lt=until).order_by("made_at", "id")
    found: dict[_Key, list[Cover]] = defaultdict(list)
    for key, roster, place, person, begin, end, cancelled, swap in rows.values_list(
        "id", "roster", "place", "person", "since", "until", "cancelled_at", "swap"
    ):
        stops = min(end, cancelled) if cancelled else end
        if begin < stops:
            found[roster, place].append(Cover(key, person, begin, stops, swapped=swap is not None))
    return found


_Terms = dict[tuple[UUID, UUID | None], list[tuple[date, date | None]]]


def _terms(people: Collection[UUID], offices: Collection[UUID], since: datetime, until: datetime) -> _Terms:
    """First and last days, in one query: by (person, office) of holding a post there, by (person, None) of leave."""
    zone = get_current_timezone()
    first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    lasting = Q(until__isnull=True) | Q(until__gte=first)
    served = Holding.objects.filter(lasting, person__in=people, post__office__in=offices, since__lte=last)
    leave = Absence.objects.filter(person__in=people, since__lte=last, until__gte=first)
    nowhere = leave.annotate(office=Value(None, output_field=UUIDField()))
    rows: Any = served.order_by().values_list("person", "post__office", "since", "until")
    found: _Terms = defaultdict(list)
    for person, office, begin, end in rows.union(nowhere.values_list("person", "office", "since", "until"), all=True):
        found[person, office].append((begin, end))
    return found


def _aways(terms: _Terms, person: UUID, office: UUID, since: datetime, until: datetime) -> list[Away]:
    """When somebody is passed by in a roster of this office, in order."""
    rows = terms.get((person, None), ())
    leave = [Away(_midnight(begin), _midnight(end + ONE_DAY), Passed.LEAVE) for begin, end in rows if end]
    return sorted([*leave, *_gone(terms.get((person, office), ()), since, until)], key=lambda away: away.since)


def _gone(served: Iterable[tuple[date, date | None]], since: datetime, until: datetime) -> list[Away]:
    """The time in between: nothing is asked of somebody who left, or has not come yet."""
    found, reached = [], EARLIEST
    for begin, end in sorted(served, key=lambda term: term[0]):
        if (opens := _midnight(begin)) > reached:
            found.append(Away(reached, opens, Passed.GONE))
        reached = max(reached, _midnight(end + ONE_DAY) if end else LATEST)
    if reached < LATEST:
        found.append(Away(reached, LATEST, Passed.GONE))
    return [away for away in found if away.since < until and away.until > since]


def _midnight(day: date) -> datetime:
    """The regency's midnight: absences and holdings are days."""
    return datetime.combine(day, time(), get_current_timezone()).astimezone(UTC)
