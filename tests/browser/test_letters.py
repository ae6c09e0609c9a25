"""Letters in a real browser: a QR scanned from a picture of the paper, its file, no network; a stack that is signed."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import zxingcpp
from django.db import connection
from django.utils import timezone
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect
from pytest_django import Settings

from balairung.kernel.documents.models import Document
from balairung.kernel.documents.proving import proof_address
from balairung.kernel.documents.signing import sign
from balairung.kernel.people.actors import Actor
from tests import make
from tests.browser.looking import fits
from tests.kernel.documents import letters
from tests.kernel.documents.letters import PASSPHRASE

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "rahasia-yang-panjang"
AXE = Callable[[Page], None]

CONTROLLED = """() => new Promise((done) => navigator.serviceWorker.controller ? done()
  : navigator.serviceWorker.addEventListener("controllerchange", () => done()))"""


@pytest.fixture
def budi(settings: Settings) -> Actor:
    settings.SECOND_FACTOR = "offered"
    make.regency(at=timezone.now())
    budi = letters.signer(at=timezone.now())
    make.account(letters.person_of(budi), "budi@contoh.id", PASSWORD)
    return budi


@pytest.fixture
def signed(budi: Actor) -> Document:
    """Signed in a thread of its own: Playwright's loop runs in this one, and pyHanko starts another."""

    def signing() -> Document:
        try:
            now = timezone.now()
            return sign(letters.waiting(at=now, valid=None), passphrase=PASSPHRASE, by=budi, at=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(signing).result()


def scanned(content: bytes, folder: Path) -> str:
    """What a camera reads from a picture of the printed letter: a page at 150 dots to the inch."""
    (folder / "surat.pdf").write_bytes(content)
    command = ["pdftoppm", "-r", "150", "-png", "-singlefile", str(folder / "surat.pdf"), str(folder / "surat")]
    subprocess.run(command, check=True, timeout=60)
    (found,) = zxingcpp.read_barcodes(Image.open(folder / "surat.png").convert("L"))
    return found.text


def pdf(content: bytes) -> FilePayload:
    return {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": content}


def path_of(address: str) -> str:
    """The address below this server's own name."""
    return "/v/" + address.partition("/v/")[2]


def test_a_letter_is_scanned_from_its_paper_and_its_file_compared(
    phone: Page, check_axe: AXE, signed: Document, tmp_path: Path
) -> None:
    content = letters.bytes_of(signed)
    address = scanned(content, tmp_path)
    assert f"/v/{signed.code}/#" in address
    phone.goto(path_of(address))
    expect(phone.get_by_role("heading", name="Surat ini berlaku")).to_be_visible()
    expect(phone.locator(".facts")).to_contain_text(signed.number_text)
    check_axe(phone)
    assert fits(phone)
    sent: list[str] = []
    phone.on("request", lambda request: sent.append(request.url))
    chosen = phone.get_by_label("Berkas surat (PDF)")
    chosen.set_input_files(pdf(content))
    expect(phone.get_by_text("Berkasnya sama persis")).to_be_visible()
    chosen.set_input_files(pdf(content + b" "))
    expect(phone.get_by_text("Ini bukan berkas yang ditandatangani")).to_be_visible()
    expect(phone.get_by_text("Berkasnya sama persis")).to_be_hidden()
    check_axe(phone)
    assert sent == []  # the file went nowhere


def test_a_file_is_dropped_anywhere_on_the_page(page: Page, signed: Document) -> None:
    page.goto(f"/v/{signed.code}/")
    content = list(letters.bytes_of(signed))
    dropped = page.evaluate_handle(
        """(bytes) => {
          const carried = new DataTransfer();
          carried.items.add(new File([new Uint8Array(bytes)], "surat.pdf", { type: "application/pdf" }));
          return carried;
        }""",
        content,
    )
    page.dispatch_event("h1", "drop", {"dataTransfer": dropped})
    expect(page.get_by_text("Berkasnya sama persis")).to_be_visible()


def test_without_scripts_the_server_compares(plain: Page, signed: Document) -> None:
    plain.goto(f"/v/{signed.code}/")
    plain.get_by_label("Berkas surat (PDF)").set_input_files(pdf(letters.bytes_of(signed)))
    plain.get_by_role("button", name="Bandingkan").click()
    expect(plain.get_by_text("Berkasnya sama persis")).to_be_visible()


def test_a_letter_proves_itself_without_the_network(phone: Page, check_axe: AXE, signed: Document) -> None:
    address = proof_address(signed)
    phone.goto("/v/")
    check_axe(phone)
    phone.evaluate(CONTROLLED)  # not wait_for_function: asking again it would need eval, which our pages forbid
    phone.context.set_offline(True)
    phone.get_by_label("Teks dari kode QR").fill(address)
    expect(phone.get_by_role("heading", name="Kode QR ini asli")).to_be_visible()
    expect(phone.locator("[data-fact=number]")).to_have_text(signed.number_text)
    expect(phone.locator("[data-fact=signer]")).to_have_text("Budi Santoso")
    last = "1" if address[-1] == "0" else "0"
    phone.get_by_label("Teks dari kode QR").fill(address[:-1] + last)
    expect(phone.get_by_role("heading", name="Kode QR ini tidak terbukti asli")).to_be_visible()
    phone.goto(path_of(address))  # the camera opens the letter's own page: the telephone shows the kept one
    expect(phone.get_by_role("heading", name="Kode QR ini asli")).to_be_visible()
    expect(phone.locator("[data-fact=holder]")).to_have_text("S*** A*****")
    phone.context.set_offline(False)
    phone.get_by_role("link", name="Buka buku agenda").click()
    expect(phone.get_by_role("heading", name="Surat ini berlaku")).to_be_visible()


def enter(page: Page) -> None:
    page.goto("/akun/login/")
    page.locator("[name=login]").fill("budi@contoh.id")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/kerja/**")


def test_a_stack_is_signed_with_one_passphrase(page: Page, check_axe: AXE, budi: Actor) -> None:
    asked = [letters.waiting(at=timezone.now()) for _ in range(7)]
    enter(page)
    page.get_by_role("link", name="Surat 7").click()
    check_axe(page)
    page.get_by_label("Semua (7 surat)").check()
    page.get_by_label("Frasa sandi tanda tangan").fill("bukan ini barangkali")
    page.get_by_role("button", name="Tanda tangani yang dicentang").click()
    expect(page.get_by_text("Frasa sandi ini salah")).to_be_visible()
    page.get_by_label("Frasa sandi tanda tangan").fill(PASSPHRASE)
    page.get_by_role("button", name="Tanda tangani yang dicentang").click()
    expect(page.get_by_text("Selesai: 7 surat ditandatangani.")).to_be_visible()
    check_axe(page)
    assert page.get_by_label("Frasa sandi tanda tangan").input_value() == ""
    assert Document.objects.filter(pk__in=[one.pk for one in asked], state="signed").count() == 7
    page.get_by_role("link", name="Muat ulang daftar").click()
    expect(page.get_by_text("Tidak ada surat yang menunggu")).to_be_visible()
    page.get_by_role("link", name="Buku agenda", exact=True).click()
    check_axe(page)
    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", name="Bukti untuk pemegang surat")).to_be_visible()
    check_axe(page)


def test_no_picture_of_the_page_holds_more_than_the_address(page: Page, signed: Document) -> None:
    """The code on the officer's screen opens the same page as the one on paper."""
    enter(page)
    page.goto(f"/kerja/surat/{signed.pk}/")
    picture = page.locator(".keep-qr img").screenshot()
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))
    assert found.text.endswith(f"/v/{signed.code}/")
