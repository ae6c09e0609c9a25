"""Where a point lies against the village that it was said to be in: said, never corrected."""

from __future__ import annotations

from decimal import Decimal

from balairung.ground.common.polygons import contains, parse, units
from balairung.kernel.people.models import Boundary, Region

Spot = tuple[Decimal, Decimal]


def is_outside(point: Spot | None, region: Region) -> bool:
    """Whether the point lies outside the outline of this village; False where no outline or no point is known."""
    if point is None:
        return False
    outline = Boundary.objects.filter(region=region).first()
    return outline is not None and not contains(parse(outline.rings), units(point[0]), units(point[1]))


def placed(point: Spot | None, region: Region) -> dict[str, object]:
    """The columns of a row with a position."""
    latitude, longitude = point or (None, None)
    return {"latitude": latitude, "longitude": longitude, "outside": is_outside(point, region)}
