"""Reports for figures: filed by the real actions, or written as rows where hundreds are wanted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Region
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.models import Complaint
from balairung.surface.openness.arithmetic import Figures
from balairung.surface.openness.counting import count_months
from balairung.surface.openness.models import CountedMonth, Tally
from tests import make

HOUR = timedelta(hours=1)


def villages(place: int = 0) -> list[Region]:
    """Those of one of the three districts, by code."""
    district = Region.objects.filter(level="district").order_by("code")[place]
    return list(Region.objects.filter(parent=district).select_related("parent").order_by("code"))


def resolved(by: Actor, officer: Actor, *, days: int = 2, at: datetime = make.START, **report: Any) -> Complaint:
    """A report that its office finished after so many days."""
    made = make.forwarded(by, at=at, **report)
    done = at + timedelta(days=days)
    actions.resolve(made, text="Selesai.", files=[make.photo(at=done)], by=officer, at=done)
    return made


def count(at: datetime) -> None:
    """The worker, until nothing is left to read."""
    while count_months(now=at):
        pass


def whole(key: str = "", dimension: str = "all") -> Figures:
    """The sum of all months, as it lies in the tables."""
    rows = Tally.objects.filter(dimension=dimension, key=key)
    names = ("filed", "kept", "broken", "running", "behind", "elsewhere", "reopened")
    return Figures(**{name: sum(getattr(row, name) for row in rows) for name in names})


def written(month: date, at: datetime) -> CountedMonth:
    """A month that was counted."""
    return CountedMonth.objects.get_or_create(first=month, defaults={"counted_at": at, "read_at": at})[0]


def tally(month: date, dimension: str, key: str, *split: int, within: str = "", at: datetime = make.START) -> Tally:
    """kept, broken, behind, running, elsewhere of one key in a month."""
    kept, broken, behind, running, elsewhere = [*split, 0, 0, 0, 0, 0][:5]
    return Tally.objects.create(
        month=written(month, at), dimension=dimension, key=key, within=within, filed=sum(split), kept=kept,
        broken=broken, behind=behind, running=running, elsewhere=elsewhere, days={"3": kept, "20": broken},
    )  # fmt: skip


def months(year: int, last: int) -> Iterator[date]:
    return (date(year, number, 1) for number in range(1, last + 1))
