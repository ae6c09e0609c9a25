"""The demonstration's part about personal data, lived alone: what people ask, who looked, a drill and an incident."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from balairung.config.demo import privacy
from balairung.config.demo.people import fill_posts
from balairung.config.demo.stage import SEED, Stage
from balairung.config.demo.year import CODE
from balairung.kernel.obligations.audit import findings
from balairung.kernel.obligations.leaves import number_leaves
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.organisation import build_regency
from balairung.rooms.privacy.models import DataExport, DataRequest, Incident
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_year_of_it() -> None:
    start = make.START
    build_regency(CODE, by=SYSTEM, at=start)
    fill_posts(rng := random.Random(SEED), start)
    stage = Stage(rng, start, start + timedelta(days=360))
    privacy.plan(stage)
    stage.play()
    asked = DataRequest.objects.exclude(outcome="")
    assert set(asked.values_list("outcome", flat=True)) == {"done", "refused"}
    assert DataExport.objects.exclude(state="wanted").count() == 3
    waiting = Obligation.objects.get(kind="privacy", closed_at__isnull=True)
    assert waiting.state == State.ACTIVE
    assert {one.drill for one in Incident.objects.filter(obligation__state=State.DONE)} == {True, False}
    assert Incident.objects.filter(letters_done_at__isnull=True).count() == 0
    number_leaves(now=stage.end, whole=True)  # the worker's; the year is lived without it
    assert findings(now=stage.end) == []
