"""What stands above a turn, and who is passed by: compared with a grid of hours that is filled in by hand."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from balairung.kernel.rosters.gaps import common, gaps_in, merged, without
from balairung.kernel.rosters.plan import Away, Cover, Lane, Passed, Segment, Stand, Why, segments
from balairung.kernel.rosters.rotation import Rota, turn_at

HOUR = timedelta(hours=1)
BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
HOURS = 24 * 8
PEOPLE = [UUID(int=number) for number in range(1, 6)]
A, B, C = PEOPLE[:3]


def hour(number: int) -> datetime:
    return BEGIN + number * HOUR


terms = st.tuples(st.integers(-10, HOURS + 10), st.integers(1, 60)).map(lambda pair: (pair[0], pair[0] + pair[1]))
someone = st.sampled_from(PEOPLE)


@st.composite
def lanes(draw: st.DrawFn, place: int) -> Lane:
    rotas, edges = [], sorted(draw(st.sets(st.integers(-5, HOURS + 5), min_size=2, max_size=4)))
    for since, until in pairwise(edges):
        window = draw(st.sampled_from([None, (time(16), time(7)), (time(9), time(12))]))
        rotas.append(Rota(
            unit=draw(st.sampled_from(["hour", "day", "week"])), length=draw(st.integers(1, 5)), window=window,
            starts_on=date(2026, 2, 20), handover=time(8), zone=ZoneInfo("Asia/Jakarta"), begins=hour(since),
            weekdays=draw(st.sampled_from([127, 31])), ends=hour(until),
            members=tuple(draw(st.lists(someone, min_size=1, max_size=4))),
        ))  # fmt: skip
    covers = [
        Cover(UUID(int=100 + number), draw(st.none() | someone), hour(since), hour(until), draw(st.booleans()))
        for number, (since, until) in enumerate(draw(st.lists(terms, max_size=6)))
    ]
    return Lane(place, "", tuple(rotas), tuple(covers))


aways = st.dictionaries(
    someone,
    st.lists(st.tuples(terms, st.sampled_from(Passed)), max_size=3).map(
        lambda rows: sorted((Away(hour(term[0]), hour(term[1]), why) for term, why in rows), key=lambda one: one.since)
    ),
)


def by_hand(lane: Lane, away: dict[UUID, list[Away]], moment: datetime) -> tuple[UUID | None, str, bool]:
    """Whom the layer names at this moment, why, and whether they are there."""
    person, why = None, Why.NONE
    for rota in lane.rotas:
        if turn := turn_at(rota, moment):
            person, why = turn.person, Why.TURN
    for cover in lane.covers:
        if cover.since <= moment < cover.until:
            why = Why.EMPTY if cover.person is None else Why.SWAP if cover.swapped else Why.OVERRIDE
            person = cover.person
    passed = person is not None and any(one.since <= moment < one.until for one in away.get(person, []))
    return person, why, person is not None and not passed


@settings(max_examples=150)
@given(lanes(1), lanes(2), aways)
def test_at_every_hour_there_is_one_answer_or_a_reason(first: Lane, second: Lane, away: dict[UUID, list[Away]]) -> None:
    said = segments([first, second], away, BEGIN, hour(HOURS))
    assert [said[0].since, said[-1].until] == [BEGIN, hour(HOURS)]
    assert all(before.until == after.since for before, after in pairwise(said))
    for number in range(HOURS):
        moment = hour(number)
        segment = next(one for one in said if one.since <= moment < one.until)
        expected = [by_hand(lane, away, moment) for lane in (first, second)]
        assert [(stand.person, stand.why, stand.present) for stand in segment.stands] == expected
        answer = next((person for person, _why, there in expected if there), None)
        assert (segment.first.person if segment.first else None) == answer


@settings(max_examples=100)
@given(lanes(1), lanes(2), aways, st.lists(terms, max_size=4))
def test_gaps_are_the_wanted_hours_without_anybody(
    first: Lane, second: Lane, away: dict[UUID, list[Away]], wanted: list[tuple[int, int]]
) -> None:
    said = segments([first, second], away, BEGIN, hour(HOURS))
    spans = merged((hour(since), hour(until)) for since, until in wanted)
    found = gaps_in(said, spans)
    for number in range(HOURS):
        moment = hour(number)
        there = any(by_hand(lane, away, moment)[2] for lane in (first, second))
        asked = any(since <= moment < until for since, until in spans)
        assert any(gap.since <= moment < gap.until for gap in found) == (asked and not there)


@given(st.lists(terms, max_size=6), st.lists(terms, max_size=6))
def test_spans_are_sets_of_hours(left: list[tuple[int, int]], right: list[tuple[int, int]]) -> None:
    one, other = (merged((hour(since), hour(until)) for since, until in spans) for spans in (left, right))
    hours = {since for spans in (left, right) for term in spans for since in range(*term)}
    for number in hours:
        moment = hour(number)
        inside = [any(since <= moment < until for since, until in spans) for spans in (one, other)]
        assert _holds(list(common(one, other)), moment) == all(inside)
        assert _holds(list(without(one, other)), moment) == (inside[0] and not inside[1])


def _holds(spans: Sequence[tuple[datetime, datetime]], moment: datetime) -> bool:
    return any(since <= moment < until for since, until in spans)


def test_a_later_cover_stands_above_an_earlier_one_and_leaves_its_ends() -> None:
    rota = Rota("week", 1, date(2026, 3, 1), time(0), ZoneInfo("UTC"), (A,))
    covers = (Cover(PEOPLE[3], B, hour(2), hour(10)), Cover(PEOPLE[4], C, hour(4), hour(6), swapped=True))
    said = segments([Lane(1, "", (rota,), covers)], {}, BEGIN, hour(12))
    assert [(one.stands[0].person, one.stands[0].why) for one in said] == [
        (A, Why.TURN), (B, Why.OVERRIDE), (C, Why.SWAP), (B, Why.OVERRIDE), (A, Why.TURN),
    ]  # fmt: skip


def test_a_roster_without_layers_says_nobody() -> None:
    assert segments([], {}, BEGIN, hour(3)) == [Segment(BEGIN, hour(3), ())]
    assert segments([], {}, BEGIN, BEGIN) == []
    assert Segment(BEGIN, hour(1), (Stand(1, None, Why.NONE),)).first is None
