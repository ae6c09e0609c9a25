"""Every village beside every month: who sent how many, on one page.

Two statements, whatever the number of villages and months; a row is drawn with one path for each shade, so that the
page of 217 villages and 36 months stays small (bench/innovations.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import Count
from django.utils.html import format_html_join

from balairung.kernel.people.models import Office
from balairung.rooms.innovations import access
from balairung.rooms.innovations.models import Innovation
from balairung.rooms.innovations.months import later

MONTHS = 36
STEP, SIDE = 10, 8  # units between two cells, and of one cell
SHADES = 3  # one, two, three and more


@dataclass(frozen=True)
class Strip:
    """One village."""

    office: Office
    counts: Sequence[int]  # of each month

    @property
    def name(self) -> str:
        """Without "Desa", which all of them are: a telephone has room for the rest."""
        return self.office.region.name if self.office.region else self.office.short

    @property
    def filled(self) -> int:
        return sum(count > 0 for count in self.counts)

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def drawn(self) -> str:
        """One path for each shade over the cells that have it, as markup; empty months are the ground."""
        shades: defaultdict[int, list[str]] = defaultdict(list)
        for place, count in enumerate(self.counts):
            if count:
                shades[min(count, SHADES)].append(_cell(place))
        paths = ((shade, "".join(cells)) for shade, cells in sorted(shades.items()))
        return format_html_join("", '<path class="l{}" d="{}"/>', paths)


@dataclass(frozen=True)
class Shelf:
    """The villages of one district."""

    name: str
    strips: list[Strip]


@dataclass(frozen=True)
class Whole:
    """All shelves, and the months that they are of, the oldest first."""

    months: list[date]
    shelves: list[Shelf]

    @property
    def width(self) -> int:
        return len(self.months) * STEP - (STEP - SIDE)

    @property
    def height(self) -> int:
        return SIDE

    @property
    def ground(self) -> str:
        """Every cell: said once on the page, and used below the shades of each row."""
        return "".join(map(_cell, range(len(self.months))))

    @property
    def villages(self) -> int:
        return sum(len(shelf.strips) for shelf in self.shelves)

    @property
    def last(self) -> int:
        """How many have sent one for the last month."""
        return sum(strip.counts[-1] > 0 for shelf in self.shelves for strip in shelf.strips)


@cache
def _cell(place: int) -> str:
    return f"M{place * STEP} 0h{SIDE}v{SIDE}h-{SIDE}z"


def whole(until: date, *, months: int = MONTHS, district: str = "") -> Whole:
    """The villages that owe one a month and stand, district by district, in the months up to this one."""
    span = [later(until, place - months + 1) for place in range(months)]
    counts = _counts(span)
    shelves: dict[str, list[Strip]] = defaultdict(list)
    for office in _villages(district):
        row = counts.get(office.key, {})
        above = office.region.parent if office.region else None
        shelves[str(above or office.parent or "")].append(Strip(office, [row.get(month, 0) for month in span]))
    return Whole(span, [Shelf(name, strips) for name, strips in shelves.items()])


def _villages(district: str) -> list[Office]:
    rows = access.owing().filter(region__parent=district) if district else access.owing()
    rows = rows.select_related("region__parent", "parent").order_by("region__parent", "order", "name")
    return list(rows.only("key", "short", "order", "name", "region__parent", "region__name", "parent__name"))


def _counts(span: Sequence[date]) -> dict[str, dict[date, int]]:
    """By the office's key, which is text already: eight thousand identifiers need not be read."""
    found: dict[str, dict[date, int]] = defaultdict(dict)
    rows = Innovation.objects.counted().filter(month__gte=span[0], month__lte=span[-1], office__isnull=False)
    for office, month, count in rows.values_list("office__key", "month").annotate(count=Count("*")).order_by():
        found[office][month] = count
    return found
