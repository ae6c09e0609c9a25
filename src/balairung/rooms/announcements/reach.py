"""Whom it reached and what they said, without following anybody: counts of a day, and nothing about who was counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.text import clean_text
from balairung.kernel.people.models import Region
from balairung.rooms.announcements import rules
from balairung.rooms.announcements.models import Announcement, Helpfulness, Opening
from balairung.rooms.announcements.places import aim_of, readers_of

MOST = 50_000  # openings of one announcement by one way on one day; what comes after them is a machine
WORDS_SHOWN = 30
BARS, FEWEST = 60, 28  # days in the drawing, at most and at least


def count_opening(found: Announcement, *, way: str, at: datetime) -> None:
    """One more. Nothing is known of whoever opened it, and nothing is kept. Ways that we do not know are direct."""
    known = Opening.Way(way) if way in Opening.Way.values else Opening.Way.DIRECT
    rows = Opening.objects.filter(announcement=found, day=localdate(at), came_by=known)
    if rows.exists():
        rows.filter(times__lt=MOST).update(times=F("times") + 1)
        return
    try:
        with transaction.atomic():
            Opening.objects.create(announcement=found, day=localdate(at), came_by=known, times=1)
    except IntegrityError:  # two at once were the first of the day
        rows.update(times=F("times") + 1)


@transaction.atomic
def answer(found: Announcement, *, helped: bool, words: str, token: str, at: datetime) -> None:
    """Whether it helped; the same token says it once."""
    said = {"announcement": found, "helped": helped, "words": clean_text(words)[:500], "said_at": at}
    Helpfulness.objects.get_or_create(token=token[:64], defaults=said)


@dataclass(frozen=True)
class Openings:
    """By the way that led there, and by day; `reports` are presses of the button that begins a report."""

    total: int
    ways: Sequence[tuple[str, int]]
    days: Sequence[tuple[date, int]]
    reports: int

    @property
    def bars(self) -> list[tuple[int, int, int]]:
        """A drawing of the last days, 48 units high: left, top and height of each; a day without any has no bar."""
        if len(self.days) < 2:
            return []
        last = self.days[-1][0]
        first = max(self.days[0][0], last - timedelta(days=BARS - 1))
        shown = [((day - first).days, times) for day, times in self.days if day >= first]
        most = max(times for _place, times in shown)
        heights = [(place, max(1, times * 48 // most)) for place, times in shown]
        return [(place * 10, 48 - height, height) for place, height in heights]

    @property
    def width(self) -> int:
        span = (self.days[-1][0] - self.days[0][0]).days + 1 if self.days else 0
        return min(BARS, max(FEWEST, span)) * 10


def openings_of(found: Announcement) -> Openings:
    rows = Opening.objects.filter(announcement=found).order_by()
    by_way = dict(rows.values_list("came_by").annotate(Sum("times")))
    reports = by_way.pop(Opening.Way.REPORT, 0)
    days = rows.exclude(came_by=Opening.Way.REPORT).values_list("day").annotate(Sum("times")).order_by("day")
    ways = [(str(Opening.Way(way).label), times) for way, times in sorted(by_way.items(), key=lambda one: -one[1])]
    return Openings(sum(by_way.values()), ways, list(days), reports)


@dataclass(frozen=True)
class Helped:
    """Of how many answers how many said yes, and the latest words."""

    yes: int
    answers: int
    words: Sequence[tuple[bool, str]]

    @property
    def share(self) -> int | None:
        """Per cent, where enough answered that one is not another's."""
        return self.yes * 100 // self.answers if rules.told(self.answers) else None


def helped(found: Announcement) -> Helped:
    sums = dict(found.answers.order_by().values_list("helped").annotate(Count("pk")))
    rows = found.answers.exclude(words="").order_by("-said_at", "-id")[:WORDS_SHOWN]
    return Helped(sums.get(True, 0), sum(sums.values()), [(row.helped, row.words) for row in rows])


def by_district(found: Announcement) -> list[tuple[str, int | None]]:
    """Subscribers who would hear of it, by district; None for a few, who are not told apart."""
    rows = readers_of(found, aim_of(found)).annotate(district=Coalesce("place__parent", "place")).order_by()
    sums = dict(rows.values_list("district").annotate(Count("pk")))
    names = {region.pk: str(region) for region in Region.objects.filter(pk__in=[key for key in sums if key])}
    listed = sorted((names.get(key, str(key)), count) for key, count in sums.items() if key)
    everywhere = [(_("Seluruh daerah"), sums[None])] if None in sums else []
    return _apart([(name, rules.told(count)) for name, count in [*everywhere, *listed]])


def _apart(rows: list[tuple[str, int | None]]) -> list[tuple[str, int | None]]:
    """One that is hidden alone would be told by the sum of all: then the smallest of the others is hidden, too."""
    told = [count for _name, count in rows if count]
    if [count for _name, count in rows].count(None) != 1 or not told:
        return rows
    smallest = rows.index(next(row for row in rows if row[1] == min(told)))
    return [(name, None if place == smallest else count) for place, (name, count) in enumerate(rows)]
