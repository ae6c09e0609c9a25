"""A number by chat: words and buttons, what is not ours is left alone, and everybody is told once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.doors.door import Able, Heard, Mute, Need, Outgoing, Reading
from balairung.kernel.messaging.doors.door import Settings as Account
from balairung.kernel.messaging.listening import listen
from balairung.kernel.messaging.models import Conversation, Notice
from balairung.kernel.messaging.receiving import receive
from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.reception.models import Hall, HallVisit, Ticket
from balairung.rooms.reception.own.dialogue import machine
from balairung.rooms.reception.own.dialogue.machine import Choice, Memory, respond
from balairung.rooms.reception.own.dialogue.words import read
from balairung.rooms.reception.own.nearing import tell
from balairung.rooms.reception.queue.calling import call_next, leave
from tests import make
from tests.make import START

# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("antre", ("take", "")), ("Antri dong min", ("take", "")), ("mau ambil nomor", ("take", "")),
        ("ANTREAN!!", ("take", "")), ("halo min, mau antri ktp", ("take", "ktp")), ("minta nomor", ("take", "")),
        ("ambil nomor di kecamatan taman", ("take", "kecamatan taman")), ("nomor saya dong", ("mine", "")),
        ("cek antrean", ("mine", "")), ("batal antre", ("leave", "")), ("tidak jadi antri", ("leave", "")),
        ("batal", ("", "")), ("menu", ("", "")), ("halo", ("", "")), ("1", ("", "")), ("", ("", "")),
        ("petugas antreannya galak sekali tadi pagi", ("", "")),
        ("antrean bbm di jalan raya panjang sekali sampai macet berjam-jam tolong ditertibkan", ("", "")),
    ],
)  # fmt: skip
def test_what_is_meant(said: str, meant: tuple[str, str]) -> None:
    assert read(said) == meant


# --- the machine ------------------------------------------------------------------------------------------------------


class House:
    """Two halls, one of them closed."""

    held: ClassVar[list[Choice]] = []

    def halls(self, words: str, *, whole: bool) -> Sequence[Choice]:
        both = [Choice("mpp", "Mal Pelayanan Publik"), Choice("tutup", "Kantor Tutup")]
        return both if not words else [one for one in both if words.lower() in one.label.lower()]

    def closed(self, hall: str) -> str:
        return "Sudah tutup." if hall == "tutup" else ""

    def lines(self, hall: str) -> Sequence[Choice]:
        return [Choice("ktp", "KTP: 10 menit"), Choice("akta", "Akta")]

    def named(self, hall: str, words: str) -> Sequence[Choice]:
        return [one for one in self.lines(hall) if one.key in words.lower()]

    def mine(self) -> Sequence[Choice]:
        return self.held


def walk(*said: str) -> list[machine.Turn | None]:
    memory, turns = Memory(), []
    for text in said:
        turn = respond(memory, machine.Heard(text), House())
        memory = Memory.of(turn.memory.kept()) if turn else Memory()
        turns.append(turn)
    return turns


def test_three_questions_lead_to_a_number() -> None:
    where, what, first, done = walk("antre", "1", "akta", "2")
    assert where
    assert what
    assert first
    assert done
    assert [one.memory.step for one in (where, what, first)] == ["hall", "line", "lane"]
    assert done.deed == machine.Deed("take", "akta", "elderly")


def test_what_fits_nothing_twice_or_is_a_story_goes_to_the_next_room() -> None:
    _asked, missed, gone = walk("antre", "xyz", "abc")
    assert missed
    assert missed.says
    assert gone is None
    story = "jalan di depan rumah saya rusak parah sudah lama sekali"
    assert walk("antre", story)[-1] is None
    assert walk("antre", "menu")[-1] is None
    assert walk("antre jalan rusak")[-1] is None
    assert walk(story) == [None]


def test_a_changed_mind_is_no_complaint_and_a_closed_hall_says_so() -> None:
    stopped = walk("antre", "batal")[-1]
    assert stopped
    assert not stopped.memory.step
    closed = walk("antre", "2")[-1]
    assert closed
    assert closed.says[0].text == "Sudah tutup."
    assert walk("batal") == [None]


@given(st.lists(st.one_of(st.text(max_size=30), st.sampled_from(
    ["antre", "1", "2", "9", "batal", "nomor saya", "batal antre", "mal", "akta", "menu"])), max_size=8))  # fmt: skip
def test_nothing_that_is_written_breaks_it_or_takes_without_a_line(said: list[str]) -> None:
    for turn in walk(*said):
        if turn and turn.deed and turn.deed.verb == "take":
            assert turn.deed.key in {"ktp", "akta"}
        assert turn is None or turn.deed or turn.says


# --- from the door to the queue ---------------------------------------------------------------------------------------


class Chat(Mute):
    """A door with buttons; the vendors have their own tests."""

    able: ClassVar[Able] = Able(buttons=3, rows=10, window=timedelta(hours=24))
    needs: ClassVar[list[Need]] = []

    def __init__(self, account: Account) -> None:
        pass

    def send(self, message: Outgoing) -> str:
        return message.number


class Short(Chat):
    able: ClassVar[Able] = Able()


@pytest.fixture
def hall(settings: Settings, db: None) -> Iterator[Hall]:
    settings.CHANNELS = {**settings.CHANNELS, "whatsapp": f"{__name__}.Chat", "sms": f"{__name__}.Short"}
    make.regency()
    make.coordinator()
    for channel in ("whatsapp", "sms"):
        gateways.connect(channel, {}, at=START)
    make.hall("Umum", at_office="pupr", name="Ruang layanan PUPR")
    yield make.hall("KTP-el", "Akta", name="Ruang layanan Dukcapil")
    gateways.forget()


class Person:
    """Somebody with a telephone."""

    def __init__(self, channel: str = "whatsapp", address: str = "+6281234567890") -> None:
        self.channel, self.address, self.at, self.count = channel, address, START, 0

    def say(self, text: str = "", **more: Any) -> str:
        """What they are answered, the last message of it."""
        self.at, self.count = self.at + timedelta(seconds=30), self.count + 1
        heard = Heard(f"{self.address}-{self.count}", self.address, self.at, text, name="Sri", **more)
        receive(self.channel, Reading(heard=[heard]), at=self.at)
        listen(now=self.at)
        return self.last

    @property
    def last(self) -> str:
        mine = Notice.objects.filter(channel=self.channel).order_by("written_at", "id")
        return [one.body for one in mine if one.address == self.address][-1]


def test_a_number_by_whatsapp(hall: Hall) -> None:
    sri = Person()
    assert "di mana" in sri.say("halo, mau antre")
    assert "layanan apa" in sri.say("dukcapil")
    assert "didahulukan" in sri.say("akta")
    said = sri.say(choice="queue:lane:")
    assert "Nomor Anda B-001" in said
    assert "/antrean/nomor/" in said
    visit = HallVisit.objects.get()
    assert (visit.channel, visit.conversation) == ("whatsapp", Conversation.objects.get().pk)
    assert "B-001 (Akta, Ruang layanan Dukcapil): Anda yang berikutnya" in sri.say("nomor saya")
    assert "B-001 dilepas" in sri.say("batal antre")
    assert Ticket.objects.get().state == "left"
    assert "belum ada nomor" in sri.say("antrean saya")


def test_by_sms_with_digits(hall: Hall) -> None:
    budi = Person("sms")
    first = budi.say("antre ktp")
    assert "didahulukan" in first  # one hall gives it, and one line of it
    assert "1 Tidak perlu" in first
    assert "Nomor Anda A-001" in budi.say("1")


def test_a_complaint_is_never_swallowed(hall: Hall) -> None:
    sri = Person()
    sri.say("antre")
    said = sri.say("Lampu jalan di depan balai mati sudah seminggu, gelap sekali.")
    assert "di mana" not in said or "?" in said
    assert sri.say("Lampu jalan mati")
    assert not HallVisit.objects.exists()
    assert Conversation.objects.get().state  # the dialogue of complaints remembers it
    fresh = Person(address="+6281200000001")
    fresh.say("antrean di dukcapil lama sekali, petugasnya tidak ada")
    assert any(one.state for one in Conversation.objects.all() if one.address == fresh.address)


def test_one_conversation_holds_few_numbers_and_a_late_button_says_so(hall: Hall) -> None:
    sri = Person()
    for line in ("ktp", "akta"):
        sri.say(f"antre {line}")
        assert "Nomor Anda" in sri.say(choice="queue:lane:")
    sri.say("antre ktp")
    assert "sudah ada 2 nomor" in sri.say(choice="queue:lane:")
    assert "tidak berlaku lagi" in sri.say(choice="queue:lane:")
    assert "Nomor yang mana" in sri.say("batal antre")
    assert "dilepas" in sri.say("1")
    assert Ticket.objects.open().count() == 1
    assert "tidak ada dalam percakapan" in Person(address="+6281200000002").say(
        choice=f"queue:leave:{Ticket.objects.open().get().pk}"
    )


def test_after_closing_it_says_when_it_opens(hall: Hall) -> None:
    sri = Person()
    sri.at = START.replace(hour=20)
    assert "Buka lagi" in sri.say("antre ktp")


def test_told_once_when_near_and_once_when_called(hall: Hall) -> None:
    clerk = make.clerk(hall)
    ahead = [make.number(hall).tickets[0] for _place in range(5)]
    sri = Person()
    sri.say("antre ktp")
    sri.say(choice="queue:lane:")
    now = sri.at + timedelta(minutes=1)
    assert tell(now=now) == 0  # five are ahead
    for ticket in ahead[:2]:
        leave(ticket, by=SYSTEM, at=now)
    assert (tell(now=now), tell(now=now)) == (1, 0)
    assert "A-006" in sri.last
    assert "3 orang di depan Anda" in sri.last
    for ticket in ahead[2:]:
        leave(ticket, by=SYSTEM, at=now)
    assert tell(now=now) == 0
    called = call_next(make.counter(hall), by=clerk, at=now)
    assert called
    assert called.label == "A-006"
    assert (tell(now=now), tell(now=now)) == (1, 0)
    assert "dipanggil di loket 1" in sri.last


def test_who_stopped_our_messages_and_who_left_nothing_is_not_told(hall: Hall) -> None:
    sri = Person()
    sri.say("antre ktp")
    sri.say(choice="queue:lane:")
    sri.say("STOP")
    make.number(hall)
    before = Notice.objects.count()
    tell(now=sri.at)
    assert Notice.objects.count() == before


def test_a_contact_left_on_the_web_is_told(hall: Hall) -> None:
    make.number(hall, channel="web", contact="ani@contoh.id")
    assert tell(now=START + timedelta(minutes=1)) == 1
    assert "A-001" in Notice.objects.get().body
