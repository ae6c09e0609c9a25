"""The months and quarters for which statements are owed: arithmetic of dates, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from balairung.ground.common.dates import MONTHS
from balairung.ground.common.words import language
from balairung.kernel.people.models import Delegation

MONTHS_OF = {Delegation.Reporting.MONTHLY: 1, Delegation.Reporting.QUARTERLY: 3}
BACK = {Delegation.Reporting.MONTHLY: 3, Delegation.Reporting.QUARTERLY: 1}  # a worker that was away makes up for these
QUARTERS = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Period:
    """Whole months, from the first day to the last."""

    first: date
    months: int

    @property
    def last(self) -> date:
        return _later(self.first, self.months) - timedelta(days=1)

    @property
    def begins_at(self) -> datetime:
        """Its first moment, in the regency's time."""
        return make_aware(datetime.combine(self.first, time()))

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return make_aware(datetime.combine(_later(self.first, self.months), time()))

    @property
    def key(self) -> str:
        """`2026-10`; `2026-Q4`."""
        return f"{self.first:%Y}-Q{self._quarter + 1}" if self.months == 3 else f"{self.first:%Y-%m}"

    @property
    def _quarter(self) -> int:
        return (self.first.month - 1) // 3

    def __str__(self) -> str:
        if self.months == 3:
            return _("triwulan %(number)s %(year)d") % {"number": QUARTERS[self._quarter], "year": self.first.year}
        return f"{MONTHS[language()][self.first.month - 1]} {self.first.year}"


def period_of(first: date, last: date) -> Period:
    """The period between these two days."""
    return Period(first, 3 if (last - first).days > 31 else 1)


def ended(reporting: str, today: date) -> list[Period]:
    """The latest periods of this kind that were over when today began, the oldest first."""
    months = MONTHS_OF[Delegation.Reporting(reporting)]
    running = date(today.year, today.month - (today.month - 1) % months, 1)
    back = range(BACK[Delegation.Reporting(reporting)], 0, -1)
    return [Period(_later(running, -months * number), months) for number in back]


def _later(first: date, months: int) -> date:
    """The first day of the month so many months later, or earlier."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)
