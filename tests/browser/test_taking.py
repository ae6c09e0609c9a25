"""Reports that an officer takes down, in a real browser: keyboard alone, typed as people type, read by axe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from balairung.kernel.people.models import Region
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.browser.looking import fits

pytestmark = pytest.mark.django_db(transaction=True)
OPEN = Callable[..., BrowserContext]
TEXT = "Lampu jalan di depan pasar mati sejak seminggu, malam hari gelap sekali."
PHONE, NAME, VILLAGE = "081234567890", "Bu Sri", "oro-oro"
A_KEY = 0.2  # seconds: 300 signs a minute, what somebody types who does it every day
QUICK = 20  # milliseconds between keys in this test; a person's are added up


@pytest.fixture
def rahma(settings: Settings) -> str:
    """The coordinator's address. Two reports lie there: one of this caller, one about the same lamp."""
    settings.SECOND_FACTOR = "offered"
    now = timezone.now()
    make.regency(at=now)
    person = make.holder("setda", "coordinator", "Rahma", at=now)
    by = make.coordinator("Kedua", at=now)
    village = Region.objects.get(name="Oro-oro Ombo")
    lamp = make.topic("lampu-jalan-mati")
    ago = now - timedelta(days=2)
    make.complaint(text="Saluran air di depan rumah mampet.", contact="+6281234567890", name=NAME, at=ago)
    other = make.complaint(text="Lampu jalan depan pasar mati, gelap.", region=village, topic=lamp, at=ago)
    actions.verify(other, klass=other.klass, topic=lamp, by=by, at=ago)
    return make.account(person).email


def sign_in(open_context: OPEN, email: str, **options: Any) -> Page:
    page = open_context(**options).new_page()
    page.goto("/akun/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", "rahasia-yang-panjang")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/kerja/**")
    return page


def begin(page: Page, address: str) -> None:
    """Open a page on which one types at once: its first field is ready."""
    page.goto(address)
    expect(page.locator("main [autofocus]")).to_be_focused()


def taken() -> list[Complaint]:
    return list(Complaint.objects.exclude(channel="web").select_related("obligation").order_by("filed_at", "id"))


def test_a_call_by_keyboard_alone(open_context: OPEN, rahma: str) -> None:
    """Four keys beside the words themselves; with a person's speed of typing the form costs less than forty seconds."""
    page = sign_in(open_context, rahma)
    begin(page, "/kerja/telepon/")
    started = perf_counter()
    words = [PHONE, NAME, TEXT, VILLAGE]
    for word in words:
        page.keyboard.type(word, delay=QUICK)
        if word is not VILLAGE:
            page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Laporan tercatat")).to_be_visible()
    keys = sum(map(len, words)) + len(words)
    waited = perf_counter() - started - keys * QUICK / 1000
    assert keys * A_KEY + waited < 40
    [made] = taken()
    assert (made.channel, made.reporter_name, made.reporter_contact) == ("telephone", NAME, "+6281234567890")
    assert (made.text, made.region.name if made.region else "") == (TEXT, "Oro-oro Ombo")
    line = made.obligation.events.get(seq=1)
    assert line.by_person is not None
    assert line.by_person.name == "Rahma"
    assert 0 < line.facts["seconds"] < 40
    with page.expect_navigation():
        page.keyboard.press("Enter")  # the next call
    expect(page.get_by_label("Nomor penelepon")).to_be_focused()
    expect(page.get_by_text("1 telepon").first).to_be_visible()


def test_what_is_found_while_one_types(open_context: OPEN, rahma: str, check_axe: Callable[[Page], None]) -> None:
    page = sign_in(open_context, rahma)
    begin(page, "/kerja/telepon/")
    page.keyboard.type(PHONE, delay=QUICK)
    earlier = page.get_by_role("region", name="Masih tentang ini?")
    expect(earlier).to_contain_text("Saluran air di depan rumah mampet")
    page.get_by_label("Apa yang terjadi?").fill(TEXT)
    page.get_by_label("Kelurahan").fill(VILLAGE)
    alike = page.get_by_role("region", name="Laporan serupa")
    expect(alike).to_contain_text("Lampu jalan depan pasar mati")
    page.get_by_label("Lampu jalan mati").check()
    page.get_by_label("Nama penelepon").fill(NAME)
    page.wait_for_timeout(900)
    expect(page.get_by_label("Lampu jalan mati")).to_be_checked()
    check_axe(page)
    page.get_by_label("Apa yang terjadi?").fill("Rumah tetangga kebakaran, apinya besar sekali")
    expect(page.get_by_role("heading", name="Ada yang dalam bahaya sekarang?")).to_be_visible()
    expect(page.get_by_role("link", name="112")).to_be_visible()
    page.get_by_label("Apa yang terjadi?").fill("Salurannya sekarang meluap sampai ke jalan.")
    with page.expect_navigation():
        earlier.get_by_role("button", name="Tambahkan ke sini").click()
    expect(page.get_by_role("status").first).to_contain_text("Ditambahkan pada laporan")
    assert taken() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_and_pictures(
    open_context: OPEN,
    rahma: str,
    check_axe: Callable[[Page], None],
    take_picture: Callable[[Page, str], Path],
    scheme: str,
    width: int,
) -> None:
    page = sign_in(open_context, rahma, viewport={"width": width, "height": 800}, color_scheme=scheme)
    for door in ("telepon", "loket", "medsos"):
        page.goto(f"/kerja/{door}/")
        check_axe(page)
        assert fits(page), page.url
        take_picture(page, f"terima-{door}-{scheme}-{width}")
    page.goto("/kerja/loket/")
    page.get_by_label("Telepon atau surel").fill(PHONE)
    page.get_by_label("Kelurahan").fill("oro-oro ombx")
    page.get_by_label("Apa yang terjadi?").fill(TEXT)
    page.get_by_label("lansia").check()
    expect(page.get_by_role("region", name="Masih tentang ini?")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="Catat laporan").click()
    expect(page.get_by_role("alert")).to_contain_text("Maksudnya Oro-oro Ombo, Kartoharjo?")
    page.locator("details.disclose > summary").click()
    check_axe(page)
    assert fits(page), page.url
    take_picture(page, f"terima-keliru-{scheme}-{width}")
    page.get_by_label("Kelurahan").fill("Oro-oro Ombo")
    with page.expect_navigation():
        page.get_by_role("button", name="Catat laporan").click()
    check_axe(page)
    assert fits(page), page.url
    take_picture(page, f"diterima-{scheme}-{width}")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_post_is_captured(
    open_context: OPEN,
    rahma: str,
    check_axe: Callable[[Page], None],
    take_picture: Callable[[Page, str], Path],
    width: int,
) -> None:
    """Its reply for everyone bears the number and no code."""
    page = sign_in(open_context, rahma, viewport={"width": width, "height": 800})
    begin(page, "/kerja/medsos/")
    page.keyboard.type("https://www.instagram.com/reel/Cx12/?igsh=abc")
    page.get_by_label("Nama akun").fill("@warga.madiun")
    page.get_by_label("Isi kiriman, seperti tertulis").fill(TEXT)
    with page.expect_navigation():
        page.get_by_label("Nama akun").press("Enter")
    check_axe(page)
    assert fits(page), page.url
    take_picture(page, f"diterima-medsos-{width}")
    [made] = taken()
    reply = page.get_by_role("region", name="Balasan di muka umum").locator("blockquote")
    expect(reply).to_contain_text(made.ref)
    expect(reply).not_to_contain_text(made.secret)
    begin(page, "/kerja/medsos/")
    page.keyboard.type("instagram.com/p/Cx12")
    expect(page.get_by_text("Kiriman ini sudah dicatat")).to_contain_text(made.ref.replace("-", "\u2011"))


def test_without_scripts(open_context: OPEN, rahma: str) -> None:
    page = sign_in(open_context, rahma, java_script_enabled=False)
    page.goto("/kerja/telepon/")
    page.get_by_label("Nomor penelepon").fill(PHONE)
    page.get_by_label("Apa yang terjadi?").fill(TEXT)
    page.get_by_label("Kelurahan").fill(VILLAGE)
    page.get_by_role("button", name="Cari sekarang").click()
    expect(page.get_by_role("region", name="Laporan serupa")).to_be_visible()
    expect(page.get_by_label("Nomor penelepon")).to_have_value(PHONE)
    page.get_by_label("Lampu jalan mati").check()
    page.get_by_label("Kelurahan").press("Enter")
    expect(page.get_by_role("heading", name="Laporan tercatat")).to_be_visible()
    [made] = taken()
    assert made.topic_id == "lampu-jalan-mati"


@pytest.mark.parametrize(("paper", "width"), [("", 148), ("80", 80), ("58", 58)])
def test_the_receipt_on_paper(
    open_context: OPEN, rahma: str, take_picture: Callable[[Page, str], Path], paper: str, width: int
) -> None:
    """As wide as its paper, and nothing of it is cut off."""
    page = sign_in(open_context, rahma)
    begin(page, "/kerja/loket/")
    page.keyboard.type(NAME)  # one begins there
    page.get_by_label("Apa yang terjadi?").fill(TEXT)
    with page.expect_navigation():
        page.get_by_role("button", name="Catat laporan").click()
    if paper:
        page.get_by_role("link", name=f"{paper} mm").click()
    page.emulate_media(media="print")
    margin = {"": 16, "80": 4, "58": 3}[paper]
    page.set_viewport_size({"width": round((width - 2 * margin) / 25.4 * 96), "height": 1000})
    assert fits(page), page.url
    expect(page.get_by_role("button", name="Catat laporan")).to_be_hidden()
    expect(page.locator("img.qr")).to_be_visible()
    take_picture(page, f"struk-{paper or 'a5'}")
