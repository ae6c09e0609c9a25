"""The page of an indicator: its levels given as people write them, its evidence brought, judged and withdrawn."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given as having
from hypothesis import strategies as st
from pytest_django import Settings

from balairung.ground.common.errors import Refused
from balairung.kernel.people.actors import Actor
from balairung.surface.maturity import actions
from balairung.surface.maturity.forms import LevelField
from balairung.surface.maturity.models import LevelGiven, Proof, ProofReason, ProofStatus, Stage
from tests import make
from tests.kernel.documents.letters import person_of
from tests.surface.maturity.assessed import AT, Team, given, shown, team

PAGE = "/kerja/kematangan/2026/pemdi-2026/indikator/19/"
EXTERNAL = "/kerja/kematangan/2026/pemdi-2026/indikator/18/"
PROOFS = "/kerja/kematangan/bukti-dukung/"


@pytest.fixture
def found(db: None, settings: Settings) -> Team:
    make.regency(at=AT)
    settings.SECOND_FACTOR = "offered"
    return team()


def enter(actor: Actor) -> Client:
    person, client = person_of(actor), Client()
    client.force_login(person.user or make.account(person))
    return client


def stranger() -> Client:
    return enter(make.officer("dukcapil", "head", at=AT))


def proof_at(proof: Proof, verb: str) -> str:
    return f"{PROOFS}{proof.pk}/{verb}/"


# --- what it asks --------------------------------------------------------------------------------------------------


def test_it_says_what_each_level_asks_and_that_the_text_is_our_own(found: Team) -> None:
    one = found.assessment.instrument.indicators[19]
    text = stranger().get(PAGE).text
    for level in range(1, 6):
        assert one.asks(level) in text
        assert f"Tingkat {level} · {one.ladder[level - 1]}" in text
    assert text.count("belum dibandingkan dengan PermenPANRB 8/2026") == 1
    assert "Bobotnya 10 persen dari indeks." in text
    assert "Teksnya belum diketahui" not in text
    assert "18. " in text  # the indicators beside it
    assert "20. " in text


def test_a_text_that_nobody_here_has_seen_is_said_to_be_missing(found: Team) -> None:
    actions.open_assessment(year=2024, key="spbe-2020", by=found.secretary, at=AT)
    text = stranger().get("/kerja/kematangan/2024/spbe-2020/indikator/3/").text
    assert text.count("Teksnya belum diketahui di sini.") == 1


def test_what_is_not_in_the_instrument_is_not_found(found: Team) -> None:
    client = enter(found.writer)
    assert client.get(PAGE.replace("19", "21")).status_code == 404
    assert client.post(f"{PAGE.replace('19', '21')}nilai/", {"stage": "self", "level": "3"}).status_code == 404
    assert client.post(f"{PAGE.replace('19', '0')}bukti/", {}).status_code == 404
    assert client.post(f"{PROOFS}{'-' * 36}/terima/").status_code == 404
    assert client.post(f"{PROOFS}00000000-0000-7000-8000-000000000000/tarik/").status_code == 404


def test_whose_index_it_takes_over_is_named(found: Team) -> None:
    body = found.assessment.instrument.indicators[18].external
    given(found, {18: Decimal("3.5")})
    client = stranger()
    assert f"diukur pihak lain ({body})" in client.get(EXTERNAL).text
    assert '<p class="assess-number">1</p>' in client.get(EXTERNAL).text
    shown(found, 18, 3)
    text = client.get(EXTERNAL).text
    assert '<p class="assess-number">3,50</p>' in text
    assert "bukti belum ada" not in text  # no ladder is asked of it
    assert "mengambil alih" not in client.get(PAGE).text


# --- levels --------------------------------------------------------------------------------------------------------


@having(st.decimals(1, 5, places=2), st.sampled_from(",."))
def test_a_level_is_read_with_a_comma_as_with_a_point(level: Decimal, mark: str) -> None:
    assert LevelField(fractional=True).clean(f" {level:f} ".replace(".", mark)) == level


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "level"), [("1,26", "1.26"), ("1.26", "1.26"), ("3", "3"), ("4,5", "4.5"), ("5,00", "5")]
)
def test_a_level_is_given_as_people_write_it(found: Team, typed: str, level: str) -> None:
    said = {"stage": "self", "level": typed, "words": "Baru sebagian"}
    answer = enter(found.writer).post(f"{PAGE}nilai/", said, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    row = LevelGiven.objects.get()
    assert (row.indicator, row.stage, row.level) == (19, Stage.SELF, Decimal(level))
    assert "Baru sebagian" in answer.text
    assert "Wulan" in answer.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1,2,6", "“1,2,6” belum seperti angka"),
        ("abc", "“abc” belum seperti angka"),
        ("-2", "belum seperti angka"),
        ("1e1", "belum seperti angka"),
        ("٣", "belum seperti angka"),
        ("3,", "belum seperti angka"),
        ("6", "dari 1 sampai 5"),
        ("0,99", "dari 1 sampai 5"),
        ("1,267", "dua angka di belakang koma"),
        ("", "Tuliskan dahulu tingkatnya"),
    ],
)
def test_what_is_no_level_gets_a_sentence_and_is_kept(found: Team, typed: str, sentence: str) -> None:
    answer = enter(found.writer).post(f"{PAGE}nilai/", {"stage": "self", "level": typed, "words": "Sebab"})
    assert answer.status_code == 422
    assert sentence in answer.text.replace("&quot;", '"')
    assert "Sebab" in answer.text
    assert f'value="{typed}"' in answer.text or not typed
    assert not LevelGiven.objects.exists()


def test_an_instrument_of_whole_levels_takes_no_other(found: Team) -> None:
    actions.open_assessment(year=2024, key="spbe-2020", by=found.secretary, at=AT)
    page = "/kerja/kematangan/2024/spbe-2020/indikator/1/"
    client = enter(found.secretary)
    answer = client.post(f"{page}nilai/", {"stage": "external", "level": "2,5"})
    assert (answer.status_code, "hanya mengenal tingkat bulat" in answer.text) == (422, True)
    assert client.post(f"{page}nilai/", {"stage": "external", "level": "2,00"}).status_code == 302
    assert LevelGiven.objects.get().level == 2


def test_each_gives_only_the_level_of_their_own_stage(found: Team) -> None:
    offered = {"self": "nilai-self-level", "internal": "nilai-internal-level", "external": "nilai-external-level"}
    may = {
        found.writer: {"self"}, found.assessor: {"internal"}, found.secretary: {"self", "external"},
        make.officer("dukcapil", "head", at=AT): set[str](),
    }  # fmt: skip
    for actor, stages in may.items():
        client = enter(actor)
        text = client.get(PAGE).text
        assert {stage for stage, field in offered.items() if field in text} == stages
        for stage in {*offered, "nobody"} - stages:
            assert client.post(f"{PAGE}nilai/", {"stage": stage, "level": "3"}).status_code == 403
    assert not LevelGiven.objects.exists()


def test_earlier_levels_stay_as_history(found: Team) -> None:
    given(found, {19: Decimal(2)})
    given(found, {19: Decimal("2.75")})
    text = stranger().get(PAGE).text
    assert "Tingkat 2 (mandiri)" in text
    assert "Tingkat 2,75 (mandiri)" in text


# --- evidence ------------------------------------------------------------------------------------------------------


def test_evidence_is_brought_as_a_file_or_as_a_link(found: Team) -> None:
    client = enter(found.writer)
    said = {"level": "2", "title": "SK Tim Koordinasi"}
    file = SimpleUploadedFile("sk.png", make.PNG, "image/png")
    for wrong in ({}, {"uploads": file, "link": "https://contoh.go.id/sk"}):
        answer = client.post(f"{PAGE}bukti/", said | wrong)
        assert (answer.status_code, "Pilih satu" in answer.text) == (422, True)
        assert "SK Tim Koordinasi" in answer.text
    file.seek(0)
    assert client.post(f"{PAGE}bukti/", said | {"uploads": file}).status_code == 302
    assert client.post(f"{PAGE}bukti/", said | {"link": "contoh.go.id/sk", "title": "Berita"}).status_code == 302
    first, second = Proof.objects.order_by("added_at", "id")
    assert (first.file is not None, first.link, second.link) == (True, "", "https://contoh.go.id/sk")
    text = client.get(PAGE).text
    assert 'href="https://contoh.go.id/sk"' in text
    assert "0 dari 2 bukti diterima" in text


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://contoh.go.id/x", "bukan alamat", "data:text/html,x"])
def test_a_link_leads_to_a_site_or_is_refused(found: Team, link: str) -> None:
    client = enter(found.writer)
    answer = client.post(f"{PAGE}bukti/", {"level": "2", "title": "SK", "link": link})
    assert answer.status_code == 422
    assert not Proof.objects.exists()


def test_whoever_calls_without_a_form_is_refused_the_same(found: Team) -> None:
    """The actions keep what the forms promise."""
    for level in ("1.267", "NaN", "Infinity"):
        with pytest.raises(Refused):
            given(found, {19: Decimal(level)})
    with pytest.raises(Refused, match="https://"):
        actions.show(
            found.assessment, number=19, level=1, title="SK", link="javascript:alert(1)", by=found.writer, at=AT
        )
    assert (LevelGiven.objects.count(), Proof.objects.count()) == (0, 0)


def test_strangers_and_assessors_bring_nothing(found: Team) -> None:
    said = {"level": "2", "title": "SK", "link": "https://contoh.go.id/sk"}
    for client in (stranger(), enter(found.assessor)):
        assert "Tambah bukti" not in client.get(PAGE).text
        assert client.post(f"{PAGE}bukti/", said).status_code == 403
    assert not Proof.objects.exists()


def test_an_assessor_accepts_or_sends_back_with_a_reason(found: Team) -> None:
    given(found, {19: Decimal(2)})
    first, second = (shown(found, 19, level, accepted=False) for level in (1, 2))
    client = enter(found.assessor)
    assert client.post(proof_at(first, "terima"), {"words": "Sesuai"}).status_code == 302
    answer = client.post(proof_at(second, "revisi"), {"reason": "", "words": "Salah tahun"})
    assert answer.status_code == 422
    assert "Pilih alasannya" in answer.text
    assert "Salah tahun" in answer.text
    said = {"reason": ProofReason.NOT_FITTING, "words": "Salah tahun"}
    assert client.post(proof_at(second, "revisi"), said).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == (ProofStatus.ACCEPTED, ProofStatus.REVISION)
    text = stranger().get(PAGE).text
    assert "<strong>Tidak tepat.</strong> Salah tahun" in text
    assert "bukti lengkap diterima" in text
    assert "bukti tingkat 2 belum lengkap diterima" in text
    assert "Kembalikan" not in text  # nothing is offered to who may do nothing


def test_nobody_judges_what_they_brought(found: Team) -> None:
    proof = shown(found, 19, 1, accepted=False)
    for actor in (found.writer, found.secretary):
        client = enter(actor)
        assert "Terima bukti" not in client.get(PAGE).text
        assert client.post(proof_at(proof, "terima"), {"words": ""}).status_code == 403
    actions.seat(
        found.assessment, person=person_of(found.writer), seat="assessor", aspect=0,
        by=found.secretary, at=AT,
    )  # fmt: skip
    own = enter(found.writer)
    assert "Terima bukti" not in own.get(PAGE).text
    assert own.post(proof_at(proof, "terima"), {"words": ""}).status_code == 403
    assert "Terima bukti" in enter(found.assessor).get(PAGE).text
    proof.refresh_from_db()
    assert proof.status == ProofStatus.IN_REVIEW


def test_accepted_evidence_that_is_withdrawn_lowers_the_level_and_the_page_says_so(found: Team) -> None:
    given(found, {19: Decimal(2)})
    first = shown(found, 19, 1)
    shown(found, 19, 2)
    client = enter(found.writer)
    assert "kemudian ditarik" not in client.get(PAGE).text
    answer = client.post(proof_at(first, "tarik"), {"words": ""})
    assert (answer.status_code, "Tuliskan mengapa" in answer.text) == (422, True)
    text = client.post(proof_at(first, "tarik"), {"words": "SK sudah dicabut"}, follow=True).text
    assert "ditarik: “Bukti 19.1”. Karena itu tingkat menurut bukti turun dari 2 ke 1." in text
    assert "SK sudah dicabut" in text
    answer = client.post(proof_at(first, "tarik"), {"words": "Lagi"})
    assert (answer.status_code, "sudah ditarik" in answer.text) == (422, True)
    shown(found, 19, 1)  # another in its place
    assert "kemudian ditarik" not in client.get(PAGE).text
    assert enter(found.assessor).post(proof_at(first, "tarik"), {"words": "x"}).status_code == 403


def test_what_was_never_accepted_may_go_without_a_word_about_falling(found: Team) -> None:
    given(found, {19: Decimal(2)})
    shown(found, 19, 1)
    proof = shown(found, 19, 2, accepted=False)
    actions.withdraw(proof, words="Salah unggah", by=found.writer, at=AT)
    assert "kemudian ditarik" not in stranger().get(PAGE).text


# --- closed, and what it costs ---------------------------------------------------------------------------------------


def test_a_closed_assessment_is_only_read(found: Team) -> None:
    proof = shown(found, 19, 1, accepted=False)
    actions.close(found.assessment, by=found.secretary, at=AT)
    client = enter(found.secretary)
    text = client.get(PAGE).text
    assert "isinya hanya dapat dibaca" in text
    for word in ("Simpan tingkat", "Ajukan bukti", "Tarik bukti ini"):
        assert word not in text
    given_ = {
        f"{PAGE}nilai/": {"stage": "external", "level": "3"},
        f"{PAGE}bukti/": {"level": "2", "title": "SK", "link": "https://contoh.go.id/sk"},
        proof_at(proof, "tarik"): {"words": "x"},
    }
    for path, said in given_.items():
        answer = client.post(path, said)
        assert (answer.status_code, "sudah ditutup" in answer.text) == (403, True)


def test_thirty_pieces_of_evidence_cost_as_many_questions_as_one(
    found: Team, django_assert_max_num_queries: Any
) -> None:
    given(found, {19: Decimal(3)})
    for _ in range(10):
        for level in (1, 2, 3):
            shown(found, 19, level)
    client = enter(found.assessor)
    client.get(PAGE)
    with django_assert_max_num_queries(24):
        client.get(PAGE)
