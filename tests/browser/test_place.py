"""A point on the ground: from the telephone after a tap, or from a map moved by finger, mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Geolocation, Page, expect

from balairung.kernel.people.boundaries import region_at
from balairung.kernel.people.models import Boundary
from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.browser.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)
OPEN = Callable[..., BrowserContext]
SQUARE: Geolocation = {"latitude": -7.6298, "longitude": 111.5239, "accuracy": 80}
FORM = "/pengaduan/baru/?halaman=satu"


@pytest.fixture(autouse=True)
def _city() -> None:
    make.regency()


def village_name() -> str:
    found = region_at(SQUARE["latitude"], SQUARE["longitude"])
    assert found
    return f"{found}, {found.parent}"


def point(page: Page) -> tuple[float, float]:
    values = [page.locator(f"input[name={name}]").input_value() for name in ("latitude", "longitude")]
    return float(values[0]), float(values[1])


def test_my_position_is_asked_for_after_a_tap_and_finds_the_village(open_context: OPEN) -> None:
    context = open_context(viewport=PHONE, geolocation=SQUARE, permissions=["geolocation"])
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.goto(FORM)
    assert not [path for path in asked if path.startswith(("/wilayah/", "/static/ui/leaflet/"))]
    page.get_by_role("button", name="Pakai posisi saya").click()
    expect(page.get_by_role("status").filter(has_text="Titik Anda di")).to_contain_text(village_name())
    expect(page.get_by_role("status").filter(has_text="Ketelitiannya sekitar 80 meter.")).to_be_visible()
    found = region_at(SQUARE["latitude"], SQUARE["longitude"])
    assert found
    expect(page.locator("#id_region")).to_have_value(found.code)
    expect(page.locator("#narrow_region")).to_have_value(str(found.parent_id))
    assert point(page) == (SQUARE["latitude"], SQUARE["longitude"])

    page.get_by_label("Apa yang terjadi?").fill("Lampu jalan di alun-alun mati sejak seminggu.")
    page.get_by_role("button", name="Periksa dahulu").click()
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("sudah kami terima")
    made = Complaint.objects.get()
    assert made.region == found
    assert (float(made.latitude or 0), float(made.longitude or 0)) == (SQUARE["latitude"], SQUARE["longitude"])


def test_a_point_can_be_thrown_away_and_goes_when_another_place_is_chosen(open_context: OPEN) -> None:
    page = open_context(geolocation=SQUARE, permissions=["geolocation"]).new_page()
    page.goto(FORM)
    page.get_by_role("button", name="Pakai posisi saya").click()
    expect(page.get_by_text("Titik Anda di")).to_be_visible()
    page.get_by_role("button", name="Buang titik ini").click()
    assert page.locator("input[name=latitude]").input_value() == ""
    page.get_by_role("button", name="Pakai posisi saya").click()
    expect(page.get_by_text("Titik Anda di")).to_be_visible()
    page.locator("#id_region").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_text("karena Anda memilih tempat lain")).to_be_visible()
    assert page.locator("input[name=latitude]").input_value() == ""


def test_who_says_no_and_who_stands_elsewhere_hears_what_to_do(open_context: OPEN) -> None:
    shy = open_context().new_page()
    shy.goto(FORM)
    shy.get_by_role("button", name="Pakai posisi saya").click()
    expect(shy.get_by_text("Pilih desa dari daftar, atau tunjuk di peta.")).to_be_visible()
    jakarta: Geolocation = {"latitude": -6.2, "longitude": 106.8}
    away = open_context(geolocation=jakarta, permissions=["geolocation"]).new_page()
    away.goto(FORM)
    away.get_by_role("button", name="Pakai posisi saya").click()
    expect(away.get_by_text("di luar garis batas")).to_be_visible()
    assert away.locator("input[name=latitude]").input_value() == ""


def open_map(page: Page) -> None:
    page.goto(FORM)
    page.get_by_role("button", name="Tunjuk di peta").click()
    expect(page.get_by_role("application", name="Peta")).to_be_focused()
    expect(page.locator("[data-under]")).not_to_be_empty()


def test_a_map_by_keyboard_alone(page: Page, check_axe: Callable[[Page], None]) -> None:
    open_map(page)
    check_axe(page)
    for _press in range(4):
        page.keyboard.press("+")
        page.wait_for_timeout(100)
    expect(page.locator("[data-under]")).to_contain_text("Kelurahan")
    first = page.locator("[data-under]").inner_text()
    for _press in range(8):
        page.keyboard.press("Shift+ArrowRight")
        page.wait_for_timeout(300)  # a press during a movement is no press
    expect(page.locator("[data-under]")).not_to_have_text(first)
    page.keyboard.press("Shift+Tab")  # the way around the map stands before it
    expect(page.locator(":focus")).to_have_text("Lewati peta")
    page.keyboard.press("Enter")
    under = page.locator("[data-under]").inner_text()
    page.get_by_role("button", name="Pakai titik ini").press("Enter")
    if under.count(","):
        expect(page.get_by_role("status").filter(has_text="Titik Anda di")).to_contain_text(under)
        assert region_at(*point(page))


def test_a_map_by_mouse(page: Page) -> None:
    open_map(page)
    canvas = page.get_by_role("application", name="Peta")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 220, box["y"] + 150, steps=5)
    page.mouse.up()
    page.get_by_role("button", name="Mendekat").click()
    page.get_by_role("button", name="Pakai titik ini").click()
    expect(page.get_by_role("status").filter(has_text="Titik Anda di")).to_be_visible()
    expect(page.get_by_role("button", name="Tunjuk di peta")).to_have_attribute("aria-expanded", "false")


def test_a_map_by_finger(phone: Page) -> None:
    open_map(phone)
    canvas = phone.get_by_role("application", name="Peta")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    before = phone.locator("[data-under]").inner_text()
    phone.touchscreen.tap(box["x"] + 40, box["y"] + box["height"] - 60)
    phone.wait_for_timeout(600)
    assert before
    phone.get_by_role("button", name="Pakai titik ini").tap()
    expect(phone.get_by_role("status").filter(has_text="Titik")).to_be_visible()


def test_without_outlines_the_list_is_there(page: Page) -> None:
    Boundary.objects.all().delete()
    page.goto(FORM)
    page.get_by_role("button", name="Tunjuk di peta").click()
    expect(page.get_by_role("application", name="Peta")).to_be_focused()
    page.get_by_role("button", name="Tutup peta").click()
    page.select_option("#id_region", index=3)
    page.get_by_label("Apa yang terjadi?").fill("Lampu jalan di alun-alun mati sejak seminggu.")
    page.get_by_role("button", name="Periksa dahulu").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Periksa")
