"""A card without a signal: a village operator fills it in with photographs; it is sent once when the signal returns."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from balairung.kernel.people.actors import Actor, actor_of
from balairung.kernel.people.models import Person
from balairung.rooms.innovations import actions, adopting, monthly
from balairung.rooms.innovations.models import Exhibit, Innovation, Status
from tests import make
from tests.browser.test_field_check import LONG, signed_in, telephone
from tests.kernel.files.samples import photo
from tests.rooms.innovations import cards

__all__ = ["telephone"]
pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/kerja/inovasi/baru/"
#: What stands in the open on this telephone.
READ = """() => new Promise((done, failed) => {
  const request = indexedDB.open("balairung-inovasi", 1);
  request.onerror = () => failed(request.error);
  request.onsuccess = () => {
    const asked = request.result.transaction("checks").objectStore("checks").getAll();
    asked.onsuccess = () => done(asked.result.map(({ state, ...rest }) => [state, Object.keys(rest).sort().join(" ")]));
  };
})"""


@pytest.fixture
def kades(settings: Settings) -> Any:
    make.regency()
    settings.SECOND_FACTOR = "offered"
    return who(cards.village("Maju"))


def who(actor: Actor) -> Person:
    assert actor.person_id
    return Person.objects.get(pk=actor.person_id)


def opened(page: Page) -> None:
    page.goto(PATH)
    expect(page.locator("[data-begun]")).to_be_attached(timeout=LONG)


def fill(page: Page, name: str = "Bank sampah di posyandu") -> None:
    page.get_by_label("Nama inovasi").fill(name)
    page.get_by_label("Masalah apa yang dijawab?").fill("Sampah dibakar di halaman.")
    page.get_by_label("Apa yang baru?").fill("Sampah ditukar telur.")
    page.get_by_label("Bagaimana cara kerjanya?").fill("Ditimbang tiap Rabu.")
    page.get_by_label("Siapa yang mendapat manfaat?").fill("ibu dan balita")
    page.get_by_label("Berapa orang?").fill("120")
    page.get_by_label("Pelayanan publik").check()
    page.get_by_label("Urusan", exact=True).select_option("health")
    page.get_by_label("Inisiatif mulai").fill("2026-01-05")


def shoot(page: Page, *heights: int) -> None:
    for place, height in enumerate(heights, 1):
        content = photo(size=(1700, height))
        page.locator("[data-photos]").set_input_files(
            {"name": f"foto{height}.jpg", "mimeType": "image/jpeg", "buffer": content}
        )
        expect(page.locator("[data-shots] canvas")).to_have_count(place, timeout=LONG)


def test_filled_in_without_a_signal_sent_once_and_done_elsewhere(
    telephone: Callable[[], Page], kades: Person, check_axe: Callable[[Page], None]
) -> None:
    page = telephone()
    signed_in(page, kades)
    opened(page)
    expect(page.get_by_text("Siap dipakai tanpa sinyal.")).to_be_visible(timeout=LONG)
    page.context.set_offline(True)
    opened(page)  # out of the cache, as nobody's page
    assert "Kades Maju" not in page.content()
    fill(page)
    page.get_by_role("button", name="Kirim kartu").click()
    expect(page.locator("[data-problems]")).to_contain_text("Tambahkan paling sedikit satu foto.")
    shoot(page, 900, 1000)
    page.get_by_role("button", name="Kirim kartu").click()
    expect(page.get_by_text("Menunggu sinyal", exact=True)).to_be_visible(timeout=LONG)
    check_axe(page)
    assert page.evaluate(READ) == [["waiting", "at iv owner sealed token"]]
    assert not Innovation.objects.exists()

    second = page.context.new_page()  # two tabs hear of the line at once
    opened(second)
    page.context.set_offline(False)
    expect(page.get_by_text("Terkirim", exact=True)).to_be_visible(timeout=LONG)
    card = Innovation.objects.get()
    assert (card.status, card.people, card.written_by) == (Status.SUBMITTED, 120, kades)
    assert Exhibit.objects.filter(card=card).count() == 2
    done_elsewhere(page, card)


def done_elsewhere(page: Page, card: Innovation) -> None:
    """Judged by its district, done by another village too: each page names the other."""
    camat, jaya, now = cards.district(), cards.village("Jaya", "35.77.01.1002"), timezone.now()
    actions.approve(cards.review_of(card), found=cards.found(), by=camat, at=now)
    signed_in(page, who(jaya))
    page.goto(f"/inovasi/{card.ref}/")
    page.get_by_role("button", name="Tiru di tempat kami").click()
    page.get_by_label("Apa yang baru?").fill("Di sini sampah ditukar bibit.")
    page.get_by_label("Siapa yang mendapat manfaat?").fill("warga dua dusun")
    page.get_by_label("Berapa orang?").fill("80")
    page.get_by_label("Inisiatif mulai").fill("2026-02-02")
    page.locator("input[name=uploads]").set_input_files(
        {"name": "bibit.jpg", "mimeType": "image/jpeg", "buffer": photo(size=(640, 480))}
    )
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(page.get_by_text("Menunggu penilaian")).to_be_visible(timeout=LONG)
    copy = Innovation.objects.get(origin=card)
    actions.approve(cards.review_of(copy), found=cards.found(), by=camat, at=now)
    page.goto(f"/inovasi/{card.ref}/")
    page.get_by_role("link", name="Jaya", exact=True).click()
    expect(page).to_have_url(re.compile(copy.ref))
    expect(page.get_by_role("link", name=card.name, exact=True)).to_have_attribute("href", f"/inovasi/{card.ref}/")


def test_a_similar_title_comes_back_to_the_telephone_and_nothing_is_lost(
    telephone: Callable[[], Page], kades: Person
) -> None:
    cards.sent(cards.village("Jaya", "35.77.01.1002"))
    page = telephone()
    signed_in(page, kades)
    opened(page)
    fill(page)
    shoot(page, 900)
    page.get_by_role("button", name="Kirim kartu").click()
    expect(page.get_by_text("Perlu diperbaiki", exact=True)).to_be_visible(timeout=LONG)
    expect(page.locator("[data-rows]")).to_contain_text("Mirip dengan yang sudah ada")
    page.get_by_role("button", name="Lanjutkan").click()
    expect(page.get_by_label("Berapa orang?")).to_have_value("120")
    page.get_by_label("Ini inovasi yang berbeda").check()
    page.get_by_role("button", name="Kirim kartu").click()
    expect(page.get_by_text("Terkirim", exact=True)).to_be_visible(timeout=LONG)
    assert Innovation.objects.filter(office__key="desa-maju", status=Status.SUBMITTED).count() == 1


def test_every_page_can_be_read_by_everyone(
    kades: Person, page: Page, phone: Page, check_axe: Callable[[Page], None]
) -> None:
    """Full pages: a card that another village does too, one that waits, an idea, a year of the index."""
    agency, camat, jaya = make.officer("bappeda", "head"), cards.district(), cards.village("Jaya", "35.77.01.1002")
    made, maju = cards.live(judge=agency), actor_of(kades, make.START)
    card = cards.approved(maju, camat, photos_open=True)
    adopting.adopt(card, office=cards.office_of(jaya), by=jaya, at=make.START)
    waiting = cards.review_of(cards.sent(jaya, "Kelas malam")).obligation.ref
    monthly.open_month(now=make.moment("2026-03-02 09:00"))
    public = ["", "?kata=tidak-ada", "peta/", "peringkat/", "peringkat/?tingkat=kecamatan", "pita/", "usul/", card.ref]
    seen(phone, [f"/inovasi/{path}" for path in public], check_axe)
    index = f"/kerja/inovasi/indeks/{made['year'][0]}/{made['done'][0]}/"
    desk = ["/kerja/inovasi/", "/kerja/inovasi/penghargaan/", "/kerja/inovasi/indeks/?tahun=2026", index]
    for reader, paths in [
        (who(agency), [*desk, f"{index}regulation/"]),
        (who(camat), ["/kerja/inovasi/", f"/kerja/inovasi/{waiting}/", "/kerja/?daftar=inovasi-dinilai"]),
        (kades, ["/kerja/inovasi/", f"/kerja/inovasi/kartu/{card.ref}/", f"/kerja/inovasi/kartu/{card.ref}/tahap/"]),
    ]:
        signed_in(page, reader)
        seen(page, paths, check_axe)


def seen(page: Page, paths: list[str], check_axe: Callable[[Page], None]) -> None:
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        check_axe(page)
