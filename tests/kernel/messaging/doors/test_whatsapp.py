"""WhatsApp against a server that speaks Meta's published format: every kind of message, every bad day."""

import hashlib
import hmac
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.doors.door import PLACE, Enclosure, Forged, Heard, Outgoing, Reading, Undeliverable
from balairung.kernel.messaging.doors.whatsapp import VARIABLE, WhatsApp, one_line
from balairung.kernel.messaging.models import Arrival, Conversation, Notice
from tests import make
from tests.doors.whatsapp import CITIZEN, WhatsAppVendor

JUMP = "\u202e\u200f\u2066"  # marks that turn the direction of writing


@pytest.fixture
def vendor() -> Iterator[WhatsAppVendor]:
    with WhatsAppVendor() as found:
        yield found


@pytest.fixture
def door(vendor: WhatsAppVendor) -> WhatsApp:
    return WhatsApp(vendor.account)


@pytest.fixture
def line(vendor: WhatsAppVendor, live_server: LiveServer) -> WhatsAppVendor:
    """Meta knows where the house is."""
    row = gateways.connect("whatsapp", vendor.account, at=make.START)
    vendor.hook = f"{live_server.url}/pintu/whatsapp/{row.hook}/"
    return vendor


def read(door: WhatsApp, vendor: WhatsAppVendor, *messages: dict[str, Any], **value: Any) -> Reading:
    given = {"metadata": {"phone_number_id": vendor.number}, "messages": list(messages)} | value
    return door.read(signed({"entry": [{"changes": [{"field": "messages", "value": given}]}]}))


def signed(body: Any, secret: str = WhatsAppVendor.secret) -> HttpRequest:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    sign = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={sign}"}
    return RequestFactory().post("/", raw, content_type="application/json", headers=headers)


def heard(door: WhatsApp, vendor: WhatsAppVendor, kind: str, content: Any, **more: Any) -> Heard:
    return read(door, vendor, vendor.message(kind, content, **more)).heard[0]


def message(body: str = "Isi", *, to: str = f"+{CITIZEN}", hours: float | None = 1, **more: Any) -> Outgoing:
    until = None if hours is None else timezone.now() + timedelta(hours=hours)
    return Outgoing(**{"number": "1", "to": to, "subject": "", "body": body, "open_until": until} | more)


def written(vendor: WhatsAppVendor) -> None:
    vendor.heard_at[CITIZEN] = timezone.now().timestamp()


# --- what is heard -------------------------------------------------------------------------------------------------


def test_every_kind_of_message_in_the_houses_words(door: WhatsApp, vendor: WhatsAppVendor) -> None:
    file = {"id": "77", "mime_type": "image/jpeg", "caption": "Ini fotonya", "file_size": 900}
    assert heard(door, vendor, "text", {"body": "Jalan rusak"}).text == "Jalan rusak"
    photo = heard(door, vendor, "image", file)
    assert (photo.text, photo.enclosures) == ("Ini fotonya", (Enclosure("77", "image/jpeg", "", 900),))
    assert heard(door, vendor, "video", file).enclosures[0].handle == "77"
    voice = heard(door, vendor, "audio", {"id": "5", "mime_type": "audio/ogg; codecs=opus", "voice": True})
    assert voice.enclosures == (Enclosure("5", "audio/ogg"),)
    letter = heard(door, vendor, "document", {"id": "6", "mime_type": "application/pdf", "filename": "surat.pdf"})
    assert letter.enclosures[0].name == "surat.pdf"
    place = heard(
        door, vendor, "location", {"latitude": -7.63, "longitude": 111.52, "name": "Pasar", "address": "Jl. A"}
    )
    assert (place.point, place.text) == ((-7.63, 111.52), "Pasar, Jl. A")
    card = heard(door, vendor, "contacts", [{"name": {"formatted_name": "Budi"}, "phones": [{"phone": "+62 811"}]}])
    assert card.text == "Budi: +62 811"
    pressed = {"type": "button_reply", "button_reply": {"id": "ya", "title": "Ya, kirim"}}
    assert (heard(door, vendor, "interactive", pressed).choice, heard(door, vendor, "interactive", pressed).text) == (
        "ya", "Ya, kirim",
    )  # fmt: skip
    chosen = {"type": "list_reply", "list_reply": {"id": "jalan", "title": "Jalan", "description": "rusak"}}
    assert heard(door, vendor, "interactive", chosen).choice == "jalan"
    below = heard(door, vendor, "button", {"payload": "ya", "text": "Ya"}, context={"from": "62333", "id": "wamid.A"})
    assert (below.choice, below.text, below.answers) == ("ya", "Ya", "wamid.A")


def test_what_is_no_message_is_kept_and_never_answered(door: WhatsApp, vendor: WhatsAppVendor) -> None:
    liked = heard(door, vendor, "reaction", {"message_id": "wamid.B", "emoji": "👍"})
    assert (liked.automatic, liked.answers, liked.text) == (True, "wamid.B", "👍")
    assert heard(door, vendor, "reaction", {"message_id": "wamid.B"}).text == ""  # taken back
    moved = {"body": "User A changed from 62811 to 62812", "wa_id": "62812", "type": "user_changed_number"}
    assert heard(door, vendor, "system", moved).automatic
    assert not read(door, vendor, vendor.message("text", {"body": "Halo semua"}, group_id="g1")).heard


@pytest.mark.parametrize(
    ("kind", "content", "unknown"),
    [
        ("sticker", {"id": "1", "mime_type": "image/webp", "animated": False}, "sticker"),
        ("order", {"catalog_id": "9", "product_items": []}, "order"),
        ("unsupported", {"type": "poll_creation"}, "unsupported"),
        ("interactive", {"type": "nfm_reply", "nfm_reply": {"response_json": "{}"}}, "nfm_reply"),
        ("hologram", {"depth": 3}, "hologram"),
        ("location", {"latitude": "utara"}, "location"),
        ("image", {"caption": "tanpa berkas"}, "image"),
    ],
)
def test_a_kind_that_we_do_not_read_is_named(
    door: WhatsApp, vendor: WhatsAppVendor, kind: str, content: dict[str, Any], unknown: str
) -> None:
    problems = [{"code": 131051, "title": "Message type unknown"}]
    assert heard(door, vendor, kind, content, errors=problems).unknown == unknown


def test_who_writes_and_when(door: WhatsApp, vendor: WhatsAppVendor) -> None:
    said = vendor.message("text", {"body": "Halo"}) | {"timestamp": "1772424000"}
    card = {"profile": {"name": "Siti Aminah"}, "wa_id": CITIZEN}
    found = read(door, vendor, said, contacts=[card]).heard[0]
    assert (found.address, found.name) == (f"+{CITIZEN}", "Siti Aminah")
    assert found.sent_at == datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def test_somebody_who_hides_the_number_is_written_to_all_the_same(door: WhatsApp, vendor: WhatsAppVendor) -> None:
    """Since 2026 a user name may stand for the number; Meta then gives a number of its own."""
    said = vendor.message("text", {"body": "Halo"}, by="ID.1502576394655843")
    card = {"profile": {"name": "Siti", "username": "siti.a"}, "user_id": "ID.1502576394655843"}
    found = read(door, vendor, said, contacts=[card]).heard[0]
    assert (found.address, found.name) == ("ID.1502576394655843", "Siti")
    vendor.heard_at[found.address] = timezone.now().timestamp()
    door.send(message(to=found.address))
    assert vendor.calls[-1].json["recipient"] == "ID.1502576394655843"
    assert "to" not in vendor.calls[-1].json


def test_several_messages_in_one_call_and_those_of_another_number(door: WhatsApp, vendor: WhatsAppVendor) -> None:
    two = [vendor.message("text", {"body": word}) for word in ("satu", "dua")]
    assert [one.text for one in read(door, vendor, *two).heard] == ["satu", "dua"]
    assert not read(door, vendor, *two, metadata={"phone_number_id": "99"}).heard
    other_field = {"entry": [{"changes": [{"field": "account_update", "value": {"messages": two}}]}]}
    assert not door.read(signed(other_field)).heard


def test_emoji_only_marks_of_direction_and_broken_signs(door: WhatsApp, vendor: WhatsAppVendor) -> None:
    assert heard(door, vendor, "text", {"body": "😡😡😡"}).text == "😡😡😡"
    assert heard(door, vendor, "text", {"body": f"{JUMP}jalan"}).text.endswith("jalan")
    broken = heard(door, vendor, "text", {"body": "a\x00b\ud800c"}).text  # no database keeps these two
    assert broken == "abc"


def test_words_about_our_messages(door: WhatsApp, vendor: WhatsAppVendor) -> None:
    failed = {"id": "wamid.1", "status": "failed", "timestamp": "1772424000", "recipient_id": CITIZEN,
              "errors": [{"code": 131026, "title": "Message undeliverable"}]}  # fmt: skip
    odd = [{"id": "wamid.1", "status": "deleted"}, {"status": "read"}]
    (told,) = read(door, vendor, statuses=[failed, *odd]).told
    assert (told.provider_ref, told.outcome, told.problem) == ("wamid.1", "failed", "131026 Message undeliverable")


def test_meta_reports_a_problem_of_its_own(
    door: WhatsApp, vendor: WhatsAppVendor, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert not read(door, vendor, errors=[{"code": 130429, "title": "Rate limit hit"}]).heard
    assert "130429" in caplog.text


# --- who may call --------------------------------------------------------------------------------------------------


def test_a_forged_call_is_refused(door: WhatsApp, vendor: WhatsAppVendor) -> None:
    for request in (signed({}, secret="tebakan"), RequestFactory().post("/", b"{}", content_type="application/json")):
        with pytest.raises(Forged):
            door.read(request)
    without_secret = WhatsApp(vendor.account | {"secret": ""})
    with pytest.raises(Forged):
        without_secret.read(signed({}, secret=""))
    with pytest.raises(Forged):
        door.read(signed(b"x" * (3 * 1024 * 1024 + 1)))


@pytest.mark.django_db(transaction=True)
def test_the_address_is_proved_by_the_word_that_the_operator_chose(line: WhatsAppVendor) -> None:
    assert line.greet("1158201444") == (200, b"1158201444")
    assert line.greet(verify="tebakan")[0] == 403


@pytest.mark.django_db(transaction=True)
def test_forged_replayed_twice_delivered_and_out_of_order(line: WhatsAppVendor) -> None:
    later, earlier = line.message("text", {"body": "kedua"}), line.message("text", {"body": "pertama"})
    earlier["timestamp"] = str(int(earlier["timestamp"]) - 60)
    assert line.deliver(later, secret="tebakan") == 403
    assert not Arrival.objects.exists()
    assert line.deliver(later) == 200
    assert line.deliver(earlier, later, earlier) == 200
    assert [line.post(body) for body in line.kept[1:3]] == [200, 200]
    order = Arrival.objects.order_by("sent_at", "id")
    assert [json.loads(one.body)["text"] for one in order] == ["pertama", "kedua"]
    assert Conversation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_word_of_arrival_reaches_its_notice_in_whatever_order(line: WhatsAppVendor) -> None:
    at = timezone.now()
    kept = Notice.objects.create(
        key="uji:1", channel="whatsapp", address=f"+{CITIZEN}", subject="", body="Isi", written_at=at, try_at=at,
        outcome="sent", sent_at=at, provider_ref="wamid.7",
    )  # fmt: skip
    for status in ("read", "delivered", "sent"):
        assert line.tell("wamid.7", status) == 200
    kept.refresh_from_db()
    assert kept.read_at
    assert kept.delivered_at
    assert line.tell("wamid.nobody", "failed", code=131026) == 200  # not one of ours


# --- what is said --------------------------------------------------------------------------------------------------


def test_words_within_the_window(door: WhatsApp, vendor: WhatsAppVendor) -> None:
    written(vendor)
    number = door.send(message("Halo https://contoh.id/lacak", answers="wamid.5"))
    sent = vendor.calls[-1].json
    assert number == vendor.shown[0].number
    assert sent["text"] == {"body": "Halo https://contoh.id/lacak", "preview_url": False}
    assert (sent["to"], sent["context"]) == (CITIZEN, {"message_id": "wamid.5"})
    door.send(message("Isi", subject="Perihal"))
    assert vendor.said[-1] == "*Perihal*\n\nIsi"


def test_buttons_lists_and_the_place(door: WhatsApp, vendor: WhatsAppVendor) -> None:
    written(vendor)
    door.send(message("Benar?", choices=[("ya", "Ya, kirim"), ("tidak", "Tidak")]))
    assert (vendor.shown[-1].kind, vendor.shown[-1].choices) == ("button", [("ya", "Ya, kirim"), ("tidak", "Tidak")])
    door.send(message("Tentang apa?", choices=[("a", "Penerangan jalan umum yang padam"), ("b", "Sampah")]))
    rows = vendor.calls[-1].json["interactive"]["action"]["sections"][0]["rows"]
    assert rows[0] == {
        "id": "a",
        "title": "Penerangan jalan umum y…",
        "description": "Penerangan jalan umum yang padam",
    }
    assert rows[1] == {"id": "b", "title": "Sampah"}
    door.send(message("Yang mana?", choices=[(str(number), f"Pilihan {number}") for number in range(12)]))
    assert "Pilihan 11" in vendor.said[-1]
    door.send(message("Di mana?", choices=[(PLACE, "Kirim lokasi"), ("lewati", "Lewati")]))
    assert vendor.shown[-1].asks_place
    assert vendor.said[-1] == "Di mana?\n\nAtau ketik: Lewati"


def test_long_words_leave_in_parts_and_only_the_last_has_buttons(door: WhatsApp, vendor: WhatsAppVendor) -> None:
    written(vendor)
    long = "\n\n".join(f"Alinea {number}. " + "kata " * 80 for number in range(30))
    number = door.send(message(long, choices=[("ya", "Ya")]))
    assert [bool(one.choices) for one in vendor.shown] == [False] * (len(vendor.shown) - 1) + [True]
    assert vendor.shown[-1].number == number
    assert " ".join(" ".join(vendor.said).split()) == " ".join(long.split())
    door.send(message("😀" * 5000))
    assert vendor.calls[-1].json["type"] == "text"


@pytest.mark.parametrize("hours", [None, -0.1])
def test_after_a_day_only_the_template_is_sent(door: WhatsApp, vendor: WhatsAppVendor, hours: float | None) -> None:
    long = "Baris satu\n\n\tbaris\xa0dua      jauh " + "kata " * 300 + "\nhttps://contoh.id/lacak/P-1/abc"
    door.send(message(long, subject="Jawaban", hours=hours, choices=[("ya", "Ya")], answers="wamid.5"))
    assert vendor.shown[-1].kind == "template"
    assert vendor.said[-1].startswith("Kabar dari layanan pengaduan:\n\nJawaban: Baris satu baris dua jauh kata")
    assert "https://contoh.id/lacak/P-1/abc\n\nBalas" in vendor.said[-1]
    assert "context" not in vendor.calls[-1].json


def test_metas_clock_is_the_one_that_counts(door: WhatsApp, vendor: WhatsAppVendor) -> None:
    """We think that the window is open; Meta says 131047; the same words go as a template, once."""
    door.send(message("Halo", hours=2))
    assert [one.kind for one in vendor.shown] == ["template"]


def test_without_its_template_the_next_door_is_tried(vendor: WhatsAppVendor) -> None:
    door = WhatsApp(vendor.account | {"template": "tidak_ada"})
    with pytest.raises(Undeliverable):
        door.send(message(hours=None))


@given(st.text(max_size=400), st.text(alphabet="abc/", max_size=60), st.text(max_size=400))
@example("kata " * 200, "a", "ekor " * 200)
def test_the_variable_of_a_template_is_one_line_with_its_link(before: str, path: str, after: str) -> None:
    link = f"https://contoh.id/{path}"
    made = one_line(f"{before} {link} {after}", 200)
    assert len(made.encode("utf-16-le")) // 2 <= 200
    assert not set(made) & set("\n\t")
    assert "     " not in made
    assert link in made or "http" in before
    assert VARIABLE < 1024


# --- bad days ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["429", "500", "503", "hang"])
def test_a_bad_day_at_meta_is_tried_again(door: WhatsApp, vendor: WhatsAppVendor, day: str) -> None:
    written(vendor)
    vendor.misbehave(day)
    with pytest.raises(OSError, match=r"Meta|Error|Protocol"):
        door.send(message())
    assert door.send(message())
    assert len(vendor.said) == 1


def test_what_no_patience_helps(door: WhatsApp, vendor: WhatsAppVendor) -> None:
    vendor.strangers.add(CITIZEN)
    with pytest.raises(Undeliverable, match="131026"):
        door.send(message())


def test_a_message_that_meta_takes_and_loses_has_a_number_and_no_word(door: WhatsApp, vendor: WhatsAppVendor) -> None:
    written(vendor)
    vendor.misbehave("lose")
    assert door.send(message()).startswith("wamid.")
    assert not vendor.said


def test_the_account_is_tried_without_writing_to_anybody(door: WhatsApp, vendor: WhatsAppVendor) -> None:
    assert door.check() == "Pemkab Contoh (+62 333 000 000)"
    with pytest.raises(OSError, match="190"):
        WhatsApp(vendor.account | {"token": "salah"}).check()
    with pytest.raises(OSError, match="ConnectError"):
        WhatsApp(vendor.account | {"base": "http://127.0.0.1:9"}).check()
    assert not vendor.said


# --- files ---------------------------------------------------------------------------------------------------------


def test_a_file_is_fetched_in_two_steps_with_the_token(door: WhatsApp, vendor: WhatsAppVendor) -> None:
    vendor.media["77"] = "image/jpeg", b"\xff\xd8gambar"
    with door.fetch(Enclosure("77")) as file:
        assert file.read() == b"\xff\xd8gambar"
    assert all(one.headers["authorization"] == f"Bearer {vendor.token}" for one in vendor.calls[-2:])


def test_forty_megabytes_and_one_are_not_taken(door: WhatsApp, vendor: WhatsAppVendor, settings: Settings) -> None:
    vendor.media["1"] = "video/mp4", bytes(40 * 1024 * 1024)
    vendor.media["2"] = "video/mp4", bytes(40 * 1024 * 1024 + 1)
    with door.fetch(Enclosure("1")) as file:
        assert len(file.read()) == settings.FILM_LIMIT
    with pytest.raises(Undeliverable):
        door.fetch(Enclosure("2"))


def test_a_file_that_is_gone_or_lies_elsewhere(door: WhatsApp, vendor: WhatsAppVendor) -> None:
    with pytest.raises(Undeliverable):
        door.fetch(Enclosure("../../secret"))
    vendor.media["3"] = "image/png", b"x"
    vendor.misbehave("500")
    with pytest.raises(OSError, match="Meta"):
        door.fetch(Enclosure("3"))
    elsewhere = WhatsApp(vendor.account | {"base": vendor.account["base"].replace("127.0.0.1", "localhost")})
    with pytest.raises(OSError, match="TLS"):  # the token goes to nobody else without TLS
        elsewhere.fetch(Enclosure("3"))


# --- whatever comes, signed ----------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
ODD = {
    "type": st.sampled_from(["text", "image", "location", "contacts", "interactive", "reaction", "button"]) | JSON,
    "id": st.text(min_size=1, max_size=300) | JSON,
    "from": st.just(CITIZEN) | JSON,
    "timestamp": st.sampled_from(["1772424000", "-1", "9" * 30, "besok"]) | JSON,
    "text": JSON, "image": JSON, "location": JSON, "contacts": JSON, "interactive": JSON, "reaction": JSON,
    "button": JSON, "context": JSON, "errors": JSON,
}  # fmt: skip


@pytest.mark.django_db
@hypothesis_settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(odd=st.lists(st.fixed_dictionaries({}, optional=ODD) | JSON, max_size=2), statuses=JSON, contacts=JSON)
def test_an_odd_body_that_is_signed_is_never_our_fault(client: Client, odd: Any, statuses: Any, contacts: Any) -> None:
    row = gateways.connect("whatsapp", {"number": "1", "secret": "s", "token": "t", "verify": "v"}, at=make.START)
    value = {"metadata": {"phone_number_id": "1"}, "messages": odd, "statuses": statuses, "contacts": contacts}
    body = json.dumps({"entry": [{"changes": [{"field": "messages", "value": value}]}]}).encode()
    sign = "sha256=" + hmac.new(b"s", body, hashlib.sha256).hexdigest()
    address = f"/pintu/whatsapp/{row.hook}/"
    answer = client.post(address, body, content_type="application/json", headers={"X-Hub-Signature-256": sign})
    assert answer.status_code == 200


@given(st.binary(max_size=200) | JSON.map(lambda found: json.dumps(found).encode()))
@example(b"[" * 100_000)
def test_a_body_that_is_no_message_says_nothing(raw: bytes) -> None:
    door = WhatsApp({"number": "1", "secret": WhatsAppVendor.secret})
    assert not door.read(signed(raw)).heard
