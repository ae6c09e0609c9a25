"""No withheld number can be worked out from all that is shown: held against a solver that tries."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from balairung.surface.openness.guarding import by_month, is_small, unsplit, withheld
from tests.surface.openness.guessing import of_months, of_parts, of_split

K = st.integers(3, 6)
SIZES = st.one_of(st.integers(0, 9), st.integers(0, 60))
KEYS = "abcdefg"


@st.composite
def parts(draw: st.DrawFn, most: int = 7) -> dict[str, int]:
    return {key: draw(SIZES) for key in KEYS[: draw(st.integers(1, most))]}


@st.composite
def tables(draw: st.DrawFn, rows: int = 5, columns: int = 3) -> dict[str, list[int]]:
    numbers = st.one_of(st.integers(0, 4), st.integers(0, 25))
    return {key: [draw(numbers) for _column in range(columns)] for key in KEYS[: draw(st.integers(1, rows))]}


@settings(max_examples=150)
@given(parts(), K)
@example({"a": 1, "b": 1, "c": 40}, 5)
@example({"a": 4, "b": 8, "c": 8}, 5)
@example({"a": 4, "b": 4, "c": 4, "d": 50}, 5)
def test_the_difference_to_the_whole_tells_no_small_part(found: dict[str, int], k: int) -> None:
    away = withheld(found, k)
    if away is None:
        assert any(is_small(number, k) for number in found.values())
        return
    assert {key for key, number in found.items() if is_small(number, k)} <= away
    assert not any(found[key] == 0 for key in away)
    for key, possible in of_parts(found, away, k).items():
        assert len(possible) >= k - 1, (key, possible)
        assert not is_small(found[key], k) or set(range(1, k)) <= set(possible)


def test_without_small_parts_nothing_is_withheld() -> None:
    assert withheld({"a": 0, "b": 5, "c": 900}, 5) == frozenset()
    assert withheld({}, 5) == frozenset()


def test_the_smallest_of_the_others_is_withheld_and_no_more_than_must_be() -> None:
    assert withheld({"a": 2, "b": 9, "c": 30, "d": 500}, 5) == frozenset("ab")
    assert withheld({"a": 3, "b": 2, "c": 1, "d": 3, "e": 300}, 5) == frozenset("abcd")


def test_a_whole_that_is_small_itself_is_not_told_by_parts() -> None:
    assert withheld({"a": 1}, 5) is None
    assert withheld({"a": 3, "b": 1}, 5) is None


@settings(max_examples=120)
@given(tables(), K)
def test_what_became_of_few_is_not_told_by_the_sums_around_it(rows: dict[str, list[int]], k: int) -> None:
    sizes = {key: sum(row) for key, row in rows.items()}
    away = withheld(sizes, k)
    if away is None:
        return
    shut = unsplit(rows, away, k)
    assert {key for key, row in rows.items() if any(is_small(number, k) for number in row)} | away <= shut
    if set(rows) - shut - {key for key in rows if not sizes[key]}:  # whatever is left is told by nobody else
        for (key, column), possible in of_split(rows, shut, away, k).items() if shut else ():
            if key not in away and is_small(rows[key][column], k):
                assert len(possible) >= k - 1, (key, column, possible)


def test_rows_of_large_numbers_are_told_whole() -> None:
    assert unsplit({"a": [9, 0, 12], "b": [40, 5, 0]}, frozenset(), 5) == frozenset()


def test_one_row_with_a_small_number_takes_another_with_it() -> None:
    assert unsplit({"a": [20, 2], "b": [30, 6], "c": [90, 40]}, frozenset(), 5) == {"a", "b"}


@st.composite
def years(draw: st.DrawFn) -> dict[str, dict[str, list[int]]]:
    numbers = st.one_of(st.integers(0, 3), st.integers(0, 30))
    months, columns = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    return {
        key: {f"{month}": [draw(numbers) for _column in range(columns)] for month in range(months)}
        for key in KEYS[: draw(st.integers(1, 5))]
    }


@settings(max_examples=120)
@given(years(), K)
def test_the_year_without_its_other_months_tells_no_small_month(year: dict[str, dict[str, list[int]]], k: int) -> None:
    away = withheld({key: sum(map(sum, row.values())) for key, row in year.items()}, k)
    if away is None:
        return
    told = by_month(year, away, k)
    assert not told & away
    assert not any(is_small(sum(split), k) for key in told for split in year[key].values())
    if told:
        for (key, month), possible in of_months(year, told, away, k).items():
            if is_small(sum(year[key][month]), k):
                assert len(possible) >= k - 1, (key, month, possible)


def test_months_of_large_numbers_are_told() -> None:
    year = {"a": {"1": [20, 6], "2": [30, 9]}, "b": {"1": [50, 0], "2": [0, 12]}}
    assert by_month(year, frozenset(), 5) == {"a", "b"}


def test_who_has_a_small_month_is_told_by_the_year_and_another_with_it() -> None:
    year = {"a": {"1": [2, 0], "2": [30, 9]}, "b": {"1": [9, 6], "2": [40, 12]}, "c": {"1": [90, 60], "2": [70, 80]}}
    assert by_month(year, frozenset(), 5) == {"c"}
