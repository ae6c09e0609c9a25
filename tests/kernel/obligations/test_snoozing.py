"""Out of my sight for a while, and back by itself."""

from datetime import timedelta

import pytest

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.obligations.actions import note
from balairung.kernel.obligations.inbox import every_overview, page_of
from balairung.kernel.obligations.models import Obligation, Snooze
from balairung.kernel.obligations.snoozing import snooze, sweep, wake
from balairung.kernel.people.actors import Actor
from tests import make
from tests.make import START, moment

pytestmark = pytest.mark.django_db
#: Filed on Monday, to be verified until Thursday night.
FRIDAY = moment("2026-03-06 07:00")


@pytest.fixture
def siti() -> Actor:
    make.regency()
    return make.officer("pupr", "liaison", "Siti")


def lists(actor: Actor, now: object = START) -> set[str]:
    known = every_overview(actor)
    return {key for key in known if page_of(known[key], actor, now)}  # type: ignore[arg-type]


def test_it_is_hidden_from_me_alone(siti: Actor) -> None:
    head, one = make.officer("pupr", "head"), make.owed()
    assert lists(siti) == {"kantor", "belum-ditugaskan"}
    snooze(one, until=START + timedelta(days=1), by=siti, at=START)
    assert lists(siti) == {"ditunda"}
    assert lists(head) == {"kantor", "belum-ditugaskan"}
    assert Obligation.objects.get().seq == 1, "nothing of it is a matter of the ledger"
    wake(one, by=siti, at=START)
    assert lists(siti) == {"kantor", "belum-ditugaskan"}


def test_it_comes_back_by_its_date(siti: Actor) -> None:
    one = make.owed()
    until = START + timedelta(days=1)
    snooze(one, until=until, by=siti, at=START)
    assert "kantor" not in lists(siti, until - timedelta(minutes=1))
    assert "kantor" in lists(siti, until)
    assert sweep(now=until - timedelta(minutes=1)) == 0
    assert sweep(now=until) == 1


def test_it_comes_back_on_the_day_when_it_is_due_and_stays_while_late(siti: Actor) -> None:
    one = make.owed()
    snooze(one, until=START + timedelta(days=30), by=siti, at=START)
    assert "kantor" not in lists(siti, moment("2026-03-04 23:00"))
    assert lists(siti, moment("2026-03-05 07:00")) == {"kantor", "belum-ditugaskan", "hari-ini"}
    assert lists(siti, FRIDAY) == {"kantor", "belum-ditugaskan", "terlambat"}


def test_it_comes_back_when_something_happens(siti: Actor) -> None:
    one = make.owed()
    snooze(one, until=START + timedelta(days=30), by=siti, at=START)
    note(one, by=make.officer("pupr", "head"), at=START, words="Materialnya sudah datang.")
    assert lists(siti) == {"kantor", "belum-ditugaskan"}
    snooze(one, until=START + timedelta(days=2), by=siti, at=START)
    assert lists(siti) == {"ditunda"}
    assert Snooze.objects.count() == 1


def test_what_may_not_wait_is_refused(siti: Actor) -> None:
    one = make.owed()
    for until in (START, START - timedelta(days=1), START + timedelta(days=93)):
        with pytest.raises(Refused, match="paling lama tiga bulan"):
            snooze(one, until=until, by=siti, at=START)
    for now in (moment("2026-03-05 07:00"), FRIDAY):  # due today, late
        with pytest.raises(Refused, match="tidak dapat ditunda"):
            snooze(one, until=now + timedelta(days=2), by=siti, at=now)
    with pytest.raises(NotAllowed):
        snooze(one, until=FRIDAY, by=make.officer("dinkes", "liaison"), at=START)
    assert not Snooze.objects.exists()
