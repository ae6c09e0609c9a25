"""What everyone sees, and boxes over a picture: by mouse, finger, keys and without scripts; axe on each page."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from balairung.kernel.files import disk
from balairung.kernel.files.actions import shown, store
from balairung.kernel.files.models import File
from balairung.kernel.obligations.models import Evidence
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.desk import publishing
from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.browser.looking import fits
from tests.kernel.files.recorded import amr, mp4
from tests.kernel.files.samples import drawn, upload

pytestmark = pytest.mark.django_db(transaction=True)
OPEN = Callable[..., BrowserContext]
TEXT = (
    "Saya Wulan Ayu, jalan di depan rumah Pak Budi Santoso, Jalan Melati nomor 4, berlubang dalam.\n\n"
    "Sudah dua orang jatuh dari motor minggu ini. Hubungi saya di 0812-3456-7890."
)
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture(autouse=True)
def _offered(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"


def street() -> bytes:
    """A road with a hole, a car with a plate, somebody beside it."""
    image = Image.new("RGB", (1200, 900), "#9db8c9")
    pen = ImageDraw.Draw(image)
    pen.polygon([(0, 900), (420, 380), (780, 380), (1200, 900)], fill="#5b5f63")
    pen.ellipse((480, 640, 760, 760), fill="#2c2b29")
    pen.rectangle((780, 420, 1080, 620), fill="#b0413e")
    pen.rectangle((870, 560, 990, 600), fill="#f2f2f2")
    pen.ellipse((180, 330, 270, 430), fill="#8d5f45")
    pen.rectangle((165, 430, 285, 640), fill="#33567a")
    return drawn(image)


@pytest.fixture
def made() -> Complaint:
    now = timezone.now()
    make.regency(at=now)
    rahma, siti = make.coordinator(at=now), make.officer("pupr", "liaison", "Siti Aminah", at=now)
    sent = [(street(), "Rumah Pak Budi.jpg"), (mp4(), "lubang.mp4"), (amr(), "suara saya.amr")]
    files = [store(upload(content, name), at=now) for content, name in sent]
    made = make.forwarded(rahma, at=now, text=TEXT, files=files)
    actions.answer(made, text="Kami periksa besok pagi.", by=siti, at=now)
    return Complaint.objects.select_related("obligation").get(pk=made.pk)


def sign_in(open_context: OPEN, **options: Any) -> Page:
    """As Siti, who answers for public works."""
    from balairung.kernel.people.models import Person

    siti = Person.objects.get(name="Siti Aminah")
    if not siti.user_id:
        make.account(siti)
    page = open_context(**options).new_page()
    page.goto("/akun/login/")
    page.fill("input[name=login]", siti.email)
    page.fill("input[name=password]", "rahasia-yang-panjang")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/kerja/**")
    return page


def of_picture(made: Complaint) -> Evidence:
    return Evidence.objects.get(event__obligation=made.obligation, file__media_type="image/jpeg")


def masking(made: Complaint) -> str:
    return f"/kerja/pengaduan/{made.ref}/berkas/{of_picture(made).pk}/samarkan/"


def is_black(made: Complaint, box: tuple[int, int, int, int]) -> bool:
    content = disk.read(shown(File.objects.get(pk=of_picture(made).file_id)).path)
    extrema = Image.open(BytesIO(content)).convert("L").crop(box).getextrema()
    return isinstance(extrema[1], int | float) and extrema[1] < 50


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_wide_and_narrow(
    open_context: OPEN,
    made: Complaint,
    check_axe: Callable[[Page], None],
    take_picture: Callable[[Page, str], Path],
    scheme: str,
) -> None:
    for name, options in (("wide", {}), ("narrow", PHONE)):
        page = sign_in(open_context, color_scheme=scheme, **options)
        for place, what in ((f"/kerja/pengaduan/{made.ref}/terbit/", "terbit"), (masking(made), "samarkan")):
            page.goto(place)
            check_axe(page)
            assert fits(page)
            take_picture(page, f"{what}-{name}-{scheme}")


def test_a_box_is_drawn_moved_and_saved(open_context: OPEN, made: Complaint, check_axe: Callable[[Page], None]) -> None:
    page = sign_in(open_context)
    page.goto(masking(made))
    sheet = page.locator(".masking svg")
    sheet.evaluate("(one) => one.scrollIntoView({ block: 'center' })")  # the mouse reaches no further than the window
    frame = sheet.bounding_box()
    assert frame
    page.mouse.move(frame["x"] + 0.7 * frame["width"], frame["y"] + 0.6 * frame["height"])
    page.mouse.down()
    page.mouse.move(frame["x"] + 0.85 * frame["width"], frame["y"] + 0.68 * frame["height"], steps=4)
    page.mouse.up()
    expect(page.locator("rect")).to_have_count(1)
    expect(page.get_by_label("Dari kiri").first).to_have_value("70.0")
    sheet.click(position={"x": 5, "y": 5})  # a tap is no box
    expect(page.locator("rect")).to_have_count(1)
    check_axe(page)
    page.get_by_role("button", name="Simpan penyamaran").click()
    expect(page.get_by_text("Foto disamarkan.")).to_be_visible()
    assert is_black(made, (860, 555, 1000, 605))
    expect(page.get_by_text("Disamarkan", exact=True)).to_be_visible()


def test_a_box_is_drawn_by_keys_alone(open_context: OPEN, made: Complaint) -> None:
    page = sign_in(open_context)
    page.goto(masking(made))
    page.get_by_role("button", name="Tambah kotak di tengah").press("Enter")
    expect(page.locator("rect")).to_be_focused()
    for key, times in (("ArrowRight", 35), ("ArrowDown", 20), ("Shift+ArrowLeft", 10), ("Shift+ArrowUp", 15)):
        for _time in range(times):
            page.keyboard.press(key)
    row = page.locator(".box-row").first
    values = [row.locator("input").nth(place).input_value() for place in range(4)]
    assert values == ["70.0", "55.0", "20.0", "15.0"]
    page.get_by_role("button", name="Tambah kotak di tengah").press("Enter")
    page.keyboard.press("Delete")
    expect(page.locator("rect")).to_have_count(1)
    page.get_by_role("button", name="Simpan penyamaran").press("Enter")
    page.wait_for_url("**/terbit/")
    assert is_black(made, (850, 500, 1070, 620))


def test_a_box_is_drawn_by_finger(open_context: OPEN, made: Complaint) -> None:
    page = sign_in(open_context, **PHONE)
    page.goto(masking(made))
    frame = page.locator(".masking svg").bounding_box()
    assert frame
    page.locator(".masking svg").evaluate(
        """(sheet, [x, y]) => {
          const at = (type, dx, dy) => sheet.dispatchEvent(new PointerEvent(type, {
            bubbles: true, cancelable: true, pointerId: 1, pointerType: 'touch', isPrimary: true,
            clientX: x + dx, clientY: y + dy }));
          sheet.setPointerCapture = () => {};
          at('pointerdown', 0, 0); at('pointermove', 60, 40); at('pointerup', 60, 40);
        }""",
        [frame["x"] + 20, frame["y"] + 20],
    )
    expect(page.locator("rect")).to_have_count(1)


def test_numbers_do_without_scripts(open_context: OPEN, made: Complaint) -> None:
    page = sign_in(open_context, java_script_enabled=False)
    page.goto(masking(made))
    expect(page.get_by_text("Tarik di atas foto")).to_be_hidden()
    expect(page.locator(".box-row:visible")).to_have_count(5)
    row = page.locator(".box-row").first
    for place, value in enumerate(("14", "36", "10", "12")):
        row.locator("input").nth(place).fill(value)
    page.get_by_role("button", name="Lihat dahulu").click()
    expect(page.locator("rect")).to_have_count(1)
    page.get_by_role("button", name="Simpan penyamaran").click()
    page.wait_for_url("**/terbit/")
    assert is_black(made, (180, 335, 270, 425))


def test_sound_and_film_are_played_in_place(open_context: OPEN, made: Complaint) -> None:
    page = sign_in(open_context)
    page.goto(f"/kerja/pengaduan/{made.ref}/")
    for kind in ("video", "audio"):
        lasts = page.locator(kind).first.evaluate(
            """(player) => new Promise((tell, fail) => {
              player.addEventListener('loadedmetadata', () => tell(player.duration));
              player.addEventListener('error', () => fail(player.error.message));
              player.preload = 'metadata'; player.load();
            })"""
        )
        assert 0.5 < lasts < 3


def test_the_pair_that_everyone_sees(
    open_context: OPEN, made: Complaint, check_axe: Callable[[Page], None], take_picture: Callable[[Page, str], Path]
) -> None:
    from balairung.kernel.people.actors import actor_of
    from balairung.kernel.people.models import Person

    now = timezone.now()
    siti = actor_of(Person.objects.get(name="Siti Aminah"), now)
    publishing.redact_photo(made, evidence=of_picture(made).pk, boxes=[(70, 60, 15, 8)], by=siti, at=now)
    publishing.show_photo(made, evidence=of_picture(made).pk, by=siti, at=now)
    proof = store(upload(street(), "selesai.jpg"), at=now)
    actions.resolve(made, text="Lubang ditutup.", files=[proof], by=siti, at=now)
    page = open_context().new_page()
    page.goto(f"/pengaduan/{made.ref}/")
    expect(page.get_by_alt_text("Foto sebelum ditangani")).to_be_visible()
    check_axe(page)
    take_picture(page, "terbit-umum")
