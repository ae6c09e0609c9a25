"""A form in another language asks the same things."""

from balairung.rooms.services.definition.answers import holds
from balairung.rooms.services.definition.checking import faults
from balairung.rooms.services.definition.reading import read
from balairung.rooms.services.definition.shape import Definition, canonical
from balairung.rooms.services.definition.translating import translated
from balairung.rooms.services.definition.walking import walks
from tests.rooms.services.example import example


def english(**words: str) -> Definition:
    return read(canonical(example()) | {"translations": {"en": words}})


def test_what_is_read_is_translated_and_what_is_for_machines_stays() -> None:
    words = {"Untuk apa?": "What for?", "Sekolah": "School", "Nama": "Name", "Surat Contoh": "Example", "sekolah": "no"}
    told = translated(english(**words), "en-us")
    assert (told.name, told.pages[0].title, told.pages[2].fields[0].fields[0].label) == ("Example", "What for?", "Name")
    assert told.pages[0].fields[0].choices[1].model_dump() == {"key": "sekolah", "label": "School"}
    assert told.pages[2].when == example().pages[2].when
    assert told.letter == example().letter
    assert holds(told.pages[2].when, {"keperluan": "sekolah"})
    assert [way.answers.keys() for way in walks(told)] == [way.answers.keys() for way in walks(example())]


def test_where_nothing_is_translated_it_is_the_same() -> None:
    plain = english(Anak="Child")
    assert translated(plain, "id") is plain
    assert translated(plain, None) is plain
    assert translated(example(), "en") == example()


def test_a_translation_that_does_not_fit_is_told_and_not_used() -> None:
    long = english(Anak="x" * 301)
    assert translated(long, "en").pages[2].title == "Anak"
    assert [str(one) for one in faults(long)] == ["Terjemahan: Terjemahan “Anak” lebih panjang dari 300 huruf."]
