"""A report by SMS, over real HTTP and over SMPP: filed by a few texts, answered by a text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.doors import gsm, smpp
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import actor_of
from balairung.kernel.people.models import Person
from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.doors.smpp import Smsc
from tests.doors.sms import CITIZEN, SmsVendor
from tests.rooms.complaints.dialogue.at_the_door import answered, inbox, work

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "Lampu jalan di depan balai desa mati sudah seminggu, gelap sekali kalau malam"


@pytest.fixture(params=["twilio", "vonage", "kannel", "lain"])
def phone(request: pytest.FixtureRequest, live_server: LiveServer, settings: Settings) -> Iterator[SmsVendor]:
    make.regency()
    settings.BASE_URL = live_server.url
    with SmsVendor(kind=request.param) as vendor:
        row = gateways.connect("sms", vendor.account, at=timezone.now())
        vendor.hook = f"{live_server.url}/pintu/sms/{row.hook}/"
        gateways.connect("sms", vendor.account, at=timezone.now())
        yield vendor


@pytest.fixture
def rahma(phone: SmsVendor) -> Person:
    return make.holder("setda", "coordinator", "Rahma")


def test_a_report_by_sms_reaches_the_list_and_its_answer_the_telephone(phone: SmsVendor, rahma: Person) -> None:
    siti = make.officer("pupr", "liaison", "Siti")
    for text in (WORDS, "Sogaten", "lewati", "1"):
        phone.say(text)
        work()
    made = Complaint.objects.get()
    assert made.channel == "sms"
    assert made.ref in phone.said[-1]
    assert made.ref in inbox(rahma)
    answered(made, "Kami ganti besok.", clerk=actor_of(rahma, timezone.now()), officer=siti)
    work()
    assert any("Kami ganti besok." in text for text in phone.said)
    assert all(gsm.coding(text) == "gsm" for text in phone.said), "no text costs twice for a dash"
    last = [bubble for bubble in phone.shown if bubble.ours][-1]
    phone.tell(last.number, "delivered")
    together = Notice.objects.filter(provider_ref=last.number)
    assert all(notice.delivered_at for notice in together)
    assert len(together) >= 1


def test_a_report_by_smpp_reaches_the_list_too() -> None:
    make.regency()
    rahma = make.holder("setda", "coordinator", "Rahma")
    with Smsc() as centre:
        gateways.connect("sms", centre.account, at=timezone.now())
        work()
        for text in (WORDS, "Sogaten", "lewati", "1"):
            centre.deliver(gsm.encode(text, "gsm"))
            for _each in range(5):
                work()
        made = Complaint.objects.get()
        said = "".join(gsm.decode(one.octets[6:] if one.esm else one.octets) for one in centre.taken)
        assert made.ref in said
        assert {one.to for one in centre.taken} == {CITIZEN.lstrip("+")}
        assert made.ref in inbox(rahma)
        for one in list(smpp._sessions.values()):
            one.close()
        smpp._sessions.clear()
