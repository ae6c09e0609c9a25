"""The year of all offices on one page, from what the worker counted: nothing is worked out here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.kernel.people.spreadsheets import csv_lines
from balairung.kernel.rosters.models import Outlook
from balairung.kernel.rosters.reading import waiting_for
from balairung.kernel.rosters.strips import Minutes, gap_path, mute_path, together

COLUMNS = ("kantor", "nama", "nilai", "jam harus dijaga", "jam kosong", "jam tanpa kontak", "terlalu berat", "jadwal")
READ = (
    *("roster__office__key", "roster__office__short", "roster__office__order", "score", "required_minutes"),
    *("gap_minutes", "unreachable_minutes", "overloaded", "facts__weeks"),
)


@dataclass
class Year:
    """One office: the lowest score of its rosters, the sums of the rest."""

    key: str
    name: str
    order: int
    score: int
    required: int
    gap: int
    unreached: int
    overloaded: int
    weeks: list[Any]
    rosters: int = 1

    @property
    def gap_hours(self) -> int:
        return -(-self.gap // 60)

    @property
    def unreached_hours(self) -> int:
        return -(-self.unreached // 60)

    @property
    def empty_weeks(self) -> int:
        return sum(1 for week in self.weeks if week[1])

    @property
    def gaps(self) -> str:
        return gap_path(self.weeks)

    @property
    def mute(self) -> str:
        return mute_path(self.weeks)

    def add(self, other: Year) -> None:
        weeks: list[Minutes] = together([self.weeks, other.weeks])
        self.score, self.rosters, self.weeks = min(self.score, other.score), self.rosters + 1, weeks
        self.required, self.gap = self.required + other.required, self.gap + other.gap
        self.unreached, self.overloaded = self.unreached + other.unreached, self.overloaded + other.overloaded


ORDERS: dict[str, Callable[[Year], tuple[Any, ...]]] = {
    "nilai": lambda row: (row.score, -row.gap, row.order, row.name),
    "kosong": lambda row: (-row.gap, row.score, row.order, row.name),
    "berat": lambda row: (-row.overloaded, row.score, row.order, row.name),
    "kantor": lambda row: (row.order, row.name),
}


@officers
def year(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One row for each office, the worst first; `?urut=` sorts otherwise."""
    now = now_of(request)
    order = request.GET.get("urut", "")
    order = order if order in ORDERS else "nilai"
    rows = sorted(_rows(), key=ORDERS[order])
    kept = {row.key for row in rows}
    offices = Office.objects.filter(closed_on__isnull=True).order_by("order", "name")
    context = {
        "rows": rows,
        "order": order,
        "orders": [("nilai", _("nilai terendah")), ("kosong", _("paling banyak kosong")),
                   ("berat", _("beban terberat")), ("kantor", _("urutan kantor"))],
        "counted": Outlook.objects.filter(counted_at__isnull=False).order_by("counted_at").values_list(
            "counted_at", flat=True).first(),
        "uncounted": Outlook.objects.filter(roster__ended_at__isnull=True, counted_at__isnull=True).count(),
        "without": [one for one in offices.values("key", "short") if one["key"] not in kept],
        "waiting": waiting_for(actor, now).count(),
        "now": now,
    }  # fmt: skip
    return render(request, "rosters/year.html", context)


@officers
def table(request: HttpRequest, actor: Actor) -> StreamingHttpResponse:
    """The same as CSV, by protocol."""
    day: date = localdate(now_of(request))
    rows = [_cells(row) for row in sorted(_rows(), key=ORDERS["kantor"])]
    headers = {"Content-Disposition": f'attachment; filename="jadwal-jaga-setahun-{day}.csv"'}
    return StreamingHttpResponse(csv_lines(COLUMNS, rows), content_type="text/csv; charset=utf-8", headers=headers)


def _cells(row: Year) -> Sequence[object]:
    hours = (round(row.required / 60), row.gap_hours, row.unreached_hours)
    return (row.key, row.name, row.score, *hours, row.overloaded, row.rosters)


def _rows() -> Iterator[Year]:
    counted = Outlook.objects.filter(counted_at__isnull=False, roster__ended_at__isnull=True)
    found: dict[str, Year] = {}
    for cells in counted.filter(roster__office__closed_on__isnull=True).order_by("pk").values_list(*READ):
        row = Year(*cells)
        row.weeks = row.weeks or []
        if row.key in found:
            found[row.key].add(row)
        else:
            found[row.key] = row
    yield from found.values()
