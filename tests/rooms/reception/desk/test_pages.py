"""The pages of the reception: one press for a guest, what each may see, what a look never does."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from balairung.kernel.people.actors import SYSTEM, actor_of
from balairung.kernel.people.models import Person
from balairung.kernel.people.offices import change_office
from balairung.rooms.reception.desk import alarms
from balairung.rooms.reception.desk.attending import check_in_desk, check_out_desk, present
from balairung.rooms.reception.desk.guests import privacy_notice
from balairung.rooms.reception.models import Attendance, DayOfDesk, EmptyDesk, Guest, Hall, Ticket
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(settings: Settings) -> Hall:
    make.regency()
    settings.SECOND_FACTOR = "offered"
    change_office(make.office("dukcapil"), calendar="24-hour", by=SYSTEM, at=make.START)  # open whenever this runs
    return make.hall(name="Ruang Dukcapil")


def enter(who: Person) -> Client:
    client = Client()
    client.force_login(make.account(who))
    return client


def form(**more: object) -> dict[str, object]:
    return {"people": 1, "token": "kunci-formulir-ini", "notice": privacy_notice().version, "antar": "catat", **more}


def test_a_morning_at_the_desk(hall: Hall) -> None:
    siti, kadis = make.holder("dukcapil", "receptionist", "Siti"), make.holder("dukcapil", "head", "Pak Kadis")
    client, page = enter(siti), reverse("reception:desk", args=[hall.key])
    assert "Belum ada yang duduk" in client.get(page).text
    client.post(reverse("reception:desk_in", args=[hall.key]))
    assert [one.person for one in present(hall, timezone.now())] == [siti]
    refused = client.post(page, form(purpose="Mengurus akta"))
    assert refused.status_code == 422
    assert "Mengurus akta" in refused.text  # what was typed is kept
    for _twice in range(2):
        client.post(page, form(name="Sri Wahyuningsih", antar=str(make.line(hall).pk), lane="elderly"))
    assert Guest.objects.count() == Ticket.objects.count() == 1
    told = client.get(page).text
    assert "A-001" in told
    assert "Sri Wahyuningsih" in told
    several = [str(make.line(hall, letter).pk) for letter in "AB"]
    client.post(page, form(token="kunci-formulir-dua", antar="layanan", lines=several))
    assert Ticket.objects.count() == 3
    host = str(make.post("dukcapil", "head").pk)
    client.post(page, form(token="kunci-formulir-tiga", name="Pak Karno", host=host, antar="tuan-rumah"))
    assert kadis.name in client.get(page).text
    guest = Guest.objects.exclude(told_at=None).get()
    client.post(reverse("reception:desk_sign_out", args=[hall.key, guest.pk]))
    assert "Pak Karno" in client.get(reverse("reception:desk_book", args=[hall.key])).text
    assert client.get(reverse("reception:desk_poster", args=[hall.key])).status_code == 200
    client.post(reverse("reception:desk_out", args=[hall.key]))
    assert Attendance.objects.get().until is not None


def test_the_book_is_for_those_who_receive_and_a_look_writes_nothing(hall: Hall) -> None:
    pages = [reverse(f"reception:{name}", args=[hall.key]) for name in ("desk", "desk_book")]
    leader = enter(make.holder("setda", "secretary", "Bu Sekda"))
    stranger = enter(make.holder("pupr", "receptionist", "Budi"))
    assert [leader.get(page).status_code for page in pages] == [403, 403]
    assert [stranger.get(page).status_code for page in pages] == [404, 404]
    assert Client().get(pages[0]).status_code == 302
    assert stranger.post(reverse("reception:desk_in", args=[hall.key])).status_code == 404
    assert enter(make.holder("dukcapil", "staff")).get(pages[0]).status_code == 200
    assert not Attendance.objects.exists()


def test_a_guest_writes_by_telephone_and_is_told_what_becomes_of_it(hall: Hall) -> None:
    page, client = reverse("reception:guest", args=[hall.key]), Client()
    shown = client.get(page)
    assert all(line in shown.text for line in privacy_notice().lines)
    make.holder("dukcapil", "head", "Pak Kadis Rahasia")
    assert "Pak Kadis Rahasia" not in client.get(page).text
    assert client.post(page, form(name="")).status_code == 422
    for _twice in range(2):
        assert client.post(page, form(name="Dewi Lestari"), follow=True).status_code == 200
    guest = Guest.objects.get()
    assert guest.received_at is None
    desk = enter(make.holder("dukcapil", "receptionist", "Siti"))
    own = reverse("reception:desk_guest", args=[hall.key, guest.pk])
    assert "Dewi Lestari" in desk.get(own).text
    desk.post(own, form(name="Dewi Lestari", people=3, token="kunci-di-meja-ini"))
    received = Guest.objects.get()
    assert received.received_at is not None
    assert received.people == 3


def test_an_alarm_is_shown_explained_and_counted_for_everyone(hall: Hall) -> None:
    now = timezone.now()
    siti = actor_of(make.holder("dukcapil", "receptionist", "Siti"), now)
    check_in_desk(hall, by=siti, at=now - timedelta(hours=4))
    check_out_desk(hall, by=siti, at=now - timedelta(hours=3))
    alarms.watch(now=now)
    found = EmptyDesk.objects.select_related("obligation").first()
    if found is None:  # shortly after midnight no hour of this day has passed
        return
    head, sekda = make.holder("dukcapil", "head", "Pak Kadis"), make.holder("setda", "secretary", "Bu Sekda")
    detail = reverse("reception:detail", args=[found.ref])
    client = enter(head)
    assert "Meja penerima kosong" in client.get(detail).text
    explain = reverse("reception:act", args=[found.ref, "explain"])
    assert client.post(explain, {"explain-text": "Petugas sakit, pengganti di jalan."}).status_code == 302
    assert client.post(explain, {"explain-text": ""}).status_code == 422
    assert enter(make.holder("pupr", "staff")).get(detail).status_code == 404
    DayOfDesk.objects.create(hall=hall, day=now.date(), open=1000, sat=800)
    board = enter(sekda).get(reverse("reception:board")).text
    assert "80%" in board
    assert found.ref in board
    everyone = Client().get(reverse("reception:receptions")).text
    assert "80%" in everyone
    assert "belum punya resepsi" in everyone
    assert found.ref not in everyone


def test_the_list_of_receptions_costs_the_same_for_one_and_many(
    hall: Hall, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    page = reverse("reception:receptions")
    Client().get(page)
    for key in ("pupr", "dinkes", "disdik"):
        make.hall(at_office=key)
    with django_assert_max_num_queries(12):
        assert Client().get(page).status_code == 200
