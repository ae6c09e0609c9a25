"""Conversations from the door to the case and back, by the real loops and actions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any, BinaryIO, ClassVar
from uuid import UUID

import pytest
from pytest_django import Settings

from balairung.kernel.messaging import gateways, stopping
from balairung.kernel.messaging.doors.door import Able, Enclosure, Heard, Mute, Need, Outgoing, Reading
from balairung.kernel.messaging.doors.door import Settings as Account
from balairung.kernel.messaging.listening import listen
from balairung.kernel.messaging.models import Arrival, Conversation, Notice
from balairung.kernel.messaging.receiving import receive
from balairung.kernel.obligations.models import Remark, State, Tag
from balairung.kernel.people.actors import Actor
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.dialogue.memory import Memory
from balairung.rooms.complaints.dialogue.silence import keep_company
from balairung.rooms.complaints.filing.guarding import HELD
from balairung.rooms.complaints.following.outcomes import ask_outcomes
from balairung.rooms.complaints.models import Complaint, Follower, Outcome
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db
STORY = "Lampu jalan di depan balai mati sudah seminggu, gelap sekali."
ADDRESS = "+6281234567890"


class Chat(Mute):
    """A door with buttons that keeps what is handed to it; it stands here because the vendors have their own tests."""

    able: ClassVar[Able] = Able(buttons=3, rows=10, files=True, places=True, window=timedelta(hours=24))
    needs: ClassVar[list[Need]] = []
    lost: ClassVar[set[str]] = set()

    def __init__(self, account: Account) -> None:
        pass

    def send(self, message: Outgoing) -> str:
        return message.number

    def fetch(self, enclosure: Enclosure) -> BinaryIO:
        if enclosure.handle in self.lost:
            raise OSError("the vendor is away")
        return BytesIO(make.PNG)


class Short(Chat):
    """A door that has nothing but words."""

    able: ClassVar[Able] = Able()


class Person:
    """Somebody with a telephone."""

    def __init__(self, channel: str = "whatsapp", address: str = ADDRESS, name: str = "Sri") -> None:
        self.channel, self.address, self.name = channel, address, name
        self.at, self.count = START, 0
        self.heard: set[UUID] = set()

    def send(self, text: str = "", *, after: int = 60, number: str = "", **more: Any) -> None:
        """It reaches us; nobody has read it yet."""
        self.at += timedelta(seconds=after)
        self.count += 1
        heard = Heard(number or f"{self.address}-{self.count}", self.address, self.at, text, name=self.name, **more)
        receive(self.channel, Reading(heard=[heard]), at=self.at)

    def say(self, text: str = "", **more: Any) -> list[str]:
        """It reaches us and is read; what is said to them since they last looked."""
        self.send(text, **more)
        listen(now=self.at)
        return self.look()

    def look(self) -> list[str]:
        new = Notice.objects.filter(channel=self.channel).exclude(pk__in=self.heard).order_by("written_at", "id")
        mine = [one for one in new if one.address == self.address]
        self.heard |= {one.pk for one in mine}
        return [one.body for one in mine]

    @property
    def talk(self) -> Conversation:
        return Conversation.objects.get(channel=self.channel)

    def file(self, text: str = STORY) -> Complaint:
        """A report through the menu."""
        self.say(f"lapor {text}")
        if Memory.of(self.talk.state).step == "place":
            self.say("lewati")
        self.say(choice="send:named")
        return Complaint.objects.select_related("obligation").latest("filed_at")

    @property
    def last(self) -> str:
        found = Notice.objects.filter(channel=self.channel).order_by("written_at", "id").last()
        return found.body if found else ""


@pytest.fixture(autouse=True)
def _doors_of_ours(settings: Settings) -> Iterator[None]:
    settings.CHANNELS = {**settings.CHANNELS, "whatsapp": f"{__name__}.Chat", "sms": f"{__name__}.Short"}
    make.regency()
    for channel in ("whatsapp", "sms"):
        gateways.connect(channel, {}, at=START)
    Chat.lost.clear()
    yield
    gateways.forget()


@pytest.fixture
def rahma() -> Actor:
    return make.coordinator()


@pytest.fixture
def sri(rahma: Actor) -> Person:
    return Person()


def fresh(made: Complaint) -> Complaint:
    return Complaint.objects.select_related("obligation").get(pk=made.pk)


def evidence(made: Complaint, verb: str = "open") -> int:
    return made.obligation.events.filter(verb=verb).latest("seq").evidence.count()


def told(made: Complaint) -> Notice:
    """The last message to the reporter about it."""
    return Notice.objects.about("complaints", made.ref).filter(person=None).order_by("id").reverse()[0]


def remark(made: Complaint, verb: str) -> str:
    return made.obligation.events.filter(verb=verb).latest("seq").remark.text


# --- filing ---------------------------------------------------------------------------------------------------------


def test_four_messages_of_ours_file_one_report_with_its_photograph(sri: Person) -> None:
    said = sri.say("halo") + sri.say(STORY) + sri.say("depan pasar, kelurahan Taman")
    sri.say(enclosures=[Enclosure("foto-1", "image/png", "IMG.png")], after=5)
    said += sri.say(choice="send:named")
    made = Complaint.objects.select_related("obligation", "region").get()
    assert len(said) == 4
    assert all(part in said[3] for part in (made.ref, made.secret, "/lacak/"))
    assert (made.channel, made.text, made.region and made.region.name) == ("whatsapp", STORY, "Taman")
    assert (made.reporter_name, made.reporter_contact) == ("Sri", ADDRESS)
    assert evidence(made) == 1
    assert set(Arrival.objects.exclude(about_ref="").values_list("about_ref", flat=True)) == {made.ref}


def test_without_a_name_the_office_has_neither_name_nor_number(sri: Person) -> None:
    sri.say(STORY)
    sri.say("lewati")
    sri.say("tanpa nama")
    made = Complaint.objects.get()
    assert made.anonymous
    assert (made.reporter_name, made.reporter_contact, made.contact_hash) == ("", "", "")
    assert made.conversation == sri.talk


def test_one_chat_holds_two_reports(sri: Person) -> None:
    first = sri.file()
    second = sri.file("Sampah menumpuk di kelurahan Taman sejak hari Senin.")
    assert first != second
    assert {first.conversation, second.conversation} == {sri.talk}
    assert sri.say("status")[0].count("\nP-") == 2


def test_the_same_message_twice_and_the_button_twice_file_once(sri: Person) -> None:
    sri.say(STORY)
    sri.say("lewati")
    sri.send(choice="send:named", number="satu")
    sri.send(choice="send:named", number="satu")
    sri.send(choice="send:named", number="dua")
    listen(now=sri.at)
    assert Complaint.objects.count() == 1


def test_messages_that_come_in_the_wrong_order_are_read_in_theirs(sri: Person) -> None:
    later = Heard("b", ADDRESS, START + timedelta(seconds=9), "Di kelurahan Taman dekat pasar.")
    earlier = Heard("a", ADDRESS, START + timedelta(seconds=2), STORY)
    at = START + timedelta(seconds=20)
    receive("whatsapp", Reading(heard=[later]), at=at)
    receive("whatsapp", Reading(heard=[earlier]), at=at)
    listen(now=at)
    sri.at = at
    sri.say("1")
    made = Complaint.objects.select_related("region").get()
    assert (made.text, made.region and made.region.name) == (STORY, "Taman")


def test_the_same_words_again_within_minutes_are_the_same_report(sri: Person) -> None:
    made = sri.file()
    sri.say(f"lapor {STORY}")
    sri.say("lewati")
    assert made.ref in sri.say("ya")[0]
    assert Complaint.objects.count() == 1


def test_a_flood_from_one_conversation_waits_for_a_person(sri: Person) -> None:
    for number in range(6):
        sri.file(f"Lubang nomor {number} di jalan kelurahan Taman makin dalam.")
    held = Tag.objects.filter(word=HELD)
    assert held.count() == 1
    assert Complaint.objects.count() == 6


def test_a_short_message_says_everything(rahma: Actor) -> None:
    budi = Person("sms", "+6281300000001", "")
    [said] = budi.say("LAPOR lampu jalan mati sejak Senin #depan pasar Taman")
    made = Complaint.objects.get()
    assert (made.channel, made.place, made.reporter_contact) == ("sms", "depan pasar Taman", "+6281300000001")
    assert made.ref in said
    assert len(said) < 306


def test_by_digits_where_there_are_no_buttons(rahma: Actor) -> None:
    budi = Person("sms", "+6281300000001", "")
    budi.say(STORY)
    [said] = budi.say("lewati")
    assert "\n1 Kirim laporan\n2 Kirim tanpa nama\n3 Batal" in said
    budi.say("2")
    assert Complaint.objects.get().anonymous


# --- letters --------------------------------------------------------------------------------------------------------


@pytest.fixture
def writer(rahma: Actor) -> Person:
    return Person("email", "sri@contoh.id")


def test_a_letter_that_asks_is_told_of_all_that_left_this_address(writer: Person) -> None:
    assert "Belum ada laporan" in writer.say("Status laporan saya?")[0]
    writer.say(STORY, subject="Lampu mati")
    by_mail = Complaint.objects.select_related("obligation").get()
    on_web = make.complaint(contact="sri@contoh.id", at=writer.at)
    foreign = make.complaint(contact="budi@contoh.id", at=writer.at)
    writer.look()
    [said] = writer.say("Mohon info.", subject="Status laporan saya?")
    for mine in (by_mail, on_web):
        assert f"/lacak/{mine.ref}/{mine.secret}/" in said
    assert foreign.ref not in said
    [said] = writer.say(f"status {on_web.ref}")
    assert f"/lacak/{on_web.ref}/{on_web.secret}/" in said
    [said] = writer.say(f"status {foreign.ref}")
    assert foreign.secret not in said
    assert Complaint.objects.count() == 3


def test_a_reply_to_our_letter_belongs_to_its_report_wherever_it_was_filed(writer: Person, rahma: Actor) -> None:
    made = make.forwarded(rahma, contact="sri@contoh.id")
    Notice.objects.filter(pk=told(made).pk).update(provider_ref="<satu@rumah.id>")
    subject = f"Re: Laporan {made.ref} diteruskan"
    writer.say("Yang mati dua tiang.", subject=subject, answers="<satu@rumah.id>")
    assert remark(made, "add") == "Yang mati dua tiang."
    [said] = writer.say("Status laporan saya bagaimana?", subject=subject, answers="<satu@rumah.id>")
    assert f"/lacak/{made.ref}/{made.secret}/" in said
    assert Complaint.objects.count() == 1


def test_a_stranger_speaks_for_no_report_by_its_number_or_another_letter(writer: Person, rahma: Actor) -> None:
    made = make.forwarded(rahma, contact="budi@contoh.id")
    Notice.objects.filter(pk=told(made).pk).update(provider_ref="<satu@rumah.id>")
    own = make.forwarded(rahma, contact="sri@contoh.id")
    for letter in ({"answers": "<satu@rumah.id>"}, {"subject": f"Tentang {own.ref}"}):
        writer.say("Yang mati dua tiang, bukan satu, di sebelah utara.", **letter)
    for one in (made, own):
        assert not one.obligation.events.filter(verb="add").exists()


def test_a_letter_without_a_story_is_asked_for_it(writer: Person) -> None:
    assert "belum ada ceritanya" in writer.say("Tolong dibantu, Pak.", subject="Halo")[0]
    assert not Complaint.objects.exists()
    writer.say("Jembatan bambu di desa kami putus kemarin sore.")
    assert Complaint.objects.count() == 1


# --- files ----------------------------------------------------------------------------------------------------------


def photograph(handle: str = "foto") -> dict[str, Any]:
    return {"enclosures": [Enclosure(handle, "image/png", "IMG.png")]}


def test_an_album_is_answered_by_one_message(sri: Person) -> None:
    sri.say(STORY)
    sri.say("lewati")
    for number in range(4):
        assert sri.say(after=30 if number == 0 else 1, **photograph(f"foto-{number}")) == []
    assert keep_company(now=sri.at + timedelta(seconds=5)) == 0  # more may follow
    assert keep_company(now=sri.at + timedelta(seconds=60)) == 1
    assert keep_company(now=sri.at + timedelta(seconds=61)) == 0
    assert sri.look() == ["4 berkas kami terima.\n\nSudah lengkap?"]
    sri.say("1")
    assert evidence(Complaint.objects.get()) == 4


def test_a_vendor_that_is_away_is_asked_again_and_then_the_person_is_told(sri: Person) -> None:
    Chat.lost.add("foto")
    sri.send(STORY, **photograph())
    listen(now=sri.at)
    assert Arrival.objects.get().outcome == Arrival.Outcome.WAITING
    for _try in range(5):
        sri.at += timedelta(hours=1)
        listen(now=sri.at)
    assert sri.look()[0].startswith("Satu berkas tidak dapat kami ambil")
    assert Arrival.objects.get().outcome == Arrival.Outcome.DONE


# --- silence --------------------------------------------------------------------------------------------------------


def test_what_was_begun_and_left_is_kept_as_a_draft(sri: Person, client: object) -> None:
    sri.say(STORY, **photograph())
    later = sri.at + timedelta(hours=23, minutes=5)
    sri.look()
    assert keep_company(now=later) == 1
    [said] = sri.look()
    assert "/pengaduan/baru/kejadian/" in said
    assert sri.talk.state == ""
    assert keep_company(now=later) == 0


def test_who_stopped_our_messages_is_not_written_to_in_silence(sri: Person) -> None:
    sri.say(STORY)
    sri.look()
    stopping.stop(stopping.mark_of(ADDRESS), at=sri.at)
    keep_company(now=sri.at + timedelta(hours=24))
    assert sri.look() == []


# --- reports that exist ---------------------------------------------------------------------------------------------


@pytest.fixture
def siti(rahma: Actor) -> Actor:
    return make.officer("pupr", "liaison", "Siti")


@pytest.fixture
def made(sri: Person, rahma: Actor, siti: Actor) -> Complaint:
    """A report by chat that Siti's office deals with."""
    filed = sri.file()
    actions.verify(filed, klass=filed.klass, topic=make.topic(), by=rahma, at=sri.at)
    actions.forward(filed, office=make.office("pupr"), by=rahma, at=sri.at)
    sri.look()
    return filed


def test_the_answer_leaves_by_the_door_through_which_they_came(sri: Person, made: Complaint, siti: Actor) -> None:
    actions.answer(made, text="Kami ganti besok.", files=[make.photo()], by=siti, at=sri.at)
    [said] = sri.look()
    assert "Kami ganti besok." in said
    assert "1 foto atau berkas" in said
    assert f"/lacak/{made.ref}/" in said
    notice = told(made)
    assert (notice.channel, notice.conversation) == ("whatsapp", sri.talk)


def test_a_question_is_answered_in_the_chat(sri: Person, made: Complaint, siti: Actor) -> None:
    actions.ask(made, text="Lampu yang mana?", by=siti, at=sri.at)
    notice = told(made)
    Notice.objects.filter(pk=notice.pk).update(provider_ref="wamid.1")
    sri.say("Yang di depan balai.", answers="wamid.1", **photograph())
    assert fresh(made).obligation.state == State.ACTIVE
    assert remark(made, "resume") == "Yang di depan balai."
    assert evidence(made, "resume") == 1


@pytest.mark.parametrize(("word", "state"), [("sudah", State.DONE), ("belum", State.ACTIVE)])
def test_is_it_solved(sri: Person, made: Complaint, siti: Actor, word: str, state: str) -> None:
    actions.resolve(made, text="Sudah diganti.", files=[make.photo()], by=siti, at=sri.at)
    notice = told(made)
    assert notice.choices == [[f"close:{made.ref}", "Ya, sudah"], [f"reopen:{made.ref}", "Belum beres"]]
    sri.say(word)
    assert fresh(made).obligation.state == state
    if state == State.ACTIVE:
        sri.say("Masih mati yang sebelah kiri.", after=30)
        assert remark(made, "add") == "Masih mati yang sebelah kiri."


def test_was_it_really_solved(sri: Person, made: Complaint, siti: Actor) -> None:
    actions.resolve(made, text="Sudah diganti.", files=[make.photo()], by=siti, at=sri.at)
    sri.say(choice=f"close:{made.ref}")
    sri.at += timedelta(days=28, hours=1)
    ask_outcomes(now=sri.at)
    assert "?jawab=" not in sri.look()[-1]
    assert told(made).choices[0][0] == f"yes:{made.ref}"
    sri.say(choice=f"partly:{made.ref}")
    assert Outcome.objects.get(complaint=made).answer == "partly"


def test_more_words_become_an_addition_or_another_report(sri: Person, made: Complaint) -> None:
    sri.say("Sekarang malah dua lampu yang mati di sana.")
    sri.say(choice=f"add:{made.ref}")
    assert remark(made, "add") == "Sekarang malah dua lampu yang mati di sana."
    parties = made.obligation.events.get(verb="add").remark.audience
    assert parties == Remark.Audience.PARTIES


def test_another_conversation_moves_nothing(sri: Person, made: Complaint) -> None:
    other = Person("sms", "+6281300000009", "")
    other.say(choice=f"withdraw:{made.ref}")
    other.say(f"cabut {made.ref}")
    other.say("1")
    assert fresh(made).obligation.state == State.ACTIVE
    assert made.secret not in " ".join(other.say(f"status {made.ref}"))
    assert made.ref in other.say(f"status {made.ref} {made.secret}")[0]


def test_withdrawing(sri: Person, made: Complaint) -> None:
    sri.say("cabut laporan")
    sri.say("1")
    assert fresh(made).obligation.state == State.WITHDRAWN
    sri.say(choice=f"withdraw:{made.ref}")
    assert "tidak" in sri.last


def test_following_a_report_like_it(sri: Person, made: Complaint) -> None:
    other = Person("sms", "+6281300000009", "")
    other.say(choice=f"follow:{made.ref}")
    assert Follower.objects.get().contact == "sms:+6281300000009"
    assert Follower.objects.confirmed().count() == 1
    other.say(choice="follow:P-0000-0000")
    assert Follower.objects.count() == 1


def test_what_the_house_refuses_loses_nothing(sri: Person) -> None:
    """No office receives reports: the menu says so, and the report is still there for the next yes."""
    from balairung.kernel.people.models import Post

    sri.say(STORY)
    sri.say("lewati")
    Post.objects.filter(role=Post.Role.COORDINATOR).update(closed_on=START.date())
    assert "Belum ada kantor" in sri.say("ya")[0]
    Post.objects.filter(role=Post.Role.COORDINATOR).update(closed_on=None)
    sri.say("ya")
    assert Complaint.objects.get().text == STORY


def test_everything_stays_in_the_conversation(sri: Person) -> None:
    said = ["halo", STORY, "😂", "batal", "petugas", "Pak, kok lama?"]
    for text in said:
        sri.say(text)
    kept = [Heard.of(json.loads(arrival.body)).text for arrival in sri.talk.arrivals.order_by("sent_at")]
    assert kept == said
