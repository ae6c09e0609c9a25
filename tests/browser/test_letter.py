"""A letter from the telephone to the hospital: applied for, verified, signed by delegation, scanned, proved."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import zxingcpp
from django.utils import timezone
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from balairung.kernel.documents.models import Document
from balairung.kernel.people.models import Person
from balairung.rooms.services.definition.publishing import load_standard
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
OPEN = Callable[..., BrowserContext]
CHECK = Callable[[Page], None]
PASSWORD, PHRASE = "rahasia-yang-panjang", "kalimat sandi camat"
VILLAGE, DISTRICT = "kelurahan-3577011001", "kecamatan-357701"
NIK = "3577014107900001"


@pytest.fixture
def house(settings: Settings, live_server: LiveServer) -> dict[str, Person]:
    """Lurah Wati decides, Camat Budi signs what the mayor delegated to him."""
    settings.SECOND_FACTOR = "offered"
    settings.BASE_URL = live_server.url
    make.regency()
    load_standard(at=make.START)
    team = {
        "lurah": make.holder(VILLAGE, "head", "Wati Lestari"),
        "camat": make.holder(DISTRICT, "head", "Budi Santoso"),
        "mayor": make.holder("pimpinan", "regent", "Ratna Kumala"),
    }
    make.delegation(
        make.post("pimpinan", "regent"), make.post(DISTRICT, "head"), matter="letter:keterangan-tidak-mampu",
        at=timezone.now(), kind="delegation",
    )  # fmt: skip
    for who in team.values():
        make.account(who)
    return team


def sign_in(context: BrowserContext, person: Person) -> Page:
    page = context.new_page()
    page.goto("/akun/login/")
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/kerja/**")
    return page


def test_a_mother_needs_an_sktm_for_the_hospital_today(
    open_context: OPEN, phone: Page, house: dict[str, Person], check_axe: CHECK, tmp_path: Path
) -> None:
    own = apply(phone, check_axe)
    verify(sign_in(open_context(), house["lurah"]), check_axe)
    sign(sign_in(open_context(), house["camat"]), check_axe)
    phone.goto(own)
    expect(phone.get_by_role("heading", name="Surat Keterangan Tidak Mampu", exact=True)).to_be_visible()
    check_axe(phone)
    with phone.expect_download() as waited:
        phone.get_by_role("link", name="Unduh surat").click()
    paper = tmp_path / "surat.pdf"
    waited.value.save_as(paper)
    scan(open_context().new_page(), paper, check_axe)
    letter = Document.objects.get(state=Document.State.SIGNED)
    assert letter.signer == house["camat"]
    assert any("mendelegasikannya kepada Camat" in sentence for sentence in letter.way)
    assert "Signature is Valid." in asked("pdfsig", "-nocert", str(paper))


def apply(phone: Page, check_axe: CHECK) -> str:
    """With a telephone, without an account; return the address of one's own page."""
    phone.goto("/layanan/")
    phone.get_by_role("searchbox").fill("surat miskin buat rumah sakit")
    phone.get_by_role("button", name="Cari").click()
    phone.get_by_role("link", name="Surat Keterangan Tidak Mampu").first.click()
    check_axe(phone)
    phone.get_by_role("link", name="Ajukan sekarang").click()
    phone.get_by_label("Nama lengkap").fill("Siti Aminah")
    phone.get_by_label("NIK").fill(NIK)
    phone.locator("#id_region").fill(place())
    check_axe(phone)
    onward(phone)
    phone.get_by_label("Berobat", exact=True).check()
    phone.get_by_label("Saya sendiri").check()
    onward(phone)
    phone.get_by_label("Nama rumah sakit atau puskesmas").fill("RSUD Kota")
    phone.get_by_label("Tidak aktif atau menunggak").check()
    onward(phone)
    phone.get_by_label("Alamat rumah").fill("Jalan Mawar 14 RT 01 RW 03")
    phone.get_by_label("Pekerjaan").fill("Buruh cuci")
    phone.locator("#id_penghasilan").fill("900.000")
    phone.locator("#id_tanggungan").fill("4")
    onward(phone)
    phone.get_by_label("Ya", exact=True).check()
    phone.get_by_label("Yang saya isikan benar").check()
    onward(phone)
    check_axe(phone)
    phone.get_by_role("button", name="Kirim permohonan").click()
    phone.wait_for_url("**/tanda-terima/**")
    check_axe(phone)
    return urlsplit(phone.url).path.removesuffix("tanda-terima/")


def onward(phone: Page) -> None:
    phone.get_by_role("button", name="Lanjut").last.click()
    expect(phone.locator(".error")).to_have_count(0)


def place() -> str:
    from balairung.kernel.people.models import Region
    from balairung.kernel.people.place_names import place_name

    return place_name(Region.objects.select_related("parent").get(code="35.77.01.1001"))


def verify(desk: Page, check_axe: CHECK) -> None:
    """The village looks, and its head decides: two steps of the same office here."""
    desk.goto("/kerja/")
    desk.get_by_role("link", name="Surat Keterangan Tidak Mampu").first.click()
    desk.wait_for_url("**/kerja/permohonan/M-**")
    check_axe(desk)
    for _step in range(2):
        deed = desk.locator("details:has(form.is-pass_on)")
        deed.locator("summary").click()
        for box in deed.locator("input[type=checkbox]").all():
            box.check()
        deed.locator(".actions button").click()
        expect(desk.locator(".messages")).to_be_visible()


def sign(desk: Page, check_axe: CHECK) -> None:
    """A certificate with a passphrase of one's own, then the stack."""
    desk.goto("/kerja/surat/sertifikat/")
    check_axe(desk)
    for field in desk.locator("form[action$='/buat/'] input[type=password]").all():
        field.fill(PHRASE)
    desk.get_by_role("button", name="Buat sertifikat saya").click()
    expect(desk.get_by_role("heading", name="Sertifikat Anda siap")).to_be_visible()
    desk.goto("/kerja/surat/")
    check_axe(desk)
    desk.locator("#semua").check()
    desk.locator(".signing-bar input[type=password]").fill(PHRASE)
    desk.get_by_role("button", name="Tanda tangani yang dicentang").click()
    expect(desk.get_by_text("Selesai: 1 surat ditandatangani.")).to_be_visible(timeout=30_000)


def scan(clerk: Page, paper: Path, check_axe: CHECK) -> None:
    """The clerk at the hospital scans a picture of the page, and drops the file on what opens."""
    asked("pdftoppm", "-r", "110", "-png", "-singlefile", str(paper), str(paper.with_suffix("")))
    with Image.open(paper.with_suffix(".png")) as picture:
        (code,) = zxingcpp.read_barcodes(picture.convert("L"))
    clerk.goto(code.text)
    expect(clerk.get_by_role("heading", name="Surat ini berlaku")).to_be_visible()
    expect(clerk.get_by_text("S*** A*****")).to_be_visible()
    assert NIK not in clerk.content()
    check_axe(clerk)
    clerk.locator("#berkas").set_input_files(paper)
    expect(clerk.get_by_text("Berkasnya sama persis dengan yang ditandatangani.")).to_be_visible()
    other = paper.with_name("lain.pdf")
    other.write_bytes(paper.read_bytes() + b" ")
    clerk.locator("#berkas").set_input_files(other)
    expect(clerk.get_by_text("Ini bukan berkas yang ditandatangani.")).to_be_visible()


def asked(program: str, *arguments: str) -> str:
    found = shutil.which(program)
    assert found, f"{program} is installed by .ci/run (poppler-utils)"
    return subprocess.run([found, *arguments], check=True, capture_output=True, text=True).stdout
