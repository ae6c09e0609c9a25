"""From the row to the letter: once, with patience, whatever breaks in between."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.actions import Recipient, notify, notify_all
from balairung.kernel.messaging.claiming import BATCH, LEASE
from balairung.kernel.messaging.delivery import ENOUGH, LANES, PATIENCE, deliver, put_off
from balairung.kernel.messaging.doors.door import Outgoing
from balairung.kernel.messaging.doors.mail import Mail
from balairung.kernel.messaging.models import Notice
from balairung.kernel.messaging.reads import outcome, reached
from balairung.kernel.people.models import Person
from tests import make
from tests.kernel.messaging.mail_server import MailServer, mail_server
from tests.kernel.obligations.at_once import together
from tests.make import START

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
ABOUT = ("complaints", "P-UJI")
_keys = itertools.count(1)


def owe(to: str = "", body: str = "Isi", *, key: str = "", subject: str = "Perihal") -> str:
    number = next(_keys)
    key, to = key or f"uji:{number}", to or f"warga{number}@contoh.id"
    notify(Recipient.address("email", to), subject=subject, body=body, key=key, at=START, about=ABOUT)
    return key


def owe_bundled(person: Person, body: str, *, bundle: str = "inbox") -> None:
    notify(Recipient.person(person), subject="Satu", body=body, key=f"uji:{next(_keys)}", at=START, bundle=bundle)


def notice(key: str) -> Notice:
    return Notice.objects.get(key=key)


@pytest.fixture
def letters(settings: Settings) -> Callable[[], list[EmailMessage]]:
    """What lies in the mail folder."""

    def read() -> list[EmailMessage]:
        parser = BytesParser(policy=policy.default)
        found = sorted(Path(settings.MAIL_DIRECTORY).glob("*.eml"))
        return [parser.parsebytes(path.read_bytes()) for path in found]

    return read


Letters = Callable[[], list[EmailMessage]]


# --- writing it down ----------------------------------------------------------------------------------------------


def test_what_was_rolled_back_is_not_owed() -> None:
    with transaction.atomic():
        owe(key="mundur")
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    with transaction.atomic():
        owe(key="jadi")
    assert notice("jadi").outcome == "waiting"


def test_the_same_key_owes_it_once() -> None:
    """Alone, again later with other words, and twice in one call."""
    owe(key="satu", body="Pertama")
    owe(key="satu", body="Kedua")
    to = Recipient.address("email", "budi@contoh.id")
    notify_all([(to, "dua"), (to, "dua"), (to, "satu")], subject="Perihal", body="Ketiga", at=START)
    assert sorted(Notice.objects.values_list("key", flat=True)) == ["dua", "satu"]
    assert notice("satu").body == "Pertama"


def test_nobody_is_written_to_without_an_address_or_on_a_closed_channel() -> None:
    nobody = make.person("Tanpa Surel", email="")
    notify(Recipient.person(nobody), subject="Perihal", body="Isi", key="a", at=START)
    notify(Recipient("pigeon", "atap", None), subject="Perihal", body="Isi", key="b", at=START)
    assert not Notice.objects.exists()


def test_address_and_words_are_sealed_in_the_database() -> None:
    owe("rahasia@contoh.id", "Nama pelapor Siti Aminah")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM messaging_notice")
        stored = " ".join(map(str, cursor.fetchall()[0]))
    assert not [word for word in ("rahasia", "contoh.id", "Siti", "Aminah", "pelapor") if word in stored]
    assert (Notice.objects.get().address, Notice.objects.get().body) == (
        "rahasia@contoh.id",
        "Nama pelapor Siti Aminah",
    )


# --- sending it ---------------------------------------------------------------------------------------------------


def test_it_is_sent_once(letters: Letters) -> None:
    key = owe("siti@contoh.id", "Halo, “Siti”.", subject="Jalan rusak – P-1")
    assert [deliver(now=START) for _again in range(3)] == [1, 0, 0]
    [letter] = letters()
    words = letter.get_content().partition("\n\n--\n")[0]  # below it stands the link that ends all messages
    assert (letter["To"], letter["Subject"], words) == (
        "siti@contoh.id", "Jalan rusak – P-1", "Halo, “Siti”.",
    )  # fmt: skip
    assert letter["Message-ID"] == f"<{notice(key).pk}@localhost>"
    assert letter["Auto-Submitted"] == "auto-generated"
    sent = notice(key)
    assert (sent.outcome, sent.sent_at, sent.attempts, sent.problem) == ("sent", START, 1, "")


def test_what_is_due_later_waits(letters: Letters) -> None:
    owe()
    assert deliver(now=START - MINUTE) == 0
    assert letters() == []


def test_rooms_ask_what_became_of_it(settings: Settings) -> None:
    good, bad = owe(), owe("sulit@contoh.id")
    settings.CHANNELS = {"email": "tests.kernel.messaging.odd_channels.Choosy"}
    assert reached(ABOUT, good) is reached(ABOUT, "never") is None
    now = START
    for pause in (timedelta(), *PATIENCE):
        now += pause
        deliver(now=now)
    assert (reached(ABOUT, good), reached(ABOUT, bad)) == (True, False)
    assert {row.key: row.outcome for row in outcome(ABOUT)} == {good: "sent", bad: "failed"}


def test_patience_grows_and_ends(settings: Settings) -> None:
    settings.CHANNELS = {"email": "tests.kernel.messaging.odd_channels.Broken"}
    key, now = owe(), START
    for place, pause in enumerate(PATIENCE):
        assert deliver(now=now) == 0
        waits = notice(key)
        assert (waits.outcome, waits.attempts, waits.try_at) == ("waiting", place + 1, now + pause)
        assert waits.problem == "RuntimeError"
        assert deliver(now=now + pause - timedelta(seconds=1)) == 0
        assert notice(key).attempts == place + 1
        now += pause
    deliver(now=now)
    assert (notice(key).outcome, notice(key).attempts) == ("failed", len(PATIENCE) + 1)
    settings.CHANNELS = {"email": "balairung.kernel.messaging.doors.mail.Mail"}
    assert deliver(now=now + timedelta(days=30)) == 0


def test_a_server_that_comes_back_gets_everything(settings: Settings, letters: Letters) -> None:
    settings.CHANNELS = {"email": "tests.kernel.messaging.odd_channels.Broken"}
    for _each in range(3):
        owe()
    deliver(now=START)
    settings.CHANNELS = {"email": "balairung.kernel.messaging.doors.mail.Mail"}
    assert deliver(now=START + PATIENCE[0]) == 3
    assert len(letters()) == 3


def test_a_channel_that_was_closed_meanwhile_is_waited_for(settings: Settings) -> None:
    key = owe()
    settings.CHANNELS = {}
    assert deliver(now=START) == 0
    assert (notice(key).outcome, notice(key).problem) == ("waiting", "shut")


def test_one_bad_message_stops_no_other(settings: Settings, letters: Letters) -> None:
    settings.CHANNELS = {"email": "tests.kernel.messaging.odd_channels.Choosy"}
    bad = owe("sulit@contoh.id")
    for _each in range(BATCH + 20):
        owe()
    assert deliver(now=START) == BATCH + 20
    assert len(letters()) == BATCH + 20
    assert notice(bad).problem == "ZeroDivisionError"


def test_a_seal_that_does_not_open_stops_no_other(letters: Letters) -> None:
    """The key it was sealed with is lost: it is put off and in the end given up."""
    bad, good = owe(), owe("budi@contoh.id")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE messaging_notice SET body = 'gAAAAABnothing' WHERE key = %s", [bad])
    assert deliver(now=START) == 1
    assert [letter["To"] for letter in letters()] == ["budi@contoh.id"]
    assert Notice.objects.defer("body").get(key=bad).problem == "InvalidToken"
    assert Notice.objects.defer("body").get(key=good).outcome == "sent"


def test_when_nothing_of_a_batch_is_taken_the_rest_is_left_alone(settings: Settings) -> None:
    settings.CHANNELS = {"email": "tests.kernel.messaging.odd_channels.Broken"}
    for _each in range(BATCH + 30):
        owe()
    assert deliver(now=START) == 0
    tried = Notice.objects.filter(attempts=1)
    rest = Notice.objects.filter(attempts=0)
    assert ENOUGH <= tried.count() <= ENOUGH + LANES, "those that were under way when it was enough"
    assert tried.count() + rest.count() == BATCH + 30
    assert not rest.exclude(try_at=START).exists()


def test_a_worker_whose_time_is_up_gives_back_what_it_did_not_begin(letters: Letters) -> None:
    for _each in range(5):
        owe()
    assert deliver(now=START, longest=0) == 0
    assert not Notice.objects.exclude(try_at=START).exists()
    assert deliver(now=START) == 5
    assert len(letters()) == 5


def test_a_worker_that_was_killed_gives_it_back_by_the_clock(settings: Settings, letters: Letters) -> None:
    key = owe()
    settings.CHANNELS = {"email": "tests.kernel.messaging.odd_channels.Killed"}
    with pytest.raises(KeyboardInterrupt):
        deliver(now=START)
    settings.CHANNELS = {"email": "balairung.kernel.messaging.doors.mail.Mail"}
    assert notice(key).try_at == START + LEASE
    assert deliver(now=START + LEASE - MINUTE) == 0
    assert deliver(now=START + LEASE) == 1
    assert len(letters()) == 1


def test_a_worker_that_comes_too_late_undoes_nothing() -> None:
    """Its lease ran out, another one sent the message, and then its own attempt fails."""
    key = owe()
    deliver(now=START)
    put_off([notice(key).pk], START + LEASE, OSError())
    assert (notice(key).outcome, notice(key).attempts, notice(key).problem) == ("sent", 1, "")


# --- bundles ------------------------------------------------------------------------------------------------------


def test_many_for_one_are_one_letter(letters: Letters) -> None:
    siti = make.person("Siti")
    for number in range(BATCH + 50):
        owe_bundled(siti, f"P-{number:04}")
    assert deliver(now=START) == BATCH + 50
    [letter] = letters()
    assert (letter["To"], letter["Subject"]) == (siti.email, f"{BATCH + 50} hal menunggu Anda")
    assert [line for line in letter.get_content().splitlines() if line] == [f"• P-{n:04}" for n in range(BATCH + 50)]


def test_one_alone_is_a_letter_as_it_was_written(letters: Letters) -> None:
    owe_bundled(make.person("Siti"), "Isi")
    deliver(now=START)
    [letter] = letters()
    assert (letter["Subject"], letter.get_content().strip()) == ("Satu", "Isi")


def test_a_bundle_never_mixes_people_addresses_or_subjects(letters: Letters, settings: Settings) -> None:
    siti, budi = make.person("Siti"), make.person("Budi")
    old = siti.email
    owe_bundled(siti, "S1")
    owe_bundled(budi, "B1")
    siti.email = "siti.baru@contoh.id"
    for body in ("S2", "S3"):
        owe_bundled(siti, body)
    owe_bundled(siti, "lain", bundle="escalation")
    stranger = Recipient.address("email", old)
    notify(stranger, subject="Warga", body="W1", key="warga", at=START, bundle="inbox")
    assert deliver(now=START) == 6
    given = sorted((letter["To"], letter.get_content().strip()) for letter in letters())
    assert given == sorted(
        [
            (old, "S1"),
            (old, "W1"),
            (budi.email, "B1"),
            ("siti.baru@contoh.id", "• S2\n• S3"),
            ("siti.baru@contoh.id", "lain"),
        ]
    )


def test_a_bundle_never_mixes_channels(settings: Settings, letters: Letters) -> None:
    settings.CHANNELS = {
        "email": "balairung.kernel.messaging.doors.mail.Mail",
        "other": "tests.kernel.messaging.odd_channels.Broken",
    }
    siti = make.person("Siti")
    gateways.connect("other", {}, at=START)
    owe_bundled(siti, "lewat surel")
    to = Recipient("other", siti.email, siti)
    notify(to, subject="Satu", body="lewat jalan lain", key="lain", at=START, bundle="inbox")
    assert deliver(now=START) == 1
    assert [letter.get_content().strip() for letter in letters()] == ["lewat surel"]
    assert notice("lain").outcome == "waiting"


# --- the mail folder ----------------------------------------------------------------------------------------------


def test_the_folder_holds_a_message_once_and_whole(settings: Settings, letters: Letters) -> None:
    message = Outgoing("nomor-1", "siti@contoh.id", "Perihal", "Isi")
    folder = Path(settings.MAIL_DIRECTORY)
    folder.mkdir(parents=True)
    (folder / ".nomor-1").write_text("separuh")  # left by a process that was killed
    for _again in range(3):
        Mail({}).send(message)
    assert [path.name for path in folder.iterdir()] == ["nomor-1.eml"]
    assert letters()[0]["Message-ID"] == "<nomor-1@localhost>"


@pytest.mark.parametrize("address", ["a@contoh.id\nBcc: b@contoh.id", "a@contoh.id\r\n\r\nIsi palsu"])
def test_an_address_with_a_line_of_its_own_is_no_address(address: str, letters: Letters) -> None:
    key = owe(address)
    assert deliver(now=START) == 0
    assert letters() == []
    assert notice(key).problem


def test_a_subject_is_one_line(letters: Letters) -> None:
    owe(subject="Perihal\nBcc: b@contoh.id\x00 " + "x" * 300)
    assert deliver(now=START) == 1
    [letter] = letters()
    assert letter["Bcc"] is None
    assert str(letter["Subject"]).startswith("Perihal Bcc: b@contoh.id x")
    assert len(str(letter["Subject"])) == 200


# --- a mail server ------------------------------------------------------------------------------------------------


def by_smtp(settings: Settings, server: MailServer) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 10
    settings.MAIL_SERVER = True


def test_a_mail_server_gets_the_letter(settings: Settings) -> None:
    key = owe("siti@contoh.id", ".titik di awal\nbaris “kedua”\n", subject="Jalan rusak – P-1")
    with mail_server() as server:
        by_smtp(settings, server)
        assert deliver(now=START) == 1
    [(recipient, raw)] = server.letters
    letter = BytesParser(policy=policy.default).parsebytes(raw.replace(b"\r\n..", b"\r\n."))
    assert (recipient, letter["To"], letter["Subject"]) == ("siti@contoh.id", "siti@contoh.id", "Jalan rusak – P-1")
    assert letter.get_content().splitlines()[:2] == [".titik di awal", "baris “kedua”"]
    assert letter["Message-ID"] == f"<{notice(key).pk}@localhost>"


@pytest.mark.parametrize(
    ("manner", "problem"),
    [
        ("busy", "SMTPRecipientsRefused"),
        ("deaf", "SMTPServerDisconnected"),
        ("drop before", "SMTPServerDisconnected"),
    ],
)
def test_what_a_mail_server_refuses_is_tried_again(settings: Settings, manner: str, problem: str) -> None:
    key = owe()
    with mail_server(manner) as server:
        by_smtp(settings, server)
        assert deliver(now=START) == 0
        assert (notice(key).outcome, notice(key).problem) == ("waiting", problem)
        server.manner = "accept"
        assert deliver(now=START + PATIENCE[0]) == 1
    assert len(server.letters) == 1


def test_a_letter_of_which_the_server_did_not_say_that_it_took_it_is_the_same_letter_again(settings: Settings) -> None:
    """It may arrive twice, and bears one number both times: the reader's mail program shows it once."""
    owe()
    with mail_server("drop after") as server:
        by_smtp(settings, server)
        assert deliver(now=START) == 0
        server.manner = "accept"
        assert deliver(now=START + PATIENCE[0]) == 1
    numbers = {BytesParser(policy=policy.default).parsebytes(raw)["Message-ID"] for _to, raw in server.letters}
    assert (len(server.letters), len(numbers)) == (2, 1)


def test_a_mail_server_that_is_not_there_is_waited_for(settings: Settings) -> None:
    key = owe()
    with mail_server() as server:
        by_smtp(settings, server)
    assert deliver(now=START) == 0
    assert notice(key).problem == "ConnectionRefusedError"


# --- several workers ----------------------------------------------------------------------------------------------


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_workers_at_one_moment_send_each_notice_once(letters: Letters) -> None:
    """Four workers, bundles that lie across their batches, and notices without a bundle."""
    people = [make.person(f"Orang {number}") for number in range(6)]
    for number in range(3 * BATCH):
        if number % 3:
            owe_bundled(people[number % 6], f"isi-{number:04}")
        else:
            owe(body=f"isi-{number:04}")
    results = together(*[lambda: deliver(now=START)] * 4)
    deliver(now=START + LEASE)
    assert all(isinstance(result, int) for result in results), results
    sent = " ".join(letter.get_content() for letter in letters()).split()
    assert sorted(word for word in sent if word.startswith("isi")) == [
        f"isi-{number:04}" for number in range(3 * BATCH)
    ]
    assert set(Notice.objects.values_list("outcome", "attempts")) == {("sent", 1)}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_key_written_by_several_at_one_moment_is_owed_once() -> None:
    results = together(*[lambda: owe(key="satu")] * 4)
    assert results == ["satu"] * 4
    assert Notice.objects.count() == 1
