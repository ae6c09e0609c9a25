"""Short messages against servers that speak the gateways' published formats, and an SMSC of our own."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.test import RequestFactory
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from balairung.ground.common.errors import Refused
from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.messaging.doors.door import Forged, Outgoing, Reading, Undeliverable
from balairung.kernel.messaging.doors.sms import Sms
from balairung.kernel.messaging.doors.sms_gateways import PRESETS, filled, format_of, found
from balairung.kernel.messaging.models import Arrival, Conversation, Notice
from tests import make
from tests.doors.sms import CITIZEN, SmsVendor

KINDS = ["twilio", "vonage", "zenziva", "kannel", "lain"]
HEARING = [kind for kind in KINDS if kind != "zenziva"]


@pytest.fixture(params=KINDS)
def vendor(request: pytest.FixtureRequest) -> Iterator[SmsVendor]:
    with SmsVendor(kind=request.param) as server:
        yield server


@pytest.fixture(params=HEARING)
def line(request: pytest.FixtureRequest, live_server: LiveServer, settings: Settings) -> Iterator[SmsVendor]:
    """The gateway knows where the house is, and the house where the gateway calls."""
    settings.BASE_URL = live_server.url
    with SmsVendor(kind=request.param) as server:
        row = gateways.connect("sms", server.account, at=make.START)
        server.hook = f"{live_server.url}/pintu/sms/{row.hook}/"
        gateways.connect("sms", server.account, at=make.START)
        yield server


def message(body: str = "Isi", to: str = CITIZEN) -> Outgoing:
    return Outgoing("0190-uji", to, "Perihal", body)


# --- out -----------------------------------------------------------------------------------------------------------


def test_each_gateway_takes_a_message(vendor: SmsVendor) -> None:
    door = Sms(vendor.account)
    text = "Laporan “P-1” – selesai & beres 100% {password}"
    assert door.send(message(text))
    assert vendor.said == ['Laporan "P-1" - selesai & beres 100% {password}'], "a name in the text is no placeholder"
    assert vendor.shown[0].address == CITIZEN
    door.send(message("Terima kasih 🙏"))
    assert vendor.said[1] == "Terima kasih 🙏"


def test_each_gateway_says_what_cannot_be(vendor: SmsVendor) -> None:
    vendor.strangers = {CITIZEN}
    wrong = OSError if vendor.kind in {"zenziva", "lain"} else Undeliverable
    with pytest.raises(wrong):
        Sms(vendor.account).send(message())
    with pytest.raises(OSError, match=r"."):
        Sms(vendor.account | {"password": "salah"}).send(message())
    for day in ("429", "500", "hang"):
        vendor.misbehave(day)
        with pytest.raises(OSError, match=r"."):
            Sms(vendor.account).send(message())
    assert vendor.said == []


@pytest.mark.parametrize(("to", "body"), [("1708", "Isi"), ("warga@contoh.id", "Isi"), ("", "Isi"), (CITIZEN, " ")])
def test_what_is_no_number_or_no_text_is_not_sent(to: str, body: str) -> None:
    with SmsVendor() as server, pytest.raises(Undeliverable):
        Sms(server.account).send(message(body, to))
    assert server.calls == []


def test_a_gateway_that_is_not_there_names_no_secret() -> None:
    with SmsVendor(kind="kannel") as server:
        account = server.account
    with pytest.raises(OSError, match=r".") as failed:
        Sms(account).send(message())
    assert server.password not in str(failed.value)


def test_the_account_is_tried_without_writing_to_anybody(vendor: SmsVendor) -> None:
    names = {"twilio": "Pemkab Contoh", "vonage": "10.28", "zenziva": "150000"}
    assert Sms(vendor.account).check() == names.get(vendor.kind, "127.0.0.1")
    assert vendor.shown == []
    if vendor.kind in names:
        with pytest.raises(OSError, match="tidak mengenal"):
            Sms(vendor.account | {"password": "salah"}).check()


def test_a_form_of_ones_own() -> None:
    own = {
        "carries": "json", "body": {"pesan": [{"ke": "{local}", "isi": "{text}"}]}, "status": "hasil.0.kode",
        "taken": "00", "number": "hasil.0.id",
    }  # fmt: skip
    made = format_of("lain", "http://127.0.0.1:1/x", json.dumps(own))
    values = {"local": "0812", "text": "{local}"}
    assert filled(made.body, values) == {"pesan": [{"ke": "0812", "isi": "{local}"}]}
    assert found({"hasil": [{"kode": "00", "id": 7}]}, made.number) == "7"
    assert found({"hasil": []}, made.number) == found("x", "a.b") == ""
    for wrong in ('{"tidakada": 1}', "bukan json"):
        with pytest.raises(ValueError, match=r"."):
            format_of("lain", "", wrong)
    with pytest.raises(ValueError, match=r"."):
        format_of("entah")


@pytest.mark.parametrize("wrong", [{"gateway": "entah"}, {"gateway": ""}, {"gateway": "lain", "format": "{"}])
def test_an_account_that_nobody_could_speak_is_not_kept(wrong: dict[str, str]) -> None:
    with pytest.raises(Refused, match="twilio"):
        Sms.completed({"user": "x"} | wrong)
    assert Sms.completed({"gateway": "smpp", "url": "smpp://10.0.0.5"})


def test_a_door_that_hears_nothing_says_so() -> None:
    assert not Sms({"gateway": "zenziva", "secret": "x"}).able.receipts
    assert not Sms({"gateway": "twilio"}).able.receipts
    assert Sms({"gateway": "twilio", "secret": "x"}).able.receipts
    assert set(PRESETS) == set(KINDS)


# --- in ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_each_gateway_is_heard_once(line: SmsVendor) -> None:
    assert line.say("Jalan rusak di depan pasar 😀 & parah = banjir") == 200
    assert line.replay() == 200
    assert line.say("Jalan rusak di depan pasar 😀 & parah = banjir") == 200, "the same words again are another message"
    assert Arrival.objects.count() == 2
    assert Conversation.objects.get().address == CITIZEN
    heard = json.loads(Arrival.objects.order_by("id").first().body)  # type: ignore[union-attr]
    assert heard["text"] == "Jalan rusak di depan pasar 😀 & parah = banjir"
    assert not heard["automatic"]


@pytest.mark.django_db(transaction=True)
def test_a_forger_is_not_heard(line: SmsVendor) -> None:
    line.secret = "tebakan"
    assert line.say("Palsu") == 403
    line.secret = SmsVendor.secret
    line.say("Asli")
    if line.kind != "kannel":
        assert line.replay(b" ") in {200, 403}
    assert Arrival.objects.count() == 1
    if line.kind in {"twilio", "lain"}:
        line.kept.append((line.kept[-1][0] + "?from=%2B6281200000002&text=x&id=9", *line.kept[-1][1:]))
        line.replay()
        assert Conversation.objects.count() == 1, "what stands in the address is signed, or not believed"


@pytest.mark.django_db(transaction=True)
def test_what_became_of_a_message_is_told(line: SmsVendor) -> None:
    for place in range(2):
        to = Recipient.address("sms", CITIZEN)
        notify(to, subject="Perihal", body=f"Isi {place}", key=f"uji:{place}", at=make.START)
    assert deliver(now=make.START) == 2
    first, second = [bubble.number for bubble in line.shown if bubble.ours]
    assert line.tell(first, "delivered") == line.tell(first, "delivered") == line.tell(second, "failed") == 200
    rows = {row.provider_ref: row for row in Notice.objects.all()}
    assert rows[first].delivered_at is not None
    assert rows[second].delivered_at is None
    assert rows[second].problem
    assert line.tell("tidak-ada", "delivered") == 200


@pytest.mark.django_db
def test_without_a_secret_nobody_is_heard() -> None:
    request = RequestFactory().post("/", {"From": CITIZEN, "Body": "Isi", "MessageSid": "1"})
    for kind in KINDS:
        with pytest.raises(Forged):
            Sms({"gateway": kind, "secret": ""}).read(request)


@pytest.mark.parametrize("sender", ["TELKOMSEL", "1708", "+62-1", "\x00", "٠٨١٢٣٤٥٦٧٨٩"])
def test_a_service_that_writes_is_never_answered(sender: str) -> None:
    reading = kannel({"from": sender, "text": "Pulsa Anda habis"})
    assert all(heard.automatic for heard in reading.heard)


@pytest.mark.parametrize(
    "text", ["😀😀😀", "\u202eajar\u202c", "\x00\x00", "", "a" * 5000, "'; DROP TABLE--", "<script>"]
)
def test_odd_texts_are_heard_as_they_are(text: str) -> None:
    [heard] = kannel({"from": CITIZEN, "text": text, "id": "1"}).heard
    assert heard.text == text.replace("\x00", "")


def test_a_gateway_without_numbers_is_known_by_what_it_says() -> None:
    first, again = (kannel({"from": CITIZEN, "text": "1", "at": "1770000000"}).heard[0] for _each in range(2))
    other = kannel({"from": CITIZEN, "text": "1", "at": "1770000005"}).heard[0]
    assert first.provider_id == again.provider_id != other.provider_id
    assert first.sent_at.timestamp() == 1770000000


@pytest.mark.parametrize("at", ["", "kemarin", "9" * 30, "2026-13-40", "99999999999", "-5"])
def test_an_odd_time_is_now(at: str) -> None:
    [heard] = kannel({"from": CITIZEN, "text": "1", "at": at, "id": "1"}).heard
    assert heard.sent_at.year >= 2026


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"from": {"a": 1}, "text": []}', b"\xff\xfe", b"[" * 100_000])
def test_a_signed_body_may_still_be_nonsense(body: bytes) -> None:
    import hashlib
    import hmac

    sign = hmac.new(b"x", body, hashlib.sha256).hexdigest()
    request = RequestFactory().post("/", body, content_type="application/json", headers={"X-Signature": sign})
    reading = Sms({"gateway": "lain", "secret": "x"}).read(request)
    assert all(heard.automatic for heard in reading.heard)


def kannel(values: dict[str, str]) -> Reading:
    return Sms({"gateway": "kannel", "secret": "x"}).read(RequestFactory().get("/", {"secret": "x"} | values))
