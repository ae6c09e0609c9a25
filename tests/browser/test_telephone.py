"""The telephone page: what is said is shown, what is shown can be pressed, on 360 pixels and read by axe."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import BrowserContext, expect
from playwright.sync_api import Page as Browsing

from balairung.kernel.messaging.doors.door import Outgoing
from balairung.kernel.messaging.doors.voice import Voice
from tests.browser.looking import fits
from tests.doors.server import Bubble
from tests.doors.telephone.handset import open_tabs
from tests.doors.telephone.page import Page
from tests.doors.voice import VoiceVendor

SITI = "6281200000001"


@pytest.fixture
def telephone() -> Iterator[Page]:
    with ExitStack() as stack:
        yield stack.enter_context(Page(open_tabs(stack), 0))


def test_the_telephone_by_hand(telephone: Page, phone: Browsing, check_axe: Callable[[Browsing], None]) -> None:
    phone.goto(telephone.url)
    expect(phone.get_by_text("bukan WhatsApp/Telegram sungguhan")).to_be_visible()
    check_axe(phone)
    phone.get_by_label("Tulis pesan").fill("Halo")
    phone.get_by_role("button", name="Kirim", exact=True).click()
    expect(phone.get_by_role("status")).to_contain_text("belum tersambung")
    choices = [("ya", "Ya, kirim"), ("tidak", "Tidak")]
    telephone.tabs["whatsapp"].vendor.shown.append(
        Bubble("1", SITI, "*Benar?*\nLihat https://contoh.id/a", ours=True, choices=choices, asks_place=True)
    )
    expect(phone.get_by_role("button", name="Ya, kirim")).to_be_visible()
    expect(phone.get_by_role("link", name="https://contoh.id/a")).to_be_visible()
    phone.get_by_role("log").get_by_role("button", name="Kirim lokasi").click()
    expect(phone.get_by_role("dialog", name="Lokasi mana?")).to_be_visible()
    check_axe(phone)
    phone.keyboard.press("Escape")
    for name in ("Telegram", "SMS", "Surel", "Peramban"):
        phone.get_by_role("button", name=name).click()
        expect(phone.get_by_text("Belum ada pesan")).to_be_visible()
    assert fits(phone)


def test_the_telephone_in_the_dark(
    telephone: Page, open_context: Callable[..., BrowserContext], check_axe: Callable[[Browsing], None]
) -> None:
    page = open_context(color_scheme="dark").new_page()
    telephone.tabs["whatsapp"].vendor.shown += [
        Bubble("1", SITI, "Jalan rusak", ours=False),
        Bubble("2", SITI, "Terima kasih.", ours=True, state="delivered", choices=[("ya", "Ya")]),
    ]
    page.goto(telephone.url)
    expect(page.get_by_text("sampai")).to_be_visible()
    check_axe(page)


def test_a_telephone_that_rings_is_answered_read_and_hung_up(
    telephone: Page, phone: Browsing, check_axe: Callable[[Browsing], None]
) -> None:
    vendor = telephone.tabs["voice"].vendor
    assert isinstance(vendor, VoiceVendor)
    vendor.hook, vendor.alive = "http://127.0.0.1:9/", False
    phone.goto(f"{telephone.url}/#voice")
    expect(phone.get_by_text("Belum ada panggilan.")).to_be_visible()
    expect(phone.get_by_label("Tulis pesan")).to_be_hidden()
    door = Voice(vendor.account | {"callback": ""})  # nobody is told
    door.send(Outgoing("1", "+6281299990000", "", "Latihan siaga", choices=[("siap", "Saya siap")]))
    phone.get_by_label("Anda sebagai").select_option("+6281299990000")
    expect(phone.get_by_text("Telepon berdering")).to_be_visible()
    check_axe(phone)
    phone.get_by_role("button", name="Angkat").click()
    expect(phone.get_by_text("Latihan siaga. Tekan 1: Saya siap.")).to_be_visible()
    expect(phone.get_by_role("button", name="9", exact=True)).to_be_visible()
    check_axe(phone)
    phone.get_by_role("button", name="Tutup telepon").click()
    expect(phone.get_by_text("Selesai")).to_be_visible()
    assert vendor.last.status == "completed"
