"""Calls against a server that speaks Twilio's published format: what is read aloud, and which key is pressed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from balairung.ground.common.errors import Refused
from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.messaging.chasing import chase
from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.messaging.doors.door import Forged, Outgoing, Undeliverable
from balairung.kernel.messaging.doors.speech import spoken
from balairung.kernel.messaging.doors.voice import LONGEST, Voice
from balairung.kernel.messaging.listening import listen
from balairung.kernel.messaging.models import Arrival, Conversation, Notice
from balairung.kernel.messaging.reads import followed
from tests import make
from tests.doors.voice import OFFICER, VoiceVendor

READY = [("siap:rahasia-123", "Saya siap"), ("tidak:rahasia-123", "Saya berhalangan")]


@pytest.fixture
def vendor() -> Iterator[VoiceVendor]:
    with VoiceVendor() as server:
        yield server


@pytest.fixture
def line(live_server: LiveServer, settings: Settings) -> Iterator[VoiceVendor]:
    """The vendor knows where the house is, and nobody typed that address."""
    settings.BASE_URL = live_server.url
    settings.LISTENERS = ["tests.kernel.messaging.dialogues.ready", "tests.kernel.messaging.dialogues.echo"]
    with VoiceVendor() as server:
        row = gateways.connect("voice", server.account, at=make.START)
        server.hook = f"{live_server.url}/pintu/voice/{row.hook}/"
        yield server


def message(body: str = "Latihan siaga", to: str = OFFICER, choices: list[tuple[str, str]] | None = None) -> Outgoing:
    return Outgoing("0190-uji", to, "Perihal", body, choices=choices or [])


def door(vendor: VoiceVendor, **more: str) -> Voice:
    return Voice(vendor.account | {"callback": "https://kab.contoh.id/pintu/voice/x/"} | more)


# --- out -----------------------------------------------------------------------------------------------------------


def test_a_call_is_asked_for_as_published(vendor: VoiceVendor) -> None:
    sid = door(vendor).send(message("Latihan siaga & uji <coba>. Kode 4821", "081200000001", READY))
    [asked] = vendor.calls
    assert (asked.method, asked.path) == ("POST", "/2010-04-01/Accounts/AC0000/Calls.json")
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    ringing = vendor.rung[sid]
    assert (ringing.to, ringing.events) == (OFFICER, ["initiated", "answered", "completed"])
    assert ringing.callback == "https://kab.contoh.id/pintu/voice/x/"
    root = ElementTree.fromstring(ringing.script)
    gather = root.find("Gather")
    assert gather is not None
    assert gather.attrib | {"action": ""} == {
        "numDigits": "1", "timeout": "8", "finishOnKey": "", "method": "POST", "action": "",
    }  # fmt: skip
    say = gather.find("Say")
    assert say is not None
    assert say.attrib == {"language": "id-ID", "voice": "Google.id-ID-Standard-A", "loop": "2"}
    assert say.text == ("Latihan siaga & uji coba . Kode 4 8 2 1. Tekan 1: Saya siap. Tekan 2: Saya berhalangan."), (
        "what is no word is not read, digits one by one"
    )
    assert [one.tag for one in root] == ["Gather", "Say"], "who presses nothing is told so"


def test_without_keys_it_is_only_read(vendor: VoiceVendor) -> None:
    door(vendor, voice="gcloud.id-ID-Standard-A").send(message("Kode Anda: 482193."))
    root = ElementTree.fromstring(vendor.last.script)
    [say] = root
    assert (say.text, say.get("loop"), say.get("voice")) == ("Kode Anda: 4 8 2 1 9 3.", "2", "gcloud.id-ID-Standard-A")


def test_the_vendor_says_what_cannot_be(vendor: VoiceVendor) -> None:
    vendor.strangers = {OFFICER}
    with pytest.raises(Undeliverable, match="21211"):
        door(vendor).send(message())
    vendor.strangers = set()
    with pytest.raises(OSError, match="401"):
        door(vendor, password="salah").send(message())
    with pytest.raises(OSError, match="21210"):
        door(vendor, sender="+62210000001").send(message())
    for day in ("429", "500", "hang"):
        vendor.misbehave(day)
        with pytest.raises(OSError, match=r"."):
            door(vendor).send(message())
    assert not vendor.rung


@pytest.mark.parametrize(
    ("to", "body"),
    [("112", "Isi"), ("+14155550100", "Isi"), ("camat@contoh.id", "Isi"), ("", "Isi"), (OFFICER, " 🙏 ")],
)
def test_what_is_no_number_or_cannot_be_read_is_not_called(vendor: VoiceVendor, to: str, body: str) -> None:
    with pytest.raises(Undeliverable):
        door(vendor).send(message(body, to))
    assert vendor.calls == []


def test_what_would_not_fit_into_a_call_is_not_begun(vendor: VoiceVendor) -> None:
    with pytest.raises(Undeliverable):
        door(vendor).send(message("Isi", choices=[("x" * 600, "Tekan")] * 9))
    door(vendor).send(message("kata " * 1000, choices=READY))
    assert len(vendor.last.script) < 4000


def test_the_account_is_tried_without_calling_anybody(vendor: VoiceVendor) -> None:
    assert door(vendor).check() == "Pemkab Contoh"
    assert door(vendor, url=vendor.url + "/").check() == "Pemkab Contoh"
    with pytest.raises(OSError, match="tidak mengenal"):
        door(vendor, password="salah").check()
    assert not vendor.rung


@pytest.mark.parametrize("wrong", [{"sender": "PEMKAB"}, {"pace": "cepat"}, {"pace": "0"}, {"pace": "nan"}])
def test_an_account_that_cannot_call_is_not_kept(wrong: dict[str, str]) -> None:
    with pytest.raises(Refused):
        Voice.completed({"sender": "+62210000009"} | wrong)


def test_how_fast_it_calls_is_what_the_account_allows() -> None:
    assert Voice({}).able.a_second == 1.0
    assert Voice({"pace": "2,5"}).able.a_second == 2.5
    assert not Voice.able.talks


# --- words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "aloud"),
    [
        ("Kode 48213", "Kode 4 8 2 1 3"),
        ("Balas dengan kode *4821*.", "Balas dengan kode 4 8 2 1 ."),
        ("Pukul 07.30, 12 November 2026", "Pukul 07.30, 12 November 2026"),
        ("Rp 150.000 untuk 25 orang", "Rp 150.000 untuk 25 orang"),
        ("kode 2026 dan tahun 2026", "kode 2 0 2 6 dan tahun 2026"),
        ("Jawab di https://kab.contoh.id/siaga/x/ atau balas", "Jawab di atau balas"),
        ("Satu\n\nDua — “tiga” 😀", "Satu Dua tiga"),
        ("A\x00\x0bB", "A B"),
        ("", ""),
    ],
)
def test_text_as_it_is_read_aloud(text: str, aloud: str) -> None:
    assert spoken(text, LONGEST) == aloud


def test_no_reading_is_without_end() -> None:
    assert len(spoken("9" * 5000, LONGEST)) <= LONGEST


# --- in ------------------------------------------------------------------------------------------------------------


def owe(vendor: VoiceVendor, *, at: str = OFFICER) -> Notice:
    """One call that rings."""
    person = make.person("Camat Uji")
    notify(
        Recipient("voice", at, person), subject="Siaga", body="Latihan siaga", key="uji", at=make.START,
        about=("duty", "S-1"), choices=READY,
    )  # fmt: skip
    deliver(now=make.START)
    return Notice.objects.get(key="uji")


@pytest.mark.django_db(transaction=True)
def test_a_key_is_heard_once_with_what_it_meant_and_is_thanked_for_in_the_call(line: VoiceVendor) -> None:
    notice = owe(line)
    assert [line.ring(), line.pick_up(), line.key("1")] == [200, 200, 200]
    assert line.last.heard == [
        "Latihan siaga. Tekan 1: Saya siap. Tekan 2: Saya berhalangan.",
        "Terima kasih. Jawaban Anda sudah kami terima.",
    ]
    assert line.replay() == 200
    [arrival] = Arrival.objects.all()
    heard = json.loads(arrival.body)
    assert (heard["choice"], heard["text"], heard["address"]) == ("siap:rahasia-123", "1", OFFICER)
    assert heard["answers"] == notice.provider_ref == line.last.sid
    assert line.end() == 200
    notice.refresh_from_db()
    assert notice.delivered_at
    assert notice.read_at
    assert followed(("duty", "S-1"))[0].last.state == "read"


@pytest.mark.django_db(transaction=True)
def test_a_key_opens_no_conversation_and_nobody_is_called_back(line: VoiceVendor, settings: Settings) -> None:
    settings.LISTENERS = ["tests.kernel.messaging.dialogues.still", "tests.kernel.messaging.dialogues.echo"]
    owe(line)
    line.pick_up()
    line.key("1")
    assert listen(now=timezone.now()) == 1
    assert Conversation.objects.get().state == "", "whom no room waited for is no conversation"
    settings.LISTENERS = ["tests.kernel.messaging.dialogues.ready", "tests.kernel.messaging.dialogues.echo"]
    line.pick_up()
    line.key("2")
    listen(now=timezone.now())
    assert Notice.objects.count() == 1, "nothing is said but in the call"
    assert not Conversation.objects.handed().exists()


@pytest.mark.django_db(transaction=True)
def test_another_key_is_asked_for_again(line: VoiceVendor) -> None:
    owe(line)
    line.pick_up()
    for wrong in ("7", "*", "#"):
        assert line.key(wrong) == 200
        assert line.last.heard[-1] == "Tombol itu tidak dipakai. Tekan 1 atau 2."
    assert not Arrival.objects.exists()
    line.key("2")
    assert json.loads(Arrival.objects.get().body)["choice"] == "tidak:rahasia-123"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("busy", "sedang dipakai"),
        ("no-answer", "tidak diangkat"),
        ("failed", "tidak tersambung"),
        ("canceled", "dibatalkan"),
    ],
)
def test_a_call_that_nobody_took_has_failed(line: VoiceVendor, status: str, words: str) -> None:
    notice = owe(line)
    line.ring()
    assert line.end(status=status) == 200
    notice.refresh_from_db()
    assert (notice.delivered_at, notice.problem) == (None, status)
    chase(now=make.START.replace(year=2099))
    last = followed(("duty", "S-1"))[0].last
    assert last.state == "failed"
    assert words in last.problem


@pytest.mark.django_db(transaction=True)
def test_whoever_calls_back_hears_that_nobody_is_there(line: VoiceVendor) -> None:
    assert line.call_back().startswith("Nomor ini hanya untuk panggilan otomatis.")
    assert not Arrival.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_forger_is_not_heard(line: VoiceVendor) -> None:
    owe(line)
    line.pick_up()
    line.password = "tebakan"
    assert line.key("1") == 403
    line.password = VoiceVendor.password
    assert line.key("1") == 200
    assert line.replay(b"&Digits=2") == 403
    url, body, headers = line.kept
    line.kept = (url.replace("siap", "palsu"), body, headers)
    assert line.replay() == 403, "what the key means is signed as well"
    line.kept = (url, body, {"Content-Type": headers["Content-Type"]})
    assert line.replay() == 403
    assert Arrival.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_behind_another_host_the_address_that_is_called_is_the_signed_one(
    line: VoiceVendor, settings: Settings
) -> None:
    settings.BASE_URL = "https://kab.contoh.id"
    line.call_back()
    assert line.replay() == 403
    gateways.connect("voice", line.account, at=make.START)  # which names where it calls
    assert line.replay() == 200


@pytest.mark.django_db(transaction=True)
def test_the_header_of_signalwire_and_its_own_signing_key_count_too(line: VoiceVendor) -> None:
    line.header, line.password = "X-SignalWire-Signature", "kunci-lain"
    gateways.connect("voice", line.account | {"password": VoiceVendor.password, "secret": "kunci-lain"}, at=make.START)
    assert line.call_back()


def test_what_a_vendor_would_not_send_breaks_nothing() -> None:
    with pytest.raises(Forged):
        Voice({}).read(RequestFactory().post("/pintu/voice/x/", {"CallSid": "CA1", "Digits": "1"}))
    with pytest.raises(Forged):
        Voice({"password": "x"}).greet(RequestFactory().get("/pintu/voice/x/"))
