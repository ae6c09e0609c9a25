"""Not too fast, not too often, not too long, not out of order."""

import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.messaging.claiming import OFTEN, SPAN, claim
from balairung.kernel.messaging.delivery import PATIENCE, deliver
from balairung.kernel.messaging.doors.wire import parts, units
from balairung.kernel.messaging.listening import Say, reply
from balairung.kernel.messaging.models import Notice
from balairung.kernel.messaging.pace import Pace
from tests import make
from tests.kernel.messaging.odd_channels import Drawer, Shelf
from tests.kernel.messaging.shelves import conversation, open_shelves, owe, rows
from tests.make import START

MINUTE = timedelta(minutes=1)


@pytest.fixture
def shelves(settings: Settings, db: None) -> None:
    open_shelves(settings)


# --- a message is cut where words end --------------------------------------------------------------------------------


@given(st.text(alphabet=st.sampled_from("ab c\nd 🙂é"), max_size=300), st.integers(4, 40))
def test_parts_hold_all_words_in_their_order_and_fit(text: str, longest: int) -> None:
    found = parts(text, longest)
    assert all(units(part) <= longest for part in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_words_stay_whole_where_they_can() -> None:
    assert parts("satu dua tiga empat", 9) == ["satu dua", "tiga", "empat"]
    assert parts("a" * 20, 8) == ["a" * 8, "a" * 8, "a" * 4]


@pytest.mark.usefixtures("shelves")
def test_a_long_message_leaves_in_parts_and_the_last_has_the_buttons() -> None:
    talk = conversation()
    reply(talk, [Say("kata " * 30, choices=[("ya", "Ya"), ("tidak", "Tidak")])], key="a", at=START, answers="id-1")
    deliver(now=START)
    assert all(len(message.body) <= 60 for message in Shelf.taken)
    assert " ".join(message.body for message in Shelf.taken).split() == ["kata"] * 30
    assert [bool(message.choices) for message in Shelf.taken] == [False, False, True]
    first = Notice.objects.get()
    assert [message.number for message in Shelf.taken] == [f"{first.pk}", f"{first.pk}-2", f"{first.pk}-3"]
    assert (first.parts, Shelf.taken[0].answers) == (3, "id-1")
    assert Shelf.taken[0].open_until == START + timedelta(hours=24)


@pytest.mark.usefixtures("shelves")
def test_parts_that_arrived_are_not_sent_again() -> None:
    Shelf.holds = 2
    reply(conversation(), [Say("kata " * 30)], key="a", at=START)
    deliver(now=START)
    assert Notice.objects.get().parts == 2
    Shelf.holds = 1000
    deliver(now=START + PATIENCE[0])
    assert [message.number[36:] for message in Shelf.taken] == ["", "-2", "-3"]


# --- order -----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("shelves")
def test_replies_leave_in_the_order_in_which_they_were_written() -> None:
    talks = [conversation(f"warga{number}") for number in range(12)]
    for turn in range(10):
        for talk in talks:
            reply(talk, [Say(f"{turn}a"), Say(f"{turn}b")], key=f"{talk.pk}:{turn}", at=START + turn * MINUTE)
    assert deliver(now=START + 10 * MINUTE) == 240
    for talk in talks:
        said = [message.body for message in Shelf.taken if message.to == talk.address]
        assert said == [f"{turn}{letter}" for turn in range(10) for letter in "ab"]


@pytest.mark.usefixtures("shelves")
def test_what_is_put_off_holds_back_what_was_said_after_it_and_nobody_else() -> None:
    talk, other = conversation("sibuk"), conversation("warga")
    for turn in range(3):
        reply(talk, [Say(f"{turn}")], key=f"sibuk:{turn}", at=START)
        reply(other, [Say(f"{turn}")], key=f"warga:{turn}", at=START)
    for _again in range(3):
        deliver(now=START)
    tried = dict(Notice.objects.filter(conversation=talk).values_list("key", "attempts"))
    assert tried == {"sibuk:0:0": 1, "sibuk:1:0": 0, "sibuk:2:0": 0}
    assert [message.body for message in Shelf.taken] == ["0", "1", "2"]


@pytest.mark.usefixtures("shelves")
def test_replies_go_before_notices() -> None:
    for _each in range(120):
        owe()
    reply(conversation(), [Say("halo")], key="a", at=START + MINUTE)
    keys, _more = claim(START + MINUTE)
    assert Notice.objects.get(key="a:0").pk == keys[0]


# --- measure ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("shelves")
def test_many_for_one_citizen_are_one_message() -> None:
    for number in range(5):
        owe("warga", body=f"kabar {number}", subject=f"S{number}", channel="sms")
    assert deliver(now=START) == 5
    [message] = Drawer.taken
    assert message.subject == "5 kabar untuk Anda"
    assert [word for word in message.body.split() if word in "01234"] == list("01234")
    assert message.body.endswith("Ketik STOP untuk berhenti.")
    assert "/kabar/" not in message.body
    assert sorted(Notice.objects.values_list("parts", flat=True)) == [0, 0, 0, 0, 1]


@pytest.mark.usefixtures("shelves")
def test_one_address_gets_so_many_messages_and_the_rest_is_one() -> None:
    for number in range(OFTEN):
        owe("warga", body=f"{number}", channel="sms")
        deliver(now=START + number * MINUTE)
    for number in range(3):
        owe("warga", body=f"lebih {number}", channel="sms")
        assert deliver(now=START + (OFTEN + number) * MINUTE) == 0
    assert len(Drawer.taken) == OFTEN
    assert deliver(now=START + SPAN) == 3, "ten minutes after the first one"
    assert len(Drawer.taken) == OFTEN + 1
    assert deliver(now=START + 10 * SPAN) == 0


@pytest.mark.usefixtures("shelves")
def test_codes_and_replies_are_not_measured() -> None:
    talk = conversation()
    for number in range(OFTEN + 3):
        reply(talk, [Say(f"{number}")], key=f"{number}", at=START)
        notify(Recipient.address("sms", "0812"), subject="Kode", body="123456", key=f"kode:{number}", at=START)
    assert deliver(now=START) == 2 * (OFTEN + 3)
    assert len(Shelf.taken) == len(Drawer.taken) == OFTEN + 3
    assert "STOP" not in Shelf.taken[0].body, "whoever is talking is not told how to stop"


@pytest.mark.usefixtures("shelves")
def test_what_has_buttons_goes_alone() -> None:
    first, second = owe("warga"), owe("warga")
    Notice.objects.filter(key=second).update(choices=[["ya", "Ya"]])
    assert deliver(now=START) == 2
    assert Counter(len(message.choices) for message in Shelf.taken) == {0: 1, 1: 1}
    assert rows(first)[0][2] == "sent"


@pytest.mark.usefixtures("shelves")
def test_duties_of_an_officer_are_bundled_as_ever() -> None:
    siti = make.person("Siti")
    for number in range(3):
        to = Recipient.person(siti)
        notify(
            to,
            subject="Satu",
            body=f"P-{number}",
            key=f"p{number}",
            at=START,
            about=("complaints", "x"),
            bundle="inbox",
        )
    assert deliver(now=START) == 3
    assert Notice.objects.filter(parts=1).count() == 1


def test_a_door_is_asked_at_its_pace() -> None:
    pace, begun = Pace(), time.monotonic()
    for _each in range(60):
        assert pace.turn("pintu", 100)
    assert time.monotonic() - begun < 0.5, "a second's worth at once after a rest"
    for _each in range(60):
        pace.turn("pintu", 100)
    assert time.monotonic() - begun >= 0.15
    assert pace.turn("lain", 1)
    assert pace.turn("pintu", 0)


def test_what_is_not_its_turn_before_the_end_does_not_wait() -> None:
    pace = Pace()
    for _each in range(2):
        pace.turn("pintu", 1)
    begun = time.monotonic()
    assert not pace.turn("pintu", 1, end=begun + 0.3)
    assert time.monotonic() - begun < 0.2


@pytest.mark.usefixtures("shelves")
def test_a_hundred_messages_take_as_many_statements_as_two() -> None:
    def count(many: int) -> int:
        for _each in range(many):
            owe()
        with CaptureQueriesContext(connection) as queries:
            assert deliver(now=START) == many
        return len(queries)

    make.regency()
    few = count(2)
    assert count(90) <= few + 6  # what is done at another moment is written down at another moment


@pytest.mark.usefixtures("shelves")
def test_a_slow_door_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A telephone takes one call a second: hundreds of calls that are owed let every other message go out."""
    monkeypatch.setattr(Shelf, "able", replace(Shelf.able, a_second=2))
    for number in range(250):
        owe(f"lambat{number}")
    for number in range(20):
        owe(f"cepat{number}", channel="sms")
    begun = time.monotonic()
    deliver(now=START)
    assert time.monotonic() - begun < 5
    assert len(Drawer.taken) == 20
    assert 2 <= len(Shelf.taken) <= 8
    assert Notice.objects.filter(outcome="waiting", try_at__lte=START).count() == 250 - len(Shelf.taken)
