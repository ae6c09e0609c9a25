"""One's own data in a real browser: asked for on a telephone, opened by an officer with a reason, read by its owner;
axe on each page, also on those about the house itself."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from balairung.rooms.complaints.models import Complaint
from balairung.rooms.privacy.models import DataKnock, DataRequest
from tests import make
from tests.browser.looking import fits
from tests.rooms.privacy import wishes

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "rahasia-yang-panjang"
AXE = Callable[[Page], None]
Open = Callable[..., BrowserContext]


@pytest.fixture
def report(settings: Settings) -> Complaint:
    settings.SECOND_FACTOR = "offered"
    now = timezone.now()
    make.regency(at=now)
    for office, role, name, email in (
        ("kominfo", "administrator", "Rina", "rina@contoh.id"), ("pupr", "staff", "Siti", "siti@contoh.id"),
        ("kominfo", "head", "Bu Ratna", "ratna@contoh.id"),
    ):  # fmt: skip
        make.account(make.holder(office, role, name, at=now), email, PASSWORD)
    return make.forwarded(make.coordinator(), to="pupr", contact=wishes.CONTACT, at=now)


def enter(page: Page, email: str) -> Page:
    page.goto("/akun/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    expect(page).to_have_url(re.compile("/kerja/"))
    return page


def test_a_copy_is_asked_for_on_a_telephone(report: Complaint, phone: Page, check_axe: AXE) -> None:
    for address in ("/privasi/", "/keamanan/", "/data-saya/"):
        phone.goto(address)
        check_axe(phone)
        assert fits(phone)
    phone.locator("a[href$='/minta/copy/']").click()
    check_axe(phone)
    phone.fill("[name=contact]", wishes.CONTACT)
    phone.get_by_role("button", name="Kirim kode ke saya").click()
    expect(phone.get_by_role("heading", name="Tulis kodenya")).to_be_visible()
    check_axe(phone)
    phone.fill("[name=code]", wishes.code_in(DataKnock.objects.get().pk))
    phone.get_by_role("button", name="Kirim permintaan").click()
    expect(phone.get_by_text("Simpan nomor dan kode ini")).to_be_visible()
    check_axe(phone)
    assert fits(phone)
    assert DataRequest.objects.get().contact == wishes.CONTACT


def test_who_opens_a_contact_says_why_and_its_owner_reads_it(
    report: Complaint, open_context: Open, phone: Page, check_axe: AXE
) -> None:
    page = enter(open_context().new_page(), "siti@contoh.id")
    page.goto(f"/kerja/pengaduan/{report.ref}/")
    expect(page.get_by_text(wishes.CONTACT)).to_have_count(0)
    page.goto(f"/kerja/buka/complaints/{report.ref}/")
    check_axe(page)
    assert fits(page)
    page.locator("[name=purpose]").first.check()
    page.get_by_role("button", name="Buka", exact=True).click()
    expect(page.get_by_text(wishes.CONTACT)).to_be_visible()
    check_axe(page)
    phone.goto(f"/lacak/{report.ref}/{report.secret}/")
    expect(phone.get_by_text("Siapa yang membuka data Anda")).to_be_visible()
    check_axe(phone)
    assert fits(phone)


def test_whoever_answers_for_it_has_a_desk(report: Complaint, open_context: Open, check_axe: AXE) -> None:
    wishes.request(at=timezone.now())
    incident = wishes.incident(at=timezone.now())
    for width in (360, 1280):
        page = enter(open_context(viewport={"width": width, "height": 800}).new_page(), "ratna@contoh.id")
        for address in ("", "pembukaan/", "loket/", "insiden/", "insiden/baru/", f"{incident.obligation.ref}/"):
            page.goto(f"/kerja/data-pribadi/{address}")
            check_axe(page)
            assert fits(page), address
        page.goto("/kerja/catatan-pemrosesan/")
        check_axe(page)
        assert fits(page)


def test_an_operator_sees_how_the_machine_does(report: Complaint, open_context: Open, check_axe: AXE) -> None:
    for width in (360, 1280):
        page = enter(open_context(viewport={"width": width, "height": 800}).new_page(), "rina@contoh.id")
        for address in ("/pengelola/mesin/", "/kerja/masa-simpan/", "/akun/perangkat/", "/akun/pemulihan/"):
            page.goto(address)
            check_axe(page)
            assert fits(page), address
