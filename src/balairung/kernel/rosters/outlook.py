"""What the next 52 weeks of a roster look like: gaps, who is not reached, what is shared, one score and its parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from balairung.ground.common.facts import facts
from balairung.kernel.messaging.contacts import proved_of_all
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.rosters.book import Book
from balairung.kernel.rosters.burden import Days, Load, balance
from balairung.kernel.rosters.duty import rosters_naming
from balairung.kernel.rosters.gaps import Gap, Span, common, gaps_in, merged, minutes, required
from balairung.kernel.rosters.models import Roster
from balairung.kernel.rosters.plan import Segment

AHEAD = timedelta(weeks=52)


@dataclass(frozen=True)
class Carried:
    """What one person carries in one layer, or as the one who answers first (`place` 0); minutes, and nights."""

    place: int
    person: UUID
    minutes: int
    nights: int
    weekend: int
    holiday: int


@dataclass(frozen=True)
class Counted:
    """An outlook before it is written down. `weeks` are (Monday, required, empty, unreached) in minutes."""

    since: datetime
    required: int
    gaps: tuple[Gap, ...]
    unreached: int
    lanes: dict[int, float]  # balance of each layer, 0 to 1
    carried: tuple[Carried, ...]
    overloaded: dict[UUID, tuple[int, int]]  # minutes of the fullest week, nights in a row
    unproved: tuple[UUID, ...]
    doubled: dict[UUID, int]  # minutes in two offices at once
    weeks: tuple[tuple[date, int, int, int], ...] = field(default=())

    @property
    def empty(self) -> int:
        return minutes((gap.since, gap.until) for gap in self.gaps)

    @property
    def balance(self) -> float:
        return sum(self.lanes.values()) / len(self.lanes) if self.lanes else 1.0

    @property
    def parts(self) -> dict[str, float]:
        """Points of each part of the score (ground/data/rosters.yaml)."""
        rules = facts("rosters")
        weights: dict[str, int] = rules["score"]
        open_share = self.empty / self.required if self.required else 0.0
        covered = max(0, self.required - self.empty)
        shares = {
            "coverage": max(0.0, 1 - rules["steep"] * open_share),
            "reach": 1 - self.unreached / covered if covered else 1.0,
            "balance": self.balance,
            "load": 1 - len(self.overloaded) / max(1, len({one.person for one in self.carried})),
            "one_place": 0.0 if self.doubled else 1.0,
        }
        rest = 1 - open_share
        return {name: weights[name] * share * (1 if name == "coverage" else rest) for name, share in shares.items()}

    @property
    def score(self) -> int:
        """From 0 to 100; a hundred only when nothing is missing."""
        return int(sum(self.parts.values()) + 1e-9)


class Counting:
    """Counts outlooks at one moment; what several rosters share is worked out once."""

    def __init__(self, now: datetime) -> None:
        self.now, self.until = now, now + AHEAD
        self.calendars = Calendars()
        self._days: dict[str, Days] = {}

    def count(self, roster: Roster) -> Counted:
        """A fixed number of queries, however long the roster."""
        book = Book([roster], self.now, self.until)
        said = book.segments(roster.pk)
        people = book.people_of(roster.pk)
        wanted = required(roster.coverage, self.calendars.get(roster.office.calendar), self.now, self.until)
        found, unproved = gaps_in(said, wanted), people - proved_of_all(people)
        unreached = list(common(wanted, _unreached(said, unproved)))
        lanes = self._lanes(book, roster)
        first = self.days(roster.zone).loads(_answering(said))
        return Counted(
            since=self.now, required=minutes(wanted), gaps=tuple(found), unreached=minutes(unreached),
            lanes={place: share for place, (share, _loads) in lanes.items()},
            carried=(*_carried(0, first), *(one for place in lanes for one in _carried(place, lanes[place][1]))),
            overloaded=_overloaded(first), unproved=tuple(sorted(unproved)), doubled=self._doubled(book, roster),
            weeks=self._weeks(roster.zone, wanted, [(gap.since, gap.until) for gap in found], unreached),
        )  # fmt: skip

    def days(self, zone: str) -> Days:
        if zone not in self._days:
            night = time.fromisoformat(facts("rosters")["night_at"])
            self._days[zone] = Days(self.now, self.until, ZoneInfo(zone), self._free, night)
        return self._days[zone]

    def _free(self, day: date) -> str:
        """Why nobody works on that day, whatever an office that never closes does."""
        found = self.calendars.get("5-day").day(day)
        return "" if found.working else found.reason

    def _lanes(self, book: Book, roster: Roster) -> dict[int, tuple[float, dict[UUID, Load]]]:
        """The balance of each layer, and what its people carry."""
        pieces: dict[int, list[tuple[datetime, datetime, UUID]]] = {lane.place: [] for lane in book.lanes[roster.pk]}
        for since, until, stand in book.pieces(roster.pk):
            if stand.person and stand.present:
                pieces[stand.place].append((since, until, stand.person))
        loads = {place: self.days(roster.zone).loads(rows) for place, rows in pieces.items()}
        return {
            lane.place: (_balance(self._shares(lane.rotas), loads[lane.place]), loads[lane.place])
            for lane in book.lanes[roster.pk]
        }

    def _shares(self, rotas: Iterable[Any]) -> dict[UUID, float]:
        """What each member should carry: the time of each version, divided by the places in it."""
        found: dict[UUID, float] = {}
        for rota in rotas:
            lasts = min(rota.ends or self.until, self.until) - max(rota.begins, self.now)
            for person in rota.members:
                found[person] = found.get(person, 0.0) + lasts.total_seconds() / len(rota.members)
        return found

    def _doubled(self, book: Book, roster: Roster) -> dict[UUID, int]:
        """Who is on duty here and in another office at once, and for how long."""
        people = book.people_of(roster.pk)
        others = list(rosters_naming(people).exclude(office=roster.office_id).select_related("office"))
        if not others:
            return {}
        there = Book(others, self.now, self.until)
        elsewhere = _present(there, [one.pk for one in others], people)
        here = _present(book, [roster.pk], set(elsewhere))
        both = {person: minutes(common(merged(here[person]), merged(elsewhere[person]))) for person in here}
        return {person: lasting for person, lasting in both.items() if lasting}

    def _weeks(self, zone: str, *spans: Sequence[Span]) -> tuple[tuple[date, int, int, int], ...]:
        wanted, empty, unreached = (self.days(zone).minutes_by_week(one) for one in spans)
        mondays = dict.fromkeys(self.days(zone).mondays)
        return tuple(
            (day, round(wanted.get(day, 0)), round(empty.get(day, 0)), round(unreached.get(day, 0))) for day in mondays
        )


def _balance(shares: dict[UUID, float], loads: dict[UUID, Load]) -> float:
    """Hours, nights, weekends and holidays count alike."""
    measures: list[dict[UUID, float]] = [
        {person: load.minutes for person, load in loads.items()},
        {person: float(len(load.nights)) for person, load in loads.items()},
        {person: load.weekend for person, load in loads.items()},
        {person: load.holiday for person, load in loads.items()},
    ]
    return sum(balance(shares, measure) for measure in measures) / len(measures)


def _present(book: Book, rosters: Iterable[UUID], people: Collection[UUID]) -> dict[UUID, list[Span]]:
    found: dict[UUID, list[Span]] = {}
    for roster in rosters:
        for since, until, stand in book.pieces(roster):
            if stand.person in people and stand.person and stand.present:
                found.setdefault(stand.person, []).append((since, until))
    return found


def _unreached(said: Sequence[Segment], unproved: Collection[UUID]) -> list[Span]:
    """When everybody on duty is somebody without a proved contact."""
    return merged(
        (one.since, one.until)
        for one in said
        if one.first and all(stand.person in unproved for stand in one.stands if stand.present)
    )


def _answering(said: Sequence[Segment]) -> Iterable[tuple[datetime, datetime, UUID]]:
    return ((one.since, one.until, one.first.person) for one in said if one.first and one.first.person)


def _carried(place: int, loads: dict[UUID, Load]) -> Iterable[Carried]:
    for person, load in sorted(loads.items()):
        yield Carried(
            place, person, round(load.minutes), len(load.nights), round(load.weekend), round(load.holiday)
        )  # fmt: skip


def _overloaded(loads: dict[UUID, Load]) -> dict[UUID, tuple[int, int]]:
    most = facts("rosters")["overload"]
    found = {person: (load.fullest_week, load.nights_in_a_row) for person, load in loads.items()}
    return {
        person: (week, row)
        for person, (week, row) in found.items()
        if week > most["hours_a_week"] * 60 or row > most["nights_in_a_row"]
    }
