"""A citizen's way through a hall: find it, take a number, see it called without touching anything; an appointment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.reception.models import Hall
from balairung.rooms.reception.queue import setup
from balairung.rooms.reception.queue.calling import call_next
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db(transaction=True)
Check = Callable[[Page], None]


@pytest.fixture
def hall(monkeypatch: pytest.MonkeyPatch) -> Hall:
    monkeypatch.setattr(timezone, "now", lambda: START)
    make.regency()
    made = make.hall("KTP-el", "Akta kelahiran", name="Ruang layanan Dukcapil")
    setup.change_line(make.line(made), bookable=True, by=SYSTEM, at=START)
    return made


def test_a_number_is_taken_and_seen_called(phone: Page, hall: Hall, check_axe: Check) -> None:
    clerk = make.clerk(hall)
    phone.goto("/antrean/?cari=ktp")
    check_axe(phone)
    phone.get_by_role("link", name="Ruang layanan Dukcapil").click()
    check_axe(phone)
    phone.get_by_label("KTP-el").check()
    phone.get_by_role("button", name="Ambil nomor").click()
    phone.wait_for_url("**/antrean/nomor/**")
    expect(phone.get_by_text("Anda yang berikutnya")).to_be_visible()
    check_axe(phone)
    called = call_next(make.counter(hall), by=clerk, at=START + timedelta(seconds=20))
    assert called
    expect(phone.get_by_text("Silakan ke loket 1")).to_be_visible(timeout=20_000)  # it looks every eight seconds
    check_axe(phone)


def test_an_appointment_without_scripts_and_for_every_reader(
    plain: Page, phone: Page, hall: Hall, check_axe: Check
) -> None:
    for page in (plain, phone):
        page.goto(f"/antrean/{hall.key}/janji/")
        page.locator(".times label").first.click()
        page.get_by_label("Nama Anda").fill("Bu Ratna Dewi")
        page.get_by_label("Nomor telepon atau surel").fill("ratna@contoh.id")
    check_axe(phone)
    for page in (plain, phone):
        page.get_by_role("button", name="Buat janji").click()
        page.wait_for_url("**/antrean/janji/**")
    expect(plain.get_by_text("Kode untuk kios")).to_be_visible()
    check_axe(phone)
    phone.get_by_text("Berhalangan datang?").click()
    phone.get_by_role("link", name="Pilih waktu lain").click()
    check_axe(phone)
