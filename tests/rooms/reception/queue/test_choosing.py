"""The order: a head start, and nobody waits without end."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from balairung.rooms.reception.queue.choosing import comes_back_at, not_before, rule, stands_at
from tests.make import moment

NINE = moment("2026-03-02 09:00")
MINUTE = timedelta(minutes=1)
minutes = st.integers(0, 400)
#: (came, lane, appointment's slot or None), in minutes after nine
people = st.tuples(minutes, st.sampled_from(["", "elderly", "disabled", "pregnant"]), st.none() | minutes)


def place(came: int, lane: str, slot: int | None, head_start: int = 30) -> datetime:
    booked = NINE + slot * MINUTE if slot is not None and slot >= came - 15 else None
    return stands_at(NINE + came * MINUTE, lane=lane, head_start=head_start, booked_for=booked)


def test_who_comes_first_is_first() -> None:
    assert place(0, "", None) < place(1, "", None)
    assert place(20, "elderly", None) < place(0, "", None)  # within the half hour
    assert place(31, "elderly", None) > place(0, "", None)  # not before those who have waited longer
    assert place(-60, "", 40) == NINE + 10 * MINUTE  # came early: stands where the appointment stands
    assert place(50, "", 40) == NINE + 20 * MINUTE  # ten minutes late: as if they came that much later
    assert "30 menit" in rule(30)


@given(st.lists(people, min_size=1, max_size=60), st.integers(0, 120))
def test_nobody_is_overtaken_by_whoever_comes_more_than_the_head_start_later(
    came: list[tuple[int, str, int | None]], head_start: int
) -> None:
    """What makes an endless wait impossible: only who comes within the head start can stand before a walk-in."""
    for arrived, lane, _slot in came:
        mine = place(arrived, lane, None, head_start)
        for later, other, slot in came:
            if place(later, other, slot, head_start) < mine:
                assert later <= arrived + head_start


@given(st.lists(people, min_size=2, max_size=40))
def test_people_of_one_kind_never_change_their_order(came: list[tuple[int, str, int | None]]) -> None:
    walked = sorted(arrived for arrived, lane, _slot in came if not lane)
    assert sorted(walked, key=lambda arrived: place(arrived, "", None)) == walked


@given(minutes, minutes, st.integers(0, 120))
def test_who_comes_back_gains_nothing_and_loses_little(stood: int, back: int, head_start: int) -> None:
    place, at = NINE + stood * MINUTE, NINE + back * MINUTE
    found = comes_back_at(place, at, head_start=head_start)
    assert found >= place
    assert found == place or found == at - head_start * MINUTE


def test_a_clock_that_was_moved_back_makes_no_earlier_turn() -> None:
    assert not_before(NINE, NINE - 5 * MINUTE) == NINE
    assert not_before(NINE, NINE + 5 * MINUTE) == NINE + 5 * MINUTE
    assert not_before(None, NINE) == NINE
