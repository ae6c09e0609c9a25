"""Nothing of fewer than k respondents comes out, neither by itself nor by subtraction, nor by looking twice."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from balairung.rooms.surveys import counting
from balairung.rooms.surveys.counting import added, hidden, read, step, written

K = 5
PARTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30), max_size=8)


@given(PARTS)
def test_what_is_left_after_subtracting_what_is_shown_is_k_or_nothing(parts: dict[str, int]) -> None:
    """Whoever knows the whole and everything that is shown knows sums of what is not: of all of it, and no less."""
    away, whole = hidden(parts, K), sum(parts.values())
    shown = {part: n for part, n in parts.items() if part not in away and n}
    assert all(n >= K for n in shown.values())
    left = whole - sum(shown.values())
    if whole >= K:  # a whole below k is not shown at all
        assert left == 0 or left >= K
        for size in range(len(shown) + 1):
            assert all(whole - sum(some) == 0 or whole - sum(some) >= K for some in combinations(shown.values(), size))


@given(PARTS)
def test_no_more_is_hidden_than_must_be(parts: dict[str, int]) -> None:
    away = hidden(parts, K)
    if all(n == 0 or n >= K for n in parts.values()):
        assert away == frozenset()


@given(st.integers(1, 200))
def test_looking_twice_shows_k_or_nobody(many: int) -> None:
    counts: counting.Counts = {}
    shown: counting.Counts = {}
    seen = [0]
    for _one in range(many):
        counts = added(counts, {"U1": 3}, None)
        shown = step(counts, shown, K)
        seen.append(shown.get("n", 0))
    assert all(after == before or after - before >= K for before, after in pairwise(seen))
    assert counts["n"] - shown.get("n", 0) < K


@given(st.lists(st.dictionaries(st.sampled_from(["U1", "U5", "U9"]), st.integers(1, 4), min_size=1)))
def test_rows_say_what_was_answered(rows: list[dict[str, int]]) -> None:
    assert [read(written(row)) for row in rows] == rows


def test_one_more_changes_nothing_of_before() -> None:
    before = added({}, {"U1": 1}, 5, {"sex": "female"})
    after = added(before, {"U1": 4}, None, {"sex": ""})
    assert before == {"n": 1, "U1": [1, 0, 0, 0], "stars": [0, 0, 0, 0, 1], "sex": {"female": 1}}
    assert after == {"n": 2, "U1": [1, 0, 0, 1], "stars": [0, 0, 0, 0, 1], "sex": {"female": 1, "": 1}}
