"""Open data in a browser: found by words, taken home as a spreadsheet, read from a snapshot; axe on each page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from balairung.surface.opendata import kept
from balairung.surface.opendata.making import begin, make
from tests import make as made_by
from tests.browser.looking import fits
from tests.surface.open311.asking import published

pytestmark = pytest.mark.django_db(transaction=True)
AXE = Callable[[Page], None]


def test_found_taken_home_and_read_without_us(phone: Page, page: Page, check_axe: AXE) -> None:
    now = timezone.now()
    made_by.regency(at=now - timedelta(days=9))
    one = published(made_by.coordinator(at=now - timedelta(days=9)), at=now - timedelta(days=2))
    folder = made_by.there(begin(kept.root(), now))
    for _breath in make(folder, now):
        pass
    front = f"potret/{made_by.there(kept.newest()).day}/index.html"
    for place in ("", "?cari=zzz", "pengaduan/", "wilayah/", "umpan/", "potret/", front):
        for visitor in (phone, page):
            visitor.goto(f"/data/{place}")
            for summary in visitor.locator("details > summary").all():
                summary.click()
            assert fits(visitor), place
            check_axe(visitor)
    phone.goto("/data/")
    phone.get_by_label("Anda mencari data apa?").fill("topik laporan")
    phone.get_by_role("button", name="Cari").click()
    phone.locator("#isi").get_by_role("link", name="Laporan warga", exact=True).click()
    expect(phone.get_by_role("cell", name=one.ref)).to_be_visible()
    with phone.expect_download() as waiting:
        phone.get_by_role("link", name="CSV", exact=True).click()
    assert one.ref in Path(waiting.value.path()).read_text(encoding="utf-8-sig")
