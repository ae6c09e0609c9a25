"""A report whose line is cut: it stays on the telephone, goes once and only with consent, and leaves nothing behind."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.signals import request_started
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.browser.conftest import PHONE
from tests.rooms.services.applying import sheets
from tests.rooms.services.handling import stage

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Jembatan bambu di dusun kami putus tadi malam, anak-anak tidak dapat ke sekolah."
#: What stands on the shelf of this telephone.
READ = """() => new Promise((done, failed) => {
  const request = indexedDB.open("balairung", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("reports", { keyPath: "token" });
  request.onerror = () => failed(request.error);
  request.onsuccess = () => {
    const all = request.result.transaction("reports").objectStore("reports").getAll();
    all.onsuccess = () => done(all.result.map((one) => ({ ...one, files: one.files.length })));
  };
})"""
Telephone = Callable[..., Page]


@pytest.fixture
def telephone(chromium: Browser, live_server: LiveServer) -> Iterator[Telephone]:
    """A telephone of its own; a failing request is no fault here, an error of a script is."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def start(**options: Any) -> Page:
        given = {"base_url": live_server.url, "viewport": PHONE, "locale": "id-ID", "reduced_motion": "reduce"}
        context = chromium.new_context(**{**given, **options})
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield start
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture(autouse=True)
def _city() -> None:
    make.regency()


def shelf(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(READ)
    return found


def eventually(page: Page, holds: Callable[[], object], tries: int = 60) -> None:
    """What the page does by itself after it is shown: forgetting, sending, taking over."""
    for _try in itertools.repeat(None, tries):
        if holds():
            return
        page.wait_for_timeout(250)
    assert holds()


def open_form(page: Page) -> None:
    """The form on one page, once the service worker looks after it."""
    page.goto("/pengaduan/baru/?halaman=satu")
    looked_after(page)


def looked_after(page: Page) -> None:
    eventually(page, lambda: page.evaluate("navigator.serviceWorker.controller !== null"))


def write(page: Page, text: str = TEXT) -> None:
    page.get_by_label("Apa yang terjadi?").fill(text)
    expect(page.get_by_text("Tersimpan di telepon ini", exact=True)).to_be_visible()


def cut(page: Page) -> None:
    page.context.set_offline(True)
    page.get_by_role("button", name="Periksa dahulu").click()
    expect(page.get_by_role("alert")).to_contain_text("Laporan ini belum terkirim")


# --- the whole path ------------------------------------------------------------------------------------------------


def test_typed_cut_off_and_sent_by_itself_once(telephone: Telephone, check_axe: Callable[[Page], None]) -> None:
    page = telephone()
    open_form(page)
    write(page)
    cut(page)
    page.get_by_label("Kirim sendiri begitu ada sinyal").check()
    eventually(page, lambda: [one["state"] for one in shelf(page)] == ["waiting"])
    check_axe(page)
    assert not Complaint.objects.exists()

    page.context.set_offline(False)
    expect(page.get_by_text("Laporan ini sudah terkirim.")).to_be_visible()
    made = Complaint.objects.get()
    assert made.text == TEXT
    (kept,) = shelf(page)
    assert (kept["state"], kept["fields"], kept["files"]) == ("sent", {}, 0)
    page.get_by_role("link", name="Buka tanda terima").click()
    expect(page.locator("main")).to_contain_text(made.secret[:5])


def test_what_was_sent_is_not_kept_again_while_the_receipt_comes_slowly(telephone: Telephone) -> None:
    """The page saves as it is left, and 0.4 seconds after a key: that must not bring back what was sent."""

    def wait(environ: dict[str, Any], **_more: Any) -> None:
        if environ["PATH_INFO"].endswith("/tanda-terima/"):
            time.sleep(1.5)

    page = telephone()
    open_form(page)
    write(page)
    page.get_by_role("button", name="Periksa dahulu").click()
    page.get_by_role("button", name="Kirim laporan").wait_for()
    page.evaluate("() => setInterval(() => document.querySelector('main form').dispatchEvent(new Event('input')), 500)")
    request_started.connect(wait)
    try:
        page.get_by_role("button", name="Kirim laporan").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("sudah kami terima")
    finally:
        request_started.disconnect(wait)
    eventually(page, lambda: shelf(page) == [], tries=8)


def test_without_consent_it_stays_a_draft(telephone: Telephone) -> None:
    page = telephone()
    open_form(page)
    write(page)
    cut(page)
    page.context.set_offline(False)
    page.goto("/luring/")
    expect(page.get_by_text("Belum dikirim", exact=True)).to_be_visible()
    page.wait_for_timeout(1500)
    assert [one["state"] for one in shelf(page)] == ["draft"]
    assert not Complaint.objects.exists()

    page.get_by_role("link", name="Lanjutkan menulis").click()
    expect(page.get_by_label("Apa yang terjadi?")).to_have_value(TEXT)
    page.get_by_role("button", name="Periksa dahulu").click()
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("sudah kami terima")
    assert Complaint.objects.get().text == TEXT
    eventually(page, lambda: shelf(page) == [])


def test_consent_counts_when_the_page_was_closed(telephone: Telephone) -> None:
    page = telephone()
    open_form(page)
    write(page)
    cut(page)
    page.get_by_label("Kirim sendiri begitu ada sinyal").check()
    eventually(page, lambda: [one["state"] for one in shelf(page)] == ["waiting"])
    context = page.context
    page.close()
    context.set_offline(False)
    other = context.new_page()
    other.goto("/lacak/")  # any page of the house will do
    eventually(other, lambda: Complaint.objects.count() == 1)
    expect(other.get_by_text("Ada laporan Anda yang tersimpan di telepon ini.")).to_be_visible()
    other.get_by_role("link", name="Lihat", exact=True).click()
    expect(other.get_by_role("link", name="Buka tanda terima")).to_be_visible()


def test_photographs_come_along(telephone: Telephone) -> None:
    page = telephone()
    open_form(page)
    write(page)
    page.locator("input[type=file]").set_input_files(
        {"name": "jembatan.png", "mimeType": "image/png", "buffer": make.PNG}
    )
    eventually(page, lambda: [one["files"] for one in shelf(page)] == [1])
    cut(page)
    page.reload()  # from the cache: what was chosen is chosen again
    page.goto("/luring/")
    page.get_by_role("link", name="Lanjutkan menulis").click()
    expect(page.locator(".previews")).to_contain_text("jembatan.png")
    page.goto("/luring/")
    page.get_by_label("Kirim sendiri begitu ada sinyal").check()
    page.context.set_offline(False)
    expect(page.get_by_role("link", name="Buka tanda terima")).to_be_visible()
    made = Complaint.objects.get()
    assert made.obligation.events.get(verb="open").evidence.count() == 1


def test_cut_off_in_the_middle_of_the_short_steps(telephone: Telephone) -> None:
    page = telephone()
    page.goto("/pengaduan/baru/")
    looked_after(page)
    page.get_by_label("Tepatnya di sebelah mana").fill("Dusun Krajan, dekat musala")
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_label("Apa yang terjadi?").fill(TEXT)
    page.context.set_offline(True)
    page.get_by_role("button", name="Lanjut").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Kirim sendiri begitu ada sinyal").check()
    page.context.set_offline(False)
    expect(page.get_by_text("Laporan ini sudah terkirim.")).to_be_visible()
    made = Complaint.objects.get()
    assert (made.text, made.place) == (TEXT, "Dusun Krajan, dekat musala")


def test_the_last_look_is_cut_off(telephone: Telephone) -> None:
    page = telephone()
    open_form(page)
    write(page)
    page.get_by_role("button", name="Periksa dahulu").click()
    page.wait_for_url(re.compile("periksa/"))
    page.context.set_offline(True)
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("alert")).to_contain_text("belum terkirim")
    page.context.set_offline(False)
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("sudah kami terima")
    assert Complaint.objects.count() == 1
    eventually(page, lambda: shelf(page) == [])


def slow(page: Page, bytes_a_second: int) -> None:
    line = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_a_second}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", line)


def test_a_line_that_is_too_slow_may_be_left(telephone: Telephone) -> None:
    page = telephone()
    open_form(page)
    write(page)
    heavy = {"name": "jembatan.png", "mimeType": "image/png", "buffer": make.PNG + bytes(3_000_000)}
    page.locator("input[type=file]").set_input_files(heavy)  # type: ignore[arg-type]
    slow(page, 20_000)
    page.get_by_role("button", name="Periksa dahulu").click()
    expect(page.get_by_text("Sedang dikirim")).to_be_visible()
    eventually(page, lambda: page.locator("progress").evaluate("(bar) => bar.position > 0"))
    page.get_by_role("button", name="Berhenti menunggu").click()
    expect(page.get_by_role("alert")).to_contain_text("Tulisan Anda aman")
    assert [(one["state"], one["files"]) for one in shelf(page)] == [("draft", 1)]
    expect(page.get_by_label("Apa yang terjadi?")).to_have_value(TEXT)


def test_what_is_wrong_with_a_file_is_said_and_the_rest_stays(telephone: Telephone) -> None:
    page = telephone()
    open_form(page)
    write(page)
    page.locator("input[type=file]").set_input_files(
        {"name": "surat.jpg", "mimeType": "image/jpeg", "buffer": b"bukan gambar"}
    )
    page.get_by_role("button", name="Periksa dahulu").click()
    expect(page.get_by_role("alert")).to_contain_text("surat.jpg")
    expect(page.get_by_label("Apa yang terjadi?")).to_have_value(TEXT)
    page.get_by_role("button", name="Periksa dahulu").click()
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("sudah kami terima")
    eventually(page, lambda: shelf(page) == [])


# --- once, from wherever -----------------------------------------------------------------------------------------


def test_two_devices_with_one_token_make_one_report(telephone: Telephone) -> None:
    first, second = telephone(), telephone()
    for page in (first, second):
        open_form(page)
        write(page)
    token = first.locator("input[name=token]").input_value()
    second.locator("input[name=token]").evaluate("(input, token) => { input.value = token; }", token)
    second.get_by_label("Apa yang terjadi?").press("End")
    for page in (first, second):
        cut(page)
        page.get_by_label("Kirim sendiri begitu ada sinyal").check()
    for page in (first, second):
        page.context.set_offline(False)
        expect(page.get_by_text("Laporan ini sudah terkirim.")).to_be_visible()
    assert Complaint.objects.count() == 1
    receipts = {one["receipt"] for page in (first, second) for one in shelf(page) if one["state"] == "sent"}
    assert len(receipts) == 1


def test_two_tabs_send_one(telephone: Telephone, check_axe: Callable[[Page], None]) -> None:
    page = telephone()
    open_form(page)
    write(page)
    cut(page)
    page.get_by_label("Kirim sendiri begitu ada sinyal").check()
    other = page.context.new_page()
    other.goto("/luring/")
    expect(other.get_by_text("Menunggu sinyal, lalu terkirim sendiri")).to_be_visible()
    check_axe(other)
    page.context.set_offline(False)
    expect(page.get_by_text("Laporan ini sudah terkirim.")).to_be_visible()
    expect(other.get_by_role("link", name="Buka tanda terima")).to_be_visible()
    assert Complaint.objects.count() == 1


def test_two_reports_from_one_cached_form_are_two(telephone: Telephone) -> None:
    page = telephone()
    open_form(page)
    page.context.set_offline(True)
    for text in ("Lampu jalan di depan pasar mati.", "Selokan di belakang pasar mampet."):
        page.goto("/pengaduan/baru/?halaman=satu")
        write(page, text)
        cut(page)
        page.get_by_label("Kirim sendiri begitu ada sinyal").check()
        expect(page.get_by_label("Kirim sendiri begitu ada sinyal")).to_be_checked()
        page.wait_for_timeout(300)
    page.context.set_offline(False)
    eventually(page, lambda: Complaint.objects.count() == 2)


def test_a_form_that_was_open_for_too_long_loses_nothing(telephone: Telephone) -> None:
    """Its key has gone with the cookie: a fresh one is fetched before anything is sent."""
    page = telephone()
    open_form(page)
    write(page)
    page.context.clear_cookies()
    page.get_by_role("button", name="Periksa dahulu").click()
    page.wait_for_url(re.compile("periksa/"))
    page.context.clear_cookies()
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("sudah kami terima")
    assert Complaint.objects.count() == 1


# --- what must not stay --------------------------------------------------------------------------------------------


def test_erased_is_erased(telephone: Telephone, check_axe: Callable[[Page], None]) -> None:
    page = telephone()
    open_form(page)
    write(page)
    page.get_by_role("button", name="Hapus dari telepon ini").click()
    expect(page.get_by_text("Sudah dihapus dari telepon ini.")).to_be_visible()
    eventually(page, lambda: shelf(page) == [])
    page.get_by_label("Apa yang terjadi?").press_sequentially(" Tolong.")
    page.wait_for_timeout(800)
    page.goto("/luring/")
    expect(page.get_by_text("Tidak ada apa-apa di telepon ini")).to_be_visible()
    check_axe(page)
    eventually(page, lambda: shelf(page) == [])


@pytest.mark.parametrize("tick", ["Rahasiakan isi laporan", "Sembunyikan nama saya"])
def test_what_is_delicate_is_kept_only_when_one_says_so(telephone: Telephone, tick: str) -> None:
    page = telephone()
    open_form(page)
    write(page)
    page.get_by_label(tick).check()
    expect(page.get_by_text("Tidak disimpan di telepon ini")).to_be_visible()
    eventually(page, lambda: shelf(page) == [])
    cut(page)
    expect(page.get_by_role("alert")).to_contain_text("Tulisan Anda hanya ada di halaman ini")
    expect(page.get_by_label("Kirim sendiri begitu ada sinyal")).to_be_hidden()
    eventually(page, lambda: shelf(page) == [])
    page.context.set_offline(False)
    page.get_by_label("Apa yang terjadi?").press("End")
    page.get_by_label("Apa yang terjadi?").press_sequentially(" ")
    page.get_by_role("button", name="Simpan juga di telepon ini").click()
    eventually(page, lambda: [one["agreed"] for one in shelf(page)] == [True])


def test_after_thirty_days_it_is_gone(telephone: Telephone) -> None:
    page = telephone()
    open_form(page)
    write(page)
    page.goto("/luring/")
    page.evaluate("""async () => {
      const [record] = await self.shelf.all();
      await self.shelf.put({ ...record, at: Date.now() - 31 * 86400000 });
    }""")
    page.reload()
    expect(page.get_by_text("Tidak ada apa-apa di telepon ini")).to_be_visible()
    eventually(page, lambda: shelf(page) == [])


def test_no_private_page_is_ever_cached(telephone: Telephone, settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    person = make.holder("pupr", "head", "Kadis")
    email = make.account(person).email
    page = telephone()
    open_form(page)
    page.goto("/akun/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", "rahasia-yang-panjang")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/kerja/**")
    page.goto("/pengaduan/baru/")
    kept = page.evaluate("""async () => {
      const found = [];
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
          const { pathname, search } = new URL(request.url);
          found.push([pathname + search, await (await cache.match(request, { ignoreVary: true })).text()]);
        }
      }
      return found;
    }""")
    pages = {path for path, _text in kept if not path.startswith("/static/")}
    assert pages == {reverse("complaints:create") + "?halaman=satu", "/luring/", reverse("documents:scanned")}
    assert not [path for path, text in kept if "Kadis" in text or "Meja kerja" in text]
    page.context.set_offline(True)
    page.goto("/kerja/")
    expect(page.get_by_text("Sinyal sedang tidak ada")).to_be_visible()


# --- the worker ----------------------------------------------------------------------------------------------------


def test_the_worker_looks_after_the_whole_house_and_leaves_when_told(telephone: Telephone, settings: Settings) -> None:
    page = telephone()
    open_form(page)
    assert page.evaluate("navigator.serviceWorker.ready.then((one) => new URL(one.scope).pathname)") == "/"
    settings.OFFLINE = False
    page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    gone = "navigator.serviceWorker.getRegistration().then((one) => one === undefined)"
    eventually(page, lambda: page.evaluate(gone))
    assert page.evaluate("caches.keys()") == []
    page.goto("/pengaduan/baru/?halaman=satu")
    assert page.locator("[data-keeper]").count() == 0


def test_without_scripts_nothing_of_this_is_needed(telephone: Telephone) -> None:
    page = telephone(java_script_enabled=False)
    page.goto("/pengaduan/baru/?halaman=satu")
    expect(page.locator("[data-keeper], [data-place]").first).to_be_hidden()
    page.get_by_label("Apa yang terjadi?").fill(TEXT)
    page.get_by_role("button", name="Periksa dahulu").click()
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("sudah kami terima")
    assert Complaint.objects.count() == 1


# --- another form than a report's ------------------------------------------------------------------------------------


def test_a_page_of_an_application_goes_by_itself_when_the_signal_returns(
    telephone: Telephone, check_axe: Callable[[Page], None]
) -> None:
    """Only with consent, once, and from there one goes on; without consent nothing is left on the telephone."""
    stage.published(sheets.body())
    page = telephone()
    page.goto(f"/layanan/{sheets.KEY}/ajukan/")
    looked_after(page)
    page.get_by_label("Nama lengkap").fill("Ani Lestari")
    expect(page.get_by_text("Sinyal sering putus di tempat Anda?")).to_be_visible()
    eventually(page, lambda: shelf(page) == [])
    page.get_by_label("NIK", exact=True).fill(sheets.WHO["nik"])
    page.get_by_label("Kelurahan").first.fill("Manguharjo, Manguharjo")
    page.context.set_offline(True)
    page.get_by_role("button", name="Lanjut", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Tulisan Anda masih ada di halaman ini")
    check_axe(page)
    page.context.set_offline(False)
    page.get_by_role("button", name="Lanjut", exact=True).click()
    page.wait_for_url("**/keperluan/")
    page.get_by_label("Berobat").check()
    page.get_by_role("textbox", name="Penghasilan sebulan").fill("1.500.000")
    page.get_by_role("button", name="Simpan halaman ini juga di telepon saya").click()
    expect(page.get_by_text("Halaman ini tersimpan di telepon ini")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="Lanjut", exact=True).click()
    page.get_by_label("Kirim sendiri begitu ada sinyal").check()
    eventually(page, lambda: [one["state"] for one in shelf(page)] == ["waiting"])
    address = page.url
    page.context.set_offline(False)
    expect(page.get_by_text("Halaman ini sudah terkirim.")).to_be_visible()
    assert sheets.kept(address).said["penghasilan"] == "1.500.000"
    assert [(one["state"], one["fields"]) for one in shelf(page)] == [("sent", {})]
    page.get_by_role("link", name="Lanjut ke halaman berikutnya").click()
    page.wait_for_url("**/rumah/")
