"""A week of a small city in accelerated time: what is late is told to somebody who is there, and the witness who says
so would have said it otherwise.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from pytest_django import Settings

from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Event
from balairung.kernel.obligations.proof import End
from balairung.kernel.people.models import Absence
from bench.awake import judged, proved
from bench.life import Life
from bench.settlement import ZONE
from bench.vendors import CHANNELS, Vendor

BEGIN = datetime(2026, 2, 2, tzinfo=ZONE)


@pytest.fixture
def life(db: None, settings: Settings) -> Iterator[Life]:
    settings.CHANNELS, settings.OUTSIDE_ADDRESS = CHANNELS, "ombudsman@contoh.id"
    gateways.forget()
    made = Life("35.77", BEGIN, BEGIN + timedelta(days=6), a_day=5, every=timedelta(minutes=15), rest=timedelta(days=3))
    made.settle()
    made.live()
    yield made
    Vendor.down.clear()
    gateways.forget()


def test_somebody_is_always_awake(life: Life) -> None:
    seen, wrong = judged(life)
    assert wrong == []
    assert seen.told > 5
    proof = proved(life)
    assert proof.tally.well == proof.tally.total
    assert proof.tally.ends[End.REACHED] > 5

    line = Event.objects.filter(verb="escalate").order_by("at").first()
    assert line
    person, day = UUID(line.facts["person"]), line.at.astimezone(ZONE).date()
    life.contacts.turns[person].append((line.at - timedelta(hours=1), False))
    assert any("whom nothing reaches" in found for found in judged(life)[1])
    life.contacts.turns[person].pop()

    Absence.objects.create(person_id=person, since=day, until=day)
    assert any("who was away" in found for found in judged(life)[1])
    Notice.objects.filter(key__startswith="escalate:").update(outcome="failed")
    assert any("no message of it was ever handed over" in found for found in judged(life)[1])
