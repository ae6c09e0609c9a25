"""A pact is owed, signed by its own person, witnessed by the superior of today; the office has met it by that."""

from __future__ import annotations

from datetime import timedelta

import pytest

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.documents.models import Countersignature, Document
from balairung.kernel.documents.patience import WrongPassphrase
from balairung.kernel.documents.revoking import revoke
from balairung.kernel.documents.signing import sign
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.appointments import appoint
from balairung.kernel.people.models import Absence, Holding
from balairung.rooms.pacts import driving, goals, witnessing
from balairung.rooms.pacts.following import follow
from balairung.rooms.pacts.models import Pact
from balairung.rooms.pacts.signing import letter_for, sign_pact
from balairung.rooms.pacts.witnessing import record_outside
from tests import make
from tests.kernel.documents import letters
from tests.kernel.documents.papers import pages
from tests.make import START
from tests.rooms.pacts.hall import PASSPHRASE, SYSTEM, House, pact_of

pytestmark = pytest.mark.django_db
LATER = START + timedelta(hours=1)


@pytest.fixture
def house() -> House:
    return House()


def place_of(pact: Pact) -> Countersignature:
    assert pact.document
    return pact.document.countersignatures.get()


def owed_by(office: str) -> Obligation:
    return Obligation.objects.get(kind="pacts", owner_office__key=office)


# --- the drive ---------------------------------------------------------------------------------------------------


def test_a_drive_asks_everybody_once_and_each_office_once(house: House) -> None:
    drive = house.drive()
    assert Pact.objects.filter(drive=drive).count() == 5
    assert Obligation.objects.filter(kind="pacts").count() == 4  # two sit in public works
    assert house.drive() == drive
    assert Pact.objects.count() == 5
    assert Notice.objects.filter(subject__contains="Pakta integritas 2026").count() == 5
    with pytest.raises(Refused, match="nama itu"):
        house.drive(token="lain")
    with pytest.raises(NotAllowed):
        driving.begin(name="x", kind="integrity", year=2026, due_on=drive.due_on, token="y", by=house.staff, at=START)


def test_a_rule_narrows_whom_it_asks(house: House) -> None:
    drive = house.drive(roles=["head"], offices=["pupr"])
    assert [one.person_id for one in drive.pacts.all()] == [house.head.person_id]
    with pytest.raises(Refused, match="Tidak seorang pun"):
        house.drive(name="Lain", token="lain", roles=["adjutant"])


def test_a_person_with_two_posts_signs_once_and_both_are_named(house: House) -> None:
    person = letters.person_of(house.staff)
    appoint(person=person, post=make.post("pupr", "liaison"), since=START.date(), by=SYSTEM, at=START)
    pact = pact_of(house.drive(), house.staff)
    assert (len(pact.post_keys), pact.post.role) == (2, "staff")
    signed = sign_pact(pact, passphrase=PASSPHRASE, by=house.staff, at=START)
    assert signed.document
    words = pages(letters.bytes_of(signed.document))[0]
    assert "Penghubung" in words or "penghubung" in words


# --- signing and witnessing --------------------------------------------------------------------------------------


def test_a_pact_is_signed_and_witnessed_and_the_office_has_met_it(house: House) -> None:
    drive = house.drive()
    for actor, witness in ((house.staff, house.head), (house.head, house.secretary)):
        pact = sign_pact(pact_of(drive, actor), passphrase=PASSPHRASE, by=actor, at=START)
        assert (pact.step, pact.witness_id) == (Pact.Step.SIGNED, witness.person_id)
        assert follow(now=LATER) >= 0
        assert owed_by("pupr").is_open
        sign(place_of(pact), passphrase=PASSPHRASE, by=witness, at=START)
    assert pact_of(drive, house.head).step == Pact.Step.DONE
    follow(now=LATER)
    assert owed_by("pupr").state == "done"
    assert owed_by("setda").is_open


def test_the_seven_statements_stand_on_one_page(house: House) -> None:
    pact = sign_pact(pact_of(house.drive(), house.head), passphrase=PASSPHRASE, by=house.head, at=START)
    assert pact.document
    (page,) = pages(letters.bytes_of(pact.document))
    assert "7. siap menanggung akibatnya" in page
    assert "Menyaksikan," in page
    assert "Soeko Prasetyo" in page


def test_nobody_signs_for_another_nor_twice(house: House) -> None:
    pact = pact_of(house.drive(), house.head)
    with pytest.raises(NotAllowed, match="paktanya sendiri"):
        sign_pact(pact, passphrase=PASSPHRASE, by=house.secretary, at=START)
    with pytest.raises(WrongPassphrase):
        sign_pact(pact, passphrase="bukan sandi saya", by=house.head, at=START)
    sign_pact(pact, passphrase=PASSPHRASE, by=house.head, at=START)
    with pytest.raises(Stale, match="sudah menandatangani"):
        sign_pact(pact, passphrase=PASSPHRASE, by=house.head, at=START)
    assert Document.objects.filter(about_kind="pacts", state="signed").count() == 1


def test_without_a_certificate_a_sentence_says_where_to_make_one(house: House) -> None:
    dewi = make.officer("disdik", "head", "Dewi Lestari")
    pact = pact_of(house.drive(), dewi)
    with pytest.raises(Refused, match="belum mempunyai sertifikat"):
        sign_pact(pact, passphrase=PASSPHRASE, by=dewi, at=START)
    assert Pact.objects.get(pk=pact.pk).signed_at is None


def test_a_vacant_superior_is_passed_by_and_it_is_said_why(house: House) -> None:
    Absence.objects.create(person=letters.person_of(house.head), since=START.date(), until=START.date())
    pact = pact_of(house.drive(), house.staff)
    assert pact.witness_id == house.secretary.person_id
    assert any("sedang tidak bertugas" in line for line in pact.witness_why)


def test_the_regents_witness_comes_from_outside_and_is_written_down(house: House) -> None:
    drive = house.drive()
    pact = pact_of(drive, house.regent)
    assert pact.outside
    assert witnessing.outside_title() == "Gubernur Jawa Timur"
    with pytest.raises(Refused, match="belum ditandatangani"):
        record_outside(pact, name="Gubernur", note="Di kertas", files=[], by=house.inspector, at=START)
    pact = sign_pact(pact, passphrase=PASSPHRASE, by=house.regent, at=START)
    assert pact.step == Pact.Step.SIGNED
    with pytest.raises(NotAllowed):
        record_outside(pact, name="Saya", note="Sendiri", files=[], by=house.regent, at=START)
    done = record_outside(
        pact, name="Gubernur Jawa Timur", note="Di kertas, 4 Maret 2026", files=[make.photo()], by=house.inspector,
        at=START,
    )  # fmt: skip
    assert done.step == Pact.Step.DONE


# --- what changes meanwhile --------------------------------------------------------------------------------------


def test_a_new_holder_owes_one_from_that_day(house: House) -> None:
    drive = house.drive()
    dewi = make.officer("disdik", "head", "Dewi Lestari")
    follow(now=LATER)
    assert pact_of(drive, dewi).owed_since == LATER
    assert owed_by("disdik").is_open


def test_an_office_that_had_met_it_owes_again_after_an_appointment(house: House) -> None:
    drive = house.drive(roles=["head"], offices=["pupr"])
    pact = sign_pact(pact_of(drive, house.head), passphrase=PASSPHRASE, by=house.head, at=START)
    sign(place_of(pact), passphrase=PASSPHRASE, by=house.secretary, at=START)
    follow(now=LATER)
    assert owed_by("pupr").state == "done"
    Holding.objects.filter(person=house.head.person_id).update(until=START.date() - timedelta(days=1))
    joko = make.person("Joko Susilo")
    appoint(person=joko, post=make.post("pupr", "head"), since=START.date(), by=SYSTEM, at=START)
    follow(now=LATER + timedelta(hours=1))
    assert drive.pacts.current().get(person=joko).obligation != pact.obligation
    assert Obligation.objects.filter(kind="pacts", closed_at=None).count() == 1
    assert Pact.objects.get(pk=pact.pk).ended_at


def test_a_new_post_is_another_promise_and_the_letter_is_made_anew(house: House) -> None:
    drive = house.drive()
    pact = pact_of(drive, house.head)
    letter = letter_for(pact.pk, by=house.head, at=START)
    Holding.objects.filter(person=house.head.person_id).update(until=START.date() - timedelta(days=1))
    person = letters.person_of(house.head)
    appoint(person=person, post=make.post("disdik", "head"), since=START.date(), by=SYSTEM, at=START)
    with pytest.raises(Stale, match="berubah"):
        sign_pact(pact, passphrase=PASSPHRASE, by=house.head, at=START)
    follow(now=LATER)
    letter.refresh_from_db()
    fresh = pact_of(drive, house.head)
    assert (letter.state, fresh.post.office.key) == ("void", "disdik")
    assert sign_pact(fresh, passphrase=PASSPHRASE, by=house.head, at=LATER).signed_at


def test_a_changed_witness_before_signing_makes_the_letter_anew(house: House) -> None:
    pact = pact_of(house.drive(), house.staff)
    first = letter_for(pact.pk, by=house.staff, at=START)
    assert letter_for(pact.pk, by=house.staff, at=START) == first
    Absence.objects.create(person=letters.person_of(house.head), since=START.date(), until=START.date())
    second = letter_for(pact.pk, by=house.staff, at=START)
    first.refresh_from_db()
    assert (first.state, second.countersignatures.get().person_id) == ("void", house.secretary.person_id)


def test_a_witness_who_left_before_signing_has_it_signed_anew(house: House) -> None:
    drive = house.drive()
    signed = sign_pact(pact_of(drive, house.staff), passphrase=PASSPHRASE, by=house.staff, at=START)
    Holding.objects.filter(person=house.head.person_id).update(until=START.date() - timedelta(days=1))
    follow(now=LATER)
    assert signed.document
    signed.document.refresh_from_db()
    again = pact_of(drive, house.staff)
    assert (signed.document.revocation, again.signed_at) == ("Saksi berganti sebelum menandatangani.", None)
    assert Notice.objects.filter(subject__startswith="Perlu ditandatangani lagi").count() == 1
    again = sign_pact(again, passphrase=PASSPHRASE, by=house.staff, at=LATER)
    assert again.witness_id == house.secretary.person_id


def test_a_revoked_pact_is_owed_again(house: House) -> None:
    drive = house.drive()
    pact = sign_pact(pact_of(drive, house.staff), passphrase=PASSPHRASE, by=house.staff, at=START)
    assert pact.document
    revoke(pact.document, reason="Keliru", by=SYSTEM, at=START)
    assert pact_of(drive, house.staff).step == Pact.Step.OWED


def test_when_a_drive_ends_nothing_is_owed_any_more(house: House) -> None:
    drive = house.drive()
    letter = letter_for(pact_of(drive, house.head).pk, by=house.head, at=START)
    with pytest.raises(NotAllowed):
        driving.end(drive, text="Cukup", by=house.staff, at=START)
    driving.end(drive, text="Cukup", by=house.inspector, at=START)
    letter.refresh_from_db()
    assert letter.state == "void"
    assert not Obligation.objects.filter(kind="pacts", closed_at=None).exists()
    with pytest.raises(Stale, match="diakhiri"):
        sign_pact(pact_of(drive, house.head), passphrase=PASSPHRASE, by=house.head, at=START)
    with pytest.raises(Stale):
        driving.end(drive, text="Lagi", by=house.inspector, at=START)


def test_a_yearly_drive_begins_again_with_the_year(house: House) -> None:
    house.drive(yearly=True)
    new_year = make.moment("2027-01-04 08:00")
    follow(now=new_year)
    follow(now=new_year)
    names = list(Pact.objects.values_list("drive__name", flat=True).distinct().order_by("drive__name"))
    assert names == ["Pakta integritas 2026", "Pakta integritas 2027"]


# --- performance -------------------------------------------------------------------------------------------------


def test_an_agreement_on_performance_holds_goals_and_money(house: House) -> None:
    drive = house.drive(kind="performance", name="Perjanjian kinerja 2026", roles=["head"])
    pact = pact_of(drive, house.head)
    with pytest.raises(Refused, match="sasaran"):
        sign_pact(pact, passphrase=PASSPHRASE, by=house.head, at=START)
    with pytest.raises(Refused, match="indikator dan target"):
        goals.write_goals(pact, goals=[("Jalan mantap", "", "90%")], budgets=[], by=house.head, at=START)
    lines = [("Jalan kota mantap", "Persentase jalan mantap", "92 persen"), ("", "", "")]
    goals.write_goals(pact, goals=lines, budgets=[("Penyelenggaraan jalan", 12_500_000_000)], by=house.head, at=START)
    pact = sign_pact(pact, passphrase=PASSPHRASE, by=house.head, at=START)
    assert pact.document
    words = " ".join(pages(letters.bytes_of(pact.document)))
    for said in ("Pihak kedua", "Persentase jalan mantap", "92 persen", "Rp12.500.000.000", "Jumlah"):
        assert said in words
    with pytest.raises(NotAllowed):
        goals.write_goals(pact, goals=lines, budgets=[], by=house.head, at=START)
