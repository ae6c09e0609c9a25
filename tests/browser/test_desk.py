"""The officer's desk in a real browser: by keyboard alone, many at once, two at one case, words that are not lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from balairung.kernel.obligations.models import Obligation, Snooze, Tag
from balairung.kernel.obligations.tags import tag
from balairung.kernel.obligations.visits import visit
from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.kernel.people.models import Person
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.instructions.actions import instruct
from tests import make
from tests.browser.looking import fits
from tests.browser.test_report import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
OPEN = Callable[..., BrowserContext]
TEXTS = (
    "Lampu jalan di depan pasar mati sejak seminggu, malam hari gelap sekali.",
    "Saluran air di depan sekolah mampet dan airnya masuk ke kelas.",
    "Jembatan kecil menuju sawah retak dan membahayakan pengendara motor.",
)


@pytest.fixture
def email(settings: Settings) -> dict[str, str]:
    """Siti answers for public works, Kadis is her head; their addresses. Three reports lie with their office."""
    settings.SECOND_FACTOR = "offered"
    now = timezone.now()
    make.regency(at=now)
    siti, kadis = make.holder("pupr", "liaison", "Siti", at=now), make.holder("pupr", "head", "Kadis", at=now)
    rahma = make.coordinator(at=now)
    for number, text in enumerate(TEXTS):
        make.forwarded(rahma, at=now - timedelta(minutes=9 - number), text=text)
    return {"siti": make.account(siti).email, "kadis": make.account(kadis).email}


def reports() -> list[Complaint]:
    return list(Complaint.objects.select_related("obligation").order_by("filed_at", "id"))


def actor(name: str) -> Actor:
    return actor_of(Person.objects.get(name=name), timezone.now())


def doer() -> set[str]:
    return set(Obligation.objects.filter(owner_person__name="Siti").values_list("ref", flat=True))


def test_by_keyboard_alone(open_context: OPEN, email: dict[str, str]) -> None:
    desk, made = sign_in(open_context, email["siti"]), reports()
    keys = desk.keyboard
    desk.goto("/kerja/?lihat=kantor")
    for key in "jxjx":  # the first two rows
        keys.press(key)
    expect(desk.locator("[data-chosen]")).to_have_text("2 dipilih")
    keys.press("a")
    expect(desk.get_by_role("status")).to_contain_text("2 dipilih")
    assert doer() == {one.ref for one in made[:2]}
    desk.wait_for_load_state()
    for key in "jjj":
        keys.press(key)
    keys.press("Enter")
    desk.wait_for_url(f"**/{made[2].ref}/**")
    keys.press("a")
    expect(desk.get_by_role("status").first).to_contain_text("Sekarang Anda")
    desk.wait_for_load_state()
    keys.press("s")
    expect(desk.locator(":focus")).to_have_attribute("name", "until")
    keys.press("Tab")
    keys.press("Enter")
    expect(desk.get_by_role("status").first).to_contain_text("Ditunda untuk Anda")
    assert Snooze.objects.get().obligation.ref == made[2].ref
    desk.wait_for_load_state()
    keys.press("r")
    expect(desk.locator(":focus")).to_have_attribute("name", re.compile("text"))
    desk.locator("h1").click()
    keys.press("g")
    keys.press("i")
    desk.wait_for_url("**/kerja/")
    keys.press("?")
    expect(desk.get_by_role("dialog")).to_be_visible()


def test_next_case_and_keys_that_are_off(open_context: OPEN, email: dict[str, str]) -> None:
    desk, made = sign_in(open_context, email["siti"]), reports()
    desk.goto(f"/kerja/pengaduan/{made[0].ref}/?lihat=kantor")
    desk.keyboard.press("e")
    desk.wait_for_url(f"**/{made[1].ref}/?lihat=kantor")
    desk.keyboard.press("?")
    desk.get_by_label("Matikan pintasan satu huruf").check()
    desk.get_by_role("button", name="Tutup").click()
    desk.keyboard.press("e")
    desk.keyboard.press("a")
    desk.wait_for_timeout(300)
    assert desk.url.endswith(f"/{made[1].ref}/?lihat=kantor")
    assert doer() == set()


def test_letters_that_are_typed_are_no_keys(open_context: OPEN, email: dict[str, str]) -> None:
    desk = sign_in(open_context, email["siti"])
    desk.goto("/kerja/?lihat=kantor")
    desk.keyboard.press("/")
    expect(desk.locator("[data-search]")).to_be_focused()
    desk.keyboard.type("jaxe gi")
    expect(desk.locator("[data-search]")).to_have_value("jaxe gi")
    expect(desk.locator("[data-list] input:checked")).to_have_count(0)


def test_unsent_words_come_back_and_are_forgotten_when_sent(open_context: OPEN, email: dict[str, str]) -> None:
    desk, made = sign_in(open_context, email["siti"]), reports()
    here, other = (f"/kerja/pengaduan/{one.ref}/" for one in made[:2])
    answer = desk.locator("form[action*='/answer/'] textarea")
    desk.goto(here)
    desk.locator("[data-reply]").click()
    before = answer.input_value()
    answer.fill("Kami periksa besok pagi.")
    desk.goto(other)
    expect(answer).to_have_value(before)
    desk.goto(here)
    expect(answer).to_have_value("Kami periksa besok pagi.")
    expect(answer).to_be_visible()
    expect(desk.get_by_text("Tulisan Anda yang belum terkirim dikembalikan.")).to_be_visible()
    desk.get_by_role("button", name="Buang").click()
    expect(answer).to_have_value(before)
    desk.reload()
    expect(desk.get_by_text("Tulisan Anda yang belum terkirim")).to_have_count(0)
    desk.locator("[data-reply]").click()
    answer.fill("Kami periksa besok pagi.")
    desk.locator("form[action*='/answer/'] .actions button").first.click()
    expect(desk.get_by_role("status").first).to_contain_text("Jawaban terkirim")
    assert desk.evaluate(KEPT) == []


def test_words_that_were_refused_stay(open_context: OPEN, email: dict[str, str]) -> None:
    """Somebody was quicker: the answer is not taken, and not lost; whoever signs out leaves nothing behind."""
    desk, made = sign_in(open_context, email["siti"]), reports()
    desk.goto(f"/kerja/pengaduan/{made[0].ref}/")
    desk.locator("[data-reply]").click()
    text = desk.locator("form[action*='/answer/'] textarea")
    text.fill("Sudah kami kerjakan.")
    desk.route("**/answer/**", lambda route: route.fulfill(status=409, body="Muat ulang"))
    desk.locator("form[action*='/answer/'] .actions button").first.click()
    desk.get_by_text("Muat ulang").wait_for()
    desk.unroute("**/answer/**")
    desk.goto(f"/kerja/pengaduan/{made[0].ref}/")
    expect(text).to_have_value("Sudah kami kerjakan.")
    desk.get_by_role("button", name="Keluar").click()
    desk.wait_for_url("**/")
    assert desk.evaluate(KEPT) == []


def test_two_at_one_case_see_each_other(open_context: OPEN, email: dict[str, str]) -> None:
    made = reports()[0]
    siti = sign_in(open_context, email["siti"])
    siti.goto(f"/kerja/pengaduan/{made.ref}/")
    expect(siti.locator("[data-here]")).to_be_empty()
    kadis = sign_in(open_context, email["kadis"])
    kadis.goto(f"/kerja/pengaduan/{made.ref}/")
    expect(kadis.locator("[data-here]")).to_contain_text("Siti juga sedang membuka ini")
    kadis.locator("summary", has_text="Tambah catatan").click()
    with kadis.expect_response("**/hadir/"):
        kadis.locator("form[action*='/note/'] textarea").press_sequentially("Bagaimana?")
    siti.reload()
    expect(siti.locator("[data-here]")).to_contain_text("Kadis sedang menulis di sini")


def test_a_list_of_ones_own_without_scripts(open_context: OPEN, email: dict[str, str]) -> None:
    made = reports()
    tag(made[1].obligation, word="pasar", by=SYSTEM, at=timezone.now())
    desk = open_context(java_script_enabled=False).new_page()
    desk.goto("/akun/login/")
    desk.fill("input[name=login]", email["siti"])
    desk.fill("input[name=password]", "rahasia-yang-panjang")
    desk.press("input[name=password]", "Enter")
    desk.goto("/kerja/?lihat=kantor")
    desk.locator("summary", has_text="Saring").click()
    desk.locator(".filter input[name=label]").fill("pasar")
    desk.get_by_role("button", name="Tampilkan").click()
    expect(desk.locator("[data-list] .row")).to_have_count(1)
    desk.locator("summary", has_text="Simpan daftar").click()
    desk.get_by_label("Nama daftar").fill("Urusan pasar")
    desk.get_by_role("button", name="Simpan", exact=True).click()
    expect(desk.locator(".desk-overviews")).to_contain_text("Urusan pasar")
    desk.get_by_label(f"Pilih {made[1].ref}").check()
    desk.locator(".bulk input[name=word]").fill("malam")
    desk.get_by_role("button", name="Beri label").click()
    assert set(Tag.objects.values_list("word", flat=True)) == {"pasar", "malam"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_and_targets(
    open_context: OPEN, email: dict[str, str], check_axe: Callable[[Page], None], scheme: str, width: int
) -> None:
    made, now = reports(), timezone.now()
    regent = make.officer("pimpinan", "regent", "Ibu Bupati", at=now)
    due = timezone.localdate(now) + timedelta(days=9)
    pupr = make.office("pupr")
    one = instruct(text="Tutup lubang di Jalan Pahlawan", office=pupr, due_on=due, token="uji-meja", by=regent, at=now)
    for word in ("pasar", "!pimpinan"):
        tag(made[0].obligation, word=word, by=SYSTEM, at=now)
    visit(made[0].obligation, by=actor("Kadis"), at=now, writing=True)
    page = sign_in(lambda: open_context(viewport={"width": width, "height": 740}, color_scheme=scheme), email["siti"])
    cases = (f"/kerja/pengaduan/{made[0].ref}/", f"/instruksi/{one.obligation.ref}/")
    for path in ("/kerja/?lihat=kantor", "/kerja/?lihat=ditunda", *cases):
        page.goto(path)
        for folded in page.locator(".narrow summary, .beside summary").all():
            folded.click()
        if path.endswith("kantor"):
            page.locator("[data-all]").check()
        check_axe(page)
        assert fits(page), path
    assert page.evaluate(SMALL) == []


#: Words that this tab keeps; and what is less than 44 pixels high or wide beside a case.
KEPT = "Object.keys(sessionStorage).filter((key) => key.startsWith('tulisan:') || key === 'terkirim')"
SMALL = """
    [...document.querySelectorAll(".beside :is(button, summary, select, input:not([type=hidden]))")].filter((one) => {
      const box = one.getBoundingClientRect();
      return box.width && (box.height < 44 || box.width < 44);
    }).map((one) => one.outerHTML)
"""
