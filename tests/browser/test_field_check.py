"""A check on the spot without a signal: sealed on the telephone, sent once with whole photographs, nobody else's."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from balairung.kernel.files.actions import read_original
from balairung.kernel.people.models import Person
from balairung.rooms.inspections.models import FieldFinding, Inspection, Shot
from tests import make
from tests.browser.conftest import PATIENCE, PHONE
from tests.kernel.files.samples import photo

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/kerja/cek/lapangan/"
LONG = PATIENCE  # a photograph is shrunk, hashed and sealed, on a machine that does other things too
HERE = {"latitude": -7.62983, "longitude": 111.52947, "accuracy": 12}
#: What stands in the open on this telephone.
READ = """() => new Promise((done, failed) => {
  const request = indexedDB.open("balairung-lapangan", 1);
  request.onerror = () => failed(request.error);
  request.onsuccess = () => {
    const all = (name) => new Promise((told) => {
      const asked = request.result.transaction(name).objectStore(name).getAll();
      asked.onsuccess = () => told(asked.result);
    });
    Promise.all(["checks", "keys", "shots"].map(all)).then(([checks, keys, shots]) => done({
      checks: checks.map(({ state, sealed, ...rest }) => ({ state, named: Object.keys(rest) })),
      keys: keys.length, readable: keys.some(({ key }) => key.extractable), shots: shots.length,
    }));
  };
})"""


@pytest.fixture(autouse=True)
def _city(settings: Settings) -> None:
    make.regency()
    settings.SECOND_FACTOR = "offered"


@pytest.fixture
def telephone(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[[], Page]]:
    """A telephone that knows where it is; a failing request is no fault here, an error of a script is."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def start() -> Page:
        given: dict[str, Any] = {"base_url": live_server.url, "viewport": PHONE, "geolocation": HERE}
        context = chromium.new_context(
            **given, locale="id-ID", reduced_motion="reduce", permissions=["geolocation"], timezone_id="Asia/Jakarta"
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    yield start
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


def signed_in(page: Page, who: Person) -> None:
    client = Client()
    client.force_login(who.user or make.account(who))
    page.context.add_cookies([
        {"name": "sesi", "value": client.cookies["sesi"].value, "domain": "localhost", "path": "/"}
    ])  # fmt: skip


def opened(page: Page) -> None:
    page.goto(PATH)
    expect(page.locator("[data-begun]")).to_be_attached(timeout=LONG)


def ready(page: Page) -> None:
    """The worker keeps the page."""
    opened(page)
    expect(page.get_by_text("Siap dipakai tanpa sinyal.")).to_be_visible(timeout=LONG)


def kept(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(READ)
    return found


def eventually(page: Page, holds: Callable[[], object]) -> None:
    for _try in itertools.repeat(None, 60):
        if holds():
            return
        page.wait_for_timeout(250)
    assert holds()


def fill(page: Page, office: str = "pupr") -> None:
    """All in order but the toilet, with a photograph where one is asked for."""
    page.get_by_label("Kantor yang dicek").select_option(office)
    page.get_by_role("button", name="Catat posisi sekarang").click()
    expect(page.get_by_text("ketelitian sekitar 12 meter")).to_be_visible()
    page.get_by_label("Tidak, mendadak").check()
    for place, item in enumerate(page.locator("[data-item]:visible").all()):
        key, proof = item.get_attribute("data-item"), item.get_attribute("data-proof")
        item.get_by_role("radio", name="Tidak" if key == "toilet" else "Ya", exact=True).check()
        if proof == "always" or key == "toilet":
            content = photo(size=(1700, 900 + place))
            item.locator("input[type=file]").set_input_files(
                {"name": f"{key}.jpg", "mimeType": "image/jpeg", "buffer": content}
            )
            expect(item.locator("[data-shots] canvas")).to_be_visible(timeout=LONG)


def test_checked_without_a_signal_and_sent_once(
    telephone: Callable[[], Page], check_axe: Callable[[Page], None]
) -> None:
    page = telephone()
    signed_in(page, make.holder("pimpinan", "deputy_regent", "Pak Wakil"))
    ready(page)
    page.context.set_offline(True)
    opened(page)  # out of the cache, as nobody's page
    assert "Pak Wakil" not in page.content()
    fill(page)
    page.get_by_role("button", name="Simpan cek").click()
    expect(page.get_by_text("Menunggu sinyal", exact=True)).to_be_visible(timeout=LONG)
    check_axe(page)
    there = kept(page)
    assert [(one["state"], one["named"]) for one in there["checks"]] == [("waiting", ["token", "owner", "at", "iv"])]
    assert (there["keys"], there["readable"], there["shots"]) == (1, False, 4)
    assert not Inspection.objects.exists()

    second = page.context.new_page()  # two tabs hear of the line at once
    opened(second)
    page.context.set_offline(False)
    expect(page.get_by_text("Terkirim", exact=True)).to_be_visible(timeout=LONG)
    made = Inspection.objects.get()
    assert (made.office.key, str(made.latitude), made.accuracy) == ("pupr", "-7.62983", 12)
    shots = list(Shot.objects.select_related("file", "look"))
    assert {one.look.item for one in shots if one.look} == {"poster", "standar", "difabel", "toilet"}
    for one in shots:
        original = read_original(one.file)
        assert hashlib.sha256(original).hexdigest() == one.sha256  # what the telephone counted before it sent
        assert max(Image.open(BytesIO(original)).size) == 1600
        assert str(one.latitude) == "-7.62983"
        assert one.taken_at
    assert [one.item for one in FieldFinding.objects.standing()] == ["toilet"]
    there = kept(page)
    assert (there["checks"][0]["state"], there["shots"]) == ("sent", 0)


def test_a_session_that_ended_meanwhile_loses_nothing(telephone: Callable[[], Page]) -> None:
    page, who = telephone(), make.holder("inspektorat", "auditor", "Wati")
    signed_in(page, who)
    ready(page)
    page.context.set_offline(True)
    fill(page)
    page.get_by_role("button", name="Simpan cek").click()
    expect(page.get_by_text("Menunggu sinyal", exact=True)).to_be_visible(timeout=LONG)
    Session.objects.all().delete()
    page.context.set_offline(False)
    expect(page.get_by_text("Sesi Anda berakhir. Cek tetap tersimpan.")).to_be_visible(timeout=LONG)
    assert not Inspection.objects.exists()
    signed_in(page, who)
    opened(page)
    expect(page.get_by_text("Terkirim", exact=True)).to_be_visible(timeout=LONG)
    assert Inspection.objects.count() == 1


def test_whoever_signs_out_leaves_nothing_to_read(telephone: Callable[[], Page]) -> None:
    page, who = telephone(), make.holder("inspektorat", "auditor", "Wati")
    signed_in(page, who)
    ready(page)
    page.context.set_offline(True)
    fill(page)
    page.get_by_role("button", name="Simpan cek").click()
    expect(page.get_by_text("Menunggu sinyal", exact=True)).to_be_visible(timeout=LONG)
    page.context.set_offline(False)
    page.context.clear_cookies()
    signed_in(page, make.holder("pimpinan", "regent", "Bu Bupati"))
    opened(page)
    expect(page.get_by_text("Ada cek milik petugas lain")).to_be_visible()
    assert page.locator("[data-rows] li").count() == 0
    assert not Inspection.objects.exists()  # not under the name of somebody else

    page.get_by_role("button", name="Keluar").click()
    eventually(page, lambda: "/kerja/" not in page.url)
    opened(page)
    expect(page.get_by_text("Masuk dahulu untuk memakai halaman ini.")).to_be_visible()
    expect(page.get_by_role("button", name="Simpan cek")).to_be_hidden()
    there = kept(page)
    assert (there["keys"], [one["state"] for one in there["checks"]]) == (0, ["waiting"])

    signed_in(page, who)
    opened(page)
    expect(page.get_by_text("Terkirim", exact=True)).to_be_visible(timeout=LONG)
    assert Inspection.objects.get().inspector == who


def test_what_is_missing_is_said_on_the_spot_and_kept(telephone: Callable[[], Page]) -> None:
    page = telephone()
    signed_in(page, make.holder("inspektorat", "auditor", "Wati"))
    ready(page)
    page.context.set_offline(True)
    fill(page)
    page.locator("[data-item=toilet] [data-shots] button").click()
    page.get_by_role("button", name="Simpan cek").click()
    expect(page.locator("[data-problems]")).to_contain_text("Toilet bersih: tambahkan foto")
    opened(page)
    expect(page.get_by_text("Belum selesai diisi")).to_be_visible()
    page.get_by_role("button", name="Lanjutkan").click()
    expect(page.get_by_label("Kantor yang dicek")).to_have_value("pupr")
    expect(page.locator("[data-item=poster] [data-shots] canvas")).to_be_visible()
    page.locator("#id_note-toilet").fill("Dilarang memotret di dalam.")
    page.get_by_role("button", name="Simpan cek").click()
    page.context.set_offline(False)
    expect(page.get_by_text("Terkirim", exact=True)).to_be_visible(timeout=LONG)
    assert Inspection.objects.get().looks.get(item="toilet").note == "Dilarang memotret di dalam."
