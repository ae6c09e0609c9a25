"""An agreement is recorded, its duty kept; a foreign service is looked at and adopted; axe on each page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect
from pytest_django import Settings

from balairung.rooms.agreements.models import Duty
from balairung.rooms.services.models import Version
from tests import make
from tests.browser.looking import fits
from tests.rooms.services.packages import parcels

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "rahasia-yang-panjang"
AXE = Callable[[Page], None]


@pytest.fixture(autouse=True)
def _regency(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    now = timezone.now()
    make.regency(at=now)
    make.account(make.holder("setda", "secretary", "Bu Sekda", at=now), "sekda@contoh.id", PASSWORD)
    make.holder("kominfo", "head", "Pak Kadis", at=now)


def enter(page: Page) -> None:
    page.goto("/akun/login/")
    page.locator("[name=login]").fill("sekda@contoh.id")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/akun/login" not in url)


def checked(page: Page, check_axe: AXE) -> None:
    assert fits(page), page.url
    check_axe(page)


def test_an_agreement_on_a_telephone(phone: Page, check_axe: AXE) -> None:
    today = timezone.localdate()
    phone.goto("/kerja-sama/")
    checked(phone, check_axe)
    enter(phone)
    phone.goto("/kerja/kerja-sama/baru/")
    phone.get_by_label("Judul").fill("Pertukaran layanan administrasi kependudukan")
    phone.get_by_label("Nomor").fill("119/12/2026")
    phone.get_by_label("Mitra", exact=True).fill("Pemerintah Kabupaten Ngawi")
    phone.get_by_label("Ruang lingkup").fill("Berbagi formulir dan langkah layanan.")
    for label, day in [("Ditandatangani pada", today), ("Mulai berlaku", today), ("Sampai dengan", today)]:
        phone.get_by_label(label).fill((day + timedelta(days=40 * (label == "Sampai dengan"))).isoformat())
    phone.get_by_label("Kantor penanggung jawab").select_option("dukcapil")
    checked(phone, check_axe)
    phone.get_by_role("button", name="Catat perjanjian").click()
    expect(phone.get_by_role("heading", name="Pertukaran layanan administrasi kependudukan")).to_be_visible()
    phone.get_by_label("Kewajiban").fill("Menyerahkan tiga paket layanan")
    phone.get_by_label("Kantor yang melaksanakan").select_option("kominfo")
    phone.get_by_label("Paling lambat").fill((today + timedelta(days=20)).isoformat())
    phone.get_by_role("button", name="Catat kewajiban").click()
    checked(phone, check_axe)
    phone.get_by_role("link", name="Menyerahkan tiga paket layanan").click()
    checked(phone, check_axe)
    phone.goto("/kerja/kerja-sama/")
    expect(phone.get_by_role("heading", name="Akan berakhir")).to_be_visible()
    checked(phone, check_axe)
    assert Duty.objects.get().obligation.owner_office == make.office("kominfo")


def test_a_package_is_adopted_without_scripts(plain: Page) -> None:
    enter(plain)
    adopt(plain, lambda _page: None)
    assert Version.objects.get().body["steps"][0]["office"] == "dpmptsp"


def test_a_package_is_looked_at(page: Page, check_axe: AXE) -> None:
    enter(page)
    adopt(page, check_axe)
    page.goto("/kerja/layanan/paket/")
    checked(page, check_axe)


def adopt(page: Page, check_axe: AXE) -> None:
    page.goto("/kerja/layanan/paket/terima/")
    check_axe(page)
    content = parcels.parcel(parcels.agency())
    file = FilePayload(name="izin.layanan.json", mimeType="application/json", buffer=content)
    page.get_by_label("Berkas paket").set_input_files(file)
    page.get_by_role("button", name="Periksa paket").click()
    expect(page.get_by_text("Ini paket pertama dari Kabupaten Ngawi")).to_be_visible()
    page.get_by_label("Pengganti “dinas-satu-pintu” di sini").select_option("dpmptsp")
    page.get_by_label("Sidik di atas sama dengan yang dibacakan pemberi").check()
    page.get_by_label("Siapa yang membacakannya").fill("Bu Ratna, Kepala Bagian Organisasi")
    check_axe(page)
    page.get_by_role("button", name="Terima sebagai naskah").click()
    expect(page.get_by_text("Menjadi naskah versi 1, belum diterbitkan.")).to_be_visible()
    check_axe(page)
