"""Answers in words, and the letter that they make."""

import pytest

from balairung.kernel.documents.bodies import Facts, Paragraph, Table
from balairung.kernel.documents.wording import UnknownSlot
from balairung.kernel.people.models import Office, Region
from balairung.rooms.services.definition.shape import HOUSE, Asked
from balairung.rooms.services.definition.words import Applicant, house_words, letter_word, page_word, told, words_of
from balairung.rooms.services.definition.writing import body_of
from tests import make
from tests.rooms.services.example import example

NIK = "3510014107900001"
REGIONS = {"35.77.01.1001": "Kelurahan Sukosari, Kecamatan Kartoharjo"}


def one(kind: str, **more: object) -> Asked:
    return Asked.model_validate({"key": "x", "type": kind, "label": "X", **more})


CHOICES = [{"key": key, "label": key.upper()} for key in "abc"]


@pytest.mark.parametrize(
    ("kind", "value", "in_letter", "on_page"),
    [
        ("line", "Tani", "Tani", "Tani"),
        ("date", "1990-08-17", "17 Agustus 1990", "17 Agustus 1990"),
        ("number", 12500, "12.500", "12.500"),
        ("money", 1_500_000, "Rp1.500.000 (satu juta lima ratus ribu rupiah)", "Rp1.500.000"),
        ("money", 0, "Rp0 (nol rupiah)", "Rp0"),
        ("yesno", True, "ya", "Ya"),
        ("yesno", False, "tidak", "Tidak"),
        ("choice", "b", "B", "B"),
        ("choices", ["a"], "A", "A"),
        ("choices", ["a", "c"], "A dan C", "A dan C"),
        ("choices", ["a", "b", "c"], "A, B, dan C", "A, B, dan C"),
        (
            "region",
            "35.77.01.1001",
            "Kelurahan Sukosari, Kecamatan Kartoharjo",
            "Kelurahan Sukosari, Kecamatan Kartoharjo",
        ),
        ("nik", NIK, NIK, "3510********0001"),
        ("kk", NIK, NIK, "3510********0001"),
        ("nik", None, "tidak diketahui", "Tidak tahu"),
        ("line", "", "", ""),
        ("file", ["a"], "", ""),
    ],
)
def test_an_answer_in_words(kind: str, value: object, in_letter: str, on_page: str) -> None:
    asked = one(kind, choices=CHOICES if kind in ("choice", "choices") else ())
    assert letter_word(asked, value, REGIONS) == in_letter
    if kind != "file":
        assert page_word(asked, value, REGIONS) == on_page
    assert page_word(one("nik"), NIK, {}, masked=False) == NIK


@pytest.fixture
def village(db: None) -> Office:
    make.regency()
    return make.village().office


def test_the_house_says_its_own_words_by_the_local_names(village: Office) -> None:
    words = house_words(example(), village, None)
    assert tuple(words) == HOUSE
    assert words["desa"] == village.region.name  # type: ignore[union-attr]
    assert (words["sebutan_desa"], words["kepala_desa"], words["camat"]) == ("Kelurahan", "Lurah", "Camat")
    assert (words["kabupaten"], words["provinsi"], words["kepala_daerah"]) == ("Kota Madiun", "Jawa Timur", "Wali Kota")
    nagari = Region(code="13.06.01.2001", name="Nagari Sungai Pua", label="Nagari", level="village")
    words = house_words(example(), village, nagari)
    assert (words["desa"], words["sebutan_desa"], words["kepala_desa"], words["kecamatan"]) == (
        "Sungai Pua", "Nagari", "Wali Nagari", "",
    )  # fmt: skip


ANSWERS = {"keperluan": "sekolah", "kk": NIK, "alamat": "Jalan Raya 1", "penghasilan": None,
           "anak": [{"nama_anak": "Ani", "lahir": "2015-02-01"}]}  # fmt: skip


def test_a_letter_leaves_out_what_was_not_asked(village: Office) -> None:
    applicant = Applicant("Siti", "", "", village.region)
    words = words_of(example(), ANSWERS, applicant=applicant, office=village)
    blocks = body_of(example(), ANSWERS, words).blocks
    first, facts, table = blocks
    assert isinstance(first, Paragraph)
    assert first.text.startswith("Yang bertanda tangan di bawah ini, Lurah ")
    assert isinstance(facts, Facts)
    assert [label for label, _said in facts.rows] == ["Nama", "Alamat", "Penghasilan"]
    assert dict(facts.rows)["Penghasilan"] == "tidak diketahui"
    assert dict(facts.rows)["Alamat"] == f"Jalan Raya 1, {village.region}, {village.region.parent}"  # type: ignore[union-attr]
    assert isinstance(table, Table)
    assert table.rows == (("1", "Ani", "1 Februari 2015", "-"),)


def test_what_somebody_types_is_never_read_as_a_slot(village: Office) -> None:
    given = ANSWERS | {"alamat": "{nik} {kontak} {{x}}"}
    words = words_of(example(), given, applicant=Applicant("Siti", NIK, "rahasia", village.region), office=village)
    assert "{nik} {kontak} {{x}}, " in body_of(example(), given, words).model_dump_json()
    assert "rahasia" not in body_of(example(), given, words).model_dump_json()


def test_a_slot_without_a_word_is_refused(village: Office) -> None:
    broken = example(**{"{alamat}": "{alamt}"})
    words = words_of(broken, ANSWERS, applicant=Applicant("Siti"), office=village)
    with pytest.raises(UnknownSlot, match="alamt"):
        body_of(broken, ANSWERS, words)


def test_a_page_shows_what_was_asked_with_numbers_masked(db: None) -> None:
    shown = {page.key: rows for page, rows in told(example(), ANSWERS | {"foto": ["f1"]})}
    assert list(shown) == ["keperluan", "keluarga", "anak"]
    assert [(row.asked.key, row.words) for row in shown["keluarga"]] == [
        ("kk", "3510********0001"), ("alamat", "Jalan Raya 1"), ("penghasilan", "Tidak tahu"), ("foto", ""),
    ]  # fmt: skip
    assert shown["keluarga"][3].files == ("f1",)
    assert [[cell.words for cell in row] for row in shown["anak"][0].rows] == [["Ani", "1 Februari 2015", ""]]
    opened = {page.key: rows for page, rows in told(example(), ANSWERS, masked=False)}
    assert opened["keluarga"][0].words == NIK
