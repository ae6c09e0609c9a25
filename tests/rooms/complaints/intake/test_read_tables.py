"""Files as people really save them, and files that are no tables at all."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import pytest

from balairung.ground.common.errors import Refused
from balairung.rooms.complaints.intake import reading, workbooks
from balairung.rooms.complaints.intake.columns import likeness
from balairung.rooms.complaints.intake.reading import Table, read_table
from tests.make import PNG
from tests.rooms.complaints.intake.sheets import write_csv, write_xlsx

NAMES = ["id", "isi", "tanggal"]
ROWS = [["1", "Jalan rusak; parah, sekali", "2024-09-23"], ["2", "Lampu\nmati “total” – gelap", "2024-09-24"]]


def read(path: Path) -> Table:
    return read_table(path, lambda cells: likeness(cells, {}))


def rows(path: Path) -> list[tuple[int, list[str]]]:
    return list(read(path).rows())


@contextmanager
def refused(words: str) -> Iterator[None]:
    """One sentence, wherever in the reading it comes out."""
    with pytest.raises(Refused, match=words) as caught:
        yield
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_delimiter_and_encoding_are_found(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = write_csv(tmp_path / "a.csv", NAMES, ROWS, delimiter, encoding)
    assert list(read(path).names) == NAMES
    assert rows(path) == [(2, ROWS[0]), (3, ROWS[1])]


def test_title_above_the_names_and_empty_rows_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Rekap Laporan Tahun 2024\n\nid;isi;tanggal\n\n1;Jalan rusak;2024-09-23\n;;\n2;Lampu mati;2024-09-24\n"
    )
    table = read(path)
    assert (table.top, table.names) == (3, tuple(NAMES))
    assert [number for number, _cells in table.rows()] == [5, 7]


def test_hint_of_excel_is_no_row_of_names(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=;\nid;isi\n1;Jalan rusak\n")
    assert rows(path) == [(3, ["1", "Jalan rusak"])]


def test_workbook_reads_as_it_looks(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        ["Rekap"],
        ["id", "isi", "tanggal", "jam", "rentan"],
        [12345.0, "Jalan rusak", date(2024, 9, 23), datetime.fromisoformat("2024-09-23 00:41:43"), True],
        [],
        [2.5, "=1+1", datetime.fromisoformat("2024-09-23"), None, False],
    )
    table = read(path)
    assert (table.form, table.top) == ("XLSX", 2)
    found = [(number, cells[:5]) for number, cells in table.rows()]
    assert found[0] == (3, ["12345", "Jalan rusak", "2024-09-23", "2024-09-23 00:41:43", "1"])
    assert found[1][0] == 5
    assert found[1][1][0] == "2.5"


def test_name_of_a_file_counts_for_nothing(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", ["id", "isi"], ["1", "Jalan rusak"])
    path = (tmp_path / "a.xlsx").rename(tmp_path / "a.csv")
    assert read(path).form == "XLSX"


# --- what is refused ---------------------------------------------------------------------------------------------

WRONG = {
    "empty": (b"", "kosong"),
    "only blanks": (b" \r\n \n", "kosong"),
    "only a mark": (b"\xef\xbb\xbf", "kosong"),
    "only delimiters": (b",,,\n,,,\n", "kosong"),
    "picture": (PNG, "bukan berkas CSV"),
    "letter": (b"%PDF-1.7\n%\xe2\xe3", "bukan berkas CSV"),
    "program": (b"\x7fELF\x02\x01\x01\0\0\0\0", "bukan berkas CSV"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "Excel lama"),
    "page": (b"\xef\xbb\xbf\n<html><table><tr><td>isi</td></tr></table></html>", "halaman web"),
    "NUL in a cell": (b"id,isi\n" + b"1,jalan rusak\n" * 500 + b"2,ja\0lan\n", "NUL"),
    "letters of no alphabet": (b"id,isi\n1,\x81\x8d\x8f\n", "tidak terbaca"),
    "quotation that never ends": (b'id,isi\n1,"jalan rusak\n2,lampu mati\n', "Baris 2 rusak"),
    "quotation in the middle": (b'id,isi\n1,aman\n2,"jalan" rusak\n', "Baris 3 rusak"),
    "cell of a megabyte": (b"id,isi\n1,aman\n2," + b"a" * 1_000_000 + b"\n", "Baris 3 berisi satu sel"),
    "line of megabytes": (b"id,isi\n1," + b"a" * 3_000_000, "terlalu panjang"),
    "half an UTF-16 sign": ("id,isi\n1,jalan".encode("utf-16") + b"\0", "rusak"),
    "archive that is no workbook": (b"PK\x03\x04" + bytes(40), "rusak"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_no_table_is_one_sentence(tmp_path: Path, case: str) -> None:
    content, words = WRONG[case]
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with refused(words):
        rows(path)


def test_what_cannot_be_opened_is_one_sentence(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "tidak-ada.csv"):
        with refused("tidak dapat dibuka"):
            read(path)


def test_two_hundred_columns_are_too_many(tmp_path: Path) -> None:
    names = [f"kolom {number}" for number in range(199)] + ["isi"]
    with refused("lebih dari 100 kolom"):
        read(write_csv(tmp_path / "a.csv", names, [["x"] * 200]))
    with refused("lebih dari 100 kolom"):
        read(write_xlsx(tmp_path / "a.xlsx", names, ["x"] * 200))


def test_too_many_rows_and_too_many_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_csv(tmp_path / "a.csv", NAMES, ROWS * 5)
    with monkeypatch.context() as patch:
        patch.setattr(reading, "MOST_ROWS", 9)
        with refused("lebih dari 9 baris"):
            rows(path)
    with monkeypatch.context() as patch:
        patch.setattr(reading, "MOST_BYTES", 100)
        with refused("lebih besar dari 0 MB"):
            rows(path)


def rewritten(path: Path, part: str, content: bytes) -> Path:
    """The workbook with one part replaced."""
    made = path.with_name("b.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return made


def test_workbook_that_swells_is_measured_before_it_is_unpacked(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", ["id", "isi"], ["1", "Jalan rusak"])
    bomb = rewritten(path, "xl/worksheets/sheet1.xml", bytes(workbooks.MOST_UNPACKED + 1))
    assert bomb.stat().st_size < 1_000_000
    with refused("terlalu besar bila dibuka"):
        read(bomb)


def test_entities_are_refused_unread(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", ["id", "isi"], ["1", "Jalan rusak"])
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    with refused("XLSX ini rusak"):
        read(rewritten(path, "xl/worksheets/sheet1.xml", laughs))


def test_broken_workbooks(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", ["id", "isi"], *[[str(number), "Jalan rusak"] for number in range(500)])
    whole = path.read_bytes()
    for end in (30, len(whole) // 2, len(whole) - 10):
        path.write_bytes(whole[:end])
        with refused("XLSX ini rusak"):
            rows(path)
    path.write_bytes(whole)
    for part, content in (("xl/workbook.xml", b"<bukan"), ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>")):
        with refused("XLSX ini rusak"):
            rows(rewritten(path, part, content))


def test_archive_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with refused("bukan lembar kerja XLSX"):
        read(path)


def test_far_away_cell_costs_nothing(tmp_path: Path) -> None:
    """One cell in the last corner of a sheet is not a million rows of sixteen thousand cells."""
    path = write_xlsx(tmp_path / "a.xlsx", ["id", "isi"], ["1", "Jalan rusak"])
    page = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
        b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>isi</t></is></c></row>'
        b'<row r="90000"><c r="A90000" t="inlineStr"><is><t>Jalan rusak</t></is></c></row></sheetData></worksheet>'
    )
    found = rows(rewritten(path, "xl/worksheets/sheet1.xml", page))
    assert [(number, cells[0]) for number, cells in found] == [(90000, "Jalan rusak")]
