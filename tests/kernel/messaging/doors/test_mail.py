"""E-mail against a mailbox that speaks IMAP, a mail server that speaks SMTP, and a webhook."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from balairung.kernel.files import disk
from balairung.kernel.messaging import gateways, listening
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.messaging.doors import mailbox
from balairung.kernel.messaging.doors.door import Enclosure, Heard, Outgoing, Undeliverable
from balairung.kernel.messaging.doors.mail import Mail
from balairung.kernel.messaging.listening import listen
from balairung.kernel.messaging.models import Arrival, Conversation, Notice
from balairung.kernel.messaging.polling import poll
from tests.doors.mail import CITIZEN, HOUSE, MailVendor
from tests.make import START

SECRET = "kunci-panggilan-untuk-uji"


@pytest.fixture
def vendor() -> Iterator[MailVendor]:
    with MailVendor() as server:
        yield server


@pytest.fixture
def door(vendor: MailVendor) -> Mail:
    return Mail(vendor.account)


def by_smtp(settings: Settings, vendor: MailVendor) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", vendor.smtp_port, 10
    settings.MAIL_SERVER = True


def raw(text: str = "Isi", **headers: str) -> bytes:
    made = EmailMessage(policy=policy.SMTP)
    for name, value in ({"From": CITIZEN, "Subject": "Laporan", "Message_ID": "<satu@contoh.id>"} | headers).items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return bytes(made)


# --- the mailbox ---------------------------------------------------------------------------------------------------


def test_what_is_new_is_heard_once_and_marked_when_it_is_written_down(door: Mail, vendor: MailVendor) -> None:
    vendor.say("Jalan rusak.", subject="Laporan")
    first = door.poll("")
    assert [(one.address, one.text, one.subject) for one in first.heard] == [(CITIZEN, "Jalan rusak.", "Laporan")]
    assert vendor.mailbox.letters[0].flags == set(), "nobody wrote it down yet"
    vendor.say("Dan lampunya mati.")
    second = door.poll(first.cursor)
    assert [one.text for one in second.heard] == ["Dan lampunya mati."]
    assert vendor.mailbox.letters[0].flags == {r"\Seen"}
    assert door.poll(second.cursor).heard == []
    assert [one.text for one in door.poll(first.cursor).heard] == ["Dan lampunya mati."], "an old cursor asks again"


def test_nothing_is_ever_deleted(door: Mail, vendor: MailVendor) -> None:
    vendor.mailbox.put(raw("dibuang orang"), seen=True)
    vendor.mailbox.letters[0].flags.add(r"\Deleted")
    cursor = ""
    for _each in range(3):
        vendor.say("Isi")
        cursor = door.poll(cursor).cursor
    assert len(vendor.mailbox.letters) == 4
    assert vendor.mailbox.expunged == 0


def test_the_first_look_takes_the_newest_that_nobody_read(door: Mail, vendor: MailVendor) -> None:
    for number in range(30):
        vendor.mailbox.put(raw(f"surat {number}", Message_ID=f"<{number}@x>"), seen=number % 2 == 0)
    first = door.poll("")
    assert [one.text for one in first.heard] == [f"surat {number}" for number in range(11, 31, 2)]
    assert door.poll(first.cursor).heard == [], "what is older is left to people"


def test_many_letters_come_in_their_order(door: Mail, vendor: MailVendor) -> None:
    cursor = door.poll("").cursor
    for number in range(25):
        vendor.mailbox.put(raw(f"surat {number}", Message_ID=f"<{number}@x>"), seen=number == 3)
    texts = []
    for _each in range(3):
        reading = door.poll(cursor)
        cursor = reading.cursor
        texts += [one.text for one in reading.heard]
    assert texts == [f"surat {number}" for number in range(25)]


def test_a_mailbox_that_was_built_anew_is_begun_again(door: Mail, vendor: MailVendor) -> None:
    vendor.say("Satu")
    cursor = door.poll("").cursor
    door.poll(cursor)
    vendor.mailbox.validity += 1
    vendor.say("Dua")
    assert [one.text for one in door.poll(cursor).heard] == ["Dua"]


@pytest.mark.parametrize("cursor", ["", "x", "1:", ":::", "-1:5:", "1700000000:zz:", "9" * 190])
def test_an_odd_cursor_is_the_first_look(door: Mail, vendor: MailVendor, cursor: str) -> None:
    vendor.say("Isi")
    assert len(door.poll(cursor).heard) == 1


def test_it_is_not_looked_at_all_the_time(vendor: MailVendor) -> None:
    patient = Mail(vendor.account | {"every": "60"})
    cursor = patient.poll("").cursor
    vendor.say("Isi")
    assert patient.poll(cursor).heard == ()
    assert Mail({}).poll("").heard == ()


def test_one_bad_letter_stops_no_other(door: Mail, vendor: MailVendor) -> None:
    vendor.mailbox.put(b"")
    vendor.mailbox.put(b"\xff\xfe\x00")
    vendor.mailbox.put(b"From: a@b.id\r\nContent-Type: multipart/mixed\r\n\r\n--")
    vendor.say("Jalan rusak.")
    assert "Jalan rusak." in [one.text for one in door.poll("").heard]


def test_a_letter_of_sixty_megabytes_is_known_by_its_head(door: Mail, vendor: MailVendor) -> None:
    vendor.mailbox.put(raw("Isi", Subject="Film besar"), size=60 * 1024 * 1024)
    [heard] = door.poll("").heard
    assert (heard.subject, heard.text, heard.unknown) == ("Film besar", "", "size")
    assert not any("BODY.PEEK[]" in command for command in vendor.mailbox.commands)


def test_a_film_of_forty_megabytes_comes_and_a_larger_one_does_not(
    door: Mail, vendor: MailVendor, settings: Settings
) -> None:
    settings.FILM_LIMIT = 400 * 1024  # the same path with a hundredth of the bytes
    for size in (400 * 1024, 401 * 1024):
        made = BytesParser(policy=policy.SMTP).parsebytes(raw("Film", Message_ID=f"<{size}@x>"))
        assert isinstance(made, EmailMessage)
        made.add_attachment(b"f" * size, "video", "mp4", filename="banjir.mp4")
        vendor.mailbox.put(bytes(made))
    fits, large = (one.enclosures[0] for one in door.poll("").heard)
    with door.fetch(fits) as film:
        assert len(film.read()) == 400 * 1024
    with pytest.raises(Undeliverable, match="big"):
        door.fetch(large)


def test_a_file_is_fetched_from_the_mailbox_later(door: Mail, vendor: MailVendor) -> None:
    vendor.send_photo(b"\xff\xd8gambar", "Ini fotonya")
    [heard] = door.poll("").heard
    [photo] = heard.enclosures
    assert (photo.media_type, photo.name, heard.text) == ("image/jpeg", "foto.jpg", "Ini fotonya")
    with Mail(vendor.account).fetch(photo) as file:
        assert file.read() == b"\xff\xd8gambar"
    del vendor.mailbox.letters[0]
    with pytest.raises(Undeliverable):
        door.fetch(photo)
    for handle in ("", "imap:1:1", "imap:1:1#0", "kept:../../../etc/passwd#0", "kept:2026/11/x.letter#0", "lain:1#1"):
        with pytest.raises(Undeliverable):
            door.fetch(Enclosure(handle))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"password": "salah"}, "menolak nama pengguna"),
        ({"port": "1"}, "tidak dapat dihubungi"),
        ({"security": "ssl"}, "tidak dapat dihubungi"),
        ({"security": "tanpa", "host": "mail.contoh.id"}, "tidak dapat dihubungi"),
    ],
)
def test_an_account_that_is_wrong_is_a_sentence(vendor: MailVendor, change: dict[str, str], sentence: str) -> None:
    wrong = Mail(vendor.account | change)
    for trying in (wrong.check, lambda: wrong.poll("")):
        with pytest.raises(OSError, match=sentence) as failed:
            trying()
        assert vendor.mailbox.password not in str(failed.value)


def test_the_account_is_tried_without_reading(door: Mail, vendor: MailVendor) -> None:
    vendor.say("Isi")
    assert door.check() == "pengaduan · INBOX"
    assert vendor.mailbox.letters[0].flags == set()


def test_what_a_door_is_able_to_do_follows_its_account(vendor: MailVendor) -> None:
    assert not Mail({}).able.hears
    assert Mail(vendor.account).able.hears
    assert Mail({"secret": "x"}).able.hears
    assert Mail({}).able.files


# --- the webhook ---------------------------------------------------------------------------------------------------


def call(body: bytes, *, secret: str = SECRET, at: float | None = None, signature: str = "") -> int:
    stamp = str(int(time.time() if at is None else at))
    sign = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    hook = gateways.doors()["email"].hook
    return Client().post(
        f"/pintu/email/{hook}/", body, content_type="message/rfc822",
        headers={"X-Balairung-Signature": signature or f"t={stamp},v1={sign}"},
    ).status_code  # fmt: skip


@pytest.mark.django_db
def test_a_letter_that_is_brought_is_heard_once() -> None:
    gateways.connect("email", {"secret": SECRET}, at=START)
    assert call(raw("Jalan rusak.")) == 200
    assert call(raw("Jalan rusak.")) == 200
    assert json.loads(Arrival.objects.get().body)["text"] == "Jalan rusak."


@pytest.mark.django_db
@pytest.mark.parametrize(
    "how", [{"secret": "tebakan"}, {"at": 0}, {"at": 4e9}, {"signature": "t=1,v1=x"}, {"signature": "x"}]
)
def test_a_forged_or_old_call_is_not_heard(how: dict[str, object]) -> None:
    gateways.connect("email", {"secret": SECRET}, at=START)
    assert call(raw(), **how) == 403  # type: ignore[arg-type]
    assert not Arrival.objects.exists()


@pytest.mark.django_db
def test_a_call_that_is_too_large_is_not_heard(settings: Settings) -> None:
    settings.FILM_LIMIT = 1000
    gateways.connect("email", {"secret": SECRET}, at=START)
    assert call(raw("a" * (mailbox.largest() + 1))) == 403


@pytest.mark.django_db
def test_its_files_lie_sealed_until_they_are_fetched(settings: Settings) -> None:
    gateways.connect("email", {"secret": SECRET}, at=START)
    made = BytesParser(policy=policy.SMTP).parsebytes(raw("Foto"))
    assert isinstance(made, EmailMessage)
    made.add_attachment(b"\xff\xd8rahasia" * 200_000, "image", "jpeg", filename="foto.jpg")
    assert call(bytes(made)) == 200
    heard = Heard.of(json.loads(Arrival.objects.get().body))
    with gateways.doors()["email"].door.fetch(heard.enclosures[0]) as file:
        assert file.read() == b"\xff\xd8rahasia" * 200_000
    [kept] = list(Path(disk.folder()).rglob("*.letter"))
    assert b"rahasia" not in kept.read_bytes()
    kept.unlink()
    with pytest.raises(Undeliverable):
        gateways.doors()["email"].door.fetch(heard.enclosures[0])


# --- out -----------------------------------------------------------------------------------------------------------


def sent(settings: Settings) -> list[EmailMessage]:
    found = []
    for path in sorted(Path(settings.MAIL_DIRECTORY).glob("*.eml"), key=lambda path: path.stat().st_mtime_ns):
        letter = BytesParser(policy=policy.default).parse(io.BytesIO(path.read_bytes()))
        assert isinstance(letter, EmailMessage)
        found.append(letter)
    return found


def test_an_answer_stands_in_the_thread_and_asks_for_no_answer(settings: Settings) -> None:
    number = Mail({"address": HOUSE}).send(Outgoing("n1", CITIZEN, "", "Isi", answers="<surat@contoh.id>"))
    [letter] = sent(settings)
    assert number == letter["Message-ID"] == "<n1@localhost>"
    assert (letter["In-Reply-To"], letter["References"]) == ("<surat@contoh.id>", "<surat@contoh.id>")
    assert (letter["Auto-Submitted"], letter["Reply-To"]) == ("auto-replied", HOUSE)
    assert letter["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert letter["Subject"] == "Balasan dari layanan pengaduan"
    assert letter.get_content_type() == "text/plain"


@pytest.mark.parametrize("answers", ["sha256", "<a@b>\nBcc: x@y.id", "<a@b> <c@d>", "x" * 200])
def test_a_number_that_is_none_makes_no_thread(settings: Settings, answers: str) -> None:
    Mail({}).send(Outgoing("n1", CITIZEN, "Kabar", "Isi", answers=answers))
    assert sent(settings)[0]["In-Reply-To"] is None
    assert sent(settings)[0]["Bcc"] is None


@pytest.mark.parametrize("end", ["\n", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_a_subject_is_one_line_whatever_ends_lines(settings: Settings, end: str) -> None:
    Mail({}).send(Outgoing("n1", CITIZEN, f"Kabar{end}{end}Bcc: b@contoh.id", "Isi"))
    [letter] = sent(settings)
    assert (letter["To"], letter["Bcc"], letter.get_content().strip()) == (CITIZEN, None, "Isi")
    assert letter["Subject"].startswith("Kabar")


@pytest.mark.parametrize("address", ["a@contoh.id\nBcc: b@contoh.id", "a@contoh.id\r\n\r\nPalsu", "a@contoh.id\x0bX"])
def test_an_address_with_a_line_of_its_own_never_is_one(address: str) -> None:
    with pytest.raises(Undeliverable):
        Mail({}).send(Outgoing("n1", address, "Kabar", "Isi"))


def test_what_a_server_never_takes_is_not_tried_again(settings: Settings, vendor: MailVendor) -> None:
    by_smtp(settings, vendor)
    vendor.misbehave("550", "451")
    with pytest.raises(Undeliverable):
        Mail({}).send(Outgoing("n1", CITIZEN, "Kabar", "Isi"))
    with pytest.raises(OSError, match="451"):
        Mail({}).send(Outgoing("n1", CITIZEN, "Kabar", "Isi"))
    Mail({}).send(Outgoing("n1", CITIZEN, "Kabar", "Isi"))
    assert vendor.said == ["Isi"]
    assert Mail({}).check() == "127.0.0.1"


# --- there and back ------------------------------------------------------------------------------------------------


def fetch_all(*, times: int = 3) -> None:
    for _each in range(times):
        poll(now=START, patience=5)


@pytest.mark.django_db
def test_a_bounce_is_told_of_the_letter_that_came_back(vendor: MailVendor, settings: Settings) -> None:
    gateways.connect("email", vendor.account, at=START)
    notify(Recipient.address("email", CITIZEN), subject="Kabar", body="Isi", key="uji", at=START)
    deliver(now=START)
    number = Notice.objects.get().provider_ref
    report = (
        "From: MAILER-DAEMON@mx.contoh.id\r\nReturn-Path: <>\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
        "Final-Recipient: rfc822; siti@contoh.id\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {}\r\n\r\n--b--\r\n"
    )
    vendor.mailbox.put(report.format("<lain@luar.id>").encode())
    vendor.mailbox.put(report.format(number).encode())
    fetch_all()
    row = Notice.objects.get()
    assert row.problem == "5.1.1"
    assert row.chase_at is not None or row.outcome == "failed"
    assert not Conversation.objects.exists(), "nobody talks with a mail server"


@pytest.mark.django_db
def test_an_answer_says_what_it_answers(vendor: MailVendor, settings: Settings) -> None:
    by_smtp(settings, vendor)
    gateways.connect("email", vendor.account, at=START)
    notify(Recipient.address("email", CITIZEN), subject="Kabar", body="Isi", key="uji", at=START)
    deliver(now=START)
    vendor.say("Terima kasih.\n\nOn Wed, 25 Mar 2026 Pengaduan wrote:\n> Isi")
    fetch_all()
    heard = json.loads(Arrival.objects.get().body)
    assert (heard["answers"], heard["text"]) == (Notice.objects.get().provider_ref, "Terima kasih.")


def echo(talk: Conversation, heard: Heard, at: object) -> list[listening.Say]:
    """A dialogue that always has something to say, as a loop needs it."""
    return [listening.Say(f"Anda menulis: {heard.text}")]


@pytest.mark.django_db
def test_two_houses_that_write_to_each_other_end(vendor: MailVendor, settings: Settings) -> None:
    """The other house is ours too: what it sends is what we send, and nobody answers a machine."""
    settings.LISTENERS = [f"{__name__}.echo"]
    gateways.connect("email", vendor.account, at=START)
    notify(Recipient.address("email", CITIZEN), subject="Kabar", body="Isi", key="uji", at=START)
    deliver(now=START)
    for letter in sent(settings):
        letter.replace_header("Message-ID", "<lain@rumah-lain.go.id>")
        letter.replace_header("From", CITIZEN)
        letter["Return-Path"] = f"<{CITIZEN}>"
        vendor.mailbox.put(bytes(letter))
    fetch_all()
    listen(now=START)
    deliver(now=START)
    assert len(sent(settings)) == 1
    assert Arrival.objects.get().outcome == "ignored"


@pytest.mark.django_db
def test_a_vacation_program_that_tells_nobody_what_it_is_ends_too(vendor: MailVendor, settings: Settings) -> None:
    """Without any mark of a machine: we fall silent after so many answers in so many minutes."""
    settings.LISTENERS = [f"{__name__}.echo"]
    by_smtp(settings, vendor)
    gateways.connect("email", vendor.account, at=START)
    vendor.say("Saya sedang cuti.")
    for minute in range(listening.MOST_REPLIES + 4):
        fetch_all(times=2)
        now = START + timedelta(seconds=10 * minute)
        listen(now=now)
        deliver(now=now)
        for _each in range(len(vendor.said) - minute):
            vendor.say("Saya sedang cuti.")
    assert len(vendor.said) <= listening.MOST_REPLIES
    assert Conversation.objects.get().handed_at is not None


@pytest.mark.django_db
def test_what_we_wrote_ourselves_is_not_answered(vendor: MailVendor, settings: Settings) -> None:
    gateways.connect("email", vendor.account, at=START)
    for own in (HOUSE, HOUSE.upper(), settings.DEFAULT_FROM_EMAIL):
        vendor.mailbox.put(raw("Isi", From=own, Message_ID=f"<{own[:3]}@x.id>"))
    fetch_all()
    assert not Arrival.objects.exclude(body="").filter(outcome="done").exists()
    assert all(json.loads(one.body)["automatic"] for one in Arrival.objects.all())
