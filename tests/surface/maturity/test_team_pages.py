"""The team of an assessment, and what offices were charged with."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.people.actors import Actor
from balairung.surface.maturity import actions
from balairung.surface.maturity.models import Charge, TeamMember, TeamSeat
from tests import make
from tests.kernel.documents.letters import person_of
from tests.surface.maturity.assessed import AT, Team, team

pytestmark = pytest.mark.django_db
PAGE = "/kerja/kematangan/2026/pemdi-2026/tim/"
TOKEN = "x" * 24


@pytest.fixture
def found(settings: Settings) -> Team:
    make.regency(at=AT)
    settings.SECOND_FACTOR = "offered"
    return team()


def enter(actor: Actor) -> Client:
    person, client = person_of(actor), Client()
    client.force_login(person.user or make.account(person))
    return client


def stranger(office: str = "dukcapil") -> Client:
    return enter(make.officer(office, "head", at=AT))


def part(**said: Any) -> dict[str, Any]:
    due = timezone.localdate() + timedelta(days=9)
    return {"aspect": "3", "office": "kominfo", "due_on": due, "text": "", "token": TOKEN} | said


# --- seats -------------------------------------------------------------------------------------------------------


def test_everybody_reads_who_sits_where(found: Team) -> None:
    text = stranger().get(PAGE).text
    assert "Seluruh aspek" in text
    assert text.index("Seluruh aspek") < text.index("Wulan") < text.index("1. Tata Kelola dan Manajemen")
    assert text.index("tanpa kelompok kerja sendiri") < text.index("3. Data")
    assert "Pengisi data" in text
    assert "Tunjuk anggota tim" not in text
    assert "Lepas" not in text


def test_somebody_is_found_chosen_and_taken_in(found: Team) -> None:
    person = make.holder("dinkes", "staff", "Dewi Lestari", at=AT)
    client = enter(found.secretary)
    assert f"?orang={person.pk}" in client.get(PAGE, {"cari": "lestari"}).text
    assert "Tidak ada yang terdaftar" in client.get(PAGE, {"cari": "siapa pula"}).text
    assert "Anda menunjuk <strong>Dewi Lestari</strong>" in client.get(PAGE, {"orang": str(person.pk)}).text
    assert "Anda menunjuk" not in client.get(PAGE, {"orang": "x"}).text
    answer = client.post(PAGE, {"person": person.pk, "seat": "", "aspect": "3"})
    assert answer.status_code == 422
    assert "Pilih perannya" in answer.text
    assert "Anda menunjuk <strong>Dewi Lestari</strong>" in answer.text  # whoever was chosen is kept
    answer = client.post(PAGE, {"person": person.pk, "seat": "writer", "aspect": "3"}, follow=True)
    assert "Dewi Lestari masuk tim." in answer.text
    member = TeamMember.objects.get(person=person)
    assert (member.seat, member.aspect) == (TeamSeat.WRITER, 3)
    alone = answer.text.index("tanpa kelompok kerja sendiri")
    assert answer.text.index("3. Data</h2>") < alone < answer.text.index("<li>2. Penyelenggara</li>")


@pytest.mark.parametrize("said", [{"aspect": "8"}, {"seat": "regent"}, {"person": "x"}, {"person": ""}])
def test_what_cannot_be_chosen_gets_a_sentence(found: Team, said: dict[str, str]) -> None:
    person = make.holder("dinkes", "staff", at=AT)
    answer = enter(found.secretary).post(PAGE, {"person": person.pk, "seat": "writer", "aspect": "3"} | said)
    assert answer.status_code == 422
    assert not TeamMember.objects.filter(person=person).exists()


def test_who_leaves_stays_written_down(found: Team) -> None:
    member = TeamMember.objects.get(seat=TeamSeat.WRITER)
    assert enter(found.writer).post(f"{PAGE}{member.pk}/lepas/").status_code == 403
    client = enter(found.secretary)
    text = client.post(f"{PAGE}{member.pk}/lepas/", follow=True).text
    assert "Wulan dilepas dari tim." in text
    assert text.index("Yang pernah duduk dalam tim") < text.rindex("Wulan")
    assert client.post(f"{PAGE}{member.pk}/lepas/").status_code == 404
    assert enter(found.writer).post(f"{PAGE.replace('tim/', '')}indikator/1/nilai/",
                                    {"stage": "self", "level": "3"}).status_code == 403  # fmt: skip


def test_a_member_of_another_assessment_is_not_found_here(found: Team) -> None:
    other = actions.open_assessment(year=2024, key="spbe-2020", by=found.secretary, at=AT)
    person = make.holder("dinkes", "staff", at=AT)
    member = actions.seat(other, person=person, seat="writer", aspect=0, by=found.secretary, at=AT)
    assert enter(found.secretary).post(f"{PAGE}{member.pk}/lepas/").status_code == 404


def test_only_who_opens_an_assessment_names_its_team(found: Team) -> None:
    person = make.holder("dinkes", "staff", at=AT)
    for client in (stranger(), enter(found.writer)):
        assert client.post(PAGE, {"person": person.pk, "seat": "writer", "aspect": "0"}).status_code == 403
    assert not TeamMember.objects.filter(person=person).exists()


# --- charges -------------------------------------------------------------------------------------------------------


def test_an_aspect_given_to_an_office_is_owed_like_any_instruction(found: Team) -> None:
    client = enter(found.secretary)
    text = client.post(f"{PAGE}tugas/", part(), follow=True).text
    charge = Charge.objects.get()
    owed = charge.instruction.obligation
    assert f"Tugas {owed.ref} diberikan." in text
    assert charge.instruction.text == "Indeks Pemdi 2026, tahun 2026: isi tingkat dan bukti dukung aspek Data."
    assert f'href="/instruksi/{owed.ref}/"' in text
    assert "Dikerjakan" in text
    assert "lagi" in text
    client.post(f"{PAGE}tugas/", part())  # the same press again
    assert Charge.objects.count() == 1


def test_who_may_not_open_the_instruction_reads_it_without_a_link(found: Team) -> None:
    enter(found.secretary).post(f"{PAGE}tugas/", part(text="Lengkapi metadata"))
    owed = Charge.objects.get().instruction.obligation
    for client, linked in ((stranger("kominfo"), True), (stranger("dukcapil"), False)):
        text = client.get(PAGE).text
        assert "Lengkapi metadata" in text
        assert (f'href="/instruksi/{owed.ref}/"' in text) is linked


def test_what_is_late_says_so(found: Team) -> None:
    actions.charge_part(
        found.assessment, aspect=3, office=make.office("kominfo"), due_on=AT.date() + timedelta(days=3), text="Data",
        token=TOKEN, by=found.secretary, at=AT,
    )  # fmt: skip
    assert 'class="deadline is-late"' in stranger().get(PAGE).text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"aspect": ""}, "Pilih dahulu aspeknya"),
        ({"aspect": "9"}, "Pilih dahulu aspeknya"),
        ({"office": ""}, "Pilih dahulu kantornya"),
        ({"due_on": ""}, "Sebutkan tanggalnya"),
        ({"due_on": "2020-01-01"}, "Pilih tanggal mulai hari ini"),
    ],
)
def test_a_charge_lacking_something_is_refused_with_what_was_typed(
    found: Team, said: dict[str, str], sentence: str
) -> None:
    answer = enter(found.secretary).post(f"{PAGE}tugas/", part(text="Lengkapi metadata") | said)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Lengkapi metadata" in answer.text
    assert not Charge.objects.exists()


def test_only_leaders_charge_offices(found: Team) -> None:
    for client in (stranger(), enter(found.writer)):
        assert "Beri tugas kepada kantor" not in client.get(PAGE).text
        assert client.post(f"{PAGE}tugas/", part()).status_code == 403
    assert not Charge.objects.exists()


def test_a_closed_assessment_has_a_team_that_nobody_changes(found: Team) -> None:
    member = TeamMember.objects.get(seat=TeamSeat.WRITER)
    actions.close(found.assessment, by=found.secretary, at=AT)
    client = enter(found.secretary)
    text = client.get(PAGE).text
    assert "Wulan" in text
    assert "Tunjuk anggota tim" not in text
    assert "Beri tugas kepada kantor" not in text
    for path, said in ((PAGE, {}), (f"{PAGE}{member.pk}/lepas/", {}), (f"{PAGE}tugas/", part())):
        answer = client.post(path, said)
        assert (answer.status_code, "sudah ditutup" in answer.text) == (403, True)


def test_many_members_and_charges_cost_as_many_questions_as_one(
    found: Team, django_assert_max_num_queries: Any
) -> None:
    for number in range(1, 8):
        person = make.holder("dinkes", "staff", at=AT)
        actions.seat(found.assessment, person=person, seat="writer", aspect=number, by=found.secretary, at=AT)
        actions.charge_part(
            found.assessment, aspect=number, office=make.office("kominfo"), due_on=AT.date(), text="Data",
            token=f"{TOKEN}{number}", by=found.secretary, at=AT,
        )  # fmt: skip
    client = enter(found.secretary)
    client.get(PAGE)
    with django_assert_max_num_queries(24):
        client.get(PAGE)
