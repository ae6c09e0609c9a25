"""The pages of bundles: what each subject proves, its figures with how they were counted, who may make one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Person
from balairung.surface.maturity import actions, bundling
from balairung.surface.maturity.gathering.subjects import SUBJECTS
from balairung.surface.maturity.models import Bundle, Proof, ProofStatus
from tests import make
from tests.surface.maturity.assessed import Team, team

pytestmark = pytest.mark.django_db
LIST, ONE = "/kerja/kematangan/bukti/", "/kerja/kematangan/bukti/pengaduan/"


@pytest.fixture
def found(settings: Settings) -> Team:
    settings.SECOND_FACTOR = "offered"
    make.regency()
    return team()


def enter(client: Client, office: str, role: str) -> Client:
    client.force_login(make.account(make.holder(office, role)))
    return client


def enter_as_secretary(client: Client, found: Team) -> None:
    client.force_login(make.account(Person.objects.get(name="Bu Sekda")))


def test_every_subject_says_what_it_proves(client: Client, found: Team) -> None:
    page = enter(client, "dukcapil", "staff").get(LIST).text
    for subject in SUBJECTS.values():
        assert str(subject.title) in page
    assert "Belum ada paket yang dibuat" in page
    assert "Indeks SPBE 2020: indikator 42" in page
    assert "buat/" not in page  # a stranger only reads


def test_figures_stand_beside_how_they_were_counted(client: Client, found: Team) -> None:
    enter(client, "dukcapil", "staff")
    assert "Belum ada paket bukti" in client.get(ONE).text
    bundle = bundling.make(source="pengaduan", year=2026, by=SYSTEM, at=timezone.now())
    page = client.get(ONE).text
    assert "Laporan masuk" in page
    assert "Laporan rahasia dan laporan tentang pegawai tidak masuk hitungan mana pun" in page
    assert bundle.sha256 in page
    assert bundling.digest_of(bundle.content) in page
    assert client.get("/kerja/kematangan/bukti/gosip/").status_code == 404


def test_the_file_is_given(client: Client, found: Team) -> None:
    enter(client, "dukcapil", "staff")
    bundle = bundling.make(source="pengaduan", year=2026, by=SYSTEM, at=timezone.now())
    link = client.get(ONE).text.partition("/berkas/")[2].partition('"')[0]
    answer: Any = client.get(f"/berkas/{link}")
    content = answer.getvalue()
    assert bundling.bundle_of(content) == bundle


def test_keepers_make_one_and_it_is_shown_as_evidence(client: Client, found: Team) -> None:
    enter(client, "dukcapil", "staff")
    assert client.post(f"{ONE}buat/").status_code == 403
    assert Bundle.objects.count() == 0
    enter_as_secretary(client, found)
    assert "Buat sekarang untuk 2026" in client.get(ONE).text
    page = client.post(f"{ONE}buat/", follow=True).text
    assert "Paket bukti selesai dibuat" in page
    assert "1 bukti ditambahkan" in page
    assert "indikator 19, tingkat 1" in page
    assert client.get(f"{ONE}buat/").status_code == 405
    assert client.post("/kerja/kematangan/bukti/gosip/buat/").status_code == 404


def test_that_a_newer_one_exists_is_said_of_what_was_accepted(client: Client, found: Team) -> None:
    now = timezone.now()
    bundling.refresh("pengaduan", year=2026, by=SYSTEM, at=now - timedelta(days=2))
    actions.decide(Proof.objects.get(), status=ProofStatus.ACCEPTED, by=found.assessor, at=now)
    enter(client, "dukcapil", "staff")
    assert "lebih baru" not in client.get(ONE).text
    bundling.refresh("pengaduan", year=2026, by=SYSTEM, at=now - timedelta(days=1))
    page = client.get(ONE).text
    assert "Sudah ada paket yang lebih baru" in page
    assert "Paket sebelumnya" in page


def test_pages_ask_few_questions(client: Client, found: Team, django_assert_max_num_queries: Any) -> None:
    at = timezone.now()
    for place, source in enumerate([*SUBJECTS, *SUBJECTS]):
        bundling.refresh(source, year=2026, by=SYSTEM, at=at - timedelta(hours=place))
    enter_as_secretary(client, found)
    for address in (LIST, ONE):
        client.get(address)
        with django_assert_max_num_queries(20):
            assert client.get(address).status_code == 200
    assert Bundle.objects.count() == 2 * len(SUBJECTS)
