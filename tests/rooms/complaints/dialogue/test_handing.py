"""From the menu to a person, from office to office, a report out of it, and back."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging import gateways, stopping
from balairung.kernel.messaging.listening import MOST_REPLIES, Say, listen, reply
from balairung.kernel.messaging.models import Contact, Conversation, Notice
from balairung.kernel.messaging.models.contacts import address_hash
from balairung.kernel.messaging.moving import move_on
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Person
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.dialogue.bubbles import bubbles, count_waiting, waiting
from balairung.rooms.complaints.dialogue.handing import file_from, give_back, hand_over, write
from balairung.rooms.complaints.dialogue.ways import ways_of, window_of
from balairung.rooms.complaints.filing.report import Report
from balairung.rooms.complaints.models import Complaint
from tests import make

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0) - timedelta(minutes=10)
LATER = NOW + timedelta(seconds=30)
ADDRESS = "+6280012345678"


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    make.regency(at=NOW)
    gateways.connect("whatsapp", {}, at=NOW)


@pytest.fixture
def rahma() -> Actor:
    return make.coordinator(at=NOW)


@pytest.fixture
def siti() -> Actor:
    return make.officer("pupr", "liaison", "Siti", at=NOW)


@pytest.fixture
def talk(rahma: Actor) -> Conversation:
    """Sri asked for a person."""
    make.talk("petugas", "Pak, jalan depan pasar berlubang dalam sekali.", address=ADDRESS, at=NOW)
    listen(now=NOW + timedelta(seconds=5))
    return Conversation.objects.get()


def fresh(talk: Conversation) -> Conversation:
    return Conversation.objects.get(pk=talk.pk)


def test_who_asks_for_a_person_waits_in_the_coordinators_list(talk: Conversation, rahma: Actor, siti: Actor) -> None:
    assert talk.handed_to is not None
    [one] = waiting(rahma, NOW + timedelta(minutes=1))
    assert (one.name, one.words, one.answered) == ("Sri", "Pak, jalan depan pasar berlubang dalam sekali.", False)
    assert count_waiting(rahma) == 1
    assert waiting(siti, NOW) == []
    said = [notice.body for notice in Notice.objects.filter(conversation=talk)]
    assert len(said) == 1  # the menu keeps quiet afterwards
    assert "petugas akan menjawab" in said[0]


def test_what_the_loop_guard_took_from_the_menu_is_the_coordinators(rahma: Actor, siti: Actor, client: Client) -> None:
    """Two machines that answer each other: it has no office, so that the coordinator looks, and nobody else."""
    talk = make.talk("halo", address=ADDRESS, at=NOW)
    for number in range(MOST_REPLIES):
        reply(talk, [Say("Selamat datang.")], key=f"uji:{number}", at=NOW)
    listen(now=NOW + timedelta(seconds=5))
    assert (fresh(talk).handed_to, count_waiting(rahma), count_waiting(siti)) == (None, 1, 0)
    nurse = make.officer("dinkes", "staff", "Nita", at=NOW)
    assert [[one.talk for one in waiting(actor, NOW)] for actor in (rahma, siti, nurse)] == [[talk], [], []]
    pages = {}
    for actor in (rahma, siti):
        client.force_login(make.account(Person.objects.get(name=actor.name)))
        pages[actor.name] = client.get(reverse("complaints:talks")).content.decode()
        own = client.get(reverse("complaints:talk", args=[talk.pk]))
        assert (own.status_code == 200 and f"/kerja/buka/talks/{talk.pk}/" in own.content.decode()) is (actor == rahma)
    assert "Percakapan 1" in pages["Rahma"]
    assert "pesannya datang terlalu cepat" in pages["Rahma"]
    assert "Percakapan 1" not in pages["Siti"]
    with pytest.raises(NotAllowed):
        write(fresh(talk), text="Halo.", token="satu-formulir-saja", by=siti, at=NOW)
    hand_over(fresh(talk), office=make.office("pupr"), by=rahma, at=NOW)
    assert (count_waiting(siti), fresh(talk).handed_at) == (1, NOW + timedelta(seconds=5))


def test_one_that_waits_for_more_than_an_office_hour_is_flagged(talk: Conversation, rahma: Actor) -> None:
    assert not waiting(rahma, NOW + timedelta(minutes=5))[0].long
    assert waiting(rahma, NOW + timedelta(days=5))[0].long


def test_an_answer_leaves_by_the_door_once(talk: Conversation, rahma: Actor, siti: Actor) -> None:
    with pytest.raises(NotAllowed):
        write(talk, text="Halo.", token="satu-formulir-saja", by=siti, at=NOW)
    for _again in range(2):
        write(talk, text="Baik, Bu. Di sebelah mana?", token="satu-formulir-saja", by=rahma, at=LATER)
    said = Notice.objects.filter(conversation=talk, key__startswith="hand:")
    assert [notice.body for notice in said] == ["Baik, Bu. Di sebelah mana?"]
    last = bubbles(talk, NOW)[-1]
    assert (last.side, last.who) == ("hand", "Rahma")
    assert count_waiting(rahma) == 0
    make.talk("Sebelah utara, Pak.", address=ADDRESS, at=LATER + timedelta(seconds=5))
    assert count_waiting(rahma) == 1
    with pytest.raises(Refused, match="Tuliskan"):
        write(talk, text="  ", token="formulir-kosong", by=rahma, at=NOW)


def test_a_shut_door_refuses_words(talk: Conversation, rahma: Actor) -> None:
    gateways.connect("whatsapp", {}, at=NOW, opened=False)
    with pytest.raises(Refused, match="ditutup"):
        write(talk, text="Halo.", token="satu-formulir-saja", by=rahma, at=NOW)


# --- another door ---------------------------------------------------------------------------------------------------


@pytest.fixture
def by_sms(talk: Conversation) -> tuple[str, str]:
    """The door of short messages is open, and its number was proved."""
    gateways.connect("sms", {}, at=NOW)
    Contact.objects.at("sms", ADDRESS).delete()
    Contact.objects.create(
        channel="sms", address=ADDRESS, address_hash=address_hash("sms", ADDRESS), since=NOW, verified_at=NOW
    )
    return ("sms", ADDRESS)


def test_words_go_by_their_own_door_and_then_by_the_next(
    talk: Conversation, by_sms: tuple[str, str], rahma: Actor
) -> None:
    write(talk, text="Sebelah mana?", token="satu-formulir-saja", by=rahma, at=LATER)
    notice = Notice.objects.get(key__startswith="hand:")
    assert (notice.channel, json.loads(notice.then)) == ("whatsapp", [list(by_sms)])
    move_on([notice.pk], now=LATER, problem="gone")
    last = bubbles(fresh(talk), LATER)[-1]
    assert (last.who, last.text, last.failed) == ("Rahma", "Sebelah mana?", False)
    assert last.outcome == "menunggu dikirim lewat SMS"
    assert [one.text for one in bubbles(fresh(talk), LATER)].count("Sebelah mana?") == 1
    assert count_waiting(rahma) == 0


def test_when_the_window_is_shut_they_go_by_the_next_door(
    talk: Conversation, by_sms: tuple[str, str], rahma: Actor, desk: Client
) -> None:
    own = reverse("complaints:talk", args=[talk.pk])
    assert "bila tidak sampai, diteruskan lewat SMS" in desk.get(own).content.decode()
    Conversation.objects.update(heard_at=NOW - timedelta(days=2))
    assert "Jawaban ini dikirim lewat SMS" in desk.get(own).content.decode()
    write(fresh(talk), text="Sebelah mana?", token="satu-formulir-saja", by=rahma, at=NOW)
    notice = Notice.objects.get(key__startswith="hand:")
    assert (notice.channel, notice.conversation, json.loads(notice.then)) == ("sms", talk, [["whatsapp", ADDRESS]])


def test_a_shut_door_is_no_end_where_another_was_proved(
    talk: Conversation, by_sms: tuple[str, str], rahma: Actor, desk: Client
) -> None:
    gateways.connect("whatsapp", {}, at=NOW, opened=False)
    assert ways_of(talk, NOW) == (by_sms,)
    Contact.objects.update(verified_at=None)
    assert ways_of(talk, NOW) == (), "a number that nobody proved is a stranger's"
    page = desk.get(reverse("complaints:talk", args=[talk.pk])).content.decode()
    assert "tidak ada pintu lain" in page
    with pytest.raises(Refused, match="tidak ada pintu lain"):
        write(talk, text="Halo.", token="satu-formulir-saja", by=rahma, at=NOW)
    Contact.objects.update(verified_at=NOW)
    stopping.stop(stopping.mark_of(ADDRESS), at=NOW)
    assert ways_of(talk, NOW) == (), "nor is one written to that wants no more"


def test_a_mail_address_counts_where_it_was_proved_and_its_report_has_a_name(talk: Conversation) -> None:
    telegram = make.talk("halo", channel="telegram", address="81234", at=NOW)
    gateways.connect("telegram", {}, at=NOW)
    make.complaint(conversation=telegram, channel="telegram", contact="sri@contoh.id", at=NOW)
    own = ("telegram", "81234")
    assert ways_of(telegram, NOW) == (own,)
    make.talk("halo", channel="email", address="sri@contoh.id", at=NOW)
    assert ways_of(telegram, NOW) == (own, ("email", "sri@contoh.id"))


def test_from_office_to_office(talk: Conversation, rahma: Actor, siti: Actor) -> None:
    with pytest.raises(NotAllowed):
        hand_over(talk, office=make.office("pupr"), by=siti, at=NOW)
    hand_over(talk, office=make.office("pupr"), by=rahma, at=NOW)
    assert [one.talk for one in waiting(siti, NOW)] == [talk]
    assert [one.talk for one in waiting(rahma, NOW)] == [talk]  # the coordinator keeps an eye on all
    write(talk, text="Kami dari PUPR.", token="satu-formulir-saja", by=siti, at=NOW)


def told_of(talk: Conversation) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(key__startswith=f"talk:{talk.pk.hex}").select_related("person").order_by("id")
    return [(notice.person.name if notice.person else "", notice.body) for notice in rows]


def test_whoever_answers_for_the_office_hears_of_it_once_an_hour(talk: Conversation, rahma: Actor, siti: Actor) -> None:
    make.officer("pupr", "head", "Hadi", at=NOW)
    make.officer("dinkes", "liaison", "Dewi", at=NOW)
    [(name, body)] = told_of(talk)
    assert (name, reverse("complaints:talk", args=[talk.pk]) in body) == ("Rahma", True)
    assert "Sri" not in body
    assert ADDRESS not in body
    for hours in (0, 0, 2):
        hand_over(fresh(talk), office=make.office("pupr"), by=rahma, at=NOW + timedelta(hours=hours))
    assert [name for name, _body in told_of(talk)] == ["Rahma", "Siti", "Siti"]
    bundles = Notice.objects.filter(key__startswith="talk:", person=siti.person_id).values_list("bundle", flat=True)
    assert set(bundles) == {f"inbox:{siti.person_id}"}
    hand_over(fresh(talk), by=rahma, at=NOW)
    assert len(told_of(talk)) == 3, "whoever hands it to their own office knows"


def test_they_hear_in_their_own_language(rahma: Actor) -> None:
    talk = make.talk("there is a hole in the road near the market", "human", address=ADDRESS, at=NOW)
    listen(now=NOW + timedelta(seconds=5))
    assert "menunggu jawaban petugas" in told_of(talk)[0][1]


def test_back_to_the_menu(talk: Conversation, rahma: Actor, siti: Actor) -> None:
    with pytest.raises(NotAllowed):
        give_back(talk, by=siti, at=NOW)
    give_back(talk, by=rahma, at=NOW)
    assert waiting(rahma, NOW) == []
    make.talk("halo", address=ADDRESS, at=NOW + timedelta(minutes=2))
    listen(now=NOW + timedelta(minutes=3))
    assert "Selamat datang" in Notice.objects.filter(conversation=talk).latest("written_at").body


def test_the_person_goes_back_to_the_menu_by_a_word(talk: Conversation, rahma: Actor) -> None:
    make.talk("menu", address=ADDRESS, at=NOW + timedelta(minutes=2))
    listen(now=NOW + timedelta(minutes=3))
    assert fresh(talk).handed_at is None


def test_a_report_out_of_it(talk: Conversation, rahma: Actor, siti: Actor) -> None:
    story = talk.arrivals.order_by("-sent_at")[0]
    told = Report(text="Jalan depan pasar berlubang dalam sekali.", name="Sri", contact=ADDRESS)
    with pytest.raises(NotAllowed):
        file_from(talk, told, messages=[story.pk], token="satu-formulir-saja", by=siti, at=NOW)
    made = file_from(talk, told, messages=[story.pk], token="satu-formulir-saja", by=rahma, at=LATER)
    again = file_from(talk, told, messages=[story.pk], token="satu-formulir-saja", by=rahma, at=LATER)
    assert made == again
    assert (made.channel, made.conversation) == ("whatsapp", talk)
    receipt = Notice.objects.filter(conversation=talk).latest("written_at", "id")
    assert made.secret in receipt.body
    assert [one.about for one in bubbles(talk, NOW) if one.side == "them"] == ["", made.ref]


def test_who_hides_is_nobody_in_their_conversation(talk: Conversation, rahma: Actor) -> None:
    make.complaint(conversation=talk, channel="whatsapp", anonymous=True, at=NOW)
    assert waiting(rahma, NOW)[0].name == "Pelapor anonim"


def test_the_window_for_free_words_ends(talk: Conversation) -> None:
    assert window_of(talk) == talk.heard_at + timedelta(hours=24)
    talk.channel = "telegram"
    assert window_of(talk) is None


# --- the pages ------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(rahma: Actor, client: Client) -> Client:
    client.force_login(make.account(Person.objects.get(name=rahma.name)))
    return client


def test_the_pages_from_waiting_to_done(talk: Conversation, desk: Client) -> None:
    page = desk.get(reverse("complaints:talks")).content.decode()
    assert "Percakapan 1" in page
    assert "jalan depan pasar" in page
    own = reverse("complaints:talk", args=[talk.pk])
    page = desk.get(own).content.decode()
    assert "Bebas dibalas sampai" in page
    assert "0800••••5678" in page  # the coordinator's office answers it, and opens it with one tap
    assert ADDRESS not in page
    assert desk.post(reverse("complaints:talk_say", args=[talk.pk]), {"text": "", "token": "x" * 24}).status_code == 422
    answer = {"text": "Baik, kami catat.", "token": "x" * 24}
    assert desk.post(reverse("complaints:talk_say", args=[talk.pk]), answer).headers["Location"] == own
    assert "Baik, kami catat." in desk.get(own).content.decode()
    story = talk.arrivals.order_by("-sent_at")[0]
    report = reverse("complaints:talk_report", args=[talk.pk])
    page = desk.get(report, {"pesan": str(story.pk)}).content.decode()
    assert "jalan depan pasar berlubang" in page
    filed = {"text": "Jalan depan pasar berlubang dalam sekali.", "pesan": str(story.pk), "token": "y" * 24}
    assert desk.post(report, filed).headers["Location"] == own
    made = Complaint.objects.select_related("obligation").get()
    assert made.ref in desk.get(own).content.decode()
    assert desk.post(reverse("complaints:talk_hand", args=[talk.pk]), {"menu": "1"}).status_code == 302
    assert desk.get(own).status_code == 404
    assert "Tidak ada percakapan yang menunggu" in desk.get(reverse("complaints:talks")).content.decode()


def test_a_number_is_masked_for_whoever_need_not_call(talk: Conversation, desk: Client) -> None:
    """Expectation of the law on personal data: the coordinator reads it, the office that it was handed to may call."""
    hand_over(talk, office=make.office("pupr"), at=NOW)
    page = desk.get(reverse("complaints:talk", args=[talk.pk])).content.decode()
    assert ADDRESS not in page
    assert "0800••••5678" in page
    assert "/kerja/buka/" not in page


def test_list_and_case_say_through_which_door_and_how_long_one_may_answer(desk: Client, talk: Conversation) -> None:
    """Expectation 38: the door's icon in the list and on the case, the 24 hours of WhatsApp, what was said there."""
    told = Report(text="Jalan depan pasar berlubang dalam sekali.")
    story = talk.arrivals.order_by("-sent_at")[0]
    rahma = make.coordinator("Rahma Kedua", at=NOW)
    made = file_from(talk, told, messages=[story.pk], token="satu-formulir-saja", by=rahma, at=NOW)
    rows = desk.get(reverse("obligations:inbox"), {"lihat": "kantor"}).content.decode()
    assert '<span class="visually-hidden">WhatsApp</span>' in rows
    case = desk.get(reverse("complaints:detail", args=[made.ref])).content.decode()
    assert "lewat WhatsApp" in case
    assert "Bebas dibalas sampai" in case
    assert "sesudahnya hanya dengan templat pesan" in case
    assert "Percakapan tentang laporan ini" in case
    assert "Pak, jalan depan pasar berlubang dalam sekali." in case
    Conversation.objects.update(heard_at=NOW - timedelta(days=2))
    assert (
        "hanya pesan templat, atau pintu lain"
        in desk.get(reverse("complaints:detail", args=[made.ref])).content.decode()
    )


def test_another_office_reads_no_conversation_of_the_case(
    talk: Conversation, rahma: Actor, siti: Actor, client: Client
) -> None:
    story = talk.arrivals.order_by("-sent_at")[0]
    told = Report(text="Jalan depan pasar berlubang dalam sekali.")
    made = file_from(talk, told, messages=[story.pk], token="satu-formulir-saja", by=rahma, at=NOW)
    actions.verify(made, klass="ordinary", topic=make.topic(), by=rahma, at=NOW)
    actions.forward(made, office=make.office("pupr"), by=rahma, at=NOW)
    client.force_login(make.account(Person.objects.get(name=siti.name)))
    case = client.get(reverse("complaints:detail", args=[made.ref])).content.decode()
    assert "Percakapan tentang laporan ini" in case
    assert reverse("complaints:talk", args=[talk.pk]) not in case  # the whole of it is the coordinator's
    assert client.get(reverse("complaints:talk", args=[talk.pk])).status_code == 404
