"""What a display shows of a hall, and to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Office
from balairung.rooms.reception.models import Hall, Screen
from balairung.rooms.reception.queue import calling, setup
from balairung.rooms.reception.screens.snapshot import snapshot
from tests import make

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def hall() -> Hall:
    make.regency()
    return make.hall("KTP-el", "Akta", counters=3)


def screen(hall: Hall, *labels: str) -> Screen:
    counters = [make.counter(hall, label) for label in labels]
    secret = setup.make_screen(hall, kind="display", name="Layar", counters=counters, by=SYSTEM, at=make.START)
    found = setup.screen_of(secret)
    assert found
    return found


def test_the_latest_call_stands_first_and_each_counter_says_what_it_does(hall: Hall) -> None:
    clerks = {label: make.clerk(hall, label) for label in "12"}
    for _person in range(3):
        make.number(hall)
    for place, label in enumerate("12"):
        calling.call_next(make.counter(hall, label), by=clerks[label], at=make.START + place * MINUTE)
    shown = snapshot(hall, at=make.START + 5 * MINUTE)
    assert [(call.label, call.counter) for call in shown.calls] == [("A-002", "2"), ("A-001", "1")]
    assert [(desk.label, desk.ticket, desk.state) for desk in shown.desks] == [
        ("1", "A-001", "called"), ("2", "A-002", "called"), ("3", "", "empty"),
    ]  # fmt: skip
    assert [(line.prefix, line.people) for line in shown.waiting] == [("A", 1)]
    assert (shown.people, shown.closed, shown.desks[0].serves) == (1, "", ("KTP-el", "Akta"))


def test_a_recall_is_a_call_of_its_own(hall: Hall) -> None:
    siti, one = make.clerk(hall), make.counter(hall)
    make.number(hall)
    ticket = calling.call_next(one, by=siti, at=make.START)
    assert ticket
    before = snapshot(hall, at=make.START).calls[0]
    calling.recall(ticket, by=siti, at=make.START + MINUTE)
    again = snapshot(hall, at=make.START + MINUTE).calls[0]
    assert (before.label, before.words) == (again.label, again.words)
    assert before.key != again.key


def test_a_screen_of_some_counters_shows_those(hall: Hall) -> None:
    clerks = {label: make.clerk(hall, label) for label in "12"}
    for label in "12":
        make.number(hall)
        calling.call_next(make.counter(hall, label), by=clerks[label], at=make.START)
    shown = snapshot(screen(hall, "2", "3"), at=make.START)
    assert [call.counter for call in shown.calls] == ["2"]
    assert [desk.label for desk in shown.desks] == ["2", "3"]


def test_what_was_called_on_another_day_is_over(hall: Hall) -> None:
    siti = make.clerk(hall)
    make.number(hall)
    calling.call_next(make.counter(hall), by=siti, at=make.START)
    assert snapshot(hall, at=make.START + timedelta(days=1)).calls == ()


def test_a_closed_hall_says_when_it_opens_unless_somebody_is_still_served(hall: Hall) -> None:
    evening = make.START.replace(hour=20)
    assert "Buka lagi Selasa, 3 Maret 2026" in snapshot(hall, at=evening).closed
    siti = make.clerk(hall)
    make.number(hall)
    calling.call_next(make.counter(hall), by=siti, at=make.START)
    assert snapshot(hall, at=evening).closed == ""


def test_fifty_counters_cost_as_many_queries_as_three(hall: Hall) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            snapshot(hall, at=make.START)
        return len(queries)

    snapshot(hall, at=make.START)
    few = asked()
    lines = list(hall.lines.all())
    for place in range(4, 51):
        setup.add_counter(hall, label=str(place), lines=lines, by=SYSTEM, at=make.START)
    assert asked() == few


def test_the_page_and_what_it_asks_for(client: Client, hall: Hall) -> None:
    Office.objects.update(calendar="24-hour")
    hall.refresh_from_db()
    secret = setup.make_screen(hall, kind="display", name="Layar", by=SYSTEM, at=make.START)
    siti, now = make.clerk(hall, at=timezone.now()), timezone.now()
    make.number(hall, at=now)
    calling.call_next(make.counter(hall), by=siti, at=now)
    page = client.get(reverse("reception:display", args=[secret]))
    assert page["Cache-Control"].count("no-store")
    assert all(words in page.text for words in (hall.name, "A-001", "Loket", 'http-equiv="refresh"'))
    told = client.get(reverse("reception:display_content", args=[secret])).json()
    assert told["calls"][0]["words"] == "Nomor A, nol nol satu, silakan ke loket satu."
    assert "A-001" in told["page"]
    assert abs(told["now"] - now.timestamp() * 1000) < 60_000


def test_the_device_says_that_it_is_there(client: Client, hall: Hall) -> None:
    secret = setup.make_screen(hall, kind="display", name="Layar", by=SYSTEM, at=make.START)
    address = reverse("reception:display_seen", args=[secret])
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 204
    found = setup.screen_of(secret)
    assert found
    assert found.seen_at


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("page", ["display", "display_stream", "display_content"])
def test_only_the_secret_of_a_standing_display_opens_it(client: Client, hall: Hall, page: str) -> None:
    display = setup.make_screen(hall, kind="display", name="Layar", by=SYSTEM, at=make.START)
    kiosk = setup.make_screen(hall, kind="kiosk", name="Kios", by=SYSTEM, at=make.START)
    answers = [client.get(reverse(f"reception:{page}", args=[secret])) for secret in (display, kiosk, "tebakan")]
    assert [answer.status_code for answer in answers] == [200, 404, 404]
    for answer in answers:
        answer.close()
    setup.revoke_screen(Screen.objects.get(kind="display"), by=SYSTEM, at=make.START)
    assert client.get(reverse(f"reception:{page}", args=[display])).status_code == 404
