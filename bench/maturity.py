"""Digital maturity: the index, the cheapest way up for every step of an instrument, a comparison of the whole nation.

    python -m bench.maturity

No database: what is asked is arithmetic. The way up is asked from many starting points; the worst is told, too.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from importlib import import_module
from importlib.metadata import version

from balairung.surface.maturity.instruments import KEYS, instrument
from balairung.surface.maturity.pricing import default_needs, default_prices
from balairung.surface.maturity.published import Published, published, standing
from balairung.surface.maturity.scoring import score
from balairung.surface.maturity.ways import Ladder, Limits, Price, cheapest, furthest

SEED = 2026
INDEX_MS, WAY_MS, COMPARISON_MS = 5, 2_000, 200  # issue 10
REGENCIES, YEARS = 514, 8


def timed(asked: Callable[[], object], times: int) -> list[float]:
    """Milliseconds of each."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        asked()
        took.append(1000 * (time.perf_counter() - began))
    return took


def told(name: str, took: list[float], most: int) -> bool:
    print(f"{name}: median {statistics.median(took):.1f} ms, slowest {max(took):.1f} ms, asked ≤ {most}")
    return max(took) <= most


def index(key: str) -> bool:
    one = instrument(key)
    levels = dict.fromkeys(one.indicators, Decimal(3))
    return told(f"index, {key}", timed(lambda: score(one, levels).index, 200), INDEX_MS)


def ways(key: str, draw: random.Random, times: int = 12) -> bool:
    """From random levels, with random efforts: to 3.87, and as far as half of that effort goes."""
    one, took = instrument(key), list[float]()
    for _ in range(times):
        levels = {number: Decimal(draw.randint(1, 3)) for number in one.indicators}
        prices = {
            rung: Price(draw.randint(1, 90), price.weeks, draw.randint(0, 500))
            for rung, price in default_prices(key).items()
        }
        ladder = Ladder(one, levels, prices, default_needs(key))
        took += timed(partial(cheapest, ladder, Decimal("3.87")), 1)
        half = Limits(effort=cheapest(ladder, Decimal("3.87")).effort // 2)
        took += timed(partial(furthest, ladder, half), 1)
    return told(f"way up, {key}, {4 * len(one.indicators)} steps", took, WAY_MS)


def comparison(draw: random.Random) -> bool:
    """Every regency in every year; who stands where in each of them."""
    names = [(f"{11 + n % 80}.{1 + n // 80:02}", f"Kabupaten {n}") for n in range(REGENCIES)]
    rows = [
        Published(code, name, 2018 + year, "spbe-2020", Decimal(draw.randint(100, 500)) / 100, {}, "")
        for code, name in names
        for year in range(YEARS)
    ]

    def everywhere() -> None:
        for year in range(YEARS):
            found = standing(Decimal("2.35"), names[0][0], 2018 + year, rows)
            assert found.place
            assert found.median

    fine = told(f"comparison, {REGENCIES} regencies × {YEARS} years", timed(everywhere, 20), COMPARISON_MS)
    print(f"published indices that are shipped: {len(published())}")
    return fine


def main() -> int:
    draw = random.Random(SEED)
    score(instrument(KEYS[0]), dict.fromkeys(instrument(KEYS[0]).indicators, Decimal(1)))
    began = time.perf_counter()
    import_module("highspy")
    print(f"HiGHS {version('highspy')} loaded in {1000 * (time.perf_counter() - began):.0f} ms")
    fine = [index(key) for key in KEYS] + [ways(key, draw) for key in KEYS] + [comparison(draw)]
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
