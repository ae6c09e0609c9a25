"""Which telephones of ours may be called, and how a number is proved by a call."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.messaging.contacts import (
    ask_code,
    confirm_code,
    contacts_of,
    doors_of,
    doors_of_all,
    numbers_of,
    numbers_of_all,
    put_first,
)
from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.messaging.models import Contact, Notice
from balairung.kernel.people.models import Person
from tests import make
from tests.doors.voice import VoiceVendor
from tests.kernel.messaging.shelves import CHANNELS, open_shelves
from tests.make import START

pytestmark = pytest.mark.django_db

LANDLINE, SMS, CHAT = "+62333424172", "+6281234567890", "+6281234567891"


@pytest.fixture(autouse=True)
def vendor(settings: Settings) -> Iterator[VoiceVendor]:
    open_shelves(settings)
    settings.CHANNELS = {**CHANNELS, "voice": "balairung.kernel.messaging.doors.voice.Voice"}
    settings.SECOND_FACTOR = "offered"
    with VoiceVendor() as server:
        gateways.connect("voice", server.account, at=START)
        yield server


def proved(person: Person, channel: str, address: str) -> Contact:
    ask_code(channel, address, person, at=START)
    code = re.findall(r"\b\d{6}\b", Notice.objects.order_by("-id")[0].body)[0]
    return confirm_code(channel, address, code, person, at=START)


def test_proved_numbers_may_be_called_in_their_own_order() -> None:
    camat = make.person("Camat")
    assert numbers_of(camat) == ()
    sms = proved(camat, "sms", SMS)
    proved(camat, "whatsapp", CHAT)
    proved(camat, "email", "camat@contoh.id")
    ask_code("sms", "+6281234567892", camat, at=START)
    assert numbers_of(camat) == (SMS, CHAT), "no mail, and nothing that nobody proved"
    put_first(Contact.objects.get(address_hash__gt="", channel="whatsapp"))
    assert numbers_of(camat) == (CHAT, SMS)
    proved(camat, "whatsapp", SMS)
    assert numbers_of(camat) == (CHAT, SMS), "the same number once"
    proved(camat, "voice", LANDLINE)
    assert numbers_of(camat) == (LANDLINE, CHAT, SMS), "what was proved by a call first"
    sms.delete()
    gateways.connect("voice", {}, at=START, opened=False)
    assert numbers_of(camat) == ()


def test_no_notice_of_a_duty_calls_anybody(vendor: VoiceVendor) -> None:
    camat = make.person("Camat")
    proved(camat, "voice", LANDLINE)
    assert doors_of(camat) == (("email", camat.email),)
    notify(Recipient.person(camat), subject="Tugas", body="P-1", key="tugas", at=START, about=("complaints", "P-1"))
    assert Notice.objects.get(key="tugas").channel == "email"
    [listed] = contacts_of(camat)
    assert (listed.aside, listed.word, listed.address) == (True, "Telepon", "(0333) 424172")


def test_many_are_asked_in_one_query_and_nobody_in_none(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    people = [make.person(f"Orang {number}") for number in range(5)]
    proved(people[3], "sms", SMS)
    gateways.doors()
    with django_assert_num_queries(1):
        assert [len(one) for one in numbers_of_all(people).values()] == [0, 0, 0, 1, 0]
    with django_assert_num_queries(0):
        assert not numbers_of_all([])
        assert not doors_of_all([])


def test_a_number_is_proved_by_a_call_that_reads_its_code_twice(client: Client, vendor: VoiceVendor) -> None:
    make.regency()
    siti = make.holder("pupr", "staff", "Siti")
    client.force_login(make.account(siti))
    page = reverse("own_contacts:contacts")
    assert client.post(page, {"channel": "voice", "address": "+1 415 555 0132"}).status_code == 422
    asked = client.post(page, {"channel": "voice", "address": "(0333) 424172"})
    prove = asked.headers["Location"]
    assert "Kami menelepon (0333) 424172 dan membacakan enam angka" in client.get(prove).content.decode()
    deliver(now=Notice.objects.get().written_at)
    assert vendor.last.to == LANDLINE
    said = re.findall(r">([^<]+)</Say>", vendor.last.script)
    [digits] = re.findall(r"Kode Anda: ((?:\d ){5}\d)\.", " ".join(said))
    assert 'loop="2"' in vendor.last.script
    assert client.post(prove, {"code": digits}).status_code == 302
    assert numbers_of(siti) == (LANDLINE,)
    shown = client.get(page).content.decode()
    assert "hanya untuk panggilan siaga" in shown
    assert "Dahulukan" not in shown
