"""What the voice says: any number, any counter, never the same words for two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.rooms.reception.screens.speaking import FIGURES, announcement, in_words

WORDS = {*FIGURES, "sepuluh", "sebelas", "belas", "puluh", "seratus", "ratus"}


@pytest.mark.parametrize(
    ("label", "counter", "said"),
    [
        ("A-012", "3", "Nomor A, nol dua belas, silakan ke loket tiga."),
        ("B-110", "12A", "Nomor B, seratus sepuluh, silakan ke loket dua belas A."),
        ("AA-007", "Kasir", "Nomor A A, nol nol tujuh, silakan ke loket Kasir."),
        ("C-1204", "11", "Nomor C, satu dua nol empat, silakan ke loket sebelas."),
        ("D-000", "100", "Nomor D, nol nol nol, silakan ke loket seratus."),
    ],
)
def test_a_call_in_words(label: str, counter: str, said: str) -> None:
    assert announcement(label, counter) == said


@given(st.integers(0, 999))
def test_a_number_is_said_in_words_that_everybody_knows(number: int) -> None:
    assert set(in_words(number).split()) <= WORDS


def test_no_two_numbers_sound_alike() -> None:
    assert len({in_words(number) for number in range(1000)}) == 1000
    with pytest.raises(ValueError, match="1000"):
        in_words(1000)
