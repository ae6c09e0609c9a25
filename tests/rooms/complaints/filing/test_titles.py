"""A report's title is what it says, not how it greets."""

from hypothesis import given
from hypothesis import strategies as st

from balairung.rooms.complaints.filing.titles import LONGEST, make_title


def test_greetings_are_passed_over() -> None:
    assert make_title("Assalamualaikum, Pak. Jalan di depan pasar berlubang. Mohon diperbaiki.") == (
        "Jalan di depan pasar berlubang"
    )
    assert make_title("Mohon maaf sebelumnya. Lampu mati!") == "Lampu mati!"
    assert make_title("Mau lapor, Pak. Parit mampet.") == "Parit mampet"
    assert make_title("Saya menulis langsung kepada Bapak Bupati. Parit mampet.") == "Parit mampet"


def test_a_shortened_word_ends_no_sentence() -> None:
    assert make_title("Badan usaha milik Ds. Sukamaju tutup. Mohon dibantu.") == "Badan usaha milik Ds. Sukamaju tutup"
    assert make_title("Got di Jl. Mawar Gg. III mampet!") == "Got di Jl. Mawar Gg. III mampet!"


def test_what_is_only_a_greeting_keeps_it() -> None:
    assert make_title("Selamat siang.") == "Selamat siang"


def test_long_sentences_are_cut_at_a_word() -> None:
    title = make_title("Air kali meluap " * 20)
    assert title.endswith(" …")
    assert "meluap …" in title or "kali …" in title or "Air …" in title


@given(st.text(min_size=1, max_size=400))
def test_never_longer_than_a_line(text: str) -> None:
    title = make_title(text)
    assert len(title) <= LONGEST + 2
    assert "\n" not in title
