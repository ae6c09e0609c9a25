"""A report by e-mail: from a mailbox over IMAP, answered in the same thread over SMTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.messaging import gateways
from balairung.kernel.people.actors import actor_of
from balairung.kernel.people.models import Person
from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.doors.mail import CITIZEN, HOUSE, MailVendor
from tests.rooms.complaints.dialogue.at_the_door import answered, inbox, work

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "Lampu jalan di depan balai desa Sogaten mati sudah seminggu, gelap sekali kalau malam."


@pytest.fixture
def post(settings: Settings) -> Iterator[MailVendor]:
    make.regency()
    with MailVendor() as vendor:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", vendor.smtp_port, 10
        settings.MAIL_SERVER = True
        gateways.connect("email", vendor.account, at=timezone.now())
        yield vendor


@pytest.fixture
def rahma(post: MailVendor) -> Person:
    return make.holder("setda", "coordinator", "Rahma")


def test_a_report_by_mail_reaches_the_list_and_its_answer_the_thread(post: MailVendor, rahma: Person) -> None:
    siti = make.officer("pupr", "liaison", "Siti")
    post.send_photo(make.PNG, WORDS)
    work()
    for text in ("Sogaten", "lewati", "1"):
        if Complaint.objects.exists():
            break
        post.say(text)
        work()
    made = Complaint.objects.get()
    assert made.channel == "email"
    assert made.ref in inbox(rahma)
    answered(made, "Kami ganti besok.", clerk=actor_of(rahma, timezone.now()), officer=siti)
    work()
    to_citizen = [letter for letter in post.letters if str(letter["To"]) == CITIZEN]
    assert any("Kami ganti besok." in str(letter.get_content()) for letter in to_citizen)
    for letter in to_citizen:
        assert str(letter["In-Reply-To"]).endswith("@contoh.id>"), "one thread in the citizen's mail program"
        assert str(letter["Auto-Submitted"]).startswith("auto-")
        assert str(letter["Reply-To"]) == HOUSE
        assert letter.get_content_type() == "text/plain"


def test_what_no_person_wrote_is_no_report(post: MailVendor, rahma: Person) -> None:
    post.say(WORDS, Auto_Submitted="auto-replied")
    post.say(WORDS, by="mailer-daemon@contoh.id")
    work()
    assert not Complaint.objects.exists()
    assert not post.letters


def test_script_in_a_mail_is_words_on_every_page(post: MailVendor, rahma: Person) -> None:
    evil = "<script>alert(1)</script> Lampu jalan di depan balai desa Sogaten mati sudah seminggu, tolong diganti."
    post.say(evil, subject="<img src=x onerror=alert(2)>")
    work()
    for text in ("Sogaten", "lewati", "1"):
        if Complaint.objects.exists():
            break
        post.say(text)
        work()
    page = inbox(rahma)
    assert Complaint.objects.get().ref in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
