"""A service is changed, looked at and published by somebody who writes no YAML; axe on each page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from balairung.rooms.services.models import Service, Version
from tests import make
from tests.browser.looking import fits
from tests.rooms.services.example import KEY, published

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "rahasia-yang-panjang"
AXE = Callable[[Page], None]
HOME = f"/kerja/layanan/{KEY}/"


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    make.regency()
    make.village()
    make.account(make.holder("setda", "secretary", "Bu Sekda"), "sekda@contoh.id", PASSWORD)
    published()


def enter(page: Page) -> None:
    page.goto("/akun/login/")
    page.fill("[name=login]", "sekda@contoh.id")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url("**/kerja/**")


def test_a_question_is_added_shown_in_the_letter_and_published(page: Page, check_axe: AXE) -> None:
    enter(page)
    page.get_by_text("Pelayanan", exact=True).click()
    page.get_by_role("link", name="Layanan", exact=True).click()
    check_axe(page)
    page.get_by_role("link", name="Surat Contoh").click()
    check_axe(page)
    page.get_by_role("navigation", name="Bagian layanan").get_by_role("link", name="Formulir").click()
    check_axe(page)
    page.get_by_role("link", name="Tambah pertanyaan").nth(1).click()
    page.get_by_label("Pertanyaan", exact=True).fill("Pekerjaan")
    page.get_by_role("button", name="Tambah pertanyaan").click()
    expect(page.get_by_text("Isian di surat: {pekerjaan}.")).to_be_visible()
    check_axe(page)
    page.goto(f"{HOME}surat/1/")
    page.get_by_label("Label").nth(4).fill("Pekerjaan")
    page.get_by_label("Isi", exact=True).nth(4).click()
    page.get_by_role("button", name="{pekerjaan}").click()
    expect(page.locator("#contoh")).to_contain_text("Contoh pekerjaan")
    check_axe(page)
    page.get_by_role("button", name="Simpan di naskah").click()
    expect(page.locator(".letter-sheet")).to_contain_text("Contoh pekerjaan")
    check_axe(page)
    for part in (
        "identitas/",
        "standar/",
        "langkah/",
        "langkah/periksa/",
        "terjemahan/",
        "coba/",
        "simulasi/",
        "banding/",
    ):
        page.goto(HOME + part)
        check_axe(page)
    page.goto(HOME)
    page.get_by_role("link", name="Terbitkan naskah").click()
    expect(page.get_by_text("Pertanyaan “Pekerjaan” ditambahkan.")).to_be_visible()
    page.get_by_label("Yang berubah").fill("Menanyakan pekerjaan")
    check_axe(page)
    page.get_by_role("button", name="Terbitkan sekarang").click()
    expect(page.get_by_text("Versi 2, berlaku sejak")).to_be_visible()
    assert "pekerjaan" in str(Version.objects.get(number=2).body)


def test_a_fault_leads_to_its_place_and_is_mended_without_scripts(plain: Page) -> None:
    enter(plain)
    plain.goto(f"{HOME}surat/2/")
    plain.get_by_label("Paragraf").fill("Untuk {keperluan_lian}.")
    plain.get_by_role("button", name="Simpan di naskah").click()
    plain.wait_for_url("**/surat/")
    plain.goto(f"{HOME}terbitkan/")
    expect(plain.get_by_text("Tidak ada isian {keperluan_lian}. Mungkin maksud Anda {keperluan_lain}.")).to_be_visible()
    plain.get_by_role("link", name="Surat, bagian 3").click()
    plain.get_by_label("Paragraf").fill("Untuk {keperluan_lain}.")
    plain.get_by_role("button", name="Simpan di naskah").click()
    plain.get_by_role("button", name="Naikkan Untuk {keperluan_lain}.").click()
    expect(plain.get_by_text("Urutan disimpan di naskah.")).to_be_visible()
    plain.goto(f"{HOME}terbitkan/")
    plain.get_by_label("Yang berubah").fill("Kata-kata surat")
    plain.get_by_role("button", name="Terbitkan sekarang").click()
    expect(plain.get_by_text("Versi 2, berlaku sejak")).to_be_visible()
    service = Service.objects.select_related("current").get()
    assert service.current
    assert service.current.body["letter"]["parts"][1]["text"] == "Untuk {keperluan_lain}."


def test_the_editor_fits_a_telephone(phone: Page, check_axe: AXE) -> None:
    enter(phone)
    for part in ("", "formulir/", "formulir/keluarga/penghasilan/", "surat/", "surat/3/", "standar/", "simulasi/"):
        phone.goto(HOME + part)
        assert fits(phone), part
    check_axe(phone)
