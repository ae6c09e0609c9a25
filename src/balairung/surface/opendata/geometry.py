"""Outlines and points as GeoJSON geometries (RFC 7946): longitude first, outer rings against the clock, holes with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from balairung.ground.common.polygons import UNITS, Ring, Rings, area, contains


def point(latitude: Any, longitude: Any) -> dict[str, Any] | None:
    if latitude is None or longitude is None:
        return None
    return {"type": "Point", "coordinates": [float(longitude), float(latitude)]}


def multi_polygon(rings: Rings) -> dict[str, Any]:
    """Our rings know nothing of islands and holes: a ring that lies in an odd number of others is a hole."""
    sized = sorted((ring for ring in rings if len(ring) > 2), key=lambda ring: -area([ring]))
    polygons: list[list[Ring]] = []
    for place, ring in enumerate(sized):
        around = [other for other in sized[:place] if _holds(other, ring)]
        if len(around) % 2:
            next(polygon for polygon in reversed(polygons) if polygon[0] is around[-1]).append(ring)
        else:
            polygons.append([ring])
    coordinates = [[_drawn(ring, hole=bool(place)) for place, ring in enumerate(polygon)] for polygon in polygons]
    return {"type": "MultiPolygon", "coordinates": coordinates}


def _holds(outer: Ring, inner: Ring) -> bool:
    """By most of its corners: two that touch share some, and of those it cannot be told."""
    inside = sum(contains([outer], north, east) for north, east in inner)
    return 2 * inside > len(inner)


def _drawn(ring: Ring, *, hole: bool) -> list[list[float]]:
    corners = ring if (_turn(ring) < 0) is hole else ring[::-1]
    return [[_degrees(east), _degrees(north)] for north, east in [*corners, corners[0]]]


def _turn(ring: Ring) -> int:
    """Above zero against the clock, as a map shows it."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(east * north_next - east_next * north for (north, east), (north_next, east_next) in pairs)


def _degrees(units: int) -> float:
    return float(Decimal(units) / UNITS)
