"""A card from draft to adoption: sent once, judged by others, proved step by step."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.inbox import every_overview, page_of
from balairung.kernel.people.actors import CITIZEN, Actor
from balairung.kernel.people.models import Region
from balairung.rooms.innovations import access, actions, adopting, awarding, recording
from balairung.rooms.innovations.models import CriterionMark, Exhibit, Innovation, Laurel, Review, Stage, Status
from balairung.rooms.innovations.rules import Found
from tests import make
from tests.kernel.files.samples import photo, upload
from tests.rooms.innovations import cards

pytestmark = pytest.mark.django_db


@pytest.fixture
def village() -> Any:
    make.regency()
    return cards.village("Maju")


def test_a_card_is_sent_once_and_judged_by_its_district(village: Any) -> None:
    camat = cards.district()
    card = cards.sent(village)
    assert (card.status, card.month, card.ref[0]) == (Status.SUBMITTED, date(2026, 3, 1), "F")
    recording.submit(card, by=village, at=make.START)  # a second press
    review = cards.review_of(card)
    assert review.obligation.owner_office == make.office(cards.DISTRICT)
    assert review.obligation.ref[0] == "V"
    with pytest.raises(NotAllowed):
        actions.approve(review, found=cards.found(), by=village, at=make.START)
    actions.approve(review, found=cards.found(4), text="Bagus.", by=camat, at=make.START)
    card.refresh_from_db()
    assert (card.status, card.score) == (Status.APPROVED, 80)
    assert CriterionMark.objects.filter(review=review, met=True).count() == 5
    assert Notice.objects.filter(subject__contains="disetujui").exists()


def test_reviewers_find_in_the_inbox_what_waits_for_them(village: Any) -> None:
    camat, agency = cards.district(), make.officer("bappeda", "head")
    card, idea = cards.sent(village), cards.live("Wati", judge=agency)["idea"]
    waiting = [card.name, "Wati rawat jalan", Innovation.objects.get(ref=idea[0]).name]
    assert [_waits(one) for one in (camat, agency)] == [waiting[:1], waiting[1:]]
    assert _waits(village) == []
    actions.send_back(cards.review_of(card), text="Tambah foto.", by=camat, at=make.START)
    assert _waits(camat) == []  # the village's turn
    recording.submit(Innovation.objects.get(pk=card.pk), by=village, at=make.START)
    actions.approve(cards.review_of(card), found=cards.found(), by=camat, at=make.START)
    cards.promoted(Innovation.objects.get(pk=card.pk), village, camat)
    assert _waits(camat) == []


def _waits(actor: Actor) -> list[str]:
    overview = every_overview(actor)["inovasi-dinilai"]
    return [str(one.subject).partition(": ")[2] for one in page_of(overview, actor, make.START)]


def test_two_approvals_at_once(village: Any) -> None:
    camat, card = cards.district(), cards.sent(village)
    first, second = cards.review_of(card), cards.review_of(card)
    actions.approve(first, found=cards.found(), by=camat, at=make.START)
    with pytest.raises((Stale, Refused)):
        actions.approve(second, found=cards.found(1), by=camat, at=make.START)
    assert Innovation.objects.get().score == 80
    assert CriterionMark.objects.count() == 5


@pytest.mark.parametrize("wrong", [Found(True, 6, "Ya."), Found(True, 0, "Ya."), Found(False, 3, "Belum."),
                                   Found(True, 3, " "), Found(False, 0, "Belum.")])  # fmt: skip
def test_a_score_out_of_range_or_without_a_sentence_is_refused(village: Any, wrong: Found) -> None:
    camat, card = cards.district(), cards.sent(village)
    with pytest.raises(Refused):
        actions.approve(cards.review_of(card), found=cards.found(3, novelty=wrong), by=camat, at=make.START)
    assert not CriterionMark.objects.exists()
    assert Innovation.objects.get().status == Status.SUBMITTED


def test_the_database_knows_the_range_too(village: Any) -> None:
    review = cards.review_of(cards.sent(village))
    with pytest.raises(IntegrityError), transaction.atomic():
        CriterionMark.objects.create(review=review, criterion="novelty", met=True, score=9, words="x")


def test_what_is_missing_is_said_and_the_draft_is_kept(village: Any) -> None:
    card = cards.draft(village, problem="", people=None)
    with pytest.raises(Refused, match=r"masalah.*jumlah penerima manfaat"):
        recording.submit(card, by=village, at=make.START)
    bare = recording.write(cards.told("Tanpa bukti"), office=cards.office_of(village), token="t" * 24, by=village,
                           at=make.START)  # fmt: skip
    with pytest.raises(Refused, match="bukti"):
        recording.submit(bare, by=village, at=make.START)
    assert set(Innovation.objects.values_list("status", flat=True)) == {Status.DRAFT}


def test_stages_follow_each_other_and_none_is_to_come(village: Any) -> None:
    wrong: list[dict[str, Any]] = [
        {"stage": "trial", "initiated_on": date(2026, 2, 1), "trialled_on": date(2026, 1, 1)},
        {"stage": "trial", "trialled_on": None},
        {"initiated_on": date(2027, 1, 1)},
    ]
    for place, said in enumerate(wrong):
        with pytest.raises(Refused):
            cards.sent(village, f"Salah tanggal {place}", **said)
    with pytest.raises(Refused):
        cards.draft(village, "Tahap lain", stage="finished")


def test_the_same_title_is_not_filed_twice(village: Any) -> None:
    cards.sent(village)
    twice = cards.draft(village, "BANK SAMPAH  di Posyandu!")
    with pytest.raises(Refused, match="sudah dikirim kantor Anda"):
        recording.submit(twice, different=True, by=village, at=make.START)
    near = cards.draft(village, "Bank sampah posyandu keliling")
    with pytest.raises(Refused, match="Mirip dengan"):
        recording.submit(near, by=village, at=make.START)
    assert [one.name for one in recording.resembling(near)] == ["Bank sampah di posyandu", "BANK SAMPAH di Posyandu!"]
    recording.submit(near, different=True, by=village, at=make.START)
    other = cards.village("Jaya", "35.77.01.1002")
    elsewhere = cards.draft(other, "Bank sampah di posyandu")  # the same elsewhere is said, and may be
    with pytest.raises(Refused, match="Mirip dengan"):
        recording.submit(elsewhere, by=other, at=make.START)
    recording.submit(elsewhere, different=True, by=other, at=make.START)


def test_one_token_makes_one_card_and_photographs_come_whole(village: Any) -> None:
    token, content = "kartu-dari-telepon-0001", photo()
    first = recording.keep_proof(upload(content, "a.jpg"), token=token, by=village, at=make.START)
    again = recording.keep_proof(upload(content, "a.jpg"), token=token, sha256=first.sha256, by=village, at=make.START)
    assert first.pk == again.pk
    with pytest.raises(Refused, match="utuh"):
        recording.keep_proof(
            upload(photo(size=(300, 200)), "b.jpg"), token=token, sha256="0" * 64, by=village, at=make.START
        )
    assert recording.missing_proofs(token, [first.sha256, "1" * 64], by=village) == ["1" * 64]
    office = cards.office_of(village)
    one = recording.write(cards.told(), office=office, token=token, by=village, at=make.START)
    two = recording.write(cards.told(people=130), office=office, token=token, by=village, at=make.START)
    assert (one.pk, two.people) == (two.pk, 130)  # a draft says what was said last
    recording.submit(two, by=village, at=make.START)
    three = recording.write(cards.told(people=1), office=office, token=token, by=village, at=make.START)
    assert (three.pk, three.people, Exhibit.objects.get().card) == (one.pk, 130, one)


def test_another_office_writes_nothing(village: Any) -> None:
    budi = make.officer("dinkes", "staff", "Budi")
    card = cards.draft(village)
    with pytest.raises(NotAllowed):
        recording.change(card, cards.told("Milik Budi"), by=budi, at=make.START)
    with pytest.raises(NotAllowed):
        recording.submit(card, by=budi, at=make.START)
    with pytest.raises(Innovation.DoesNotExist):
        access.get_card(budi, card.ref)
    with pytest.raises(NotAllowed):
        recording.write(cards.told(), office=cards.office_of(village), token="u" * 24, by=budi, at=make.START)


def test_sent_back_completed_and_approved(village: Any) -> None:
    camat, card = cards.district(), cards.sent(village)
    actions.send_back(cards.review_of(card), text="Tambahkan foto.", by=camat, at=make.START)
    card.refresh_from_db()
    assert card.status == Status.RETURNED
    with pytest.raises(Refused):
        actions.approve(cards.review_of(card), found=cards.found(), by=camat, at=make.START)
    recording.change(card, cards.told(people=200), by=village, at=make.START)
    recording.submit(card, by=village, at=make.START + timedelta(days=1))
    actions.approve(cards.review_of(card), found=cards.found(5), by=camat, at=make.START + timedelta(days=2))
    card.refresh_from_db()
    assert (card.status, card.score, card.people) == (Status.APPROVED, 100, 200)
    with pytest.raises(Refused):
        recording.change(card, cards.told("Lain"), by=village, at=make.START)


def test_a_stage_rises_only_with_accepted_proof(village: Any) -> None:
    camat = cards.district()
    card = cards.approved(village, camat)
    with pytest.raises(Refused, match="Lampirkan bukti"):
        actions.claim_stage(card, on=date(2026, 2, 1), proofs=0, by=village, at=make.START)
    actions.claim_stage(card, on=date(2026, 2, 1), proofs=1, by=village, at=make.START)
    card.refresh_from_db()
    assert card.stage == Stage.INITIATIVE
    with pytest.raises(Refused, match="masih diperiksa"):
        actions.claim_stage(card, on=date(2026, 2, 2), proofs=1, by=village, at=make.START)
    actions.decline(cards.review_of(card), text="Fotonya lain.", by=camat, at=make.START)
    card.refresh_from_db()
    assert (card.stage, card.status) == (Stage.INITIATIVE, Status.APPROVED)
    cards.promoted(card, village, camat)
    assert (card.stage, card.trialled_on) == (Stage.TRIAL, date(2026, 3, 1))


def test_adopted_with_credit_and_never_ones_own(village: Any) -> None:
    camat = cards.district()
    card = cards.approved(village, camat)
    other, third = cards.village("Jaya", "35.77.01.1002"), cards.village("Sari", "35.77.01.1003")
    with pytest.raises(Refused, match="kantor Anda sendiri"):
        adopting.adopt(card, office=cards.office_of(village), by=village, at=make.START)
    copy = adopting.adopt(card, office=cards.office_of(other), by=other, at=make.START)
    with pytest.raises(Refused, match="sudah meniru"):
        adopting.adopt(card, office=cards.office_of(other), by=other, at=make.START)
    recording.prove(copy, [cards.proof()], by=other, at=make.START)
    recording.change(copy, cards.told(card.name), by=other, at=make.START)
    recording.submit(copy, by=other, at=make.START)  # its origin is no rival
    assert Notice.objects.filter(subject__contains="ditiru").exists()
    actions.approve(cards.review_of(copy), found=cards.found(), by=camat, at=make.START)
    copy.refresh_from_db()
    learnt = adopting.adopt(copy, office=cards.office_of(third), by=third, at=make.START)
    assert learnt.origin == card  # where it began, not where it was learnt
    with pytest.raises(Refused, match="kantor Anda sendiri"):
        adopting.adopt(copy, office=cards.office_of(village), by=village, at=make.START)


def test_an_agency_is_never_its_own_judge(village: Any) -> None:
    for key, judge in (("bappeda", "bagian-organisasi"), ("pupr", "bappeda"), (cards.DISTRICT, "bappeda")):
        office = make.office(key)
        found = access.reviewer_of(office, office.region)
        assert found is not None
        assert found.key == judge


def test_a_citizen_proposes_and_is_not_named(village: Any) -> None:
    region = Region.objects.get(code="35.77.01.1001")
    said = recording.Told(name="Antar obat dengan ojek", problem="Puskesmas jauh.", what="Ojek desa bergiliran.")
    card = recording.propose(said, region=region, files=[], name="Bu Ani", contact="ani@contoh.id",
                             token="usul-warga-0001-x", by=CITIZEN, at=make.START)  # fmt: skip
    again = recording.propose(said, region=region, files=[], token="usul-warga-0001-x", by=CITIZEN, at=make.START)
    assert (card.pk, card.status, "Ani" in card.proposed_by) == (again.pk, Status.SUBMITTED, False)
    assert not Innovation.objects.published().exists()
    camat = cards.district()
    with pytest.raises(Refused):
        actions.send_back(cards.review_of(card), text="Lengkapi.", by=camat, at=make.START)
    actions.approve(cards.review_of(card), found=cards.found(2), by=camat, at=make.START)
    assert Notice.objects.filter(about_ref=card.ref, person=None).count() == 1
    assert access.get_public(card.ref).score == 40


def test_the_award_is_proposed_by_score_and_decided_once(village: Any) -> None:
    camat, regent = cards.district(), make.officer("pimpinan", "regent", "Ibu Bupati")
    low = cards.approved(village, camat, "Kelas malam", score=2)
    high = cards.approved(village, camat, "Air bersih dusun atas", score=5)
    assert [one.card for one in awarding.candidates("2026-03")] == [high, low]
    with pytest.raises(NotAllowed):
        awarding.decide(high, period="2026-03", why="Bagus.", by=camat, at=make.START)
    with pytest.raises(Refused):
        awarding.decide(high, period="2026-03", why=" ", by=regent, at=make.START)
    with pytest.raises(Refused):
        awarding.decide(high, period="2026-02", why="Bagus.", by=regent, at=make.START)
    made = awarding.decide(low, period="2026-03", why="Paling banyak ditunggu warga.", by=regent, at=make.START)
    assert made.place == 2
    with pytest.raises(Stale):
        awarding.decide(high, period="2026-03", why="Bagus.", by=regent, at=make.START)
    awarding.decide(high, period="2026", why="Bagus.", by=regent, at=make.START)
    assert Laurel.objects.count() == 2


def test_a_draft_goes_and_what_was_sent_stays(village: Any) -> None:
    recording.drop(cards.draft(village), by=village, at=make.START)
    assert not Innovation.objects.exists()
    with pytest.raises(Refused):
        recording.drop(cards.sent(village), by=village, at=make.START)
    assert Review.objects.count() == 1
