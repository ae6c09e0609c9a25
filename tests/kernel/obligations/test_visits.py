"""Who else has this open at the moment."""

from datetime import timedelta

import pytest

from balairung.kernel.obligations.models import Visit
from balairung.kernel.obligations.visits import Other, others, sweep, visit
from balairung.kernel.people.actors import SYSTEM
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db


def test_colleagues_see_each_other_for_two_minutes() -> None:
    make.regency()
    siti, head, one = make.officer("pupr", "liaison", "Siti"), make.officer("pupr", "head", "Kadis"), make.owed()
    visit(one, by=siti, at=START)
    assert others(one, siti, START) == []
    assert others(one, head, START) == [Other("Siti", False)]
    visit(one, by=siti, at=START + timedelta(seconds=5), writing=True)
    visit(one, by=head, at=START + timedelta(seconds=5))
    assert others(one, head, START + timedelta(seconds=10)) == [Other("Siti", True)]
    assert others(one, siti, START + timedelta(seconds=10)) == [Other("Kadis", False)]
    assert others(one, head, START + timedelta(minutes=3)) == []
    assert Visit.objects.count() == 2


def test_who_was_seen_a_moment_ago_is_not_written_again() -> None:
    make.regency()
    siti, one = make.officer("pupr", "liaison", "Siti"), make.owed()
    for seconds in (0, 10, 20, 40):
        visit(one, by=siti, at=START + timedelta(seconds=seconds))
    assert Visit.objects.get().at == START + timedelta(seconds=40)
    visit(one, by=SYSTEM, at=START)
    assert Visit.objects.count() == 1


def test_visits_are_swept() -> None:
    make.regency()
    siti, one = make.officer("pupr", "liaison", "Siti"), make.owed()
    visit(one, by=siti, at=START)
    assert sweep(now=START + timedelta(minutes=9)) == 0
    assert sweep(now=START + timedelta(minutes=11)) == 1
