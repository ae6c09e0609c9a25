"""A report in a real browser: filed without scripts, answered by an officer, seen by the citizen, late and climbing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, FilePayload, Page, expect
from pytest_django import Settings

from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.people.actors import SYSTEM, actor_of
from balairung.kernel.people.appointments import appoint
from balairung.kernel.people.models import Person, Post
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.browser.looking import fits
from tests.make import PNG

pytestmark = pytest.mark.django_db(transaction=True)
OPEN = Callable[..., BrowserContext]
TEXT = "Lampu jalan di depan pasar mati sejak seminggu, malam hari gelap sekali."


@pytest.fixture(autouse=True)
def _offered(settings: Settings) -> None:
    """Signing in with a second factor has its own tests."""
    settings.SECOND_FACTOR = "offered"


def sign_in(open_context: OPEN, email: str) -> Page:
    page = open_context().new_page()
    page.goto("/akun/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", "rahasia-yang-panjang")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/kerja/**")
    return page


def accounts() -> dict[str, str]:
    """Rahma coordinates, Siti answers for public works, the regent reads; their addresses."""
    now = timezone.now()
    make.regency(at=now)
    rahma, siti = make.person("Rahma", at=now), make.person("Siti", at=now)
    since = timezone.localdate(now) - timedelta(days=900)
    appoint(person=rahma, post=Post.objects.get(role="coordinator"), since=since, by=SYSTEM, at=now)
    appoint(person=siti, post=make.post("pupr", "liaison"), since=since, by=SYSTEM, at=now)
    head = make.holder("pupr", "head", "Kadis", at=now)
    regent = make.person("Bupati", at=now)
    appoint(person=regent, post=Post.objects.get(role="regent"), since=since, by=SYSTEM, at=now)
    people = {"rahma": rahma, "siti": siti, "kadis": head, "regent": regent}
    return {name: make.account(person).email for name, person in people.items()}


def test_the_whole_path(plain: Page, open_context: OPEN) -> None:
    email = accounts()
    plain.goto("/")
    plain.locator("main").get_by_role("link", name=re.compile("Lapor")).first.click()
    plain.get_by_role("button", name="Lanjut").click()
    plain.get_by_label("Apa yang terjadi?").fill(TEXT)
    plain.get_by_role("button", name="Lanjut").click()
    plain.get_by_role("button", name="Periksa dahulu").click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("Periksa")
    expect(plain.locator("main")).to_contain_text("Lampu jalan di depan pasar")
    plain.get_by_role("button", name="Kirim laporan").click()
    made = Complaint.objects.select_related("obligation").get()
    expect(plain.locator("main")).to_contain_text(made.secret[:5])

    desk = sign_in(open_context, email["rahma"])
    desk.get_by_role("link", name=re.compile("Lampu jalan")).click()
    desk.locator("summary", has_text="Verifikasi").click()
    desk.locator("form[action*=verify] .actions button").click()
    expect(desk.locator("main")).to_contain_text("Laporan terverifikasi")
    desk.locator("summary", has_text="Teruskan").click()
    desk.select_option("select[name=forward-office]", "pupr")
    desk.locator("form[action*=forward] .actions button").first.click()

    siti = sign_in(open_context, email["siti"])
    siti.get_by_role("link", name=re.compile("Lampu jalan")).click()
    siti.locator("summary", has_text="Beri jawaban pertama").click()
    siti.locator("form[action*=answer] textarea").fill("Tim kami memeriksa lampunya besok pagi.")
    siti.locator("form[action*=answer] .actions button").first.click()
    siti.locator("summary", has_text="Nyatakan selesai").click()
    siti.locator("form[action*=resolve] textarea").fill("Lampu sudah kami ganti.")
    siti.locator("form[action*=resolve] .actions button").first.click()
    expect(siti.locator("form[action*=resolve]")).to_contain_text("Pilih paling sedikit satu berkas")
    expect(siti.locator("form[action*=resolve] textarea")).to_have_value("Lampu sudah kami ganti.")
    proof: FilePayload = {"name": "lampu.png", "mimeType": "image/png", "buffer": PNG}
    siti.locator("form[action*=resolve] input[type=file]").set_input_files(proof)
    siti.locator("form[action*=resolve] .actions button").first.click()

    plain.goto(f"/lacak/{made.ref}/{made.secret}/")
    expect(plain.locator("main")).to_contain_text("Lampu sudah kami ganti.")
    plain.locator("form[action*=close] button").first.click()
    made = Complaint.objects.select_related("obligation").get()
    assert made.obligation.state == "done"


def test_a_late_one_climbs_to_the_leader(open_context: OPEN) -> None:
    email = accounts()
    long_ago = timezone.now() - timedelta(days=40)
    made = make.complaint(at=long_ago, text=TEXT)
    assert escalate(now=timezone.now()) >= 1
    page = sign_in(open_context, email["regent"])
    page.goto("/pimpinan/")
    expect(page.locator("main")).to_contain_text("Lampu jalan di depan pasar")
    assert made.obligation.events.filter(verb="escalate").exists()


def test_a_forged_code_opens_nothing(page: Page) -> None:
    accounts()
    made = make.complaint(text=TEXT, at=timezone.now())
    answer = page.goto(f"/lacak/{made.ref}/0000000000/")
    assert answer
    assert answer.status == 404
    page.goto("/lacak/")
    page.get_by_label("Nomor laporan").fill(made.ref)
    page.get_by_label("Kode rahasia").fill("0000000000")
    page.locator("main form button").last.click()
    expect(page.locator("main")).to_contain_text("tidak cocok")
    expect(page.get_by_label("Nomor laporan")).to_have_value(made.ref)


def closed_and_published() -> Complaint:
    """A report whose whole life everyone may read."""
    now = timezone.now()
    made = make.complaint(at=now, text=TEXT)
    rahma = actor_of(Person.objects.get(name="Rahma"), now)
    actions.verify(made, klass="ordinary", topic=made.topic, by=rahma, at=now)
    actions.forward(made, office=make.office("pupr"), by=rahma, at=now)
    return made


PUBLIC = [
    "/",
    "/pengaduan/baru/",
    "/pengaduan/",
    "/lacak/",
    "/organisasi/",
    "/organisasi/pupr/",
    "/akun/login/",
    "/salah/",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_on_every_public_page(open_context: OPEN, check_axe: Callable[[Page], None], scheme: str) -> None:
    accounts()
    made = closed_and_published()
    own = f"/lacak/{made.ref}/{made.secret}/"
    clock = made.obligation.clocks.filter(name="resolve", dropped_at__isnull=True)[0]
    paths = [*PUBLIC, f"/pengaduan/{made.ref}/", own, f"{own}tanda-terima/", f"{own}tenggat/{clock.pk}/"]
    phone = open_context(viewport={"width": 360, "height": 740}, color_scheme=scheme).new_page()
    for path in paths:
        phone.goto(path)
        check_axe(phone)
        assert fits(phone), path


def test_axe_on_the_desk(open_context: OPEN, check_axe: Callable[[Page], None]) -> None:
    email = accounts()
    made = closed_and_published()
    clock = made.obligation.clocks.filter(name="answer")[0]
    for who, paths in {
        "rahma": ["/kerja/", f"/kerja/pengaduan/{made.ref}/", f"/kerja/tenggat/{clock.pk}/", "/pimpinan/"],
        "regent": ["/pimpinan/", "/instruksi/baru/"],
    }.items():
        page = sign_in(open_context, email[who])
        for path in paths:
            page.goto(path)
            check_axe(page)


def test_the_first_page_is_light(page: Page) -> None:
    """At most ten requests, and nothing from another host."""
    accounts()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert len(asked) <= 10
    assert {url.split("/")[2].split(":")[0] for url in asked} <= {"localhost", "127.0.0.1"}
