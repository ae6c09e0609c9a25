"""What was published, worked out again: every figure whose parts were published with it."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import pytest

from balairung.ground.common.facts import FOLDER, facts
from balairung.surface.maturity.instruments import instrument
from balairung.surface.maturity.scoring import score, score_of_aspects, weighed

DOMAINS = {
    "spbe-2018": ("policy", "governance", "service"),
    "spbe-2020": ("policy", "governance", "management", "service"),
}
CENT = Fraction(1, 100)


def published() -> Iterator[dict[str, str]]:
    with (FOLDER / "maturity" / "published.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def test_every_published_index_is_what_its_domains_come_to() -> None:
    """Domains were published with two decimals, the index came from finer ones: a cent is left."""
    looked_at, wrong = 0, []
    for row in published():
        values = [row[name] for name in DOMAINS[row["instrument"]]]
        if all(values):
            weights = [domain.weight for domain in instrument(row["instrument"]).domains]
            index = weighed(zip(weights, map(Decimal, values), strict=True)) / 100
            looked_at += 1
            wrong += [row] if abs(index - Fraction(row["index"])) > CENT else []
    assert looked_at > 1_000
    assert wrong == []


NATION = [(2018, "1.98"), (2020, "2.26"), (2022, "2.34"), (2023, "2.79"), (2024, "3.12")]


@pytest.mark.parametrize(("year", "index"), NATION)
def test_the_nations_figures_are_those_of_its_reports(year: int, index: str) -> None:
    assert [row["index"] for row in published() if (row["code"], row["year"]) == ("ID", str(year))] == [index]


@pytest.mark.parametrize(
    ("aspects", "index"),
    [
        # Kabupaten Jepara 2025, from its own announcement; aspects were rounded there, these are the levels' fractions.
        (["3.80", "2.50", "4.00", "3.00", "25/8", "8/3", "4.40", "25/6"], "3.75"),
        # A sample of the ministry's own interface, 2025, without a name: 4.2125 to the last digit.
        (["5", "3.75", "3.75", "5", "3", "8/3", "4.3", "5"], "4.21"),
    ],
)
def test_aspects_that_were_published_come_to_their_index(aspects: list[str], index: str) -> None:
    one = instrument("spbe-2020")
    assert str(score_of_aspects(one, {n: Fraction(a) for n, a in enumerate(aspects, 1)}).index) == index


def test_levels_that_were_published_come_to_their_index() -> None:
    """Kabupaten Aceh Tengah 2026, by its assessors (Niumination/PemdiAcehTengah, data/evaluasi-asesor-2026.json)."""
    given = "2.00 1.50 1.26 1.30 1 1 1 1 1 1 1.50 1.25 1.17 1.00 1 1 2.50 1 1.00 1.30"
    found = score(instrument("pemdi-2026"), {n: Decimal(level) for n, level in enumerate(given.split(), 1)})
    assert (str(found.index), found.predicate.words) == ("1.24", "Kurang")
    published = map(Fraction, ("1.75", "1.28", "1.00", "1.17", "1.08", "1.40", "1.18"))
    assert all(abs(a - b) <= CENT / 2 for a, b in zip(found.aspects.values(), published, strict=True))


def test_each_row_is_one_region_in_one_year_with_a_source() -> None:
    rows, known = list(published()), facts("maturity/published")["sources"]
    assert len({(row["code"], row["year"]) for row in rows}) == len(rows)
    for row in rows:
        one, first = instrument(row["instrument"]), row["source"].split()[0]
        assert one.first_year <= int(row["year"]) <= (one.last_year or 9999), row
        assert 1 <= Decimal(row["index"]) <= 5, row
        assert first in known or "." in first, row
