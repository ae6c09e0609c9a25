"""Two people write the same minutes at once, in two browsers: each sees the other, the line breaks, nothing is lost."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from balairung.kernel.messaging import live
from balairung.kernel.people.actors import Actor, actor_of
from balairung.kernel.people.models import Person
from balairung.rooms.meetings.dialogue import asking
from balairung.rooms.meetings.minutes import arranging, writing
from balairung.rooms.meetings.models import Meeting, MinutesItem, Sheltered
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
Enter = Callable[..., Page]


@pytest.fixture
def enter(
    chromium: Browser, live_server: LiveServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Enter]:
    """Somebody signs in, in a browser of their own; a request that fails is no fault here, an error of a script is."""
    settings.SECOND_FACTOR = "offered"
    exchange = live.Exchange()
    monkeypatch.setattr(live, "exchange", exchange)
    contexts, faults = [], list[str]()

    def start(email: str = "", **options: Any) -> Page:
        given = {"base_url": live_server.url, "viewport": DESK, "locale": "id-ID", "reduced_motion": "reduce"}
        context = chromium.new_context(**{**given, **options})
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        if email:
            sign_in(page, email)
        return page

    yield start
    for context in contexts:
        context.close()
    exchange.stop()
    assert not faults, "\n".join(faults)


def sign_in(page: Page, email: str) -> None:
    page.goto("/akun/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", "rahasia-yang-panjang")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/kerja/**")


def eventually(page: Page, holds: Callable[[], object]) -> None:
    for _try in itertools.repeat(None, 80):
        if holds():
            return
        page.wait_for_timeout(100)
    assert holds()


@pytest.fixture
def cast() -> tuple[Meeting, Actor, str, str]:
    """A meeting of the secretariat, and two of its people with their addresses: Siti and Budi."""
    now = timezone.now()
    make.regency(at=now)
    people = [make.holder("setda", "staff", name, at=now) for name in ("Siti Aminah", "Budi Santoso")]
    siti, budi = (make.account(one).email for one in people)
    meeting = make.meeting("pupr", at=now)
    return meeting, actor_of(Person.objects.get(pk=people[0].pk), now), siti, budi


def item_of(meeting: Meeting, by: Actor, text: str = "") -> MinutesItem:
    now = timezone.now()
    item = arranging.add(meeting, section="bahas", token=f"butir-{now.timestamp()}", by=by, at=now)
    if text:
        writing.keep(item, text=text, version=0, key="halaman-lama", stroke=1, by=by, at=now)
        writing.let_go(item, key="halaman-lama", by=by, at=now)
    return item


def address(meeting: Meeting) -> str:
    return f"/kerja/rapat/{meeting.ref}/notulen/"


def text_of(item: MinutesItem) -> str:
    return MinutesItem.objects.get(pk=item.pk).text


def area(page: Page, item: MinutesItem) -> Any:
    return page.locator(f"#isi-{item.pk}")


def test_two_write_at_once_and_see_each_other(
    enter: Enter, cast: tuple[Meeting, Actor, str, str], check_axe: Callable[[Page], None],
    take_picture: Callable[[Page, str], Path],
) -> None:  # fmt: skip
    meeting, by, siti, budi = cast
    first, second = item_of(meeting, by, "Bupati membuka rapat."), item_of(meeting, by)
    one, two = enter(siti), enter(budi)
    for page in (one, two):
        page.goto(address(meeting))
    area(one, second).press_sequentially("Jalan Kabat rusak sejak ", delay=20)
    expect(area(two, second)).to_have_value("Jalan Kabat rusak sejak")
    expect(two.locator(f"#butir-{second.pk}")).to_contain_text("Sedang ditulis Siti Aminah")
    assert area(two, second).get_attribute("readonly") is not None
    area(two, first).press("End")
    area(two, first).press_sequentially(" Hadir 12 desa.", delay=20)
    area(one, second).press_sequentially("Maret.", delay=20)
    expect(area(one, first)).to_have_value("Bupati membuka rapat. Hadir 12 desa.")
    expect(area(two, second)).to_have_value("Jalan Kabat rusak sejak Maret.")
    check_axe(one)
    check_axe(two)
    take_picture(two, "minutes-two-hands")
    area(one, second).blur()
    expect(two.locator(f"#butir-{second.pk}")).to_contain_text("Ditulis Siti Aminah")
    one.get_by_role("button", name="Tambah butir Kesimpulan").click()
    expect(two.locator("[data-section=simpul] [data-item]")).to_have_count(1)
    two.locator(f"#butir-{second.pk}").get_by_role("button", name="Keluarkan butir dari notulen").click()
    expect(one.locator("[data-dropped] [data-item]")).to_have_count(1)
    assert text_of(second) == "Jalan Kabat rusak sejak Maret."


def test_the_line_breaks_while_writing(enter: Enter, cast: tuple[Meeting, Actor, str, str]) -> None:
    meeting, by, siti, budi = cast
    item, other = item_of(meeting, by, "Usulan desa"), item_of(meeting, by, "Pasar")
    one, two = enter(siti), enter(budi)
    for page in (one, two):
        page.goto(address(meeting))
    expect(one.locator(f"#butir-{item.pk}")).to_contain_text("Ditulis Siti Aminah")
    one.context.set_offline(True)
    area(one, item).press("End")
    area(one, item).press_sequentially(": perbaiki jembatan.", delay=5)
    expect(one.locator("[data-band]")).to_contain_text("tersimpan di peramban ini")
    area(one, other).press("End")
    area(one, other).press_sequentially(" dipindah", delay=5)
    area(two, other).press("Control+a")
    area(two, other).press_sequentially("Terminal dibangun", delay=5)
    eventually(two, lambda: text_of(other) == "Terminal dibangun")
    area(two, other).blur()
    one.context.set_offline(False)
    eventually(one, lambda: text_of(item) == "Usulan desa: perbaiki jembatan.")
    expect(area(two, item)).to_have_value("Usulan desa: perbaiki jembatan.")
    expect(one.locator("[data-band]")).to_be_hidden()
    for page in (one, two):  # what both wrote in the same place stands side by side
        expect(area(page, other)).to_have_value("Terminal dibangun")
        expect(page.locator(f"#butir-{other.pk} [data-left-one]")).to_contain_text("Pasar dipindah")
    one.get_by_role("button", name="Masukkan ke butir").click()
    expect(area(two, other)).to_have_value("Terminal dibangun\nPasar dipindah")
    expect(two.locator("[data-left-one]")).to_have_count(0)
    assert Sheltered.objects.filter(taken_at__isnull=True).count() == 0


def test_a_browser_that_was_closed_without_a_line_sends_later(
    enter: Enter, cast: tuple[Meeting, Actor, str, str]
) -> None:
    meeting, by, siti, _budi = cast
    item = item_of(meeting, by, "Awal")
    page = enter(siti)
    page.goto(address(meeting))
    page.context.set_offline(True)
    area(page, item).press("End")
    area(page, item).press_sequentially(" dan lanjutan", delay=5)
    expect(page.locator("[data-band]")).to_contain_text("tersimpan di peramban ini")
    page.close()
    again = page.context.new_page()
    page.context.set_offline(False)
    again.goto(address(meeting))
    eventually(again, lambda: text_of(item) == "Awal dan lanjutan")
    expect(area(again, item)).to_have_value("Awal dan lanjutan")


def test_somebody_signed_out_while_writing(enter: Enter, cast: tuple[Meeting, Actor, str, str]) -> None:
    meeting, by, siti, _budi = cast
    item = item_of(meeting, by, "Awal")
    page = enter(siti)
    page.goto(address(meeting))
    Session.objects.all().delete()
    area(page, item).press("End")
    area(page, item).press_sequentially(" dan lanjutan", delay=5)
    expect(page.locator("[data-band]")).to_contain_text("Masuklah di tab baru")
    assert text_of(item) == "Awal"
    tab = page.context.new_page()
    sign_in(tab, siti)
    eventually(page, lambda: text_of(item) == "Awal dan lanjutan")
    expect(page.locator("[data-band]")).to_be_hidden()


def test_minutes_without_a_script(enter: Enter, cast: tuple[Meeting, Actor, str, str]) -> None:
    meeting, by, siti, _budi = cast
    item = item_of(meeting, by, "Awal")
    page = enter(siti, java_script_enabled=False)
    page.goto(address(meeting))
    now = timezone.now()
    writing.keep(item, text="Lain sama sekali", version=1, key="halaman-lama", stroke=9, by=by, at=now)
    writing.let_go(item, key="halaman-lama", by=by, at=now)
    area(page, item).fill("Tulisan tanpa skrip")
    page.locator(f"#butir-{item.pk}").get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Orang lain sudah mengubah butir ini")).to_be_visible()
    expect(page.locator("[data-left-one]")).to_contain_text("Tulisan tanpa skrip")
    page.get_by_role("button", name="Masukkan ke butir").click()
    assert text_of(item) == "Lain sama sekali\nTulisan tanpa skrip"
    page.get_by_role("button", name="Tambah butir Pembukaan").click()
    expect(page.locator("[data-section=buka] [data-item]")).to_have_count(1)


def test_a_question_from_a_telephone_reaches_the_board(
    enter: Enter, cast: tuple[Meeting, Actor, str, str], check_axe: Callable[[Page], None],
    take_picture: Callable[[Page, str], Path],
) -> None:  # fmt: skip
    meeting, _by, siti, _budi = cast
    invitee = meeting.invitees.get()
    desk, phone = enter(siti), enter(viewport=PHONE, has_touch=True, is_mobile=True)
    desk.goto(f"/kerja/rapat/{meeting.ref}/dialog/")
    expect(desk.get_by_text("muncul di sini")).to_be_visible()
    desk.get_by_role("textbox", name="Pertanyaan").fill("Sedang saya ketik")
    phone.goto(f"/rapat/{invitee.code}/tanya/")
    check_axe(phone)
    phone.get_by_role("textbox", name="Pertanyaan Anda").fill("Kapan jembatan Kabat diperbaiki?")
    phone.get_by_role("button", name="Kirim pertanyaan").click()
    expect(phone.get_by_text("Menunggu dibacakan")).to_be_visible()
    expect(desk.locator(".dialogue-board")).to_contain_text("Kapan jembatan Kabat diperbaiki?")
    expect(desk.get_by_role("textbox", name="Pertanyaan")).to_have_value("Sedang saya ketik")
    check_axe(desk)
    desk.get_by_role("button", name="Bacakan").click()
    expect(phone.get_by_text("Sedang dibahas di rapat")).to_be_visible(timeout=25_000)
    desk.get_by_label("Dijawab oleh").fill("Kepala Dinas PUPR")
    desk.locator("summary", has_text="Belum terjawab?").click()
    desk.get_by_label("Kantor yang menjawab").select_option("pupr")
    check_axe(desk)
    take_picture(desk, "dialogue-question")
    desk.get_by_role("button", name="Simpan dan jadikan tugas").click()
    expect(desk.get_by_text("Menjadi tugas")).to_be_visible()
    expect(phone.get_by_text("Dijawab kemudian oleh")).to_be_visible(timeout=25_000)
    assert asking.State.OWED == meeting.questions.get().state
    take_picture(phone, "dialogue-own")
