"""The league table: what each office did with innovations in a year, in points that everybody can count again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from balairung.ground.common.facts import facts
from balairung.kernel.people.models import Office
from balairung.rooms.innovations import access
from balairung.rooms.innovations.models import Innovation, Stage, Status

VILLAGES = (Office.Kind.VILLAGE, Office.Kind.WARD)
LEVELS = ("desa", "kecamatan", "kantor")  # what a table is of; the words stand in addresses for ever


@dataclass(frozen=True)
class Deed:
    """One thing that earns points."""

    key: str
    each: int
    words: str


def deeds() -> list[Deed]:
    return [Deed(key, int(row["each"]), _(row["words"])) for key, row in facts("innovations")["points"].items()]


@dataclass
class Line:
    """One office, or a district with all its villages: how often it did each thing."""

    office: Office
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    villages: int = 1  # that the sum is of
    place: int = 0  # who has as many points has the same

    @property
    def points(self) -> int:
        return sum(deed.each * self.counts[deed.key] for deed in deeds())

    @property
    def mean(self) -> Decimal:
        """Points for each village: a small district is not behind because it is small."""
        return (Decimal(self.points) / self.villages).quantize(Decimal("0.1"))

    @property
    def cells(self) -> list[tuple[Deed, int]]:
        return [(deed, self.counts[deed.key]) for deed in deeds()]


def table(level: str, year: int) -> list[Line]:
    """All offices of this level that stand, the most points first; a district is the mean of its villages.

    Three statements, whatever their number. A village that merged has no line, and its district is not its mean.
    """
    counts = _counts(year)
    offices = access.standing().select_related("region", "parent")
    if level == "kecamatan":
        return _ranked(_districts(offices, counts), by_mean=True)
    kinds = Q(kind__in=VILLAGES)
    chosen = offices.filter(kinds) if level == "desa" else _agencies(offices)
    lines = [Line(office, counts[office.pk]) for office in chosen.order_by("order", "name")]
    return _ranked(lines)


def _agencies(offices: QuerySet[Office]) -> QuerySet[Office]:
    return offices.exclude(kind__in=[*VILLAGES, Office.Kind.LEADERSHIP])


def _districts(offices: QuerySet[Office], counts: dict[UUID, dict[str, int]]) -> list[Line]:
    found = {
        one.pk: Line(one, defaultdict(int), 0) for one in offices.filter(kind=Office.Kind.DISTRICT).order_by("order")
    }
    for village in offices.filter(kind__in=VILLAGES).order_by("order", "name"):
        line = found.get(village.parent_id) if village.parent_id else None
        if line is not None:
            line.villages += 1
            for key, count in counts[village.pk].items():
                line.counts[key] += count
    return [line for line in found.values() if line.villages]


def _ranked(lines: Iterable[Line], *, by_mean: bool = False) -> list[Line]:
    rows = list(lines)
    worth = {id(line): line.mean if by_mean else Decimal(line.points) for line in rows}
    rows.sort(key=lambda line: (-worth[id(line)], line.office.order, line.office.name))
    before: Line | None = None
    for number, line in enumerate(rows, 1):
        same = before is not None and worth[id(before)] == worth[id(line)]
        line.place = before.place if same and before else number
        before = line
    return rows


def _counts(year: int) -> dict[UUID, dict[str, int]]:
    """By office: how many cards of this year came so far, and how many others did the same."""
    found: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    approved = Q(status=Status.APPROVED)
    sums = {
        "submitted": Count("pk"), "approved": Count("pk", filter=approved),
        "trial": Count("pk", filter=approved & Q(stage=Stage.TRIAL)),
        "applied": Count("pk", filter=approved & Q(stage=Stage.APPLIED)),
        "adopting": Count("pk", filter=approved & Q(origin__isnull=False)),
    }  # fmt: skip
    cards = Innovation.objects.counted().filter(month__year=year)
    rows = cards.filter(office__isnull=False).values("office").annotate(**sums).order_by()
    for office, *numbers in rows.values_list("office", *sums):
        found[office].update(zip(sums, numbers, strict=True))
    credit = cards.filter(approved, origin__office__isnull=False).exclude(origin__office=F("office"))
    for office, count in credit.values_list("origin__office").annotate(Count("pk")).order_by():
        found[office]["adopted"] = count
    return found
