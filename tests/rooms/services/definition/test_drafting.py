"""Changing a body part by part, and what changed in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.errors import Refused
from balairung.rooms.services.definition.comparing import differences
from balairung.rooms.services.definition.drafting import (
    add,
    move,
    new_key,
    new_question,
    put,
    read_path,
    remove,
    skeleton,
    translatable,
)
from balairung.rooms.services.definition.reading import read
from balairung.rooms.services.definition.shape import At, Type, canonical
from tests.rooms.services.example import example

BODY = canonical(example())


def test_a_change_gives_a_new_body_and_leaves_the_old_one() -> None:
    before = canonical(example())
    changed = put(BODY, ("pages", 0), {"title": "Baru", "key": None})
    assert changed["pages"][0]["title"] == "Baru"
    assert "key" not in changed["pages"][0]
    moved = move(BODY, ("pages", 0, "fields", 0), 1)
    assert [one["key"] for one in moved["pages"][0]["fields"]] == ["keperluan_lain", "keperluan"]
    assert move(moved, ("pages", 0, "fields", 1), -1) == BODY
    assert move(BODY, ("steps", 0), -1) == BODY
    assert len(remove(BODY, ("letter", "parts", 0))["letter"]["parts"]) == 3
    assert add(BODY, ("pages", 0, "fields"), {"key": "x"})["pages"][0]["fields"][-1] == {"key": "x"}
    assert before == BODY


@pytest.mark.parametrize(
    "path", ["pages", "pages.9", "letter.signer.at", "standard.basis.0", "name", "pages.0.fields.0.choices.0"]
)
def test_what_is_no_member_of_a_list_is_neither_moved_nor_removed(path: str) -> None:
    with pytest.raises(Refused):
        remove(BODY, read_path(path))
    with pytest.raises(Refused):
        move(BODY, read_path(path), 1)


@pytest.mark.parametrize("text", ["", "a..b", "A", "pages.-1", "__class__", "pages.0." * 9])
def test_a_path_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_path(text)


@given(st.text(max_size=60), st.sets(st.sampled_from(["isian", "nama", "a", "a_2"])))
def test_a_new_key_is_always_a_key_and_new(words: str, taken: set[str]) -> None:
    key = new_key(words, taken)
    assert key not in taken
    one = new_question(Type.LINE, words or "x", taken)
    assert read(put(BODY, (), {"pages": [{"key": key, "title": "P", "fields": [one]}]})).pages[0].key == key


def test_a_skeleton_has_its_shape() -> None:
    definition = read(skeleton("baru", "Baru", At.AGENCY, "pupr", "Ringkas"))
    assert (definition.office, definition.letter is not None) == ("pupr", True)
    for kind in Type:
        question = new_question(kind, "Apa?", set())
        page = {"key": "p", "title": "P", "fields": [question]}
        assert read(put(BODY, (), {"pages": [page]})).fields[str(question["key"])].type == kind


def test_what_changed_is_told_in_words() -> None:
    old = example()
    assert differences(old, old) == []
    new = read(
        put(
            remove(
                move(
                    put(BODY, ("pages", 1, "fields", 1), {"label": "Alamat rumah", "required": False}), ("steps", 0), 1
                ),
                ("pages", 2),
            ),
            ("letter", "parts", 2),
            {"text": "Untuk {keperluan_lain}."},
        )
        | {"name": "Surat Lain", "translations": {"en": {"Anak": "Child"}}}
    )
    told = list(map(str, differences(old, new)))
    assert told == [
        "Nama: “Surat Contoh” menjadi “Surat Lain”.",
        "Halaman “Anak” dihapus.",
        "Pertanyaan “Alamat rumah”: Pertanyaan: “Alamat tempat tinggal” menjadi “Alamat rumah”.",
        "Pertanyaan “Alamat rumah”: Wajib: “ya” menjadi “tidak”.",
        "Langkah: urutannya berubah.",
        "Surat: bagian “Keperluan: {keperluan_lain}.” dihapus atau diubah.",
        "Surat: bagian “Untuk {keperluan_lain}.” baru atau diubah.",
        "Terjemahan: 1 kata dalam bahasa en berubah.",
    ]


def test_what_citizens_read_can_be_translated() -> None:
    words = translatable(example())
    assert {"Surat Contoh", "Untuk apa?", "Berobat", "Nama", "Diperiksa desa", "Nomor kartu keluarga"} <= set(words)
    assert len(words) == len(set(words))
