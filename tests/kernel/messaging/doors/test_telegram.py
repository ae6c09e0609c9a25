"""Telegram against a server that speaks the Bot API: called by it, or looking for ourselves."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django.live_server_helper import LiveServer

from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.doors.door import PLACE, Enclosure, Forged, Heard, Outgoing, Undeliverable
from balairung.kernel.messaging.doors.telegram import Telegram
from balairung.kernel.messaging.models import Arrival
from balairung.kernel.messaging.receiving import receive
from tests import make
from tests.doors.telegram import CITIZEN, TelegramVendor

SECRET = TelegramVendor.secret


@pytest.fixture
def vendor() -> Iterator[TelegramVendor]:
    with TelegramVendor() as found:
        yield found


@pytest.fixture
def door(vendor: TelegramVendor) -> Telegram:
    """Without a public address."""
    return Telegram(vendor.account)


@pytest.fixture
def line(vendor: TelegramVendor, live_server: LiveServer) -> TelegramVendor:
    """With one that Telegram was told."""
    row = gateways.connect("telegram", vendor.account | {"secret": SECRET}, at=make.START)
    Telegram(json.loads(row.account)).announce(f"{live_server.url}/pintu/telegram/{row.hook}/")
    return vendor


def called(update: Any, secret: str = SECRET) -> HttpRequest:
    raw = update if isinstance(update, bytes) else json.dumps(update).encode()
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    return RequestFactory().post("/", raw, content_type="application/json", headers=headers)


def heard(vendor: TelegramVendor, **content: Any) -> Heard:
    """One message through the webhook's reader."""
    door = Telegram(vendor.account | {"secret": SECRET})
    (found,) = door.read(called({"update_id": 1, "message": vendor.message(**content)})).heard
    return found


def message(body: str = "Isi", **more: Any) -> Outgoing:
    return Outgoing(**{"number": "1", "to": CITIZEN, "subject": "", "body": body} | more)


# --- what is heard -------------------------------------------------------------------------------------------------


def test_every_kind_of_message_in_the_houses_words(vendor: TelegramVendor) -> None:
    assert heard(vendor, text="Jalan rusak").text == "Jalan rusak"
    sizes = [
        {"file_id": name, "width": wide, "height": wide, "file_size": wide} for name, wide in (("a", 90), ("b", 1280))
    ]
    photo = heard(vendor, photo=[*sizes, sizes[0]], caption="Ini fotonya")
    assert (photo.text, photo.enclosures) == ("Ini fotonya", (Enclosure("b", "image/jpeg", "", 1280),))
    for kind in ("voice", "audio", "video", "video_note", "document"):
        file = {"file_id": "7", "mime_type": "audio/ogg", "file_name": "x.ogg", "file_size": 5}
        assert heard(vendor, **{kind: file}).enclosures == (Enclosure("7", "audio/ogg", "x.ogg", 5),)
    assert heard(vendor, location={"latitude": -7.6, "longitude": 111.5}).point == (-7.6, 111.5)
    venue = {"location": {"latitude": -7.6, "longitude": 111.5}, "title": "Pasar", "address": "Jl. A"}
    assert heard(vendor, venue=venue, location=venue["location"]).text == "Pasar, Jl. A"
    assert heard(vendor, contact={"first_name": "Budi", "phone_number": "+62811"}).text == "Budi: +62811"
    assert heard(vendor, text="😡😡").text == "😡😡"
    assert heard(vendor, text="\u202e\u200fbalik").text.endswith("balik")


@pytest.mark.parametrize("kind", ["sticker", "poll", "dice", "hologram"])
def test_a_kind_that_we_do_not_read_is_named(vendor: TelegramVendor, kind: str) -> None:
    assert heard(vendor, **{kind: {"emoji": "👍"}}).unknown == ("unknown" if kind == "hologram" else kind)


def test_who_writes_to_which_message_and_when(vendor: TelegramVendor) -> None:
    ours = vendor.message(text="Pertanyaan kami")
    found = heard(vendor, text="Jawaban", reply_to_message=ours, date=1772424000)
    assert (found.address, found.name) == (CITIZEN, "Siti Aminah")
    assert found.answers == f"{CITIZEN}:{ours['message_id']}"
    assert int(found.sent_at.timestamp()) == 1772424000


def test_a_command_loses_its_stroke_and_a_link_its_payload(vendor: TelegramVendor) -> None:
    begun = heard(vendor, text="/start kantor-pupr")
    assert (begun.text, begun.choice) == ("start", "kantor-pupr")
    assert heard(vendor, text="/start").choice == ""
    assert heard(vendor, text="/status@contoh_bot P-1").text == "status P-1"


def test_groups_bots_and_places_that_move_are_passed_over(vendor: TelegramVendor) -> None:
    door = Telegram(vendor.account | {"secret": SECRET})
    group = vendor.message(text="Halo semua") | {"chat": {"id": -100, "type": "supergroup"}}
    robot = vendor.message(text="Halo")
    robot["from"]["is_bot"] = True
    moving = vendor.message(location={"latitude": 1, "longitude": 2}, edit_date=5)
    for update in ({"message": group}, {"message": robot}, {"edited_message": moving}, {"channel_post": group}, {}):
        assert not door.read(called(update)).heard


def test_a_correction_is_kept_and_not_answered(vendor: TelegramVendor) -> None:
    door = Telegram(vendor.account | {"secret": SECRET})
    first = vendor.message(text="Jalna")
    (edited,) = door.read(called({"edited_message": first | {"text": "Jalan", "edit_date": 1772424000}})).heard
    assert (edited.text, edited.automatic, edited.answers) == ("Jalan", True, f"{CITIZEN}:{first['message_id']}")
    assert edited.provider_id != edited.answers


# --- who may call --------------------------------------------------------------------------------------------------


def test_a_forged_call_is_refused(vendor: TelegramVendor) -> None:
    update = {"message": vendor.message(text="Halo")}
    for door, secret in ((Telegram(vendor.account | {"secret": SECRET}), "tebakan"), (Telegram(vendor.account), "")):
        with pytest.raises(Forged):
            door.read(called(update, secret))


@pytest.mark.django_db(transaction=True)
def test_forged_and_twice_delivered_over_the_wire(line: TelegramVendor) -> None:
    said = line.message(text="Halo")
    assert line.deliver(secret="tebakan", message=said) == 403
    assert not Arrival.objects.exists()
    assert [line.deliver(message=said), line.deliver(message=said)] == [200, 200]
    assert Arrival.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_press_is_heard_once_and_its_wheel_ends_in_the_same_answer(line: TelegramVendor) -> None:
    Telegram(line.account).send(message("Benar?", choices=[("ya", "Ya, kirim"), ("tidak", "Tidak")]))
    assert line.press("ya") == 200
    found = Heard.of(json.loads(Arrival.objects.get().body))
    assert (found.choice, found.text, found.address) == ("ya", "Ya, kirim", CITIZEN)
    assert found.answers == f"{CITIZEN}:{line.shown[0].number}"
    assert not line.pressed


# --- looking for ourselves -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_waits_is_fetched_once_and_forgotten_by_telegram(door: Telegram, vendor: TelegramVendor) -> None:
    vendor.say("satu")
    vendor.say("dua")
    first = door.poll("")
    assert [one.text for one in first.heard] == ["satu", "dua"]
    assert len(door.poll("").heard) == 2  # the cursor was lost: they come again, and are kept once
    for reading in (first, door.poll("")):
        receive("telegram", reading, at=make.START)
    assert Arrival.objects.count() == 2
    assert not door.poll(first.cursor).heard
    assert not vendor.updates
    assert door.poll(first.cursor).cursor == ""


def test_a_press_that_is_fetched_ends_its_wheel(door: Telegram, vendor: TelegramVendor) -> None:
    door.send(message("Benar?", choices=[("ya", "Ya")]))
    vendor.press("ya")
    assert door.poll("").heard[0].choice == "ya"
    assert not vendor.pressed
    assert door.poll("").heard  # asked again, Telegram refuses the second word about it, and nothing is lost


def test_an_address_that_was_told_before_is_taken_back(door: Telegram, vendor: TelegramVendor) -> None:
    vendor.hook = "http://127.0.0.1:9/"
    assert not door.poll("").heard
    assert not vendor.hook
    assert not Telegram(vendor.account | {"secret": SECRET}).poll("").heard  # it is called, and does not look
    assert vendor.calls[-1].path.endswith("/getUpdates")


def test_telegram_is_told_where_we_are(door: Telegram, vendor: TelegramVendor) -> None:
    with_secret = Telegram(vendor.account | {"secret": SECRET})
    with_secret.announce("https://contoh.go.id/pintu/telegram/x/")
    assert (vendor.hook, vendor.secret_token) == ("https://contoh.go.id/pintu/telegram/x/", SECRET)
    door.announce("https://contoh.go.id/pintu/telegram/x/")
    assert not vendor.hook
    with pytest.raises(Undeliverable):
        Telegram(vendor.account | {"secret": "kata rahasia"}).announce("https://contoh.go.id/")


# --- what is said --------------------------------------------------------------------------------------------------


def test_words_buttons_and_the_place(door: Telegram, vendor: TelegramVendor) -> None:
    number = door.send(message("Halo https://contoh.id", subject="Perihal", answers=f"{CITIZEN}:7"))
    sent = vendor.calls[-1].json
    assert number == f"{CITIZEN}:{vendor.shown[0].number}"
    assert sent["text"] == "Perihal\n\nHalo https://contoh.id"
    assert (sent["link_preview_options"], sent["reply_parameters"]["message_id"]) == ({"is_disabled": True}, 7)
    door.send(message("Benar?", choices=[("ya", "Ya, kirim"), ("x" * 65, "Terlalu panjang")], answers="wamid.4"))
    assert vendor.shown[-1].choices == [("ya", "Ya, kirim")]
    assert "reply_parameters" not in vendor.calls[-1].json
    door.send(message("Di mana?", choices=[(PLACE, "Kirim lokasi"), ("lewati", "Lewati")]))
    assert (vendor.shown[-1].asks_place, vendor.shown[-1].choices) == (True, [("Lewati", "Lewati")])


def test_long_words_leave_in_parts(door: Telegram, vendor: TelegramVendor) -> None:
    door.send(message("kata " * 2000, choices=[("ya", "Ya")]))
    assert [len(one.choices) for one in vendor.shown] == [0, 0, 1]
    door.send(message("😀" * 4096))
    assert "".join(vendor.said[3:]) == "😀" * 4096


# --- bad days ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["429", "500", "502", "hang"])
def test_a_bad_day_is_tried_again(door: Telegram, vendor: TelegramVendor, day: str) -> None:
    vendor.misbehave(day)
    with pytest.raises(OSError, match=r"Telegram|Protocol"):
        door.send(message())
    assert door.send(message())


def test_blocked_or_unknown_is_undeliverable(door: Telegram, vendor: TelegramVendor) -> None:
    vendor.blocked.add(CITIZEN)
    for to in (CITIZEN, "bukan-angka"):
        with pytest.raises(Undeliverable):
            door.send(message(to=to))


def test_no_problem_names_the_token(vendor: TelegramVendor) -> None:
    assert Telegram(vendor.account).check() == "@contoh_bot (Pemkab Contoh)"
    for account in ({"token": "1:salah", "base": vendor.url}, {"token": vendor.token, "base": "http://127.0.0.1:9"}):
        with pytest.raises(OSError, match=r"401|ConnectError") as problem:
            Telegram(account).check()
        assert account["token"] not in str(problem.value)
        assert problem.value.__cause__ is None


# --- files ---------------------------------------------------------------------------------------------------------


def test_files_up_to_twenty_megabytes(door: Telegram, vendor: TelegramVendor) -> None:
    vendor.send_photo(b"\xff\xd8gambar")
    (file,) = door.poll("").heard[0].enclosures
    with door.fetch(file) as found:
        assert found.read() == b"\xff\xd8gambar"
    asked = len(vendor.calls)
    with pytest.raises(Undeliverable):
        door.fetch(Enclosure("x", size=40 * 1024 * 1024))
    assert len(vendor.calls) == asked  # nobody was asked
    with pytest.raises(Undeliverable):
        door.fetch(Enclosure(vendor.keep(bytes(20 * 1024 * 1024 + 1))))
    with pytest.raises(Undeliverable):
        door.fetch(Enclosure("tidak-ada"))


# --- whatever comes ------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = [
    "message_id",
    "chat",
    "from",
    "date",
    "text",
    "photo",
    "location",
    "contact",
    "venue",
    "voice",
    "reply_to_message",
]
MESSAGE = st.fixed_dictionaries(
    {"chat": st.just({"id": 7, "type": "private"}) | JSON, "message_id": st.integers() | JSON},
    optional={name: JSON for name in NAMES if name not in {"chat", "message_id"}},
)
UPDATE = st.fixed_dictionaries(
    {},
    optional={
        "update_id": JSON, "message": MESSAGE | JSON, "edited_message": MESSAGE | JSON,
        "callback_query": st.fixed_dictionaries({"id": st.text(max_size=300) | JSON, "message": MESSAGE, "data": JSON}),
    },
)  # fmt: skip


@pytest.mark.django_db
@hypothesis_settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(update=UPDATE | JSON)
def test_an_odd_update_is_never_our_fault(client: Client, update: Any) -> None:
    row = gateways.connect("telegram", {"token": "1:a", "secret": "s"}, at=make.START)
    headers = {"X-Telegram-Bot-Api-Secret-Token": "s"}
    body = json.dumps(update).encode()
    answer = client.post(f"/pintu/telegram/{row.hook}/", body, content_type="application/json", headers=headers)
    assert answer.status_code == 200


@pytest.mark.django_db
def test_a_call_is_answered_at_once(client: Client, vendor: TelegramVendor) -> None:
    """Rows only: no vendor is asked inside the call, whatever it brings."""
    row = gateways.connect("telegram", vendor.account | {"secret": SECRET}, at=make.START)
    update = {"update_id": 1, "callback_query": {"id": "9", "message": vendor.message(text="x"), "data": "ya"}}
    begun = time.monotonic()
    answer = client.post(
        f"/pintu/telegram/{row.hook}/", json.dumps(update), content_type="application/json",
        headers={"X-Telegram-Bot-Api-Secret-Token": SECRET},
    )  # fmt: skip
    assert answer.json() == {"method": "answerCallbackQuery", "callback_query_id": "9"}
    assert time.monotonic() - begun < 2
    assert not vendor.calls
