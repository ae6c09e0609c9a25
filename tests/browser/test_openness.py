"""Public figures in a browser: read on a telephone, drilled into, embedded in another page, printed; axe on each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from balairung.surface.openness.spans import half_span
from tests import make
from tests.browser.looking import fits
from tests.surface.openness.counted import months, tally, villages

pytestmark = pytest.mark.django_db(transaction=True)
AXE = Callable[[Page], None]
PAGES = (
    "", "kantor/", "kantor/pupr/", "kantor/kominfo/", "wilayah/", "wilayah/35.77.01/", "jenis/", "topik/", "kanal/",
    "sunyi/", "sematkan/", "kantor/sematkan/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _figures() -> None:
    """Last year: a large office, a small one and two between; a district whose villages speak or are silent."""
    now = timezone.now()
    make.regency(at=now)
    last = now.year - 1
    for place, month in enumerate(months(last, 12)):
        tally(month, "all", "", 60 + place, 9, 6, 4, 5, at=now)
        tally(month, "office", "pupr", 22 + place, 7, 5, 2, 3, at=now)
        tally(month, "office", "dinkes", 30, 1, 1, 1, 1, at=now)
        for dimension, key in (("channel", "web"), ("class", "ordinary"), ("topic", "jalan-rusak")):
            tally(month, dimension, key, 60 + place, 9, 6, 4, 5, at=now)
        tally(month, "district", "35.77.01", 60 + place, 9, 6, 4, 5, at=now)
        tally(month, "kind", "services", 30, 1, 1, at=now)
    for dimension, key, number in (("office", "kominfo", 2), ("office", "disdik", 9)):
        tally(date(last, 3, 1), dimension, key, number, at=now)
    for half in (1, 2):
        for place, village in enumerate(villages()[half:]):
            number = (1, 30, 60)[place % 3]
            tally(half_span(last, half).since, "village", village.pk, number, within="35.77.01", at=now)


@pytest.mark.parametrize("place", PAGES)
def test_every_page_fits_and_is_readable_by_all(phone: Page, page: Page, place: str, check_axe: AXE) -> None:
    year = timezone.now().year - 1
    for one in (phone, page):
        one.goto(f"/kinerja/{place}?tahun={year}")
        for summary in one.locator("details > summary").all():
            summary.click()
        assert fits(one), place
        check_axe(one)


def test_from_the_whole_to_the_reports_behind_it(phone: Page) -> None:
    phone.goto(f"/kinerja/?tahun={timezone.now().year - 1}")
    phone.get_by_role("link", name="Kantor demi kantor").click()
    phone.get_by_role("link", name="Dinas Pekerjaan Umum").first.click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Pekerjaan Umum")
    phone.get_by_role("link", name="Lihat laporannya").click()
    phone.wait_for_url("**/pengaduan/?kantor=pupr")


@pytest.fixture
def other_site(live_server: LiveServer) -> Iterator[str]:
    """A page of somebody else, at another origin, with two of ours in frames."""
    frames = "".join(f"<iframe src='{live_server.url}/kinerja/{end}' title='x'></iframe>" for end in ("sematkan/", ""))

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<title>Lain</title>{frames}".encode())

        def log_message(self, *_words: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_another_site_shows_it_in_a_frame_and_no_other_page(
    chromium: Browser, other_site: str, live_server: LiveServer
) -> None:
    """A context that nobody watches: the browser complains of what it refuses to show, as it should."""
    page = chromium.new_page()
    page.goto(other_site)
    shown, refused = page.frame_locator("iframe >> nth=0"), page.frame_locator("iframe >> nth=1")
    expect(shown.get_by_text("Sumber:")).to_be_visible()
    expect(refused.get_by_text("Kinerja pelayanan")).to_have_count(0)
    assert page.context.cookies() == []
    page.close()


def test_without_scripts_all_is_there(plain: Page) -> None:
    plain.goto(f"/kinerja/kantor/?tahun={timezone.now().year - 1}")
    expect(plain.get_by_role("row").filter(has_text="kurang dari 5")).to_have_count(1)
    expect(plain.get_by_role("row").filter(has_text="tidak ditampilkan")).to_have_count(1)
