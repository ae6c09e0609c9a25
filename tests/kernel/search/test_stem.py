"""From a sentence to the words by which it is found."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from balairung.kernel.search.stemming import asked_words, spans, stem, words_of
from balairung.kernel.search.templatetags.search import excerpt, marked


@pytest.mark.parametrize(
    "forms", [("perbaikan", "diperbaiki", "PERBAIKI"), ("lampu", "lampunya"), ("jl", "Jln", "jalan"), ("café", "cafe")]
)
def test_forms_of_one_word_are_one(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


def test_what_stands_in_every_sentence_is_left_out() -> None:
    assert words_of("Mohon segera diperbaiki, terima kasih.") == stem("perbaikan")
    assert asked_words("yang di dan ke") == ()


def test_numbers_and_places_stay() -> None:
    assert words_of("RT 03 RW 7, Gg. Mawar 12A") == "rt 03 rw 7 gang mawar 12a"


def test_each_word_once() -> None:
    assert words_of("lubang, lubang besar; berlubang") == "lubang besar"


def test_a_question_has_an_end() -> None:
    assert len(asked_words(" ".join(f"kata{n}" for n in range(100)))) == 8


@given(st.text())
def test_no_text_breaks_a_question(text: str) -> None:
    """What stands in the index can be quoted for both databases."""
    for word in words_of(text).split():
        assert word.isalnum()
        assert len(word) <= 40


@given(st.text())
def test_marking_changes_no_word(text: str) -> None:
    wanted = frozenset(asked_words(text))
    assert marked(text, wanted).replace("<mark>", "").replace("</mark>", "") == escape(text)


def test_marked_in_whatever_form() -> None:
    wanted = frozenset(asked_words("perbaiki jalan"))
    assert marked("Jalannya <b>diperbaiki</b>", wanted) == (
        "<mark>Jalannya</mark> &lt;b&gt;<mark>diperbaiki</mark>&lt;/b&gt;"
    )


def test_excerpt_is_the_surroundings_of_the_first_word() -> None:
    text = "Awal kalimat. " * 30 + "Ada pipa bocor di sini. " + "Akhir kalimat. " * 30
    found = excerpt(text, frozenset(asked_words("pipa")))
    assert found.startswith("… ")
    assert found.endswith(" …")
    assert "<mark>pipa</mark> bocor" in found
    assert len(found) < 260
    assert excerpt(text, frozenset(asked_words("banjir"))) == ""


@given(st.text(alphabet="ab jalan rusak", max_size=400))
def test_excerpt_holds_the_word(text: str) -> None:
    wanted = frozenset(asked_words("jalan rusak"))
    assert bool(excerpt(text, wanted)) == bool(list(spans(" ".join(text.split()), wanted)))


def test_threads_stem_apart() -> None:
    words = [f"perjalanan{n}nya" for n in range(400)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(stem, words * 4)) == [stem(word) for word in words] * 4
