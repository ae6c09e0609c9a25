"""The catalogue in a real browser: found on a telephone without scripts; axe on each of its pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from balairung.rooms.services.definition.publishing import load_standard
from tests import make
from tests.browser.looking import fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _offered() -> None:
    make.regency(at=timezone.now())
    load_standard(at=timezone.now())


def test_a_mother_finds_the_letter_for_the_hospital(phone: Page, check_axe: Callable[[Page], None]) -> None:
    phone.goto("/layanan/")
    check_axe(phone)
    assert fits(phone)
    door = phone.get_by_role("link", name="Sakit dan berobat")
    box = door.bounding_box()
    assert box
    assert box["height"] >= 44
    phone.get_by_role("searchbox", name="Anda perlu apa?").fill("surat mlarat buat berobt")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Kami membaca “berobt” sebagai “berobat”.")).to_be_visible()
    check_axe(phone)
    phone.get_by_role("link", name="Surat Keterangan Tidak Mampu (SKTM)").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Surat Keterangan Tidak Mampu (SKTM)")
    phone.get_by_text("5 syarat tidak perlu lagi").click()
    expect(phone.get_by_text("Surat pengantar RT dan RW")).to_be_visible()
    check_axe(phone)
    assert fits(phone)
    expect(phone.get_by_role("link", name="Ajukan sekarang")).to_have_attribute(
        "href", "/layanan/keterangan-tidak-mampu/ajukan/"
    )


def test_it_works_without_scripts(plain: Page) -> None:
    plain.goto("/layanan/?peristiwa=pindah")
    plain.get_by_role("link", name="Pindah Datang (F-1.03)").click()
    plain.get_by_text("7 syarat tidak perlu lagi").click()
    expect(plain.get_by_text("Surat pengantar kecamatan")).to_be_visible()


def test_the_standard_hangs_on_the_wall_and_the_overview_counts(page: Page, check_axe: Callable[[Page], None]) -> None:
    page.goto("/layanan/standar/")
    check_axe(page)
    expect(page.get_by_text("25 dari 25 layanan standarnya lengkap").first).to_be_visible()
    page.get_by_role("link", name="Surat Keterangan Domisili", exact=True).click()
    expect(page.get_by_text("14. Evaluasi kinerja pelaksana")).to_be_visible()
    check_axe(page)
