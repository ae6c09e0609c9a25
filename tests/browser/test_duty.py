"""Who is on duty, my shifts, the editor in a real browser: on a telephone, at a desk, without scripts; axe as well."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Person
from balairung.kernel.rosters.actions import cover
from balairung.kernel.rosters.models import Roster, Swap
from balairung.kernel.rosters.recounting import recount
from tests import make
from tests.browser.looking import fits

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "rahasia-yang-panjang"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _roster(settings: Settings) -> None:
    """Three of them turn by the day; tomorrow night nobody is there."""
    settings.SECOND_FACTOR = "offered"
    now = timezone.now()
    make.regency(at=now - 10 * DAY)
    staff = [
        make.holder("pupr", "staff", name, at=now - 10 * DAY) for name in ("Ani Lestari", "Budi Utomo", "Citra Dewi")
    ]
    clock = timezone.localtime(now - 12 * timedelta(hours=1)).time().replace(second=0, microsecond=0)
    roster = make.roster(*staff, at=now - 9 * DAY, handover=clock)
    Roster.objects.update(public=True)
    cover(roster, place=1, person=None, since=now + DAY, until=now + 1.2 * DAY, by=SYSTEM, at=now)
    recount(now=now)


def enter(page: Page, person: Person) -> None:
    make.account(person, "siti@contoh.id", PASSWORD)
    page.goto("/akun/login/")
    page.fill("[name=login]", "siti@contoh.id")
    page.fill("[name=password]", PASSWORD)
    page.click("main button:not([formaction])")
    page.wait_for_url("**/kerja/**")


def test_everyone_looks_on_a_telephone(phone: Page, check_axe: Callable[[Page], None]) -> None:
    phone.goto("/")
    phone.get_by_role("link", name="Siapa berjaga sekarang").click()
    expect(phone.get_by_role("link", name="112 Darurat apa pun")).to_be_visible()
    expect(phone.get_by_text("Dinas Pekerjaan Umum").first).to_be_visible()
    check_axe(phone)
    assert fits(phone)


def test_a_swap_is_asked_in_three_taps(phone: Page, check_axe: Callable[[Page], None]) -> None:
    enter(phone, Person.objects.get(name="Ani Lestari"))
    phone.goto("/kerja/jaga/saya/")
    check_axe(phone)
    assert fits(phone)
    phone.get_by_role("link", name="Minta diganti").last.click()
    check_axe(phone)
    phone.get_by_label("Budi Utomo").check()
    phone.get_by_role("button", name="Kirim permintaan").click()
    expect(phone.get_by_text("Permintaan terkirim")).to_be_visible()
    assert Swap.objects.get().asked == Person.objects.get(name="Budi Utomo")
    phone.get_by_role("link", name="Menunggu jawaban").click()
    check_axe(phone)
    phone.goto("/kerja/jaga/tukar/")
    check_axe(phone)


def test_a_roster_is_made_without_scripts(plain: Page) -> None:
    enter(plain, make.holder("pupr", "head", "Pak Kadis", at=timezone.now()))
    plain.goto("/kerja/jaga/pupr/baru/?pola=regu")
    plain.get_by_label("Nama jadwal").fill("Jembatan timbang")
    for place, name in enumerate(("Citra Dewi", "Ani Lestari", "Budi Utomo"), 1):
        plain.get_by_label(f"Giliran {place}").select_option(label=f"{name} – Staf Dinas PUPR")
    plain.get_by_role("button", name="Turunkan urutan 1").click()
    plain.get_by_role("button", name="Lihat dahulu").last.click()
    expect(plain.get_by_role("heading", name="Begini jadinya")).to_be_visible()
    plain.get_by_role("button", name="Simpan jadwal").click()
    expect(plain.get_by_text("Jadwal disimpan.")).to_be_visible()
    names = [one.person.name for one in Roster.objects.get(name="Jembatan timbang").layers.get().members.all()]
    assert names == ["Ani Lestari", "Citra Dewi", "Budi Utomo"]


def test_pages_of_an_office_at_a_desk(page: Page, check_axe: Callable[[Page], None]) -> None:
    enter(page, make.holder("pupr", "head", "Pak Kadis", at=timezone.now()))
    roster = Roster.objects.get()
    tomorrow = timezone.localdate(timezone.now() + DAY)
    for path in ("", "pupr/", "pupr/baru/", f"pupr/{roster.pk}/ubah/", f"pupr/{roster.pk}/{tomorrow}/", "tahun/"):
        page.goto(f"/kerja/jaga/{path}")
        check_axe(page)
    page.goto("/kerja/jaga/saya/")
    page.get_by_text("Giliran saya di kalender telepon").click()
    page.get_by_role("button", name="Buat alamat kalender").click()
    expect(page.get_by_label("Alamat rahasia")).to_have_value(re.compile(r"/jaga/[\w-]{32}\.ics$"))
    check_axe(page)
