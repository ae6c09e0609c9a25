"""From votes to an order, to what is carried out, to what may be shown."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from balairung.rooms.participation.voting.counting import by_district, ranking, winners

votes = some.dictionaries(some.text("abcdefgh", min_size=1, max_size=3), some.integers(0, 9), max_size=20)


@given(votes=votes, seed=some.text(max_size=6))
def test_more_votes_stand_higher_and_a_tie_is_drawn(votes: dict[str, int], seed: str) -> None:
    order = ranking(votes, seed)
    assert [one.rank for one in order] == list(range(1, len(votes) + 1))
    assert [one.votes for one in order] == sorted(votes.values(), reverse=True)
    assert order == ranking(dict(reversed(votes.items())), seed)
    for one in order:
        assert one.drawn == (list(votes.values()).count(one.votes) > 1)


def test_the_seed_decides_a_tie_both_ways() -> None:
    assert {ranking({"a": 3, "b": 3, "c": 1}, f"s{seed}")[0].key for seed in range(40)} == {"a", "b"}


@given(
    votes=votes, places=some.integers(1, 6), ceiling=some.integers(0, 40),
    costs=some.dictionaries(some.text("abcdefgh", min_size=1, max_size=3), some.integers(0, 30)),
)  # fmt: skip
def test_what_is_carried_out_fits(votes: dict[str, int], places: int, ceiling: int, costs: dict[str, int]) -> None:
    order, exact = ranking(votes, "s"), {key: Decimal(cost) for key, cost in costs.items()}
    found = winners(order, places=places, ceiling=Decimal(ceiling), costs=exact)
    spent = sum((exact.get(key, Decimal()) for key in found), Decimal())
    assert len(found) <= places
    assert not ceiling or spent <= ceiling
    assert all(votes[key] for key in found)
    if len(found) < places:  # nothing that would have fitted was left out
        left = [one for one in order if one.votes and one.key not in found]
        assert all(ceiling and spent + exact.get(one.key, Decimal()) > ceiling for one in left)


def test_what_does_not_fit_is_passed_over() -> None:
    order = ranking({"a": 9, "b": 8, "c": 7}, "s")
    costs = {"a": Decimal(60), "b": Decimal(50), "c": Decimal(40)}
    assert winners(order, places=3, ceiling=Decimal(100), costs=costs) == ["a", "c"]
    assert winners(order, places=1) == ["a"]
    assert winners(ranking({"a": 0}, "s"), places=1) == []


def test_small_districts_stand_together_and_take_a_neighbour_along() -> None:
    voters = {"Kartoharjo": 40, "Manguharjo": 6, "Taman": 3}
    counted = {("Kartoharjo", "x"): 30, ("Manguharjo", "x"): 2, ("Taman", "x"): 3}
    rows = by_district(voters, counted, ["x", "y"], 5)
    assert [(row.names, row.voters, row.votes, row.together) for row in rows] == [
        (("Kartoharjo",), 40, (30, 0), False), (("Manguharjo", "Taman"), 9, (5, 0), True),
    ]  # fmt: skip
    assert by_district({"Taman": 3}, {}, ["x"], 5) == []
