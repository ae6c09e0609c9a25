"""A table in a stranger's file, read row by row: CSV as people really save it, and XLSX.

What the file says it is counts for nothing; its first bytes decide. Nothing here keeps more than a row in memory, the
shared texts of an XLSX file apart, and those are limited before they are unpacked.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.rooms.complaints.intake.workbooks import read_workbook

MOST_BYTES = 100 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 100
MOST_SIGNS = 131_072  # in one cell: where Python's reader of CSV gives up
MOST_SIGNS_IN_LINE = 2_000_000
TITLE_ROWS = 20  # above the names of the columns there may be a title, a date, an empty line
DELIMITERS = {",": "koma", ";": "titik koma", "\t": "tab", "|": "garis tegak"}
ENCODINGS = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}
ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
NO_TABLES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"SQLite format")

Rows = Callable[[], Iterator[list[str]]]
Likeness = Callable[[Sequence[str]], int]


@dataclass(frozen=True)
class Table:
    """The names of the columns, where they stand, and the rows below them, as often as one likes."""

    form: str  # in words: "CSV, UTF-8, dipisah koma"
    names: tuple[str, ...]
    top: int  # the row that holds the names; the first row of the file is 1
    lines: Rows

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row that is not empty, by its number in the file. Raise `Refused` when the file breaks off."""
        found = 0
        for number, cells in enumerate(self.lines(), 1):
            if number <= self.top or not any(cell.strip() for cell in cells):
                continue
            found += 1
            if found > MOST_ROWS:
                sentence = _("Berkas ini lebih dari %(most)d baris. Bagi menjadi beberapa berkas.")
                raise Refused(sentence % {"most": MOST_ROWS})
            yield number, cells


def read_table(path: Path, likeness: Likeness) -> Table:
    """The table in this file; the row that is most like names of columns (`likeness`) is taken for them.

    Raise `Refused` with one sentence when it is no table.
    """
    head = _head(path)
    if head.startswith(ZIP):
        return _table(_("XLSX"), lambda: read_workbook(path, MOST_COLUMNS + 1), likeness)
    encoding = _encoding(path, head)
    candidates = [(delimiter, _top(_tried(path, encoding, delimiter), likeness)) for delimiter in DELIMITERS]
    delimiter = max(candidates, key=lambda candidate: candidate[1][1:])[0]
    form = _("CSV, %(encoding)s, dipisah %(delimiter)s")
    words = form % {"encoding": ENCODINGS[encoding], "delimiter": DELIMITERS[delimiter]}
    return _table(words, _lines_of(path, encoding, delimiter), likeness)


def _table(form: str, lines: Rows, likeness: Likeness) -> Table:
    top, _alike, _width = _top(lines, likeness)
    names = next(islice(lines(), top - 1, None), [])
    while names and not any(sign.isalnum() for sign in names[-1]):
        names.pop()
    if not names:
        raise Refused(_("Berkas ini kosong: tidak ada satu kolom pun di dalamnya."))
    if len(names) > MOST_COLUMNS:
        sentence = _("Berkas ini lebih dari %(most)d kolom. Hapus kolom yang tidak perlu, lalu coba lagi.")
        raise Refused(sentence % {"most": MOST_COLUMNS})
    return Table(form, tuple(names), top, lines)


def _top(lines: Rows, likeness: Likeness) -> tuple[int, int, int]:
    """The row with the names: its number, how much it is like names, how many cells it has. The first of equals."""
    best = (1, -1, 0)
    for number, cells in enumerate(islice(lines(), TITLE_ROWS), 1):
        alike = likeness(cells) if any(cell.strip() for cell in cells) else -1
        if alike > best[1]:
            best = (number, alike, len(cells))
    return best


# --- what kind of file -------------------------------------------------------------------------------------------


def _head(path: Path) -> bytes:
    """The first bytes of what may be a table."""
    try:
        size = path.stat().st_size if path.is_file() else -1
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as problem:
        sentence = _("Berkas “%(name)s” tidak dapat dibuka. Periksa nama dan izinnya.")
        raise Refused(sentence % {"name": path.name}) from problem
    if size > MOST_BYTES:
        most = MOST_BYTES // (1024 * 1024)
        raise Refused(_("Berkas ini lebih besar dari %(most)d MB. Bagi menjadi beberapa berkas.") % {"most": most})
    if not head.strip():
        raise Refused(_("Berkas ini kosong."))
    _check_kind(head)
    return head


def _check_kind(head: bytes) -> None:
    if head.startswith(OLD_EXCEL):
        raise Refused(_("Ini berkas Excel lama (.xls). Buka, lalu simpan sebagai XLSX atau CSV."))
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise Refused(_("Ini halaman web. Buka di program lembar kerja, lalu simpan sebagai XLSX atau CSV."))
    utf_16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if head.startswith(NO_TABLES) or (b"\0" in head and not utf_16 and not head.startswith(ZIP)):
        raise Refused(_("Ini bukan berkas CSV atau XLSX."))


# --- CSV ---------------------------------------------------------------------------------------------------------


def _encoding(path: Path, head: bytes) -> str:
    """UTF-16 by its mark, UTF-8 where it is valid to the end, otherwise what old Windows programs write."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8-sig", "cp1252"):
        if _decodes(path, encoding):
            return encoding
    raise Refused(_("Huruf dalam berkas ini tidak terbaca. Simpan ulang sebagai CSV UTF-8."))


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _lines_of(path: Path, encoding: str, delimiter: str) -> Rows:
    return lambda: _read_csv(path, encoding, delimiter)


def _tried(path: Path, encoding: str, delimiter: str) -> Rows:
    """The rows as far as they can be read: with the wrong delimiter that may be none."""

    def lines() -> Iterator[list[str]]:
        with suppress(Refused):
            yield from _read_csv(path, encoding, delimiter)

    return lines


def _read_csv(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    """The rows; strict about quotation marks, because a cell that never ends would swallow all rows behind it."""
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(_whole_lines(file), delimiter=delimiter, strict=True)
        rows = 0
        try:
            for cells in reader:
                rows += 1
                yield cells
        except (csv.Error, UnicodeDecodeError) as problem:
            raise Refused(_broken(rows + 1, str(problem))) from problem


def _whole_lines(file: TextIO) -> Iterable[str]:
    """The lines of a text file, none longer than memory allows, without the hint `sep=;` that Excel understands."""
    first = True
    while line := file.readline(MOST_SIGNS_IN_LINE):
        if len(line) >= MOST_SIGNS_IN_LINE:
            raise Refused(_("Berkas ini berisi satu baris yang terlalu panjang, jadi bukan lembar kerja yang utuh."))
        if "\0" in line:
            raise Refused(_("Berkas ini berisi tanda yang bukan tulisan (NUL). Simpan ulang sebagai CSV UTF-8."))
        yield "\n" if first and line.lower().startswith("sep=") else line
        first = False


def _broken(row: int, problem: str) -> str:
    facts = {"row": row, "most": f"{MOST_SIGNS:,}".replace(",", ".")}
    if "field limit" in problem:
        return _("Baris %(row)d berisi satu sel yang lebih dari %(most)s huruf. Pendekkan dahulu isinya.") % facts
    return _("Baris %(row)d rusak: tanda kutipnya tidak lengkap. Simpan ulang dari program lembar kerja Anda.") % facts
