"""Periods of a survey: a year, its halves or its quarters. A day lies in exactly one of each cycle."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_NAME = re.compile(r"(?P<year>20[0-9]{2})(?:-(?P<letter>[SQ])(?P<number>[1-4]))?")


class Cycle(models.TextChoices):
    YEAR = "year", gettext_lazy("tahun")
    SEMESTER = "semester", gettext_lazy("semester")
    QUARTER = "quarter", gettext_lazy("triwulan")


LETTERS = {Cycle.YEAR: ("", 1), Cycle.SEMESTER: ("S", 2), Cycle.QUARTER: ("Q", 4)}  # and how many in a year


@dataclass(frozen=True)
class Period:
    """The `number`th part of a year, beginning with 1."""

    cycle: Cycle
    year: int
    number: int = 1

    @property
    def name(self) -> str:
        """`2026`, `2026-S1`, `2026-Q3`."""
        letter, _many = LETTERS[self.cycle]
        return f"{self.year}-{letter}{self.number}" if letter else f"{self.year}"

    @property
    def since(self) -> date:
        return date(self.year, 1 + (self.number - 1) * self._months, 1)

    @property
    def until(self) -> date:
        """The last day."""
        months = self.number * self._months
        return date(self.year + months // 12, months % 12 + 1, 1) - timedelta(days=1)

    @property
    def words(self) -> str:
        told = {"number": self.number, "year": self.year}
        if self.cycle == Cycle.SEMESTER:
            return _("semester %(number)s tahun %(year)s") % told
        if self.cycle == Cycle.QUARTER:
            return _("triwulan %(number)s tahun %(year)s") % told
        return _("tahun %(year)s") % told

    @property
    def _months(self) -> int:
        return 12 // LETTERS[self.cycle][1]


def period_of(day: date, cycle: str) -> Period:
    """The period of this cycle in which the day lies."""
    months = 12 // LETTERS[Cycle(cycle)][1]
    return Period(Cycle(cycle), day.year, (day.month - 1) // months + 1)


def period_named(name: str) -> Period:
    """The period that this name stands for. Raise ValueError where it is none."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise ValueError(f"no period: {name[:20]}")
    cycle = {None: Cycle.YEAR, "S": Cycle.SEMESTER, "Q": Cycle.QUARTER}[found["letter"]]
    number = int(found["number"] or 1)
    if number > LETTERS[cycle][1]:
        raise ValueError(f"no period: {name[:20]}")
    return Period(cycle, int(found["year"]), number)
