"""At the kiosk: few questions, one number for one screenful, a slip to carry away."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from balairung.kernel.people.actors import CITIZEN, SYSTEM
from balairung.kernel.people.models import Office
from balairung.rooms.reception.models import Hall, HallVisit, Screen, Ticket
from balairung.rooms.reception.queue import setup
from balairung.rooms.reception.screens import giving
from balairung.rooms.reception.views.screens import kiosk
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Hall:
    make.regency()
    Office.objects.update(calendar="24-hour")
    return make.hall("KTP-el", "Akta", at=timezone.now())


@pytest.fixture
def address(hall: Hall) -> str:
    secret = setup.make_screen(hall, kind="kiosk", name="Kios", by=SYSTEM, at=timezone.now())
    return reverse("reception:kiosk", args=[secret])


def key(hall: Hall, prefix: str = "A") -> str:
    return str(make.line(hall, prefix).pk)


def token_of(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found.group(1)


def test_two_presses_and_a_number(client: Client, hall: Hall, address: str) -> None:
    first = client.get(address).text
    assert "Anda perlu layanan apa?" in first
    assert f"?layanan={key(hall)}" in first
    second = client.get(address, {"layanan": key(hall)}).text
    assert "Apakah Anda perlu didahulukan?" in second
    sent = {"layanan": key(hall), "token": token_of(second), "didahulukan": "elderly"}
    answer = client.post(address, sent, follow=True)
    assert all(words in answer.text for words in ("A-001", "Anda yang berikutnya", "data:image/svg+xml", "slip is-58"))
    visit = HallVisit.objects.get()
    assert (visit.lane, visit.channel) == ("elderly", "kiosk")
    assert Screen.objects.get().seen_at


def test_pressed_forty_times_it_gives_one_number(
    client: Client, hall: Hall, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kiosk, "MOST", "100/m")
    sent = {"layanan": key(hall), "token": token_of(client.get(address, {"layanan": key(hall)}).text)}
    places = {client.post(address, sent)["Location"] for _press in range(40)}
    assert len(places) == 1
    assert Ticket.objects.count() == 1


def test_a_child_at_the_kiosk_gets_a_sentence(client: Client, hall: Hall, address: str) -> None:
    answers = [client.post(address, {"layanan": key(hall), "token": f"anak-anak-{press}"}) for press in range(22)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [422] * 2
    assert "Mesin ini baru saja memberi banyak nomor." in answers[-1].text
    assert Ticket.objects.count() == 20


def test_several_services_are_one_visit(client: Client, hall: Hall, address: str) -> None:
    more = client.get(address, {"layanan": key(hall), "tambah": "1"}).text
    assert "Sudah dipilih:" in more
    assert f"?layanan={key(hall)}&amp;layanan={key(hall, 'B')}" in more
    both = [key(hall), key(hall, "B")]
    page = client.get(address, {"layanan": both}).text
    assert "Tambah layanan lain" not in page  # there are no others
    client.post(address, {"layanan": both, "token": token_of(page)})
    assert sorted(Ticket.objects.values_list("label", "visit")) == [
        (label, HallVisit.objects.get().pk) for label in ("A-001", "B-001")
    ]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"token": "cukup-panjang"}, "Pilih layanan yang Anda perlukan."),
        ({"token": "cukup-panjang", "layanan": "1; DROP"}, "Pilih layanan yang Anda perlukan."),
        ({"token": "pendek"}, "Ada yang terlewat. Silakan mulai lagi."),
        ({"token": "x" * 65}, "Ada yang terlewat. Silakan mulai lagi."),
        ({"token": "cukup-panjang", "didahulukan": "raja"}, "Ada yang terlewat. Silakan mulai lagi."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_taken(
    client: Client, address: str, sent: dict[str, str], sentence: str
) -> None:
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not HallVisit.objects.exists()


def test_a_service_of_another_hall_or_a_closed_one_is_not_given(client: Client, hall: Hall, address: str) -> None:
    other = make.hall("Imunisasi", at_office="dinkes", at=timezone.now())
    setup.change_line(make.line(hall, "B"), paused=True, by=SYSTEM, at=timezone.now())
    for wrong in (key(other), key(hall, "B")):
        assert client.post(address, {"layanan": wrong, "token": "cukup-panjang"}).status_code == 422
    assert "Akta" not in client.get(address).text


def test_at_night_it_says_when_it_opens(client: Client, hall: Hall, address: str) -> None:
    Hall.objects.update(hours={})
    Office.objects.update(calendar="5-day")
    sunday = make.moment("2026-03-01 10:00")
    asked = giving.question(Hall.objects.select_related("office").get(), booth="", chosen=[], more=False, at=sunday)
    assert "Buka lagi Senin, 2 Maret 2026 pukul" in asked.closed
    screen = Screen.objects.select_related("hall__office").get()
    given = giving.give(screen, keys=[key(hall)], lane="", token="cukup-panjang", by=CITIZEN, at=sunday)
    assert (given.code, given.why) == ("", asked.closed)


def test_a_mall_asks_for_the_agency_first(client: Client, hall: Hall, address: str) -> None:
    for place in range(3):
        booth = setup.add_booth(hall, name=f"Instansi {place}", outside=True, by=SYSTEM, at=timezone.now())
        for name in ("Satu", "Dua", "Tiga"):
            setup.add_line(booth, name=f"{name} {place}", by=SYSTEM, at=timezone.now())
    page = client.get(address).text
    assert "Anda perlu instansi apa?" in page
    chosen = re.search(r"\?gerai=([0-9a-f-]+)\"><strong>Instansi 1", page)
    assert chosen
    narrowed = client.get(address, {"gerai": chosen.group(1)}).text
    assert "Satu 1" in narrowed
    assert "Satu 2" not in narrowed


def test_the_kiosk_shows_a_ticket_for_some_minutes_and_its_own_only(client: Client, hall: Hall, address: str) -> None:
    old = make.number(hall, at=timezone.now() - timedelta(minutes=6))
    fresh = make.number(hall, at=timezone.now())
    elsewhere = make.number(make.hall("Gizi", at_office="dinkes", at=timezone.now()), at=timezone.now())
    answers = [client.get(f"{address}{code}/") for code in (fresh.code, old.code, elsewhere.code, "AAAAAAAAAA")]
    assert [answer.status_code for answer in answers] == [200, 302, 302, 302]


def test_a_slip_for_either_paper(client: Client, hall: Hall) -> None:
    taken = make.number(hall, "A", "B", at=timezone.now())
    address = reverse("reception:slip", args=[taken.code])
    assert "slip is-58 has-2" in client.get(address).text
    assert "slip is-80 has-2" in client.get(address, {"lebar": "80"}).text
    assert client.get(reverse("reception:slip", args=["BUKANKODE1"])).status_code == 404


def test_fifty_services_cost_as_many_queries_as_two(client: Client, hall: Hall, address: str) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    client.get(address)
    few = asked()
    booth = hall.booths.get()
    for place in range(48):
        setup.add_line(booth, name=f"Layanan {place}", by=SYSTEM, at=timezone.now())
    assert asked() == few
