"""The contact board and the posters in a real browser: on a telephone, at a desk, without scripts; axe on each page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from balairung.kernel.people.actions import publish_account
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Account, Office
from balairung.rooms.complaints.filing.posters import count_reading
from balairung.rooms.complaints.models import Scan
from balairung.rooms.instructions.models import Instruction
from tests import make
from tests.browser.looking import fits

pytestmark = pytest.mark.django_db(transaction=True)
OPEN = Callable[..., BrowserContext]
HAND: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True,
    "user_agent": "Mozilla/5.0 (Linux; Android 13; Redmi A2) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
}  # fmt: skip
PASSWORD = "rahasia-yang-panjang"


@pytest.fixture(autouse=True)
def _regency(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    make.regency(at=timezone.now())
    for kind, value in (("telephone", "0351 000123"), ("whatsapp", "0810 0000 0123"), ("instagram", "contohpupr")):
        publish_account(office=make.office("pupr"), kind=kind, value=value, by=SYSTEM, at=timezone.now())


def enter(page: Page, office: str, role: str) -> None:
    make.account(make.holder(office, role, "Siti Aminah", at=timezone.now()), "siti@contoh.id", PASSWORD)
    page.goto("/akun/login/")
    page.fill("[name=login]", "siti@contoh.id")
    page.fill("[name=password]", PASSWORD)
    page.click("main button:not([formaction])")
    page.wait_for_url("**/kerja/**")


def test_somebody_looks_for_a_number_on_a_telephone(phone: Page, check_axe: Callable[[Page], None]) -> None:
    phone.goto("/kontak/")
    check_axe(phone)
    expect(phone.get_by_role("link", name="112 Darurat apa pun")).to_have_attribute("href", "tel:112")
    assert fits(phone)
    call = phone.get_by_role("link", name="Telepon (0351) 000123")
    expect(call).to_have_attribute("href", "tel:+62351000123")
    box = call.bounding_box()
    assert box
    assert box["height"] >= 44
    phone.get_by_role("searchbox").fill("kesehatan")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Dinas Kesehatan")).to_be_visible()
    expect(phone.get_by_text("Belum mengumumkan kontak").first).to_be_visible()
    check_axe(phone)


def test_a_village_is_found_by_its_district_without_scripts(plain: Page) -> None:
    district = Office.objects.filter(kind="kecamatan").order_by("key")[0]
    village = Office.objects.filter(region__parent=district.region_id).order_by("key")[0]
    plain.goto("/kontak/")
    plain.get_by_role("link", name=str(district.region)).click()
    expect(plain.get_by_role("heading", name=village.name)).to_be_visible()


def test_the_board_on_paper_hides_what_cannot_be_pressed(page: Page, check_axe: Callable[[Page], None]) -> None:
    page.goto("/kontak/?tampil=semua")
    check_axe(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("searchbox")).to_be_hidden()
    expect(page.get_by_text("Darurat apa pun")).to_be_visible()


def test_an_office_publishes_and_ends(page: Page, check_axe: Callable[[Page], None]) -> None:
    enter(page, "dinkes", "head")
    page.goto("/organisasi/dinkes/kontak/")
    check_axe(page)
    page.get_by_label("Jenis kontak").select_option("instagram")
    page.get_by_label("Nomor, alamat, atau nama akun").fill("https://instagram.com/contohdinkes/")
    page.click("text=Umumkan >> nth=-1")
    expect(page.get_by_text("Instagram @contohdinkes").first).to_be_visible()
    page.get_by_role("link", name="Ubah Instagram @contohdinkes").click()
    check_axe(page)
    page.go_back()
    page.get_by_role("button", name="Akhiri Instagram @contohdinkes").click()
    expect(page.get_by_text("tidak lagi diumumkan")).to_be_visible()
    assert Account.objects.get(office__key="dinkes").ended_at


def test_a_leader_asks_those_that_have_not(page: Page, check_axe: Callable[[Page], None]) -> None:
    enter(page, "pimpinan", "regent")
    page.goto("/kontak/")
    page.get_by_role("link", name="Minta kepada yang belum").click()
    check_axe(page)
    page.get_by_role("button", name="Minta ").click()
    expect(page.get_by_text("kantor diberi instruksi")).to_be_visible()
    check_axe(page)
    assert Instruction.objects.count() == Office.objects.count() - 1


def test_posters_are_chosen_and_taken(page: Page, check_axe: Callable[[Page], None]) -> None:
    enter(page, "pupr", "head")
    for _time in range(7):
        count_reading(make.office("pupr"), day=timezone.localdate())
    page.goto("/kerja/poster/")
    check_axe(page)
    sheet = page.locator(".poster-sheet img")
    assert sheet.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1240
    with page.expect_download() as taken:
        page.get_by_role("link", name="PDF A3, untuk dinding").click()
    assert taken.value.suggested_filename == "poster-pupr-a3.pdf"
    with page.expect_download() as all_:
        page.get_by_role("button", name="Unduh ZIP").click()
    assert all_.value.suggested_filename == "poster-semua-a4-pdf.zip"
    assert "7" in page.get_by_role("row", name="Dinas").inner_text()


def test_a_code_is_read_once_however_often_the_page_is_loaded(
    open_context: OPEN, check_axe: Callable[[Page], None], live_server: LiveServer
) -> None:
    page = open_context(**HAND).new_page()
    with page.expect_response("**/terbaca/") as told:
        page.goto("/p/pupr/")
    assert told.value.status == 204
    assert "cookie" not in told.value.request.all_headers()
    expect(page.get_by_role("link", name="Lapor ke kantor ini")).to_be_visible()
    assert page.url == f"{live_server.url}/pengaduan/kantor/pupr/"
    check_axe(page)
    page.reload()
    page.goto("/kontak/")
    page.go_back()
    page.wait_for_load_state("networkidle")
    assert Scan.objects.get().count == 1


def test_without_scripts_the_code_leads_there_and_counts_nothing(plain: Page) -> None:
    plain.goto("/p/pupr/")
    expect(plain.get_by_role("link", name="Lapor ke kantor ini")).to_be_visible()
    assert not Scan.objects.filter(day__gte=timezone.localdate() - timedelta(days=1)).exists()
