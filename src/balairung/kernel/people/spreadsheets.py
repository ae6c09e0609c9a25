"""Spreadsheets in and out: CSV as people really save it, XLSX, and cells that no program mistakes for a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line

MOST_ROWS = 2000  # an import holds the database for its whole length
MOST_COLUMNS = 60
MOST_SIGNS = 500  # in one cell
MOST_UNPACKED = 60 * 1024 * 1024  # bytes of an XLSX file without its compression
DELIMITERS = ";,\t|"
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet program takes for the beginning of a formula


@dataclass(frozen=True)
class Sheet:
    """A kind of table: its columns by the name in the first row, those that must be there first."""

    key: str
    title: str | Promise
    columns: tuple[str, ...]
    needed: tuple[str, ...]


OFFICES = Sheet(
    "kantor", gettext_lazy("Kantor"),
    ("kunci", "nama", "nama pendek", "jenis", "induk", "kode wilayah", "kalender", "urutan", "alamat"),
    ("kunci", "nama"),
)  # fmt: skip
POSTS = Sheet(
    "jabatan", gettext_lazy("Jabatan"),
    ("kantor", "jabatan", "peran", "eselon", "kantor atasan", "jabatan atasan", "kursi", "urutan"),
    ("kantor", "jabatan"),
)  # fmt: skip
HOLDERS = Sheet(
    "pemangku", gettext_lazy("Pemangku jabatan"),
    ("kantor", "jabatan", "nama", "nip", "surel", "telepon", "kedudukan", "mulai", "sampai", "keputusan"),
    ("kantor", "jabatan", "nama", "mulai"),
)  # fmt: skip
CONTACTS = Sheet(
    "kontak", gettext_lazy("Kontak kantor"),
    ("kantor", "jenis", "isi", "jam layanan", "jabatan"),
    ("kantor", "jenis", "isi"),
)  # fmt: skip
SHEETS = (OFFICES, POSTS, HOLDERS, CONTACTS)


@dataclass(frozen=True)
class Row:
    """One row by its number in the file (the first row, with the names, is 1); every column of the sheet is there."""

    number: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]


def read_rows(sheet: Sheet, content: bytes) -> tuple[list[Row], list[str]]:
    """The rows of a CSV or XLSX file, empty ones left out, and the columns that were not understood.

    Raise `Refused` with a sentence when it is no such file, lacks a column or is too long.
    """
    table = _xlsx(content) if content[:4] == b"PK\x03\x04" else _csv(content)
    lines = ((number, cells) for number, cells in enumerate(table, 1) if any(cells))
    _number, names = next(lines, (1, []))
    places = _places(sheet, names)
    rows = [_row(number, cells, places, sheet) for number, cells in lines]
    if not rows:
        raise Refused(_("Berkas ini tidak berisi satu baris pun di bawah nama kolomnya."))
    return rows, [name for place, name in enumerate(names) if name and place not in places.values()]


def _places(sheet: Sheet, names: Sequence[str]) -> dict[str, int]:
    """Where each column of the sheet stands; the first of two with one name."""
    known = [_plain(name) for name in names]
    places = {column: known.index(column) for column in sheet.columns if column in known}
    missing = [column for column in sheet.needed if column not in places]
    if missing:
        facts = {"missing": ", ".join(missing), "columns": ", ".join(sheet.columns)}
        raise Refused(
            _("Kolom ini tidak ada: %(missing)s. Baris pertama berkas harus memuat nama kolom: %(columns)s.") % facts
        )
    return places


def _plain(name: str) -> str:
    """`Nama_Pendek:` is `nama pendek`."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in name.casefold()).split())


def _row(number: int, cells: Sequence[str], places: dict[str, int], sheet: Sheet) -> Row:
    def cell(column: str) -> str:
        place = places.get(column)
        return cells[place] if place is not None and place < len(cells) else ""

    return Row(number, {column: cell(column) for column in sheet.columns})


# --- reading -----------------------------------------------------------------------------------------------------


def _csv(content: bytes) -> list[list[str]]:
    text = _decode(content)
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    table: list[list[str]] = []
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            _check_length(len(table))
            table.append([_cell(value) for value in line[:MOST_COLUMNS]])
    except csv.Error as problem:
        raise Refused(_("Berkas CSV ini rusak. Simpan ulang dari program lembar kerja Anda.")) from problem
    return table


def _decode(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, otherwise what old Windows programs write."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content:
        raise Refused(_("Ini bukan berkas CSV atau XLSX."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _xlsx(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook  # twelve megabytes in each process, for a file now and then

    _check_unpacked(content)
    table: list[list[str]] = []
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for line in book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True):
            _check_length(len(table))
            table.append([_cell(value) for value in line])
    except Refused:
        raise
    except Exception as problem:  # a broken file fails in any of the libraries below, each in its own way
        raise Refused(_("Berkas XLSX ini rusak. Simpan ulang dari program lembar kerja Anda.")) from problem
    return table


def _check_unpacked(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile as problem:
        raise Refused(_("Berkas XLSX ini rusak. Simpan ulang dari program lembar kerja Anda.")) from problem
    if size > MOST_UNPACKED:
        raise Refused(_("Berkas XLSX ini terlalu besar. Bagi menjadi beberapa berkas."))


def _check_length(rows: int) -> None:
    if rows > MOST_ROWS:
        raise Refused(_("Berkas ini lebih dari %(most)d baris. Bagi menjadi beberapa berkas.") % {"most": MOST_ROWS})


def _cell(value: object) -> str:
    """A cell as text. Long numbers that a spreadsheet has rounded stay visibly rounded, so that they are refused."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.3E}" if abs(value) >= 10**15 else _number(value)
    text = clean_line(str(value)[: 4 * MOST_SIGNS])[: MOST_SIGNS + 1]
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text


def _number(value: float) -> str:
    """Every sign of it, money too; what a spreadsheet added to 0.1 + 0.2 is not one."""
    return str(int(value)) if value == int(value) else f"{value:.15g}"


# --- writing -----------------------------------------------------------------------------------------------------


def safe(value: object) -> str:
    """The cell with an apostrophe before whatever a spreadsheet would compute."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


class _Echo:
    """A file that gives back what is written."""

    def write(self, text: str) -> str:
        return text


def csv_lines(names: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The table as CSV, line by line; the mark in front tells spreadsheet programs that it is UTF-8."""
    writer: Any = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([safe(name) for name in names])
    for row in rows:
        yield writer.writerow([safe(value) for value in row])


def xlsx_file(names: Sequence[str], rows: Iterable[Sequence[object]]) -> IO[bytes]:
    """The table as an open XLSX file, written to the disk row by row."""
    from openpyxl import Workbook  # as above

    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.append([safe(name) for name in names])
    for row in rows:
        page.append([safe(value) for value in row])
    file = TemporaryFile()  # noqa: SIM115 (the answer closes it)
    book.save(file)
    file.seek(0)
    return file
