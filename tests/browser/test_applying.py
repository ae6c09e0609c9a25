"""Applying in a real browser: on a telephone without scripts, and with them; an officer types for somebody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from balairung.kernel.people.models import Person
from balairung.rooms.services.models import Application
from tests import make
from tests.browser.looking import fits
from tests.kernel.files.samples import photo
from tests.rooms.services.applying import sheets
from tests.rooms.services.handling import stage

pytestmark = pytest.mark.django_db(transaction=True)
OPEN = Callable[..., BrowserContext]
CHECK = Callable[[Page], None]
TAKE = Callable[[Page, str], Path]
NARROW = {"width": 360, "height": 740}


@pytest.fixture(autouse=True)
def cast() -> stage.Cast:
    found = stage.cast()
    stage.published(sheets.body(), at=timezone.now())
    return found


def press(page: Page, button: str = "Lanjut") -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=button == "Lanjut").click()
    assert fits(page), page.url


def who(page: Page) -> None:
    page.get_by_label("Nama lengkap").fill("Ani Lestari")
    page.get_by_label("NIK", exact=True).fill("3577 0141 0790 0001")
    page.get_by_label("Kelurahan", exact=False).first.fill("Manguharjo, Manguharjo")


def family(page: Page) -> None:
    page.get_by_label("Nama", exact=True).first.fill("Budi Lestari")
    press(page, "Tambah satu orang lagi")
    page.get_by_label("Nama", exact=True).nth(1).fill("Citra Lestari")
    page.get_by_label("Foto rumah").set_input_files({"name": "rumah.jpg", "mimeType": "image/jpeg", "buffer": photo()})


def test_on_a_telephone_without_scripts(open_context: OPEN) -> None:
    page = open_context(viewport=NARROW, java_script_enabled=False).new_page()
    page.goto(f"/layanan/{sheets.KEY}/ajukan/")
    assert fits(page), page.url
    who(page)
    press(page)
    expect(page.get_by_text("Hanya bila “Surat ini untuk apa?”")).to_be_visible()
    page.get_by_label("Keperluan lain").check()
    press(page)
    expect(page.get_by_role("alert")).to_contain_text("Tuliskan keperluannya")
    page.get_by_label("Tuliskan keperluannya").fill("Pasang listrik")
    page.get_by_label("Saya tidak tahu").check()
    press(page)
    family(page)
    press(page)
    expect(page.get_by_role("alert")).to_contain_text("Semua ini benar")
    expect(page.get_by_role("link", name="rumah.jpg")).to_be_visible()
    page.get_by_label("Semua ini benar").check()
    press(page)
    expect(page.locator("main")).to_contain_text("Citra Lestari")
    press(page, "Kirim permohonan")
    made = Application.objects.select_related("obligation").get()
    expect(page.locator("main")).to_contain_text(made.secret)
    page.get_by_role("link", name="Lihat sampai di mana").click()
    expect(page.locator(".travel .is-here")).to_contain_text("Diperiksa desa")
    assert fits(page), page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_scripts_and_axe(open_context: OPEN, check_axe: CHECK, take_picture: TAKE, scheme: str) -> None:
    page = open_context(viewport=NARROW, color_scheme=scheme, has_touch=True, is_mobile=True).new_page()

    def look(name: str) -> None:
        check_axe(page)
        take_picture(page, f"ajukan-{name}-{scheme}")

    page.goto(f"/layanan/{sheets.KEY}/ajukan/")
    look("1-diri")
    page.get_by_role("button", name="Lanjut", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Tuliskan dahulu NIK")  # in the same place, and nothing is lost
    look("1-diri-keliru")
    who(page)
    press(page)
    expect(page.get_by_label("Tuliskan keperluannya")).to_be_hidden()
    page.get_by_label("Keperluan lain").check()
    expect(page.get_by_label("Tuliskan keperluannya")).to_be_visible()
    page.get_by_label("Berobat").check()
    expect(page.get_by_label("Tuliskan keperluannya")).to_be_hidden()
    page.get_by_role("textbox", name="Penghasilan sebulan").fill("1.500.000")
    look("2-keperluan")
    press(page)
    page.get_by_label("Nama rumah sakit").fill("RSUD Uji")
    press(page)
    family(page)
    page.get_by_label("Semua ini benar").check()
    look("3-keluarga")
    press(page)
    look("4-periksa")
    press(page, "Kirim permohonan")
    look("5-tanda-terima")
    page.get_by_role("link", name="Lihat sampai di mana").click()
    page.wait_for_url("**/permohonan/**")
    look("6-perjalanan")


def test_an_officer_types_for_somebody(
    open_context: OPEN, check_axe: CHECK, take_picture: TAKE, cast: stage.Cast, settings: Settings
) -> None:
    settings.SECOND_FACTOR = "offered"
    make.account(Person.objects.get(pk=str(cast.operator.person_id)), "sari@contoh.id")
    page = open_context(viewport=NARROW).new_page()
    page.goto("/akun/login/?next=/kerja/permohonan/baru/")
    page.fill("input[name=login]", "sari@contoh.id")
    page.fill("input[name=password]", "rahasia-yang-panjang")
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url("**/kerja/permohonan/baru/")
    check_axe(page)
    take_picture(page, "untuk-warga-1-daftar")
    page.get_by_role("link", name="Surat Keterangan Uji").click()
    page.wait_for_url(f"**/{sheets.KEY}/")
    who(page)
    page.get_by_label("Lisan, setelah isinya dibacakan").check()
    check_axe(page)
    take_picture(page, "untuk-warga-2-pemohon")
    press(page)
    page.get_by_label("Berobat").check()
    page.get_by_label("Saya tidak tahu").check()
    press(page)
    page.get_by_label("Nama rumah sakit").fill("RSUD Uji")
    press(page)
    family(page)
    page.get_by_label("Semua ini benar").check()
    press(page)
    check_axe(page)
    press(page, "Kirim permohonan")
    made = Application.objects.get()
    expect(page.locator("main")).to_contain_text(made.secret[:4])
    check_axe(page)
    take_picture(page, "untuk-warga-3-tercatat")
    assert (made.taken_by_id, made.consent) == (cast.operator.person_id, "Lisan, setelah isinya dibacakan")
