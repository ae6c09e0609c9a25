"""At a counter, as its officer sees it: one number, its buttons, and no press twice."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.people.models import Office
from balairung.rooms.reception.models import Hall, Ticket, Turn
from tests import make

pytestmark = pytest.mark.django_db
TEXT = {"Accept-Language": "id"}


@pytest.fixture
def hall(settings: Settings) -> Hall:
    """A hall that never closes, as these pages are opened at the hour of the test."""
    make.regency()
    settings.SECOND_FACTOR = "offered"
    Office.objects.filter(key="dukcapil").update(calendar="24-hour")
    return make.hall("KTP-el", "Akta", at=timezone.now())


@pytest.fixture
def rina(client: Client, hall: Hall) -> Client:
    client.force_login(make.account(make.holder("dukcapil", "staff", "Rina Wulandari")))
    return client


def address(hall: Hall, label: str = "1") -> str:
    return reverse("reception:counter", args=[hall.key, make.counter(hall, label).pk])


def press(client: Client, hall: Hall, verb: str, page: str = "", label: str = "1", **said: str) -> str:
    """The button of this deed, with what its form on the page says; the page that follows."""
    found = re.search(rf'action="[^"]*/{verb}/">(.*?)</form>', page, re.DOTALL)
    hidden = dict(re.findall(r'name="(ticket|turn)" value="([^"]*)"', found.group(1) if found else ""))
    answer = client.post(f"{address(hall, label)}{verb}/", hidden | said, follow=True)
    assert answer.status_code == 200
    return answer.text


def number(hall: Hall, *prefixes: str, **said: str) -> Ticket:
    return make.number(hall, *prefixes, at=timezone.now(), **said).tickets[0]


def test_from_an_empty_counter_to_somebody_served(rina: Client, hall: Hall) -> None:
    assert "Loket ini kosong" in rina.get(address(hall)).text
    page = press(rina, hall, "sit")
    assert "Panggil berikutnya" in page
    assert "Belum ada yang menunggu" in press(rina, hall, "call_next", page)
    number(hall, lane="elderly"), number(hall)
    page = press(rina, hall, "call_next", page)
    assert "A-001" in page
    assert "lanjut usia" in page
    assert "Tidak hadir" not in re.sub("“Tidak hadir”", "", page)  # only after three calls
    page = press(rina, hall, "start", press(rina, hall, "recall", page))
    assert "Sedang dilayani" in page
    page = press(rina, hall, "call_next", page)
    assert "A-002" in page
    assert list(Ticket.objects.order_by("label").values_list("state", flat=True)) == ["done", "called"]


def test_an_old_page_does_nothing_twice_and_says_so(rina: Client, hall: Hall) -> None:
    for _each in range(3):
        number(hall)
    empty = press(rina, hall, "sit")
    page = press(rina, hall, "call_next", empty)
    assert "Tombol tadi tidak memanggil siapa-siapa" in press(rina, hall, "call_next", empty)
    press(rina, hall, "recall", page)
    assert "Tidak ada yang diubah oleh tombol tadi" in press(rina, hall, "recall", page)
    assert Turn.objects.filter(kind="called").count() == Turn.objects.filter(kind="recalled").count() == 1
    assert "Tidak ada nomor yang dipilih" in press(rina, hall, "start")
    assert "Isian itu tidak terbaca" in press(rina, hall, "start", ticket="bukan", turn="x")


def test_held_moved_and_gone_come_back(rina: Client, hall: Hall) -> None:
    for _each in range(2):
        number(hall)
    page = press(rina, hall, "call_next", press(rina, hall, "sit"))
    page = press(rina, hall, "hold", page)
    assert "Lanjutkan" in page
    page = press(rina, hall, "call_next", press(rina, hall, "resume", page))
    assert '<p class="counter-label">A-001' in page
    assert "Pilih dulu layanan tujuannya" in press(rina, hall, "transfer", page)
    page = press(rina, hall, "transfer", page, line=str(make.line(hall, "B").pk))
    assert "A-001 dipindahkan ke Akta" in page
    page = press(rina, hall, "call_next", page)
    for _call in range(2):
        page = press(rina, hall, "recall", page)
    page = press(rina, hall, "no_show", page)
    assert "Datang lagi" in page
    assert "Datang lagi" not in press(rina, hall, "resume", page)
    assert Ticket.objects.filter(state="waiting").count() == 2


def test_rest_and_stand_up(rina: Client, hall: Hall) -> None:
    assert "Anda sedang istirahat" in press(rina, hall, "rest", press(rina, hall, "sit"))
    assert "Panggil berikutnya" in press(rina, hall, "sit")
    assert "Loket ini kosong" in press(rina, hall, "stand_up")


def test_somebody_else_sits_there(rina: Client, hall: Hall) -> None:
    make.clerk(hall, "1", at=timezone.now())
    page = rina.get(address(hall)).text
    assert "Loket ini ditempati" in page
    assert "Panggil berikutnya" not in page
    assert "Anda tidak sedang duduk di loket 1" in press(rina, hall, "call_next")
    assert "Minta beliau berdiri dulu" in press(rina, hall, "sit")


def test_htmx_asks_only_for_those_who_wait(rina: Client, hall: Hall) -> None:
    number(hall)
    answer = rina.get(address(hall), headers={"HX-Request": "true"})
    assert "A-001" in answer.text
    assert "<html" not in answer.text


def test_my_halls_with_who_waits_there(rina: Client, hall: Hall) -> None:
    number(hall), number(hall)
    press(rina, hall, "sit")
    page = rina.get("/kerja/antrean/").text
    assert "<strong>2</strong> menunggu" in page
    assert "Anda di sini" in page
    assert "Loket 2" in page
    stranger = Client()
    stranger.force_login(make.account(make.holder("pupr", "staff")))
    assert "Kantor Anda belum punya tempat pelayanan" in stranger.get("/kerja/antrean/").text
    assert stranger.get(address(hall)).status_code == 404
    assert stranger.post(f"{address(hall)}call_next/").status_code == 404


def test_pages_cost_the_same_for_one_and_for_fifty(rina: Client, hall: Hall) -> None:
    def count(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert rina.get(path).status_code == 200
        return len(queries)

    press(rina, hall, "sit")
    number(hall, "A", "B")
    few = [count(address(hall)), count("/kerja/antrean/")]
    for _each in range(25):
        number(hall, "A", "B", lane="disabled")
    make.hall("Lain", at=timezone.now() - timedelta(hours=1), name="Ruang kedua")
    assert [count(address(hall)), count("/kerja/antrean/")] == few
