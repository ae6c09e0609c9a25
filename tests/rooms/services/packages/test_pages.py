"""The pages on which packages are given, looked at, and taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.services.definition.publishing import load_standard, publish
from balairung.rooms.services.models import Package, Service, Version
from balairung.rooms.services.packages.taking import adopt
from tests import make
from tests.make import START
from tests.rooms.services.packages import parcels

pytestmark = pytest.mark.django_db
REGISTER, TAKE = "/kerja/layanan/paket/", "/kerja/layanan/paket/terima/"


@pytest.fixture
def sign_in(client: Client, settings: Settings) -> Callable[[str, str], Client]:
    make.regency()
    settings.SECOND_FACTOR = "offered"

    def enter(office: str, role: str) -> Client:
        client.force_login(make.account(make.holder(office, role)))
        return client

    return enter


def sent(client: Client, content: bytes) -> Any:
    return client.post(TAKE, {"file": SimpleUploadedFile("paket.layanan.json", content, "application/json")})


def test_from_the_file_to_the_draft(sign_in: Callable[[str, str], Client]) -> None:
    client = sign_in("setda", "secretary")
    assert "Belum ada paket yang ditukar" in client.get(REGISTER).text
    answer = sent(client, parcels.parcel(parcels.agency()))
    assert answer.status_code == 302
    assert not Package.objects.exists()
    page = client.get(answer["Location"]).text
    for words in ("Ini paket pertama dari Kabupaten Ngawi", "belum ada padanannya", "Standar pelayanannya"):
        assert words in page
    given = {"office-0": "dpmptsp", "same": "on"}
    refused = client.post(answer["Location"], given)
    assert refused.status_code == 422
    assert "siapa di daerah pemberi yang membacakan" in refused.text
    done = client.post(answer["Location"], given | {"vouched": "Bu Ratna"}, follow=True)
    assert "Menjadi naskah versi 1, belum diterbitkan." in done.text
    assert "kantor" in done.text
    assert Version.objects.get().body["steps"][0]["office"] == "dpmptsp"
    assert client.get(answer["Location"]).status_code == 404  # what was taken waits no longer
    assert "sudah diubah di sini" in client.get(REGISTER).text
    assert "Dari paket daerah lain" in client.get("/kerja/layanan/izin-uji/").text
    assert REGISTER in client.get("/kerja/layanan/").text


def test_a_file_that_was_tampered_with_says_so_and_is_kept_nowhere(sign_in: Callable[[str, str], Client]) -> None:
    client = sign_in("setda", "secretary")
    answer = sent(client, parcels.parcel().replace(b"tidak mampu", b"sangat mampu", 1))
    assert answer.status_code == 422
    assert "Isi layanan di dalam berkas ini sudah berubah" in answer.text
    for content in (b"", b"%PDF-1.7", b"x" * 600_000):
        assert sent(client, content).status_code == 422
    assert client.post(TAKE, {}).status_code == 422


def test_another_key_is_shouted_about(sign_in: Callable[[str, str], Client]) -> None:
    client = sign_in("setda", "secretary")
    adopt(parcels.parcel(), offices={}, vouched="Bu Ratna", by=SYSTEM, at=START)
    pretender = parcels.parcel(parcels.shipped("domisili-usaha"), signer="orang lain")
    page = client.get(sent(client, pretender)["Location"]).text
    assert "Kunci Kabupaten Ngawi berbeda dengan yang dahulu." in page
    assert 'role="alert"' in page


def test_giving_from_the_page(sign_in: Callable[[str, str], Client], tmp_path: Path) -> None:
    client = sign_in("setda", "secretary")
    load_standard(at=START)
    give = "/kerja/layanan/paket/beri/keterangan-tidak-mampu/"
    assert client.get(give).status_code == 200
    assert client.post(give, {"partner": ""}).status_code == 422
    page = client.post(give, {"partner": "Pemerintah Kabupaten Ngawi"}, follow=True).text
    package = Package.objects.get()
    assert "Diberikan kepada Pemerintah Kabupaten Ngawi" in page
    file = client.get(f"{REGISTER}{package.pk}/berkas/")
    assert file.content.decode() == package.content
    assert file["Content-Disposition"].endswith('filename="keterangan-tidak-mampu-v1-3577.layanan.json"')
    assert "Sidik kunci daerah ini" in client.get(REGISTER).text
    assert client.get("/kerja/layanan/paket/beri/tidak-ada/").status_code == 404


def test_others_see_nothing_of_it(sign_in: Callable[[str, str], Client]) -> None:
    client = sign_in("dinkes", "staff")
    load_standard(at=START)
    package = adopt(parcels.parcel(parcels.agency_of("dpmptsp")), offices={}, vouched="x", by=SYSTEM, at=START).package
    assert package
    for path in (REGISTER, TAKE, f"{REGISTER}{package.pk}/", f"{REGISTER}{package.pk}/berkas/"):
        assert client.get(path).status_code == 403
    assert client.get(f"{REGISTER}beri/keterangan-tidak-mampu/").status_code == 404
    assert sent(client, parcels.parcel()).status_code == 403


def test_many_packages_cost_as_many_questions_as_one(sign_in: Callable[[str, str], Client]) -> None:
    client = sign_in("setda", "secretary")
    names = ["keterangan-tidak-mampu", "domisili-usaha", "keterangan-usaha", "belum-menikah"]
    counts = []
    for name in names:
        publish(adopt(parcels.parcel(parcels.shipped(name)), offices={}, vouched="x", by=SYSTEM, at=START),
                by=SYSTEM, at=START)  # fmt: skip
        client.get(REGISTER)
        with CaptureQueriesContext(connection) as questions:
            assert client.get(REGISTER).status_code == 200
        counts.append(len(questions))
    assert len(set(counts)) == 1
    assert Service.objects.count() == len(names)


def test_the_head_of_an_agency_sees_what_is_its_own(sign_in: Callable[[str, str], Client]) -> None:
    client = sign_in("dpmptsp", "head")
    own, other = (
        adopt(parcels.parcel(one), offices={}, vouched="x", by=SYSTEM, at=START).package
        for one in (parcels.agency_of("dpmptsp"), parcels.shipped())
    )
    assert own
    assert other
    assert own.service_name in client.get(REGISTER).text
    assert other.service_name not in client.get(REGISTER).text
    assert [client.get(f"{REGISTER}{one.pk}/").status_code for one in (own, other)] == [200, 404]
