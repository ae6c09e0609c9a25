"""The screens of a hall in a browser: a call is shown and said once, a lost line is said too, a kiosk is pressed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from balairung.kernel.messaging import live
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Office
from balairung.rooms.reception.models import Hall, HallVisit, Ticket
from balairung.rooms.reception.queue import calling, setup
from tests import make
from tests.browser.conftest import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)
WALL = {"width": 1280, "height": 720}
#: The browser's voice, written down instead of heard: a machine for tests has no loudspeaker and no Indonesian.
VOICE = """
window.said = [];
speechSynthesis.getVoices = () => [{ lang: "id-ID" }];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
speechSynthesis.speak = (one) => { said.push(one.text); setTimeout(() => one.onend(), 20); };
"""
#: A printer that counts.
PRINTER = "window.printed = 0; window.print = () => { window.printed += 1; };"
Screens = Callable[..., Page]


@pytest.fixture
def screen(chromium: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Screens]:
    """A device of the hall; a request that fails is no fault here, an error of a script is."""
    exchange = live.Exchange()
    monkeypatch.setattr(live, "exchange", exchange)
    contexts, faults = [], list[str]()

    def start(script: str, **options: Any) -> Page:
        given = {"base_url": live_server.url, "viewport": WALL, "locale": "id-ID", "reduced_motion": "reduce"}
        context = chromium.new_context(**{**given, **options})
        context.set_default_timeout(PATIENCE)
        context.add_init_script(script)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield start
    for context in contexts:
        context.close()
    exchange.stop()
    assert not faults, "\n".join(faults)


@pytest.fixture
def hall() -> Hall:
    make.regency()
    Office.objects.update(calendar="24-hour")
    return make.hall("KTP-el", "Akta kelahiran", at=timezone.now())


def address(hall: Hall, kind: str) -> str:
    secret = setup.make_screen(hall, kind=kind, name="Layar", by=SYSTEM, at=timezone.now())
    return reverse(f"reception:{kind}", args=[secret])


def call(hall: Hall, label: str) -> None:
    clerk = make.clerk(hall, label, at=timezone.now())
    assert calling.call_next(make.counter(hall, label), by=clerk, at=timezone.now())


def test_a_call_is_shown_and_said_once(screen: Screens, hall: Hall, check_axe: Callable[[Page], None]) -> None:
    page = screen(VOICE)
    page.goto(address(hall, "display"))
    expect(page.get_by_text("Belum ada nomor yang dipanggil.")).to_be_visible()
    page.get_by_role("button", name="Nyalakan suara").click()
    for _person in range(3):
        make.number(hall, at=timezone.now())
    call(hall, "1")
    call(hall, "2")
    expect(page.locator(".hall-number")).to_have_text("A-002")
    expect(page.get_by_role("heading", name="1 orang menunggu")).to_be_visible()
    for _moment in range(100):  # a chime before each
        if len(page.evaluate("said")) == 2:
            break
        page.wait_for_timeout(100)
    assert page.evaluate("said") == [f"Nomor A, nol nol {word}, silakan ke loket {word}." for word in ("satu", "dua")]
    check_axe(page)
    page.reload()
    expect(page.locator(".hall-number")).to_have_text("A-002")
    page.get_by_role("button", name="Nyalakan suara").click()
    page.wait_for_timeout(1500)
    assert page.evaluate("said") == []


def test_a_lost_line_is_said_and_comes_back(screen: Screens, hall: Hall) -> None:
    page = screen(VOICE)
    page.goto(address(hall, "display"))
    expect(page.get_by_text("Belum ada petugas di loket.")).to_be_visible()
    page.wait_for_timeout(500)
    page.context.set_offline(True)
    expect(page.get_by_role("alert")).to_contain_text("Nomor mungkin sudah berubah")
    make.number(hall, at=timezone.now())
    call(hall, "1")
    page.context.set_offline(False)
    expect(page.locator(".hall-number")).to_have_text("A-001")
    expect(page.get_by_role("alert")).to_be_hidden()


def test_a_display_without_a_stream_asks_by_itself(screen: Screens, hall: Hall, settings: Any) -> None:
    settings.STREAMS = 0
    page = screen(VOICE)
    page.goto(address(hall, "display"))
    make.number(hall, at=timezone.now())
    call(hall, "1")
    expect(page.locator(".hall-number")).to_have_text("A-001")


def test_a_kiosk_pressed_wildly_prints_one_slip(screen: Screens, hall: Hall, check_axe: Callable[[Page], None]) -> None:
    page = screen(PRINTER)
    page.goto(address(hall, "kiosk"))
    check_axe(page)
    page.wait_for_timeout(1000)
    page.get_by_role("link", name="KTP-el").click()
    expect(page.get_by_role("heading", name="Apakah Anda perlu didahulukan?")).to_be_focused()
    check_axe(page)
    page.wait_for_timeout(1000)
    for _press in range(20):  # a thumb that does not stop
        page.mouse.click(640, 300)
    expect(page.locator(".kiosk-number")).to_have_text("A-001")
    for _press in range(20):
        page.mouse.click(640, 300)
    check_axe(page)
    assert page.evaluate("window.printed") == 1
    assert Ticket.objects.count() == 1
    assert page.locator(".slip.is-58.has-1").count() == 1


def test_a_kiosk_whose_line_drops_gives_no_false_number(screen: Screens, hall: Hall) -> None:
    page = screen(PRINTER)
    page.goto(address(hall, "kiosk"))
    page.wait_for_timeout(1000)
    page.get_by_role("link", name="Akta kelahiran").click()
    page.wait_for_timeout(1000)
    page.context.set_offline(True)
    page.get_by_role("button", name="Lanjut usia").click()
    expect(page.get_by_role("alert")).to_contain_text("Nomor Anda sedang dicoba lagi")
    assert not HallVisit.objects.exists()
    page.context.set_offline(False)
    expect(page.locator(".kiosk-number")).to_have_text("B-001")
    assert HallVisit.objects.get().lane == "elderly"


def test_display_and_kiosk_without_scripts(screen: Screens, hall: Hall) -> None:
    page = screen("", java_script_enabled=False)
    page.goto(address(hall, "kiosk"))
    page.get_by_role("link", name="KTP-el").click()
    page.get_by_role("button", name="Tidak, ambil nomor biasa").click()
    expect(page.get_by_text("A-001").first).to_be_visible()
    page.goto(address(hall, "display"))
    call(hall, "1")
    expect(page.locator(".hall-number")).to_have_text("A-001")
