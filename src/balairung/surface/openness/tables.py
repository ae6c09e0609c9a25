"""Tables of figures: the same cells are drawn on the page and written into the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balairung.surface.openness.arithmetic import Figures, Interval


@dataclass(frozen=True)
class Cell:
    """What stands on the page, and what stands in the file: a number without signs between."""

    text: str
    value: object
    late: bool = False  # drawn in the colour of lateness
    interval: Interval | None = None  # drawn as a line with a dot


@dataclass(frozen=True)
class Row:
    name: str
    cells: Sequence[Cell]
    href: str = ""
    place: str = ""


@dataclass(frozen=True)
class Table:
    """`key` names its file; `names` are those of all columns, that of the row first."""

    key: str
    title: str
    names: Sequence[str]
    rows: Sequence[Row]
    note: str = ""
    ranked: bool = False
    href: str = ""  # of its file

    @property
    def lines(self) -> Iterable[list[object]]:
        for row in self.rows:
            yield [*([row.place] if self.ranked else []), row.name, *(cell.value for cell in row.cells)]

    @property
    def heads(self) -> list[str]:
        return [*([_("Peringkat")] if self.ranked else []), *self.names]


def narrowed(table: Table) -> Table:
    """Without the columns of which nothing is told: of villages often no more than their size is."""
    if any(cell.value != "" for row in table.rows for cell in row.cells[1:]):
        return table
    rows = [replace(row, cells=row.cells[:1]) for row in table.rows]
    return replace(table, names=table.names[:2], rows=rows)


def few(k: int) -> Cell:
    text = _("kurang dari %(count)d") % {"count": k}
    return Cell(text, text)


def held() -> Cell:
    text = _("tidak ditampilkan")
    return Cell(text, text)


def nothing() -> Cell:
    return Cell("–", "")


def number(value: int, late: bool = False) -> Cell:
    return Cell(number_format(value, force_grouping=True), value, late=late and value > 0)


def columns(first: str) -> list[str]:
    """Of a table of figures; `first` is what a row is."""
    return [
        first, _("Masuk"), _("Janji ditepati, dan rentangnya"), _("Selesai tepat waktu"), _("Selesai terlambat"),
        _("Lewat waktu, belum selesai"), _("Masih dalam waktu"), _("Ditolak, dicabut, atau dialihkan"),
        _("Lama, nilai tengah"),
    ]  # fmt: skip


def cells(one: Figures, k: int) -> list[Cell]:
    """`k`: the median of fewer would tell of each of them."""
    return [
        number(one.filed), share(one), number(one.kept), number(one.broken, late=True), number(one.behind, late=True),
        number(one.running), number(one.elsewhere), _median(one, k),
    ]  # fmt: skip


def withheld_cells(first: Cell) -> list[Cell]:
    return [first, *(nothing() for _column in range(7))]


def share(one: Figures) -> Cell:
    """Never a bare percentage: of how many, and what it may well be."""
    found = one.interval
    if found is None:
        return nothing()
    words = _("%(share)d %% dari %(due)s (%(low)d–%(high)d %%)") % {
        "share": round(100 * found.share), "due": number_format(one.due, force_grouping=True),
        "low": round(100 * found.low), "high": round(100 * found.high),
    }  # fmt: skip
    return Cell(words, words, interval=found)


def _median(one: Figures, k: int) -> Cell:
    days = one.median
    if days is None or one.timed < k:
        return nothing()
    words = ngettext("%(count)d hari", "%(count)d hari", days) % {"count": days}
    return Cell(words, days)
