"""A map of counts: shades that mean something, paths that stay small, numbers that stand on their shape."""

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.polygons import Ring, contains
from balairung.ground.ui.maps import LEVELS, WIDTH, Place, draw, level


def square(column: int, row: int = 0) -> list[Ring]:
    south, west = -800_000 + 900 * row, 11_400_000 + 1000 * column
    return [[(south, west), (south, west + 1000), (south + 900, west + 1000), (south + 900, west)]]


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=40))
def test_the_legend_says_what_each_shade_stands_for(values: list[int]) -> None:
    found = draw(Place(f"Desa {i}", value, "", square(i)) for i, value in enumerate(values))
    meaning = {one: (first, last) for one, first, last in found.legend}
    for shape in found.shapes:
        first, last = meaning[shape.level]
        assert first <= shape.place.value <= last
    assert max(shape.level for shape in found.shapes) == (LEVELS if max(values) else 0)


@given(st.integers(0, 999), st.integers(1, 999))
def test_more_is_never_lighter(value: int, most: int) -> None:
    value = min(value, most)
    assert (level(value, most) == 0) == (value == 0)
    assert value == most or level(value, most) <= level(value + 1, most)


def test_the_table_has_the_largest_first_and_those_without_an_outline_too() -> None:
    found = draw([Place("Desa A", 1, "", square(0)), Place("Desa B", 3, "", []), Place("Desa C", 0, "", square(1))])
    assert [place.name for place in found.rows] == ["Desa B", "Desa A", "Desa C"]
    assert [shape.place.name for shape in found.shapes] == ["Desa A", "Desa C"]
    assert found.missing == ["Desa B"]


def test_without_outlines_there_is_only_the_table() -> None:
    found = draw([Place("Desa A", 1, "/a", [])])
    assert (found.shapes, found.height, found.missing) == ([], 0, ["Desa A"])
    assert draw([]).rows == []


def test_north_is_up_and_the_number_stands_on_its_shape() -> None:
    found = draw([Place("Utara", 1, "", square(0, 1)), Place("Selatan", 2, "", square(0, 0))])
    spots = {shape.place.name: (shape.x, shape.y) for shape in found.shapes}
    assert spots["Utara"][1] < spots["Selatan"][1]
    assert all(0 < x < WIDTH and 0 < y < found.height for x, y in spots.values())


def test_the_number_of_a_horseshoe_is_not_in_its_gap() -> None:
    shoe = [(0, 0), (0, 900), (900, 900), (900, 600), (200, 600), (200, 300), (900, 300), (900, 0)]
    (shape,) = draw([Place("Tapal Kuda", 1, "", [[(up - 800_000, right + 11_400_000) for up, right in shoe]])]).shapes
    start, _, steps = shape.path.strip("Mz").partition("l")
    numbers = [int(number) for number in f"{start} {steps}".split()]
    across, down = accumulate(numbers[::2]), accumulate(numbers[1::2])
    assert contains([list(zip(across, down, strict=True))], shape.x, shape.y)
