"""What citizens open: halls, one of them, their number; appointments from the first choice to the last press."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from balairung.ground.common.errors import Refused
from balairung.kernel.people.actors import CITIZEN, SYSTEM
from balairung.rooms.reception.appointments.slots import slots
from balairung.rooms.reception.models import Appointment, Hall, HallVisit, Ticket
from balairung.rooms.reception.own.halls import find
from balairung.rooms.reception.own.remote import take_from_home
from balairung.rooms.reception.queue import setup
from balairung.rooms.reception.queue.calling import call_next, finish, no_show, recall, start
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db
Clock = Callable[[datetime], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The moment of every request."""

    def set_to(at: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: at)

    set_to(START)
    return set_to


@pytest.fixture
def hall(clock: Clock) -> Hall:
    cache.clear()
    make.regency()
    made = make.hall("KTP-el", "Akta kelahiran", name="Ruang layanan Dukcapil", place="Jl. Pahlawan 37")
    setup.change_line(make.line(made), bookable=True, by=SYSTEM, at=START)
    return made


def page(hall: Hall, tail: str = "") -> str:
    return f"/antrean/{hall.key}/{tail}"


def taking(hall: Hall, *prefixes: str, token: str = "token-dari-formulir", **more: str) -> dict[str, object]:
    return {"lines": [str(make.line(hall, prefix).pk) for prefix in prefixes], "token": token, "lane": "", **more}


# --- halls ------------------------------------------------------------------------------------------------------------


def test_halls_are_found_in_everyday_words_and_by_place(hall: Hall) -> None:
    near = make.hall("Surat", at_office="kecamatan-357701", name="Kantor Kecamatan Kartoharjo")
    found = {
        words: [row.hall for row in find(words, at=START).rows] for words in ("", "ktp", "aktta kelahirn", "xyzzy")
    }
    assert set(found[""]) == {hall, near}
    assert found["ktp"] == found["aktta kelahirn"] == [hall]
    assert found["xyzzy"] == []
    placed = find("kartoharjo", at=START)
    assert placed.rows[0].hall == near
    assert placed.near


def test_a_list_says_how_full_and_until_when_or_when_again(hall: Hall, client: Client, clock: Clock) -> None:
    make.clerk(hall)
    for _place in range(3):
        make.number(hall)
    text = client.get("/antrean/").content.decode()
    assert "3 orang menunggu" in text
    assert "buka sampai" in text
    clock(START.replace(hour=21))
    assert "Buka lagi Selasa, 3 Maret 2026" in client.get("/antrean/").content.decode()


def test_as_many_queries_for_many_halls(hall: Hall) -> None:
    find("", at=START)  # what a process asks once
    with CaptureQueriesContext(connection) as one:
        find("", at=START)
    for place in range(12):
        make.hall("Umum", at_office="pupr", name=f"Ruang {place}")
    with CaptureQueriesContext(connection) as many:
        assert len(find("", at=START).rows) == 13
    assert len(many) == len(one)


def test_an_unknown_hall_is_404(hall: Hall, client: Client) -> None:
    assert client.get("/antrean/tidak-ada/").status_code == 404
    assert client.get("/antrean/tidak-ada/janji/").status_code == 404


# --- taking -----------------------------------------------------------------------------------------------------------


def test_a_number_from_home_once_however_often_it_is_sent(hall: Hall, client: Client) -> None:
    sent = [client.post(page(hall), taking(hall, "A", "B", lane="elderly")) for _twice in range(2)]
    assert {answer.status_code for answer in sent} == {302}
    assert len({answer["Location"] for answer in sent}) == 1
    visit = HallVisit.objects.get()
    assert (visit.channel, visit.lane, visit.tickets.count()) == ("web", "elderly", 2)
    answer = client.get(sent[0]["Location"])
    text = answer.content.decode()
    assert "Anda yang berikutnya" in text
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]
    assert '<noscript><meta http-equiv="refresh"' in text


def test_what_is_wrong_is_said_and_the_input_kept(hall: Hall, client: Client, clock: Clock) -> None:
    answer = client.post(page(hall), taking(hall, contact="bukan kontak", lane="pregnant"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Pilih dulu layanan" in text
    assert "bukan kontak" in text
    assert re.search(r'value="pregnant"[^>]*checked', text)
    clock(START.replace(hour=22))
    late = client.post(page(hall), taking(hall, "A"))
    assert late.status_code == 422
    assert "Buka lagi" in late.content.decode()
    assert not HallVisit.objects.exists()


def test_machines_and_floods_are_turned_away(hall: Hall, client: Client, settings: Settings) -> None:
    trapped = client.post(page(hall), taking(hall, "A", website="https://contoh.id"))
    assert trapped.status_code == 422
    settings.QUEUE_LIMIT = "12/h"
    cache.clear()
    codes = [
        client.post(page(hall), taking(hall, "A", token=f"banjir-nomor-{place}")).status_code for place in range(5)
    ]
    assert codes == [302, 302, 302, 422, 422]  # a quarter of twelve for whoever did no work
    cache.clear()
    settings.QUEUE_LIMIT = "0/h"
    assert client.post(page(hall), taking(hall, "A", token="tanpa-batas-1")).status_code == 302


def test_half_of_the_numbers_are_for_those_who_come(hall: Hall) -> None:
    setup.change_line(make.line(hall), most_a_day=4, by=SYSTEM, at=START)
    line = make.line(hall)
    for place in range(2):
        take_from_home(hall=hall, lines=[line], token=f"rumah-{place}", by=CITIZEN, at=START)
    with pytest.raises(Refused, match="untuk yang datang langsung"):
        take_from_home(hall=hall, lines=[line], token="rumah-3", by=CITIZEN, at=START)
    assert not take_from_home(hall=hall, lines=[line], token="rumah-1", by=CITIZEN, at=START).fresh
    assert make.number(hall).tickets[0].label == "A-003"


def test_no_number_from_home_that_would_not_be_called_today(hall: Hall) -> None:
    setup.change_line(make.line(hall), minutes=120, by=SYSTEM, at=START)
    for _place in range(6):
        make.number(hall)
    with pytest.raises(Refused, match="sepanjang sisa jam buka"):
        take_from_home(hall=hall, lines=[make.line(hall)], token="rumah-9", by=CITIZEN, at=START)


# --- my number --------------------------------------------------------------------------------------------------------


def test_a_page_tells_every_state(hall: Hall, client: Client) -> None:
    clerk, counter = make.clerk(hall), make.counter(hall)
    code = make.number(hall).code
    own = f"/antrean/nomor/{code}/"
    ticket = call_next(counter, by=clerk, at=START)
    assert ticket
    assert "Silakan ke loket 1" in client.get(own).content.decode()
    start(ticket, by=clerk, at=START)
    assert "Sedang dilayani di loket 1" in client.get(own).content.decode()
    finish(ticket, by=clerk, at=START)
    done = client.get(own).content.decode()
    assert "Selesai dilayani" in done
    assert "Beri penilaian" in done
    survey = client.post(f"{own}{ticket.pk}/survei/")
    assert survey.status_code == 302
    assert survey["Location"] != own


def test_a_no_show_and_one_given_back_say_what_to_do(hall: Hall, client: Client) -> None:
    clerk, counter = make.clerk(hall), make.counter(hall)
    gone, left = make.number(hall), make.number(hall)
    ticket = call_next(counter, by=clerk, at=START)
    assert ticket
    for _again in range(hall.patience - 1):
        recall(ticket, by=clerk, at=START)
    no_show(ticket, by=clerk, at=START)
    assert "Temui meja penerima" in client.get(f"/antrean/nomor/{gone.code}/").content.decode()
    own = f"/antrean/nomor/{left.code}/"
    client.post(f"{own}{left.tickets[0].pk}/batal/")
    assert "Sudah Anda lepaskan" in client.get(own).content.decode()
    assert Ticket.objects.get(pk=left.tickets[0].pk).state == "left"
    other = client.post(f"{own}{gone.tickets[0].pk}/batal/")
    assert other.status_code == 404


def test_only_what_changed_is_sent_again(hall: Hall, client: Client) -> None:
    own = f"/antrean/nomor/{make.number(hall).code}/"
    beat = Hall.objects.get(pk=hall.pk).beat
    assert client.get(f"{own}?denyut={beat}").status_code == 204
    make.number(hall)
    part = client.get(f"{own}?denyut={beat}").content.decode()
    assert f'data-beat="{beat + 1}"' in part
    assert "<html" not in part


def test_wrong_and_old_codes_are_sentences_and_wrong_ones_are_counted(
    hall: Hall, client: Client, clock: Clock, settings: Settings
) -> None:
    code = make.number(hall).code
    clock(START + timedelta(days=1))
    old = client.get(f"/antrean/nomor/{code}/")
    assert old.status_code == 404
    assert "Senin 2" in old.content.decode().replace("\u00a0", " ").replace(",", "")
    settings.TRACKING_LIMIT = "3/h"
    codes = [client.get(f"/antrean/nomor/SALAH{place}/").status_code for place in range(5)]
    assert codes == [404, 404, 404, 429, 429]
    codes = [client.get(f"/antrean/janji/SALAH{place}/").status_code for place in range(5)]
    assert codes == [404, 404, 404, 429, 429]


# --- appointments -----------------------------------------------------------------------------------------------------


def booking(hall: Hall, place: int = 0, **more: str) -> dict[str, str]:
    moment = slots(make.line(hall), START.date() + timedelta(days=1), at=START)[place].starts_at
    return {"starts_at": moment.isoformat(), "name": "Ani Lestari", "contact": "ani@contoh.id", "lane": "",
            "token": "token-janji-temu", **more}  # fmt: skip


def test_an_appointment_is_made_kept_moved_and_given_back(hall: Hall, client: Client) -> None:
    text = client.get(page(hall, "janji/")).content.decode()  # one line only: nothing to choose
    assert "Hari apa?" in text
    made = client.post(page(hall, "janji/"), booking(hall))
    assert made.status_code == 302
    own = made["Location"]
    answer = client.get(own)
    assert "Selasa, 3 Maret 2026" in answer.content.decode().replace("\u00a0", " ")
    assert answer["X-Robots-Tag"] == "noindex"
    assert client.get(f"{own}janji-temu.ics")["Content-Type"].startswith("text/calendar")
    later = booking(hall, 3)["starts_at"]
    assert client.post(f"{own}pindah/", {"starts_at": later}).status_code == 302
    assert Appointment.objects.get().starts_at == datetime.fromisoformat(later)
    assert client.post(f"{own}batal/").status_code == 302
    assert "sudah dibatalkan" in client.get(own).content.decode()


def test_whoever_comes_too_late_for_a_time_keeps_the_input_and_hears_of_others(hall: Hall, client: Client) -> None:
    setup.change_line(make.line(hall), per_slot=1, by=SYSTEM, at=START)
    wanted = booking(hall)
    client.post(page(hall, "janji/"), wanted)
    second = client.post(page(hall, "janji/"), wanted | {"token": "token-orang-lain", "name": "Budi Santoso"})
    text = second.content.decode()
    assert second.status_code == 422
    assert "Yang masih kosong" in text
    assert "Budi Santoso" in text
    nonsense = client.post(page(hall, "janji/"), wanted | {"starts_at": "besok", "token": "token-yang-salah"})
    assert nonsense.status_code == 422


def test_reporting_by_telephone_leads_to_the_number(hall: Hall, client: Client, clock: Clock) -> None:
    own = client.post(page(hall, "janji/"), booking(hall, 2))["Location"]
    one = Appointment.objects.get()
    early = client.post(f"{own}datang/")
    assert early.status_code == 422
    clock(one.starts_at - timedelta(minutes=30))
    assert "Saya sudah datang" in client.get(own).content.decode()
    number = client.post(f"{own}datang/")["Location"]
    assert "Nomor Anda" in client.get(number).content.decode()
    assert number in client.get(own).content.decode()


def test_the_desk_sees_the_day_and_strangers_do_not(
    hall: Hall, client: Client, clock: Clock, settings: Settings
) -> None:
    settings.SECOND_FACTOR = "offered"
    client.post(page(hall, "janji/"), booking(hall, 4))
    one = Appointment.objects.get()
    clock(one.starts_at - timedelta(hours=1))
    desk, other = Client(), Client()
    for browser, at_office in ((desk, "dukcapil"), (other, "pupr")):
        browser.force_login(make.account(make.holder(at_office, "receptionist", f"Penerima {at_office}")))
    listed = f"/kerja{page(hall, 'janji/')}"
    assert "Ani Lestari" in desk.get(listed).content.decode()
    assert other.get(listed).status_code in {403, 404}
    assert other.post(f"{listed}{one.pk}/datang/").status_code in {403, 404}
    assert desk.post(f"{listed}{one.pk}/datang/").status_code == 302
    assert Ticket.objects.get().label == "A-001"


def test_at_the_kiosk_a_code_leads_to_the_number(hall: Hall, client: Client, clock: Clock) -> None:
    kiosk = f"/antrean/kios/{setup.make_screen(hall, kind='kiosk', name='Pintu', by=SYSTEM, at=START)}/"
    assert "Sudah punya janji?" in client.get(kiosk).content.decode()
    own = client.post(page(hall, "janji/"), booking(hall, 2))["Location"]
    one = Appointment.objects.get()
    clock(one.starts_at - timedelta(minutes=5))
    wrong = client.post(f"{kiosk}janji/lapor/", {"code": "SALAH"})
    assert wrong.status_code == 422
    assert "temui meja penerima" in wrong.content.decode()
    code = own.split("/")[-2].lower()
    numbers = {client.post(f"{kiosk}janji/lapor/", {"code": code})["Location"] for _press in range(3)}
    assert len(numbers) == 1
    assert "A-001" in client.get(numbers.pop()).content.decode()
