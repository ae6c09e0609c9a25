"""Filing in a real browser: without scripts, narrow, by keyboard alone, in a hurry to leave, on a slow line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Route, expect

from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.browser.looking import fits

pytestmark = pytest.mark.django_db(transaction=True)
OPEN = Callable[..., BrowserContext]
TEXT = "Lampu jalan di depan pasar mati sejak seminggu, malam hari gelap sekali."
NARROW = {"width": 320, "height": 640}  # also 1280 pixels at 400 %


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency(at=timezone.now())


def onward(page: Page, button: str = "Lanjut") -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def filed() -> Complaint:
    return Complaint.objects.select_related("obligation").get()


def test_on_320_pixels_without_scripts(open_context: OPEN) -> None:
    page = open_context(viewport=NARROW, java_script_enabled=False).new_page()
    page.goto("/pengaduan/baru/")
    assert fits(page), page.url
    expect(page.get_by_role("link", name=re.compile("112"))).to_have_attribute("href", "tel:112")
    page.get_by_label("Cari dengan kata sehari-hari").fill("lampu mati")
    onward(page, "Cari")
    page.get_by_label("Lampu jalan mati").check()
    page.select_option("#id_region", "35.77.01.1001")
    onward(page)
    assert fits(page), page.url
    expect(page.get_by_text("Ada yang dalam bahaya sekarang?")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("112"))).to_be_hidden()
    page.get_by_label("Apa yang terjadi?").fill(TEXT)
    onward(page)
    assert fits(page), page.url
    page.get_by_text("Ada yang perlu didahulukan atau dibantu?").click()
    page.get_by_label("lansia").check()
    onward(page, "Periksa dahulu")
    assert fits(page), page.url
    onward(page, "Kirim laporan")
    assert fits(page), page.url
    made = filed()
    assert (made.topic_id, made.region_id, made.groups) == ("lampu-jalan-mati", "35.77.01.1001", "elderly")
    assert made.obligation.priority == 1
    expect(page.locator("main")).to_contain_text(made.secret[:5])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_on_every_step(
    open_context: OPEN, check_axe: Callable[[Page], None], take_picture: Callable[[Page, str], Path], scheme: str
) -> None:
    page = open_context(viewport=NARROW, color_scheme=scheme).new_page()
    page.goto("/pengaduan/baru/")
    check_axe(page)
    page.get_by_label("Cari dengan kata sehari-hari").fill("kdrt")
    page.get_by_label("Kekerasan terhadap perempuan dan anak").check()
    check_axe(page)
    assert fits(page), page.url
    onward(page)
    check_axe(page)
    take_picture(page, f"sebelum-bercerita-{scheme}")
    page.get_by_role("link", name="Lanjut", exact=True).click()
    page.wait_for_url("**/kejadian/**")
    page.get_by_label("Apa yang terjadi?").fill("pendek")
    page.get_by_role("button", name="Lanjut").click()
    expect(page.get_by_role("alert")).to_contain_text("Apa yang terjadi?")
    page.evaluate("scrollTo(0, 0)")  # the way out stays in sight, above whatever is scrolled below it
    check_axe(page)
    page.get_by_label("Apa yang terjadi?").fill(f"Nama saya Siti Aminah. {TEXT}")
    onward(page)
    for summary in page.locator("details.disclose > summary").all():
        summary.click()
    check_axe(page)
    assert fits(page), page.url
    expect(page.get_by_label("Rahasiakan isi laporan")).to_be_checked()
    page.get_by_label("Sembunyikan nama saya dari kantor juga").check()
    onward(page, "Periksa dahulu")
    check_axe(page)
    assert fits(page), page.url
    onward(page, "Sembunyikan")
    expect(page.locator("main")).not_to_contain_text("Siti Aminah")
    onward(page, "Kirim laporan")
    check_axe(page)
    assert fits(page), page.url
    assert filed().obligation.visibility == "secret"
    page.goto("/pengaduan/baru/?halaman=satu")
    check_axe(page)
    assert fits(page), page.url


def test_by_keyboard_alone(page: Page) -> None:
    page.goto("/pengaduan/baru/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("href", "#isi")
    page.keyboard.press("Enter")
    tab_to(page, "document.activeElement.name === 'words'")
    page.keyboard.type("lampu mati")
    expect(page.get_by_label("Lampu jalan mati")).to_be_visible()
    tab_to(page, "document.activeElement.name === 'topic'")
    page.keyboard.press("Space")
    press_on(page, "Lanjut", "**/kejadian/**")
    tab_to(page, "document.activeElement.name === 'text'")
    page.keyboard.type(TEXT)
    press_on(page, "Lanjut", "**/pelapor/**")
    press_on(page, "Periksa dahulu", "**/periksa/**")
    press_on(page, "Kirim laporan", "**/tanda-terima/")
    assert filed().topic_id == "lampu-jalan-mati"


def tab_to(page: Page, condition: str) -> None:
    for _press in range(40):
        if page.evaluate(condition):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"no way by keyboard to where {condition}")


def press_on(page: Page, word: str, address: str) -> None:
    tab_to(page, f"document.activeElement.textContent.trim().startsWith({word!r})")
    page.keyboard.press("Enter")
    page.wait_for_url(address)


def harmless(context: BrowserContext) -> None:
    """The page outside, as this house has it in a test: no test leaves the machine."""

    def answer(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body="<title>Cuaca</title><p>Cuaca hari ini</p>")

    context.route("https://www.bmkg.go.id/**", answer)


@pytest.mark.parametrize("key", ["Escape", "Shift", "click"])
def test_one_leaves_in_a_hurry(open_context: OPEN, key: str) -> None:
    context = open_context()
    harmless(context)
    page = context.new_page()
    page.goto("/")
    page.goto("/pengaduan/baru/?wilayah=35.77.01.1001&topik=kekerasan-rumah-tangga")
    if key == "click":
        page.get_by_role("link", name="Keluar dari halaman ini").click()
    else:
        page.keyboard.press(key)
        page.keyboard.press("a")
        page.keyboard.press(key)
        page.keyboard.press(key)
        expect(page.get_by_text("Tekan sekali lagi untuk keluar")).to_be_attached()
        page.keyboard.press(key)
    page.wait_for_url("https://www.bmkg.go.id/")
    page.go_back()
    assert "topik" not in page.url


def test_leaving_works_without_scripts(open_context: OPEN) -> None:
    context = open_context(java_script_enabled=False)
    harmless(context)
    page = context.new_page()
    page.goto("/pengaduan/baru/?wilayah=35.77.01.1001&topik=kekerasan-rumah-tangga")
    page.get_by_role("link", name="Keluar dari halaman ini").click()
    page.wait_for_url("https://www.bmkg.go.id/")


def test_a_browser_with_scripts_does_its_work(page: Page) -> None:
    page.goto("/pengaduan/baru/?wilayah=35.77.01.1001&topik=lampu-jalan-mati")
    page.get_by_label("Apa yang terjadi?").fill(TEXT)
    onward(page)
    onward(page, "Periksa dahulu")
    proof = page.locator("input[name=proof]")
    expect(proof).to_have_value(re.compile("^ey"))
