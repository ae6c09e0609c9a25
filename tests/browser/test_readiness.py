"""Readiness in a browser: a leader calls and sees the answer come, a telephone answers, the pages are readable."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from balairung.kernel.people.actors import actor_of
from balairung.kernel.people.models import Person
from balairung.rooms.duty import drills
from balairung.rooms.duty.models import Call, Drill, Score
from balairung.rooms.duty.summoning import summon
from tests import make
from tests.browser.looking import fits
from tests.rooms.duty.test_pages import LADDER, WORDS, token
from tests.rooms.duty.trays import MORNING, drill_now, go_on, official, open_trays

pytestmark = pytest.mark.django_db(transaction=True)
OPEN = Callable[..., BrowserContext]
CHECK = Callable[[Page], None]
PASSWORD = "rahasia-yang-panjang"


@pytest.fixture(autouse=True)
def house(settings: Settings) -> dict[str, Person]:
    """Ratna leads, Sekda keeps the drills, Joko heads public works and proved his telephone."""
    settings.SECOND_FACTOR = "offered"
    make.regency()
    open_trays(settings)
    team = {
        "ratna": official("pimpinan", "regent", name="Ratna Kumala"),
        "sekda": make.holder("setda", "secretary", "Pak Sekda"),
        "joko": official("pupr", name="Joko Prasetyo"),
    }
    for who in team.values():
        make.account(who)
    return team


def sign_in(context: BrowserContext, person: Person) -> Page:
    page = context.new_page()
    page.goto("/akun/login/")
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/kerja/**")
    return page


def test_a_leader_calls_by_thumb_and_sees_the_answer_come(
    open_context: OPEN, phone: Page, house: dict[str, Person], check_axe: CHECK
) -> None:
    leader = sign_in(open_context(viewport={"width": 360, "height": 740}, has_touch=True), house["ratna"])
    leader.goto("/kerja/siaga/panggil/")
    leader.get_by_label("Jabatan atau kantor").press_sequentially("pupr")
    leader.locator("#temuan").get_by_role("link", name=make.post("pupr", "head").title).click()
    check_axe(leader)
    leader.get_by_label("Untuk apa?").fill(WORDS)
    leader.get_by_role("button", name="Panggil sekarang").click()
    expect(leader.get_by_text("Segera dipanggil")).to_be_visible()
    now = timezone.now()
    go_on(now, since=now)
    expect(leader.get_by_text("Memanggil Joko Prasetyo")).to_be_visible()
    check_axe(leader)
    phone.goto(f"/siaga/jawab/{token()}/")
    check_axe(phone)
    assert Call.objects.get().state == Call.State.RINGING  # looking at it answered nothing
    phone.get_by_role("button", name="Saya siap").click()
    expect(phone.get_by_role("heading", name="Terima kasih, jawaban Anda tercatat")).to_be_visible()
    expect(leader.get_by_text("Terhubung", exact=True)).to_be_visible()
    check_axe(leader)


def test_without_scripts_a_call_is_answered_as_well(plain: Page, house: dict[str, Person]) -> None:
    now = timezone.now()
    summon(make.post("pupr", "head"), words=WORDS, by=actor_of(house["ratna"], now), at=now)
    go_on(now, since=now)
    plain.goto(f"/siaga/jawab/{token()}/")
    plain.get_by_role("button", name="Saya siap").click()
    expect(plain.get_by_text("Terima kasih")).to_be_visible()


def test_the_pages_are_fit_for_everybody(open_context: OPEN, house: dict[str, Person], check_axe: CHECK) -> None:
    drill = drill_now()
    go_on(MORNING + LADDER)
    for office, value in (("pupr", 80), ("dinkes", 95), ("setda", None)):
        Score.objects.create(
            period=date(2026, 2, 1), office=make.office(office), called=4, reached=3, by_deputy=1, unreached=0,
            excused=0, median_seconds=65, score=value, published_at=timezone.now(),
        )  # fmt: skip
    desk = sign_in(open_context(), house["sekda"])
    pages = ["", "rencana/", f"latihan/{drill.pk}/", "saya/", "kantor/pupr/", "alarm/", "panggil/?cari=kepala"]
    for address in [*(f"/kerja/siaga/{page}" for page in pages), "/siaga/"]:
        desk.goto(address)
        check_axe(desk)
        desk.set_viewport_size({"width": 360, "height": 740})
        assert fits(desk), address
        desk.set_viewport_size({"width": 1280, "height": 800})
    assert Drill.objects.get().state == Drill.State.DONE
    assert drills.redraw(drill)
