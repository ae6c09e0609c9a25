"""The first page of an XLSX file, row by row. It is a stranger's ZIP archive: measured before it is unpacked."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from balairung.ground.common.errors import Refused

MOST_UNPACKED = 100 * 1024 * 1024  # bytes of all parts together
MOST_PARTS = 1000
BROKEN = gettext_noop("Berkas XLSX ini rusak. Simpan ulang dari program lembar kerja Anda.")
BOOK = "xl/workbook.xml"
ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")  # no spreadsheet program writes these; they are how XML is made to swell


def read_workbook(path: Path, most_columns: int) -> Iterator[list[str]]:
    """The rows as text, empty ones too, so that their numbers are those that a person sees."""
    try:
        _check_archive(path)
        with _opened(path) as book:
            page = book.worksheets[0]
            page.reset_dimensions()  # the file may lie about its size
            for cells in page.iter_rows(max_col=most_columns, values_only=True):
                yield [_text(value) for value in cells]
    except Refused:
        raise
    except Exception as problem:  # a broken file fails in one of three libraries, each in its own way
        raise Refused(_(BROKEN)) from problem


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open the file ourselves: openpyxl looks at the name's ending, and leaves the file open when it fails."""
    from openpyxl import load_workbook  # twelve megabytes in each process, for a file now and then

    with path.open("rb") as file:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validations that it leaves out
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            yield book
        finally:
            book.close()


def _check_archive(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Refused(_("Berkas XLSX ini terlalu besar bila dibuka. Bagi menjadi beberapa berkas."))
        if BOOK not in {part.filename for part in parts}:
            raise Refused(_("Ini bukan lembar kerja XLSX. Simpan ulang sebagai XLSX atau CSV."))
        heads = [_head(archive, part) for part in parts if part.filename.endswith((".xml", ".rels"))]
    if any(mark in head for head in heads for mark in ENTITIES):
        raise Refused(_(BROKEN))


def _head(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    with archive.open(part) as stream:
        return stream.read(2048)


def _text(value: object) -> str:
    """A cell as a person would type it: dates as ISO, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds") if value.time() != time() else value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return str(int(value)) if isinstance(value, bool) else str(value)
