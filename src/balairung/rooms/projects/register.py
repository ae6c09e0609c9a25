"""The register as everybody reads it: narrowed by place, year, source, kind and standing; its money added up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.kernel.people.models import Region
from balairung.rooms.projects.curves import Curve, Point, deviation, draw, plan, planned_at
from balairung.rooms.projects.models import Fund, Project, ProjectPhoto, ProjectQuerySet
from balairung.rooms.projects.models.projects import Stopped, is_late
from balairung.rooms.projects.wording import source_words

PAGE = 25
WORDS = 6  # of a search; more are not looked at
SAID = ("title", "executor", "contract", "ref", "place")
LATE = "terlambat"  # beside the standings: the word stands in addresses for ever
COLUMNS = (
    *("nomor", "judul", "jenis", "kecamatan", "desa", "kode wilayah", "kantor", "cara", "pelaksana", "kontrak"),
    *("rencana mulai", "rencana selesai", "keadaan", "fisik persen", "dibayarkan", "sumber", "tahun", "nilai"),
    *("lintang", "bujur"),
)


def narrowed(asked: Mapping[str, Any], today: date, rows: ProjectQuerySet | None = None) -> ProjectQuerySet:
    """The projects that fit everything that was asked: `kata wilayah tahun sumber jenis keadaan kantor`."""
    found = Project.objects.all() if rows is None else rows
    for word in str(asked.get("kata", "")).split()[:WORDS]:
        said = Q()
        for name in SAID:
            said |= Q(**{f"{name}__icontains": word})
        found = found.filter(said)
    if asked.get("wilayah"):
        found = found.at(asked["wilayah"])
    if asked.get("tahun") or asked.get("sumber"):
        found = found.paid_from(asked.get("sumber", ""), asked.get("tahun"))
    found = found.filter(kind=asked["jenis"]) if asked.get("jenis") else found
    return _standing(found, asked.get("keadaan", ""), today)


def _standing(rows: ProjectQuerySet, asked: str, today: date) -> ProjectQuerySet:
    if not asked:
        return rows
    return rows.late(today) if asked == LATE else rows.standing(asked)


# --- figures -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """How many, how many of them late, and their money without what was cancelled."""

    count: int
    late: int
    value: Decimal
    paid: Decimal

    @property
    def share(self) -> Decimal:
        """Per cent of the money that is paid, rounded down to a whole one."""
        return self.paid * 100 // self.value if self.value else Decimal()


def figures_of(rows: ProjectQuerySet, today: date) -> Figures:
    """Two statements, however many rows."""
    going = rows.exclude(stopped=Stopped.CANCELLED)
    value = Fund.objects.filter(project__in=going).aggregate(total=Sum("value"))["total"]
    found = rows.aggregate(
        all=Count("pk"), late=Count("pk", filter=is_late(today)), paid=Sum("paid", filter=~Q(stopped=Stopped.CANCELLED))
    )
    return Figures(found["all"], found["late"], value or Decimal(), found["paid"] or Decimal())


@dataclass(frozen=True)
class Line:
    """One row of a table of money: a place or a source, how many projects, and how much of each year or source."""

    key: str
    words: str
    count: int
    cells: list[Decimal]
    total: Decimal


@dataclass(frozen=True)
class Table:
    """Money by two things. Each row and each column adds up to what stands at its end, to the sen."""

    heads: list[str]
    lines: list[Line]
    sums: list[Decimal]
    total: Decimal


def money_by_place(rows: ProjectQuerySet, within: str = "") -> Table:
    """Sources across, districts (or the villages of one) down; what was cancelled is left out."""
    going = rows.exclude(stopped=Stopped.CANCELLED)
    key = "project__region" if within else "project__region__parent"
    funds = Fund.objects.filter(project__in=going).values_list(key, "source").annotate(total=Sum("value")).order_by()
    counts = dict(going.values_list(key.removeprefix("project__")).annotate(Count("pk")).order_by())
    names = {one.pk: str(one) for one in Region.objects.filter(pk__in=counts)}
    return _table(((place, source, total) for place, source, total in funds), counts, names)


def _table(money: Iterable[tuple[str, str, Decimal]], counts: Mapping[str, int], names: Mapping[str, str]) -> Table:
    cells: defaultdict[str, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    across: defaultdict[str, Decimal] = defaultdict(Decimal)
    for place, source, total in money:
        cells[place][source] += total
        across[source] += total
    sources = sorted(across, key=lambda source: (-across[source], source))
    lines = [
        Line(place, names[place], counts[place], [row[source] for source in sources], sum(row.values(), Decimal()))
        for place, row in cells.items()
    ]
    lines.sort(key=lambda line: (-line.total, line.words))
    sums = [across[source] for source in sources]
    return Table([source_words(source) for source in sources], lines, sums, sum(sums, Decimal()))


def counts_by_place(rows: ProjectQuerySet, within: str = "") -> dict[str, int]:
    """How many projects lie in each district, or in each village of one: for the map."""
    key = "region" if within else "region__parent"
    return dict(rows.values_list(key).annotate(Count("pk")).order_by())


def years() -> list[int]:
    """The years that any money is of, the newest first."""
    return list(Fund.objects.order_by("-year").values_list("year", flat=True).distinct())


# --- one project ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """Where a project is against its plan on a day."""

    planned: Decimal
    ahead: Decimal  # points; negative is behind
    curve: Curve
    reports: list[Point]

    @property
    def behind(self) -> Decimal:
        return -self.ahead


def standing_of(project: Project, today: date) -> Standing:
    """Its curve, and how far it is ahead or behind today (on its last day, once it is finished)."""
    parts = [(one.planned_on, one.weight) for one in project.milestones.all()]
    corners = plan(project.planned_start, project.planned_end, parts)
    reports = [(one.on, one.physical) for one in project.reports.all()]
    day = min(today, project.finished_on or project.stopped_on or today)
    return Standing(
        planned_at(day, corners), deviation(day, project.physical, corners), draw(corners, reports, day), reports
    )


@dataclass(frozen=True)
class Spot:
    """The pictures of one spot, the oldest first."""

    name: str
    photos: list[ProjectPhoto]


def spots_of(photos: Iterable[ProjectPhoto]) -> list[Spot]:
    """Side by side what was taken from one spot; a spot with more pictures first."""
    found: defaultdict[str, list[ProjectPhoto]] = defaultdict(list)
    for photo in photos:
        found[photo.spot].append(photo)
    return sorted((Spot(name, rows) for name, rows in found.items()), key=lambda spot: -len(spot.photos))


def report_link(project: Project) -> str:
    """Where somebody who stands before it writes what is wrong: the form with the place and the office filled in."""
    return f"{reverse('complaints:create')}?wilayah={project.region_id}&kantor={project.office.key}"


# --- out -----------------------------------------------------------------------------------------------------------


def table_of(rows: ProjectQuerySet, today: date) -> Iterator[Sequence[object]]:
    """The register for a spreadsheet: one row for each fund, so that the column of money adds up."""
    for one in rows.for_list().order_by("ref").iterator(chunk_size=1000):
        region = one.region
        before = [
            one.ref, one.title, one.get_kind_display(), str(region.parent or ""), str(region), region.pk,
            one.office.name,
            one.get_way_display(), one.executor, one.contract, one.planned_start, one.planned_end,
            _status(one, today), plain(one.physical), plain(one.paid),
        ]  # fmt: skip
        point = one.point or ("", "")
        for fund in one.funds.all():
            yield [*before, source_words(fund.source), fund.year, plain(fund.value), *point]


def _status(one: Project, today: date) -> str:
    words = str(one.status.label)
    return _("%(status)s, terlambat") % {"status": words} if one.is_late(today) else words


def plain(amount: Decimal) -> str:
    """`1250000` or `1250000.5`: as a spreadsheet reads it."""
    return f"{amount.normalize():f}"
