"""Rows as an XLSX workbook: written row by row to the disk, so that a million of them need no memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from balairung.surface.opendata.shape import Dataset, Record, Value
from balairung.surface.opendata.writing import guarded, number

MOST_ROWS = 1_048_576  # of one sheet, the names of the columns among them: what a workbook can hold
STEP = 1000  # rows between two breaths
LONGEST = 32_767  # signs of one cell


def write(
    path: Path, dataset: Dataset, rows: Iterable[Record], *, about: Iterable[tuple[str, str]] = ()
) -> Iterator[None]:
    """Write it, and breathe now and then. What does not fit on one sheet goes on on the next."""
    from openpyxl import Workbook  # twelve megabytes in each process, for a file now and then

    book = Workbook(write_only=True)
    page: Any = None
    for place, record in enumerate(rows):
        if place % (MOST_ROWS - 1) == 0:
            page = _sheet(book, dataset)
        page.append([_cell(value) for value in record.values])
        if place % STEP == STEP - 1:
            yield
    if page is None:
        _sheet(book, dataset)
    _tell_about(book, dataset, about)
    yield
    book.save(path)


def _sheet(book: Any, dataset: Dataset) -> Any:
    number = len(book.sheetnames) + 1
    page = book.create_sheet(_("Data") if number == 1 else f"{_('Data')} {number}")
    page.freeze_panes = "A2"
    page.append(list(dataset.names))
    return page


def _tell_about(book: Any, dataset: Dataset, about: Iterable[tuple[str, str]]) -> None:
    """The last sheet says what this is, and what each column means."""
    page = book.create_sheet(_("Keterangan"))
    rows = [(str(dataset.title), str(dataset.lede)), *about, ("", ""), (_("Kolom"), _("Arti"))]
    for left, right in [*rows, *((column.name, str(column.meaning)) for column in dataset.columns)]:
        page.append([guarded(left), guarded(right)])


def _cell(value: Value) -> Any:
    """Numbers as numbers, days as days; moments by the clock of the regency, for a workbook knows no zones."""
    if isinstance(value, str):
        return guarded(value[: LONGEST - 1])
    if isinstance(value, Decimal):
        return number(value)
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value
