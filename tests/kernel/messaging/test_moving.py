"""When one door does not bring a message, the next one is tried, and nobody is told twice who heard it once."""

import json
from datetime import timedelta

import pytest
from pytest_django import Settings

from balairung.kernel.messaging import gateways, stopping
from balairung.kernel.messaging.chasing import NOT_THERE, UNHEARD, chase
from balairung.kernel.messaging.conditions import ENOUGH, conditions
from balairung.kernel.messaging.delivery import SHORT, deliver
from balairung.kernel.messaging.doors.door import Reading, Told
from balairung.kernel.messaging.models import Echo, Gateway, Notice
from balairung.kernel.messaging.moving import said_of
from balairung.kernel.messaging.reads import followed, reached
from balairung.kernel.messaging.receiving import receive
from tests.kernel.messaging.odd_channels import Drawer, Shelf
from tests.kernel.messaging.shelves import ABOUT, open_shelves, owe, rows
from tests.make import START

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
BY_SMS = (("sms", "+6281"),)


@pytest.fixture(autouse=True)
def _shelves(settings: Settings) -> None:
    open_shelves(settings)


def tell(key: str, outcome: str, *, at: int = 1, problem: str = "") -> None:
    """The vendor says what became of it, so many minutes after it was sent."""
    number = Notice.objects.get(key=key).provider_ref
    told = Told(number, outcome, START + at * MINUTE, problem)
    receive("whatsapp", Reading(told=[told]), at=START + at * MINUTE)


# --- the next door -------------------------------------------------------------------------------------------------


def test_an_address_that_does_not_exist_is_reached_by_the_next_door_at_once() -> None:
    key = owe("hilang", then=(*BY_SMS, ("email", "warga@contoh.id")))
    assert deliver(now=START) == 1
    assert rows(key) == [("", "whatsapp", "failed", "no such address hilang"), (">sms", "sms", "sent", "")]
    assert [message.to for message in Drawer.taken] == ["+6281"]
    assert json.loads(Notice.objects.get(key=f"{key}>sms").then) == [["email", "warga@contoh.id"]]
    assert reached(ABOUT, key) is True


def test_where_no_door_is_left_it_has_failed() -> None:
    key = owe("hilang")
    deliver(now=START)
    assert rows(key) == [("", "whatsapp", "failed", "no such address hilang")]
    assert reached(ABOUT, key) is False


def test_patience_is_short_where_another_door_is_left() -> None:
    key, now = owe("sibuk", then=BY_SMS), START
    for pause in (timedelta(), *SHORT):
        now += pause
        assert [row[0] for row in rows(key)] == [""]
        deliver(now=now)
    assert rows(key) == [("", "whatsapp", "failed", "busy …"), (">sms", "sms", "sent", "")]
    assert len(Drawer.taken) == 1


def test_a_door_that_was_shut_is_passed_by() -> None:
    key, alone = owe(then=BY_SMS), owe()
    gateways.connect("whatsapp", {}, at=START, opened=False)
    deliver(now=START)
    assert rows(key) == [("", "whatsapp", "failed", "shut"), (">sms", "sms", "sent", "")]
    assert rows(alone) == [("", "whatsapp", "waiting", "shut")], "it may be opened again"


def test_whoever_said_stop_is_not_written_to_by_the_next_door() -> None:
    key = owe("hilang", then=BY_SMS)
    stopping.stop(stopping.mark_of("+6281"), at=START)
    deliver(now=START)
    assert rows(key)[1] == (">sms", "sms", "failed", "stopped")
    assert Drawer.taken == []


def test_what_a_vendor_repeats_of_an_address_is_not_kept() -> None:
    assert said_of(OSError("no route to +62 812-3456-7890 (a@contoh.id)")) == "no route to … …"
    assert said_of(ConnectionRefusedError("to 10.0.0.1")) == "ConnectionRefusedError"
    assert said_of(ZeroDivisionError("1/0")) == "ZeroDivisionError"


# --- what was handed over and lost -----------------------------------------------------------------------------------


def test_a_gateway_that_says_yes_and_loses_the_message_is_found() -> None:
    key, alone = owe(then=BY_SMS), owe()
    deliver(now=START)
    assert chase(now=START + UNHEARD - MINUTE) == 0
    assert chase(now=START + UNHEARD) == 2
    deliver(now=START + UNHEARD)
    assert rows(key) == [("", "whatsapp", "failed", "unheard"), (">sms", "sms", "sent", "")]
    assert rows(alone) == [("", "whatsapp", "failed", "unheard")]
    assert chase(now=START + 10 * UNHEARD) == 0, "this gateway gives no receipts"
    assert [len(Shelf.taken), len(Drawer.taken)] == [2, 1]


def test_silence_means_nothing_where_the_vendor_never_told_of_a_message() -> None:
    """Nobody wired the receipts: everybody would get everything twice."""
    Gateway.objects.update(told_at=None)
    gateways.forget()
    key = owe(then=BY_SMS)
    deliver(now=START)
    tell(key, "sent")
    assert chase(now=START + 2 * NOT_THERE) == 0
    assert Gateway.objects.get(pk="whatsapp").told_at is None, "that it left says nothing of arriving"
    tell(key, "delivered")
    assert Gateway.objects.get(pk="whatsapp").told_at == START + MINUTE
    gateways.forget()
    lost = owe(then=BY_SMS)
    deliver(now=START)
    assert chase(now=START + UNHEARD) == 1
    assert rows(lost)[0] == ("", "whatsapp", "failed", "unheard")


def test_another_account_has_to_tell_anew() -> None:
    gateways.connect("whatsapp", {"token": "benar", "nama": "uji"}, at=START)
    assert Gateway.objects.get(pk="whatsapp").told_at == START, "shut and opened again"
    gateways.connect("whatsapp", {"token": "lain", "nama": "uji"}, at=START)
    assert Gateway.objects.get(pk="whatsapp").told_at is None


def test_what_fails_by_the_vendors_own_word_needs_no_earlier_one() -> None:
    Gateway.objects.update(told_at=None)
    key = owe(then=BY_SMS)
    deliver(now=START)
    tell(key, "failed", problem="131026")
    assert chase(now=START + MINUTE) == 1


def test_the_page_says_which_door_could_tell_and_never_did() -> None:
    Gateway.objects.update(told_at=None)
    gateways.forget()
    for _one in range(ENOUGH - 1):
        owe(channel="whatsapp"), owe(channel="sms")
    deliver(now=START)
    assert not [one for one in conditions(START) if one.silent]
    owe(), owe(channel="sms")
    deliver(now=START)
    assert [one.channel for one in conditions(START) if one.silent] == ["whatsapp"], "the other cannot tell"
    tell(Notice.objects.filter(channel="whatsapp").latest("id").key, "read")
    assert not [one for one in conditions(START) if one.silent]


def test_what_the_vendor_calls_failed_goes_on() -> None:
    key = owe(then=BY_SMS)
    deliver(now=START)
    tell(key, "failed", problem="131026")
    assert chase(now=START + MINUTE) == 1
    assert rows(key) == [("", "whatsapp", "failed", "131026"), (">sms", "sms", "waiting", "")]


def test_a_telephone_that_is_off_gets_hours() -> None:
    key, alone = owe(then=BY_SMS), owe()
    deliver(now=START)
    tell(key, "sent")
    tell(alone, "sent")
    assert chase(now=START + NOT_THERE) == 0
    assert chase(now=START + NOT_THERE + MINUTE) == 1
    assert rows(alone) == [("", "whatsapp", "sent", "")], "no other door: it is with the vendor"


@pytest.mark.parametrize(
    "words", [("delivered",), ("sent", "delivered", "read"), ("read",), ("delivered", "failed", "sent")]
)
def test_what_arrived_is_left_alone(words: tuple[str, ...]) -> None:
    key = owe(then=BY_SMS)
    deliver(now=START)
    for minute, word in enumerate(words):
        tell(key, word, at=minute + 1)
    assert chase(now=START + 10 * NOT_THERE) == 0
    found = Notice.objects.get(key=key)
    assert found.delivered_at is not None
    assert (found.read_at is not None) == ("read" in words)


def test_a_late_word_of_arrival_calls_back_what_was_not_sent_yet() -> None:
    key = owe(then=BY_SMS)
    deliver(now=START)
    chase(now=START + UNHEARD)
    tell(key, "delivered", at=20)
    assert deliver(now=START + 21 * MINUTE) == 0
    assert rows(key) == [("", "whatsapp", "sent", ""), (">sms", "sms", "failed", "arrived")]
    assert reached(ABOUT, key) is True


def test_a_late_word_of_arrival_ends_the_chase_of_what_was_sent_since(settings: Settings) -> None:
    """WhatsApp was slow, and the next door is one that also says nothing: there is no third message."""
    settings.CHANNELS = {**settings.CHANNELS, "sms": settings.CHANNELS["whatsapp"]}
    gateways.forget()
    key = owe(then=(("sms", "+6281"), ("email", "warga@contoh.id")))
    deliver(now=START)
    chase(now=START + UNHEARD)
    deliver(now=START + UNHEARD)
    tell(key, "delivered", at=16)
    assert chase(now=START + 10 * UNHEARD) == 0
    assert [row[0] for row in rows(key)] == ["", ">sms"]


def test_a_word_that_comes_before_its_number_is_written_down_is_kept() -> None:
    key = owe(then=BY_SMS)
    number = f"no-{Notice.objects.get(key=key).pk}"
    told = [Told(number, "delivered", START), Told("of-somebody-else", "sent", START)]
    receive("whatsapp", Reading(told=told), at=START)
    deliver(now=START)
    chase(now=START + MINUTE)
    assert Notice.objects.get(key=key).delivered_at == START
    assert list(Echo.objects.values_list("provider_ref", flat=True)) == ["of-somebody-else"]


def test_word_of_a_message_that_is_none_of_ours_changes_nothing() -> None:
    receive("whatsapp", Reading(told=[Told("", "failed", START), Told("x" * 400, "unknown-word", START)]), at=START)
    assert chase(now=START) == 0


# --- what people see -------------------------------------------------------------------------------------------------


def test_beside_the_case_each_door_of_a_message_is_told() -> None:
    key = owe("hilang", then=BY_SMS)
    deliver(now=START)
    [message] = followed(ABOUT)
    assert [(one.channel, one.state, one.label) for one in message.attempts] == [
        ("whatsapp", "failed", "tidak sampai"),
        ("sms", "sent", "dikirim"),
    ]
    assert (message.outside, message.last.word) == (True, "SMS")
    assert key
