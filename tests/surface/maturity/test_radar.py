"""The radar: every value at its place between the middle and the ring of level 5, and the same figures as a table."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import hypot

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from balairung.surface.maturity import radar
from balairung.surface.maturity.radar import MIDDLE, RADIUS, draw

TITLES = [f"Aspek {number}" for number in range(1, 8)]
VALUES = st.decimals(1, 5, places=2)


def far(points: str) -> list[float]:
    """How far from the middle each point lies, in levels."""
    pairs = [map(float, point.split(",")) for point in points.split()]
    return [5 * hypot(x - MIDDLE[0], y - MIDDLE[1]) / RADIUS for x, y in pairs]


@given(st.lists(VALUES, min_size=3, max_size=8))
def test_a_value_lies_as_far_out_as_it_is_high(values: list[Decimal]) -> None:
    found = draw([str(number) for number in range(len(values))], [("Kita", values)])
    assert far(found.lines[0].points) == pytest.approx([float(value) for value in values], abs=0.01)


def test_the_first_axis_points_up_and_the_next_stands_clockwise() -> None:
    axes = draw(TITLES, [("Kita", [Decimal(3)] * 7)]).axes
    assert (axes[0].end.x, axes[0].end.y) == ("180.0", "40.0")
    assert float(axes[1].end.x) > MIDDLE[0] > float(axes[6].end.x)
    assert [axis.number for axis in axes] == [1, 2, 3, 4, 5, 6, 7]


def test_rings_are_the_five_levels_and_nothing_leaves_them() -> None:
    found = draw(TITLES, [("Kita", [Decimal(9), Decimal(-1), *[Fraction(10, 3)] * 5])])
    assert [ring.level for ring in found.rings] == [1, 2, 3, 4, 5]
    assert [round(far(ring.points)[0], 2) for ring in found.rings] == [1, 2, 3, 4, 5]
    assert far(found.lines[0].points)[:2] == pytest.approx([5, 0], abs=0.01)
    assert found.rows[2][1] == (Decimal("3.33"),)  # a third, rounded once


def test_four_series_differ_in_shape_and_a_fifth_is_too_many() -> None:
    series = [(f"Deret {number}", [Decimal(3)] * 7) for number in range(1, 6)]
    lines = draw(TITLES, series[:4]).lines
    assert len({line.legend.partition("a")[2] or line.legend for line in lines}) == 4
    assert len({line.marks[0] for line in lines}) == 4
    for wrong in (series, []):
        with pytest.raises(ValueError, match="1 to 4"):
            draw(TITLES, wrong)
    with pytest.raises(ValueError, match="shorter"):
        draw(TITLES, [("Kita", [Decimal(3)] * 6)])


def test_the_part_shows_the_titles_the_series_and_the_table() -> None:
    found = radar.draw(TITLES, [("Mandiri", [Decimal("2.5")] * 7), ("Eksternal", [Fraction(10, 3)] * 7)])
    text = render_to_string("maturity/_radar.html", {"radar": found})
    for words in ("Radar 7 aspek", "Mandiri", "Eksternal", "Aspek 7", "2,50", "3,33", "Lihat angkanya"):
        assert words in text
    assert text.count('<g class="radar-line') == 2
    assert 'viewBox="0 0 360 340"' in text
