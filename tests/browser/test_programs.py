"""Keys and webhooks in a real browser, and the manual of the API as whoever writes a program reads it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from balairung.kernel.people.models import Person
from tests import make
from tests.browser.looking import fits
from tests.browser.test_search import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def operator(settings: Settings, page: Page) -> Page:
    settings.SECOND_FACTOR = "offered"
    make.regency()
    make.account(make.holder("pupr", "head", "Pak Kadis", at=make.START), "kadis@contoh.id")
    sign_in(page, make.account(make.holder("kominfo", "administrator", "Pengelola")).email)
    return page


def test_a_key_is_made_copied_and_revoked(operator: Page, check_axe: Callable[[Page], None]) -> None:
    operator.goto("/kerja/kunci/")
    check_axe(operator)
    operator.get_by_role("link", name="Buat kunci").click()
    operator.get_by_label("Nama kunci").fill("Aplikasi warga")
    operator.get_by_role("button", name="Buat kunci").click()
    expect(operator.get_by_text("Pilih paling sedikit satu wewenang.").first).to_be_visible()
    check_axe(operator)
    operator.get_by_label("menyampaikan laporan, dan").check()
    operator.get_by_role("button", name="Buat kunci").click()
    expect(operator.get_by_label("Kunci", exact=True)).to_have_value(re.compile(r"^bal_[a-z2-9]{8}_[a-z2-9]{40}$"))
    check_axe(operator)
    operator.get_by_role("link", name="Ke daftar kunci").click()
    operator.get_by_role("button", name="Cabut Aplikasi warga").click()
    expect(operator.get_by_role("heading", name="Tidak berlaku lagi")).to_be_visible()
    check_axe(operator)


def test_a_webhook_is_added_and_tried(operator: Page, settings: Settings, check_axe: Callable[[Page], None]) -> None:
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    operator.goto("/kerja/kunci/baru/")
    operator.get_by_label("Nama kunci").fill("Pusat panggilan")
    operator.get_by_label("mengatur webhook").check()
    operator.get_by_label("Bertindak sebagai").fill(Person.objects.get(name="Pak Kadis").email)
    operator.get_by_role("button", name="Buat kunci").click()
    operator.goto("/kerja/webhook/baru/")
    check_axe(operator)
    operator.get_by_label("Kunci", exact=True).select_option(index=1)
    operator.get_by_label("Alamat").fill("http://127.0.0.1:9/webhook")
    operator.get_by_role("button", name="Tambah").click()
    expect(operator.get_by_label("Rahasia")).to_have_value(re.compile("^whsec_"))
    check_axe(operator)
    operator.get_by_role("link", name="Ke webhook ini").click()
    operator.get_by_role("button", name="Kirim pesan uji").click()
    expect(operator.get_by_role("row", name=re.compile("webhook.test"))).to_be_visible()
    check_axe(operator)
    operator.goto("/kerja/webhook/")
    check_axe(operator)


def test_the_manual_is_read_on_a_telephone_and_without_scripts(
    phone: Page, plain: Page, check_axe: Callable[[Page], None]
) -> None:
    make.regency()
    phone.goto("/api/v1/")
    phone.get_by_text("POST /reports", exact=True).click()
    expect(phone.get_by_text("Apa yang terjadi, dengan kata-kata pelapor.")).to_be_visible()
    assert fits(phone)
    check_axe(phone)
    plain.goto("/api/v1/")
    plain.get_by_text("GET /topics", exact=True).click()
    expect(plain.locator("#topics").get_by_text("Kunci apa pun.")).to_be_visible()
