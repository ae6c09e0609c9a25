"""What the platform's own running proves: counted rightly, in few questions, and without anybody in it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import resolve
from hypothesis import given
from hypothesis import strategies as st

from balairung.surface.maturity.bundling import canonical, content_of
from balairung.surface.maturity.gathering.shape import Span, exact_share, share
from balairung.surface.maturity.gathering.subjects import SUBJECTS, Helps, all_helps, helps_of
from balairung.surface.maturity.instruments import KEYS, instrument
from tests import make
from tests.surface.maturity.lived import AT, CANARY, weeks

MOST = 14  # questions of one subject


@pytest.fixture
def house(db: None) -> None:
    make.regency()


def told(source: str, year: int = 2026) -> dict[str, str]:
    return {row[0]: row[1] for row in content_of(source, year, AT)["figures"]}


def table(source: str, place: int = 0) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in content_of(source, 2026, AT)["tables"][place][2]}


def test_an_empty_house_has_figures_of_nothing(house: None) -> None:
    for source in SUBJECTS:
        figures = content_of(source, 2026, AT)["figures"]
        assert figures
        assert all(words and value and how for words, value, how in figures), source


def test_a_lived_year_is_counted_in_few_questions_and_names_nobody(
    house: None, django_assert_max_num_queries: Any
) -> None:
    weeks()
    for source in SUBJECTS:
        content_of(source, 2026, AT)  # the regency itself is asked for once in a process
        with django_assert_max_num_queries(MOST):
            text = canonical(content_of(source, 2026, AT))
        for secret in (CANARY, CANARY.lower(), "3577014107900001", "ani@contoh.id", "warung soto", "Bu Lastri"):
            assert secret not in text, source
        assert "Ratih" not in text
        assert "jalan berlubang" not in text


def test_complaints_by_hand(house: None) -> None:
    """Five were filed: the secret one and the one about an officer stand in no sum."""
    weeks()
    figures = told("pengaduan")
    assert figures["Laporan masuk"] == "3"
    assert figures["Jawaban pertama tepat waktu"] == "50,0 persen"
    assert table("pengaduan", 1)["Jawaban pertama dari kantor yang menangani"] == ["2", "1", "50,0 persen"]
    assert table("pengaduan", 2) == {"situs web": ["2"], "SP4N-LAPOR!": ["1"]}
    assert table("pengaduan")["Isi laporan diperiksa dan disetujui (validasi)"] == ["koordinator pengaduan", "2"]
    assert told("pertukaran")["Laporan dari sistem lain"] == "1"


def test_what_is_late_and_still_open_counts_as_not_kept(house: None) -> None:
    """The third report was never verified, and its time ran out: it does not vanish from the share."""
    weeks()
    assert table("pengaduan", 1)["Laporan diperiksa dan diteruskan"] == ["3", "2", "66,6 persen"]


def test_other_subjects_by_hand(house: None) -> None:
    weeks()
    assert told("layanan")["Permohonan masuk"] == "1"
    assert told("layanan")["Layanan yang dapat diajukan"] == "1"
    assert told("kepuasan")["Jawaban survei"] == "3"
    assert told("kolaborasi") | {"Rapat yang dilaksanakan": "1", "Dengan notulen yang disahkan": "1"} == told(
        "kolaborasi"
    )
    assert told("kolaborasi")["Tugas dari keputusan rapat"] == "1"
    assert told("kolaborasi")["Perjanjian yang berlaku"] == "1"
    assert table("kebijakan", 1)["Keputusan kepala daerah"] == ["1"]
    assert told("pengawasan")["Rekomendasi"] == "1"


def test_another_year_has_none_of_it(house: None) -> None:
    weeks()
    assert told("pengaduan", 2025)["Laporan masuk"] == "0"
    assert told("kolaborasi", 2025)["Rapat yang dilaksanakan"] == "0"
    assert told("meja-layanan", 2025)["Tepat waktu"] == "–"


def test_pages_are_public_addresses(house: None) -> None:
    for source in SUBJECTS:
        for _words, address in content_of(source, 2026, AT)["pages"]:
            assert getattr(resolve(address).func, "audience", "") in ("everyone", "overseers"), address


# --- proofs.yaml -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", all_helps(), ids=lambda one: f"{one.instrument}-{one.indicator}-{one.source}")
def test_what_helps_to_prove_exists(one: Helps) -> None:
    assert one.instrument in KEYS
    indicator = instrument(one.instrument).indicators[one.indicator]
    assert not indicator.external, "its value comes from another body"
    assert one.source in SUBJECTS
    assert list(one.levels) == sorted(set(one.levels))
    assert one.levels[0] >= 1
    assert one.levels[-1] <= 4


def test_nothing_is_named_twice_and_levels_begin_at_the_bottom() -> None:
    levels = [(one.instrument, one.indicator, one.source, level) for one in all_helps() for level in one.levels]
    assert len(levels) == len(set(levels))
    reached = {(key, number) for key, number, _source, _level in levels}
    for key, number in reached:
        found = {level for a, b, _source, level in levels if (a, b) == (key, number)}
        assert found == set(range(1, max(found) + 1)), (key, number)


def test_every_subject_helps_somewhere() -> None:
    assert [key for key in SUBJECTS if not helps_of(key)] == []
    assert {one.instrument for one in all_helps()} == set(KEYS)


def test_a_promise_that_is_not_kept_proves_nothing() -> None:
    strict = Helps("pemdi-2026", 19, "meja-layanan", (2,), Decimal(90))
    assert strict.shows("90.0")
    assert not strict.shows("89.9")
    assert not strict.shows("")
    assert Helps("pemdi-2026", 19, "meja-layanan", (1,)).shows("")


# --- arithmetic ------------------------------------------------------------------------------------------------------


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_never_says_more_than_is_true(part: int, whole: int) -> None:
    part = min(part, whole)
    found = exact_share(part, whole)
    assert found is not None
    assert 0 <= found <= 100
    assert found * whole <= 100 * part < (found + Decimal("0.1")) * whole


def test_shares_in_words() -> None:
    assert share(9989, 10000) == "99,8 persen"
    assert share(1, 1) == "100,0 persen"
    assert share(0, 0) == "–"


@pytest.mark.django_db
def test_a_year_ends_now_or_with_its_last_day() -> None:
    make.regency()
    assert (Span(2026, AT).last, Span(2026, AT).until) == (AT.date(), AT)
    whole = Span(2025, AT)
    assert (whole.first.isoformat(), whole.last.isoformat()) == ("2025-01-01", "2025-12-31")
    assert whole.until == make.moment("2026-01-01 00:00")
    assert whole.end < whole.until
