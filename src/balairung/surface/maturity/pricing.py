"""What each step takes and needs where a regency has said nothing yet (ground/data/maturity/efforts.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from balairung.ground.common.facts import facts
from balairung.surface.maturity.instruments import HIGHEST, LOWEST
from balairung.surface.maturity.ways import Price, Rung


@cache
def default_prices(key: str) -> Mapping[Rung, Price]:
    """Of every step of this instrument, by the level that is reached; estimates, without money."""
    data = facts("maturity/efforts")
    return {
        (number, level): Price(*data["kinds"][kind][level])
        for kind, spans in data["instruments"][key].items()
        for first, last in spans
        for number in range(first, last + 1)
        for level in range(LOWEST + 1, HIGHEST + 1)
    }


@cache
def default_needs(key: str) -> Mapping[Rung, tuple[Rung, ...]]:
    """Which steps wait for a level of another indicator."""
    rows: list[Mapping[str, Any]] = facts("maturity/efforts")["needs"][key]
    found: dict[Rung, tuple[Rung, ...]] = {}
    for row in rows:
        for number, other in row["of"].items():
            rung = (number, row["to"])
            found[rung] = (*found.get(rung, ()), (other, row["at"]))
    return found
