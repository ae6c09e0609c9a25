"""All offices beside each other: how each item stood at the end of a month, and what slipped back since.

Five queries, whatever the number of offices and years (500 offices checked each month for three years: see the test).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Avg, Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.timezone import get_current_timezone, localdate, localtime
from django.utils.translation import gettext as _

from balairung.kernel.people.models import Office
from balairung.rooms.inspections.models import Inspection, Item, Look

MONTHS = 12
OUGHT = ("dinas", "badan", "rsud", "uptd", "kecamatan", "kelurahan", "desa", "setda", "setwan", "inspektorat", "bumd")
Says = Look.Says


@dataclass(frozen=True)
class Cell:
    """How one item of one office stood; `slipped`: it was in order at the check before."""

    says: str = ""  # "": not asked of this office, or never looked at
    slipped: bool = False


@dataclass(frozen=True)
class Row:
    """One office at the end of the month."""

    office: Office
    last: Inspection | None
    cells: tuple[Cell, ...] = ()

    @property
    def slipped(self) -> int:
        return sum(cell.slipped for cell in self.cells)


@dataclass(frozen=True)
class Column:
    """One item: of how many offices it was judged, and in how many it was in order."""

    item: Item
    good: int
    judged: int

    @property
    def share(self) -> int | None:
        return round(100 * self.good / self.judged) if self.judged else None


@dataclass(frozen=True)
class Matrix:
    """`rows`: the newest check first, those that were never checked at the end."""

    month: date
    rows: Sequence[Row]
    columns: Sequence[Column] = field(default_factory=tuple)

    @property
    def checked(self) -> int:
        return sum(row.last is not None for row in self.rows)

    @property
    def this_month(self) -> int:
        """Offices whose last check lies in this very month."""
        return sum(row.last is not None and first_of(localdate(row.last.started_at)) == self.month for row in self.rows)

    @property
    def never(self) -> list[Row]:
        return [row for row in self.rows if row.last is None]

    @property
    def slipped(self) -> list[Row]:
        return [row for row in self.rows if row.slipped]


def offices_of(district: str = "") -> QuerySet[Office]:
    """The offices that ought to be checked, of the regency or of one district with its villages."""
    rows = Office.objects.filter(closed_on__isnull=True, kind__in=OUGHT).select_related("region")
    if district:
        rows = rows.filter(Q(region=district) | Q(region__parent=district))
    return rows.order_by("order", "name")


def matrix(items: Sequence[Item], *, month: date, district: str = "") -> Matrix:
    """How it stood at the end of this month, by what had been checked until then."""
    offices = list(offices_of(district))
    last, before = _latest(offices, _end(month))
    seen = _answers([*last.values(), *before.values()])
    rows = [_row(office, items, last.get(office.pk), before.get(office.pk), seen) for office in offices]
    rows.sort(key=lambda row: -row.last.started_at.timestamp() if row.last else 0.0)
    return Matrix(month, rows, [_column(place, item, rows) for place, item in enumerate(items)])


def _latest(offices: Sequence[Office], until: datetime) -> tuple[dict[UUID, Inspection], dict[UUID, Inspection]]:
    """The last check of each office, and the one before it."""
    wanted = {office.pk for office in offices}
    found: tuple[dict[UUID, Inspection], dict[UUID, Inspection]] = {}, {}
    rows = Inspection.objects.latest_two(until).defer("note", "companions")  # unsealing takes time
    for one in rows:
        if one.office_id in wanted:
            found[vars(one)["place"] - 1][one.office_id] = one
    return found


def _answers(checks: Sequence[Inspection]) -> dict[UUID, dict[str, str]]:
    """What was seen at each check, by item."""
    found: dict[UUID, dict[str, str]] = {}
    rows = Look.objects.filter(inspection__in=[one.pk for one in checks])
    for check, item, says in rows.values_list("inspection_id", "item", "says").order_by():
        found.setdefault(check, {})[item] = says
    return found


def _row(
    office: Office, items: Sequence[Item], last: Inspection | None, before: Inspection | None,
    seen: Mapping[UUID, Mapping[str, str]],
) -> Row:  # fmt: skip
    now = seen.get(last.pk, {}) if last else {}
    then = seen.get(before.pk, {}) if before else {}
    cells = tuple(_cell(now.get(item.key, ""), then.get(item.key, "")) for item in items)
    return Row(office, last, cells)


def _cell(now: str, then: str) -> Cell:
    return Cell(now, now == Says.NO and then == Says.YES)


def _column(place: int, item: Item, rows: Sequence[Row]) -> Column:
    said = [row.cells[place].says for row in rows]
    return Column(item, said.count(Says.YES), said.count(Says.YES) + said.count(Says.NO))


# --- over time --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Month:
    """How many checks there were in a month, and their mean score."""

    first: date
    checks: int = 0
    mean: Decimal | None = None


def months(today: date, offices: QuerySet[Office]) -> list[Month]:
    """The last twelve months, the newest first; a month without a check too."""
    wanted = [_back(first_of(today), place) for place in range(MONTHS)]
    rows = Inspection.objects.filter(office__in=offices.order_by().values("pk"), started_at__gte=_begin(wanted[-1]))
    told = rows.annotate(of=TruncMonth("started_at")).values("of").order_by("of")
    counted = told.annotate(checks=Count("pk"), mean=Avg("score"))
    found = {localdate(row["of"]): (row["checks"], row["mean"]) for row in counted}
    return [Month(first, *_told(found.get(first))) for first in wanted]


def _told(row: tuple[int, Decimal | None] | None) -> tuple[int, Decimal | None]:
    checks, mean = row or (0, None)
    return checks, None if mean is None else Decimal(mean).quantize(Decimal("0.1"))


@dataclass(frozen=True)
class Course:
    """One office over the months: for each item how it stood at the last check of each month."""

    months: Sequence[date]
    lines: Sequence[tuple[Item, Sequence[Cell]]]
    checks: Sequence[Inspection]


def course(office: Office, items: Sequence[Item], *, today: date) -> Course:
    """The last twelve months of this office, the newest first."""
    wanted = [_back(first_of(today), place) for place in range(MONTHS)]
    rows = Inspection.objects.filter(office=office).for_list().defer("note", "companions")
    checks = list(rows[:100])
    last = {first_of(localdate(one.started_at)): one for one in reversed(checks)}
    seen = _answers(list(last.values()))
    lines = [(item, list(_line(item, wanted, last, seen))) for item in items]
    return Course(wanted, lines, checks)


def _line(
    item: Item, wanted: Sequence[date], last: Mapping[date, Inspection], seen: Mapping[UUID, Mapping[str, str]]
) -> Iterator[Cell]:
    """Each month is held against the check before it, whenever that was."""
    order = sorted(last, reverse=True)
    for month in wanted:
        if month not in last:
            yield Cell()
            continue
        earlier = next((one for one in order if one < month), None)
        then = seen.get(last[earlier].pk, {}).get(item.key, "") if earlier else ""
        yield _cell(seen.get(last[month].pk, {}).get(item.key, ""), then)


# --- as a table -------------------------------------------------------------------------------------------------------


def columns_of(found: Matrix) -> list[str]:
    """The first line of the table."""
    heads = [_("Kunci"), _("Kantor"), _("Wilayah"), _("Cek terakhir"), _("Nilai"), _("Mundur")]
    return [*heads, *(column.item.title for column in found.columns)]


def lines_of(found: Matrix) -> Iterator[list[object]]:
    words = {key: str(label) for key, label in Says.choices} | {"": ""}
    for row in found.rows:
        day = localtime(row.last.started_at).date().isoformat() if row.last else ""
        score = "" if row.last is None or row.last.score is None else row.last.score
        head = [row.office.key, row.office.name, str(row.office.region or ""), day, score, row.slipped]
        yield [*head, *(words[cell.says] for cell in row.cells)]


# --- months -----------------------------------------------------------------------------------------------------------


def first_of(day: date) -> date:
    return day.replace(day=1)


def _back(first: date, count: int) -> date:
    """The first of the month so many months earlier."""
    number = first.year * 12 + first.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def _begin(first: date) -> datetime:
    return datetime(first.year, first.month, 1, tzinfo=get_current_timezone())


def _end(month: date) -> datetime:
    return _begin(_back(month, -1))
