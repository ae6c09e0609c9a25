"""The register in a real browser: everybody asks who may sign, the bureau records a decree; axe on each page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from balairung.kernel.people.models import Delegation, Post
from tests import make
from tests.browser.looking import fits

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "rahasia-yang-panjang"
AXE = Callable[[Page], None]


@pytest.fixture(autouse=True)
def _regency(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    now = timezone.now()
    make.regency(at=now)
    make.holder("pimpinan", "regent", "Wali Arif", at=now)
    make.account(make.holder("setda", "secretary", "Bu Sekda", at=now), "sekda@contoh.id", PASSWORD)
    make.holder("kecamatan-357701", "head", "Sari Dewi", at=now)


def camats() -> list[Post]:
    return list(Post.objects.filter(office__kind="kecamatan", role="head"))


def test_somebody_asks_who_may_sign_on_a_telephone(phone: Page, check_axe: AXE) -> None:
    make.delegation(make.post("pimpinan", "regent"), *camats(), at=timezone.now())
    phone.goto("/pelimpahan/")
    check_axe(phone)
    assert fits(phone)
    phone.get_by_role("link", name="Siapa yang berwenang?").click()
    phone.get_by_label("Urusan siapa").select_option("pimpinan")
    phone.get_by_label("Untuk melakukan apa").select_option("letter:undangan")
    phone.get_by_label("Di mana").select_option("35.77.01")
    check_axe(phone)
    phone.get_by_role("button", name="Cari yang berwenang").click()
    expect(phone.get_by_role("heading", name="Sari Dewi")).to_be_visible()
    expect(phone.locator(".paper")).to_contain_text("a.n. Wali Kota Madiun")
    assert fits(phone)
    check_axe(phone)
    phone.get_by_role("link", name="Keputusan kepala daerah").first.click()
    expect(phone.get_by_role("heading", name="Undangan rapat")).to_be_visible()
    check_axe(phone)


def test_the_bureau_records_a_decree_without_scripts(plain: Page) -> None:
    enter(plain)
    record(plain)
    plain.get_by_role("button", name="Catat 3 pelimpahan").click()
    expect(plain.get_by_role("heading", name="Keputusan kepala daerah 188/99/2026")).to_be_visible()
    assert Delegation.objects.filter(basis__number="188/99/2026").count() == 3


def test_the_bureau_looks_first_at_a_desk(page: Page, check_axe: AXE) -> None:
    enter(page)
    page.goto("/kerja/pelimpahan/baru/")
    check_axe(page)
    record(page)
    check_axe(page)
    page.get_by_text("Ubah isian").click()
    expect(page.get_by_label("Nomor")).to_have_value("188/99/2026")
    page.get_by_role("button", name="Catat 3 pelimpahan").click()
    check_axe(page)
    page.goto("/kerja/pelimpahan/")
    expect(page.get_by_role("heading", name="Penerimanya kosong")).to_be_visible()
    check_axe(page)


def enter(page: Page) -> None:
    page.goto("/akun/login/")
    page.fill("[name=login]", "sekda@contoh.id")
    page.fill("[name=password]", PASSWORD)
    page.click("main button:not([formaction])")
    page.wait_for_url("**/kerja/**")


def record(page: Page) -> None:
    """All camat get one kind of letter; the form is looked at."""
    page.goto("/kerja/pelimpahan/baru/")
    page.get_by_label("Nomor").fill("188/99/2026")
    page.get_by_label("Ditetapkan pada").fill("2026-11-02")
    page.locator("[name=about]").fill("Pelimpahan kepada Camat")
    page.get_by_label("Pemberi wewenang").select_option(label="Wali Kota Madiun")
    page.get_by_text("Kepala kecamatan", exact=True).first.click()
    page.locator("[name=to_districts][value=all]").check()
    page.get_by_text("Penandatanganan surat", exact=True).first.click()
    page.locator("[name=hal_letter][value='letter:undangan']").check()
    page.get_by_role("button", name="Periksa dahulu").click()
    expect(page.get_by_text("3 pelimpahan dapat dicatat.")).to_be_visible()
