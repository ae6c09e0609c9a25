"""Which header is which field, and why."""

import string
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import plain
from balairung.rooms.complaints.intake.columns import FIELDS, KNOWN, likeness, recognise
from tests.rooms.complaints.intake.sheets import SP4N


def fields(*headers: str, **chosen: str) -> dict[str, str]:
    """Header of each of our keys."""
    return {column.field.key: column.header for column in recognise(headers, chosen).used if column.field}


def test_export_of_sp4n_is_understood_whole() -> None:
    found = recognise(SP4N, {})
    assert found.is_sp4n
    assert [column.header for column in found.left_out] == ["Instansi Induk", "ID Instansi Terdisposisi"]
    assert fields(*SP4N)["isi"] == "Isi Laporan Awal"
    assert fields(*SP4N)["isi_akhir"] == "Isi Laporan Akhir"
    assert fields(*SP4N)["tipe"] == "Tipe Laporan (Anonim/Rahasia)"
    assert fields(*SP4N)["alasan"] == "Alasan Tunda/Arsip"


@pytest.mark.parametrize(
    "headers",
    [
        ("id", "text", "topik", "jenis_topik", "instansi", "office", "kecamatan", "kelurahan", "date", "answered"),
        ("id", "text", "kategori", "office", "office_alt", "class3", "urgent", "vulnerable"),
        ("id", "text", "label", "office"),
        ("id", "text", "category"),
        ("Stempel waktu", "Nama lengkap", "Nomor WA", "Uraian Aduan", "Lokasi"),
        ("No", "Tgl. Aduan", "Pelapor", "Isi Aduan", "OPD Terkait", "Status", "Tindak Lanjut"),
    ],
)
def test_text_of_other_registers_is_found(headers: tuple[str, ...]) -> None:
    found = fields(*headers)
    assert found["isi"] in {"text", "Uraian Aduan", "Isi Aduan"}


def test_better_name_wins_and_the_other_is_told_why() -> None:
    found = recognise(["text", "office", "instansi"], {})
    assert {column.header: column.field.key for column in found.used if column.field} == {
        "text": "isi",
        "instansi": "instansi",
    }
    assert "“instansi”" in found.left_out[0].why


def test_running_number_is_no_number_of_a_report() -> None:
    assert "nomor" not in fields("No", "Isi")


def test_operator_decides() -> None:
    assert fields("text", "keterangan", isi="Keterangan") == {"isi": "keterangan"}
    assert fields("text", "office", instansi="") == {"isi": "text"}
    with pytest.raises(Refused, match=r"“isinya” tidak dikenal"):
        recognise(["text"], {"isinya": "text"})
    with pytest.raises(Refused, match=r"“uraian” tidak ada"):
        recognise(["text"], {"isi": "uraian"})


def test_missing_text_is_one_sentence_that_names_the_columns() -> None:
    with pytest.raises(Refused, match=r"Kolom isi laporan tidak ditemukan.*“tanggal”, “kategori”"):
        recognise(["tanggal", "kategori"], {})


def test_same_header_twice_is_refused_where_it_matters() -> None:
    with pytest.raises(Refused, match=r"“Isi” muncul lebih dari sekali \(kolom ke-1, 3\)"):
        recognise(["Isi", "tanggal", "ISI "], {})
    assert fields("Isi", "Catatan", "Catatan") == {"isi": "Isi"}
    assert fields("Isi", "", "") == {"isi": "Isi"}


def test_pairs_are_two_reports_in_a_row() -> None:
    found = recognise(["id_a", "id_b", "label", "text_a", "text_b", "kecamatan"], {})
    cells = ["1", "2", "D", "jalan rusak", "jalan berlubang", "Taman"]
    assert found.reports(cells) == [
        ("a", {"nomor": "1", "isi": "jalan rusak", "kecamatan": "Taman"}),
        ("b", {"nomor": "2", "isi": "jalan berlubang", "kecamatan": "Taman"}),
    ]


def test_no_two_fields_share_a_name() -> None:
    names = [name for field in FIELDS for name in field.names]
    assert len(names) == len(set(names))
    assert [name for name in names if plain(name) != name] == []


@given(st.data())
def test_a_known_name_is_known_however_it_is_written(data: st.DataObject) -> None:
    """Upper or lower case, blanks or underscores or dots between the words, brackets and colons around them."""
    name = data.draw(st.sampled_from(sorted(KNOWN)))
    between = st.sampled_from([" ", "_", "-", "  ", ".", " / "])
    words = name.split(" ")
    written = words[0] + "".join(data.draw(between) + word for word in words[1:])
    written = data.draw(st.sampled_from([str.upper, str.title, str.lower]))(written)
    written = data.draw(st.sampled_from(["{}", " {} ", "{}:", "({})", "*{}"])).format(written)
    headers = [written] if KNOWN[name][0].key == "isi" else [written, "Isi Laporan Awal"]
    assert KNOWN[name][0].key in {column.field.key for column in recognise(headers, {}).used if column.field}


@given(st.lists(st.text(alphabet=string.printable, max_size=20), max_size=12))
def test_any_headers_are_understood_or_refused_with_a_sentence(headers: list[str]) -> None:
    assert 0 <= likeness(headers, {}) <= len(headers)
    with suppress(Refused):
        assert "isi" in recognise(headers, {}).keys
