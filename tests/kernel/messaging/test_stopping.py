"""One link ends all messages to an address; duty notices and letters of an account go out all the same."""

import itertools
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from balairung.kernel.messaging import stopping
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.messaging.models import Notice, Stopped
from balairung.kernel.messaging.reads import last_outside, masked, reached
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db

ABOUT = ("complaints", "P-UJI")
WARGA = "warga@contoh.id"
_keys = itertools.count(1)


def owe(to: Recipient | None = None, about: tuple[str, str] = ABOUT) -> str:
    key = f"uji-henti:{next(_keys)}"
    notify(to or Recipient.contact(WARGA), subject="Perihal", body="Isi pesan.", key=key, at=START, about=about)
    return key


def letters() -> list[EmailMessage]:
    parser = BytesParser(policy=policy.default)
    found = sorted(Path(settings.MAIL_DIRECTORY).glob("*.eml"))
    return [parser.parsebytes(path.read_bytes()) for path in found]


def path_of(link: str) -> str:
    return link.removeprefix(settings.BASE_URL)


def test_each_letter_to_a_citizen_bears_the_link(client: Client) -> None:
    owe()
    deliver(now=START)
    [letter] = letters()
    link = str(letter["List-Unsubscribe"]).strip(" <>")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in letter.get_content()
    page = client.get(path_of(link))
    assert page.status_code == 200
    assert "Hentikan semua pesan?" in page.content.decode()
    assert not Stopped.objects.exists(), "a mail scanner that opens the link stops nothing"


def test_the_mail_program_presses_the_button_without_a_page() -> None:
    strict = Client(enforce_csrf_checks=True)
    path = path_of(stopping.stop_link(WARGA))
    answer = strict.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200, "RFC 8058 forbids a redirect"
    assert stopping.is_stopped(stopping.mark_of("Warga@contoh.id "))
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200, "twice is once"
    strict.post(path, {"langkah": "mulai"})
    assert not stopping.is_stopped(stopping.mark_of(WARGA))


def test_a_stopped_address_is_owed_nothing_but_others_are() -> None:
    stopping.stop(stopping.mark_of(WARGA), at=START)
    officer = make.person(email=WARGA)
    owe()
    owe(Recipient.contact("tetangga@contoh.id"))
    owe(Recipient.person(officer))
    owe(about=("", ""))
    assert Notice.objects.filter(person=None, about_kind="complaints").count() == 1
    assert Notice.objects.count() == 3


def test_what_waits_is_not_sent_after_the_stop() -> None:
    key = owe()
    stopping.stop(stopping.mark_of(WARGA), at=START)
    deliver(now=START)
    assert letters() == []
    assert reached(ABOUT, key) is False
    assert Notice.objects.get(key=key).problem == "stopped"


def test_a_duty_notice_has_no_link() -> None:
    owe(Recipient.person(make.person()))
    deliver(now=START)
    [letter] = letters()
    assert letter["List-Unsubscribe"] is None
    assert "/kabar/" not in letter.get_content()


@pytest.mark.parametrize("token", ["bukan-tautan", "a" * 64, stopping.mark_of(WARGA) + ":palsu"])
def test_a_link_that_we_did_not_make_stops_nobody(client: Client, token: str) -> None:
    assert client.get(f"/kabar/{token}/").status_code == 404
    assert client.post(f"/kabar/{token}/").status_code == 404
    assert not Stopped.objects.exists()


def test_the_table_holds_no_address() -> None:
    stopping.stop(stopping.mark_of(WARGA), at=START)
    assert WARGA not in str(Stopped.objects.values_list().get())


def test_an_address_is_shown_as_little_as_needed() -> None:
    assert masked("ani@contoh.id") == "a***@contoh.id"
    assert masked("+6281234567890") == "+62***890"
    assert masked("") == ""


def test_the_last_message_to_the_reporter_is_told() -> None:
    assert last_outside(ABOUT) is None
    owe(Recipient.person(make.person()))
    owe()
    deliver(now=START)
    last = last_outside(ABOUT)
    assert last is not None
    assert (last.address, last.outcome) == (WARGA, "sent")
