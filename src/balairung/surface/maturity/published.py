"""Indices of digital government as they were published, and where a regency stands among its like."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from balairung.ground.common.facts import FOLDER, facts

NATION = "ID"
FIRST_CITY = 71  # kabupaten are numbered from 01, kota from 71 (Kemendagri)
DOMAINS = ("policy", "governance", "management", "service")


class Kind(StrEnum):
    NATION = "nation"
    PROVINCE = "province"
    REGENCY = "regency"
    CITY = "city"


@dataclass(frozen=True)
class Published:
    """One index of one government in one year."""

    code: str  # ID, 35, 35.10
    name: str
    year: int
    instrument: str
    index: Decimal
    domains: Mapping[str, Decimal]  # by DOMAINS; empty where they were not published
    source: str

    @property
    def kind(self) -> Kind:
        if self.code == NATION:
            return Kind.NATION
        own = self.code.partition(".")[2]
        if not own:
            return Kind.PROVINCE
        return Kind.CITY if int(own) >= FIRST_CITY else Kind.REGENCY

    @property
    def province(self) -> str:
        return self.code.partition(".")[0]


@cache
def published() -> tuple[Published, ...]:
    """All that the house ships, as the file has them."""
    with (FOLDER / "maturity" / "published.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(map(_read, csv.DictReader(lines)))


def source_of(one: Published) -> str:
    """Where the figure was seen, in full: the report and its table, or a site and the title of its page."""
    key, _space, place = one.source.partition(" ")
    known = facts("maturity/published")["sources"].get(key)
    return f"{known['publisher']}, {known['title']}{', ' if place else ''}{place}" if known else one.source


@dataclass(frozen=True)
class Standing:
    """Where somebody stands among others of a year, whose indices are given highest first."""

    index: Decimal
    others: tuple[Published, ...]

    @property
    def place(self) -> int:
        """From 1; whoever has the same index shares the place."""
        return 1 + sum(other.index > self.index for other in self.others)

    @property
    def above(self) -> Published | None:
        """The next one above; None at the top."""
        higher = [other for other in self.others if other.index > self.index]
        return higher[-1] if higher else None

    @property
    def median(self) -> Decimal | None:
        """The index in the middle; of an even number the lower of the two."""
        return self.others[len(self.others) // 2].index if self.others else None


def standing(index: Decimal, code: str, year: int, rows: Iterable[Published]) -> Standing:
    """Among those of the same kind in the same year, without oneself."""
    own = Published(code, "", year, "", index, {}, "")
    others = [row for row in rows if row.year == year and row.kind is own.kind and row.code != code]
    return Standing(index, tuple(sorted(others, key=lambda row: (-row.index, row.code))))


def _read(row: Mapping[str, str]) -> Published:
    domains = {name: Decimal(row[name]) for name in DOMAINS if row[name]}
    return Published(
        row["code"], row["name"], int(row["year"]), row["instrument"], Decimal(row["index"]), domains, row["source"]
    )
