"""A conversation that waits for a person: read, answered, made a report, on a telephone and wide; axe on each page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.listening import listen
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.models import Person
from balairung.rooms.complaints.models import Complaint
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _waiting(settings: Settings) -> None:
    """Sri asked for a person."""
    settings.SECOND_FACTOR, now = "offered", timezone.now() - timedelta(minutes=1)
    make.regency(at=now)
    gateways.connect("whatsapp", {}, at=now)
    rahma = make.coordinator(at=now)
    make.account(Person.objects.get(name=rahma.name), "rahma@contoh.id")
    make.talk("petugas", "Pak, jalan depan pasar berlubang dalam sekali.", address="+6280012345678", at=now)
    listen(now=now + timedelta(seconds=5))


def sign_in(page: Page) -> None:
    page.goto("/akun/login/?next=/kerja/percakapan/")
    page.fill("[name=login]", "rahma@contoh.id")
    page.fill("[name=password]", "rahasia-yang-panjang")
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/kerja/percakapan/")


@pytest.mark.parametrize("device", ["page", "phone"])
def test_read_answered_and_made_a_report(
    device: str, request: pytest.FixtureRequest, check_axe: Callable[[Page], None]
) -> None:
    page: Page = request.getfixturevalue(device)
    sign_in(page)
    check_axe(page)
    page.get_by_role("link", name="Sri").click()
    check_axe(page)
    page.get_by_label("Jawaban Anda").fill("Baik, Bu. Kami catat.")
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page.locator(".bubble.is-hand")).to_contain_text("Baik, Bu. Kami catat.")
    page.locator(".bubble.is-them input").last.check()
    page.get_by_role("button", name="Buat laporan dari percakapan ini").click()
    words = page.get_by_role("textbox", name="Isi laporan")
    expect(words).to_have_value("Pak, jalan depan pasar berlubang dalam sekali.")
    check_axe(page)
    page.get_by_role("button", name="Catat laporan").click()
    made = Complaint.objects.select_related("obligation").get()
    expect(page.get_by_role("heading", name="Laporan dari percakapan ini")).to_be_visible()
    assert Notice.objects.filter(conversation=made.conversation, key__startswith=f"{made.pk}:receipt").exists()
    page.get_by_role("button", name="Selesai: kembalikan ke menu otomatis").click()
    expect(page.get_by_text("Tidak ada percakapan yang menunggu")).to_be_visible()
    check_axe(page)
