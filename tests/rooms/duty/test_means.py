"""Each way to answer a call, over real HTTP both ways: a button, a code by SMS, a key of the telephone, the link."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.messaging.listening import listen
from balairung.kernel.messaging.models import Conversation, Notice
from balairung.kernel.people.models import Person
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.duty import drills, rules
from balairung.rooms.duty.models import Call
from balairung.rooms.duty.summoning import summon
from tests import make
from tests.doors.sms import SmsVendor
from tests.doors.voice import VoiceVendor
from tests.doors.whatsapp import WhatsAppVendor
from tests.rooms.duty.trays import prove

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "+6281299990001"
CHAT = NUMBER.lstrip("+")


@dataclass
class Line:
    """The three vendors, and the official whom all of them reach."""

    whatsapp: WhatsAppVendor
    sms: SmsVendor
    voice: VoiceVendor
    camat: Person


@pytest.fixture
def line(live_server: LiveServer, settings: Settings) -> Iterator[Line]:
    settings.BASE_URL = live_server.url
    make.regency()
    camat = make.holder("kecamatan-357703", "head", "Pak Camat")
    with ExitStack() as stack:
        made = Line(
            stack.enter_context(WhatsAppVendor()), stack.enter_context(SmsVendor()),
            stack.enter_context(VoiceVendor()), camat,
        )  # fmt: skip
        accounts = {"whatsapp": made.whatsapp.account, "sms": made.sms.account, "voice": made.voice.account}
        hooks = {name: gateways.connect(name, account, at=make.START).hook for name, account in accounts.items()}
        for name, vendor in {"whatsapp": made.whatsapp, "sms": made.sms, "voice": made.voice}.items():
            vendor.hook = f"{live_server.url}/pintu/{name}/{hooks[name]}/"
        made.whatsapp.receipts = False
        prove(camat, "whatsapp", NUMBER)
        prove(camat, "sms", NUMBER)
        Notice.objects.all().delete()
        yield made


def needed(line: Line, *, steps: int) -> Call:
    """The secretary needs the camat now, and as many steps of the ladder have been taken."""
    sekda = make.officer("setda", "secretary", "Bu Sekda")
    call = summon(make.post("kecamatan-357703", "head"), words="Banjir di Taman", by=sekda, at=timezone.now())
    now = timezone.now()
    for step in rules.ladder()[:steps]:
        drills.run(now=now)
        deliver(now=now)
        now += step.waits + timedelta(seconds=1)
    return call


def answered(call: Call, line: Line) -> tuple[str, str]:
    """The state of the call and by which means, once the worker read what came; nothing of it became a report."""
    listen(now=timezone.now() + timedelta(seconds=1))
    call.refresh_from_db()
    assert call.answered_by == line.camat
    assert not Complaint.objects.exists()
    assert not Conversation.objects.handed().exists()
    assert not Conversation.objects.exclude(channel="whatsapp").exclude(state="").exists()
    return call.state, call.means


def test_the_button_of_a_chat(line: Line) -> None:
    line.whatsapp.say("Selamat pagi", by=CHAT)  # the day's window is open, so buttons may be sent
    listen(now=timezone.now())
    before = Conversation.objects.get().state
    call = needed(line, steps=1)
    said = line.whatsapp.shown[-1]
    assert "Bu Sekda memerlukan Anda sekarang: Banjir di Taman." in said.text
    [(key, label)] = said.choices
    assert label == "Siap"
    assert line.whatsapp.press(key, by=CHAT) == 200
    assert answered(call, line) == ("reached", "button")
    assert Conversation.objects.get().state == before, "the menu heard nothing of it"
    deliver(now=timezone.now() + timedelta(seconds=2))
    assert line.whatsapp.said[-1].startswith("Terima kasih, jawaban Anda tercatat")
    assert line.whatsapp.press(key, by=CHAT) == 200
    assert answered(call, line) == ("reached", "button")


def test_the_code_by_sms(line: Line) -> None:
    call = needed(line, steps=2)
    [text] = line.sms.said
    [code] = re.findall(r"SIAP (\d{4})", text)
    assert line.sms.say("SIAP 0000" if code != "0000" else "SIAP 0001", by=NUMBER) == 200
    listen(now=timezone.now() + timedelta(seconds=1))
    deliver(now=timezone.now() + timedelta(seconds=1))
    assert line.sms.said[-1].startswith("Kodenya belum cocok.")
    assert line.sms.say(f"siap {code}.", by=NUMBER) == 200
    assert line.sms.say(f"siap {code}.", by=NUMBER) == 200
    assert answered(call, line) == ("reached", "code")


def test_the_key_of_a_telephone(line: Line) -> None:
    call = needed(line, steps=3)
    assert line.voice.last.to == NUMBER
    line.voice.ring()
    line.voice.pick_up()
    [aloud] = line.voice.last.heard
    assert aloud == "Bu Sekda memerlukan Anda sekarang: Banjir di Taman. Tekan 1: Siap."
    assert line.voice.key("5") == 200
    assert line.voice.key("1") == 200
    assert line.voice.last.heard[-1] == "Terima kasih. Jawaban Anda sudah kami terima."
    line.voice.end()
    assert answered(call, line) == ("reached", "key")
    assert Notice.objects.filter(channel="voice").count() == 1, "nobody is called to be thanked"


def test_the_link_of_a_message(line: Line, client: Client) -> None:
    call = needed(line, steps=1)
    [page] = re.findall(r"https?://[^/\s]+(/siaga/jawab/\S+/)", line.whatsapp.said[-1])
    assert client.get(page).status_code == 200
    call.refresh_from_db()
    assert call.answered_at is None, "who previews a link answers nothing"
    assert client.post(page).status_code in {200, 302}
    assert answered(call, line) == ("reached", "link")


def test_who_writes_something_else_reaches_the_menu(line: Line) -> None:
    call = needed(line, steps=2)
    line.sms.say("Lampu jalan di depan kantor camat mati sejak kemarin", by=NUMBER)
    listen(now=timezone.now() + timedelta(seconds=1))
    call.refresh_from_db()
    assert call.answered_at is None
    assert Conversation.objects.get(channel="sms").state != ""
