"""What the tests of all doors need: the worker's rounds, and the officers who answer a report that came by chat."""

from __future__ import annotations

from django.test import Client, override_settings
from django.utils import timezone

from balairung.kernel.messaging.chasing import chase
from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.messaging.listening import listen
from balairung.kernel.messaging.polling import poll
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Person
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.models import Complaint
from tests import make


def work() -> None:
    """The worker, until nothing is left to do."""
    for _round in range(20):
        now = timezone.now()
        if not poll(now=now) + listen(now=now) + deliver(now=now) + chase(now=now):
            return


def answered(made: Complaint, text: str, *, clerk: Actor, officer: Actor) -> None:
    """Verified, forwarded to the office for roads, and answered there."""
    now = timezone.now()
    actions.verify(made, klass=made.klass, topic=make.topic(), by=clerk, at=now)
    actions.forward(made, office=make.office("pupr"), by=clerk, at=now)
    actions.answer(made, text=text, by=officer, at=now)


def inbox(who: Person) -> str:
    """What this officer's list shows."""
    client = Client()
    client.force_login(make.account(who))
    with override_settings(SECOND_FACTOR="offered"):
        return client.get("/kerja/").content.decode()
