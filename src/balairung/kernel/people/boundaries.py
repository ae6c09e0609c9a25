"""Where a point lies, who lies next to whom, and the regency as a drawing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from django.db.models import QuerySet

from balairung.ground.common.polygons import Rings, contains, parse, units
from balairung.ground.ui.maps import Map, Place, draw
from balairung.kernel.people.models import Boundary, Region


def region_at(latitude: float | Decimal, longitude: float | Decimal) -> Region | None:
    """The village where this point lies, else its district; None outside the regency, or where no outline is known."""
    north, east = units(latitude), units(longitude)
    around = Boundary.objects.filter(south__lte=north, north__gte=north, west__lte=east, east__gte=east)
    rows = around.filter(region__until__isnull=True).select_related("region__parent")
    inside = [row.region for row in rows if contains(parse(row.rings), north, east)]
    return max(inside, key=lambda region: (region.level == Region.Level.VILLAGE, region.code), default=None)


def near(region: Region) -> list[Region]:
    """The regions of the same level that share a corner with this one, by name; none when its outline is unknown."""
    own = Boundary.objects.filter(region=region).first()
    if own is None:
        return []
    touching = Boundary.objects.filter(
        south__lte=own.north, north__gte=own.south, west__lte=own.east, east__gte=own.west,
        region__level=region.level, region__until__isnull=True,
    ).exclude(region=region).select_related("region")  # fmt: skip
    corners = _corners(own)
    return sorted((row.region for row in touching if corners & _corners(row)), key=lambda one: one.name)


def _corners(row: Boundary) -> set[tuple[int, int]]:
    return {corner for ring in parse(row.rings) for corner in ring}


def regions(within: str = "") -> QuerySet[Region]:
    """The districts, or the villages of the district with this code, by name."""
    return Region.objects.filter(parent=within or None, until__isnull=True).order_by("name", "code")


def outline(within: str = "") -> dict[str, Rings]:
    """The outlines of the districts, or of the villages of one district, by code."""
    rows = Boundary.objects.filter(region__in=regions(within).values("code")).values_list("region", "rings")
    return {code: parse(rings) for code, rings in rows}


def map_of(
    values: Mapping[str, int], *, link: Callable[[str], str], within: str = "", key: str = "peta", late: bool = False
) -> Map:
    """A map of the districts (or of the villages of `within`) for `ui/parts/_map.html`.

    `values` are counts by code, nothing is zero; `link` makes the address behind a code, "" for none. `key` tells two
    maps of one page apart. `late` shades in the colour of lateness.
    """
    rings = outline(within)
    places = [
        Place(str(one), values.get(one.code, 0), link(one.code), rings.get(one.code, [])) for one in regions(within)
    ]
    return draw(places, key=key, late=late)
