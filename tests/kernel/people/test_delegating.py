"""The register of authority: what may be recorded, what is refused and in which words, what is taken back."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.people.actions import appoint, record_absence
from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.kernel.people.authority import Authority, Matter
from balairung.kernel.people.delegating import Given, Terms, answer_assignment, delegate, record_basis, withdraw
from balairung.kernel.people.lawful import Unlawful
from balairung.kernel.people.models import Change, Delegation, LegalBasis, Office, Post, Region
from balairung.kernel.people.offices import add_office, add_post, close_office, close_post
from tests import make
from tests.make import START

TODAY = START.date()
DAY = timedelta(days=1)
DISTRICT = "35.77.01"
MANDATE = Terms("mandate", TODAY)
DELEGATION = Terms("delegation", TODAY)
ASSIGNMENT = Terms("assignment", TODAY, cost=12_000_000, fund="ADD 2026")
SIGNING = Given("letter", "undangan")
pytestmark = pytest.mark.django_db


@dataclass
class House:
    """The posts of the tests: the mayor, the secretary, two agencies, a district, its office's secretary, a village."""

    mayor: Post
    secretary: Post
    agency: Post
    other: Post
    deputy: Post  # secretary of the agency
    camat: Post
    village: Post
    basis: LegalBasis

    def give(self, giver: Post | None, *receivers: Post, by: Actor = SYSTEM, **more: Any) -> list[Delegation]:
        more.setdefault("matters", [SIGNING])
        more.setdefault("terms", DELEGATION)
        more.setdefault("basis", self.basis)
        return delegate(giver=giver, receivers=receivers, by=by, at=START, **more)


def basis(number: str = "188/45/2026", kind: str = "regent_decree", dated: date = TODAY) -> LegalBasis:
    about = "Pelimpahan Sebagian Kewenangan"
    return record_basis(kind=kind, number=number, dated=dated, about=about, by=SYSTEM, at=START)


def village() -> Post:
    office = add_office(
        key="desa-uji", name="Desa Uji", kind=Office.Kind.VILLAGE, region=Region.objects.get(code=f"{DISTRICT}.1001"),
        parent=make.office("kecamatan-357701"), by=SYSTEM, at=START,
    )  # fmt: skip
    return add_post(
        office=office, title="Kepala Desa Uji", role="head", superior=make.post("kecamatan-357701", "head"),
        by=SYSTEM, at=START,
    )  # fmt: skip


@pytest.fixture
def house() -> House:
    make.regency()
    return House(
        make.post("pimpinan", "regent"), make.post("setda", "secretary"), make.post("pupr", "head"),
        make.post("dlh", "head"), make.post("pupr", "secretary_of_office"), make.post("kecamatan-357701", "head"),
        village(), basis(),
    )  # fmt: skip


# --- the decree ----------------------------------------------------------------------------------------------------


def test_a_decree_is_written_down_once(house: House) -> None:
    assert basis() == house.basis
    with pytest.raises(Refused, match="Keputusan kepala daerah 188/45/2026 sudah dicatat, tentang Pelimpahan"):
        record_basis(kind="regent_decree", number="188/45/2026", dated=TODAY, about="Lain", by=SYSTEM, at=START)
    with pytest.raises(Refused, match="Isi bentuk, nomor"):
        record_basis(kind="regent_decree", number=" ", dated=TODAY, about="Lain", by=SYSTEM, at=START)
    receptionist = make.officer("pupr", "receptionist")
    with pytest.raises(NotAllowed):
        record_basis(kind="order", number="1", dated=TODAY, about="Lain", by=receptionist, at=START)


def test_many_matters_go_to_many_receivers_under_one_decree(house: House) -> None:
    camats = list(Post.objects.filter(office__kind="kecamatan", role="head"))
    matters = [Given("service", f"izin-{number}", own_region=True) for number in range(4)]
    rows = house.give(house.mayor, *camats, *camats, matters=[*matters, matters[0]])
    assert len(rows) == Delegation.objects.filter(basis=house.basis).count() == 3 * 4
    assert {row.region_id for row in rows if row.receiver_id == house.camat.pk} == {DISTRICT}
    line = Change.objects.get(verb="delegate")
    assert line.post == house.mayor
    assert "12 baris" in line.note


def test_the_whole_decree_or_nothing_and_each_fault_names_its_row(house: House) -> None:
    with pytest.raises(Unlawful) as refused:
        house.give(house.mayor, house.camat, house.village, house.mayor)
    assert len(refused.value.faults) == 2
    assert "Kepala Desa Uji, penandatanganan surat (undangan): desa bukan bawahan" in str(refused.value)
    assert "Wali Kota Madiun, penandatanganan surat (undangan): pemberi dan penerima" in str(refused.value)
    assert not Delegation.objects.filter(basis=house.basis).exists()
    with pytest.raises(Unlawful, match="Masih ada 2 baris lagi"):
        house.give(house.mayor, house.village, matters=[Given("letter", f"surat-{number}") for number in range(12)])


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        (replace(DELEGATION, until=TODAY - DAY), "Hari terakhir tidak boleh sebelum hari pertama"),
        (replace(DELEGATION, kind="hadiah"), "Pilih jenis pelimpahan"),
        (replace(DELEGATION, reporting="daily"), "Pilih jenis pelimpahan"),
        (replace(DELEGATION, kind="attribution"), "Atribusi diberikan oleh peraturan"),
        (replace(DELEGATION, only_in_absence=True), "hanya untuk mandat"),
        (replace(ASSIGNMENT, may_pass_on=True), "tidak dapat dilimpahkan lagi"),
        (replace(DELEGATION, value_limit=0), "Periksa batas nilai"),
        (replace(DELEGATION, scale_limit="besar"), "Periksa batas nilai"),
        (replace(DELEGATION, cost=5), "hanya ditulis untuk penugasan"),
        (replace(ASSIGNMENT, cost=None), "Tulis biaya setahun"),
        (replace(ASSIGNMENT, cost=-1), "Tulis biaya setahun"),
        (replace(ASSIGNMENT, fund=""), "Tulis sumber dana"),
    ],
)
def test_terms_that_no_decree_may_have(house: House, terms: Terms, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        house.give(house.mayor, house.camat, terms=terms)
    assert not Delegation.objects.filter(basis=house.basis).exists()


def test_somebody_and_something_must_be_named(house: House) -> None:
    with pytest.raises(Refused, match="sedikitnya satu penerima"):
        house.give(house.mayor)
    with pytest.raises(Refused, match="sedikitnya satu penerima"):
        house.give(house.mayor, house.camat, matters=[])
    with pytest.raises(Refused, match="Paling banyak 5000 baris"):
        house.give(house.mayor, house.camat, matters=[Given("letter", f"s{number}") for number in range(5001)])
    with pytest.raises(Refused, match="tidak punya wilayah"):
        house.give(house.mayor, house.agency, matters=[Given("letter", own_region=True)])
    with pytest.raises(Refused, match="hal ini tidak dikenal"):
        house.give(house.mayor, house.camat, matters=[Given("sihir")])
    with pytest.raises(Refused, match="hal ini tidak dikenal"):
        house.give(house.mayor, house.camat, matters=[Given("letter", "Surat Undangan!")])


# --- who may record ------------------------------------------------------------------------------------------------


def test_the_secretary_records_everything_and_a_giver_what_is_its_own(house: House) -> None:
    kadis, budi = make.officer("pupr", "head"), make.officer("dlh", "head")
    secretary = make.officer("setda", "secretary")
    with pytest.raises(NotAllowed):
        house.give(house.agency, house.deputy, by=budi)
    row = house.give(house.agency, house.deputy, by=kadis, terms=MANDATE)[0]
    assert row.recorded_by_id == kadis.person_id
    with pytest.raises(NotAllowed):
        withdraw(row, from_day=TODAY, words="Tidak perlu lagi", by=budi, at=START)
    withdraw(row, from_day=TODAY, words="Tidak perlu lagi", by=secretary, at=START)
    with pytest.raises(NotAllowed):
        house.give(None, house.agency, by=kadis, terms=Terms("attribution", TODAY))
    house.give(None, house.agency, by=secretary, terms=Terms("attribution", TODAY))


# --- who may give what to whom -------------------------------------------------------------------------------------


def test_a_mandate_goes_down_and_attendance_sideways_too(house: House) -> None:
    with pytest.raises(Refused, match="Kepala Dinas Lingkungan Hidup bukan bawahan Kepala Dinas PUPR"):
        house.give(house.agency, house.other, terms=MANDATE)
    with pytest.raises(Refused, match="bukan bawahan"):
        house.give(house.agency, house.secretary, terms=MANDATE)
    house.give(house.agency, house.other, terms=MANDATE, matters=[Given("attendance")])
    with pytest.raises(Refused, match="bawahan atau yang setingkat"):
        house.give(house.agency, house.camat, terms=MANDATE, matters=[Given("attendance", "upacara")])
    house.give(house.mayor, house.camat, terms=MANDATE, matters=[Given("attendance")])  # three rungs below


def test_a_village_is_assigned_with_its_cost_and_nobody_else_is(house: House) -> None:
    for terms in (MANDATE, DELEGATION):
        with pytest.raises(Refused, match="Pakai penugasan"):
            house.give(house.camat, house.village, terms=terms)
    with pytest.raises(Refused, match="penugasan hanya untuk kepala desa"):
        house.give(house.mayor, house.camat, terms=ASSIGNMENT)
    row = house.give(house.camat, house.village, terms=ASSIGNMENT)[0]
    assert row.standing(START) == "in_force"
    with pytest.raises(Refused, match="desa hanya memberi"):
        house.give(house.village, house.camat, terms=DELEGATION, matters=[Given("letter", "pengantar")])
    clerk = add_post(office=house.village.office, title="Sekretaris Desa", role="secretary_of_office",
                     superior=house.village, by=SYSTEM, at=START)  # fmt: skip
    house.give(house.village, clerk, terms=MANDATE, matters=[Given("letter", "pengantar")])


def test_closed_posts_neither_give_nor_receive(house: House) -> None:
    close_post(house.deputy, by=SYSTEM, at=START)
    with pytest.raises(Refused, match="jabatan penerima sudah dihapus"):
        house.give(house.agency, house.deputy)
    desk = add_office(key="uji", name="Dinas Uji", kind="dinas", by=SYSTEM, at=START)
    head = add_post(office=desk, title="Kepala Dinas Uji", role="head", by=SYSTEM, at=START)
    close_office(desk, by=SYSTEM, at=START)
    with pytest.raises(Refused, match="Jabatan Kepala Dinas Uji sudah dihapus"):
        house.give(head, house.camat)


def test_what_is_strategic_is_never_mandated(house: House) -> None:
    with pytest.raises(Refused, match="tidak dapat dimandatkan"):
        house.give(house.mayor, house.secretary, terms=MANDATE, matters=[Given("letter", "kepegawaian")])
    house.give(house.mayor, house.secretary, matters=[Given("letter", "kepegawaian")])


def test_whoever_acts_gives_nothing_on(house: House) -> None:
    appoint(person=make.person("Joko"), post=house.agency, since=TODAY - DAY, capacity="plt", by=SYSTEM, at=START)
    own = basis("800/7/2026", "office_decree")
    with pytest.raises(Refused, match="Kepala Dinas PUPR dijabat Plt"):
        house.give(house.agency, house.deputy, terms=MANDATE, basis=own)
    house.give(house.agency, house.deputy, terms=MANDATE)  # the mayor's own decree says so
    before = basis("800/6/2026", "office_decree", TODAY - 9 * DAY)  # nobody is recorded for that day
    house.give(house.agency, house.deputy, terms=MANDATE, basis=before, matters=[Given("letter", "lain")])


# --- overlaps and circles ------------------------------------------------------------------------------------------


def test_the_same_matter_is_given_once_at_a_time(house: House) -> None:
    house.give(house.mayor, house.camat, terms=replace(DELEGATION, until=TODAY + 9 * DAY))
    with pytest.raises(Refused, match=r"sudah diberikan kepada Camat Kartoharjo dari Senin, 2 Maret 2026 sampai"):
        house.give(house.mayor, house.agency, terms=replace(DELEGATION, since=TODAY + 9 * DAY))
    house.give(house.mayor, house.agency, terms=replace(DELEGATION, since=TODAY + 10 * DAY))
    house.give(house.mayor, house.agency, matters=[replace(SIGNING, region=Region.objects.get(code=DISTRICT))])
    house.give(house.mayor, house.agency, matters=[Given("letter")])  # all other letters
    with pytest.raises(Refused, match="hal yang sama"):
        house.give(house.mayor, house.camat, house.agency, matters=[Given("letter", "baru")])  # both at once
    with pytest.raises(Refused, match="hal yang sama"):
        house.give(house.mayor, house.camat)


def test_after_a_withdrawal_the_matter_is_free_from_that_day(house: House) -> None:
    row = house.give(house.mayor, house.camat)[0]
    withdraw(row, from_day=TODAY + 5 * DAY, words="Diganti", by=SYSTEM, at=START)
    with pytest.raises(Refused, match="hal yang sama"):
        house.give(house.mayor, house.agency, terms=replace(DELEGATION, since=TODAY + 4 * DAY))
    house.give(house.mayor, house.agency, terms=replace(DELEGATION, since=TODAY + 5 * DAY))


def test_beside_a_standing_mandate_another_may_hold_for_days_of_absence(house: House) -> None:
    house.give(house.mayor, house.secretary, terms=MANDATE)
    house.give(house.mayor, house.agency, terms=replace(MANDATE, only_in_absence=True))
    with pytest.raises(Refused, match="hal yang sama"):
        house.give(house.mayor, house.camat, terms=replace(MANDATE, only_in_absence=True))


def test_a_circle_is_named(house: House) -> None:
    first = replace(DELEGATION, may_pass_on=True)
    house.give(house.agency, house.other, terms=first)
    house.give(house.other, house.camat, terms=first)
    with pytest.raises(Refused) as refused:
        house.give(house.camat, house.agency)
    chain = "Camat Kartoharjo → Kepala Dinas PUPR → Kepala Dinas Lingkungan Hidup → Camat Kartoharjo"
    assert chain in str(refused.value)
    house.give(house.camat, house.agency, matters=[Given("letter", "lain")])  # another letter is no circle
    with pytest.raises(Refused, match="berputar"):
        house.give(house.camat, house.agency, matters=[Given("letter")])  # all of them is


# --- nobody gives what they do not have ----------------------------------------------------------------------------


def test_a_giver_has_it_by_the_office_that_it_leads(house: House) -> None:
    house.give(house.agency, house.camat)
    with pytest.raises(Refused, match="Sekretaris Dinas PUPR tidak memegang wewenang ini"):
        house.give(house.deputy, house.camat)
    house.give(house.deputy, make.post("pupr", "section_head"), terms=MANDATE, matters=[Given("attendance")])


def test_what_a_rule_gives_to_one_post_is_no_other_posts(house: House) -> None:
    house.give(None, house.other, terms=Terms("attribution", TODAY - DAY))
    with pytest.raises(Refused, match="Kepala Dinas PUPR tidak memegang"):
        house.give(house.agency, house.camat)
    house.give(house.other, house.camat)
    house.give(house.mayor, house.agency)  # the mayor has everything
    with pytest.raises(Refused, match="hal yang sama sudah diberikan kepada Kepala Dinas Lingkungan Hidup"):
        house.give(None, house.other, terms=Terms("attribution", TODAY))


def test_a_receiver_hands_on_only_with_leave_and_only_as_long(house: House) -> None:
    house.give(house.mayor, house.deputy, terms=replace(DELEGATION, until=TODAY + 9 * DAY))
    with pytest.raises(Refused, match="atau tidak boleh melimpahkannya lagi"):
        house.give(house.deputy, house.camat, terms=replace(DELEGATION, until=TODAY))
    leave = replace(DELEGATION, may_pass_on=True, until=TODAY + 9 * DAY)
    house.give(house.mayor, house.deputy, terms=leave, matters=[Given("letter", "lain")])
    with pytest.raises(Refused, match="hanya dari Senin, 2 Maret 2026 sampai Rabu, 11 Maret 2026"):
        house.give(house.deputy, house.camat, matters=[Given("letter", "lain")])
    house.give(house.deputy, house.camat, terms=replace(DELEGATION, until=TODAY + 9 * DAY),
               matters=[Given("letter", "lain")])  # fmt: skip


def test_two_terms_on_end_are_one(house: House) -> None:
    leave = replace(DELEGATION, may_pass_on=True)
    house.give(house.mayor, house.deputy, terms=replace(leave, until=TODAY + 4 * DAY))
    house.give(house.mayor, house.deputy, terms=replace(leave, since=TODAY + 5 * DAY, until=TODAY + 9 * DAY))
    house.give(house.deputy, house.camat, terms=replace(DELEGATION, until=TODAY + 9 * DAY))


def test_limits_only_become_narrower(house: House) -> None:
    house.give(
        house.mayor, house.deputy, terms=replace(DELEGATION, may_pass_on=True, value_limit=50, scale_limit="small")
    )
    for wider in (DELEGATION, replace(DELEGATION, value_limit=51, scale_limit="small"),
                  replace(DELEGATION, value_limit=50, scale_limit="medium")):  # fmt: skip
        with pytest.raises(Refused, match="melebihi batas yang ada pada Sekretaris Dinas PUPR"):
            house.give(house.deputy, house.camat, terms=wider)
    house.give(house.deputy, house.camat, terms=replace(DELEGATION, value_limit=50, scale_limit="micro"))


def test_a_mandate_is_handed_on_once_and_as_a_mandate(house: House) -> None:
    section, staff = make.post("pupr", "section_head"), make.post("pupr", "staff")
    leave = replace(MANDATE, may_pass_on=True)
    house.give(house.agency, house.deputy, terms=leave)
    with pytest.raises(Refused, match="tidak boleh melimpahkannya lagi"):
        house.give(house.deputy, house.camat)
    Post.objects.filter(pk=section.pk).update(superior=house.deputy)
    house.give(house.deputy, section, terms=leave)
    with pytest.raises(Refused, match="tidak boleh melimpahkannya lagi"):
        house.give(section, staff, terms=MANDATE)


# --- the past and the future ---------------------------------------------------------------------------------------


def test_terms_that_are_over_or_have_not_begun_say_what_they_are(house: House) -> None:
    old = house.give(house.mayor, house.camat, terms=replace(DELEGATION, since=TODAY - 9 * DAY, until=TODAY - DAY))[0]
    new = house.give(house.mayor, house.camat, terms=replace(DELEGATION, since=TODAY + DAY))[0]
    assert (old.standing(START), new.standing(START)) == ("expired", "future")
    matter = Matter("letter", "undangan")
    assert Authority(START).who(house.mayor, matter).post == house.mayor
    assert Authority(START - 2 * DAY).who(house.mayor, matter).post == house.camat
    assert Authority(START + DAY).who(house.mayor, matter).post == house.camat


# --- taken back ----------------------------------------------------------------------------------------------------


def test_withdrawn_means_from_that_day_and_the_row_stays(house: House) -> None:
    row = house.give(house.mayor, house.camat, terms=replace(DELEGATION, until=TODAY + 30 * DAY))[0]
    for day, words, sentence in (
        (TODAY, "  ", "Tulis alasan"),
        (TODAY - DAY, "Diganti", "tidak boleh sebelum hari pertama"),
        (TODAY + 31 * DAY, "Diganti", "sudah berakhir pada"),
    ):
        with pytest.raises(Refused, match=sentence):
            withdraw(row, from_day=day, words=words, by=SYSTEM, at=START)
    row = withdraw(row, from_day=TODAY + 2 * DAY, words="Diganti  keputusan baru", by=SYSTEM, at=START)
    assert row.withdrawal == "Diganti keputusan baru"
    assert row.standing(START + DAY) == "in_force"
    assert row.standing(START + 2 * DAY) == "withdrawn"
    with pytest.raises(Refused, match="sudah dicabut mulai Rabu, 4 Maret 2026"):
        withdraw(row, from_day=TODAY + 3 * DAY, words="Lagi", by=SYSTEM, at=START)
    assert Change.objects.filter(verb="withdraw_delegation", post=house.camat).count() == 1


# --- what a village says -------------------------------------------------------------------------------------------


def test_a_village_refuses_only_what_brings_no_money(house: House) -> None:
    kades = actor_of(
        appoint(person=make.person("Wiji"), post=house.village, since=TODAY, by=SYSTEM, at=START).person, START
    )
    camat = make.officer("kecamatan-357701", "head")
    paid, unpaid = (
        house.give(house.camat, house.village, terms=replace(ASSIGNMENT, cost=cost), matters=[Given("service", key)])[0]
        for cost, key in ((5, "dibiayai"), (0, "tanpa-biaya"))
    )
    assert (paid.standing(START), unpaid.standing(START)) == ("in_force", "unanswered")
    for by in (camat, SYSTEM):
        with pytest.raises(NotAllowed, match="Hanya kepala desa"):
            answer_assignment(unpaid, accepted=True, by=by, at=START)
    with pytest.raises(Refused, match="disertai biaya"):
        answer_assignment(paid, accepted=False, words="Berat", by=kades, at=START)
    with pytest.raises(Refused, match="Tulis alasan penolakan"):
        answer_assignment(unpaid, accepted=False, by=kades, at=START)
    refused = answer_assignment(unpaid, accepted=False, words="Tidak ada dana", by=kades, at=START)
    assert refused.standing(START) == "refused"
    with pytest.raises(Refused, match="sudah dijawab: ditolak desa"):
        answer_assignment(unpaid, accepted=True, by=kades, at=START)
    assert answer_assignment(paid, accepted=True, by=kades, at=START).answer == "accepted"
    again = house.give(
        house.camat, house.village, terms=replace(ASSIGNMENT, cost=0), matters=[Given("service", "tanpa-biaya")]
    )
    withdraw(again[0], from_day=TODAY, words="Salah", by=SYSTEM, at=START)
    with pytest.raises(Refused, match="tidak berlaku lagi"):
        answer_assignment(again[0], accepted=True, by=kades, at=START)


def test_recording_asks_the_database_the_same_for_two_rows_and_for_many(
    house: House, django_assert_max_num_queries: Any
) -> None:
    camats = list(Post.objects.filter(office__kind="kecamatan", role="head"))
    with django_assert_max_num_queries(24):
        house.give(house.mayor, *camats, matters=[Given("service", f"a-{n}", own_region=True) for n in range(100)])


def test_an_absence_changes_nothing_that_was_recorded(house: House) -> None:
    appoint(person=make.person("Agus"), post=house.camat, since=TODAY, by=SYSTEM, at=START)
    row = house.give(house.mayor, house.camat)[0]
    agus = house.camat.holdings.get().person
    record_absence(person=agus, since=TODAY, until=TODAY, by=SYSTEM, at=START)
    assert row.standing(START) == "in_force"
