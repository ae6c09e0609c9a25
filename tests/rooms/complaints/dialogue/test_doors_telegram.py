"""A report by Telegram, over real HTTP: called by it, or looked for by a server without a public address."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from balairung.kernel.messaging import gateways
from balairung.kernel.people.actors import actor_of
from balairung.kernel.people.models import Person
from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.doors.telegram import TelegramVendor
from tests.rooms.complaints.dialogue.at_the_door import answered, inbox, work

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "Lampu jalan di depan balai desa mati sudah seminggu, gelap sekali kalau malam"
BUDI = "700000002"


@pytest.fixture(params=["called", "looking"])
def phone(request: pytest.FixtureRequest, live_server: LiveServer) -> Iterator[TelegramVendor]:
    make.regency()
    with TelegramVendor() as vendor:
        secret = {"secret": vendor.secret} if request.param == "called" else {}
        row = gateways.connect("telegram", vendor.account | secret, at=timezone.now())
        address = f"{live_server.url}/pintu/telegram/{row.hook}/"
        gateways.door_class("telegram")(vendor.account | secret).announce(address)
        yield vendor


@pytest.fixture
def rahma(phone: TelegramVendor) -> Person:
    return make.holder("setda", "coordinator", "Rahma")


def file_by_chat(phone: TelegramVendor) -> Complaint:
    """A greeting, words, the place as a pin, a photograph, the last button."""
    phone.say("/start")
    work()
    phone.say(WORDS)
    work()
    phone.send_place(-7.6298, 111.5239)
    work()
    phone.send_photo(make.PNG)
    work()
    phone.press("send:named")
    work()
    return Complaint.objects.get()


def test_a_report_by_chat_reaches_the_list_and_its_answer_the_chat(phone: TelegramVendor, rahma: Person) -> None:
    siti = make.officer("pupr", "liaison", "Siti")
    made = file_by_chat(phone)
    assert made.channel == "telegram"
    assert made.ref in phone.said[-1]
    assert made.ref in inbox(rahma)
    assert not phone.pressed  # no button waits for its acknowledgement
    assert not phone.updates[1:]  # nothing waits to be fetched but the last, which the next look confirms
    before = len(phone.said)
    answered(made, "Kami ganti besok.", clerk=actor_of(rahma, timezone.now()), officer=siti)
    work()
    assert any("Kami ganti besok." in text for text in phone.said[before:])


def test_two_people_at_once_are_two_conversations(phone: TelegramVendor, rahma: Person) -> None:
    phone.say(WORDS)
    phone.say("Sampah menumpuk di pasar sudah tiga hari tidak diangkut", by=BUDI)
    phone.say("status", by=BUDI)
    work()
    to_budi = [one.text for one in phone.shown if one.ours and one.address == BUDI]
    to_siti = [one.text for one in phone.shown if one.ours and one.address != BUDI]
    assert len(to_budi) == 2
    assert len(to_siti) == 1


def test_groups_and_blocks_disturb_nothing(phone: TelegramVendor, rahma: Person) -> None:
    group = phone.message(text="Halo semua") | {"chat": {"id": -100123, "type": "supergroup", "title": "RT 02"}}
    phone.deliver(message=group)
    phone.say("Halo")
    phone.blocked.add("700000001")
    work()
    assert not phone.said
