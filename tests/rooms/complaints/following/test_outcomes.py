"""Four weeks after closing: asked once, by links that record nothing before a button; the answers are a figure."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as house
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging import stopping
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import State
from balairung.kernel.people.actors import Actor
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.following.outcomes import (
    ENOUGH,
    Figures,
    answer_outcome,
    ask_outcomes,
    figures,
    latest_figures,
)
from balairung.rooms.complaints.models import Complaint, Outcome
from balairung.rooms.complaints.routing import reopen_until
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db

WARGA = "warga@contoh.id"
DAY = timedelta(days=1)
LATER = START + 28 * DAY + timedelta(minutes=1)


@pytest.fixture
def rahma() -> Actor:
    make.regency()
    return make.coordinator()


@pytest.fixture
def siti(rahma: Actor) -> Actor:
    return make.officer("pupr", "liaison")


def closed(rahma: Actor, siti: Actor, at: datetime = START, **report: Any) -> Complaint:
    made = make.forwarded(rahma, at=at, **report)
    actions.resolve(made, text="Selesai.", files=[make.photo(at=at)], by=siti, at=at)
    actions.close(made, by=make.reporter(made), at=at)
    return made


def page(made: Complaint) -> str:
    return reverse("complaints:outcome", args=[made.ref, made.secret])


def asks() -> list[Notice]:
    return list(Notice.objects.filter(key__endswith=":outcome"))


def test_it_is_asked_once_and_not_before_its_day(rahma: Actor, siti: Actor) -> None:
    made = closed(rahma, siti, contact=WARGA)
    assert ask_outcomes(now=LATER - DAY) == 0
    assert [ask_outcomes(now=LATER + hour * timedelta(hours=1)) for hour in range(3)] == [1, 0, 0]
    [notice] = asks()
    for answer in ("yes", "partly", "no"):
        assert f"{house.BASE_URL}{page(made)}?jawab={answer}" in notice.body


def test_what_is_open_or_was_refused_or_came_from_elsewhere_is_not_asked(rahma: Actor, siti: Actor) -> None:
    make.forwarded(rahma, contact=WARGA)
    refused = make.complaint(contact=WARGA)
    actions.refuse(refused, reason="duplicate", text="Sudah ada.", by=rahma, at=START)
    reopened = closed(rahma, siti, contact=WARGA)
    actions.reopen(reopened, text="Belum.", by=make.reporter(reopened), at=START + DAY)
    foreign = closed(rahma, siti, contact=WARGA)
    Complaint.objects.filter(pk=foreign.pk).update(legacy="LAPOR-1")
    assert ask_outcomes(now=LATER) == 0


def test_what_was_closed_long_ago_is_left_in_peace(rahma: Actor, siti: Actor) -> None:
    closed(rahma, siti, contact=WARGA)
    assert ask_outcomes(now=LATER + 30 * DAY) == 0


def test_who_stopped_our_messages_is_sent_none(rahma: Actor, siti: Actor) -> None:
    stopping.stop(stopping.mark_of(WARGA), at=START)
    closed(rahma, siti, contact=WARGA)
    ask_outcomes(now=LATER)
    assert asks() == []


def test_without_an_address_the_question_stands_on_the_own_page(client: Client, rahma: Actor, siti: Actor) -> None:
    at = timezone.now() - 29 * DAY
    made = closed(rahma, siti, at=at, anonymous=True)
    own = reverse("complaints:own", args=[made.ref, made.secret])
    assert "benar sudah beres" not in client.get(own).content.decode()
    assert ask_outcomes(now=timezone.now()) == 1
    assert asks() == []
    shown = client.get(own).content.decode()
    assert "Apakah masalahnya benar sudah beres?" in shown
    assert client.post(page(made), {"answer": "partly"}).status_code == 302
    assert Outcome.objects.get().answer == "partly"
    assert "Apakah masalahnya benar sudah beres?" not in client.get(own).content.decode()


def test_a_scanner_that_opens_the_links_answers_nothing(client: Client, rahma: Actor, siti: Actor) -> None:
    made = closed(rahma, siti, at=timezone.now() - 29 * DAY, contact=WARGA)
    ask_outcomes(now=timezone.now())
    for answer in Outcome.Answer.values:
        shown = client.get(f"{page(made)}?jawab={answer}").content.decode()
        chosen = re.search(r'<input[^>]*value="(\w+)"[^>]*checked', shown)
        assert chosen, "the answer of the link stands there already"
        assert chosen[1] == answer
    assert Outcome.objects.get().answer == ""


def test_not_solved_leads_to_reopening_with_one_more_tap(client: Client, rahma: Actor, siti: Actor) -> None:
    """The window of thirty days would end two days after the question: it begins anew."""
    made = closed(rahma, siti, at=timezone.now() - 45 * DAY, contact=WARGA)
    Outcome.objects.create(complaint=made, asked_at=timezone.now() - 17 * DAY)
    answer = client.post(page(made), {"answer": "no", "text": "Masih berlubang."}, follow=True)
    shown = answer.content.decode()
    assert "Buka kembali laporan ini" in shown
    reopen = reverse("complaints:speak", args=[made.ref, made.secret, "reopen"])
    assert f'action="{reopen}"' in shown
    assert client.post(reopen, {"text": "Masih berlubang."}).status_code == 302
    assert Complaint.objects.select_related("obligation").get(pk=made.pk).obligation.state == State.ACTIVE


def test_the_window_begins_anew_with_the_question(rahma: Actor, siti: Actor) -> None:
    made = closed(rahma, siti)
    before = reopen_until(made)
    ask_outcomes(now=LATER)
    after = reopen_until(Complaint.objects.select_related("obligation").get(pk=made.pk))
    assert before
    assert after
    assert (after - before).days == 28


def test_solved_offers_no_reopening_but_thanks(client: Client, rahma: Actor, siti: Actor) -> None:
    made = closed(rahma, siti, at=timezone.now() - 29 * DAY)
    ask_outcomes(now=timezone.now())
    shown = client.post(page(made), {"answer": "yes"}, follow=True).content.decode()
    assert "jawaban Anda tercatat" in shown
    assert "Buka kembali laporan ini" not in shown


def test_who_was_not_asked_has_no_answer_to_give(client: Client, rahma: Actor, siti: Actor) -> None:
    made = closed(rahma, siti)
    assert "belum kami ajukan" in client.get(page(made)).content.decode()
    assert client.post(page(made), {"answer": "yes"}).status_code == 422
    with pytest.raises(Refused):
        answer_outcome(made, answer="yes", text="", by=make.reporter(made), at=START)
    with pytest.raises(NotAllowed):
        answer_outcome(made, answer="yes", text="", by=siti, at=START)
    assert not Outcome.objects.exists()


@pytest.mark.parametrize("answer", ["", "maybe"])
def test_an_answer_is_one_of_three(client: Client, rahma: Actor, siti: Actor, answer: str) -> None:
    made = closed(rahma, siti, at=timezone.now() - 29 * DAY)
    ask_outcomes(now=timezone.now())
    assert client.post(page(made), {"answer": answer}).status_code == 422
    assert Outcome.objects.get().answer == ""


def test_the_figure_counts_those_who_answered_of_those_who_were_asked(rahma: Actor, siti: Actor) -> None:
    for number in range(4):
        closed(rahma, siti, contact=f"warga{number}@contoh.id")
    ask_outcomes(now=LATER)
    for one, answer in zip(Outcome.objects.order_by("id"), ("yes", "yes", "no"), strict=False):
        answer_outcome(one.complaint, answer=answer, text="", by=make.reporter(one.complaint), at=LATER)
    said = figures(LATER - DAY, LATER + DAY)
    assert said == latest_figures() == Figures(asked=4, yes=2, partly=0, no=1)
    assert (said.answered, said.share) == (3, None)
    assert Figures(asked=40, yes=2 * ENOUGH, partly=0, no=ENOUGH).share == 67
    assert figures(LATER + DAY, LATER + 2 * DAY) == Figures(0, 0, 0, 0)


def test_a_bad_one_stops_no_other(rahma: Actor, siti: Actor) -> None:
    broken, sound = closed(rahma, siti), closed(rahma, siti, contact=WARGA)
    with connection.cursor() as cursor:  # a seal that does not open
        cursor.execute("UPDATE complaints_complaint SET reporter_contact = 'x' WHERE token = %s", [broken.token])
    ask_outcomes(now=LATER)
    assert Outcome.objects.get().complaint == sound
    assert len(asks()) == 1
