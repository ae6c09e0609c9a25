"""The bridge to SP4N-LAPOR! as people see it: axe, narrow and wide, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from balairung.kernel.people.actors import Actor, actor_of
from balairung.kernel.people.models import Post
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.models import Complaint, Disposition
from tests import make
from tests.browser.looking import fits
from tests.rooms.complaints.intake.sheets import write_sp4n

pytestmark = pytest.mark.django_db(transaction=True)
OPEN = Callable[..., BrowserContext]
WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
LOOKS: list[tuple[str, dict[str, Any]]] = [
    ("wide", WIDE), ("phone", PHONE), ("wide-dark", WIDE | {"color_scheme": "dark"}),
    ("phone-dark", PHONE | {"color_scheme": "dark"}),
]  # fmt: skip


@pytest.fixture
def rahma(settings: Settings) -> tuple[Actor, str]:
    """The coordinator, and her address."""
    settings.SECOND_FACTOR = "offered"
    now = timezone.now()
    make.regency(at=now)
    seat = Post.objects.filter(role=Post.Role.COORDINATOR).select_related("office")[0]
    who = make.holder(seat.office.key, Post.Role.COORDINATOR, "Rahma", at=now)
    make.account(who)
    return actor_of(who, now), who.email


def sign_in(context: BrowserContext, email: str) -> Page:
    page = context.new_page()
    page.goto("/akun/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", "rahasia-yang-panjang")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/kerja/**")
    return page


def looked_at(page: Page, name: str, open_context: OPEN, check_axe: Any, take_picture: Any) -> None:
    """The same page, with the same sign-in, in every look."""
    for look, options in LOOKS:
        context = open_context(**options, storage_state=page.context.storage_state())
        again = context.new_page()
        again.goto(page.url)
        check_axe(again)
        assert fits(again)
        take_picture(again, f"bridge-{name}-{look}")


def test_a_file_comes_in_and_its_answer_goes_out(
    rahma: tuple[Actor, str], open_context: OPEN, check_axe: Any, take_picture: Any, tmp_path: Path
) -> None:
    actor, email = rahma
    page = sign_in(open_context(**WIDE), email)
    page.goto("/kerja/lapor/")
    looked_at(page, "empty", open_context, check_axe, take_picture)
    page.goto("/kerja/lapor/instansi/")
    looked_at(page, "no-names", open_context, check_axe, take_picture)

    rows = [
        {
            "Tracking ID": "7001",
            "Instansi Terdisposisi": "Dinas PU dan Penataan Ruang",
            "Status Laporan": "Terdisposisi",
        },
        {"Tracking ID": "7002", "Instansi Terdisposisi": "Kantor Pertanahan", "Status Laporan": "Belum Terverifikasi"},
        {"Tracking ID": "7003"},
    ]
    page.goto("/kerja/pengaduan-impor/")
    page.set_input_files("input[type=file]", write_sp4n(tmp_path / "ekspor.csv", *rows))
    page.get_by_role("button", name="Periksa berkas").click()
    expect(page.get_by_text("2 nama instansi")).to_be_visible()
    looked_at(page, "preview", open_context, check_axe, take_picture)
    page.get_by_role("link", name="Petakan sekarang").click()
    looked_at(page, "names", open_context, check_axe, take_picture)
    page.get_by_label("Kantor Pertanahan").select_option("-")
    page.get_by_role("button", name="Simpan").click()
    page.get_by_label("Teruskan laporan terbuka").check()
    page.get_by_role("button", name="Impor sekarang").click()
    expect(page.get_by_text("Langsung diteruskan ke kantornya: 1")).to_be_visible()

    assert Disposition.objects.count() == 2
    made = Complaint.objects.select_related("obligation").get(legacy="sp4n:7001")
    siti = make.officer("pupr", "liaison", "Siti", at=timezone.now())
    actions.answer(made, text="Tim kami memeriksa lubang itu besok pagi.", by=siti, at=timezone.now())
    page.goto("/kerja/lapor/")
    looked_at(page, "full", open_context, check_axe, take_picture)
    page.get_by_role("button", name="Buat berkas ekspor").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh").click()
    assert "Tim kami memeriksa" in Path(download.value.path()).read_text()
    looked_at(page, "after", open_context, check_axe, take_picture)
    assert actor.coordinates
