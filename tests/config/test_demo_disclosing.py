"""What people ask the demonstration regency for: every way in which it may end happens in the year."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from balairung.config.demo import disclosing
from balairung.config.demo.people import fill_posts
from balairung.config.demo.stage import SEED, Stage
from balairung.config.demo.year import CODE
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.organisation import build_regency
from balairung.rooms.disclosure.figures import figures_of
from balairung.rooms.disclosure.models import InfoRequest, Listing, Withheld

END = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_a_year_of_requests_has_every_outcome() -> None:
    rng, start = random.Random(SEED), END - timedelta(days=365)
    build_regency(CODE, by=SYSTEM, at=start)
    fill_posts(rng, start)
    stage = Stage(rng, start, END)
    disclosing.plan(stage)
    stage.play()
    counts = figures_of(2026, END).counts
    assert all(counts[name] for name in ("given", "part", "lacking", "refused", "objections", "lost"))
    assert counts["won"] or counts["undecided"]
    assert InfoRequest.objects.published().count() >= 5
    assert Listing.objects.filter(category="at_once").exists()
    assert Withheld.objects.standing().count() == 3
