"""What everybody reads: results from outside, where they put us, and nothing that we say of ourselves."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from balairung.kernel.people.models import Regency
from balairung.surface.maturity import actions
from balairung.surface.maturity.models import Stage
from tests import make
from tests.surface.maturity.assessed import AT, Team, given, shown, team

pytestmark = pytest.mark.django_db
PAGE = "/kematangan/"


@pytest.fixture
def house(settings: Settings) -> Team:
    settings.SECOND_FACTOR = "offered"
    make.regency(at=AT)
    return team()


def test_published_results_are_shown_with_their_source(client: Client, house: Team) -> None:
    text = client.get(PAGE).text
    for words in (
        "Kematangan digital menunjukkan", "4,57", "Memuaskan", "Indeks SPBE 2020 tahun 2024", "4,45",
        "dari 93 kota yang indeksnya kami ketahui", "Bagian demi bagian", "Laporan Pelaksanaan Evaluasi SPBE 2024",
    ):  # fmt: skip
        assert words in text, words
    assert "Radar" not in text  # levels of indicators are not known


def test_our_own_word_never_stands_there(client: Client, house: Team) -> None:
    given(house, dict.fromkeys(range(1, 21), Decimal(5)))
    given(house, dict.fromkeys(range(1, 21), Decimal(5)), Stage.INTERNAL)
    for level in range(1, 6):
        shown(house, 19, level)
    given(house, dict.fromkeys(range(1, 20), Decimal("1.7")), Stage.EXTERNAL)
    for closed in (False, True):
        if closed:
            actions.close(house.assessment, by=house.secretary, at=AT)
        text = client.get(PAGE).text
        assert "Indeks Pemdi 2026" not in text
        assert "2026</th>" not in text


def test_a_whole_result_from_outside_is_shown_aspect_by_aspect(client: Client, house: Team) -> None:
    given(house, dict.fromkeys(range(1, 21), Decimal("2.5")), Stage.EXTERNAL)
    text = client.get(PAGE).text
    for words in (
        "2,50",
        "Baik",
        "Indeks Pemdi 2026 tahun 2026",
        "Radar 7 aspek",
        "Kepuasan Pengguna",
        "PermenPANRB 8/2026",
    ):
        assert words in text, words
    assert "Di antara daerah lain, tahun 2024" in text  # nobody else is known in 2026
    for name in ("Bu Sekda", "Wulan", "Pak Asesor"):
        assert name not in text


def test_nothing_published_is_said_with_what_would_be_here(client: Client, house: Team) -> None:
    Regency.objects.update(name="Kota Khayalan")
    assert "Belum ada hasil yang diumumkan" in client.get(PAGE).text


def test_it_is_light_and_asks_little(
    client: Client, house: Team, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    given(house, dict.fromkeys(range(1, 21), Decimal("2.5")), Stage.EXTERNAL)
    client.get(PAGE)
    with django_assert_max_num_queries(4):
        answer = client.get(PAGE)
    assert len(answer.content) < 40_000
