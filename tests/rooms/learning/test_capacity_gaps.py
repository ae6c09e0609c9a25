"""The arithmetic of gaps: by hand, and for any rows at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.rooms.learning.capacity.gaps import Held, Pair, Proof, Wanted, gaps, share_of, standing, summed, together
from balairung.rooms.learning.capacity.habits import streak
from balairung.rooms.learning.capacity.ranking import able, advice, merged, next_steps

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

small = st.integers(min_value=0, max_value=6)
level = st.integers(min_value=1, max_value=5)
days = st.integers(min_value=-40, max_value=40).map(lambda number: DAY + timedelta(days=number))
# An office is told by its post: a post never stands in two offices.
wanted = st.builds(
    lambda post, competence, asked: Wanted(post, post % 3, competence, asked, 1 + post % 2), small, small, level
)
asked_once = st.lists(wanted, max_size=30, unique_by=lambda one: (one.post, one.competence))
held = st.lists(st.builds(Held, small, small), max_size=15, unique=True)
levels = st.dictionaries(st.tuples(small, small), level, max_size=30)
proofs = st.lists(
    st.builds(
        lambda person, competence, found, since, seconds, lasting: Proof(
            person, competence, found, since, NOON + timedelta(seconds=seconds),
            None if lasting is None else since + timedelta(days=lasting),
        ),
        small, small, level, days, st.integers(0, 10**6), st.none() | st.integers(0, 30),
    ), max_size=30,
)  # fmt: skip


@given(asked_once, held, levels)
def test_a_gap_is_what_is_asked_less_what_is_there_and_never_negative(
    asked: list[Wanted], holders: list[Held], has: dict[tuple[int, int], int]
) -> None:
    picture = gaps(asked, holders, has)
    for pair in picture.pairs:
        assert pair.gap == max(0, pair.wanted - has.get((pair.person, pair.competence), 0))
        assert 0 <= pair.gap <= pair.wanted <= 5
        assert pair.met == (pair.gap == 0)
    holding = {one.post for one in holders}
    assert len(picture.pairs) == sum(sum(one.post == row.post for one in holders) for row in asked)
    assert set(picture.vacant) == {row.post for row in asked} - holding
    assert not {pair.post for pair in picture.pairs} & set(picture.vacant)


@given(asked_once, held, levels)
def test_sums_by_any_part_are_the_whole(
    asked: list[Wanted], holders: list[Held], has: dict[tuple[int, int], int]
) -> None:
    pairs = gaps(asked, holders, has).pairs
    whole = together(pairs)
    for by in (lambda one: one.office, lambda one: one.competence, lambda one: one.person):
        parts = summed(pairs, by).values()
        assert sum(part.gap for part in parts) == whole.gap
        assert sum(part.pairs for part in parts) == whole.pairs == len(pairs)
        assert sum(part.met for part in parts) == whole.met


@given(asked_once, held, levels, st.tuples(small, small))
def test_learning_never_widens_a_gap(
    asked: list[Wanted], holders: list[Held], has: dict[tuple[int, int], int], learnt: tuple[int, int]
) -> None:
    before = together(gaps(asked, holders, has).pairs)
    after = together(gaps(asked, holders, has | {learnt: 5}).pairs)
    assert after.gap <= before.gap
    assert after.met >= before.met


@given(proofs, days)
def test_the_latest_that_is_valid_on_the_day_counts(found: list[Proof], day: date) -> None:
    counted = standing(found, day)
    for key, proof in counted.items():
        rivals = [one for one in found if (one.person, one.competence) == key and one.counts_on(day)]
        assert proof in rivals
        assert (proof.assessed_on, proof.recorded_at) == max((one.assessed_on, one.recorded_at) for one in rivals)
    for one in found:
        assert ((one.person, one.competence) in counted) or not one.counts_on(day)


def test_what_ran_out_gives_way_to_what_was_found_before() -> None:
    old = Proof(1, 1, 2, date(2024, 1, 1), NOON)
    new = Proof(1, 1, 4, date(2025, 1, 1), NOON, valid_until=date(2026, 3, 1))
    assert standing([new, old], date(2026, 3, 1))[1, 1] == new
    assert standing([new, old], date(2026, 3, 2))[1, 1] == old
    assert standing([old], date(2023, 12, 31)) == {}
    right = Proof(1, 1, 3, old.assessed_on, NOON + timedelta(hours=1))  # put right on the same day
    assert standing([right, old], DAY)[1, 1] == right


@given(asked_once, held, levels)
def test_advice_names_exactly_those_who_lack_something(
    asked: list[Wanted], holders: list[Held], has: dict[tuple[int, int], int]
) -> None:
    pairs = gaps(asked, holders, has).pairs
    found = advice(pairs)
    lacking = {(pair.person, pair.competence) for pair in pairs if pair.gap}
    assert {(person, one.competence) for one in found for person in one.people} == lacking
    assert sum(len(one.people) for one in found) == len(lacking) == len(merged(pairs))
    assert sum(one.closes for one in found) == sum(pair.gap for pair in merged(pairs)) <= together(pairs).gap
    assert [one.weight for one in found] == sorted((one.weight for one in found), reverse=True)
    steps = next_steps(pairs)
    assert set(steps) == {person for person, _competence in lacking}
    assert all(1 <= len(some) <= 2 for some in steps.values())


def test_structural_posts_come_first_then_what_most_people_lack() -> None:
    def pair(person: str, competence: str, want: int, weight: int = 1) -> Pair:
        return Pair("pupr", person, person, competence, want, 1, weight)

    rows = [pair("kepala", "data", 3, 2), pair("siti", "sandi", 3), pair("budi", "sandi", 2), pair("siti", "data", 2)]
    # data: 2 levels × 2 + 1 level × 1 = 5; sandi: 2 + 1 = 3
    first, second = advice(rows)
    assert (first.competence, first.people, first.closes, first.level) == ("data", ("kepala", "siti"), 3, 3)
    assert (second.competence, second.people, second.closes) == ("sandi", ("siti", "budi"), 3)
    assert [one.competence for one in next_steps(rows)["siti"]] == ["sandi", "data"]
    level_with = [pair("siti", "data", 2), pair("siti", "sandi", 2), pair("budi", "sandi", 2)]
    assert next_steps(level_with, most=1)["siti"][0].competence == "sandi"  # Budi lacks it, too


def test_two_posts_of_one_person_are_one_gap_the_larger() -> None:
    rows = [Pair("a", 1, "siti", "data", 2, 1), Pair("b", 2, "siti", "data", 4, 1, 2), Pair("a", 1, "x", "data", 1, 1)]
    assert [(one.post, one.gap) for one in merged(rows)] == [(2, 3)]
    (one,) = advice(rows)
    assert (one.people, one.closes, one.weight) == (("siti",), 3, 6)


def test_who_can_teach_stands_at_the_level_that_is_needed() -> None:
    has = {("siti", "data"): 4, ("budi", "data"): 2, ("siti", "sandi"): 5}
    assert able(has, "data", 3) == ["siti"]
    assert able(has, "data", 5) == []
    assert able(has, "data", 0) == []  # nobody needs it


@pytest.mark.parametrize(
    ("read", "months"),
    [
        ([], 0),
        ([date(2026, 3, 1)], 1),
        ([date(2026, 2, 28)], 1),  # March is not over: it breaks nothing
        ([date(2026, 1, 5)], 0),
        ([date(2026, 3, 1), date(2026, 2, 1), date(2025, 12, 31), date(2026, 1, 1), date(2025, 10, 1)], 4),
        ([date(2026, 3, 3), date(2026, 2, 3)], 1),  # tomorrow is not read yet
    ],
)
def test_months_in_a_row(read: list[date], months: int) -> None:
    assert streak(read, DAY) == months


def test_a_share_is_told_to_a_tenth_and_nothing_has_none() -> None:
    assert share_of(1, 3) == Decimal("33.3")
    assert share_of(2, 3) == Decimal("66.7")
    assert share_of(5, 5) == Decimal("100.0")
    assert share_of(0, 0) is None
