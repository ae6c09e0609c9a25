"""From the vendor's call to the answer: each message once, in its order, whatever breaks in between."""

import itertools
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from balairung.kernel.messaging import stopping
from balairung.kernel.messaging.contacts import ask_code, proved
from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.messaging.doors.door import Heard, Reading
from balairung.kernel.messaging.listening import LEASE, MOST_REPLIES, TRIES, listen
from balairung.kernel.messaging.models import Arrival, Contact, Conversation, Gateway, Notice
from balairung.kernel.messaging.receiving import receive
from tests.kernel.messaging.dialogues import read_by
from tests.kernel.messaging.odd_channels import Drawer, Shelf
from tests.kernel.messaging.shelves import conversation, heard, open_shelves, owe
from tests.kernel.obligations.at_once import together
from tests.make import START

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _shelves(settings: Settings, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("transactional_db" if "postgresql" in request.keywords else "db")
    open_shelves(settings)
    settings.LISTENERS = ["tests.kernel.messaging.dialogues.echo"]


def bring(*said: Heard, channel: str = "whatsapp") -> int:
    return receive(channel, Reading(said), at=START)


def outcomes() -> list[str]:
    return sorted(Arrival.objects.values_list("outcome", flat=True))


# --- once ------------------------------------------------------------------------------------------------------------


def test_what_was_said_is_read_once_and_answered_by_the_same_door() -> None:
    assert bring(heard(1, "halo")) == 1
    assert [listen(now=START), listen(now=START)] == [1, 0]
    deliver(now=START)
    [answer] = Shelf.taken
    assert (answer.to, answer.body, answer.answers) == ("warga", "gema halo", "id-1")
    assert Gateway.objects.get(pk="whatsapp").heard_at == START


def test_replays_and_duplicates_are_one_message() -> None:
    assert bring(heard(1), heard(1), heard(2)) == 2
    assert bring(heard(2), heard(1)) == 0
    listen(now=START)
    assert bring(heard(1)) == 0, "after it was read too"
    assert read_by(conversation()) == ["pesan 1", "pesan 2"]


def test_the_same_number_at_two_vendors_is_two_messages() -> None:
    assert bring(heard(1)) + bring(heard(1), channel="sms") == 2


def test_what_comes_out_of_order_is_read_in_the_order_in_which_it_was_said() -> None:
    late = [Heard(f"n{n}", "warga", START + n * timedelta(seconds=1), text=f"{n}") for n in range(5)]
    for one in (late[3], late[0], late[4], late[1], late[2]):
        receive("whatsapp", Reading([one]), at=START + MINUTE)
    listen(now=START + MINUTE)
    assert read_by(conversation()) == ["0", "1", "2", "3", "4"]


def test_a_moment_that_has_not_come_yet_goes_before_nobody() -> None:
    """A vendor's clock that runs ahead: what it dates tomorrow was said when it came."""
    bring(Heard("a", "warga", START + timedelta(days=1), text="besok"))
    assert Arrival.objects.get().sent_at == START


def test_an_automatic_reply_is_recorded_and_never_answered() -> None:
    bring(heard(1, "Saya sedang cuti", automatic=True))
    listen(now=START)
    assert outcomes() == ["ignored"]
    assert not Notice.objects.exists()


def test_everything_is_sealed() -> None:
    bring(heard(1, "Nama saya Siti Aminah", address="+6281234567890", name="Siti"))
    with connection.cursor() as cursor:
        for table in ("messaging_arrival", "messaging_conversation"):
            cursor.execute(f"SELECT * FROM {table}")
            kept = str(cursor.fetchall())
            assert not [word for word in ("Siti", "Aminah", "81234567890") if word in kept]


# --- poison, loops, bursts --------------------------------------------------------------------------------------------


def test_a_message_that_cannot_be_read_holds_up_its_own_conversation_for_a_while_and_no_other() -> None:
    bring(heard(1, "racun"), heard(2, "sesudahnya"), heard(3, "halo", address="lain"))
    assert listen(now=START) == 1
    now = START
    for attempt in range(TRIES - 1):
        assert read_by(conversation()) == []
        now += timedelta(seconds=30 * 2**attempt)
        listen(now=now)
    assert read_by(conversation()) == ["sesudahnya"]
    assert outcomes() == ["done", "done", "failed"]
    assert Arrival.objects.get(outcome="failed").problem == "ZeroDivisionError"


def test_a_seal_that_does_not_open_is_given_up_too() -> None:
    bring(heard(1), heard(2, address="lain"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE messaging_arrival SET body = 'gAAAAABnothing' WHERE provider_id = 'id-1'")
    now = START
    for attempt in range(TRIES):
        listen(now=now)
        now += timedelta(seconds=30 * 2**attempt)
    assert dict(Arrival.objects.values_list("provider_id", "outcome")) == {"id-1": "failed", "id-2": "done"}


def test_many_blocked_conversations_hold_up_nobody() -> None:
    bring(*[heard(number, "racun", address=f"sakit{number}") for number in range(60)])
    listen(now=START)
    bring(heard(1000, "halo", address="sehat"))
    assert listen(now=START + timedelta(seconds=1)) == 1


def test_two_machines_that_answer_each_other_fall_silent() -> None:
    for number in range(MOST_REPLIES + 5):
        bring(heard(number))
        listen(now=START)
    talk = conversation()
    assert Notice.objects.filter(conversation=talk).count() == MOST_REPLIES
    assert talk.handed_at == START
    assert Conversation.objects.handed().get() == talk


def test_a_burst_is_read_in_the_order_of_each_conversation() -> None:
    """A thousand messages of fifty people, each bringing word after word."""
    count = itertools.count()
    said = [heard(next(count), f"{turn}", address=f"warga{who}") for turn in range(20) for who in range(50)]
    for place in range(0, 1000, 100):
        bring(*said[place : place + 100])
    done = 0
    while step := listen(now=START):
        done += step
    assert done == 1000
    for talk in Conversation.objects.all():
        assert read_by(talk) == [f"{turn}" for turn in range(20)]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_workers_at_one_moment_read_each_message_once_and_in_order() -> None:
    count = itertools.count()
    said = [heard(next(count), f"{turn}", address=f"warga{who}") for turn in range(8) for who in range(40)]
    bring(*said)
    results = together(*[lambda: listen(now=START)] * 4)
    assert sum(int(str(result)) for result in results) == 320
    for talk in Conversation.objects.all():
        assert read_by(talk) == [f"{turn}" for turn in range(8)]
    sent = together(*[lambda: deliver(now=START)] * 4)
    assert sum(int(str(result)) for result in sent) == 320
    for talk in Conversation.objects.all():
        assert [one.body for one in Shelf.taken if one.to == talk.address] == [f"gema {turn}" for turn in range(8)]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_calls_at_one_moment_keep_each_message_once() -> None:
    said = [heard(number, address=f"warga{number % 3}") for number in range(30)]
    results = together(*[lambda: bring(*said)] * 4)
    assert not [result for result in results if isinstance(result, Exception)], results
    assert (Arrival.objects.count(), Conversation.objects.count()) == (30, 3)


def test_a_worker_that_was_killed_gives_its_conversations_back_by_the_clock() -> None:
    bring(heard(1))
    Conversation.objects.update(lease_until=START + LEASE)
    assert listen(now=START + LEASE - MINUTE) == 0
    assert listen(now=START + LEASE) == 1


# --- several rooms ----------------------------------------------------------------------------------------------------


@pytest.fixture
def rooms(settings: Settings) -> None:
    settings.LISTENERS = [f"tests.kernel.messaging.dialogues.{name}" for name in ("ready", "still", "echo")]


def said() -> list[str]:
    deliver(now=START)
    return [message.body for message in Shelf.taken]


@pytest.mark.usefixtures("rooms")
def test_the_first_room_that_takes_it_answers_and_nobody_further_hears_it() -> None:
    bring(heard(1, "SIAP"), heard(2, "HADIR"), heard(3, "lampu mati"), heard(4, "SIAP", address="lain"))
    listen(now=START)
    assert sorted(said()) == ["gema lampu mati", "siap dicatat", "siap dicatat"], "silence is an answer too"
    assert read_by(conversation()) == ["lampu mati"], "the last one hears what no other took, and remembers only that"
    assert read_by(conversation("lain")) == []
    assert not Conversation.objects.handed().exists(), "no list of a person shows them"


@pytest.mark.usefixtures("rooms")
def test_the_words_of_the_house_come_before_every_room(settings: Settings) -> None:
    settings.LISTENERS = ["tests.kernel.messaging.dialogues.echo"]
    bring(heard(1, "STOP"))
    listen(now=START)
    assert read_by(conversation()) == []


@pytest.mark.usefixtures("rooms")
def test_where_machines_answer_each_other_a_room_that_waits_still_hears_and_says_nothing() -> None:
    for number in range(MOST_REPLIES):
        bring(heard(number))
        listen(now=START)
    bring(heard(100, "SIAP"))
    listen(now=START)
    assert outcomes() == ["done"] * (MOST_REPLIES + 1)
    assert conversation().handed_at is None, "what a room took is nobody's to look at"
    bring(heard(101, "halo"))
    listen(now=START)
    assert conversation().handed_at == START
    assert Notice.objects.count() == MOST_REPLIES


@pytest.mark.usefixtures("rooms")
def test_a_room_that_fails_is_asked_again_and_no_other_in_its_place(settings: Settings) -> None:
    settings.LISTENERS = ["tests.kernel.messaging.dialogues.echo", "tests.kernel.messaging.dialogues.ready"]
    bring(heard(1, "racun"), heard(2, "halo", address="lain"))
    assert listen(now=START) == 1
    assert outcomes() == ["done", "waiting"]


# --- words of the house -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["STOP", "stop.", " Berhenti! "])
def test_stop_is_obeyed_and_start_takes_it_back(word: str) -> None:
    bring(heard(1, word))
    listen(now=START)
    assert stopping.is_stopped(stopping.mark_of("warga"))
    owe("warga")
    assert Notice.objects.filter(about_kind="complaints").count() == 0, "nothing more is owed"
    bring(heard(2, "mulai"))
    listen(now=START)
    owe("warga")
    deliver(now=START)
    said = " ".join(message.body for message in Shelf.taken)
    assert said.startswith("Baik, kami tidak lagi mengirim kabar")
    assert "Baik, mulai sekarang" in said
    assert "Isi" in said
    assert read_by(conversation()) == [], "the dialogue hears nothing of it"


def test_a_code_that_is_answered_with_proves_the_number() -> None:
    ask_code("sms", "+6281", at=START)
    bring(heard(1, "123456", address="+6281"), channel="sms")
    listen(now=START)
    assert Contact.objects.get().verified_at == START
    assert proved([("sms", "+6281"), ("sms", "+6282")]) == {("sms", "+6281")}
    deliver(now=START)
    assert [message for message in Drawer.taken if message.body.startswith("Terima kasih, nomor ini sudah dipastikan.")]


def test_six_digits_of_somebody_whose_number_is_known_are_words_like_others() -> None:
    bring(heard(1, "123456"))
    listen(now=START)
    assert read_by(conversation()) == ["123456"]
