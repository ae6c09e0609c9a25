"""Shapes on the ground: read whoever wrote them, written and read back alike, and a point lies in one of them."""

import math
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common import polygons
from balairung.ground.common.errors import Refused
from balairung.ground.common.polygons import INDONESIA, Ring, Rings, area, box, contains, joined, parse, simpler, write

SOUTH, WEST = -800_000, 11_400_000
SQUARE = [[-8.0, 114.0], [-8.0, 114.1], [-7.9, 114.1], [-7.9, 114.0], [-8.0, 114.0]]

corners = st.tuples(st.integers(INDONESIA[0], INDONESIA[2]), st.integers(INDONESIA[1], INDONESIA[3]))


@st.composite
def rings(draw: st.DrawFn) -> Ring:
    """A star-shaped ring: corners around a middle, in order, at any distance."""
    count = draw(st.integers(3, 12))
    reach = draw(st.lists(st.integers(200, 9000), min_size=count, max_size=count))
    turn = 2 * math.pi / count
    ring = [(SOUTH + round(r * math.sin(i * turn)), WEST + round(r * math.cos(i * turn))) for i, r in enumerate(reach)]
    return ring if len(set(ring)) == count else [(SOUTH, WEST), (SOUTH, WEST + 9), (SOUTH + 9, WEST)]


def cell(row: int, column: int, size: int = 1000) -> Ring:
    """One field of a chessboard, with a corner in the middle of each side."""
    south, west, half = SOUTH + row * size, WEST + column * size, size // 2
    steps = [(0, 0), (0, half), (0, size), (half, size), (size, size), (size, half), (size, 0), (half, 0)]
    return [(south + up, west + right) for up, right in steps]


# --- reading -----------------------------------------------------------------------------------------------------


def test_either_order_of_the_numbers_is_read() -> None:
    turned = [[lng, lat] for lat, lng in SQUARE]
    assert polygons.read_rings([SQUARE]) == polygons.read_rings([[turned]]) == polygons.read_rings(turned)
    assert polygons.read_rings([[[*point, 12.5] for point in SQUARE]]) == polygons.read_rings(SQUARE)  # with a height


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (None, "bukan daftar"),
        ("[[1,2]]", "bukan daftar"),
        ([], "kosong"),
        ([[]], "kosong"),
        ([SQUARE[:-1]], "tidak bertemu"),
        ([[SQUARE[0], SQUARE[1], SQUARE[0]]], "tidak melingkari"),
        ([[SQUARE[0]] * 5], "tidak melingkari"),
        ([[[-8.0, 114.0], [-8.0, True], [-8.0, 114.0]]], "bukan lintang"),
        ([[[-8.0], [-8.0], [-8.0]]], "bukan lintang"),
        ([[[float("nan"), 114.0]] * 3], "bukan lintang"),
        ([[[float("inf"), 114.0]] * 3], "bukan lintang"),
        ([[[52.1, 4.3], [52.2, 4.3], [52.2, 4.4], [52.1, 4.3]]], "luar Indonesia"),
        ([[["x", "y"], ["x", "y"]]], "bukan lintang"),
    ],
)
def test_what_is_no_shape_is_a_sentence(value: Any, why: str) -> None:
    with pytest.raises(Refused, match=why):
        polygons.read_rings(value)


@given(st.recursive(st.none() | st.floats() | st.text(max_size=3) | st.integers(), lambda inner: st.lists(inner)))
def test_whatever_a_file_holds_is_read_or_refused(value: Any) -> None:
    try:
        found = polygons.read_rings(value)
    except Refused:
        return
    assert all(len(ring) >= 3 for ring in found)


# --- as text -----------------------------------------------------------------------------------------------------


@given(st.lists(st.lists(corners, min_size=3, max_size=20), min_size=1, max_size=4))
def test_what_was_written_is_read_again(shape: Rings) -> None:
    assert parse(write(shape)) == shape


# --- inside or not -----------------------------------------------------------------------------------------------


@given(rings(), st.integers(-9500, 9500), st.integers(-9500, 9500))
def test_a_point_inside_is_one_that_the_ring_winds_around(ring: Ring, up: int, right: int) -> None:
    point = SOUTH + up, WEST + right
    if any(_on_line(point, a, b) for a, b in polygons.edges(ring)):
        return
    assert contains([ring], *point) == (_winding(ring, point) != 0)


def _on_line(point: tuple[int, int], a: tuple[int, int], b: tuple[int, int]) -> bool:
    cross = (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])
    return cross == 0 and all(min(x, y) <= p <= max(x, y) for p, x, y in zip(point, a, b, strict=True))


def _winding(ring: Ring, point: tuple[int, int]) -> int:
    """Another way to the same answer: how far one turns when one looks at each corner in turn."""
    turned = 0.0
    for (a, b), (c, d) in polygons.edges(ring):
        before, after = math.atan2(a - point[0], b - point[1]), math.atan2(c - point[0], d - point[1])
        turned += (after - before + math.pi) % (2 * math.pi) - math.pi
    return round(turned / (2 * math.pi))


@given(st.integers(0, 2999), st.integers(0, 2999))
def test_a_point_on_a_chessboard_lies_in_exactly_one_field(up: int, right: int) -> None:
    fields = [[cell(row, column)] for row in range(3) for column in range(3)]
    assert sum(contains(field, SOUTH + up, WEST + right) for field in fields) == 1


def test_a_hole_is_not_inside_and_an_island_in_it_is() -> None:
    lake, island = [(1, 1), (1, 9), (9, 9), (9, 1)], [(4, 4), (4, 6), (6, 6), (6, 4)]
    shape = [[(0, 0), (0, 10), (10, 10), (10, 0)], lake, island]
    assert not contains(shape, 2, 2)
    assert contains(shape, 5, 5)
    assert not contains(shape, 11, 5)


# --- joined and thinned --------------------------------------------------------------------------------------------


@given(st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1))
def test_joined_fields_hold_the_points_of_each(fields: set[tuple[int, int]]) -> None:
    whole = joined([[cell(*field)] for field in fields])
    for row in range(4):
        for column in range(4):
            middle = SOUTH + row * 1000 + 499, WEST + column * 1000 + 501
            assert contains(whole, *middle) == ((row, column) in fields)


def test_a_line_between_two_is_gone_and_a_sliver_is_left_out() -> None:
    whole = joined([[cell(0, 0)], [cell(0, 1)]])
    assert len(whole) == 1
    assert area(whole) == 2 * area([cell(0, 0)])
    assert (SOUTH + 500, WEST + 1000) not in whole[0]
    assert joined([[[(0, 0), (0, 100), (1, 100)]]]) == []


def test_neighbours_are_thinned_alike() -> None:
    """A wavy line between two stays one line."""
    wave = [(SOUTH + round(40 * math.sin(i)), WEST + 20 * i) for i in range(100)]
    below = [*wave, (SOUTH - 900, wave[-1][1]), (SOUTH - 900, WEST)]
    above = [*wave[::-1], (SOUTH + 900, WEST), (SOUTH + 900, wave[-1][1])]
    (one,), (other,) = simpler([[below], [above]], 15)
    shared = Counter(frozenset(line) for ring in (one, other) for line in polygons.edges(ring))
    between = [line for line in pairwise(one) if all(abs(corner[0] - SOUTH) < 100 for corner in line)]
    assert 10 < len(between) < 99
    assert all(shared[frozenset(line)] == 2 for line in between)


@given(rings(), st.integers(1, 400))
def test_what_is_thinned_keeps_its_place(ring: Ring, tolerance: int) -> None:
    for thin in simpler([[ring]], tolerance)[0]:
        assert set(thin) <= set(ring)
        assert len(thin) <= len(ring)


def test_a_slit_is_closed() -> None:
    slit = [(0, 0), (0, 5000), (2490, 5000), (2500, 10), (2510, 5000), (5000, 5000), (5000, 0)]
    ((ring,),) = simpler([[slit]], 50)
    assert (2500, 10) not in ring
    assert abs(area([ring]) - 2 * 5000 * 5000) < 500_000
    assert box([ring]) == (0, 0, 5000, 5000)
