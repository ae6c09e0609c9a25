"""A display's stream: whole, woken by a beat, given up in order, never more than the process can carry."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.messaging import live
from balairung.kernel.messaging.live import Exchange, Listener
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Office
from balairung.rooms.reception.models import Hall, Screen
from balairung.rooms.reception.queue import calling, setup
from balairung.rooms.reception.screens.streaming import listen
from tests import make


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    made = Exchange()
    yield made
    made.stop()


def open_hall() -> Hall:
    make.regency()
    Office.objects.update(calendar="24-hour")
    return make.hall("KTP-el", at=timezone.now())


def display(hall: Hall, *labels: str) -> Screen:
    counters = [make.counter(hall, label) for label in labels]
    secret = setup.make_screen(hall, kind="display", name="Layar", counters=counters, by=SYSTEM, at=timezone.now())
    found = setup.screen_of(secret)
    assert found
    return found


def heard(events: Listener | None) -> dict[str, list[str]]:
    """The next event, its fields with their values."""
    assert events
    found: dict[str, list[str]] = {}
    for line in next(events).decode().splitlines():
        name, _colon, value = line.partition(": ")
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.django_db(transaction=True)
def test_each_beat_brings_the_whole_hall_to_each_display(exchange: Exchange) -> None:
    hall = open_hall()
    clerk, now = make.clerk(hall, at=timezone.now()), timezone.now()
    both, second = listen(exchange, display(hall)), listen(exchange, display(hall, "2"))
    first = heard(both)
    assert (first["retry"], first["event"]) == (["2000"], ["detak"])
    assert abs(int(first["data"][0]) - now.timestamp() * 1000) < 60_000
    assert json.loads(heard(both)["data"][0])["calls"] == []
    make.number(hall, at=timezone.now())
    heard(both)
    calling.call_next(make.counter(hall), by=clerk, at=timezone.now())
    told = heard(both)
    assert int(told["id"][0]) == Hall.objects.get().beat
    assert "A-001" in json.loads(told["data"][0])["page"]
    heard(second)
    assert json.loads(heard(second)["data"][0])["calls"] == []  # somebody else's counter


@pytest.mark.django_db(transaction=True)
def test_a_process_that_ends_ends_its_streams(exchange: Exchange) -> None:
    hall = open_hall()
    events = listen(exchange, display(hall))
    heard(events)
    heard(events)
    exchange.stop()
    assert events
    with pytest.raises(StopIteration):
        next(events)
    assert listen(exchange, display(hall)) is None


@pytest.mark.django_db(transaction=True)
def test_a_sign_of_life_comes_when_nothing_changes(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "ALIVE", 0.01)
    events = listen(exchange, display(open_hall()))
    heard(events)
    told = [heard(events) for _event in range(100)]
    assert sum("id" in event for event in told) == 1
    assert sum(event.get("event") == ["detak"] for event in told) == 99


@pytest.mark.django_db(transaction=True)
def test_who_cannot_be_told_the_truth_is_told_nothing(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "ALIVE", 0.01)
    monkeypatch.setattr(live, "LOST", -1.0)
    events = listen(exchange, display(open_hall()))
    heard(events)
    assert events
    with pytest.raises(StopIteration):
        next(events)


@pytest.mark.django_db
def test_no_more_streams_than_there_is_room_for(exchange: Exchange, settings: Settings) -> None:
    settings.STREAMS = 2
    screen = display(open_hall())
    kept = [listen(exchange, screen) for _display in range(3)]
    assert [bool(events) for events in kept] == [True, True, False]
    assert kept[0]
    kept[0].close()
    kept[0].close()
    assert listen(exchange, screen)
    assert not listen(exchange, screen)


@pytest.mark.django_db(transaction=True)
def test_the_answer_of_the_stream(client: Client, settings: Settings) -> None:
    hall = open_hall()
    secret = setup.make_screen(hall, kind="display", name="Layar", by=SYSTEM, at=timezone.now())
    address = reverse("reception:display_stream", args=[secret])
    answer = client.get(address)
    assert answer.streaming
    assert answer["Content-Type"] == "text/event-stream; charset=utf-8"
    assert (answer["Cache-Control"], answer["X-Accel-Buffering"]) == ("no-store", "no")
    answer.close()
    settings.STREAMS = 0
    full = client.get(address)
    assert (full.status_code, full["Retry-After"]) == (503, "30")


@pytest.mark.django_db
def test_a_hall_that_cannot_be_drawn_keeps_no_other_dark(exchange: Exchange, caplog: pytest.LogCaptureFixture) -> None:
    hall = open_hall()
    other = make.hall("Akta", at_office="dinkes", at=timezone.now())
    screens = display(hall), display(other)
    listening = [listen(exchange, screen) for screen in screens]
    Hall.objects.filter(pk=hall.pk).update(hours={"0": "rusak", **{str(day): [["8", "x"]] for day in range(7)}})
    live.look(exchange.watched())
    assert [bool(events and events._channel.content) for events in listening] == [False, True]
    assert str(hall.pk) in caplog.text
