"""No sequence of edits leaves a gap unreported: a roster against a grid of hours that knows nothing of its code."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from balairung.ground.common.errors import Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import SYSTEM, actor_of
from balairung.kernel.people.appointments import end_absence, record_absence
from balairung.kernel.people.models import Absence, Person
from balairung.kernel.rosters.actions import answer_swap, ask_swap, clear_cover, cover, end_layer, set_layer
from balairung.kernel.rosters.duty import Duty
from balairung.kernel.rosters.models import Outlook, Override, Roster
from balairung.kernel.rosters.recounting import recount
from tests import make

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MIDNIGHT = make.moment("2026-03-02 00:00")
WEEKS = 52
NEAR = 14 * 24


@dataclass
class Turning:
    """From one hour to another these people turn, each for so many hours, counted from an hour at which one began."""

    since: int
    until: int
    people: list[int]
    length: int
    anchor: int


@dataclass
class Grid:
    """The roster by hand: hours are counted from Monday midnight, people from 0."""

    layers: dict[int, list[Turning]] = field(default_factory=dict)
    covers: list[tuple[int, int | None, int, int]] = field(default_factory=list)
    away: list[tuple[int, int, int]] = field(default_factory=list)

    def place(self, number: int, hour: int) -> int | None:
        """Whom the layer names in this hour."""
        named = None
        for turning in self.layers.get(number, []):
            if turning.since <= hour < turning.until:
                named = turning.people[(hour - turning.anchor) // turning.length % len(turning.people)]
        for place, person, since, until in self.covers:
            if place == number and since <= hour < until:
                named = person
        return named

    def there(self, person: int | None, hour: int) -> bool:
        return person is not None and not any(one == person and a <= hour < b for one, a, b in self.away)

    def answer(self, hour: int) -> int | None:
        named = (self.place(number, hour) for number in sorted({*self.layers, *(one[0] for one in self.covers)}))
        return next((person for person in named if self.there(person, hour)), None)


someone, places = st.integers(0, 3), st.integers(1, 2)
hours = st.integers(0, 24 * 21)
edits = st.lists(
    st.one_of(
        st.tuples(st.just("layer"), places, st.lists(someone, max_size=4), st.sampled_from(["day", "week"]), hours),
        st.tuples(st.just("end"), places, hours),
        st.tuples(st.just("cover"), places, st.none() | someone, hours, st.integers(-1, 200)),
        st.tuples(st.just("clear"), st.integers(0, 3)),
        st.tuples(st.just("leave"), someone, st.integers(0, 20), st.integers(0, 9)),
        st.tuples(st.just("back"), someone, st.integers(0, 20)),
        st.tuples(st.just("swap"), places, someone, someone, hours, st.integers(1, 24)),
        st.tuples(st.just("wait"), st.integers(1, 40)),
    ),
    min_size=1,
    max_size=9,
)


class Play:
    """Does each edit for real and, unless it was refused, on the grid."""

    def __init__(self, roster: Roster, people: list[Person]) -> None:
        self.roster, self.people, self.grid, self.now = roster, people, Grid(), 10
        self.made: list[Override] = []

    def do(self, edit: tuple[Any, ...]) -> None:
        try:
            with transaction.atomic():
                getattr(self, f"_{edit[0]}")(*edit[1:])
        except Refused:
            pass

    def _wait(self, hours: int) -> None:
        self.now += hours

    def _layer(self, place: int, people: list[int], unit: str, ahead: int) -> None:
        since = self.now + ahead
        set_layer(
            self.roster, place=place, members=[self.people[one] for one in people], unit=unit, length=1,
            starts_on=date(2026, 3, 2), handover=time(8), since=at(since), by=SYSTEM, at=at(self.now),
        )  # fmt: skip
        self._cut(place, since)
        turning = Turning(since, 10**9, people, 24 if unit == "day" else 168, 8)
        self.grid.layers.setdefault(place, []).append(turning)

    def _end(self, place: int, ahead: int) -> None:
        end_layer(self.roster, place=place, since=at(self.now + ahead), by=SYSTEM, at=at(self.now))
        self._cut(place, self.now + ahead)

    def _cut(self, place: int, since: int) -> None:
        kept = [one for one in self.grid.layers.get(place, []) if one.since < since]
        for one in kept:
            one.until = min(one.until, since)
        self.grid.layers[place] = kept

    def _cover(self, place: int, person: int | None, ahead: int, lasting: int) -> None:
        since, until = self.now + ahead, self.now + ahead + lasting
        whom = None if person is None else self.people[person]
        self.made.append(cover(
            self.roster, place=place, person=whom, since=at(since), until=at(until), by=SYSTEM, at=at(self.now)
        ))  # fmt: skip
        self.grid.covers.append((place, person, since, until))

    def _clear(self, which: int) -> None:
        if which >= len(self.made):
            return
        gone = self.made[which]
        clear_cover(gone, by=SYSTEM, at=at(self.now))
        rows = Override.objects.filter(swap=gone.swap_id) if gone.swap_id else Override.objects.filter(pk=gone.pk)
        for row in rows:
            place = self._index(row)
            number, person, since, until = self.grid.covers[place]
            self.grid.covers[place] = (number, person, since, max(since, min(until, self.now)))

    def _index(self, row: Override) -> int:
        return [one.pk for one in self.made].index(row.pk)

    def _leave(self, person: int, ahead: int, lasting: int) -> None:
        first = day_of(self.now) + ahead * DAY
        record_absence(person=self.people[person], since=first, until=first + lasting * DAY, by=SYSTEM, at=at(self.now))
        self.grid.away.append((person, hour_of(first), hour_of(first + (lasting + 1) * DAY)))

    def _back(self, person: int, ahead: int) -> None:
        back = day_of(self.now) + ahead * DAY
        rows = Absence.objects.filter(person=self.people[person]).order_by("since", "id")
        absence = rows.filter(until__gte=back).first()
        if absence is None:
            return
        old = (person, hour_of(absence.since), hour_of(absence.until + DAY))
        end_absence(absence, back=back, by=SYSTEM, at=at(self.now))
        self.grid.away.remove(old)
        self.grid.away.append((person, old[1], max(old[1], hour_of(back))))

    def _swap(self, place: int, asker: int, asked: int, ahead: int, lasting: int) -> None:
        since, until = self.now + ahead, self.now + ahead + lasting
        one, other = (actor_of(self.people[number], at(self.now)) for number in (asker, asked))
        term: dict[str, Any] = {"place": place, "since": at(since), "until": at(until), "at": at(self.now)}
        swap = ask_swap(self.roster, asked=self.people[asked], by=one, **term)
        answer_swap(swap, accept=True, by=other, at=at(self.now))
        self.made.append(Override.objects.get(swap=swap))
        self.grid.covers.append((place, asked, since, until))


def at(hour: int) -> datetime:
    return MIDNIGHT + hour * HOUR


def hour_of(day: date) -> int:
    return (day - MIDNIGHT.date()).days * 24


def day_of(hour: int) -> date:
    return at(hour).date()


@pytest.fixture
def people() -> list[Person]:
    make.regency()
    make.holder("pupr", "head", "Kadis")
    return [make.holder("pupr", "staff", name) for name in ("Ani", "Budi", "Citra", "Dewi")]


@settings(
    max_examples=20,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(edits)
def test_no_sequence_of_edits_leaves_a_gap_unreported(people: list[Person], done: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        play = Play(make.roster(at=at(10)), people)
        play.do(("layer", 1, [0, 1, 2], "day", 0))
        play.do(("layer", 2, [3, 0], "week", 40))
        for edit in done:
            play.do(edit)
            _compare(play, days=30)
        _compare(play, days=364)
        transaction.set_rollback(True)


def _compare(play: Play, *, days: int) -> None:
    """The outlook says what the grid says, and whoever leads the office heard of every hour that is near."""
    now = at(play.now)
    recount(now=now)
    outlook = Outlook.objects.get()
    assert outlook.stale_since is None
    assert outlook.counted_at
    counted = (outlook.counted_at - MIDNIGHT) // HOUR
    assert play.now - 24 < counted <= play.now
    hours = range(play.now, counted + days * 24)
    answers = {hour: play.grid.answer(hour) for hour in hours}
    empty = {hour for hour in hours if answers[hour] is None}
    assert sorted(empty ^ _hours(outlook.facts["gaps"], hours))[:3] == []
    near = {hour for hour in empty if hour < counted + NEAR}
    assert sorted(near - _hours(outlook.facts["told"], hours))[:3] == []
    assert days < 364 or counted < play.now or outlook.gap_minutes == 60 * len(empty)
    assert not outlook.facts["told"] or Notice.objects.filter(subject="Jadwal jaga kosong").exists()
    for hour in list(hours)[:: 24 * 5 + 7]:
        duty = Duty(at(hour)).of(play.roster.office_id)
        assert duty
        assert duty.person == (None if (answer := answers[hour]) is None else play.people[answer])
        assert duty.why


def _hours(spans: list[list[str]], hours: range) -> set[int]:
    """The hours that begin within these spans."""
    found: set[int] = set()
    for since, until in ((datetime.fromisoformat(span[0]), datetime.fromisoformat(span[1])) for span in spans):
        first, last = (-((MIDNIGHT - moment) // HOUR) for moment in (since, until))
        found |= set(range(max(first, hours.start), min(last, hours.stop)))
    return found


def test_the_past_is_not_changed_by_any_edit(people: list[Person]) -> None:
    """What was said of each hour that has passed is said of it for ever."""
    play = Play(make.roster(at=at(10)), people)
    said: dict[int, Person | None] = {}
    for edit in [
        ("layer", 1, [0, 1, 2], "day", 0), ("wait", 30), ("layer", 1, [3], "day", 5), ("cover", 1, 1, 0, 20),
        ("wait", 6), ("clear", 0), ("wait", 10), ("swap", 1, 3, 2, 3, 5), ("end", 1, 2), ("wait", 12),
        ("layer", 1, [2, 1], "week", 0), ("wait", 9),
    ]:  # fmt: skip
        before = play.now
        play.do(edit)
        said |= {hour: _named(play, hour) for hour in range(before, play.now)}
    assert len(set(said.values())) == 5  # nobody, too
    assert {hour: _named(play, hour) for hour in said} == said


def _named(play: Play, hour: int) -> Person | None:
    duty = Duty(at(hour).astimezone(UTC)).of(play.roster.office_id)
    return duty.person if duty else None
