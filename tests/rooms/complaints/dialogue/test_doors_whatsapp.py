"""A report by WhatsApp, over real HTTP both ways: it lies in the officers' list, its answer comes back the same way."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Evidence
from balairung.kernel.people.actors import Actor, actor_of
from balairung.kernel.people.models import Person
from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.doors.whatsapp import CITIZEN, WhatsAppVendor
from tests.rooms.complaints.dialogue.at_the_door import answered, inbox, work

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "Jalan di depan pasar berlubang besar sudah sebulan, banyak pengendara motor jatuh"


@pytest.fixture
def phone(live_server: LiveServer) -> Iterator[WhatsAppVendor]:
    make.regency()
    with WhatsAppVendor() as vendor:
        row = gateways.connect("whatsapp", vendor.account, at=timezone.now())
        vendor.hook = f"{live_server.url}/pintu/whatsapp/{row.hook}/"
        vendor.receipts = False
        yield vendor


@pytest.fixture
def rahma(phone: WhatsAppVendor) -> Person:
    return make.holder("setda", "coordinator", "Rahma")


@pytest.fixture
def siti(phone: WhatsAppVendor) -> Actor:
    return make.officer("pupr", "liaison", "Siti")


def file_by_chat(phone: WhatsAppVendor) -> Complaint:
    """Words, the place as a pin, a photograph, and the last button: at most four messages of ours."""
    phone.say(WORDS)
    work()
    phone.send_place(-7.6298, 111.5239)
    work()
    phone.send_photo(make.PNG)
    work()
    phone.press("send:named")
    work()
    return Complaint.objects.get()


def test_a_report_by_chat_reaches_the_list_and_its_answer_the_chat(
    phone: WhatsAppVendor, rahma: Person, siti: Actor
) -> None:
    made = file_by_chat(phone)
    assert made.channel == "whatsapp"
    assert made.text.startswith("Jalan di depan pasar")
    assert Evidence.objects.filter(event__obligation=made.obligation).count() == 1
    assert len(phone.said) <= 4
    assert made.ref in phone.said[-1]
    assert made.ref in inbox(rahma)
    before = len(phone.said)
    answered(made, "Kami tambal hari Kamis.", clerk=actor_of(rahma, timezone.now()), officer=siti)
    work()
    assert any("Kami tambal hari Kamis." in text for text in phone.said[before:])
    assert all(one.address == CITIZEN for one in phone.shown)


def test_word_of_arrival_is_kept_with_the_message(phone: WhatsAppVendor, rahma: Person) -> None:
    made = file_by_chat(phone)
    assert phone.tell(phone.shown[-1].number, "read") == 200
    work()
    kept = Notice.objects.get(provider_ref=phone.shown[-1].number)
    assert made.ref in kept.body
    assert kept.read_at


def test_what_meta_delivers_twice_is_filed_once(phone: WhatsAppVendor, rahma: Person) -> None:
    file_by_chat(phone)
    said = len(phone.said)
    assert {phone.post(body) for body in list(phone.kept)} == {200}
    work()
    assert Complaint.objects.count() == 1
    assert len(phone.said) == said


def test_a_bad_day_at_meta_delays_and_repeats_nothing(phone: WhatsAppVendor) -> None:
    phone.misbehave("500")
    phone.say("Halo")
    work()
    assert not phone.said
    Notice.objects.filter(outcome="waiting").update(try_at=timezone.now())
    work()
    assert len(phone.said) == 1


def test_stop_and_start_are_heard(phone: WhatsAppVendor, rahma: Person, siti: Actor) -> None:
    made = file_by_chat(phone)
    phone.say("STOP")
    work()
    before = len(phone.said)
    answered(made, "Kami tambal hari Kamis.", clerk=actor_of(rahma, timezone.now()), officer=siti)
    work()
    assert len(phone.said) == before
    phone.say("MULAI")
    work()
    assert len(phone.said) == before + 1
