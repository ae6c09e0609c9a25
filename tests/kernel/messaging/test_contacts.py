"""An address counts once it was proved; a number that nobody proved hears once."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from balairung.ground.common.errors import Refused
from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.messaging.contacts import (
    CODE_FOR,
    CODES,
    DAY,
    MOST,
    TRIES,
    ask_code,
    confirm_code,
    doors_of,
    proof_link,
    put_first,
    try_contact,
    waiting_for_proof,
)
from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.messaging.models import Contact, Notice
from balairung.kernel.people.models import Person
from tests import make
from tests.kernel.messaging.odd_channels import Drawer, Shelf
from tests.kernel.messaging.shelves import conversation, open_shelves
from tests.make import START

pytestmark = pytest.mark.django_db

NUMBER = "+6281234567890"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _shelves(settings: Settings) -> None:
    open_shelves(settings)
    settings.SECOND_FACTOR = "offered"


def code() -> str:
    """The six digits of the last message."""
    body = Notice.objects.order_by("-id")[0].body
    return str(re.findall(r"\b\d{6}\b", body)[0])


def proven(person: Person | None = None, channel: str = "sms", address: str = NUMBER) -> Contact:
    ask_code(channel, address, person, at=START)
    return confirm_code(channel, address, code(), person, at=START)


def tell(to: str = NUMBER, key: str = "kabar", about: tuple[str, str] = ("complaints", "P-1")) -> None:
    notify(Recipient.contact(to), subject="Kabar", body="Isi", key=key, at=START, about=about)


# --- codes -----------------------------------------------------------------------------------------------------------


def test_the_code_that_came_back_proves_the_address() -> None:
    contact = ask_code("sms", NUMBER, at=START)
    assert contact.verified_at is None
    deliver(now=START)
    assert re.findall(r"\d{6}", Drawer.taken[0].body) == [code()]
    assert confirm_code("sms", NUMBER, f" {code()[:3]} {code()[3:]} ", at=START + MINUTE).verified_at == START + MINUTE
    assert code() not in str(Contact.objects.values_list("code_hash"))


def test_wrong_codes_are_counted_and_then_even_the_right_one_is_too_late() -> None:
    ask_code("sms", NUMBER, at=START)
    wrong = f"{(int(code()) + 1) % 1_000_000:06}"
    for _again in range(TRIES):
        with pytest.raises(Refused, match="belum cocok"):
            confirm_code("sms", NUMBER, wrong, at=START)
    with pytest.raises(Refused, match="kode baru"):
        confirm_code("sms", NUMBER, code(), at=START)


def test_a_code_grows_old_and_a_new_one_ends_the_old_one() -> None:
    ask_code("sms", NUMBER, at=START)
    old = code()
    with pytest.raises(Refused, match="tidak berlaku"):
        confirm_code("sms", NUMBER, old, at=START + CODE_FOR)
    ask_code("sms", NUMBER, at=START + CODE_FOR)
    if code() != old:
        with pytest.raises(Refused, match="belum cocok"):
            confirm_code("sms", NUMBER, old, at=START + CODE_FOR)
    assert confirm_code("sms", NUMBER, code(), at=START + CODE_FOR).verified_at


def test_codes_are_asked_for_with_patience() -> None:
    for number in range(CODES):
        ask_code("sms", NUMBER, at=START + number * MINUTE)
        with pytest.raises(Refused, match="satu menit"):
            ask_code("sms", NUMBER, at=START + number * MINUTE + timedelta(seconds=59))
    with pytest.raises(Refused, match="besok"):
        ask_code("sms", NUMBER, at=START + CODES * MINUTE)
    ask_code("sms", NUMBER, at=START + CODES * MINUTE + DAY)
    assert Notice.objects.count() == CODES + 1


def test_a_shut_door_sends_no_code_and_a_person_has_so_many_contacts() -> None:
    siti = make.person("Siti")
    with pytest.raises(Refused, match="belum dibuka"):
        ask_code("telegram", "1", siti, at=START)
    for number in range(MOST):
        ask_code("sms", f"+62812{number}", siti, at=START)
    with pytest.raises(Refused, match="Paling banyak"):
        ask_code("sms", "+628129999", siti, at=START)


# --- which doors -----------------------------------------------------------------------------------------------------


def test_our_own_people_are_written_to_where_they_want_to_be() -> None:
    siti = make.person("Siti")
    assert doors_of(siti) == (("email", siti.email),)
    first, second = proven(siti), proven(siti, "whatsapp")
    ask_code("sms", "+62899", siti, at=START)
    assert doors_of(siti) == (("sms", NUMBER), ("whatsapp", NUMBER), ("email", siti.email))
    put_first(second)
    assert doors_of(siti)[0] == ("whatsapp", NUMBER)
    gateways.connect("whatsapp", {}, at=START, opened=False)
    assert doors_of(siti) == (("sms", NUMBER), ("email", siti.email))
    assert first.order == 0


def test_a_duty_notice_takes_the_first_door_and_knows_the_others() -> None:
    siti = make.person("Siti")
    proven(siti, "whatsapp", "hilang")
    proven(siti, "sms")
    notify(Recipient.person(siti), subject="Tugas", body="P-1", key="tugas", at=START, about=("complaints", "P-1"))
    deliver(now=START)
    found = Notice.objects.filter(key__startswith="tugas").order_by("id")
    assert [(one.key, one.channel, one.outcome) for one in found] == [
        ("tugas", "whatsapp", "failed"),
        ("tugas>sms", "sms", "sent"),
    ]


def test_a_citizen_is_reached_where_the_number_was_proved() -> None:
    assert doors_of("warga@contoh.id") == (("email", "warga@contoh.id"),)
    assert doors_of("") == ()
    assert doors_of(NUMBER) == (("sms", NUMBER),), "nobody proved it: one door, for the one message"
    conversation(NUMBER)
    assert doors_of(NUMBER) == (("whatsapp", NUMBER),), "they wrote to us from there"
    proven()
    assert doors_of(NUMBER) == (("whatsapp", NUMBER), ("sms", NUMBER))


# --- a number that nobody proved -----------------------------------------------------------------------------------


def test_an_unproved_number_hears_once_with_the_code_and_then_no_more() -> None:
    tell(key="satu")
    tell(key="dua")
    [notice] = Notice.objects.all()
    contact = Contact.objects.get()
    assert notice.key == "satu"
    assert proof_link(contact) in notice.body
    assert waiting_for_proof(NUMBER) == contact
    confirm_code("sms", NUMBER, code(), at=START)
    tell(key="tiga")
    assert Notice.objects.get(key="tiga").body == "Isi"
    assert waiting_for_proof(NUMBER) is None


def test_mail_and_conversations_and_what_an_account_needs_are_as_ever() -> None:
    for number in range(2):
        tell("warga@contoh.id", key=f"surel{number}")
        tell("+62899", key=f"akun{number}", about=("", ""))
        to = Recipient.conversation(conversation("wa"))
        notify(to, subject="Kabar", body="Isi", key=f"wa{number}", at=START, about=("complaints", "P-1"))
    assert Notice.objects.count() == 6
    assert {notice.body for notice in Notice.objects.all()} == {"Isi"}


def test_many_followers_by_telephone_cost_a_few_questions(django_assert_max_num_queries: object) -> None:
    from balairung.kernel.messaging.actions import notify_all

    make.regency()
    several = [(Recipient.address("sms", f"+6281{number:06}"), f"k{number}") for number in range(40)]
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        notify_all(several, subject="Kabar", body="Isi", at=START, about=("complaints", "P-1"))
    assert Notice.objects.count() == Contact.objects.count() == 40


# --- pages -----------------------------------------------------------------------------------------------------------


def test_a_citizen_tells_the_code_on_a_small_page(client: Client) -> None:
    make.regency()
    tell()
    contact = Contact.objects.get()
    path = reverse("messaging:prove", args=[contact.pk])
    page = client.get(path).content.decode()
    assert "+62***890" in page
    assert NUMBER not in page
    assert client.post(path, {"code": "x"}).status_code == 422
    assert client.post(path, {"code": code()}).status_code == 422, "it grew old"
    assert client.post(path, {"langkah": "baru"}).status_code == 302
    assert client.post(path, {"langkah": "baru"}).status_code == 422, "the last one is younger than a minute"
    assert client.post(path, {"code": code()}).status_code == 302
    assert "sudah dipastikan" in client.get(path).content.decode()
    assert client.get(reverse("messaging:prove", args=[make.person().pk])).status_code == 404


def test_an_officer_keeps_their_own_contacts(client: Client) -> None:
    make.regency()
    siti = make.holder("pupr", "staff", "Siti")
    client.force_login(make.account(siti))
    path = reverse("own_contacts:contacts")
    assert siti.email in client.get(path).content.decode()
    assert client.post(path, {"channel": "sms", "address": "bukan nomor"}).status_code == 422
    answer = client.post(path, {"channel": "sms", "address": "0812 3456 7890"})
    contact = Contact.objects.get(person=siti)
    assert answer.headers["Location"] == reverse("own_contacts:prove", args=[contact.pk])
    assert client.get(answer.headers["Location"]).status_code == 200
    assert client.post(reverse("own_contacts:try", args=[contact.pk])).status_code == 422, "not before it is proved"
    assert client.post(answer.headers["Location"], {"code": code()}).status_code == 302
    for verb in ("try", "first"):
        assert client.post(reverse(f"own_contacts:{verb}", args=[contact.pk])).status_code == 302
    deliver(now=contact.since + DAY)
    assert Drawer.taken[-1].body.startswith("Ini pesan percobaan.")
    assert client.post(reverse("own_contacts:remove", args=[contact.pk])).status_code == 302
    assert not Contact.objects.filter(person=siti).exists()
    assert Shelf.taken == []


def test_nobody_touches_the_contacts_of_another(client: Client) -> None:
    make.regency()
    theirs = proven(make.holder("pupr", "staff", "Siti"))
    client.force_login(make.account(make.holder("dinkes", "staff", "Budi")))
    for name in ("try", "first", "remove", "prove"):
        assert client.post(reverse(f"own_contacts:{name}", args=[theirs.pk])).status_code == 404
    assert client.get(reverse("own_contacts:prove", args=[theirs.pk])).status_code == 404
    with pytest.raises(Refused):
        try_contact(Contact(channel="sms", address=NUMBER), at=START)


def test_a_browser_is_told_beside_the_message_and_never_instead(settings: Settings) -> None:
    settings.CHANNELS = {**settings.CHANNELS, "push": settings.CHANNELS["sms"]}
    gateways.connect("push", {}, at=START)
    siti = make.person("Siti")
    proven(siti, "push", "peramban")
    to = Recipient.person(siti)
    notify(to, subject="Tugas", body="P-1", key="tugas", at=START, about=("complaints", "P-1"), bundle="inbox")
    deliver(now=START)
    assert doors_of(siti) == (("email", siti.email),)
    found = Notice.objects.filter(person=siti).order_by("key").values_list("key", "channel", "about_kind", "outcome")
    assert list(found) == [("push:0:tugas", "push", "", "sent"), ("tugas", "email", "complaints", "sent")]
