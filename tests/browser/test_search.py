"""The desk's search in a real browser: from the list by one key, by words or by number, on a telephone too."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from balairung.rooms.complaints.models import Complaint
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
TEXTS = ("Lampu jalan di depan pasar mati sejak seminggu.", "Saluran air di depan sekolah mampet.")


def sign_in(page: Page, email: str) -> None:
    page.goto("/akun/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", "rahasia-yang-panjang")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/kerja/**")


@pytest.fixture
def email(settings: Settings) -> str:
    """Siti's address; two reports lie with her office."""
    settings.SECOND_FACTOR = "offered"
    now = timezone.now()
    make.regency(at=now)
    siti, rahma = make.holder("pupr", "liaison", "Siti", at=now), make.coordinator(at=now)
    for number, text in enumerate(TEXTS):
        make.forwarded(rahma, at=now - timedelta(minutes=9 - number), text=text)
    return make.account(siti).email


def test_one_key_to_the_box_words_to_the_rows(email: str, page: Page, check_axe: Callable[[Page], None]) -> None:
    sign_in(page, email)
    page.goto("/kerja/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("lampunya mati")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/kerja/cari/\?q=lampunya\+mati"))
    expect(page.get_by_role("heading", level=1)).to_have_text("1 cocok dengan “lampunya mati”")
    expect(page.locator("mark").first).to_have_text("Lampu")
    check_axe(page)
    page.get_by_text("Persempit").click()
    page.get_by_label("Keadaan").select_option("sudah ditutup")
    page.get_by_role("button", name="Cari").click()
    expect(page.get_by_text("Tidak ada yang cocok")).to_be_visible()
    check_axe(page)


def test_a_number_on_a_telephone(email: str, phone: Page, check_axe: Callable[[Page], None]) -> None:
    sign_in(phone, email)
    phone.goto("/kerja/cari/")
    check_axe(phone)
    ref = Complaint.objects.order_by("filed_at")[0].ref
    phone.get_by_role("searchbox").fill(ref.replace("-", " ").lower())
    phone.get_by_role("searchbox").press("Enter")
    expect(phone).to_have_url(re.compile(f"/kerja/pengaduan/{ref}/"))


def test_without_scripts(email: str, plain: Page) -> None:
    sign_in(plain, email)
    plain.goto("/kerja/")
    plain.get_by_role("searchbox").fill("sekolah mampet")
    plain.get_by_role("button", name="Cari").click()
    expect(plain.locator(".row-title")).to_have_text(re.compile("Saluran air"))
