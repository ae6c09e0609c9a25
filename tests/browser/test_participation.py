"""Suara warga in a browser: somebody proposes and votes, a second vote is refused, the result is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from balairung.rooms.participation.models import CitizenProposal, Knock, VotingRound
from balairung.rooms.participation.voting.result import count_due
from tests import make
from tests.browser.looking import fits
from tests.rooms.participation import voices

pytestmark = pytest.mark.django_db(transaction=True)
AXE = Callable[[Page], None]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    cache.clear()
    make.regency(at=timezone.now() - 30 * DAY)


def knock(page: Page, contact: str) -> str:
    """The contact is given; the code that came."""
    page.get_by_label("Nomor telepon atau surel Anda").fill(contact)
    page.locator("main form .button").first.click()
    expect(page.get_by_label("Kode enam angka")).to_be_visible()
    return voices.code_to(Knock.objects.order_by("-id")[0])


def vote(page: Page, made: VotingRound, contact: str) -> None:
    page.goto(f"/suara/putaran/{made.ref}/pilih/")
    code = knock(page, contact)
    page.get_by_label("1. Lampu jalan").check()
    page.get_by_label("Kode enam angka").fill(code)
    page.get_by_label("Saya tahu").check()
    page.get_by_role("button", name="Kirim suara saya").click()


def test_propose_vote_be_refused_and_read_the_result(phone: Page, check_axe: AXE) -> None:
    now = timezone.localtime()
    made = voices.voting_round(now)
    phone.goto(f"/suara/putaran/{made.ref}/")
    check_axe(phone)
    assert fits(phone)
    phone.get_by_role("link", name="Ajukan usulan").click()
    phone.get_by_label("Apa usul Anda?").fill("Lampu jalan")
    phone.get_by_label("Mengapa, dan untuk siapa?").fill("Gelap di malam hari.")
    check_axe(phone)
    code = knock(phone, "ani@contoh.id")
    check_axe(phone)
    phone.get_by_label("Kode enam angka").fill(code)
    phone.get_by_role("button", name="Kirim").click()
    expect(phone.get_by_role("heading", name="Lampu jalan")).to_be_visible()
    voices.checked(CitizenProposal.objects.get(), at=now)
    today = now.date()
    VotingRound.objects.update(proposals_until=today - 2 * DAY, votes_from=today, opens_on=today - 9 * DAY)
    vote(phone, made, "ani@contoh.id")
    expect(phone.get_by_text("Suara Anda sudah masuk")).to_be_visible()
    check_axe(phone)
    Knock.objects.all().delete()
    vote(phone, made, "Ani+lagi@contoh.id")
    expect(phone.get_by_text("Kontak ini sudah memilih").first).to_be_visible()
    check_axe(phone)
    assert fits(phone)
    VotingRound.objects.update(votes_from=today - 4 * DAY, votes_until=today - 2 * DAY, proposals_until=today - 6 * DAY)
    assert count_due(now=now) == 1
    phone.goto(f"/suara/putaran/{made.ref}/")
    expect(phone.get_by_role("img", name="Lampu jalan: 1 suara")).to_be_visible()
    check_axe(phone)
    assert fits(phone)


def test_every_public_page_at_both_widths(page: Page, phone: Page, plain: Page, check_axe: AXE) -> None:
    found = voices.live("Kenari", timezone.localtime())
    asked, counted, (running, shown) = found["consultation"][0], found["round"][1], found["sample"]
    paths = ["", f"konsultasi/{asked}/", f"konsultasi/{asked}/bagian/1/", f"konsultasi/{asked}/tanggapi/"]
    paths += [
        f"putaran/{counted}/",
        f"putaran/{counted}/usulan/1/",
        "sampel/",
        f"sampel/{running}/",
        f"sampel/{shown}/",
    ]
    paths += [f"dihubungi/{found['token'][0]}/"]
    for path in paths:
        for one in (page, phone):
            one.goto(f"/suara/{path}")
            check_axe(one)
            assert fits(one), path
    plain.goto(f"/suara/putaran/{counted}/")
    expect(plain.get_by_text("Sebagai tabel")).to_be_visible()
