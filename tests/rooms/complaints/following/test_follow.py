"""Somebody else's public report: followed after a yes, told its public side only, ended by one link."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as house
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.messaging import stopping
from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Tag
from balairung.kernel.people.actors import Actor
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.following.followers import IMPROPER, MOST_ASKED, call_improper, follow
from balairung.rooms.complaints.models import Complaint, Follower
from tests import make
from tests.make import START, moment

pytestmark = pytest.mark.django_db

TETANGGA = "tetangga@contoh.id"
DAY = timedelta(days=1)
SECRET_WORDS = "Pak Darmo di rumah nomor sebelas sudah kami beri tahu"


@pytest.fixture
def siti() -> Actor:
    make.regency()
    return make.officer("pupr", "liaison")


@pytest.fixture
def report(siti: Actor) -> Complaint:
    return make.forwarded(make.coordinator(), contact="pelapor@contoh.id", name="Darmo")


def page(made: Complaint, name: str) -> str:
    return reverse(f"complaints:{name}", args=[made.ref])


def to(address: str) -> list[Notice]:
    return [notice for notice in Notice.objects.order_by("id") if notice.address == address]


def link_in(notice: Notice) -> str:
    start = notice.body.index(f"{house.BASE_URL}/ikuti/") + len(house.BASE_URL)
    return notice.body[start:].split()[0]


def follow_by_web(client: Client, made: Complaint, address: str = TETANGGA) -> str:
    """Leave an address, open the link in the message, say yes; return the link."""
    client.post(page(made, "follow"), {"contact": address})
    link = link_in(to(address)[-1])
    client.post(link, {"langkah": "ikut"})
    return link


def test_nothing_is_sent_and_nobody_counts_before_the_yes(client: Client, report: Complaint, siti: Actor) -> None:
    assert client.post(page(report, "follow"), {"contact": "Tetangga@contoh.id"}).status_code == 302
    [invitation] = to(TETANGGA)
    assert client.get(link_in(invitation)).status_code == 200, "a mail scanner opens links"
    actions.answer(report, text="Kami tambal.", by=siti, at=moment("2026-03-03 09:00"))
    assert len(to(TETANGGA)) == 1
    assert not Follower.objects.confirmed().exists()
    assert "warga lain juga mengalami" not in client.get(page(report, "published")).content.decode()


def test_after_the_yes_they_hear_the_public_side(client: Client, report: Complaint, siti: Actor) -> None:
    link = follow_by_web(client, report)
    at = moment("2026-03-03 09:00")
    actions.answer(report, text=f"{SECRET_WORDS}.", by=siti, at=at)
    actions.resolve(report, text=f"Selesai. {SECRET_WORDS}.", files=[make.photo(at=at)], by=siti, at=at)
    actions.close(report, by=make.reporter(report), at=at)
    actions.reopen(report, text="Belum.", by=make.reporter(report), at=at)
    told = to(TETANGGA)[1:]
    assert len(told) == 4
    for notice in told:
        assert report.public_title in notice.body
        assert house.BASE_URL + page(report, "published") in notice.body
        assert link in notice.body, "one link stops this one"
        for hidden in (SECRET_WORDS, report.secret, "Darmo", "pelapor@contoh.id", "/lacak/"):
            assert hidden not in notice.body + notice.subject


def test_a_follower_is_counted_on_the_page_without_a_name(client: Client, report: Complaint) -> None:
    for number in range(3):
        follow_by_web(client, report, f"warga{number}@contoh.id")
    shown = client.get(page(report, "published")).content.decode()
    assert "3 warga lain juga mengalami" in shown
    assert "@contoh.id" not in shown


def test_the_same_address_twice_is_one(client: Client, report: Complaint) -> None:
    follow_by_web(client, report)
    client.post(page(report, "follow"), {"contact": " TETANGGA@Contoh.id "})
    assert Follower.objects.count() == 1


def test_one_link_stops_one_report_and_another_all(client: Client, report: Complaint, siti: Actor) -> None:
    other = make.forwarded(make.coordinator("Ratna"))
    link = follow_by_web(client, report)
    follow_by_web(client, other)
    client.post(link, {"langkah": "berhenti"})
    before = len(to(TETANGGA))
    for made in (report, other):
        actions.answer(made, text="Kami tambal.", by=siti, at=moment("2026-03-03 09:00"))
    assert [notice.about_ref for notice in to(TETANGGA)[before:]] == [other.ref]
    stopping.stop(stopping.mark_of(TETANGGA), at=START)
    before = len(to(TETANGGA))
    at = moment("2026-03-04 09:00")
    actions.resolve(other, text="Selesai.", files=[make.photo(at=at)], by=siti, at=at)
    assert len(to(TETANGGA)) == before
    client.post(link, {"langkah": "ikut"})
    assert Follower.objects.listening().count() == 2


def test_each_letter_bears_both_links(client: Client, report: Complaint, siti: Actor) -> None:
    link = follow_by_web(client, report)
    actions.answer(report, text="Kami tambal.", by=siti, at=timezone.now())
    deliver(now=timezone.now())
    letters = [path.read_text() for path in house.MAIL_DIRECTORY.glob("*.eml")]
    told = [letter for letter in letters if TETANGGA in letter and "jawaban pertama" in letter]
    assert len(told) == 1
    assert "List-Unsubscribe-Post" in told[0]
    assert link.split(":")[0].split("/")[2] in told[0]


def test_a_report_that_is_no_longer_public_tells_nobody(client: Client, report: Complaint, siti: Actor) -> None:
    link = follow_by_web(client, report)
    Complaint.objects.filter(pk=report.pk).update(published_at=None)
    report.refresh_from_db()
    before = len(to(TETANGGA))
    actions.answer(report, text="Kami tambal.", by=siti, at=moment("2026-03-03 09:00"))
    assert len(to(TETANGGA)) == before
    shown = client.get(link).content.decode()
    assert "tidak lagi terbuka untuk umum" in shown
    assert report.public_title not in shown


@pytest.mark.parametrize("hidden", [{"secret": True}, {}], ids=["secret", "not yet verified"])
def test_what_is_not_public_is_not_followed(client: Client, siti: Actor, hidden: dict[str, Any]) -> None:
    made = make.complaint(**hidden)
    for name in ("follow", "improper", "published"):
        assert client.get(page(made, name)).status_code == 404
        assert client.post(page(made, name), {"contact": TETANGGA, "reason": "lain"}).status_code == 404
    with pytest.raises(Complaint.DoesNotExist):
        follow(made, contact=TETANGGA, at=START)
    with pytest.raises(Complaint.DoesNotExist):
        call_improper(made, words="Kasar.", at=START)
    assert not Follower.objects.exists()


def test_nobody_learns_who_follows(client: Client, report: Complaint) -> None:
    follow_by_web(client, report)
    answers = [
        client.post(page(report, "follow"), {"contact": address}, follow=True)
        for address in (TETANGGA, "orang-lain@contoh.id")
    ]
    assert answers[0].status_code == answers[1].status_code == 200
    assert answers[0].redirect_chain == answers[1].redirect_chain


@pytest.mark.parametrize("token", ["bukan", "0" * 32, "0" * 32 + ":tanda"])
def test_a_link_that_we_did_not_make_opens_nothing(client: Client, report: Complaint, token: str) -> None:
    assert client.get(reverse("complaints:follower", args=[token])).status_code == 404
    assert client.post(reverse("complaints:follower", args=[token])).status_code == 404


def test_nobody_is_flooded_with_questions(client: Client, siti: Actor, settings: Settings) -> None:
    settings.FOLLOWING_LIMIT = "0"
    rahma = make.coordinator()
    reports = [make.forwarded(rahma) for _number in range(MOST_ASKED + 2)]
    for made in reports * 2:
        client.post(page(made, "follow"), {"contact": TETANGGA})
    assert len(to(TETANGGA)) == MOST_ASKED
    follow(reports[-1], contact=TETANGGA, at=timezone.now() + DAY + DAY)
    assert len(to(TETANGGA)) == MOST_ASKED + 1, "the day after they may be asked again"


def test_following_is_counted_by_visitor(client: Client, report: Complaint, settings: Settings) -> None:
    settings.FOLLOWING_LIMIT = "1/h"
    codes = [client.post(page(report, "follow"), {"contact": f"w{n}@contoh.id"}).status_code for n in range(2)]
    assert codes == [302, 422]


def test_an_address_that_is_none_is_refused(client: Client, report: Complaint) -> None:
    for typed in ("", "bukan alamat", "0812 3456 7890"):
        assert client.post(page(report, "follow"), {"contact": typed}).status_code == 422
    assert not Follower.objects.exists()


# --- improper words --------------------------------------------------------------------------------------------------


def test_improper_words_are_laid_before_the_coordinator(client: Client, report: Complaint) -> None:
    Notice.objects.all().delete()
    answer = client.post(page(report, "improper"), {"reason": "nama", "text": "Nama tetangga saya disebut."})
    assert answer.status_code == 302
    line = report.obligation.events.get(verb="note")
    assert "Nama tetangga saya disebut." in line.remark.text
    assert line.by_kind == "system", "no party of the report speaks"
    assert Tag.objects.filter(obligation=report.obligation, word=IMPROPER).exists()
    assert Notice.objects.filter(person__isnull=False, about_ref=report.ref).count() == 1
    assert "Nama tetangga" not in client.get(page(report, "published")).content.decode()


def test_saying_it_again_and_again_adds_nothing(client: Client, report: Complaint) -> None:
    for _again in range(3):
        client.post(page(report, "improper"), {"reason": "kasar"})
    assert report.obligation.events.filter(verb="note").count() == 1
    report.refresh_from_db()
    report.obligation.refresh_from_db()
    call_improper(report, words="Lagi.", at=timezone.now() + DAY + DAY)
    assert report.obligation.events.filter(verb="note").count() == 2


def test_improper_needs_a_reason(client: Client, report: Complaint) -> None:
    assert client.post(page(report, "improper"), {"text": "Pokoknya jelek."}).status_code == 422
    assert not report.obligation.events.filter(verb="note").exists()
