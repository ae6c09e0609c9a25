"""The pages about pacts: one's own, a drive by office and by name, what everybody sees, the way to report a breach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from balairung.kernel.documents.signing import sign
from balairung.kernel.obligations.models import Obligation
from balairung.rooms.pacts.models import Drive, Pact, PactText
from balairung.rooms.pacts.signing import sign_pact
from tests import make
from tests.kernel.documents.papers import pages
from tests.make import START
from tests.rooms.pacts.hall import PASSPHRASE, House, pact_of

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def drive(house: House) -> Drive:
    return house.drive()


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    answer = client.get(reverse(f"pacts:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_official_reads_and_signs_on_the_own_page(house: House, drive: Drive, sign_in: SignIn) -> None:
    client, pact = sign_in(house.head), pact_of(drive, house.head)
    assert drive.name in page(client, "home")
    assert "menghindari benturan kepentingan" in page(client, "one", pact.pk)
    assert "Soeko Prasetyo" in page(client, "one", pact.pk)
    where = reverse("pacts:sign_one", args=[pact.pk])
    refused = client.post(where, {"passphrase": "salah sekali"})
    assert refused.status_code == 422
    assert "Frasa sandi ini salah" in refused.content.decode()
    assert client.post(where, {"passphrase": PASSPHRASE}).status_code == 302
    assert "menunggu saksi" in page(client, "one", pact.pk)
    assert sign_in(house.staff).get(reverse("pacts:one", args=[pact.pk])).status_code == 404


def test_goals_are_kept_with_what_is_wrong_said(house: House, sign_in: SignIn) -> None:
    drive = house.drive(kind="performance", name="Perjanjian kinerja 2026")
    client, pact = sign_in(house.head), pact_of(drive, house.head)
    where = reverse("pacts:keep_goals", args=[pact.pk])
    whole = {"sasaran-TOTAL_FORMS": "1", "sasaran-INITIAL_FORMS": "0", "program-TOTAL_FORMS": "1",
             "program-INITIAL_FORMS": "0", "sasaran-0-goal": "Jalan mantap", "sasaran-0-indicator": "Persen jalan",
             "sasaran-0-target": "", "program-0-programme": "Jalan", "program-0-amount": "1.250.000"}  # fmt: skip
    refused = client.post(where, whole)
    assert refused.status_code == 422
    assert "Lengkapi barisnya" in refused.content.decode()
    assert "Persen jalan" in refused.content.decode()
    assert client.post(where, whole | {"sasaran-0-target": "92 persen"}).status_code == 302
    assert (pact.goals.get().target, pact.budgets.get().amount) == ("92 persen", 1_250_000)


def test_a_drive_is_begun_and_ended_by_whose_task_it_is(house: House, sign_in: SignIn) -> None:
    said = {"token": "t" * 20, "kind": "integrity", "name": "Pakta 2026", "year": "2026",
            "due_on": str(localdate() + timedelta(days=30)),
            "yearly": "on"}  # fmt: skip
    assert sign_in(house.staff).post(reverse("pacts:begin"), said).status_code == 403
    client = sign_in(house.inspector)
    assert client.post(reverse("pacts:begin"), said | {"due_on": "2020-01-01"}).status_code == 422
    assert client.post(reverse("pacts:begin"), said).status_code == 302
    made = Drive.objects.get()
    assert "Dinas Pekerjaan Umum" in page(client, "drive", made.pk)
    assert "Budi Santoso" in page(client, "drive", made.pk, kantor="pupr")
    where = reverse("pacts:end", args=[made.pk])
    assert client.post(where, {"akhiri-text": ""}).status_code == 422
    assert client.post(where, {"akhiri-text": "Cukup"}).status_code == 302


def test_a_head_reads_the_own_office_only(house: House, drive: Drive, sign_in: SignIn) -> None:
    client = sign_in(house.head)
    assert "Inspektorat" not in page(client, "drive", drive.pk).split("<main", 1)[1]
    assert "Rini Wulandari" not in page(client, "sheet", drive.pk)
    assert "Budi Santoso" in page(client, "sheet", drive.pk)
    rows = b"".join(client.get(reverse("pacts:csv", args=[drive.pk])).streaming_content).decode()  # type: ignore[attr-defined]
    assert "Budi Santoso" in rows
    assert "Rini Wulandari" not in rows
    assert sign_in(house.staff).get(reverse("pacts:drive", args=[drive.pk])).status_code == 404


def test_everybody_sees_officials_by_name_and_staff_as_a_count(house: House, drive: Drive, client: Client) -> None:
    assert "0 dari 2 orang lengkap" in page(client, "public")
    said = page(client, "office", "pupr")
    assert "Siti Aminah" in said
    assert "Budi Santoso" not in said
    assert "Pegawai lain: 1 orang" in said
    rows = b"".join(client.get(reverse("pacts:public_csv")).streaming_content).decode()  # type: ignore[attr-defined]
    assert "Dinas Pekerjaan Umum" in rows
    assert "Budi" not in rows


def test_the_register_asks_the_same_for_many(house: House, drive: Drive, client: Client,
                                            django_assert_max_num_queries: Any) -> None:  # fmt: skip
    with django_assert_max_num_queries(9):
        page(client, "public")
    for number, key in enumerate(("disdik", "dinkes", "dinsos")):
        make.officer(key, "head", f"Kepala {number}")
    from balairung.rooms.pacts.driving import renew

    renew(drive, at=START)
    with django_assert_max_num_queries(9):
        assert "Dinas Pendidikan" in page(client, "public")


def test_a_breach_goes_the_secret_way(house: House, drive: Drive, client: Client) -> None:
    said = page(client, "breach", kantor="pupr")
    assert "/pengaduan/baru/?topik=pungutan-liar&amp;terlapor=pupr" in said
    begun = client.get("/pengaduan/baru/", {"topik": "pungutan-liar", "terlapor": "pupr", "halaman": "satu"})
    assert '<option value="pupr" selected>' in begun.content.decode()


def test_the_offices_obligation_names_who_is_missing(house: House, drive: Drive, sign_in: SignIn) -> None:
    ref = Obligation.objects.get(kind="pacts", owner_office__key="pupr").ref
    said = page(sign_in(house.staff), "detail", ref)
    assert "Siti Aminah" in said
    assert "belum menandatangani" in said
    assert sign_in(house.inspector).get(reverse("pacts:detail", args=[ref])).status_code == 404


def test_a_text_has_editions_and_a_running_drive_keeps_its_own(house: House, drive: Drive, sign_in: SignIn) -> None:
    client = sign_in(house.inspector)
    said = {"kind": "integrity", "title": "Pakta Integritas", "basis": "Peraturan Bupati", "since": "2026-03-02",
            "opening": "Saya:", "statements": "jujur;\nterbuka.", "closing": "Demikian.",
            "stamp_note": "Meterai Rp10.000 menurut kebiasaan daerah."}  # fmt: skip
    assert client.post(reverse("pacts:editions"), said | {"since": "2001-01-01"}).status_code == 422
    assert client.post(reverse("pacts:editions"), said).status_code == 302
    assert list(PactText.objects.values_list("edition", flat=True)) == [2, 1]
    pact = sign_pact(pact_of(drive, house.head), passphrase=PASSPHRASE, by=house.head, at=START)
    assert pact.drive.text.edition == 1
    again = house.drive(name="Pakta kedua", token="kedua")
    pact = sign_pact(pact_of(again, house.head), passphrase=PASSPHRASE, by=house.head, at=START)
    assert pact.document
    assert pact.document.file
    from balairung.kernel.files import disk

    assert "Meterai Rp10.000" in pages(disk.read(pact.document.file.path))[0]


def test_the_verification_page_shows_both_signatures(house: House, drive: Drive, client: Client) -> None:
    pact = sign_pact(pact_of(drive, house.head), passphrase=PASSPHRASE, by=house.head, at=START)
    assert pact.document
    where = reverse("documents:letter", args=[pact.document.code])
    assert "Belum ditandatangani" in client.get(where).content.decode()
    sign(pact.document.countersignatures.get(), passphrase=PASSPHRASE, by=house.secretary, at=START)
    said = client.get(where).content.decode()
    assert "Belum ditandatangani" not in said
    assert "Soeko Prasetyo" in said
    assert "Siti Aminah" in said


def test_the_regents_witness_is_written_down_on_a_page(house: House, drive: Drive, sign_in: SignIn) -> None:
    pact = sign_pact(pact_of(drive, house.regent), passphrase=PASSPHRASE, by=house.regent, at=START)
    client = sign_in(house.inspector)
    assert "Maidi Wibowo" in page(client, "drive", drive.pk)
    where = reverse("pacts:outside", args=[pact.pk])
    assert client.post(where, {"name": "Gubernur", "note": ""}).status_code == 422
    assert client.post(where, {"name": "Gubernur", "note": "Di kertas"}).status_code == 302
    assert Pact.objects.get(pk=pact.pk).witnessed_at
