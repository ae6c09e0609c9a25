"""Indices from a file: looked at first, each fault a sentence with its line, taken as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given as drawn
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.people.spreadsheets import read_rows
from balairung.surface.maturity import importing
from balairung.surface.maturity.importing import ADD, BAD, CHANGE, SAME, SHEET, Preview, bring_indices, rehearse
from balairung.surface.maturity.models import ImportedIndex
from tests import make

AT = make.moment("2026-03-02 10:00")
PAGE = "/kerja/kematangan/banding/impor/"
HEAD = "code;name;year;instrument;index;policy;governance;management;service;source"
GOOD = "35.12;Kabupaten Situbondo;2025;spbe-2020;4,80;5,00;4,60;4,36;4,94;LHE SPBE 2025"


def file(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *lines]).encode()


def tried(*lines: str, head: str = HEAD) -> Preview:
    return rehearse(read_rows(SHEET, file(*lines, head=head))[0], at=AT)


def changed(**cells: str) -> str:
    return ";".join((dict(zip(HEAD.split(";"), GOOD.split(";"), strict=True)) | cells).values())


@pytest.mark.django_db
def test_commas_and_points_are_the_same_number_and_it_is_said_how_they_were_read() -> None:
    comma, point = tried(GOOD), tried(GOOD.replace(",", "."))
    assert comma.lines == point.lines
    assert (comma.commas, point.commas) == ("4,80", "")
    (line,) = comma.lines
    assert (line.number, line.verdict, line.what) == (2, ADD, "Kabupaten Situbondo 2025: 4,80")
    assert line.given is not None
    assert line.given.domains == {"policy": "5.00", "governance": "4.60", "management": "4.36", "service": "4.94"}
    quoted = tried('35.12,Kabupaten Situbondo,2025,spbe-2020,"4,80",,,,,LHE', head=HEAD.replace(";", ","))
    assert [one.verdict for one in quoted.lines] == [ADD]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"index": "5,01"}, "5,01 di luar 1 sampai 5"),
        ({"index": "0.99"}, "0.99 di luar 1 sampai 5"),
        ({"index": "2,354"}, "lebih dari dua angka di belakang koma"),
        ({"index": "tiga"}, "“tiga” bukan angka"),
        ({"index": "-2,35"}, "“-2,35” bukan angka"),
        ({"index": "٣"}, "bukan angka"),
        ({"index": ""}, "Kolom “index” kosong."),
        ({"service": "9"}, "Kolom “service”: 9 di luar 1 sampai 5"),
        ({"instrument": "spbe-2021"}, "“spbe-2021” tidak dikenal. Yang ada: spbe-2018, spbe-2020, pemdi-2026."),
        ({"year": "2026"}, "Indeks SPBE 2020 dipakai untuk tahun 2021 sampai 2025."),
        ({"year": "2027", "instrument": "pemdi-2026"}, "untuk tahun 2026 sampai 2026"),
        ({"year": "dua"}, "Tahun “dua”"),
        ({"code": "35.10.01"}, "Kode wilayah “35.10.01” ditulis seperti 35.10, 35, atau ID."),
        ({"code": ""}, "Kolom “code” kosong."),
        ({"name": ""}, "Kolom “name” kosong."),
        ({"name": "Kabupaten Bany\ufffdwangi"}, "Huruf pada kolom “name” rusak"),
        ({"source": "Ã©valuasi"}, "Huruf pada kolom “source” rusak"),
        ({"source": "4,94"}, "bukan kata-kata"),
        ({"source": "x" * 301}, "Kolom “source” terlalu panjang."),
    ],
)  # fmt: skip
def test_each_fault_is_a_sentence_with_its_line(cells: dict[str, str], sentence: str) -> None:
    found = tried(changed(code="35.11", name="Kabupaten Bondowoso"), changed(**cells))
    assert [line.verdict for line in found.lines] == [ADD, BAD]
    bad = found.lines[1]
    assert bad.number == 3
    assert sentence in bad.sentence


@pytest.mark.django_db
def test_a_region_twice_in_a_year_is_a_fault_of_the_second_line() -> None:
    found = tried(GOOD, changed(index="2,00"), changed(year="2024"))
    assert [line.verdict for line in found.lines] == [ADD, BAD, CHANGE]
    assert found.lines[1].sentence == "Wilayah 35.12 tahun 2025 sudah ada pada baris 2."
    assert found.lines[2].what == "Kabupaten Situbondo 2024: dari 4,21 menjadi 4,80"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "code"),
    [("35.10", "35.10"), ("3510", "35.10"), ("35.1", "35.10"), ("35,1", "35.10"), ("35", "35"), ("id", "ID")],
)
def test_a_code_that_a_spreadsheet_took_for_a_number_is_understood(typed: str, code: str) -> None:
    (line,) = tried(changed(code=typed)).lines
    assert line.given is not None
    assert line.given.code == code


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x00\x01\x02", "bukan berkas CSV atau XLSX"),
        (file(), "tidak berisi satu baris pun"),
        (b"kode;nama\n1;2", "Kolom ini tidak ada"),
        (file(*[GOOD] * 2100), "lebih dari 2000 baris"),
    ],
)
def test_what_is_no_such_file_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read_rows(SHEET, content)


@drawn(st.decimals(1, 5, places=2), st.sampled_from([".", ","]))
def test_every_index_is_read_as_it_was_written(index: Decimal, mark: str) -> None:
    assert importing._index("index", f"{index:.2f}".replace(".", mark)) == index


def test_the_example_is_a_file_that_is_taken() -> None:
    content = unquote(importing.template().partition(",")[2]).encode()
    rows, ignored = read_rows(SHEET, content)
    assert (rows[0]["code"], rows[0]["service"], ignored) == ("35.10", "4.94", [])


# --- taken -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def _house(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    make.regency(at=AT)


@pytest.mark.django_db
@pytest.mark.usefixtures("_house")
def test_a_file_is_taken_as_a_whole_and_twice_it_changes_nothing(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    by = make.officer("setda", "secretary", at=AT)
    lines = [changed(code=f"36.{number:02}", name=f"Kabupaten {number} Lain") for number in range(10, 60)]
    rows = read_rows(SHEET, file(*lines))[0]
    with django_assert_max_num_queries(6):
        assert bring_indices(rows=rows, by=by, at=AT) == 50
    assert {line.verdict for line in rehearse(rows, at=AT).lines} == {SAME}
    assert bring_indices(rows=rows, by=by, at=AT) == 0
    again = read_rows(SHEET, file(lines[0].replace("4,80", "4,81")))[0]
    assert bring_indices(rows=again, by=by, at=AT) == 1
    first = ImportedIndex.objects.get(code="36.10")
    assert (ImportedIndex.objects.count(), first.index, first.imported_by_id) == (50, Decimal("4.81"), by.person_id)
    worse = read_rows(SHEET, file(changed(code="37.10"), changed(index="6")))[0]
    with pytest.raises(Refused, match="tidak satu pun dimasukkan"):
        bring_indices(rows=worse, by=by, at=AT)
    with pytest.raises(NotAllowed):
        bring_indices(rows=again, by=make.officer("dinkes", "head", at=AT), at=AT)
    assert ImportedIndex.objects.count() == 50


# --- the pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def enter(_house: None) -> Callable[..., Client]:
    def come(office: str, role: str) -> Client:
        client = Client()
        client.force_login(make.account(make.holder(office, role)))
        return client

    return come


@pytest.mark.django_db
def test_a_file_is_looked_at_and_then_taken_once(enter: Callable[..., Client]) -> None:
    client = enter("setda", "secretary")
    assert "data:text/csv" in client.get(PAGE).text
    seen = client.post(PAGE, {"file": SimpleUploadedFile("indeks.csv", file(GOOD), "text/csv")})
    assert seen.status_code == 302
    preview = client.get(seen["Location"])
    for words in ("Kabupaten Situbondo 2025: 4,80", "misalnya 4,80", "Masukkan semuanya"):
        assert words in preview.text
    assert not ImportedIndex.objects.exists()
    token = {"token": seen["Location"].partition("=")[2]}
    for _press in range(2):
        taken = client.post(PAGE, token, follow=True)
        assert taken.redirect_chain == [("/kerja/kematangan/banding/", 302)]
        assert "1 indeks dimasukkan." in taken.text
    assert ImportedIndex.objects.get().source == "LHE SPBE 2025"
    assert enter("pimpinan", "regent").get(seen["Location"]).status_code == 404  # it is somebody else's


@pytest.mark.django_db
def test_a_file_with_faults_names_them_and_is_not_taken(enter: Callable[..., Client]) -> None:
    client = enter("setda", "secretary")
    seen = client.post(PAGE, {"file": SimpleUploadedFile("indeks.csv", file(GOOD, changed(index="6")), "text/csv")})
    preview = client.get(seen["Location"]).text
    assert "Baris 3" in preview
    assert "6 di luar 1 sampai 5" in preview
    assert "Masukkan semuanya" not in preview
    assert client.post(PAGE, {"token": seen["Location"].partition("=")[2]}).status_code == 422
    assert not ImportedIndex.objects.exists()


@pytest.mark.django_db
def test_what_is_no_file_is_answered_on_the_form(enter: Callable[..., Client]) -> None:
    client = enter("setda", "secretary")
    for content, sentence in {b"": "Berkas ini kosong.", b"x;y\n1;2": "Kolom ini tidak ada"}.items():
        answer = client.post(PAGE, {"file": SimpleUploadedFile("a.csv", content, "text/csv")})
        assert (answer.status_code, sentence in answer.text) == (422, True)
    assert client.post(PAGE, {}).status_code == 422
    assert client.post(PAGE, {"token": "tidak-ada"}).status_code == 404


@pytest.mark.django_db
def test_only_who_opens_assessments_brings_indices(enter: Callable[..., Client]) -> None:
    client = enter("dinkes", "head")
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"file": SimpleUploadedFile("a.csv", file(GOOD), "text/csv")}).status_code == 403


@pytest.mark.django_db
def test_another_name_for_a_known_code_is_pointed_out() -> None:
    (line,) = tried(changed(name="Kabupaten Ngawi", year="2024")).lines
    assert line.what.endswith("dari 4,21 menjadi 4,80; kode ini sebelumnya bernama Kabupaten Situbondo")
