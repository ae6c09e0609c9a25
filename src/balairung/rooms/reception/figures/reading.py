"""The figures of a hall and of all receptions: added up from days that were counted when they ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Q, Sum
from django.utils.dates import WEEKDAYS

from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Office
from balairung.rooms.reception.desk.attending import desk_days
from balairung.rooms.reception.desk.emptiness import said
from balairung.rooms.reception.figures.counting import Tally
from balairung.rooms.reception.models import Booth, DayOfDesk, DayOfLine, EmptyDesk, Hall, Line
from balairung.rooms.reception.queue.hours import day_of

LONGEST = timedelta(days=366)
MONTH = timedelta(days=30)
#: Who must have a reception: every office and district; villages and wards receive people in their own way.
RECEIVING = (
    Office.Kind.SECRETARIAT, Office.Kind.COUNCIL, Office.Kind.INSPECTORATE, Office.Kind.AGENCY, Office.Kind.BOARD,
    Office.Kind.HOSPITAL, Office.Kind.DISTRICT,
)  # fmt: skip


@dataclass(frozen=True)
class Period:
    """Whole days, the last one too."""

    since: date
    until: date

    @classmethod
    def ending(cls, at: datetime, span: timedelta = MONTH) -> Period:
        """The days up to today."""
        return cls(day_of(at) - span + timedelta(days=1), day_of(at))


@dataclass(frozen=True)
class LineRow:
    """One line in a period."""

    line: Line
    tally: Tally


@dataclass(frozen=True)
class BoothRow:
    """One agency: its lines, and all of them together."""

    booth: Booth
    lines: list[LineRow]
    tally: Tally


@dataclass(frozen=True)
class DeskFigures:
    """How a reception was attended: seconds of opening time, and of these with somebody there."""

    open: int = 0
    sat: int = 0
    longest: int = 0
    guests: int = 0
    people: int = 0
    days: tuple[tuple[date, int], ...] = ()  # of each day that was open: percent with somebody there

    @property
    def share(self) -> int | None:
        """Percent of the opening time, rounded down: a hundred is whole. None before a day was counted."""
        return 100 * self.sat // self.open if self.open else None

    @property
    def longest_minutes(self) -> int:
        return self.longest // 60

    @property
    def longest_words(self) -> str:
        """`1 jam 20 menit`."""
        return said(timedelta(seconds=self.longest))


@dataclass(frozen=True)
class HallFigures:
    """What a hall came to in a period."""

    hall: Hall
    period: Period
    booths: list[BoothRow]
    tally: Tally
    desk: DeskFigures
    alarms: int
    taken: tuple[tuple[date, int], ...]  # numbers by day
    week: WeekStrip


@dataclass(frozen=True)
class WeekStrip:
    """Numbers taken by weekday and hour: the hours in which any were, and for each weekday a count for each of them."""

    hours: list[int]
    rows: list[tuple[str, list[tuple[int, int]]]] = field(default_factory=list)  # weekday, (count, level 0 to 4)


def hall_figures(hall: Hall, period: Period) -> HallFigures:
    """By agency and line, with the desk beside it. Three queries, none of them of tickets."""
    days = list(
        DayOfLine.objects.filter(hall=hall, day__gte=period.since, day__lte=period.until)
        .select_related("line__booth").order_by("day", "line__order", "line__prefix")
    )  # fmt: skip
    booths = _by_booth(days)
    whole, by_day = Tally(), defaultdict[date, int](int)
    for day in days:
        whole.add(day)
        by_day[day.day] += day.taken
    alarms = EmptyDesk.objects.filter(hall=hall, since__date__gte=period.since, since__date__lte=period.until).count()
    desk = desk_figures(
        DayOfDesk.objects.filter(hall=hall, day__gte=period.since, day__lte=period.until).order_by("day")
    )
    return HallFigures(hall, period, booths, whole, desk, alarms, tuple(sorted(by_day.items())), _strip(days))


def _by_booth(days: Iterable[DayOfLine]) -> list[BoothRow]:
    lines: dict[UUID, LineRow] = {}
    for day in days:
        lines.setdefault(day.line_id, LineRow(day.line, Tally())).tally.add(day)
    booths: dict[UUID, BoothRow] = {}
    for row in lines.values():
        booths.setdefault(row.line.booth_id, BoothRow(row.line.booth, [], Tally())).lines.append(row)
    for day in days:
        booths[day.line.booth_id].tally.add(day)
    return sorted(booths.values(), key=lambda one: (one.booth.order, one.booth.name))


def _strip(days: Iterable[DayOfLine]) -> WeekStrip:
    counts = [[0] * 24 for _weekday in range(7)]
    for day in days:
        row = counts[day.day.weekday()]
        for hour, count in enumerate(day.hours):
            row[hour] += count
    hours = [hour for hour in range(24) if any(row[hour] for row in counts)]
    most = max((row[hour] for row in counts for hour in hours), default=0)
    if not hours:
        return WeekStrip([])
    span = list(range(hours[0], hours[-1] + 1))
    rows = [(place, [(row[hour], -(-4 * row[hour] // most)) for hour in span]) for place, row in enumerate(counts)]
    return WeekStrip(span, [(str(WEEKDAYS[place]), row) for place, row in rows if any(count for count, _level in row)])


def desk_figures(days: Iterable[DayOfDesk]) -> DeskFigures:
    """Added up; `days` in order."""
    rows = list(days)
    return DeskFigures(
        open=sum(one.open for one in rows), sat=sum(one.sat for one in rows),
        longest=max((one.longest for one in rows), default=0), guests=sum(one.guests for one in rows),
        people=sum(one.people for one in rows),
        days=tuple((one.day, 100 * one.sat // one.open) for one in rows if one.open),
    )  # fmt: skip


# --- all receptions ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OfficeRow:
    """An office that must have a reception, and one of its halls; without a hall it has none yet."""

    office: Office
    hall: Hall | None = None
    desk: DeskFigures = DeskFigures()
    alarms: int = 0
    here: bool = False  # somebody sits there now
    alarm: EmptyDesk | None = None


def office_rows(at: datetime, offices: Sequence[UUID] | None = None) -> list[OfficeRow]:
    """Every office that must have a reception, or has one, in order of protocol; a fixed number of queries."""
    halls = list(Hall.objects.standing().select_related("office").order_by("office__order", "name", "id"))
    period, calendars = Period.ending(at), Calendars()
    figures, alarms = _summed(period), _alarms(period)
    standing = {one.hall_id: one for one in EmptyDesk.objects.filter(until__isnull=True).for_list()}
    today = desk_days(halls, day_of(at), calendars)
    by_office = defaultdict[UUID, list[OfficeRow]](list)
    for hall in halls:
        found = figures.get(hall.pk, DeskFigures())
        by_office[hall.office_id].append(
            OfficeRow(
                hall.office, hall, found, alarms.get(hall.pk, 0), today[hall.pk].is_attended(at), standing.get(hall.pk)
            )
        )
    rows = Office.objects.filter(closed_on__isnull=True).filter(Q(kind__in=RECEIVING) | Q(pk__in=by_office))
    wanted = rows.filter(pk__in=offices) if offices is not None else rows
    return [row for office in wanted.order_by("order", "name") for row in by_office[office.pk] or [OfficeRow(office)]]


def _summed(period: Period) -> dict[UUID, DeskFigures]:
    rows = (
        DayOfDesk.objects.filter(day__gte=period.since, day__lte=period.until)
        .order_by("hall_id")
        .values_list("hall_id")
    )
    sums = rows.annotate(Sum("open"), Sum("sat"), Max("longest"), Sum("guests"), Sum("people"))
    return {hall: DeskFigures(*numbers) for hall, *numbers in sums}


def _alarms(period: Period) -> dict[UUID, int]:
    rows = EmptyDesk.objects.filter(since__date__gte=period.since, since__date__lte=period.until)
    return dict(rows.order_by("hall_id").values_list("hall_id").annotate(Count("pk")))
