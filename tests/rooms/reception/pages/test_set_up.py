"""How a hall is opened and set up by its head, with a sentence for each fault."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import Settings

from balairung.rooms.reception.models import Hall, Screen
from balairung.rooms.reception.queue.setup import screen_of
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(client: Client, settings: Settings) -> Client:
    make.regency()
    settings.SECOND_FACTOR = "offered"
    client.force_login(make.account(make.holder("dukcapil", "head")))
    return client


@pytest.fixture
def hall(head: Client) -> Hall:
    answer = head.post("/kerja/antrean/buka/", {"office": "dukcapil", "name": "Ruang Pelayanan", "place": "Lantai 1"})
    assert answer.status_code == 302
    return Hall.objects.select_related("office").get()


def page(client: Client, hall: Hall) -> str:
    return client.get(f"/kerja/antrean/{hall.key}/atur/").text


def post(client: Client, hall: Hall, part: str, **said: object) -> str:
    return client.post(f"/kerja/antrean/{hall.key}/atur/{part}/", said, follow=True).text


LINE = {"minutes": 7, "per_slot": 2}


def test_a_hall_is_opened_for_ones_own_office_only(head: Client) -> None:
    assert "Pilih kantor" in head.get("/kerja/antrean/buka/").text
    assert head.post("/kerja/antrean/buka/", {"office": "pupr", "name": "Curian"}).status_code == 422
    assert not Hall.objects.exists()
    clerk = Client()
    clerk.force_login(make.account(make.holder("dukcapil", "staff")))
    assert clerk.get("/kerja/antrean/buka/").status_code == 403


def test_lines_and_counters(head: Client, hall: Hall) -> None:
    assert "Belum ada layanan" in page(head, hall)
    booth = hall.booths.get()
    assert "Belum ada loket untuk: KTP-el" in post(head, hall, "layanan", booth=booth.pk, name="KTP-el", **LINE)
    post(head, hall, "layanan", booth=booth.pk, name="Akta", **LINE)
    assert list(hall.lines.values_list("prefix", flat=True)) == ["A", "B"]
    assert "sudah dipakai" in post(head, hall, "layanan", booth=booth.pk, name="Pindah", letter="a", **LINE)
    assert "satu atau dua huruf" in post(head, hall, "layanan", booth=booth.pk, name="Pindah", letter="3", **LINE)
    lines = [line.pk for line in hall.lines.all()]
    post(head, hall, "loket", label="1", lines=lines, quick="on")
    assert "Hanya ada loket cepat untuk: KTP-el, Akta" in page(head, hall)
    assert "Loket 1 sudah ada" in post(head, hall, "loket", label="1")
    counter = hall.counters.get()
    post(head, hall, f"loket/{counter.pk}", label="1A", lines=lines[:1])
    assert "Belum ada loket untuk: Akta" in page(head, hall)
    make.number(hall, "A")
    assert "Masih ada yang menunggu" in post(head, hall, f"layanan/{lines[0]}/tutup")
    assert "sedang tidak menerima nomor" in post(head, hall, f"layanan/{lines[0]}/jeda", paused="1")
    assert "KTP dan KK" in post(head, hall, f"layanan/{lines[0]}", name="KTP dan KK", letter="A", **LINE)
    assert "diakhiri di sini" in post(head, hall, f"layanan/{lines[1]}/tutup")
    assert "Loket 1A dihapus" in post(head, hall, f"loket/{counter.pk}/tutup")
    assert "Masih ada yang menunggu" in post(head, hall, "tutup")


def test_hours_are_read_as_people_write_them(head: Client, hall: Hall) -> None:
    week = {"own": "on", "day0": "08.00-12.00, 13:00–15.00", "day4": "8.00 s.d. 11.00"}
    assert "08.00–12.00, 13.00–15.00" in post(head, hall, "jam", **week)
    hall.refresh_from_db()
    assert hall.hours == {"0": [["08:00", "12:00"], ["13:00", "15:00"]], "4": [["08:00", "11:00"]]}
    assert "Tulis jam seperti" in post(head, hall, "jam", own="on", day0="pagi sampai sore")
    assert "Tulis jam seperti" in post(head, hall, "jam", own="on", day0="08.00-25.00")
    assert "Jam buka hari Senin tidak urut" in post(head, hall, "jam", own="on", day0="12.00-08.00")
    assert "paling sedikit satu hari" in post(head, hall, "jam", own="on")
    assert "Mengikuti jam kerja kantor" in post(head, hall, "jam")


def test_booths_of_other_agencies(head: Client, hall: Hall) -> None:
    assert "tuliskan nama instansinya" in post(head, hall, "gerai")
    assert "BPJS Kesehatan" in post(head, hall, "gerai", name="BPJS Kesehatan")
    assert "Gerai BPJS Kesehatan sudah ada" in post(head, hall, "gerai", name="BPJS Kesehatan")
    post(head, hall, "gerai", office="pupr")
    booth = hall.booths.get(office__key="pupr")
    assert booth.outside is False
    assert f"Gerai {booth.name} ditutup" in post(head, hall, f"gerai/{booth.pk}/tutup")


def test_the_address_of_a_screen_is_told_once(head: Client, hall: Hall) -> None:
    told = post(head, hall, "layar", kind="kiosk", name="Kios pintu timur", paper="80")
    secret = re.search(r"/antrean/kios/([\w-]+)/", told)
    assert secret is not None
    screen = Screen.objects.get()
    assert screen_of(secret.group(1)) == screen
    assert secret.group(1) not in page(head, hall)
    assert secret.group(1) not in screen.token_hash
    assert "tidak berlaku lagi" in post(head, hall, f"layar/{screen.pk}/cabut")
    assert screen_of(secret.group(1)) is None


def test_the_rules_of_a_hall(head: Client, hall: Hall) -> None:
    said = {
        "name": "Ruang Depan",
        "last_ticket": 20,
        "head_start": 45,
        "patience": 2,
        "slot_minutes": 15,
        "booking_days": 7,
    }
    assert "didahulukan 45 menit" in post(head, hall, "tempat", **said)
    assert "Tulis angka saja" in post(head, hall, "tempat", **said | {"patience": "tiga"})
    post(head, hall, "tutup")
    hall.refresh_from_db()
    assert hall.closed_on is not None


@pytest.mark.parametrize(("office", "role", "code"), [("dukcapil", "staff", 403), ("pupr", "head", 404)])
def test_nobody_else_sets_it_up(hall: Hall, office: str, role: str, code: int) -> None:
    stranger = Client()
    stranger.force_login(make.account(make.holder(office, role)))
    for part in ("", "tempat/", "jam/", "layanan/", "loket/", "layar/", "gerai/"):
        assert stranger.get(f"/kerja/antrean/{hall.key}/atur/{part}").status_code == code


def test_the_superior_of_a_receptionist_sets_it_up(hall: Hall) -> None:
    superior = make.post("dukcapil", "receptionist").superior
    assert superior is not None
    person = make.person()
    from balairung.kernel.people.actors import SYSTEM
    from balairung.kernel.people.appointments import appoint

    appoint(person=person, post=superior, since=make.START.date(), by=SYSTEM, at=make.START)
    client = Client()
    client.force_login(make.account(person))
    assert client.get(f"/kerja/antrean/{hall.key}/atur/").status_code == 200
