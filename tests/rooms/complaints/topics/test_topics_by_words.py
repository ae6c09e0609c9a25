"""People find a topic in their own words."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balairung.rooms.complaints.topics.vocabulary import emergencies, find_topics, told_before
from tests import make

pytestmark = pytest.mark.django_db
FIRST = {
    "lampu mati": "lampu-jalan-mati",
    "jalan bolong": "jalan-berlubang",
    "dalane bolong kabeh": "jalan-berlubang",
    "uwuh numpuk": "sampah-menumpuk",
    "banyu mati": "air-tidak-mengalir",
    "bansos ora oleh": "bantuan-sosial",
    "pohonn tumbang": "pohon-tumbang",
    "suami memukul": "kekerasan-rumah-tangga",
    "kdrt": "kekerasan-rumah-tangga",
    "pungli": "pungutan-liar",
    "ktp hilang": "ktp",
    "sound horeg bising": "kebisingan",
}


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


@pytest.mark.parametrize(("words", "code"), FIRST.items())
def test_everyday_slang_and_regional_words(words: str, code: str) -> None:
    assert code in [topic.code for topic in find_topics(words)][:2]


@pytest.mark.parametrize("words", ["", "  ", "saya mau lapor", "zzqqxx", "<script>"])
def test_words_that_say_nothing_find_nothing(words: str) -> None:
    assert find_topics(words) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_any_words_find_a_few_or_none(words: str) -> None:
    assert len(find_topics(words)) <= 8


def test_the_part_is_sent_alone(client: Client) -> None:
    answer = client.post("/pengaduan/baru/topik/", {"words": "kobong"})
    assert 'value="kebakaran"' in answer.text
    assert "<html" not in answer.text
    assert client.get("/pengaduan/baru/topik/").status_code == 405
    nothing = client.post("/pengaduan/baru/topik/", {"words": "zzqqxx"})
    assert "Tidak ada topik yang cocok" in nothing.text
    assert 'id="id_topic"' in nothing.text


def test_what_is_told_before_names_the_place_and_the_numbers() -> None:
    assert "Kota Madiun" in told_before(make.topic("sertifikat-tanah"))
    assert {"112", "110", "119", "113", "129"} <= {one.number for one in emergencies()}
