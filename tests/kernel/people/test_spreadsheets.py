"""Spreadsheets as people save them: every encoding, delimiter and fault; nothing out that a program would compute."""

import csv
import io
import zipfile
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from balairung.ground.common.errors import Refused
from balairung.kernel.people import spreadsheets
from balairung.kernel.people.spreadsheets import FORMULA, HOLDERS, OFFICES, csv_lines, read_rows, safe, xlsx_file

TEXT = "kunci;nama;alamat\ndisdik;Dinas Pendidikan;Jalan “Pahlawan” é\n"


def xlsx(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_every_usual_encoding_and_delimiter_is_read(encoding: str, delimiter: str) -> None:
    rows, ignored = read_rows(OFFICES, TEXT.replace(";", delimiter).encode(encoding))
    assert [(row.number, row["kunci"], row["nama"], row["alamat"]) for row in rows] == [
        (2, "disdik", "Dinas Pendidikan", "Jalan “Pahlawan” é")
    ]
    assert (rows[0]["induk"], ignored) == ("", [])


def test_rows_keep_their_number_and_empty_ones_are_left_out() -> None:
    text = "\r\n;;\r\nNAMA:;Kunci;Catatan\r\n\r\nSatu;a;x\r\n  ;  ;\r\nDua;b;\r\n"
    rows, ignored = read_rows(OFFICES, text.encode())
    assert [(row.number, row["nama"]) for row in rows] == [(5, "Satu"), (7, "Dua")]
    assert ignored == ["Catatan"]


def test_a_quoted_cell_may_hold_the_delimiter_and_a_line() -> None:
    rows, _ = read_rows(OFFICES, b'kunci,nama\na,"Dinas A, B\nC"\n')
    assert rows[0]["nama"] == "Dinas A, B C"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Kolom ini tidak ada"),
        (b"\n\n", "Kolom ini tidak ada"),
        (b"kunci;nama\n", "tidak berisi satu baris pun"),
        (b"kunci;alamat\na;b\n", "Kolom ini tidak ada: nama"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "bukan berkas CSV atau XLSX"),
        (b"%PDF-1.7\n\0", "bukan berkas CSV atau XLSX"),
        (b"PK\x03\x04 half a file", "XLSX ini rusak"),
        (b'kunci,nama\na,"' + b"x" * 200_000, "rusak"),
    ],
)
def test_a_file_that_is_none_gets_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read_rows(OFFICES, content)


def test_a_cut_off_workbook_and_a_bomb_get_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = xlsx(("kunci", "nama"), ("a", "Dinas A"))
    with pytest.raises(Refused, match="rusak"):
        read_rows(OFFICES, whole[: len(whole) // 2])
    with pytest.raises(Refused, match="rusak"):
        read_rows(OFFICES, _zip({"hello.txt": b"no workbook"}))
    with pytest.raises(Refused, match="terlalu besar"):
        read_rows(OFFICES, _zip({"xl/worksheets/sheet1.xml": b" " * (spreadsheets.MOST_UNPACKED + 1)}))
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", 3)
    for content in (xlsx(*[("kunci", "nama")] * 5), b"kunci,nama\n" + b"a,b\n" * 5):
        with pytest.raises(Refused, match="lebih dari 3 baris"):
            read_rows(OFFICES, content)


def _zip(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_cells_of_a_workbook_become_text() -> None:
    head = ("kantor", "jabatan", "nama", "mulai", "sampai", "nip", "telepon")
    row = (
        "pupr",
        "Staf",
        " Siti\n Aminah ",
        datetime.combine(date(2026, 3, 2), time()),
        date(2026, 4, 1),
        197001011995031002,
        333424172,
    )
    rows, _ = read_rows(HOLDERS, xlsx(head, row, (None,) * 7))
    (found,) = rows
    assert (found["nama"], found["mulai"], found["sampai"]) == ("Siti Aminah", "2026-03-02", "2026-04-01")
    assert found["nip"] == "1.970E+17"  # a spreadsheet has rounded it: visibly no NIP
    assert found["telepon"] == "333424172"


@pytest.mark.parametrize("sign", FORMULA)
def test_no_cell_leaves_as_a_formula_and_it_comes_back_as_it_was(sign: str) -> None:
    assert safe(f"{sign}1+1").startswith("'")
    assert (safe("1+1"), safe(None), safe(5), safe(date(2026, 3, 2))) == ("1+1", "", "5", "2026-03-02")
    rows, _ = read_rows(OFFICES, "".join(csv_lines(("kunci", "nama"), [("a", f"{sign}cmd|x")])).encode())
    assert rows[0]["nama"].lstrip("' ") == f"{sign}cmd|x".strip()  # blanks in front are nobody's name


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=5))
def test_whatever_is_written_no_program_computes_it(rows: list[tuple[str, str]]) -> None:
    lines = list(csv_lines(("a", "b"), rows))
    read = list(csv.reader(io.StringIO("".join(lines).removeprefix("\ufeff"), newline="")))
    assert all(not cell.startswith(FORMULA) for line in read for cell in line)
    assert len(read) == len(rows) + 1


def test_a_workbook_holds_the_same_rows() -> None:
    with xlsx_file(("kunci", "nama"), [("a", "=1+1"), ("b", "Dinas B")]) as file:
        page = load_workbook(file).worksheets[0]
    assert list(page.values) == [("kunci", "nama"), ("a", "'=1+1"), ("b", "Dinas B")]
    assert {cell.data_type for row in page.iter_rows() for cell in row} == {"s"}


@given(st.binary(max_size=300))
def test_no_bytes_at_all_break_the_reader(content: bytes) -> None:
    with suppress(Refused):
        read_rows(OFFICES, content)
