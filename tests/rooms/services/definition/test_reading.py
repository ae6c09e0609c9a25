"""YAML, JSON and plain values become a definition, or sentences that say where they do not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.rooms.services.definition.reading import MOST_BYTES, Misshapen, load, read
from balairung.rooms.services.definition.shape import canonical
from tests.rooms.services.example import TEXT, example


def why(source: Any) -> str:
    with pytest.raises(Misshapen) as refused:
        read(source)
    return str(refused.value)


def test_yaml_json_and_plain_values_say_the_same() -> None:
    import json

    definition = example()
    assert read(canonical(definition)) == definition
    assert read(json.dumps(canonical(definition))) == definition
    assert read(TEXT.encode()) == definition
    assert read(b"\xef\xbb\xbf" + TEXT.encode()) == definition


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("a: &x 1\nb: *x", "Baris 1: tanda & dan * (rujukan) tidak dipakai di sini."),
        ("a: [1, 2, *x]", "Baris 1: tanda & dan * (rujukan) tidak dipakai di sini."),
        ("a: !!python/object/apply:os.system [ls]", "Baris 1: tanda ! tidak dipakai di sini."),
        ("a: !!binary aGFsbG8=", "Baris 1: tanda ! tidak dipakai di sini."),
        ("key: a\n\nkey: b", "Baris 1: kunci “key” ditulis dua kali."),
        ("pages:\n  - key: a\n    key: b", "Baris 2: kunci “key” ditulis dua kali."),
        ('{"key": 1, "key": 2}', "Kunci “key” ditulis dua kali."),
        ("a: [1", "Baris 2 tidak terbaca sebagai YAML."),
        ('{"a": }', "Baris 1 tidak terbaca sebagai JSON."),
        ("- a\n- b", "Berkas ini tidak berisi definisi layanan."),
        ("", "Berkas ini tidak berisi definisi layanan."),
        ("a\x00b", "Berkas ini tidak terbaca sebagai YAML."),
        (b"\xff\xfe\x00", "Berkas ini bukan teks UTF-8."),
        ("a: " + "[" * 40, "Isi berkas ini terlalu banyak atau bersusun terlalu dalam."),
        ("{" * 100, "Isi berkas ini bersusun terlalu dalam."),
        ("a: [" + "1," * 30000 + "1]", "Isi berkas ini terlalu banyak atau bersusun terlalu dalam."),
        ("a" * (MOST_BYTES + 1), "Berkas ini lebih besar dari 256 kB."),
    ],
)
def test_what_is_no_definition_is_said_in_one_sentence(source: Any, sentence: str) -> None:
    assert why(source) == sentence


def test_a_laughing_bomb_stays_small() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]" for n in range(9)]
    assert "tanda & dan *" in why("\n".join(lines))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("label: Penghasilan sebulan", "labl: x", "Halaman 2 “Keluarga Anda”, pertanyaan 3: “label” belum diisi."),
        (
            "label: Penghasilan sebulan",
            "label: Penghasilan, labl: x",
            "Halaman 2 “Keluarga Anda”, pertanyaan “Penghasilan”: “labl” tidak dikenal. Mungkin maksud Anda “label”?",
        ),
        ("type: money", "type: uang", "bukan pilihan untuk “type”. Pilihannya: line, text, name"),
        (
            "{key: alamat,",
            "{key: Alamat,",
            "pertanyaan “Alamat tempat tinggal”: “Alamat” tidak dapat dipakai sebagai “key”.",
        ),
        (
            "clock: {amount: 1}}\n  - {key: kun",
            "clock: {amount: 0}}\n  - {key: kun",
            "Langkah 1 “Diperiksa desa”: “amount” paling kecil 1.",
        ),
        (
            "{key: lain,",
            "{key: no,",
            "pilihan “Keperluan lain”: “key” harus berupa teks. Apit False dengan tanda petik.",
        ),
        ("most: 8", "most: banyak", "pertanyaan “Anak yang bersekolah”: “most” harus berupa angka."),
        (
            "words: Nomor kartu keluarga, field",
            "words: Nomor, kartu, field",
            "Standar pelayanan, persyaratan 1 “Nomor”: “kartu” tidak dikenal. Apit kalimat yang memuat koma",
        ),
        (
            "title: Surat Contoh\n  parts",
            "title: Surat Contoh\n  part",
            "Surat: “part” tidak dikenal. Mungkin maksud Anda “parts”?",
        ),
        ("name: Surat Contoh", "name: 2026-01-01x", ""),
    ],
)
def test_a_fault_of_shape_names_its_place(old: str, new: str, sentence: str) -> None:
    assert old in TEXT
    changed = TEXT.replace(old, new, 1)
    if sentence:
        assert sentence in why(changed)
    else:
        assert read(changed).name == "2026-01-01x"


def test_a_date_stays_words() -> None:
    assert load("a: 2026-01-01") == {"a": "2026-01-01"}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inside: (
            st.lists(inside, max_size=3)
            | st.dictionaries(
                st.sampled_from(["key", "pages", "fields", "letter", "steps", "when", "x"]), inside, max_size=4
            )
        ),
        max_leaves=12,
    )
)
def test_whatever_is_read_is_a_definition_or_sentences(body: Any) -> None:
    refused: Misshapen | None = None
    try:
        read(body if isinstance(body, dict) else str(body))
    except Misshapen as problem:
        refused = problem
    assert refused is None or all(fault.sentence and "%(" not in fault.sentence for fault in refused.faults)


@given(st.text(max_size=200))
def test_whatever_text_is_read_is_a_definition_or_sentences(text: str) -> None:
    with pytest.raises(Misshapen):
        read(text)
