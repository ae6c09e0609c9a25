"""Digital maturity and capacity in a browser: a level and its evidence, a step given away; axe on each page."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from balairung.kernel.people.models import Person
from balairung.surface.maturity.models import Charge, LevelGiven, Stage
from tests import make
from tests.browser.looking import fits
from tests.rooms.learning import capable
from tests.surface.maturity import assessed

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "rahasia-yang-panjang"
AXE = Callable[[Page], None]
CAPACITY = ("", "kantor/", "kantor/pupr/", "jabatan/", "kompetensi/", "pelatihan/", "pelatihan/baru/", "bacaan/")


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    make.regency(at=timezone.now())


@pytest.fixture
def found() -> assessed.Team:
    """This year's, half filled in; its secretary and its writer can sign in."""
    now = timezone.now()
    team = assessed.team(year=now.year, at=now)
    assessed.given(team, {number: Decimal(2) for number in range(2, 21)}, at=now)
    assessed.shown(team, 19, 1, at=now)
    for actor, email in ((team.secretary, "sekda@contoh.id"), (team.writer, "wulan@contoh.id")):
        make.account(Person.objects.get(pk=make.there(actor.person_id)), email, PASSWORD)
    return team


def enter(page: Page, email: str) -> None:
    page.goto("/akun/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/akun/login" not in url)


def home(found: assessed.Team) -> str:
    return f"/kerja/kematangan/{found.assessment.year}/{found.assessment.instrument_key}/"


def test_a_level_with_a_comma_and_its_evidence(phone: Page, found: assessed.Team, check_axe: AXE) -> None:
    enter(phone, "wulan@contoh.id")
    phone.goto(f"{home(found)}indikator/1/")
    phone.locator("[name=level]").first.fill("1,26")
    phone.get_by_role("button", name="Simpan tingkat").first.click()
    expect(phone.get_by_text("Tingkat 1,26")).to_be_visible()
    check_axe(phone)
    assert fits(phone)
    assert LevelGiven.objects.get(indicator=1, stage=Stage.SELF).level == Decimal("1.26")


def test_a_step_is_an_obligation_after_one_tap(page: Page, found: assessed.Team, check_axe: AXE) -> None:
    enter(page, "sekda@contoh.id")
    page.goto(f"{home(found)}jalan/?sasaran=2,00")
    check_axe(page)
    page.get_by_role("button", name="Tugaskan").first.click()
    expect(page.get_by_text("Pilih dahulu kantornya").first).to_be_visible()
    check_axe(page)
    page.goto(f"{home(found)}jalan/?sasaran=2,00")
    page.get_by_label("Tugaskan langkah kepada").select_option("kominfo")
    page.get_by_role("button", name="Tugaskan").first.click()
    expect(page.get_by_text("sudah dikirim kepada")).to_be_visible()
    expect(page.locator('a[href^="/instruksi/N-"]').first).to_be_visible()
    check_axe(page)
    assert Charge.objects.get().instruction.obligation.owner_office == make.office("kominfo")


@pytest.mark.parametrize("where", ["desk", "telephone"])
def test_every_page_fits_and_can_be_read(
    page: Page, phone: Page, found: assessed.Team, check_axe: AXE, where: str
) -> None:
    seen, here = page if where == "desk" else phone, home(found)
    enter(seen, "sekda@contoh.id")
    below = [f"{here}{part}" for part in ("", "indikator/19/", "tim/", "jalan/", "jalan/harga/")]
    beside = [f"/kerja/kematangan/{part}" for part in ("", "buka/", "banding/", "banding/impor/", "kunci/", "bukti/")]
    for address in [*below, *beside, "/kerja/kematangan/bukti/pengaduan/", "/kematangan/"]:
        seen.goto(address)
        check_axe(seen)
        assert fits(seen), address


@pytest.mark.parametrize("where", ["desk", "telephone"])
def test_capacity_fits_and_can_be_read(page: Page, phone: Page, check_axe: AXE, where: str) -> None:
    seen = page if where == "desk" else phone
    agency = capable.agency()
    make.account(agency.kadis, "kadis@contoh.id", PASSWORD)
    capable.place(capable.training(), agency.siti)
    capable.reading(agency.kadis, capable.book(agency.head))
    enter(seen, "kadis@contoh.id")
    for part in CAPACITY:
        answer = seen.goto(f"/kerja/kapasitas/{part}")
        assert answer is not None
        if answer.status != 403:  # what a head may not set is set by others
            check_axe(seen)
            assert fits(seen), part
