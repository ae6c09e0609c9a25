"""Announcements in a browser: read, passed on, asked for with a code, written and let out; axe on each page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from balairung.rooms.announcements.models import Announcement, Opening, Subscription
from tests import make
from tests.browser.looking import fits
from tests.rooms.announcements import told

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "rahasia-yang-panjang"
AXE = Callable[[Page], None]


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    make.regency(at=timezone.now())


@pytest.fixture
def made() -> Announcement:
    """One that was corrected and is still valid, a warning beside it, and one that was taken back."""
    at = timezone.now() - timedelta(hours=2)
    found = told.published("Air PDAM mati", at=at, aim=told.in_village())
    told.corrected(found, "Air PDAM mati sampai sore", at=at)
    told.let_out(found, at=at)
    told.published("Banjir di utara", kind="warning", at=at)
    told.withdrawn(told.published("Jembatan ditutup", at=at), "Pekerjaannya ditunda.", at=at)
    return found


def enter(page: Page, office: str, role: str) -> None:
    make.account(make.holder(office, role), f"{role}@contoh.id", PASSWORD)
    page.goto("/akun/login/")
    page.locator("[name=login]").fill(f"{role}@contoh.id")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/akun/login" not in url)


@pytest.mark.parametrize("width", ["phone", "page"])
def test_everybody_reads_them(width: str, made: Announcement, check_axe: AXE, request: pytest.FixtureRequest) -> None:
    page: Page = request.getfixturevalue(width)
    taken = Announcement.objects.get(state="withdrawn")
    ways = ("", f"{made.code}/", f"{made.code}/poster/", f"{taken.code}/", "langganan/")
    for address in ["/", *(f"/pengumuman/{way}" for way in ways), "/apa-yang-baru/", "/catatan-perubahan/"]:
        page.goto(address)
        check_axe(page)
        assert fits(page), address
    page.goto("/")
    expect(page.get_by_text("Peringatan: Banjir di utara")).to_be_visible()


def test_a_link_that_was_passed_on_is_counted_once_and_leaves_no_trace(phone: Page, made: Announcement) -> None:
    with phone.expect_response(lambda answer: "/dibuka/" in answer.url):
        phone.goto(f"/pengumuman/{made.code}/?dari=wa")
    assert phone.url.endswith(f"/pengumuman/{made.code}/")
    phone.reload()
    phone.get_by_role("radio", name="Ya", exact=True).check()
    phone.get_by_role("button", name="Kirim jawaban").click()
    expect(phone.get_by_text("Terima kasih")).to_be_visible()
    counted = Opening.objects.get()
    assert (counted.came_by, counted.times) == ("wa", 1)
    assert [cookie["name"] for cookie in phone.context.cookies()] == ["csrf"]


def test_a_citizen_is_told_only_after_the_code(plain: Page, check_axe: AXE) -> None:
    """Without JavaScript."""
    plain.goto("/pengumuman/langganan/")
    plain.get_by_label("Nomor atau alamat surel").fill("sri@contoh.id")
    plain.get_by_role("button", name="Kirim kode").click()
    expect(plain.get_by_role("heading", name="Tulis kodenya")).to_be_visible()
    assert not Subscription.objects.exists()
    plain.get_by_label("Kode enam angka").fill(told.code_sent())
    plain.get_by_role("button", name="Mulai berlangganan").click()
    expect(plain.get_by_text("Langganan Anda aktif")).to_be_visible()
    plain.get_by_role("button", name="Berhenti berlangganan").click()
    expect(plain.get_by_text("sudah kami hapus")).to_be_visible()
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("width", ["phone", "page"])
def test_the_desk(width: str, made: Announcement, check_axe: AXE, request: pytest.FixtureRequest) -> None:
    told.crowd(7, at=timezone.now())
    page: Page = request.getfixturevalue(width)
    enter(page, "pupr", "liaison")
    page.goto("/kerja/pengumuman/baru/")
    check_axe(page)
    page.get_by_label("Judul", exact=True).fill("Jalan Pahlawan ditutup")
    page.get_by_label("Ringkasan").fill("Besok pagi sampai siang.")
    page.get_by_label("Isi", exact=True).fill("Lewat jalan lain.\n\n- Jalan Merdeka")
    page.get_by_role("button", name="Simpan dan lihat").click()
    expect(page.get_by_role("heading", name="Bila dikirim kepada pelanggan")).to_be_visible()
    check_axe(page)
    assert fits(page)
    page.get_by_role("button", name="Minta dibaca orang kedua").click()
    expect(page.get_by_text("Menunggu orang kedua")).to_be_visible()
    for address in ("/kerja/pengumuman/", f"/kerja/pengumuman/{made.code}/", "/kerja/apa-yang-baru/"):
        page.goto(address)
        check_axe(page)
        assert fits(page), address
