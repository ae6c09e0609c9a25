"""A hundred days in a real browser: promised, approved, proved, late, contested with a photograph, shown, printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, FilePayload, Page, expect
from pytest_django import Settings

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Person
from balairung.rooms.programmes.models import AgencyPlan, HundredDays, OutcomeVoice, PlanMilestone
from tests import make
from tests.browser.conftest import PHONE
from tests.kernel.files.samples import photo
from tests.rooms.programmes import plans

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[..., BrowserContext]
Check = Callable[[Page], None]
SHEET = b"tingkat;kode;induk;uraian;bobot\nVisi;V2;;Kota sehat;\nMisi;M8;V2;Puskesmas dekat;60\nMisi;M9;V2;Air;35,5\n"


class Clock:
    """The day on which everything happens."""

    def __init__(self) -> None:
        self.at = make.START

    def __call__(self) -> datetime:
        return self.at

    def day(self, number: int) -> None:
        self.at = make.START + (number - 1) * plans.DAY


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock)
    return clock


@pytest.fixture
def who(settings: Settings, clock: Clock) -> plans.Cast:
    settings.SECOND_FACTOR = "offered"
    make.regency()
    return plans.cast()


def picture(name: str, shade: int) -> FilePayload:
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": photo(size=(320, 240 + shade))}


def enter(page: Page, who: Actor) -> Page:
    """Signed in anew: a session is over long before the next deed of this story."""
    person = Person.objects.get(pk=make.there(who.person_id))
    client = Client()
    client.force_login(person.user or make.account(person))
    cookie = client.cookies["sesi"].value
    page.context.add_cookies([{"name": "sesi", "value": cookie, "domain": "localhost", "path": "/"}])
    return page


def fill(page: Page, **said: str) -> None:
    """The only form of the page, sent."""
    for name, value in said.items():
        page.fill(f"main [name={name}]", value)
    page.locator("main form.measure button.button").first.click()
    page.wait_for_load_state()


def follow(page: Page, link: str, **said: str) -> None:
    page.get_by_role("link", name=link).first.click()
    fill(page, **said)


def deed(page: Page, who: Actor, ref: str, verb: str, text: str = "", file: FilePayload | None = None) -> None:
    """One deed on the page of what is owed."""
    enter(page, who).goto(f"/kerja/program/{ref}/")
    form = page.locator(f"form[action$='/{verb}/']")
    form.evaluate("one => { one.closest('details').open = true }")
    form.locator(f"[name={verb}-text]").fill(text)
    if file:
        form.locator(f"[name={verb}-uploads]").set_input_files(file)
    form.get_by_role("button").last.click()
    page.wait_for_load_state()


def refs() -> list[str]:
    return [make.there(one.obligation).ref for one in PlanMilestone.objects.order_by("due_on")]


def test_a_hundred_days_are_promised_proved_contested_and_shown(
    open_context: Open, clock: Clock, who: plans.Cast, check_axe: Check
) -> None:
    page = open_context().new_page()
    promise(page, who)
    approve(page, who, check_axe)
    clock.day(12)
    prove(page, who)
    clock.day(55)
    contest(open_context(viewport=PHONE).new_page(), check_axe)
    clock.day(56)
    reopen(page, who, check_axe)
    turn(page, check_axe)
    report(page)


def promise(page: Page, who: plans.Cast) -> None:
    """The secretary begins; the agency writes, is told what is missing, and hands in."""
    enter(page, who.secretary).goto("/kerja/program/100-hari/mulai/")
    day = make.START.date().isoformat()
    fill(page, name="Seratus Hari Kerja", decree="188/7/2026", decided_on=day, starts_on=day)
    expect(page.locator("h1")).to_have_text("Seratus Hari Kerja")
    agency = AgencyPlan.objects.get(office__key="pupr")
    enter(page, who.head).goto(f"/kerja/program/rencana/{agency.pk}/")
    follow(page, "Tambah akar masalah", text="Jalan desa rusak setiap hujan", who="Warga RW 3", heard_on=day)
    follow(page, "Tambah aksi", text="Membangun saluran dan menutup lubang")
    for title, due, weight in (("Saluran RW 3 selesai", 20, "62,5"), ("Jalan RW 3 ditambal", 50, "37.5")):
        late = (make.START + 150 * plans.DAY).date().isoformat()
        follow(page, "Tambah tonggak", title=title, due_on=late, weight=weight, proof="Foto berwaktu")
        expect(page.locator("main")).to_contain_text("Tanggal tonggak berada antara")
        expect(page.locator("[name=title]")).to_have_value(title)  # what was typed is kept
        fill(page, due_on=(make.START + (due - 1) * plans.DAY).date().isoformat())
    expect(page.locator("main")).to_contain_text("hasil yang dirasakan warga")
    follow(page, "Tambah hasil", text="Waktu tempuh ke pasar", unit="menit", before="40", aim="25,5")
    deed(page, who.head, agency.obligation.ref, "submit")


def approve(page: Page, who: plans.Cast, check_axe: Check) -> None:
    agency = AgencyPlan.objects.get(office__key="pupr")
    deed(page, who.secretary, agency.obligation.ref, "approve")
    assert len(refs()) == 2
    enter(page, who.head).goto(f"/kerja/program/rencana/{agency.pk}/")
    page.get_by_role("button", name="Yakin", exact=False).first.click()
    expect(page.locator("main")).to_contain_text("Kabar pekan ini tersimpan")
    check_axe(page)


def prove(page: Page, who: plans.Cast) -> None:
    """Nothing counts before somebody else accepted it."""
    ref = refs()[0]
    deed(page, who.staff, ref, "fulfil", "Sudah selesai.", picture("saluran", 1))
    enter(page, who.reviewer).goto("/kerja/program/100-hari/")
    expect(page.locator(".figures")).to_contain_text("0 %")
    deed(page, who.reviewer, ref, "accept", "Sesuai.")
    expect(page.locator("main")).to_contain_text("ya, sejak bukti diterima")


def contest(page: Page, check_axe: Check) -> None:
    """On a telephone: what is late stands first, and a citizen says that it is not so."""
    page.goto("/program/100-hari/")
    expect(page.locator(".rows .row").first).to_contain_text("1 tonggak terlambat")
    check_axe(page)
    page.locator(".rows .row a").first.click()
    page.get_by_role("link", name="Benarkah begitu?").click()
    page.get_by_label("tidak sesuai kenyataan").check()
    page.fill("[name=words]", "Masih empat puluh menit, salurannya mampet.")
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(page.locator("main")).to_contain_text("Lampirkan satu foto")
    expect(page.locator("[name=words]")).to_have_value("Masih empat puluh menit, salurannya mampet.")
    page.set_input_files("[name=photos]", picture("mampet", 2))
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(page.locator(".messages, [role=status]").first).to_contain_text("Terima kasih")
    assert OutcomeVoice.objects.get().photo


def reopen(page: Page, who: plans.Cast, check_axe: Check) -> None:
    """The citizen is right: the milestone is open again, and the share is what it was before."""
    said = OutcomeVoice.objects.get()
    enter(page, who.reviewer).goto(f"/kerja/program/{make.there(said.obligation).ref}/")
    page.get_by_role("link", name="Benar: buka kembali tonggaknya").click()
    page.select_option("[name=milestone]", label="Saluran RW 3 selesai")
    fill(page, text="Benar, saluran itu mampet.")
    page.goto("/kerja/program/100-hari/")
    expect(page.locator(".figures")).to_contain_text("kemajuan dengan bukti diterima")
    expect(page.locator(".figure-number").first).to_have_text("0 %")
    expect(page.locator(".curve polyline.actual")).to_be_attached()
    check_axe(page)
    deed(page, who.staff, refs()[0], "fulfil", "Sudah dibersihkan.", picture("bersih", 3))
    deed(page, who.reviewer, refs()[0], "accept")
    page.goto("/program/100-hari/pupr/")
    expect(page.locator("main")).to_contain_text("Benar, saluran itu mampet.")
    expect(page.locator(".day-big")).to_contain_text("62,5 %")


def turn(page: Page, check_axe: Check) -> None:
    """Slides by keys."""
    page.goto(f"/kerja/program/100-hari/{HundredDays.objects.get().pk}/paparan/")
    slides = page.locator(".slide")
    assert slides.count() >= 6
    expect(slides.first).to_be_in_viewport(ratio=0.9)
    check_axe(page)
    page.keyboard.press("ArrowRight")
    expect(slides.nth(1)).to_be_in_viewport(ratio=0.9)
    page.keyboard.press("End")
    expect(slides.last).to_be_in_viewport(ratio=0.9)
    page.keyboard.press("ArrowLeft")
    expect(slides.nth(slides.count() - 2)).to_be_in_viewport(ratio=0.9)
    page.keyboard.press("Home")
    expect(slides.first).to_be_in_viewport(ratio=0.9)


def report(page: Page) -> None:
    answer = page.request.get("/program/100-hari/laporan.pdf")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.body().startswith(b"%PDF")


def test_the_plan_of_five_years_is_read_and_tried_out(page: Page, who: plans.Cast, check_axe: Check) -> None:
    """Tree, performance, SAKIP; a file whose weights do not add up is told before anything is written."""
    plans.imported()
    for address in ("/program/susunan/2025/", "/program/kinerja/"):
        page.goto(address)
        check_axe(page)
    enter(page, who.reviewer)
    for address in ("/kerja/program/", "/kerja/program/sakip/", "/kerja/program/susunan/2025/celah/"):
        page.goto(address)
        check_axe(page)
    page.goto("/kerja/program/susunan/2025/impor/")
    page.set_input_files("[name=file]", {"name": "rpjmd.csv", "mimeType": "text/csv", "buffer": SHEET})
    page.get_by_role("button", name="Periksa berkas").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"Jumlah bobot .* 95,5, seharusnya 100"))
    check_axe(page)
