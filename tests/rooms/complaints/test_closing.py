"""Closing means delivered: silence counts only once the words reached the reporter, or could not by any door."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.inbox import every_overview
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.models import Person
from balairung.rooms.complaints import access, actions
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import reopen_until
from tests import make
from tests.make import START, moment

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = START + 40 * DAY


@pytest.fixture
def siti() -> Actor:
    make.regency()
    return make.officer("pupr", "liaison", "Siti")


def resolved(siti: Actor, contact: str = "warga@contoh.id") -> Complaint:
    made = make.forwarded(make.coordinator(), contact=contact)
    actions.resolve(made, text="Sudah ditambal.", files=[make.photo()], by=siti, at=START)
    return made


def fresh(complaint: Complaint) -> Complaint:
    return Complaint.objects.select_related("obligation__owner_office").get(pk=complaint.pk)


def deliver(outcome: str, at: datetime | None = START) -> None:
    """What the worker writes when a message went out, or failed for good."""
    sent_at = at if outcome == "sent" else None
    Notice.objects.filter(person=None).update(outcome=outcome, sent_at=sent_at)


def said(complaint: Complaint) -> dict[str, object]:
    facts: dict[str, object] = complaint.obligation.events.order_by("-seq")[0].facts
    return facts


def untold(actor: Actor) -> list[str]:
    rows = every_overview(actor)["tidak-terkabari"].keep(Obligation.objects.visible_to(actor), actor, LATER)
    return list(rows.values_list("ref", flat=True))


def test_while_the_message_is_being_tried_silence_says_nothing(siti: Actor) -> None:
    made = resolved(siti)
    assert actions.close_silent(now=LATER) == 0
    assert fresh(made).obligation.state == State.WAITING
    with pytest.raises(Refused, match="masih dikirim"):
        actions.close(fresh(made), by=SYSTEM, at=LATER)
    deliver("sent")
    assert actions.close_silent(now=LATER) == 1
    assert said(made) == {"silent": True, "delivered": "sent"}
    assert untold(siti) == []


def test_tried_at_every_door_and_failed_it_closes_and_stands_in_a_list(siti: Actor) -> None:
    made = resolved(siti)
    deliver("failed")
    assert actions.close_silent(now=LATER) == 1
    assert said(made) == {"silent": True, "delivered": "failed"}
    assert untold(siti) == [made.ref]
    budi = make.officer("dinkes", "liaison", "Budi")
    assert untold(budi) == []
    with pytest.raises(NotAllowed):
        actions.tell(fresh(made), text="Saya telepon.", by=budi, at=LATER)
    with pytest.raises(Refused, match="bagaimana"):
        actions.tell(fresh(made), text=" ", by=siti, at=LATER)
    actions.tell(fresh(made), text="Saya datang ke rumahnya.", by=siti, at=LATER)
    assert untold(siti) == []
    with pytest.raises(Refused, match="sudah terkabari"):
        actions.tell(fresh(made), text="Sekali lagi.", by=siti, at=LATER)


def test_who_left_no_address_has_their_own_page(siti: Actor) -> None:
    made = resolved(siti, contact="")
    assert actions.close_silent(now=LATER) == 1
    assert said(made) == {"silent": True, "delivered": "page"}


def test_a_reporter_who_closes_on_their_page_has_read_it_there(siti: Actor) -> None:
    made = resolved(siti)
    actions.close(made, by=make.reporter(made), at=START + DAY)
    assert said(made) == {"silent": False, "delivered": "page"}
    other = resolved(siti)
    deliver("sent")
    actions.close(other, by=make.reporter(other), at=START + DAY)
    assert said(other) == {"silent": False, "delivered": "sent"}


def test_a_question_that_never_arrived_is_not_silence(siti: Actor) -> None:
    made = make.forwarded(make.coordinator(), contact="warga@contoh.id")
    actions.ask(made, text="Di sebelah mana?", by=siti, at=START)
    assert actions.close_silent(now=LATER) == 0
    deliver("failed")
    assert actions.close_silent(now=LATER) == 1
    assert fresh(made).obligation.state == State.WITHDRAWN
    assert said(made)["delivered"] == "failed"
    assert untold(siti) == [made.ref]


def test_a_reopened_one_leaves_the_list(siti: Actor) -> None:
    made = resolved(siti)
    deliver("failed")
    actions.close_silent(now=LATER)
    actions.reopen(fresh(made), text="Belum.", by=make.reporter(made), at=LATER + DAY)
    assert untold(siti) == []


def test_messages_to_officers_keep_nothing_open(siti: Actor) -> None:
    resolved(siti, contact="")
    assert Notice.objects.exclude(person=None).filter(outcome="waiting").exists()
    assert actions.close_silent(now=LATER) == 1


def test_one_tap_inside_the_window_even_after_four_weeks(siti: Actor) -> None:
    made = resolved(siti, contact="")
    actions.close(made, by=make.reporter(made), at=moment("2026-03-03 09:00"))
    until = reopen_until(fresh(made))
    assert until == moment("2026-04-02 23:59:59")
    asked = moment("2026-03-31 09:00")  # 28 days later
    assert access.may_reopen(fresh(made), until, asked)
    with pytest.raises(Refused, match="sudah lewat"):
        actions.reopen(fresh(made), text="Belum.", by=make.reporter(made), at=moment("2026-04-03 00:00"))
    actions.reopen(fresh(made), text="Belum.", by=make.reporter(made), at=asked)
    assert fresh(made).obligation.state == State.ACTIVE


def test_an_officer_who_heard_from_the_reporter_reopens_for_them(siti: Actor) -> None:
    made = resolved(siti)
    with pytest.raises(NotAllowed):
        actions.reopen(made, text="Belum.", by=make.officer("dinkes", "liaison"), at=START + DAY)
    actions.reopen(made, text="Pelapor menelepon: belum beres.", by=siti, at=START + DAY)
    assert fresh(made).obligation.state == State.ACTIVE


def test_the_list_and_the_page(client: Client, settings: Settings, siti: Actor) -> None:
    settings.SECOND_FACTOR = "offered"
    made = resolved(siti)
    deliver("failed")
    actions.close_silent(now=LATER)
    client.force_login(make.account(Person.objects.get(pk=str(siti.person_id))))
    listed = client.get(reverse("obligations:inbox"), {"lihat": "tidak-terkabari"}).content.decode()
    assert made.ref in listed.replace("\u2011", "-")
    case = reverse("complaints:detail", args=[made.ref])
    assert "Pelapor belum terkabari" in client.get(case).content.decode()
    client.post(reverse("complaints:tell", args=[made.ref]), {"text": "Saya telepon."})
    assert "Pelapor belum terkabari" not in client.get(case).content.decode()
