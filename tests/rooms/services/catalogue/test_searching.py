"""Services found in everyday words, with mistakes, in other words for the same; and whatever else somebody types."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.services.catalogue.searching import MOST, Found, find
from balairung.rooms.services.catalogue.wording import Line, word_book
from balairung.rooms.services.definition.publishing import STANDARD, load_standard, retire, standard_definitions
from balairung.rooms.services.models import Service
from tests import make
from tests.make import START
from tests.rooms.services.handling import stage

TODAY = START.date()
pytestmark = pytest.mark.django_db


@pytest.fixture
def _offered() -> None:
    load_standard(at=START)


def keys(found: Found) -> list[str]:
    return [hit.entry.key for hit in found.hits]


FIRST = [
    ("surat miskin buat berobat", {"keterangan-tidak-mampu", "pernyataan-miskin"}),
    ("SKTM", {"keterangan-tidak-mampu"}),
    ("saya mau pindah rumah ke kecamatan lain", {"pindah-datang"}),
    ("boyongan", {"pindah-datang", "domisili-perorangan"}),
    ("ngurus ktp ilang", {"pengantar-kehilangan"}),
    ("nanggap dangdut", {"rekomendasi-keramaian"}),
    ("bapak saya meninggal", {"keterangan-kematian"}),
    ("ora duwe duit", {"keterangan-tidak-mampu"}),
    ("buka warung perlu izin apa", {"pendampingan-nib"}),
    ("pinjam KUR di bank", {"keterangan-usaha"}),
    ("anak baru lahir", {"keterangan-kelahiran"}),
    ("belum kawin", {"belum-menikah"}),
    ("nama di ijazah salah", {"beda-identitas"}),
    ("tukang pijat", {"terdaftar-penyehat-tradisional"}),
    ("pasang spanduk", {"izin-reklame-kecil"}),
]
MISTYPED = [
    ("domisli", "domisili", "domisili-perorangan"),
    ("reklmae", "reklame", "izin-reklame-kecil"),
    ("sktmm", "sktm", "keterangan-tidak-mampu"),
    ("kematain", "kematian", "keterangan-kematian"),
    ("penghasialn", "penghasilan", "penghasilan-orang-tua"),
]
TELLS_NOTHING = ["", "   ", "yang", "saya mau", "?!", "zzzzqqx", "12345", "\x00", "%", "a" * 5000]


@pytest.mark.usefixtures("_offered")
def test_everyday_words_find_it() -> None:
    found = {words: keys(find(words, TODAY))[0] for words, _first in FIRST}
    assert [(words, found[words]) for words, first in FIRST if found[words] not in first] == []


@pytest.mark.usefixtures("_offered")
def test_a_typing_mistake_is_read_and_told() -> None:
    for typed, meant, key in MISTYPED:
        found = find(typed, TODAY)
        assert keys(found)[0] == key
        assert found.read_as == ((typed, meant),)


@pytest.mark.usefixtures("_offered")
def test_the_answer_says_which_words_it_was_found_by() -> None:
    found = find("surat mlarat", TODAY)
    sktm = next(hit for hit in found.hits if hit.entry.key == "keterangan-tidak-mampu")
    assert sktm.by[0] == "surat miskin"
    assert "mlarat" not in sktm.by, "the words of the service, not those that were typed"
    assert find("warisan tanah", TODAY).hits[0].by == ("Tanah dan waris",)


@pytest.mark.usefixtures("_offered")
def test_the_beginning_of_a_word_is_enough() -> None:
    assert "izin-trayek-perdesaan" in keys(find("tray", TODAY))
    assert keys(find("qz", TODAY)) == []


@pytest.mark.usefixtures("_offered")
def test_each_service_is_found_by_each_of_its_own_words() -> None:
    lost = [
        (definition.key, line)
        for definition in standard_definitions(STANDARD)
        for line in (*definition.words, definition.name)
        if definition.key not in keys(find(line, TODAY))[:6]
    ]
    assert lost == []


@pytest.mark.usefixtures("_offered")
def test_nothing_that_tells_finds_nothing() -> None:
    assert {find(words, TODAY) for words in TELLS_NOTHING} == {Found(())}


def test_what_is_published_is_found_and_what_is_stopped_is_not() -> None:
    make.regency()
    assert keys(find("uji", TODAY)) == []
    version = stage.service()
    assert keys(find("uji", TODAY)) == ["keterangan-uji"]
    stage.published(stage.definition(words=["layang coba"]), at=START + timedelta(hours=1))
    assert keys(find("layang coba", TODAY)) == ["keterangan-uji"]
    retire(Service.objects.get(pk=version.service_id), by=SYSTEM, at=START)
    assert keys(find("uji", TODAY)) == []


@pytest.mark.usefixtures("_offered")
def test_a_question_asks_the_database_once(django_assert_num_queries: Any) -> None:
    find("sktm", TODAY)
    with django_assert_num_queries(1):
        find("surat mlarat buat berobt", TODAY)


@pytest.mark.usefixtures("_offered")
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_whatever_is_typed_is_answered(words: str) -> None:
    found = find(words, TODAY)
    assert len(found.hits) <= MOST
    assert len(set(keys(found))) == len(found.hits)
    assert all(hit.by for hit in found.hits)
    assert found == find(words, TODAY)


WORDS = st.text(alphabet="abcdeghiklmnoprstuy", min_size=5, max_size=12)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=8), st.data())
def test_a_thing_is_found_by_any_of_its_lines_whatever_the_others_say(things: list[list[str]], data: Any) -> None:
    book = word_book([Line(" ".join(words), 1.0)] for words in things)
    place = data.draw(st.integers(0, len(things) - 1))
    looked = book.look_up(" ".join(things[place]))
    scores = {match.place: match.score for match in looked.matches}
    if scores:  # words that stem to nothing tell nothing
        assert scores.get(place, 0.0) >= max(scores.values()) * 0.999 or set(things[place]) <= {
            word for match in looked.matches for word in things[match.place]
        }


def test_today_is_asked_of_the_date() -> None:
    make.regency()
    version = stage.service()
    retire(version.service, by=SYSTEM, at=START)
    assert keys(find("uji", date(2026, 3, 1))) == ["keterangan-uji"], "until the day on which it was stopped"
