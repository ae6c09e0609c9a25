"""The door of a meeting in a real browser: a camera that reads, a network that goes, a projector that follows."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import segno
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from balairung.kernel.messaging import live
from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.kernel.people.appointments import appoint
from balairung.kernel.people.models import Post
from balairung.rooms.meetings.holding import agenda, attending, kiosks, speakers
from balairung.rooms.meetings.models import Invitee, Meeting, MeetingSession
from tests import make
from tests.browser.looking import fits

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 740}
WIDE, HIGH = 640, 480  # of the film that the camera shows
Enter = Callable[..., Page]


@pytest.fixture
def siti() -> Actor:
    """She holds the chair, and opens the door."""
    now = timezone.now()
    make.regency(at=now)
    seat = Post.objects.get(role=Post.Role.SECRETARY)
    who = make.person("Siti Aminah", at=now)
    appoint(person=who, post=seat, since=date(2024, 1, 1), by=SYSTEM, at=now)
    make.account(who, "siti@contoh.id")
    return actor_of(who, now)


@pytest.fixture
def meeting(siti: Actor) -> Meeting:
    """It begins in a minute; the heads of PUPR, Disdik and Dinkes are invited."""
    now = timezone.now()
    return make.meeting(at=now, by=siti, starts_at=now + timedelta(minutes=1), title="Rakor desa")


@pytest.fixture
def enter(live_server: LiveServer, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Enter]:
    """Somebody signs in; a request that fails is no fault here, an error of a script is."""
    settings.SECOND_FACTOR = "offered"
    exchange = live.Exchange()
    monkeypatch.setattr(live, "exchange", exchange)
    contexts, faults = [], list[str]()

    def start(browser: Browser, email: str = "siti@contoh.id", **options: Any) -> Page:
        given = {"base_url": live_server.url, "locale": "id-ID", "reduced_motion": "reduce"}
        context = browser.new_context(**{**given, **options})
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        if email:
            page.goto("/akun/login/")
            page.fill("input[name=login]", email)
            page.fill("input[name=password]", "rahasia-yang-panjang")
            page.press("input[name=password]", "Enter")
            page.wait_for_url("**/kerja/**")
        return page

    yield start
    for context in contexts:
        context.close()
    exchange.stop()
    assert not faults, "\n".join(faults)


def head(meeting: Meeting, office: str) -> Invitee:
    return Invitee.objects.select_related("session", "person").get(meeting=meeting, office__key=office)


def session(meeting: Meeting) -> MeetingSession:
    return meeting.sessions.select_related("meeting__office").get()


def eventually(page: Page, holds: Callable[[], object]) -> None:
    for _try in itertools.repeat(None, 80):
        if holds():
            return
        page.wait_for_timeout(100)
    assert holds()


def film(text: str, file: Path) -> Path:
    """A film of one picture, a QR code in the middle: what a camera sees before which a telephone is held."""
    rows = [list(row) for row in segno.make_qr(text).matrix_iter(scale=7, border=4)]
    light = bytearray(b"\xc8" * (WIDE * HIGH))
    top, left = (HIGH - len(rows)) // 2, (WIDE - len(rows)) // 2
    for place, row in enumerate(rows, top):
        light[place * WIDE + left : place * WIDE + left + len(row)] = bytes(16 if dark else 235 for dark in row)
    grey = b"\x80" * (WIDE * HIGH // 2)
    file.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + (b"FRAME\n" + bytes(light) + grey) * 2)
    return file


def test_a_camera_reads_an_invitation(chromium: Browser, enter: Enter, meeting: Meeting, tmp_path: Path) -> None:
    row = head(meeting, "pupr")
    shown = film(f"https://balairung.contoh.id/rapat/{row.code}/", tmp_path / "kamera.y4m")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    flags = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", "--disable-gpu",
             f"--use-file-for-fake-video-capture={shown}", *root]  # fmt: skip
    camera = chromium.browser_type.launch(executable_path=browser_path(), args=flags)
    page = enter(camera, viewport=PHONE, permissions=["camera"])
    page.goto(f"/kerja/rapat/{meeting.ref}/hadir/pindai/")
    page.get_by_role("button", name="Nyalakan kamera").click()
    expect(page.locator(".scanned-name")).to_have_text(row.name)
    expect(page.locator("[data-tally]")).to_contain_text("1 dari 3 hadir")
    assert fits(page)
    came = head(meeting, "pupr")
    assert (came.came_by, came.came_in_place) == ("qr", False)
    page.context.close()
    camera.close()


def browser_path() -> str:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))


def test_what_is_scanned_without_a_network_is_sent_when_it_is_back(
    chromium: Browser, enter: Enter, meeting: Meeting, check_axe: Callable[[Page], None]
) -> None:
    page = enter(chromium, viewport=PHONE)
    page.goto(f"/kerja/rapat/{meeting.ref}/hadir/pindai/")
    check_axe(page)
    field = page.get_by_label("Ketik nama atau kode")
    expect(field).to_be_focused()  # a scanner at the cable types at once
    page.context.set_offline(True)
    for office in ("pupr", "disdik", "pupr"):
        page.keyboard.type(head(meeting, office).code)
        page.keyboard.press("Enter")
    expect(page.get_by_text("pindaian menunggu sambungan")).to_be_visible()
    assert not Invitee.objects.filter(came_at__isnull=False).exists()
    page.context.set_offline(False)
    expect(page.locator("[data-tally]")).to_contain_text("2 dari 3 hadir")
    expect(page.get_by_text("sudah hadir pukul")).to_be_visible()
    page.keyboard.type("https://contoh.id/promo")
    page.keyboard.press("Enter")
    expect(page.get_by_text("bukan undangan dan bukan QR pegawai")).to_be_visible()
    check_axe(page)


def test_a_list_is_ticked_without_scripts(chromium: Browser, enter: Enter, meeting: Meeting) -> None:
    row = head(meeting, "dinkes")
    page = enter(chromium, java_script_enabled=False)
    page.goto(f"/kerja/rapat/{meeting.ref}/hadir/")
    page.get_by_label("Cari nama").fill("kesehatan")
    page.get_by_role("button", name="Cari").click()
    page.get_by_role("button", name=f"Hadir {row.name}").click()
    expect(page.get_by_text(f"{row.name} hadir.")).to_be_visible()
    assert head(meeting, "dinkes").came_by == "daftar"


def test_a_kiosk_greets_whoever_types_a_name(
    chromium: Browser, enter: Enter, meeting: Meeting, siti: Actor, check_axe: Callable[[Page], None]
) -> None:
    secret = kiosks.make_kiosk(session(meeting), name="Pintu", by=siti, at=timezone.now())
    row = head(meeting, "pupr")
    page = enter(chromium, email="", viewport={"width": 1024, "height": 768})
    page.goto(f"/rapat/kios/{secret}/")
    check_axe(page)
    page.get_by_label("Ketik nama atau kode Anda").fill(row.name)
    page.get_by_role("button", name="Cari").click()
    page.get_by_role("button", name=row.name).first.click()
    expect(page.get_by_text("Selamat datang.")).to_be_visible()
    check_axe(page)
    assert head(meeting, "pupr").came_by == "kios"


def test_the_projector_follows_the_agenda(
    chromium: Browser, enter: Enter, meeting: Meeting, siti: Actor, check_axe: Callable[[Page], None]
) -> None:
    here, now = session(meeting), timezone.now()
    who = speakers.add(meeting, name="Dr. Sari", title="Dosen", topic="Aset desa", by=siti, at=now)
    item = agenda.add(here, title="Paparan aset desa", minutes=20, kind="paparan", speaker=who, by=siti, at=now)
    page = enter(chromium, viewport={"width": 1920, "height": 1080})
    page.goto(f"/kerja/rapat/{meeting.ref}/layar/")
    expect(page.get_by_text("Berikutnya")).to_be_visible()
    attending.open_session(here, by=siti, at=timezone.now())
    agenda.begin(item, by=siti, at=timezone.now())
    expect(page.locator(".stage-title")).to_have_text("Paparan aset desa")
    expect(page.locator(".stage-left")).to_have_text("20 menit lagi")
    check_axe(page)
    attending.check_in(meeting, head(meeting, "pupr"), way="daftar", by=siti, at=timezone.now())
    expect(page.get_by_text("1 dari 3 undangan hadir")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight") <= 1080
    page.goto(f"/kerja/rapat/{meeting.ref}/acara/")
    check_axe(page)
    page.get_by_role("button", name="Selesai Paparan aset desa").click()
    eventually(page, lambda: type(item).objects.get(pk=item.pk).ended_at)
