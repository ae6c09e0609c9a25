"""The pages of an assessment as officers read them: all years, one of them, its note, its closing."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from balairung.kernel.people.actors import Actor
from balairung.surface.maturity import actions
from balairung.surface.maturity.instruments import instrument
from balairung.surface.maturity.models import Assessment, Stage
from balairung.surface.maturity.reads import picture_of, unrounded
from balairung.surface.maturity.scoring import score
from tests import make
from tests.kernel.documents.letters import person_of
from tests.surface.maturity.assessed import AT, Team, given, shown, team

pytestmark = pytest.mark.django_db
DESK = "/kerja/kematangan/"
PAGE = f"{DESK}2026/pemdi-2026/"
HOUR = timedelta(hours=1)
LEVEL_3 = dict.fromkeys(range(1, 21), Decimal(3))


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    make.regency(at=AT)
    settings.SECOND_FACTOR = "offered"


@pytest.fixture
def found() -> Team:
    return team()


def enter(client: Client, actor: Actor) -> Client:
    person = person_of(actor)
    client.force_login(person.user or make.account(person))
    return client


def stranger(client: Client) -> Client:
    return enter(client, make.officer("dukcapil", "head", at=AT))


# --- all years -----------------------------------------------------------------------------------------------------


def test_the_desk_begins_empty_and_says_what_would_be_there(client: Client) -> None:
    text = stranger(client).get(DESK).text
    assert "Belum ada penilaian" in text
    assert "Buka penilaian" not in text
    leader = enter(Client(), make.officer("setda", "secretary", at=AT))
    assert "Buka penilaian pertama" in leader.get(DESK).text


def test_the_desk_tells_index_predicate_and_what_is_lacking(client: Client, found: Team) -> None:
    given(found, {number: Decimal(3) for number in range(1, 19)})
    shown(found, 19, 1)
    text = stranger(client).get(DESK).text
    assert "Indeks Pemdi 2026, tahun 2026" in text
    assert "<strong>1,00</strong> Kurang" in text
    assert "2 indikator belum diberi tingkat" in text
    assert "19 indikator belum punya bukti" in text
    assert "hasil eksternal" not in text
    given(found, LEVEL_3, Stage.EXTERNAL)
    text = client.get(DESK).text
    assert "<strong>3,00</strong> Baik" in text  # what came from outside leads, ours stands beside it
    assert "Menurut bukti 1,00, Kurang" in text


def test_five_years_cost_as_many_questions_as_one(
    client: Client, found: Team, django_assert_max_num_queries: Any
) -> None:
    given(found, LEVEL_3)
    for year in range(2021, 2026):
        actions.open_assessment(year=year, key="spbe-2020", by=found.secretary, at=AT)
    stranger(client).get(DESK)
    with django_assert_max_num_queries(14):
        assert "Indeks SPBE 2020, tahun 2025" in client.get(DESK).text


# --- to begin ------------------------------------------------------------------------------------------------------


def test_a_leader_opens_an_assessment_and_is_led_to_it(client: Client) -> None:
    enter(client, make.officer("setda", "secretary", at=AT))
    assert "PermenPANRB 59/2020" in client.get(f"{DESK}buka/").text
    answer = client.post(f"{DESK}buka/", {"year": "2023", "instrument": "spbe-2020"}, follow=True)
    assert answer.redirect_chain == [(f"{DESK}2023/spbe-2020/", 302)]
    assert "terbuka" in answer.text
    client.post(f"{DESK}buka/", {"year": "2023", "instrument": "spbe-2020"})
    assert Assessment.objects.count() == 1  # asked twice it is the same


@pytest.mark.parametrize(
    ("year", "key", "sentence"),
    [
        ("dua ribu", "spbe-2020", "empat angka"),
        ("2020", "spbe-2020", "dipakai untuk tahun 2021 sampai 2025"),
        ("2026", "spbe-2020", "dipakai untuk tahun 2021 sampai 2025"),
        ("2023", "spbe-1999", "Pilih instrumennya"),
        ("", "", "Tulis tahunnya"),
    ],
)
def test_a_year_or_instrument_that_there_is_not_gets_a_sentence(
    client: Client, year: str, key: str, sentence: str
) -> None:
    enter(client, make.officer("setda", "secretary", at=AT))
    answer = client.post(f"{DESK}buka/", {"year": year, "instrument": key})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{year}"' in answer.text or not year  # what was typed is kept
    assert not Assessment.objects.exists()


def test_only_leaders_and_the_administrator_open_one(client: Client) -> None:
    stranger(client)
    for answer in (
        client.get(f"{DESK}buka/"),
        client.post(f"{DESK}buka/", {"year": "2023", "instrument": "spbe-2020"}),
    ):
        assert answer.status_code == 403
    assert not Assessment.objects.exists()


# --- one of them ---------------------------------------------------------------------------------------------------


def test_the_page_tells_the_index_by_evidence_and_what_each_stage_gave(client: Client, found: Team) -> None:
    given(found, LEVEL_3)
    given(found, {1: Decimal("2.5")}, Stage.INTERNAL)
    for level in (1, 2):
        shown(found, 19, level)
    shown(found, 19, 3, accepted=False, at=AT + HOUR)
    text = stranger(client).get(PAGE).text
    assert '<p class="assess-number">1,10</p>' in text  # indicator 19 weighs 10 % and stands at 2
    assert '<span class="figure-number">3,00</span>' in text
    assert "20 tingkat belum diberikan" in text
    assert "19 tingkat belum diberikan" in text
    assert "2 dari 3 diterima" in text
    assert "Lanjutkan di indikator 1<" in text
    assert f'href="{PAGE}indikator/20/"' in text
    assert "Indikator 19: bukti “Bukti 19.3” untuk tingkat 3 diajukan" in text
    assert "Wulan" in text
    given(found, dict.fromkeys(range(1, 21), Decimal("1.26")), Stage.EXTERNAL)
    text = client.get(PAGE).text
    assert '<p class="assess-number">1,26</p>' in text  # what came from outside leads
    assert '<span class="figure-number">1,10</span> <span class="figure-label">Menurut bukti' in text


def test_a_new_assessment_is_a_page_too(client: Client, found: Team) -> None:
    text = stranger(client).get(PAGE).text
    assert '<p class="assess-number">1,00</p>' in text
    assert text.count("20 tingkat belum diberikan") == 3
    assert "Penilaian dibuka" in text
    assert "Mengurus penilaian" not in text


def test_domains_stand_above_their_aspects(client: Client, found: Team) -> None:
    actions.open_assessment(year=2024, key="spbe-2020", by=found.secretary, at=AT)
    text = stranger(client).get(f"{DESK}2024/spbe-2020/").text
    assert "Domain dan aspek" in text
    assert text.index('row">Kebijakan SPBE<') < text.index('row">Kebijakan Internal terkait Tata Kelola SPBE<')
    assert "16,50 %" in text


def test_what_there_is_not_is_not_found(client: Client, found: Team) -> None:
    stranger(client)
    for path in ("2025/pemdi-2026/", "2026/spbe-2020/", "2026/x/", "2025/pemdi-2026/catatan/"):
        assert {client.get(f"{DESK}{path}").status_code} <= {404, 405}


def test_an_index_on_the_edge_of_two_predicates_is_told_with_both(client: Client, found: Team) -> None:
    """1,495 is rounded to 1,50: "Cukup" by the rounded index, "Kurang" by the exact one."""
    given(found, {19: Decimal(5), 1: Decimal("2.9"), 20: Decimal("1")})
    for level in range(1, 6):
        shown(found, 19, level)
    one = found.assessment
    exact = score(instrument(one.instrument_key), picture_of(one).counted_levels)
    assert str(exact.index) == "1.40"
    assert unrounded(exact) == exact.predicate
    assert "Sebelum dibulatkan" not in stranger(client).get(PAGE).text
    for level in (1, 2):
        shown(found, 1, level)
    shown(found, 1, 3)
    assert str(picture_of(one).counted.exact) == "299/200"
    text = client.get(PAGE).text
    assert "Sebelum dibulatkan, indeks ini masih Kurang; setelah dibulatkan menjadi 1,50, predikatnya Cukup" in text


def test_the_page_costs_the_same_however_much_there_is(
    client: Client, found: Team, django_assert_max_num_queries: Any
) -> None:
    given(found, LEVEL_3)
    for number in range(1, 21):
        shown(found, number, 1)
    enter(client, found.writer).get(PAGE)
    with django_assert_max_num_queries(20):
        client.get(PAGE)


# --- kept ----------------------------------------------------------------------------------------------------------


def test_a_note_stays_for_those_who_come_after(client: Client, found: Team) -> None:
    enter(client, found.secretary)
    assert client.post(f"{PAGE}catatan/", {"text": "Bukti aspek 3 ada di Bagian Hukum."}).status_code == 302
    assert "Bukti aspek 3 ada di Bagian Hukum." in client.get(PAGE).text
    answer = client.post(f"{PAGE}catatan/", {"text": "x" * 4001})
    assert (answer.status_code, "x" * 4001 in answer.text) == (422, True)
    writer = enter(Client(), found.writer)
    assert writer.post(f"{PAGE}catatan/", {"text": "Bukan hak saya"}).status_code == 403
    assert "Bukan hak saya" not in client.get(PAGE).text


def test_what_is_closed_changes_no_more(client: Client, found: Team) -> None:
    given(found, {1: Decimal(2)})
    assert enter(Client(), found.writer).post(f"{PAGE}tutup/").status_code == 403
    enter(client, found.secretary)
    assert "Ya, tutup penilaian" in client.get(PAGE).text
    assert "Isinya tidak berubah lagi" in client.post(f"{PAGE}tutup/", follow=True).text
    text = client.get(PAGE).text
    assert "Penilaian ini ditutup pada" in text
    assert text.index("Penilaian ditutup") < text.index("tingkat 2 (mandiri)") < text.index("Penilaian dibuka")
    assert "Mengurus penilaian" not in text
    assert "Lanjutkan di indikator" not in text
    for path in ("tutup/", "catatan/"):
        answer = client.post(f"{PAGE}{path}", {"text": "x"})
        assert (answer.status_code, "sudah ditutup" in answer.text) == (403, True)
    assert client.get(f"{PAGE}tutup/").status_code == 405
