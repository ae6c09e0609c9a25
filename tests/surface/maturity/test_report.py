"""The report of an assessment on paper: what it says, the same bytes at the same moment, and who reads it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from balairung.surface.maturity import actions
from balairung.surface.maturity.models import Assessment, Stage
from balairung.surface.maturity.report.paper import report_pdf
from tests import make
from tests.kernel.documents import papers
from tests.surface.maturity.assessed import AT, KEY, YEAR, Team, given, shown, team

pytestmark = pytest.mark.django_db
ADDRESS = f"/kerja/kematangan/{YEAR}/{KEY}/laporan.pdf"


@pytest.fixture
def found() -> Team:
    make.regency(at=AT)
    made = team()
    given(made, {number: Decimal("2.50") for number in range(1, 20)})
    given(made, {1: Decimal("2.25")}, Stage.INTERNAL)
    for level in (1, 2):
        shown(made, 19, level)
    shown(made, 19, 3, accepted=False)
    return made


def words(of: Assessment) -> str:
    return " ".join(papers.pages(report_pdf(of, at=AT)))


def test_it_says_where_one_stands_and_what_it_rests_on(found: Team) -> None:
    said = words(found.assessment)
    for part in (
        "Laporan kematangan digital", "Indeks Pemdi 2026", "PermenPANRB 8/2026", "Tahun 2026",
        "1,10", "Kurang", "tahap Merintis",  # indicator 19 weighs 10 % and is proven up to level 2
        "Menurut penilaian sendiri indeksnya 2,26; sejauh buktinya diterima 1,10.",
        "2 dari 3 bukti dukung sudah diterima.", "Belum dinilai sendiri: indikator 20.",
        "Dari 20 indikator, 19 sudah dinilai sendiri, 1 oleh asesor internal, dan 0 dari luar.",
        "Jalan termurah ke Cukup (mulai 1,50)", "Wulan", "Pak Asesor", "dibulatkan sekali saja",
        "belum dibandingkan dengan PermenPANRB 8/2026",
    ):  # fmt: skip
        assert part in said, part


def test_a_result_from_outside_is_the_one_on_the_cover(found: Team) -> None:
    given(found, dict.fromkeys(range(1, 21), Decimal("3.60")), Stage.EXTERNAL)
    said = words(found.assessment)
    assert "Hasil penilaian eksternal." in said
    assert "adalah 3,60 dengan predikat Sangat Baik" in said
    assert "Jalan termurah ke Memuaskan (mulai 4,00)" in said


def test_at_the_top_nothing_is_left_to_climb(found: Team) -> None:
    given(found, dict.fromkeys(range(1, 21), Decimal(5)), Stage.EXTERNAL)
    assert "Tidak ada lagi yang dapat dinaikkan" in words(found.assessment)


def test_the_older_instrument_has_domains_and_is_compared(found: Team) -> None:
    by = found.secretary
    older = actions.open_assessment(year=2024, key="spbe-2020", by=by, at=AT)
    for number in older.instrument.indicators:
        actions.give_level(older, number=number, stage=Stage.EXTERNAL, level=Decimal(3), by=by, at=AT)
    said = words(older)
    assert "Nilai menurut domain dan aspek" in said
    assert "daerah sejenis yang diketahui, peringkat" in said


def test_what_people_typed_is_data_and_never_source(found: Team) -> None:
    actions.note_down(found.assessment, text='#panic("x") *tebal* 🙂', by=found.secretary)
    found.assessment.refresh_from_db()
    assert '#panic("x") *tebal* ?' in words(found.assessment)


def test_the_same_moment_makes_the_same_bytes_and_it_can_be_read_aloud(found: Team) -> None:
    first = report_pdf(found.assessment, at=AT)
    assert first == report_pdf(found.assessment, at=AT)
    assert papers.for_screen_readers(first) == []
    assert "Tagged:          yes" in papers.told("pdfinfo", first)


def test_officers_read_it_and_nobody_else(
    found: Team, client: Client, settings: Settings, django_assert_max_num_queries: Any
) -> None:
    settings.SECOND_FACTOR = "offered"
    assert client.get(ADDRESS).status_code == 302
    client.force_login(make.account(make.holder("dukcapil", "staff")))
    assert client.get(f"/kerja/kematangan/{YEAR - 1}/spbe-2020/laporan.pdf").status_code == 404
    with django_assert_max_num_queries(40):
        answer = client.get(ADDRESS)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
