"""Doors that are looked at: once at a time, nothing lost, nobody held up."""

import threading
import time
from datetime import timedelta

import pytest
from pytest_django import Settings

from balairung.kernel.messaging import gateways, polling
from balairung.kernel.messaging.models import Arrival, Gateway
from balairung.kernel.messaging.polling import LEASE, poll
from tests.kernel.messaging.odd_channels import Shelf
from tests.kernel.messaging.shelves import heard, open_shelves
from tests.make import START

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _shelves(settings: Settings) -> None:
    polling.forget()
    open_shelves(settings, opened=("whatsapp",))


def test_what_came_is_kept_once_and_the_next_look_begins_after_it() -> None:
    Shelf.there += [heard(1), heard(2)]
    assert [poll(now=START), poll(now=START + SECOND)] == [2, 0]
    Shelf.there.append(heard(3))
    assert poll(now=START + 2 * SECOND) == 1
    assert Gateway.objects.get(pk="whatsapp").cursor == "3"
    assert Arrival.objects.count() == 3


def test_one_worker_looks_at_a_time_and_another_takes_over_by_the_clock() -> None:
    Shelf.there.append(heard(1))
    Gateway.objects.update(lease_until=START + LEASE)
    assert poll(now=START) == 0
    assert poll(now=START + LEASE) == 1
    assert Gateway.objects.get(pk="whatsapp").lease_until == START + 2 * LEASE


def test_a_door_that_fails_rests_and_says_so_and_is_well_again() -> None:
    gateways.connect("whatsapp", {"nama": "mati"}, at=START + SECOND)
    assert poll(now=START) == 0
    assert Gateway.objects.get(pk="whatsapp").problem == "connection refused"
    gateways.connect("whatsapp", {"nama": "hidup"}, at=START + 2 * SECOND)
    Gateway.objects.update(problem="connection refused")
    Shelf.there.append(heard(1))
    assert poll(now=START + SECOND) == 0, "it rests"
    polling.forget()
    assert poll(now=START + 2 * LEASE) == 1
    assert Gateway.objects.get(pk="whatsapp").problem == ""


def test_a_vendor_that_is_slow_holds_nobody_up(settings: Settings) -> None:
    settings.CHANNELS = {**settings.CHANNELS, "whatsapp": "tests.kernel.messaging.odd_channels.Slow"}
    gateways.forget()
    from tests.kernel.messaging.odd_channels import Slow

    Slow.go = threading.Event()
    Shelf.there.append(heard(1))
    begun = time.monotonic()
    assert poll(now=START, patience=0.05) == poll(now=START + SECOND, patience=0.05) == 0
    assert time.monotonic() - begun < 2
    assert Slow.looks == 1, "nobody is sent after the first"
    Slow.go.set()
    for second in range(100):
        if poll(now=START + second * SECOND, patience=0.05):
            break
        time.sleep(0.02)
    assert Arrival.objects.count() == 1
