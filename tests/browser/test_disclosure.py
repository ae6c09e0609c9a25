"""A request for information in a real browser: asked, refused, objected to, decided; axe on each page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.disclosure import answering
from balairung.rooms.disclosure.models import InfoRequest, Objection
from tests import make
from tests.browser.looking import fits
from tests.rooms.disclosure import asked

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "rahasia-yang-panjang"
AXE = Callable[[Page], None]


@pytest.fixture(autouse=True)
def _regency(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    now = timezone.now()
    make.regency(at=now)
    make.account(make.holder("kominfo", "head", "Bu Ratna", at=now), "ppid@contoh.id", PASSWORD)
    make.account(make.holder("setda", "secretary", "Pak Sekda", at=now), "sekda@contoh.id", PASSWORD)
    asked.listing("pupr", title="Rencana perbaikan jalan 2026", at=now)
    known = asked.request(at=now)
    answering.give(known, text="Ini.", by=SYSTEM, at=now)
    answering.publish(known, question="Berapa panjang jalan kota?", answer="Dua ratus kilometer.", by=SYSTEM, at=now)


def test_asked_on_a_telephone_refused_objected_to_and_decided_at_a_desk(
    phone: Page, open_context: Callable[..., BrowserContext], check_axe: AXE
) -> None:
    ask(phone, check_axe)
    made = InfoRequest.objects.get(published_at=None)
    desk = open_context().new_page()
    enter(desk, "ppid@contoh.id")
    refuse(desk, made, check_axe)
    phone.reload()
    expect(phone.get_by_text("Permohonan Anda ditolak").first).to_be_visible()
    check_axe(phone)
    object_to(phone, check_axe)
    decide(open_context().new_page(), check_axe)
    phone.reload()
    expect(phone.get_by_text("Dijawab paling lambat").first).to_be_visible()
    expect(phone.get_by_text("Jumlahnya boleh dibuka.").first).to_be_visible()
    check_axe(phone)
    assert fits(phone)


def ask(page: Page, check_axe: AXE) -> None:
    page.goto("/informasi/")
    check_axe(page)
    assert fits(page)
    page.get_by_role("link", name="Minta informasi", exact=True).first.click()
    check_axe(page)
    page.get_by_label("Informasi apa yang Anda perlukan?").fill("Jumlah dan letak jalan yang rusak berat")
    page.get_by_label("Untuk apa informasi itu Anda gunakan?").fill("Rapat warga")
    page.get_by_role("button", name="Lanjut").click()
    expect(page.get_by_role("heading", name="Mungkin ini yang Anda cari")).to_be_visible()
    check_axe(page)
    page.get_by_role("link", name="Bukan itu, lanjutkan").click()
    page.get_by_label("Salinan elektronik").check()
    page.get_by_label("Lewat halaman permohonan ini").check()
    check_axe(page)
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_label("Perseorangan").check()
    page.get_by_label("Nama lengkap").fill("Ani Lestari")
    page.get_by_label("Nomor KTP").fill("3577014107900001")
    page.get_by_label("Alamat", exact=True).fill("Jalan Pahlawan 3")
    check_axe(page)
    assert fits(page)
    page.get_by_role("button", name="Periksa dahulu").click()
    check_axe(page)
    assert fits(page)
    page.get_by_role("button", name="Kirim permohonan").click()
    expect(page.get_by_role("heading", name="Simpan nomor dan kode ini")).to_be_visible()
    check_axe(page)
    assert fits(page)


def refuse(page: Page, made: InfoRequest, check_axe: AXE) -> None:
    page.goto("/kerja/informasi/")
    check_axe(page)
    page.get_by_role("link", name="Jumlah dan letak jalan yang rusak berat").click()
    check_axe(page)
    page.locator("summary", has_text="Tolak").click()
    page.locator("#id_refuse-text").fill("Belum dapat kami buka.")
    page.locator("#id_refuse-article").select_option("c")
    page.locator("#id_refuse-consequence").fill("Letak pos jaga dapat ditebak dari peta itu.")
    check_axe(page)
    page.get_by_role("button", name="Tolak").click()
    expect(page.get_by_text("“Tolak” tercatat.")).to_be_visible()
    for path in ("register/", "keberatan/", "daftar/", "daftar/baru/", "dikecualikan/baru/"):
        page.goto(f"/kerja/informasi/{path}")
        check_axe(page)
        assert fits(page), path
    made.refresh_from_db()
    assert made.outcome == "refused"


def object_to(page: Page, check_axe: AXE) -> None:
    page.get_by_role("link", name="Ajukan keberatan").click()
    page.get_by_label("Permintaan ditolak karena dianggap dikecualikan").check()
    check_axe(page)
    assert fits(page)
    page.get_by_role("button", name="Kirim keberatan").click()
    expect(page.get_by_role("heading", name="Keberatan Anda")).to_be_visible()
    check_axe(page)
    assert fits(page)


def decide(page: Page, check_axe: AXE) -> None:
    enter(page, "sekda@contoh.id")
    page.goto(f"/kerja/informasi/{Objection.objects.get().ref}/")
    check_axe(page)
    page.locator("summary", has_text="Kabulkan keberatan").click()
    page.locator("#id_grant-text").fill("Jumlahnya boleh dibuka.")
    page.get_by_role("button", name="Kabulkan keberatan").click()
    expect(page.get_by_text("“Kabulkan keberatan” tercatat.")).to_be_visible()
    check_axe(page)
    assert fits(page)


def test_what_everybody_reads_at_a_desk_and_without_scripts(page: Page, plain: Page, check_axe: AXE) -> None:
    asked.withheld(at=timezone.now())
    year = timezone.localdate().year
    paths = ("", "?kata=jalan", "daftar/", "jawaban/", "dikecualikan/", "aturan/", f"laporan/{year}/")
    for path in paths:
        page.goto(f"/informasi/{path}")
        check_axe(page)
        assert fits(page), path
    plain.goto("/informasi/")
    plain.get_by_label("Cari informasi").fill("panjang jalan")
    plain.get_by_role("button", name="Cari").click()
    plain.get_by_role("link", name="Berapa panjang jalan kota?").click()
    expect(plain.get_by_text("Dua ratus kilometer.")).to_be_visible()


def enter(page: Page, email: str) -> None:
    page.goto("/akun/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/akun/login" not in url)
