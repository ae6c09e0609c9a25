"""The draw: fair, spread, repeatable by anybody."""

import hashlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from balairung.rooms.duty.draw import Candidate, draw, lot, spread

SEEDS = st.text("0123456789abcdef", min_size=32, max_size=32)
LASTS = st.none() | st.datetimes(datetime(2025, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
START = datetime(2026, 3, 2, 1, 0, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)


def key(number: int) -> UUID:
    return UUID(int=number)


POOLS = st.lists(st.tuples(st.integers(0, 30), LASTS, st.booleans()), max_size=40).map(
    lambda rows: [Candidate(key(1000 + n), key(who), last, night) for n, (who, last, night) in enumerate(rows)]
)


@given(POOLS, SEEDS, st.integers(0, 50))
def test_nobody_is_drawn_twice_and_the_longest_undrawn_come_first(pool: list[Candidate], seed: str, size: int) -> None:
    found = draw(pool, seed=seed, size=size)
    people = [one.person for one in found]
    assert len(people) == len(set(people)) == min(size, len({one.person for one in pool}))
    months = [(one.last.year, one.last.month) if one.last else (0, 0) for one in found]
    assert months == sorted(months)


@given(POOLS, SEEDS, st.integers(0, 50))
def test_whoever_has_seed_and_pool_draws_the_same(pool: list[Candidate], seed: str, size: int) -> None:
    found = draw(pool, seed=seed, size=size)
    assert draw(reversed(pool), seed=seed, size=size) == found
    assert draw(pool, seed=seed, size=len(pool))[: len(found)] == found


def test_the_lot_is_made_as_it_is_published() -> None:
    mine = int.from_bytes(hashlib.sha256(f"benih {key(7)}".encode()).digest())
    assert lot("benih", key(7)) == mine


def test_each_is_drawn_about_as_often_as_any_other() -> None:
    pool = [Candidate(key(n), key(n), None) for n in range(20)]
    times = Counter(one.post for seed in range(2000) for one in draw(pool, seed=str(seed), size=5))
    assert all(400 < times[key(n)] < 600 for n in range(20))  # 500 expected, 19 is one standard deviation


@given(POOLS, SEEDS)
def test_moments_are_whole_minutes_within_the_spans_of_their_kind(pool: list[Candidate], seed: str) -> None:
    days = [(START, START + HOUR), (START + 3 * HOUR, START + 3 * HOUR + timedelta(seconds=30))]
    nights = [(START + 10 * HOUR, START + 12 * HOUR)]
    awake = {one.post: one.all_day for one in pool}
    for one in spread(pool, seed=seed, spans=days, all_day_spans=nights):
        spans = nights if awake[one.post] else days
        assert any(since <= one.at <= until for since, until in spans)
        assert one.at.second == one.at.microsecond == 0


def test_moments_are_spread_over_the_whole_time() -> None:
    pool = [Candidate(key(n), key(n), None) for n in range(1200)]
    times = Counter(
        (one.at - START) // HOUR for one in spread(pool, seed="x", spans=[(START, START + 12 * HOUR)], all_day_spans=[])
    )
    assert all(60 < times[hour] < 140 for hour in range(12))


def test_where_no_moment_is_allowed_nobody_gets_one() -> None:
    pool = [Candidate(key(1), key(1), None)]
    assert spread(pool, seed="x", spans=[], all_day_spans=[(START, START + HOUR)]) == []
    assert spread(pool, seed="x", spans=[(START, START + timedelta(seconds=10))], all_day_spans=[]) == []
