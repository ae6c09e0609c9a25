"""`balairung check` finds a gap that nobody was told of, and a roster that nobody counts."""

from datetime import timedelta

import pytest

from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.rosters.actions import cover
from balairung.kernel.rosters.audit import findings
from balairung.kernel.rosters.models import Outlook
from balairung.kernel.rosters.recounting import recount
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db
TOMORROW = START + timedelta(days=1)


def test_a_gap_is_told_or_found() -> None:
    make.regency()
    first, second = make.holder("pupr", "head", "Ani"), make.holder("pupr", "liaison", "Budi")
    roster = make.roster(first, second)
    recount(now=START)
    assert list(findings(now=START)) == []
    cover(roster, place=1, person=None, since=TOMORROW, until=TOMORROW + timedelta(hours=8), by=SYSTEM, at=START)
    assert list(findings(now=START)) == []  # the worker has an hour
    assert "is not counted" in "".join(findings(now=START + timedelta(hours=2)))
    recount(now=START)
    assert list(findings(now=START)) == []
    outlook = Outlook.objects.get(roster=roster)
    outlook.facts["told"] = []
    outlook.save(update_fields=["facts"])
    assert [finding.partition(" from ")[0] for finding in findings(now=START)] == [
        "the roster Siaga of Dinas PUPR is empty"
    ]
    assert "does the worker run?" in "".join(findings(now=START + timedelta(days=3)))
