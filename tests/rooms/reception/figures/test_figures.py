"""The pages of figures: added up from counted days, small numbers hidden from everyone, nothing scanned."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.people.models import Person
from balairung.rooms.reception.figures.reading import Period, hall_figures
from balairung.rooms.reception.models import DayOfDesk, DayOfLine, Hall, Line
from balairung.rooms.reception.queue.hours import day_of
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(settings: Settings) -> Hall:
    make.regency()
    settings.SECOND_FACTOR = "offered"
    return make.hall(name="Ruang Dukcapil")


def counted(line: Line, ago: int, taken: int, minutes: int) -> DayOfLine:
    """So many numbers of one day, all of which waited so many minutes."""
    hours = [0] * 24
    hours[9] = taken
    return DayOfLine.objects.create(
        hall=line.hall, line=line, day=day_of(timezone.now()) - timedelta(days=ago), taken=taken, served=taken,
        called=taken, waited=taken * minutes * 60, worked=taken * 300, waits={str(minutes): taken},
        misses={"2": taken}, hours=hours,
    )  # fmt: skip


def enter(who: Person) -> Client:
    client = Client()
    client.force_login(make.account(who))
    return client


def test_days_are_added_up_by_line_and_period(hall: Hall) -> None:
    counted(make.line(hall), 1, 10, 5)
    counted(make.line(hall), 2, 20, 30)
    counted(make.line(hall, "B"), 2, 4, 60)
    counted(make.line(hall), 40, 99, 99)  # before the period
    found = hall_figures(hall, Period.ending(timezone.now()))
    [booth] = found.booths
    assert [(row.line.prefix, row.tally.taken, row.tally.median) for row in booth.lines] == [
        ("A", 30, 30),
        ("B", 4, None),
    ]
    assert (booth.tally.taken, found.tally.median, found.tally.most, found.tally.missed_by) == (34, 30, 60, 2)
    assert found.week.hours == [9]


def test_everyone_sees_no_small_numbers_and_the_officer_does(hall: Hall) -> None:
    counted(make.line(hall), 1, 3, 47)
    DayOfDesk.objects.create(hall=hall, day=day_of(timezone.now()), open=1000, sat=999, guests=7)
    client = enter(make.holder("dukcapil", "staff"))
    inside = client.get(reverse("reception:figures", args=[hall.key])).text
    outside = Client().get(reverse("reception:public_figures", args=[hall.key])).text
    assert "&lt;5" in outside
    assert "&lt;5" not in inside
    assert "47" not in outside.partition("<main")[2]  # above it stands a random token
    assert ">99<" in outside  # a hundred is whole
    table = client.get(reverse("reception:figures_csv", args=[hall.key]))
    lines = table.getvalue().decode().splitlines()
    assert lines[1].endswith(",A,KTP-el,3,3,0,0,0,0,0,,,,,")


def test_a_wrong_period_is_a_sentence_and_the_usual_one_is_shown(hall: Hall) -> None:
    page = reverse("reception:public_figures", args=[hall.key])
    for asked in ({"dari": "2026-05-01", "sampai": "2026-04-01"}, {"dari": "2020-01-01"}, {"dari": "kemarin"}):
        assert Client().get(page, asked).status_code == 422


def test_a_year_costs_as_many_queries_as_a_day_and_none_of_tickets(hall: Hall) -> None:
    counted(make.line(hall), 1, 10, 5)
    page = reverse("reception:public_figures", args=[hall.key])
    with CaptureQueriesContext(connection) as one:
        Client().get(page)
    for ago in range(2, 25):
        counted(make.line(hall), ago, 10, 5)
        counted(make.line(hall, "B"), ago, 10, 5)
    with CaptureQueriesContext(connection) as many:
        Client().get(page)
    assert len(many) <= len(one)
    assert not any("reception_ticket" in query["sql"] for query in many.captured_queries)
