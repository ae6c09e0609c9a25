"""Presence in a real browser: a code that turns, a kiosk that loses the network, months to read; axe on each page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from balairung.kernel.people import passes
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.badging import issue_badges
from balairung.kernel.people.models import Person
from balairung.rooms.learning.counting.closing import close_days
from balairung.rooms.learning.kiosks import kiosk_of, make_kiosk
from balairung.rooms.learning.models import PresenceScan
from tests import make
from tests.browser.looking import fits
from tests.rooms.learning import crowd

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "rahasia-yang-panjang"
AXE = Callable[[Page], None]
TAKE = Callable[[Page, str], object]


@pytest.fixture
def siti(settings: Settings) -> Person:
    """Of an office that has recorded a fortnight; her head may sign in, too."""
    settings.SECOND_FACTOR = "offered"
    now = timezone.now()
    cache.clear()  # the worker of another test has looked in this minute
    make.regency(at=now)
    siti = make.holder("pupr", "staff", "Siti Aminah", at=now)
    head = make.holder("pupr", "head", "Ir. Haryo Kusumo, M.T.", at=now)
    make.account(siti, "siti@contoh.id", PASSWORD)
    make.account(head, "kadis@contoh.id", PASSWORD)
    door = crowd.kiosk(at=now)
    for back in range(14, 0, -1):
        day = (now - timedelta(days=back)).astimezone(make.JAKARTA).date()
        for who, clock in ((siti, "07:4"), (head, "07:2")):
            for text in (f"{day} {clock}{back % 10}", f"{day} 16:0{back % 10}"):
                if back % 5 or who == siti:
                    crowd.show(who, door, text)
    for minute in range(3):
        close_days(now=now + timedelta(minutes=minute))
    return siti


def sign_in(page: Page, email: str) -> None:
    page.goto("/akun/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_load_state()


def test_ones_own_code_and_month_on_a_telephone(phone: Page, siti: Person, check_axe: AXE, take_picture: TAKE) -> None:
    sign_in(phone, "siti@contoh.id")
    phone.goto("/saya/qr/")
    expect(phone.get_by_role("heading", name="Siti Aminah")).to_be_visible()
    check_axe(phone)
    take_picture(phone, "presence-pass")
    phone.context.set_offline(True)
    phone.evaluate("dispatchEvent(new Event('offline'))")
    expect(phone.get_by_role("alert")).to_contain_text("tidak terhubung")
    phone.context.set_offline(False)
    phone.goto("/kerja/kehadiran/")
    check_axe(phone)
    assert fits(phone)
    take_picture(phone, "presence-own")


def test_a_head_reads_the_office(page: Page, siti: Person, check_axe: AXE, take_picture: TAKE) -> None:
    sign_in(page, "kadis@contoh.id")
    for address, name in (
        ("/kerja/kehadiran/kantor/pupr/", "office"), (f"/kerja/kehadiran/orang/{siti.pk}/", "person"),
        ("/kerja/kehadiran/cuti/baru/", "ask"), ("/kerja/kehadiran/apel/baru/", "plan"),
        ("/organisasi/pupr/kartu/", "badges"), ("/kerja/kehadiran/kantor/pupr/kios/", "kiosks"),
    ):  # fmt: skip
        page.goto(address)
        check_axe(page)
        take_picture(page, f"presence-{name}")


def test_a_kiosk_without_a_network_keeps_and_sends_once(
    open_context: Callable[..., BrowserContext], siti: Person, check_axe: AXE, take_picture: TAKE
) -> None:
    secret = make_kiosk(make.office("pupr"), name="Pintu belakang", by=SYSTEM, at=make.START)
    (card,) = issue_badges([siti], by=SYSTEM, at=make.START)
    page = open_context().new_page()
    page.goto(f"/kehadiran/kios/{secret}/")
    check_axe(page)
    page.route("**/kirim/", lambda route: route.fulfill(status=429))
    page.fill("[name=teks]", passes.badge_code(card))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 pindaian menunggu")
    page.unroute("**/kirim/")
    expect(page.get_by_text("Siti Aminah")).to_be_visible()
    take_picture(page, "presence-kiosk")
    assert PresenceScan.objects.filter(kiosk=kiosk_of(secret)).count() == 1
