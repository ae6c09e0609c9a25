"""Rows of figures: of all keys of a side, of months, of half years, of villages that fell silent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from balairung.surface.openness import naming, tables
from balairung.surface.openness.arithmetic import FEWEST, Figures, places
from balairung.surface.openness.models import Tally
from balairung.surface.openness.sides import Side, Villages
from balairung.surface.openness.spans import Span, month_span
from balairung.surface.openness.tables import Cell, Row, Table

Dimension = Tally.Dimension


def side_table(side: Side, span: Span, names: Mapping[str, str], title: str, first: str) -> Table:
    """Every key of which there is something; the largest first, what is withheld last."""
    keys = [key for key in side.months if not span.is_month or key in side.monthly]
    shown = {key: side.shown(key, span) for key in keys}
    order = sorted(keys, key=lambda key: (shown[key] is None, -_filed(shown[key]), naming.named(names, key)))
    rows = [_side_row(side, span, names, key, shown[key]) for key in order if shown[key] is None or _filed(shown[key])]
    return Table(_file_key(side.dimension), title, tables.columns(first), rows)


def league(side: Side, span: Span, names: Mapping[str, str], title: str, first: str) -> Table:
    """The same in the order of how the word was kept; who may not be told apart shares a place."""
    plain = side_table(side, span, names, title, first)
    shown = {key: one for key in side.months if key in names and (one := side.shown(key, span)) and key}
    stands = places(shown)
    by_name = {naming.named(names, key): (stands[key], shown[key]) for key in stands}
    ranked = sorted((row for row in plain.rows if row.name in by_name), key=lambda row: _rank(row, by_name))
    rest = [row for row in plain.rows if row.name not in by_name]
    rows = [Row(row.name, row.cells, row.href, str(by_name[row.name][0])) for row in ranked]
    note = _("Peringkat hanya untuk yang janjinya sudah jatuh tempo paling sedikit %(count)d kali.") % {"count": FEWEST}
    return Table(plain.key, title, plain.names, [*rows, *rest], note=note, ranked=True)


def _rank(row: Row, by_name: Mapping[str, tuple[int, Figures]]) -> tuple[int, float, str]:
    place, one = by_name[row.name]
    return place, -(one.interval.share if one.interval else 0), row.name


def _side_row(side: Side, span: Span, names: Mapping[str, str], key: str, one: Figures | None) -> Row:
    name = naming.named(names, key)
    href = naming.page_of(side.dimension, key, span.query) if side.dimension in naming.ADDRESSES else ""
    if one is None:
        return Row(name, tables.withheld_cells(withheld(side.is_small(key), side.k)), href)
    return Row(name, tables.cells(one, side.k), href)


def withheld(small: bool, k: int) -> Cell:
    return tables.few(k) if small else tables.held()


def _filed(one: Figures | None) -> int:
    return one.filed if one else 0


def _file_key(dimension: str) -> str:
    words = {Dimension.KIND: "janji", **naming.ADDRESSES}
    return words[Dimension(dimension)]


def month_table(months: Mapping[date, Figures], begun: list[date], k: int, path: str = "") -> Table:
    """Month by month, the youngest first; with `path` each leads to its own page."""
    rows = [_month_row(month, months.get(month, Figures()), k, path) for month in reversed(begun)]
    return Table("bulan", _("Menurut bulan laporan masuk"), tables.columns(_("Bulan")), rows)


def _month_row(month: date, one: Figures, k: int, path: str) -> Row:
    span = month_span(month)
    return Row(span.words, tables.cells(one, k), f"{path}?{span.query}" if path else "")


def month_names(begun: list[date]) -> list[tuple[str, str]]:
    """Short and whole names of months for a drawing."""
    return [(str(MONTHS[month.month])[:3], f"{MONTHS[month.month]} {month.year}") for month in begun]


def village_table(half: Villages, names: Mapping[str, str], district: str, query: str) -> Table:
    """The villages of a district in half a year; those without a report stand there too."""
    keys = [*names, *(key for key in half.figures if key not in names)]
    order = sorted(keys, key=lambda key: (half.size(key) is None, -(half.size(key) or 0), naming.named(names, key)))
    rows = [_village_row(half, names, key, query) for key in order if key or key in half.figures]
    key = f"desa-{district}-{half.span.since:%Y-%m}"
    return tables.narrowed(Table(key, half.span.words, tables.columns(_("Desa atau kelurahan")), rows))


def _village_row(half: Villages, names: Mapping[str, str], key: str, query: str) -> Row:
    href = naming.page_of(Dimension.DISTRICT, key, query) if key else ""
    return Row(naming.named(names, key), village_cells(half, key), href)


def village_cells(half: Villages, key: str) -> list[Cell]:
    size, split = half.size(key), half.split(key)
    if half.away is None:
        return tables.withheld_cells(tables.held())
    if size is None:
        return tables.withheld_cells(withheld(half.is_small(key), half.k))
    if split is None:
        return tables.withheld_cells(tables.number(size))
    return tables.cells(split, half.k)
