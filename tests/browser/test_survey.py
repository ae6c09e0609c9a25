"""A villager is asked how it was: on a telephone, by keyboard or finger, with the way back; axe as well."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from balairung.rooms.surveys.asking import address_of, invite
from balairung.rooms.surveys.models import Answer
from tests import make
from tests.browser.looking import fits

pytestmark = pytest.mark.django_db(transaction=True)


def test_nine_questions_on_a_telephone(phone: Page, check_axe: Callable[[Page], None]) -> None:
    make.regency()
    now = timezone.now()
    invite(kind="complaints", ref="P-1234", office=make.office("dukcapil"), at=now)
    phone.goto(address_of("complaints", "P-1234", at=now))
    check_axe(phone)
    assert fits(phone)
    for place in range(1, 10):
        expect(phone.get_by_text(f"Pertanyaan {place} dari 9").first).to_be_visible()
        phone.locator(".face").nth(2).click()
        if place == 2:  # the browser's own way back keeps what was answered
            phone.wait_for_url("**soal=3")
            phone.go_back()
            expect(phone.locator(".face[aria-pressed=true]")).to_have_count(1)
            phone.get_by_role("link", name="Berikutnya").click()
    expect(phone.get_by_role("heading", name="Sedikit lagi")).to_be_visible()
    check_axe(phone)
    phone.get_by_text("5 – Sangat baik").click()
    phone.get_by_role("button", name="Kirim penilaian").click()
    expect(phone.get_by_role("heading", name="Terima kasih")).to_be_visible()
    check_axe(phone)
    made = Answer.objects.get()
    assert (made.values, made.stars) == ("3" * 9, 5)
