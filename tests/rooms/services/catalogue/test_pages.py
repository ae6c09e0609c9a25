"""The public pages: found by whoever looks, light on the line, true to the definition."""

from __future__ import annotations

import gzip
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.services import actions
from balairung.rooms.services.definition.publishing import load_standard, publish, retire, save_draft
from balairung.rooms.services.definition.reading import read
from balairung.rooms.services.models import Service
from tests import make
from tests.rooms.complaints.filing.test_weigh_first_page import MOST_BYTES, MOST_REQUESTS, weight
from tests.rooms.services.handling import stage

pytestmark = pytest.mark.django_db
SKTM = "/layanan/keterangan-tidak-mampu/"


@pytest.fixture
def _offered() -> None:
    make.regency()
    load_standard(at=make.START)


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_an_empty_house_says_where_to_go(client: Client) -> None:
    assert "Belum ada layanan di sini" in text(client, "/layanan/")
    assert "Belum ada layanan di sini" in text(client, "/layanan/standar/")


@pytest.mark.usefixtures("_offered")
def test_life_events_and_offices_are_doors(client: Client) -> None:
    page = text(client, "/layanan/")
    for words in ("Sakit dan berobat", "Pindah rumah", "Kantor desa atau kelurahan", "Dinas Dukcapil"):
        assert words in page
    behind = text(client, "/layanan/?peristiwa=sakit")
    assert "Surat Keterangan Tidak Mampu (SKTM)" in behind
    assert "Izin Reklame" not in behind
    assert "Pindah Datang" in text(client, "/layanan/?kantor=dukcapil")
    assert "Rekomendasi Keramaian" in text(client, "/layanan/?tingkat=district")


@pytest.mark.usefixtures("_offered")
def test_a_search_says_what_it_read_and_why(client: Client) -> None:
    page = text(client, "/layanan/?kata=domisli+kos")
    assert "Kami membaca “domisli” sebagai “domisili”." in page
    assert "Surat Keterangan Domisili" in page
    assert "Cocok dengan:" in page


@pytest.mark.usefixtures("_offered")
def test_an_empty_search_keeps_the_words_and_offers_a_way(client: Client) -> None:
    assert "Tidak ada layanan yang cocok" in text(client, "/layanan/?kata=zzzzqq")
    assert 'value="zzzzqq"' in client.get("/layanan/?kata=zzzzqq").content.decode()


ASKED = [
    "kata=%00", "kata=" + "x" * 3000, "halaman=0", "halaman=99999999999999", "halaman=x", "halaman=٣",
    "peristiwa=tidakada", "tingkat=leader", "kantor=<script>alert", "kata=sktm&halaman=9", "kata=<script>alert",
]  # fmt: skip


@pytest.mark.usefixtures("_offered")
def test_whatever_the_address_says_there_is_a_page(client: Client) -> None:
    for asked in ASKED:
        response = client.get(f"/layanan/?{asked}")
        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()


@pytest.mark.usefixtures("_offered")
def test_one_service_says_what_one_needs_to_know(client: Client) -> None:
    page = text(client, SKTM)
    for words in (
        "Tidak dipungut biaya", "2 hari kerja", "Belum cukup data", "5 syarat tidak perlu lagi",
        "Surat pengantar RT dan RW",
        "Camat, dengan wewenang yang dilimpahkan wali kota", "hanya bila perlu",
        "dianggap dikabulkan", "Berlaku 6 bulan.",
        "Datang ke kantor desa atau kelurahan", "Laporkan di sini", "Maklumat pelayanan", "Versi 1",
    ):  # fmt: skip
        assert words in page, words
    assert f'href="{SKTM}ajukan/"' in client.get(SKTM).content.decode()


@pytest.mark.usefixtures("_offered")
def test_officers_see_which_law_was_not_read(client: Client) -> None:
    assert "belum dicocokkan" not in text(client, SKTM)
    client.force_login(make.account(make.holder("dinsos", "head", at=timezone.now())))
    assert "belum dicocokkan" in text(client, SKTM)


def test_the_median_stands_beside_the_promise(client: Client) -> None:
    who = stage.cast()
    version = stage.service()
    now = timezone.now()
    for _number in range(5):
        application = stage.applied(version, at=now - timedelta(minutes=5))
        actions.refuse(application, text="Bukan wewenang desa.", by=who.operator, at=now)
    assert "pada separuh dari 5 permohonan terakhir" in text(client, "/layanan/keterangan-uji/")


def test_a_stopped_service_and_one_that_never_was_are_not_there(client: Client) -> None:
    make.regency()
    version = stage.service()
    text(client, "/layanan/keterangan-uji/")
    retire(version.service, by=SYSTEM, at=timezone.now())
    for address in ("/layanan/keterangan-uji/", "/layanan/keterangan-uji/standar/", "/layanan/tidak-ada/"):
        text(client, address, 404)


@pytest.mark.usefixtures("_offered")
def test_the_sheet_for_the_wall_has_all_fourteen(client: Client) -> None:
    page = text(client, f"{SKTM}standar/")
    for words in ("1. Persyaratan", "7. Dasar hukum", "14. Evaluasi kinerja pelaksana", "Maklumat pelayanan"):
        assert words in page
    assert "Belum ditulis." not in page
    assert SKTM in page


def test_the_overview_names_what_is_missing_and_what_is_old(client: Client) -> None:
    make.regency()
    draft = save_draft(None, read(stage.definition()), by=SYSTEM, at=make.START)
    publish(draft, decree="Keputusan Uji 1/2020", decreed_on=date(2020, 1, 2), by=SYSTEM, at=make.START)
    page = text(client, "/layanan/standar/")
    assert "0 dari 1 layanan standarnya lengkap" in page
    assert "kompetensi pelaksana" in page
    assert "Keputusan Uji 1/2020" in page
    assert "Sudah waktunya ditinjau ulang" in page
    load_standard(at=make.START)
    assert "25 dari 26 layanan standarnya lengkap" in text(client, "/layanan/standar/")
    assert "Surat Keterangan Uji" not in text(client, "/layanan/standar/?kantor=dukcapil")


@pytest.mark.usefixtures("_offered")
def test_each_page_weighs_at_most_sixty_kilobytes(client: Client) -> None:
    for address in ("/layanan/", "/layanan/?kata=surat", SKTM):
        weigh(client, address)


def weigh(client: Client, address: str) -> None:
    page = client.get(address, headers={"accept-encoding": "gzip"}).content
    plain = gzip.decompress(page).decode() if page.startswith(b"\x1f\x8b") else page.decode()
    sizes = {name: weight(name) for name in re.findall(r'(?:src|href)="/static/([^"#]+)', plain)}
    assert len(page) + sum(sizes.values()) <= MOST_BYTES, (len(page), sizes)
    assert len(sizes) + 1 <= MOST_REQUESTS


@pytest.mark.parametrize("address", ["/layanan/", "/layanan/?tingkat=district", "/layanan/standar/"])
def test_it_asks_as_often_for_one_service_as_for_many(client: Client, address: str) -> None:
    make.regency()
    stage.service()
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(30):
        stage.published(stage.definition(key=f"layanan-{number}", name=f"Layanan {number}"))
    client.get(address)
    assert Service.objects.count() == 31
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(one)
