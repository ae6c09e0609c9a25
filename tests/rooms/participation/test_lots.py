"""The arithmetic of chance: fair, the same again from the same seed, and nothing else."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from balairung.rooms.participation.lots import (
    Drawn,
    day_of,
    draw,
    lot,
    new_seed,
    one_each,
    ordered,
    quarter,
    seal_of,
    shared,
)
from balairung.rooms.participation.shares import hidden_together, share

keys = some.lists(some.text("abcdefgh0123", min_size=1, max_size=6), unique=True, max_size=40)
pools = some.dictionaries(some.sampled_from("pqrst"), keys, max_size=5).map(
    lambda pool: {shelf: [f"{shelf}-{key}" for key in found] for shelf, found in pool.items()}
)


def test_a_lot_is_what_the_page_says() -> None:
    assert lot("benih", "pupr") == hashlib.sha256(b"benih pupr").hexdigest()
    assert seal_of("benih") == hashlib.sha256(b"benih").hexdigest()
    assert len({new_seed() for _each in range(20)}) == 20


@given(pool=pools, size=some.integers(0, 60), seed=some.text(max_size=8), barred=some.sets(some.sampled_from("ab")))
def test_the_same_seed_draws_the_same_however_the_list_was_written(
    pool: dict[str, list[str]], size: int, seed: str, barred: set[str]
) -> None:
    turned = {shelf: list(reversed(found)) for shelf, found in reversed(pool.items())}
    found = draw(pool, size=size, seed=seed, barred=barred)
    assert found == draw(turned, size=size, seed=seed, barred=barred)
    assert len(set(found)) == len(found) == min(size, sum(len(set(one) - barred) for one in pool.values()))
    assert all(one.key in pool[one.shelf] and one.key not in barred for one in found)


@given(sizes=some.dictionaries(some.sampled_from("pqrst"), some.integers(0, 500)), size=some.integers(0, 600))
def test_shelves_share_by_size(sizes: dict[str, int], size: int) -> None:
    found, total = shared(sizes, size), sum(sizes.values())
    wanted = min(size, total)
    assert sum(found.values()) == wanted
    assert all(0 <= found[shelf] <= count for shelf, count in sizes.items())
    filled = [shelf for shelf, count in sizes.items() if count]
    if wanted >= len(filled):
        assert all(found[shelf] for shelf in filled)
    for one in filled:  # never further from its exact share than the mending of empty shelves takes
        assert abs(found[one] - wanted * sizes[one] / total) < 1 + len(filled)


@given(pool=pools, seed=some.text(max_size=8), size=some.integers(1, 30))
def test_who_is_taken_out_makes_room_for_the_next(pool: dict[str, list[str]], seed: str, size: int) -> None:
    found = draw(pool, size=size, seed=seed)
    if found:
        first = found[0]
        again = draw({first.shelf: pool[first.shelf]}, size=size, seed=seed, barred={first.key})
        assert first not in again
        assert [one.key for one in again] == ordered(set(pool[first.shelf]) - {first.key}, seed)[:size]


def test_each_is_as_likely_as_every_other_of_its_shelf() -> None:
    """Three of ten and one of four, over four thousand seeds: no key is off by more than five sigma."""
    pool = {"a": [f"a{number}" for number in range(10)], "b": [f"b{number}" for number in range(4)]}
    seeds, size = 4000, 4
    shares = shared({"a": 10, "b": 4}, size)
    hits = Counter(one for seed in range(seeds) for one in draw(pool, size=size, seed=f"s{seed}"))
    for shelf, found in pool.items():
        chance = shares[shelf] / len(found)
        sigma = (seeds * chance * (1 - chance)) ** 0.5
        assert all(abs(hits[Drawn(shelf, key)] - seeds * chance) < 5 * sigma for key in found)


def test_an_owner_of_many_cases_is_as_likely_as_one_of_one() -> None:
    """Ten owners, the first with six cases: three are drawn, four thousand times; each of the six as often."""
    keys = {f"k{number}": "0" for number in range(6)} | {f"m{number}": str(number) for number in range(1, 10)}
    seeds, hits = 4000, Counter[str]()
    for seed in range(seeds):
        found = one_each(keys, f"s{seed}")
        assert sorted(keys[key] for key in found) == [str(number) for number in range(10)]
        hits.update(one.key for one in draw({"a": found}, size=3, seed=f"s{seed}"))
    sigma = (seeds * 0.3 * 0.7) ** 0.5
    assert abs(sum(hits[f"k{number}"] for number in range(6)) - seeds * 0.3) < 5 * sigma
    assert all(abs(hits[f"m{number}"] - seeds * 0.3) < 5 * sigma for number in range(1, 10))
    assert all(abs(hits[f"k{number}"] - seeds * 0.05) < 5 * (seeds * 0.05) ** 0.5 for number in range(6))
    assert one_each(keys, "s") == one_each(dict(reversed(keys.items())), "s")


@given(some.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_a_day_lies_in_its_quarter(day: date) -> None:
    first, last = quarter(day)
    assert first <= day <= last
    assert first.day == 1
    assert 90 <= (last - first).days + 1 <= 92


def test_a_day_by_lot() -> None:
    days = [date(2026, 3, number) for number in range(1, 6)]
    assert {day_of(f"s{seed}", "pupr", days) for seed in range(100)} == set(days)
    with pytest.raises(ZeroDivisionError):
        day_of("s", "pupr", [])


@given(n=some.integers(1, 400), part=some.floats(0, 1))
def test_the_interval_holds_the_share(n: int, part: float) -> None:
    yes = round(part * n)
    found = share(yes, n)
    assert found
    assert 0 <= found.low <= 100 * yes / n <= found.high <= 100
    larger = share(yes * 4, n * 4)
    assert larger
    assert larger.high - larger.low <= found.high - found.low + 1


def test_known_intervals() -> None:
    """Wilson, 95 per cent: 8 of 10 is 49.02 to 94.33, none of 10 is 0 to 27.75."""
    eight, none = share(8, 10), share(0, 10)
    assert eight
    assert none
    assert (eight.percent, eight.low, eight.high) == (80, 49, 95)
    assert (none.low, none.high) == (0, 28)
    assert share(0, 0) is None
    with pytest.raises(ValueError, match="more answers"):
        share(2, 1)


@given(people=some.dictionaries(some.text("abcdef", min_size=1, max_size=2), some.integers(0, 30)), least=some.just(5))
def test_what_is_hidden_cannot_be_subtracted(people: dict[str, int], least: int) -> None:
    apart = hidden_together(people, least)
    assert {name for name, count in people.items() if 0 < count < least} <= apart
    if apart and set(apart) != {name for name, count in people.items() if count}:
        assert len(apart) >= 2
        assert sum(people[name] for name in apart) >= least
