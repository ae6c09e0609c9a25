"""What nobody needs any more is forgotten; what an open case stands on is kept."""

from datetime import timedelta

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks as OnCommit
from pytest_django import Settings

from balairung.kernel.files import disk
from balairung.kernel.files.actions import attach
from balairung.kernel.files.actions import tidy as tidy_files
from balairung.kernel.files.models import File
from balairung.kernel.messaging.contacts import ask_code
from balairung.kernel.messaging.doors.door import Reading, Told
from balairung.kernel.messaging.enclosures import ABOUT
from balairung.kernel.messaging.models import Arrival, Contact, Conversation, Echo
from balairung.kernel.messaging.receiving import receive
from balairung.kernel.messaging.tidying import ECHOES, TALK, UNPROVED, WORDS, tidy
from balairung.rooms.complaints import actions
from tests import make
from tests.kernel.messaging.shelves import heard, open_shelves
from tests.make import START

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _shelves(settings: Settings) -> None:
    open_shelves(settings)


def test_old_words_go_unless_their_case_is_open() -> None:
    make.regency()
    open_case, ended = make.complaint(), make.complaint()
    actions.withdraw(ended, by=make.reporter(ended), at=START)
    receive("whatsapp", Reading([heard(number) for number in range(4)]), at=START)
    Arrival.objects.update(outcome="done")
    for provider_id, ref in (("id-1", open_case.ref), ("id-2", ended.ref)):
        Arrival.objects.filter(provider_id=provider_id).update(about_kind="complaints", about_ref=ref)
    Arrival.objects.filter(provider_id="id-3").update(outcome="waiting")
    assert tidy(now=START + WORDS) == 0
    assert tidy(now=START + WORDS + DAY) == 2
    kept = sorted(row.provider_id for row in Arrival.objects.all() if row.body)
    assert kept == ["id-1", "id-3"], "of an open case, and what nobody read yet"
    assert tidy(now=START + WORDS + DAY) == 0


def test_files_that_joined_no_report_go_with_the_words_they_came_with(
    django_capture_on_commit_callbacks: OnCommit,
) -> None:
    make.regency()
    open_case = make.complaint()
    receive("whatsapp", Reading([heard(number) for number in range(3)]), at=START)
    Arrival.objects.update(outcome="done")
    Arrival.objects.filter(provider_id="id-1").update(about_kind="complaints", about_ref=open_case.ref)
    Arrival.objects.filter(provider_id="id-2").update(outcome="waiting")
    loose, of_case, unread = (_photo_of(Arrival.objects.get(provider_id=f"id-{number}")) for number in range(3))
    joined = make.photo()
    attach([joined], about=("complaints", open_case.ref))
    tidy(now=START + WORDS)
    tidy_files(now=START + WORDS)
    assert File.objects.count() == 4, "none before its time"
    with django_capture_on_commit_callbacks(execute=True):
        tidy(now=START + WORDS + DAY)
        tidy_files(now=START + WORDS + DAY)
    assert set(File.objects.all()) == {of_case, unread, joined}
    assert not disk.full_path(loose.path).exists()


def _photo_of(arrival: Arrival) -> File:
    photo = make.photo()
    attach([photo], about=(ABOUT, str(arrival.pk)))
    return photo


def test_an_idle_talk_is_forgotten_and_goes_on_from_the_beginning() -> None:
    receive("whatsapp", Reading([heard(1)]), at=START)
    Conversation.objects.update(state='{"langkah": "tempat"}')
    assert tidy(now=START + TALK) == 0
    assert tidy(now=START + TALK + DAY) == 1
    assert Conversation.objects.get().state == ""


def test_numbers_that_nobody_proved_are_forgotten() -> None:
    siti = make.person("Siti")
    ask_code("sms", "+6281", at=START)
    ask_code("sms", "+6281", siti, at=START)
    tidy(now=START + UNPROVED + DAY)
    assert [contact.person for contact in Contact.objects.all()] == [siti]


def test_words_about_nothing_go_after_a_day() -> None:
    receive("whatsapp", Reading(told=[Told("asing", "sent", START)]), at=START)
    assert tidy(now=START + ECHOES) == 0
    assert tidy(now=START + ECHOES + timedelta(seconds=1)) == 1
    assert not Echo.objects.exists()
