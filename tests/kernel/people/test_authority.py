"""Who may do this, on this date, and in whose name: exactly one person, or a named reason."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from balairung.kernel.people.actions import appoint, record_absence
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.authority import (
    Authority,
    Matter,
    Way,
    answers,
    full_title,
    given_by,
    received_by,
)
from balairung.kernel.people.delegating import Given, Terms, delegate, record_basis, withdraw
from balairung.kernel.people.ladder import CommandLine
from balairung.kernel.people.models import Delegation, LegalBasis, Person, Post, Region
from balairung.kernel.people.offices import close_post
from tests import make
from tests.make import START

TODAY = START.date()
DAY = timedelta(days=1)
MANDATE, DELEGATION = Terms("mandate", TODAY), Terms("delegation", TODAY)
SIGNING, LETTER = Given("letter", "undangan"), Matter("letter", "undangan")
pytestmark = pytest.mark.django_db


class House:
    """The line of the tests: mayor – secretary – assistant – head of the agency – its secretary, and a district."""

    def __init__(self) -> None:
        make.regency()
        self.mayor, self.secretary = make.post("pimpinan", "regent"), make.post("setda", "secretary")
        self.assistant = Post.objects.get(title="Asisten Perekonomian dan Pembangunan")
        self.agency, self.deputy = make.post("pupr", "head"), make.post("pupr", "secretary_of_office")
        self.camat = make.post("kecamatan-357701", "head")
        self.basis = record_basis(
            kind="regent_decree", number="188/45/2026", dated=TODAY, about="Pelimpahan", by=SYSTEM, at=START
        )

    def give(self, giver: Post | None, receiver: Post, terms: Terms = MANDATE, *matters: Given) -> Delegation:
        return delegate(
            basis=self.basis, giver=giver, receivers=[receiver], matters=matters or [SIGNING], terms=terms,
            by=SYSTEM, at=START,
        )[0]  # fmt: skip

    def put(self, post: Post, name: str, **term: Any) -> Person:
        term.setdefault("since", TODAY - 30 * DAY)
        return appoint(person=make.person(name), post=post, by=SYSTEM, at=START, **term).person

    def away(self, who: Person) -> None:
        record_absence(person=who, since=TODAY, until=TODAY, by=SYSTEM, at=START)


@pytest.fixture
def house() -> House:
    return House()


# --- whose it is ---------------------------------------------------------------------------------------------------


def test_whoever_leads_an_office_has_what_it_does(house: House) -> None:
    siti = house.put(house.agency, "Siti")
    house.put(house.deputy, "Dewi")
    answer = Authority(START).who(house.agency, LETTER)
    assert (answer.person, answer.post, answer.under, answer.heading) == (
        siti,
        house.agency,
        None,
        ("Kepala Dinas PUPR",),
    )
    nobody = Authority(START).who(house.deputy, LETTER)
    assert (nobody.person, nobody.reason) == (None, "jabatan ini tidak memegang wewenang itu")
    assert Authority(START).who(house.deputy, Matter("attendance")).person is not None  # its own seat at a table


def test_what_a_rule_gives_to_a_post_only_that_post_has(house: House) -> None:
    house.put(house.agency, "Siti")
    camat, mayor = house.put(house.camat, "Agus"), house.put(house.mayor, "Maya")
    row = house.give(None, house.camat, Terms("attribution", TODAY))
    authority = Authority(START)
    assert authority.who(house.agency, LETTER).reason == "peraturan memberikan wewenang ini kepada Camat Kartoharjo"
    answer = authority.who(house.camat, LETTER)
    assert (answer.person, answer.steps[0].under, answer.under) == (camat, row, None)
    assert authority.who(house.mayor, LETTER).person == mayor
    assert authority.who(house.agency, Matter("letter", "lain")).person is not None
    assert authority.owns(house.camat, LETTER)
    assert not authority.owns(house.agency, LETTER)
    assert "memberikan wewenang ini kepada Camat Kartoharjo (atribusi)" in answer.sentences()[0]


def test_the_law_itself_is_in_the_register_of_a_new_regency(house: House) -> None:
    """ground/data/authority.yaml: what is strategic is the mayor's alone; the civil registry issues family cards."""
    house.put(house.agency, "Siti")
    mayor = house.put(house.mayor, "Maya")
    registry = make.post("dukcapil", "head")
    head = house.put(registry, "Umi")
    assert Authority(START).who(house.agency, Matter("letter", "kepegawaian")).person is None
    assert Authority(START).who(house.mayor, Matter("letter", "kepegawaian")).person == mayor
    assert Authority(START).who(registry, Matter("letter", "kartu-keluarga")).person == head
    assert Authority(START).who(house.agency, Matter("letter", "kartu-keluarga")).person is None
    assert {row.basis.kind for row in received_by(registry, START)} == {"law"}


def test_asked_from_below_the_way_begins_where_the_authority_is(house: House) -> None:
    agus = house.put(house.camat, "Agus")
    row = house.give(house.mayor, house.camat, MANDATE, Given("letter", "keputusan-kepala-daerah"))
    answer = Authority(START).who(house.camat, Matter("letter", "keputusan-kepala-daerah"))
    assert (answer.person, answer.principal, answer.under) == (agus, house.mayor, row)
    assert answer.heading == ("a.n. Wali Kota Madiun", "Camat Kartoharjo")


def test_a_closed_post_decides_nothing(house: House) -> None:
    close_post(house.deputy, by=SYSTEM, at=START)
    house.deputy.refresh_from_db()
    assert Authority(START).who(house.deputy, Matter("attendance")).reason == "jabatan ini sudah dihapus"


# --- mandate -------------------------------------------------------------------------------------------------------


def test_a_mandate_is_used_in_the_name_of_its_giver_who_may_still_do_it(house: House) -> None:
    maya, rini = house.put(house.mayor, "Maya"), house.put(house.secretary, "Rini")
    row = house.give(house.mayor, house.secretary)
    answer = Authority(START).who(house.mayor, LETTER)
    assert (answer.person, answer.principal, answer.under) == (rini, house.mayor, row)
    assert answer.heading == ("a.n. Wali Kota Madiun", "Sekretaris Daerah Kota Madiun")
    assert answer.attention == "Yth. Wali Kota Madiun u.p. Sekretaris Daerah Kota Madiun"
    own = Authority(START).may(maya.pk, house.mayor, LETTER)
    assert own is not None
    assert (own.heading, own.attention, own.under) == (("Wali Kota Madiun",), "Yth. Wali Kota Madiun", None)
    assert Authority(START).may(make.person().pk, house.mayor, LETTER) is None
    assert Authority(START).may(None, house.mayor, LETTER) is None


def test_a_mandate_handed_on_is_signed_u_b(house: House) -> None:
    maya, rini, wati = (
        house.put(house.mayor, "Maya"),
        house.put(house.secretary, "Rini"),
        house.put(house.assistant, "Wati"),
    )
    house.give(house.mayor, house.secretary, replace(MANDATE, may_pass_on=True))
    house.give(house.secretary, house.assistant)
    answer = Authority(START).who(house.mayor, LETTER)
    assert answer.person == wati
    assert answer.heading == (
        "a.n. Wali Kota Madiun", "Sekretaris Daerah Kota Madiun", "u.b.", "Asisten Perekonomian dan Pembangunan",
    )  # fmt: skip
    authority = Authority(START)
    for who in (maya, rini, wati):
        assert authority.may(who.pk, house.mayor, LETTER) is not None


def test_behind_a_mandate_that_nobody_can_use_stands_its_giver(house: House) -> None:
    maya, rini = house.put(house.mayor, "Maya"), house.put(house.secretary, "Rini")
    house.give(house.mayor, house.secretary)
    house.away(rini)
    answer = Authority(START).who(house.mayor, LETTER)
    assert (answer.person, answer.heading) == (maya, ("Wali Kota Madiun",))
    assert [(one.post, one.why) for one in answer.passed] == [(house.secretary, "sedang tidak bertugas")]
    assert any("Dilewati: Sekretaris Daerah" in sentence for sentence in answer.sentences())
    assert Authority(START).who(house.secretary, LETTER).person is None  # her own letters wait for her


def test_a_mandate_for_days_of_absence_waits_for_them(house: House) -> None:
    maya, rini = house.put(house.mayor, "Maya"), house.put(house.secretary, "Rini")
    row = house.give(house.mayor, house.secretary, replace(MANDATE, only_in_absence=True))
    assert Authority(START).who(house.mayor, LETTER).person == maya
    assert Authority(START).may(rini.pk, house.mayor, LETTER) is None
    house.away(maya)
    answer = Authority(START).who(house.mayor, LETTER)
    assert (answer.person, answer.under) == (rini, row)
    assert answer.heading == ("a.n. Wali Kota Madiun", "Sekretaris Daerah Kota Madiun")
    assert Authority(START).may(rini.pk, house.mayor, LETTER) is not None
    assert Authority(START + DAY).who(house.mayor, LETTER).person == maya


def test_nobody_anywhere_is_a_named_reason(house: House) -> None:
    house.give(house.mayor, house.secretary)
    answer = Authority(START).who(house.mayor, LETTER)
    assert (answer.person, answer.post, answer.reason) == (None, house.mayor, "jabatan kosong")
    assert answer.sentences()[-1] == (
        "Jadi pada Senin, 2 Maret 2026 tidak ada yang berwenang: Wali Kota Madiun – jabatan kosong."
    )


# --- delegation ----------------------------------------------------------------------------------------------------


def test_with_a_delegation_the_responsibility_moves(house: House) -> None:
    maya, agus = house.put(house.mayor, "Maya"), house.put(house.camat, "Agus")
    row = house.give(house.mayor, house.camat, DELEGATION)
    answer = Authority(START).who(house.mayor, LETTER)
    assert (answer.person, answer.principal, answer.heading) == (agus, house.camat, ("Camat Kartoharjo",))
    assert answer.steps[-1].way == Way.DELEGATION
    assert Authority(START).may(maya.pk, house.mayor, LETTER) is None
    house.away(agus)
    nobody = Authority(START).who(house.mayor, LETTER)
    assert (nobody.post, nobody.reason) == (house.camat, "sedang tidak bertugas")
    withdraw(row, from_day=TODAY, words="Camat cuti panjang", by=SYSTEM, at=START)
    assert Authority(START).who(house.mayor, LETTER).person == maya


def test_the_narrowest_row_counts(house: House) -> None:
    house.put(house.mayor, "Maya")
    agus, siti = house.put(house.camat, "Agus"), house.put(house.agency, "Siti")
    house.give(house.mayor, house.agency, DELEGATION, Given("service"))
    house.give(house.mayor, house.camat, DELEGATION, Given("service", "izin", Region.objects.get(code="35.77.01")))
    for region, who in (
        ("35.77.01.1001", agus),
        ("35.77.01", agus),
        ("35.77.02", siti),
        ("", siti),
        ("35.77.011", siti),
    ):
        assert Authority(START).who(house.mayor, Matter("service", "izin", region)).person == who, region
    assert Authority(START).who(house.mayor, Matter("service", "lain", "35.77.01")).person == siti


def test_limits_end_an_authority(house: House) -> None:
    maya, agus = house.put(house.mayor, "Maya"), house.put(house.camat, "Agus")
    house.give(house.mayor, house.camat, replace(DELEGATION, value_limit=50, scale_limit="small"))
    for value, scale, who in (
        (50, "small", agus), (1, "micro", agus), (51, "small", maya), (50, "medium", maya), (None, "small", maya),
        (50, "", maya),
    ):  # fmt: skip
        assert Authority(START).who(house.mayor, replace(LETTER, value=value, scale=scale)).person == who, (
            value,
            scale,
        )
    above = Authority(START).who(house.mayor, replace(LETTER, value=51, scale="small"))
    assert "di atas batas nilai" in above.passed[0].why


# --- who sits there ------------------------------------------------------------------------------------------------


def test_plt_and_plh_sign_as_such_and_decide_nothing_strategic(house: House) -> None:
    house.give(house.mayor, house.secretary)
    joko = house.put(house.mayor, "Joko", capacity="plt")
    assert Authority(START).who(house.mayor, LETTER).heading == ("Plt. Wali Kota Madiun",)
    strategic = Authority(START).who(house.mayor, Matter("letter", "kepegawaian"))
    assert (strategic.person, strategic.sitting.person) == (None, joko)
    assert "Plt. dan Plh. tidak memutuskan" in strategic.reason
    assert Authority(START).may(joko.pk, house.mayor, Matter("letter", "kepegawaian")) is None
    house.put(house.secretary, "Rini")
    answer = Authority(START).who(house.mayor, LETTER)
    assert answer.heading == ("a.n. Wali Kota Madiun", "Sekretaris Daerah Kota Madiun")


def test_a_plh_stands_in_the_post_itself_before_any_mandate_for_absence(house: House) -> None:
    maya, rini = house.put(house.mayor, "Maya"), house.put(house.secretary, "Rini")
    house.give(house.mayor, house.secretary, replace(MANDATE, only_in_absence=True))
    house.away(maya)
    budi = house.put(house.mayor, "Budi", capacity="plh", since=TODAY, until=TODAY)
    answer = Authority(START).who(house.mayor, LETTER)
    assert (answer.person, answer.heading) == (budi, ("Plh. Wali Kota Madiun",))
    assert [one.person for one in Authority(START).deputies(house.mayor, LETTER)] == [rini]


def test_several_seats_have_one_who_acts_and_all_may(house: House) -> None:
    auditors = make.post("inspektorat", "auditor")
    first, second = house.put(auditors, "Ana"), house.put(auditors, "Bima", since=TODAY - 9 * DAY)
    inspector = make.post("inspektorat", "head")
    house.put(inspector, "Inda")
    house.give(inspector, auditors)
    authority = Authority(START)
    assert authority.who(inspector, LETTER).person == first
    assert all(authority.may(who.pk, inspector, LETTER) for who in (first, second))
    assert authority.who(inspector, LETTER, without=[first.pk]).person == second


def test_whom_it_is_about_does_not_act_nor_anybody_in_their_name(house: House) -> None:
    maya, rini = house.put(house.mayor, "Maya"), house.put(house.secretary, "Rini")
    house.give(house.mayor, house.secretary)
    house.give(house.mayor, house.camat, replace(MANDATE, only_in_absence=True))
    house.put(house.camat, "Agus")
    answer = Authority(START).who(house.mayor, LETTER, without=[maya.pk])
    assert (answer.person, answer.reason) == (None, "yang bersangkutan dalam perkara ini")
    assert Authority(START).who(house.mayor, LETTER, without=[rini.pk]).person == maya


# --- rows that no action would write -------------------------------------------------------------------------------


def raw(house: House, giver: Post, receiver: Post, kind: str = "delegation", **more: Any) -> Delegation:
    more.setdefault("since", TODAY)
    return Delegation.objects.create(
        basis=house.basis, kind=kind, giver=giver, receiver=receiver, subject="letter", matter="undangan",
        recorded_at=START, **more,
    )  # fmt: skip


def test_a_circle_is_not_followed(house: House) -> None:
    house.put(house.camat, "Agus")
    raw(house, house.agency, house.camat, may_pass_on=True)
    raw(house, house.camat, house.agency, may_pass_on=True)
    answer = Authority(START).who(house.agency, LETTER)
    assert answer.person is not None
    assert "berputar kembali" in answer.passed[0].why


def test_what_was_given_without_leave_does_not_count(house: House) -> None:
    agus = house.put(house.camat, "Agus")
    siti = house.put(house.agency, "Siti")
    raw(house, house.agency, house.camat)
    raw(house, house.camat, house.deputy)
    answer = Authority(START).who(house.agency, LETTER)
    assert (answer.person, len(answer.steps)) == (agus, 2)
    assert Authority(START).may(siti.pk, house.agency, LETTER) is None
    stray = raw(house, house.deputy, house.secretary)
    assert Authority(START).who(house.secretary, LETTER).under is None  # it leads an office of its own
    stray.delete()


# --- lists ---------------------------------------------------------------------------------------------------------


def test_what_a_post_gave_and_was_given(house: House) -> None:
    row = house.give(house.mayor, house.secretary)
    assert list(given_by(house.mayor, START)) == list(received_by(house.secretary, START)) == [row]
    assert not given_by(house.mayor, START - DAY).exists()


def test_deputies_come_in_their_order_and_each_once(house: House) -> None:
    siti, dewi = house.put(house.agency, "Siti"), house.put(house.deputy, "Dewi")
    section = make.post("pupr", "section_head")
    tono, wati, rini = (
        house.put(section, "Tono"),
        house.put(house.assistant, "Wati"),
        house.put(house.secretary, "Rini"),
    )
    late = Given("escalation")
    house.give(house.agency, house.deputy, MANDATE, late)
    house.give(house.agency, section, replace(MANDATE, only_in_absence=True), late)
    found = Authority(START).deputies(house.agency)
    assert [one.person for one in found] == [tono, dewi, wati, rini]
    assert siti not in [one.person for one in found]
    house.away(tono)
    assert [one.person for one in Authority(START).deputies(house.agency)] == [dewi, wati, rini]


def test_titles_say_where_they_are(house: House) -> None:
    titles = {
        house.mayor: "Wali Kota Madiun", house.secretary: "Sekretaris Daerah Kota Madiun",
        house.camat: "Camat Kartoharjo", house.agency: "Kepala Dinas PUPR",
        make.post("pupr", "section_head"): "Kepala Bidang Pelayanan Dinas PUPR",
        house.assistant: "Asisten Perekonomian dan Pembangunan", house.deputy: "Sekretaris Dinas PUPR",
    }  # fmt: skip
    assert {post: full_title(post) for post in titles} == titles


def test_the_way_is_told_in_sentences(house: House) -> None:
    house.put(house.secretary, "Rini")
    house.give(house.mayor, house.secretary)
    first, second, last = Authority(START).who(house.mayor, LETTER).sentences()
    assert first == "Wali Kota Madiun memegang wewenang ini karena jabatannya."
    decree = "Keputusan kepala daerah nomor 188/45/2026 tanggal 2 Maret 2026"
    assert second == f"Wali Kota Madiun memandatkannya kepada Sekretaris Daerah Kota Madiun dengan {decree}."
    who = "Rini, Sekretaris Daerah Kota Madiun, atas nama Wali Kota Madiun"
    assert last == f"Jadi yang berwenang pada Senin, 2 Maret 2026: {who}."


# --- the line of command -------------------------------------------------------------------------------------------


def test_a_rung_is_acted_for_before_it_is_passed_by(house: House) -> None:
    siti, dewi = house.put(house.agency, "Siti"), house.put(house.deputy, "Dewi")
    row = house.give(house.agency, house.deputy, replace(MANDATE, only_in_absence=True), Given("escalation"))
    assert CommandLine(START).rung(house.agency).person == siti
    unreached = CommandLine(START, lambda people: {one.pk for one in people} - {siti.pk}).rung(house.agency)
    assert (unreached.post, unreached.person, unreached.under) == (house.agency, dewi, row)
    house.away(siti)
    assert CommandLine(START).rung(house.agency).person == dewi
    barred = CommandLine(START).rung(house.agency, [siti.pk])
    assert (barred.person, barred.empty) == (None, "yang bersangkutan dalam perkara ini")


def test_whoever_was_named_and_is_not_there_leaves_it_to_the_holder(house: House) -> None:
    siti = house.put(house.agency, "Siti")
    house.give(house.agency, house.deputy, DELEGATION, Given("escalation"))
    rung = CommandLine(START).rung(house.agency)
    assert (rung.person, rung.under) == (siti, None)


def test_whoever_can_be_reached_by_another_door_is_told(house: House) -> None:
    nobody = appoint(person=make.person("Nur", email=""), post=house.agency, since=TODAY, by=SYSTEM, at=START).person
    assert CommandLine(START).rung(house.agency).empty == "tidak ada kontak"
    assert CommandLine(START, lambda people: {one.pk for one in people}).rung(house.agency).person == nobody


# --- many at once --------------------------------------------------------------------------------------------------


def test_many_posts_are_asked_in_few_queries(house: House, django_assert_max_num_queries: Any) -> None:
    basis = LegalBasis.objects.get(pk=house.basis.pk)
    camats = list(Post.objects.filter(office__kind="kecamatan", role="head").select_related("office"))
    for camat in camats:
        house.put(camat, f"Camat {camat}")
    delegate(basis=basis, giver=house.mayor, receivers=camats, matters=[Given("service", "izin", own_region=True)],
             terms=MANDATE, by=SYSTEM, at=START)  # fmt: skip
    heads = list(Post.objects.filter(role="head").select_related("office"))
    with django_assert_max_num_queries(8):
        found = answers(heads, Matter("service", "izin", "35.77.02"), START)
    assert len(found) == len(heads) > 40
    authority = Authority(START)
    for post in heads:
        assert found[post.pk] == Authority(START).who(post, Matter("service", "izin", "35.77.02"))
    with django_assert_max_num_queries(8):
        authority.who(house.mayor, Matter("service", "izin", "35.77.02"))
