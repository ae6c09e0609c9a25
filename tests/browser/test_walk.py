"""Ten common tasks, each begun at the first page by somebody who was never here: only what is seen is followed.

No address is typed and no code of the page is looked at: links, buttons and fields have the words that people read.
`BALAIRUNG_WALK=docs/walk pytest tests/browser/test_walk.py` takes the pictures of `docs/walk.md` on the way.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Literal

import pytest
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import BrowserContext, FilePayload, FloatRect, Locator, Page, Route, expect
from pytest_django import Settings

from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.models import Evidence, Obligation, State
from balairung.kernel.people.actors import Actor, actor_of
from balairung.kernel.people.models import Person
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.models import Complaint, Follower
from balairung.rooms.instructions.models import Instruction
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
OPEN = Callable[..., BrowserContext]
FOLDER = os.environ.get("BALAIRUNG_WALK", "")
HEAVIEST = 60_000  # bytes of one picture
TALLEST = 1000  # pixels of one picture
PASSWORD = "rahasia-yang-panjang"
HOLE = "Jalan di depan pasar berlubang dalam. Dua orang sudah jatuh dari motor minggu ini."
LAMP = "Lampu jalan di depan pasar mati sejak seminggu, malam hari gelap sekali."
BRIBE = "Petugas loket meminta uang lima puluh ribu supaya kartu keluarga saya selesai hari itu juga."
VILLAGE = "35.77.01.1001"
DESK = {"width": 1280, "height": 960}


# --- the house, and how a newcomer moves in it ----------------------------------------------------------------------


@pytest.fixture(autouse=True)
def house(settings: Settings) -> dict[str, str]:
    """Rahma coordinates; Siti, Bayu and their head Joko are public works; Ratna leads. Their addresses."""
    settings.SECOND_FACTOR = "offered"
    now = timezone.now()
    make.regency(at=now)
    rahma = Person.objects.get(pk=str(make.coordinator("Rahma Puspita", at=now).person_id))
    make.holder("inspektorat", "head", "Endang Widodo", at=now)
    team = {
        "rahma": rahma,
        "siti": make.holder("pupr", "liaison", "Siti Aminah", at=now),
        "joko": make.holder("pupr", "head", "Joko Prasetyo", at=now),
        "ratna": make.holder("pimpinan", "regent", "Ratna Kumala", at=now),
    }
    return {name: make.account(who).email for name, who in team.items()}


def acting(name: str) -> Actor:
    return actor_of(Person.objects.get(name=name), timezone.now())


def photograph(filled: bool = False) -> FilePayload:
    """A road with a hole in it, or with the hole filled."""
    road = Image.new("RGB", (640, 480), "#8d9186")
    draw = ImageDraw.Draw(road)
    draw.rectangle((0, 0, 640, 120), fill="#a9b7b0")
    draw.line((320, 130, 300, 480), fill="#e8e6da", width=10)
    draw.ellipse((350, 250, 560, 380), fill="#777b74" if filled else "#2f2c28")
    kept = BytesIO()
    road.filter(ImageFilter.GaussianBlur(3)).save(kept, "JPEG", quality=70)
    return {"name": "jalan.jpg", "mimeType": "image/jpeg", "buffer": kept.getvalue()}


def seen(within: Locator, role: Literal["link", "button"], name: str) -> Locator:
    return within.get_by_role(role, name=re.compile(rf"\b{re.escape(name)}", re.IGNORECASE)).filter(visible=True)


def press(page: Page, name: str) -> None:
    """The first button or link that can be seen and says this, in the page or else in the menu; another page opens."""
    main, menu = page.get_by_role("main"), page.get_by_role("navigation")
    found = seen(main, "button", name).or_(seen(main, "link", name))
    with page.expect_navigation():
        (found if found.count() else seen(menu, "link", name)).first.click()


def unfold(page: Page, name: str) -> None:
    """What says this and hides something opens."""
    page.get_by_role("main").locator("summary").filter(has_text=name).filter(visible=True).first.click()


def look_at(page: Page, button: str) -> None:
    seen(page.get_by_role("main"), "button", button).first.scroll_into_view_if_needed()


def write(page: Page, label: str, text: str) -> None:
    page.get_by_role("main").get_by_label(label).filter(visible=True).first.fill(text)


def reads(page: Page, words: str) -> None:
    expect(page.get_by_role("main").get_by_text(words).filter(visible=True).first).to_be_visible()


def arrive(page: Page) -> Page:
    """The first page: the only address that anybody was told."""
    page.goto("/")
    return page


def sign_in(open_context: OPEN, address: str) -> Page:
    page = arrive(open_context(viewport=DESK).new_page())
    press(page, "Masuk petugas")
    write(page, "Surel", address)
    write(page, "Kata sandi", PASSWORD)
    press(page, "Masuk")
    return page


def keep(page: Page, name: str, top: str = "") -> None:
    """A picture for the written walk, when one asks for it: from these words on, and not heavier than it may be."""
    if not FOLDER:
        return
    folder = Path(__file__).resolve().parents[2] / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    page.wait_for_load_state("networkidle")
    wide, tall, scrolled = page.evaluate("[innerWidth, document.documentElement.scrollHeight, scrollY]")
    box = page.get_by_role("main").get_by_text(top).filter(visible=True).first.bounding_box() if top else None
    begin = max(0, box["y"] + scrolled - 24) if box else 0
    part: FloatRect = {"x": 0, "y": begin, "width": wide, "height": min(tall - begin, TALLEST)}
    pictures = (page.screenshot(type="jpeg", quality=n, full_page=True, clip=part) for n in range(50, 0, -10))
    (folder / f"{name}.jpg").write_bytes(next(one for one in pictures if len(one) <= HEAVIEST))


# --- citizens, on a telephone -----------------------------------------------------------------------------------------


def test_1_a_hole_in_the_road_with_a_photograph(phone: Page) -> None:
    arrive(phone)
    keep(phone, "1-first-page")
    press(phone, "Lapor")
    write(phone, "Cari dengan kata sehari-hari", "jalan bolong")
    phone.get_by_label("Jalan atau trotoar rusak").check()
    phone.get_by_label("Kelurahan").select_option(VILLAGE)
    keep(phone, "1-what-and-where", "Di mana?")
    press(phone, "Lanjut")
    phone.get_by_label("Foto").set_input_files(photograph())
    write(phone, "Apa yang terjadi?", HOLE)
    keep(phone, "1-story")
    press(phone, "Lanjut")
    press(phone, "Periksa dahulu")
    reads(phone, "Siapa yang melihat apa")
    keep(phone, "1-check")
    press(phone, "Kirim laporan")
    reads(phone, "Laporan Anda sudah kami terima")
    keep(phone, "1-receipt")
    made = Complaint.objects.select_related("obligation").get()
    assert (made.topic_id, made.region_id) == ("jalan-berlubang", VILLAGE)
    assert Evidence.objects.filter(event__obligation=made.obligation).count() == 1


def test_2_was_it_reported_already(phone: Page) -> None:
    made = make.forwarded(acting("Rahma Puspita"), at=timezone.now() - timedelta(days=1), text=LAMP)
    arrive(phone)
    press(phone, "Laporan warga")
    write(phone, "Cari", "lampu pasar")
    press(phone, "Cari")
    keep(phone, "2-search")
    press(phone, made.public_title)
    keep(phone, "2-report")
    press(phone, "Saya juga mengalami")
    write(phone, "Alamat surel Anda", "tetangga@contoh.id")
    press(phone, "Ikuti laporan ini")
    reads(phone, "periksa kotak surat Anda")
    phone.goto(link_in_letter("tetangga@contoh.id", "/ikuti/"))
    press(phone, "Ya, ikuti")
    reads(phone, "Anda mengikuti laporan ini")
    keep(phone, "2-following")
    assert Follower.objects.listening().count() == 1


def link_in_letter(address: str, after: str) -> str:
    """What one taps in the letter."""
    [letter] = [one.body for one in Notice.objects.all() if one.address == address and after in one.body]
    return letter[letter.index(after) :].split()[0]


def find_mine(phone: Page, made: Complaint) -> None:
    """With the number and the code of the receipt."""
    arrive(phone)
    press(phone, "Lacak")
    write(phone, "Nomor laporan", made.ref)
    write(phone, "Kode rahasia", made.secret)


def test_3_where_is_my_report(phone: Page) -> None:
    made = make.forwarded(acting("Rahma Puspita"), at=timezone.now() - timedelta(days=1), text=LAMP)
    find_mine(phone, made)
    keep(phone, "3-number-and-code")
    press(phone, "Buka halaman saya")
    reads(phone, "Yang sudah terjadi")
    reads(phone, "hari kerja lagi")
    keep(phone, "3-my-report")


def test_4_an_officer_asks(phone: Page) -> None:
    made = make.forwarded(acting("Rahma Puspita"), at=timezone.now() - timedelta(days=1), text=LAMP)
    actions.ask(made, text="Tiang lampu nomor berapa?", by=acting("Siti Aminah"), at=timezone.now())
    find_mine(phone, made)
    press(phone, "Buka halaman saya")
    reads(phone, "Tiang lampu nomor berapa?")
    keep(phone, "4-question", "Jawab pertanyaan petugas")
    write(phone, "Jawaban", "Nomor 14, di seberang warung soto.")
    press(phone, "Kirim jawaban")
    reads(phone, "Nomor 14, di seberang warung soto.")
    keep(phone, "4-answered", "Yang sudah terjadi")
    assert Obligation.objects.get().state == State.ACTIVE


def resolved() -> Complaint:
    now = timezone.now()
    made = make.forwarded(acting("Rahma Puspita"), at=now - timedelta(days=3), text=LAMP)
    actions.resolve(made, text="Lampu sudah kami ganti.", files=[make.photo(at=now)], by=acting("Siti Aminah"), at=now)
    return made


def test_5_it_is_not_solved(phone: Page) -> None:
    find_mine(phone, resolved())
    press(phone, "Buka halaman saya")
    reads(phone, "Lampu sudah kami ganti.")
    keep(phone, "5-really-solved")
    press(phone, "Belum, buka kembali")
    reads(phone, "Pelapor menyatakan masalahnya belum selesai.")
    keep(phone, "5-reopened")
    assert Obligation.objects.get().state == State.ACTIVE


def test_6_an_officer_is_reported_in_secret(open_context: OPEN) -> None:
    context = open_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    context.route("https://www.bmkg.go.id/**", harmless)
    phone = arrive(context.new_page())
    press(phone, "Lapor")
    write(phone, "Cari dengan kata sehari-hari", "petugas minta uang")
    phone.get_by_label("Pungutan liar dan penyalahgunaan wewenang").check()
    press(phone, "Lanjut")
    reads(phone, "Sebelum Anda bercerita")
    keep(phone, "6-before", "Sebelum Anda bercerita")
    press(phone, "Lanjut")
    write(phone, "Apa yang terjadi?", BRIBE)
    press(phone, "Lanjut")
    expect(phone.get_by_label("Rahasiakan isi laporan")).to_be_checked()
    phone.get_by_label("Sembunyikan nama saya dari kantor juga").check()
    unfold(phone, "Tentang petugas")
    phone.get_by_label("Tentang petugas di kantor mana?").select_option(label=make.office("dukcapil").name)
    keep(phone, "6-who-may-know", "Siapa yang boleh tahu?")
    press(phone, "Periksa dahulu")
    press(phone, "Kirim laporan")
    reads(phone, "Laporan Anda sudah kami terima")
    keep(phone, "6-receipt")
    press(phone, "Keluar dari halaman ini")
    phone.wait_for_url("https://www.bmkg.go.id/")
    made = Complaint.objects.select_related("obligation").get()
    assert (made.anonymous, made.obligation.visibility) == (True, "secret")
    assert not Obligation.objects.visible_to(make.officer("dukcapil", "head", at=timezone.now())).exists()


def harmless(route: Route) -> None:
    """The page outside, as this house has it in a test."""
    route.fulfill(status=200, content_type="text/html", body="<title>Cuaca</title><p>Cuaca hari ini</p>")


# --- officers, at a desk ----------------------------------------------------------------------------------------------


def test_7_the_coordinator_takes_the_next_one(open_context: OPEN, house: dict[str, str]) -> None:
    now = timezone.now()
    make.complaint(at=now - timedelta(hours=2), text=HOLE, topic=make.topic("jalan-berlubang"))
    make.complaint(at=now - timedelta(hours=1), text=LAMP, topic=make.topic("lampu-jalan-mati"))
    desk = sign_in(open_context, house["rahma"])
    keep(desk, "7-list")
    press(desk, "berlubang")
    unfold(desk, "Verifikasi")
    press(desk, "Verifikasi")
    reads(desk, "Laporan terverifikasi")
    unfold(desk, "Teruskan")
    look_at(desk, "Teruskan")
    keep(desk, "7-forward")
    press(desk, "Teruskan")
    reads(desk, "Laporan diteruskan")
    made = Obligation.objects.get(subject__startswith="Jalan")
    assert made.owner_office == make.office("pupr")


def test_8_the_office_answers_and_resolves(open_context: OPEN, house: dict[str, str]) -> None:
    make.forwarded(acting("Rahma Puspita"), at=timezone.now() - timedelta(days=1), text=HOLE)
    desk = sign_in(open_context, house["siti"])
    press(desk, "berlubang")
    unfold(desk, "Beri jawaban pertama")
    write(desk, "Jawaban untuk pelapor", "Tim kami menambal lubangnya besok pagi.")
    look_at(desk, "Beri jawaban pertama")
    keep(desk, "8-answer")
    press(desk, "Beri jawaban pertama")
    reads(desk, "Jawaban terkirim")
    unfold(desk, "Nyatakan selesai")
    write(desk, "Apa yang sudah dikerjakan?", "Lubang sudah kami tambal rata dengan jalan.")
    desk.get_by_label("Bukti").set_input_files(photograph(filled=True))
    look_at(desk, "Nyatakan selesai")
    keep(desk, "8-resolve")
    press(desk, "Nyatakan selesai")
    reads(desk, "Lubang sudah kami tambal")
    assert Obligation.objects.get().step == "confirm"


def late() -> Complaint:
    made = make.forwarded(acting("Rahma Puspita"), at=timezone.now() - timedelta(days=40), text=HOLE)
    escalate(now=timezone.now())
    return made


def test_9_the_head_gives_out_what_is_late(open_context: OPEN, house: dict[str, str]) -> None:
    late()
    desk = sign_in(open_context, house["joko"])
    press(desk, "Terlambat")
    keep(desk, "9-late")
    press(desk, "berlubang")
    unfold(desk, "Belum ditugaskan")
    desk.get_by_label("Petugas").select_option(label="Siti Aminah")
    keep(desk, "9-assign")
    press(desk, "Tugaskan")
    reads(desk, "Tugas diberikan")
    assert Obligation.objects.get().owner_person == Person.objects.get(name="Siti Aminah")


def test_10_the_leader_sees_what_is_late(open_context: OPEN, house: dict[str, str]) -> None:
    late()
    make.forwarded(acting("Rahma Puspita"), at=timezone.now(), text=LAMP)
    desk = sign_in(open_context, house["ratna"])
    press(desk, "Pimpinan")
    reads(desk, "Siapa yang terlambat")
    keep(desk, "10-leader")
    press(desk, "PUPR")
    press(desk, "berlubang")
    reads(desk, "Dua orang sudah jatuh")
    keep(desk, "10-case")
    press(desk, "Pimpinan")
    press(desk, "Beri instruksi")
    write(desk, "Instruksi", "Tambal lubang di depan pasar, lalu laporkan dengan foto.")
    due = timezone.localdate() + timedelta(days=3)
    write(desk, "Paling lambat", due.isoformat())
    keep(desk, "10-instruction")
    press(desk, "Beri instruksi")
    given = Instruction.objects.select_related("obligation").get()
    assert (given.obligation.owner_office, given.due_on) == (make.office("pupr"), due)
