"""Slots in words: what is filled, what stays, and what the author is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.errors import Refused
from balairung.kernel.documents.wording import UnknownSlot, faults, fill, slots

KNOWN = ("nama", "nomor", "tempat_lahir")
names = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
plain = st.text().filter(lambda text: "{" not in text and "}" not in text)


def test_slots_are_named_once_and_in_order() -> None:
    assert slots("{nama} lahir di {tempat_lahir}, {nama}, nomor {nomor:3}") == ["nama", "tempat_lahir", "nomor"]
    assert slots("tanpa isian, {{bukan}}, {Bukan}, {}") == []


def test_words_are_put_in_with_noughts_before_a_number() -> None:
    assert fill("{nama}: {nomor:3}/{nomor}", {"nama": "Siti", "nomor": "7"}) == "Siti: 007/7"
    assert fill("{nomor:3}", {"nomor": "1234"}) == "1234"


def test_a_brace_that_is_meant_as_a_brace() -> None:
    assert fill("{{nama}} {nama}", {"nama": "Siti"}) == "{nama} Siti"
    assert fill("a } b { c", {}) == "a } b { c"
    assert faults("{{nama}}", KNOWN) == []


def test_what_somebody_typed_is_never_read_again() -> None:
    assert fill("{nama}", {"nama": "{nik} {{x}} {nama:3}", "nik": "rahasia"}) == "{nik} {{x}} {nama:3}"


def test_a_slot_that_nobody_knows_is_named_with_the_one_that_was_meant() -> None:
    with pytest.raises(UnknownSlot, match=r"Tidak ada isian \{nmaa\}. Mungkin maksud Anda \{nama\}.") as caught:
        fill("{nmaa}", {"nama": "Siti"})
    assert isinstance(caught.value, Refused)
    assert caught.value.name == "nmaa"
    assert faults("{qqq} {nama}", KNOWN) == ["Tidak ada isian {qqq}."]


@pytest.mark.parametrize("text", ["Nama: {nama", "nama}", "{}", "{Nama}", "{nama lengkap}", "{nomor:}", "{nomor:0}"])
def test_a_slot_that_is_written_wrongly_is_a_fault(text: str) -> None:
    found = faults(text, KNOWN)
    assert found
    assert all("Kurung kurawal" in sentence for sentence in found)


@given(st.lists(st.tuples(plain, names), max_size=5), plain, st.text())
def test_everything_between_the_slots_stays(parts: list[tuple[str, str]], end: str, word: str) -> None:
    text = "".join(f"{between}{{{name}}}" for between, name in parts) + end
    words = {name: word for _between, name in parts}
    assert fill(text, words) == "".join(between + word for between, _name in parts) + end
    assert slots(text) == list(dict.fromkeys(name for _between, name in parts))
    assert faults(text, words) == []


@given(st.text())
def test_braces_written_twice_come_out_once(text: str) -> None:
    assert fill(text.replace("{", "{{").replace("}", "}}"), {}) == text


@given(st.text(alphabet="{}a:1_ "))
def test_nothing_breaks_it(text: str) -> None:
    faults(text, KNOWN)
    assert isinstance(fill(text, dict.fromkeys(slots(text), "x")), str)
