"""The officer's tools in a real browser: by keyboard, on a telephone, without scripts; axe on each page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Person
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.models import Complaint, Macro, Phrase
from tests import make
from tests.browser.looking import fits

pytestmark = pytest.mark.django_db(transaction=True)
OPEN = Callable[..., BrowserContext]
TEXT = "Jalan Melati di depan pasar berlubang dalam, sudah dua orang jatuh dari motor minggu ini."
WIDEST = {"width": 1800, "height": 1000}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture(autouse=True)
def _offered(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"


def sign_in(open_context: OPEN, email: str, **options: Any) -> Page:
    page = open_context(**options).new_page()
    page.goto("/akun/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", "rahasia-yang-panjang")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/kerja/**")
    return page


def cast() -> tuple[Actor, str, str]:
    """Rahma coordinates, Siti answers for public works: Rahma herself, and the addresses of both."""
    now = timezone.now()
    make.regency(at=now)
    rahma = make.coordinator(at=now)
    siti, joko = make.holder("pupr", "liaison", "Siti Aminah", at=now), make.holder("pupr", "head", "Joko", at=now)
    make.holder("inspektorat", "head", "Ibu Inspektur", at=now)
    make.account(joko)
    who = Person.objects.get(pk=str(rahma.person_id))
    return rahma, make.account(who).email, make.account(siti).email


def reports(rahma: Actor, count: int = 3) -> list[Complaint]:
    now, reporter = timezone.now(), {"name": "Wulan Ayu", "contact": "wulan@contoh.id"}
    made = [make.forwarded(rahma, at=now, text=f"{TEXT} ({number})", **reporter) for number in range(count)]
    return [Complaint.objects.select_related("obligation", "topic").get(pk=one.pk) for one in made]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_case_wide_and_narrow(
    open_context: OPEN, check_axe: Callable[[Page], None], take_picture: Callable[[Page, str], Path], scheme: str
) -> None:
    rahma, _coordinator, siti = cast()
    case = reports(rahma)[0]
    sizes: dict[str, dict[str, Any]] = {"wide": {}, "very-wide": {"viewport": WIDEST}, "phone": PHONE}
    for name, options in sizes.items():
        page = sign_in(open_context, siti, color_scheme=scheme, **options)
        page.goto(f"/kerja/pengaduan/{case.ref}/")
        check_axe(page)
        assert fits(page)
        take_picture(page, f"case-{name}-{scheme}")
        page.locator("summary", has_text="Beri jawaban pertama").click()
        expect(page.locator("#id_answer-text")).to_have_value(re.compile("isi tanggal"))  # begins with its template
        check_axe(page)
        assert fits(page)
        take_picture(page, f"case-answer-{name}-{scheme}")
        small = page.evaluate(
            "[...document.querySelectorAll('.case button, .case summary, .case select')]"
            ".filter((one) => one.offsetParent && one.getBoundingClientRect().height < 43.5)"
            ".map((one) => one.outerHTML.slice(0, 120))"
        )
        assert name != "phone" or small == []


def test_words_by_keyboard_alone(open_context: OPEN) -> None:
    rahma, _coordinator, siti = cast()
    case = reports(rahma)[0]
    page = sign_in(open_context, siti)
    page.goto(f"/kerja/pengaduan/{case.ref}/")
    page.keyboard.press("r")  # opens the likeliest step and stands in its text
    area = page.locator("#id_answer-text")
    expect(area).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Halo. ::batas")
    expect(page.locator(".insert [role=option]")).to_have_text("Batas waktu")
    page.keyboard.press("Enter")
    expect(area).to_have_value(re.compile(rf"^Halo\. Laporan {case.ref} kami selesaikan paling lambat "))
    page.keyboard.type(" ::tidak-ada-yang-begini")
    expect(page.locator(".insert")).to_have_count(0)
    page.locator("summary", has_text="Tambah catatan").press("Enter")
    page.locator("#id_note-text").focus()
    page.keyboard.type("Tolong @jo")
    expect(page.locator(".insert [role=option]")).to_have_text("Joko")
    page.keyboard.press("Tab")
    expect(page.locator("#id_note-text")).to_have_value("Tolong @Joko ")
    page.locator("form[action*=note] button", has_text="Simpan catatan").press("Enter")
    expect(page.locator(".timeline")).to_contain_text("Tolong @Joko")


def test_words_without_scripts(open_context: OPEN) -> None:
    rahma, _coordinator, siti = cast()
    case = reports(rahma)[0]
    page = sign_in(open_context, siti, java_script_enabled=False)
    page.goto(f"/kerja/pengaduan/{case.ref}/")
    page.locator("summary", has_text="Beri jawaban pertama").click()
    page.fill("#id_answer-text", "Halo.")
    page.select_option("#answer-phrase", label="Batas waktu")
    page.locator("form[action*=answer] button", has_text="Sisipkan").click()
    expect(page.locator("#id_answer-text")).to_have_value(re.compile(rf"^Halo\.\n\nLaporan {case.ref} "))
    page.locator("form[action*=answer] .actions button").first.click()
    expect(page.locator("main")).to_contain_text("Jawaban terkirim")


def test_a_check_is_ticked_while_one_writes(open_context: OPEN) -> None:
    rahma, _coordinator, siti = cast()
    case = reports(rahma)[0]
    page = sign_in(open_context, siti)
    page.goto(f"/kerja/pengaduan/{case.ref}/")
    page.locator("summary", has_text="Beri jawaban pertama").click()
    page.fill("#id_answer-text", "Sedang kutulis")
    page.locator(".check").first.click()
    expect(page.locator(".check").first).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#periksa")).to_contain_text("Siti Aminah")
    expect(page.locator("#id_answer-text")).to_have_value("Sedang kutulis")


def test_many_at_once(
    open_context: OPEN, check_axe: Callable[[Page], None], take_picture: Callable[[Page, str], Path]
) -> None:
    rahma, _coordinator, siti = cast()
    made = reports(rahma)
    page = sign_in(open_context, siti, **PHONE)
    page.goto("/kerja/")
    for one in made:
        page.locator(f"input[name=refs][value='{one.ref}']").check()
    page.get_by_role("button", name="Langkah pengaduan").click()
    expect(page.locator("h1")).to_have_text("Kerjakan serempak")
    check_axe(page)
    take_picture(page, "bulk")
    actions.note(made[0], text="Saya sudah menelepon.", by=rahma, at=timezone.now())
    page.get_by_text("Saya kerjakan dan beri jawaban pertama").click()
    page.locator("button", has_text="Lihat apa yang terjadi").first.click()
    expect(page.locator("main")).to_contain_text("3 dari 3 laporan dapat dikerjakan")
    check_axe(page)
    assert fits(page)
    take_picture(page, "bulk-preview")
    actions.note(
        Complaint.objects.select_related("obligation").get(pk=made[1].pk), text="Dulu.", by=rahma, at=timezone.now()
    )
    page.locator("button", has_text="Jalankan untuk 3 laporan").click()
    expect(page.locator("main")).to_contain_text("2 dari 3 laporan dikerjakan")
    expect(page.locator("main")).to_contain_text("diubah orang lain")
    check_axe(page)
    take_picture(page, "bulk-done")


def test_the_pages_of_the_tools(
    open_context: OPEN, check_axe: Callable[[Page], None], take_picture: Callable[[Page, str], Path]
) -> None:
    rahma, coordinator, _siti = cast()
    case = reports(rahma, 1)[0]
    hidden = make.complaint(at=timezone.now(), text=TEXT, name="Wulan", contact="wulan@contoh.id", anonymous=True)
    text, macro = Phrase.objects.order_by("title")[0], Macro.objects.order_by("name")[0]
    paths = {
        "texts": "/kerja/teks/", "text": f"/kerja/teks/{text.pk}/", "macros": "/kerja/makro/",
        "macro": f"/kerja/makro/{macro.pk}/", "macro-new": "/kerja/makro/baru/", "topics": "/kerja/topik/",
        "topic": f"/kerja/topik/{case.topic.code if case.topic else ''}/", "text-drop": f"/kerja/teks/{text.pk}/hapus/",
    }  # fmt: skip
    sizes: dict[str, dict[str, Any]] = {"wide": {"color_scheme": "dark"}, "phone": PHONE}
    for name, options in sizes.items():
        page = sign_in(open_context, coordinator, **options)
        for key, path in paths.items():
            page.goto(path)
            check_axe(page)
            assert fits(page), path
            take_picture(page, f"tools-{key}-{name}")
        page.goto(f"/kerja/pengaduan/{hidden.ref}/")
        page.get_by_role("link", name="Buka nama pelapor").click()
        if "reauthenticate" in page.url:
            page.fill("input[name=password]", "rahasia-yang-panjang")
            page.press("input[name=password]", "Enter")
        expect(page.locator("h1")).to_have_text("Buka nama pelapor")
        check_axe(page)
        take_picture(page, f"tools-reveal-{name}")
        page.fill("textarea[name=reason]", "Pelapor perlu didampingi ke rumah sakit hari ini juga.")
        page.locator("main button", has_text="Buka nama pelapor").click()
        expect(page.locator("main")).to_contain_text("Wulan")
        check_axe(page)
        take_picture(page, f"tools-revealed-{name}")
