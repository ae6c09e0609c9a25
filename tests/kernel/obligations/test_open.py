"""Opening: one or many, once for an origin, a period and an owner, with a number that nobody has."""

import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from balairung.ground.common import references
from balairung.kernel.obligations.actions import Owner, open_many, open_obligation
from balairung.kernel.obligations.audit import findings
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.models import Clock, Event, Obligation, State
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Office
from tests import make
from tests.kernel.obligations.at_once import together
from tests.make import START, moment

pytestmark = pytest.mark.django_db
RULES = [clock_rule("complaints", "verify"), clock_rule("complaints", "citizen_reply")]


@pytest.fixture(autouse=True)
def city() -> None:
    make.regency()


def villages() -> list[Owner]:
    return [Owner(office) for office in Office.objects.filter(region__level="village").order_by("key")]


def monthly(owners: list[Owner] | None = None, period: str = "2026-03", kind: str = "complaints") -> list[Obligation]:
    return open_many(
        kind=kind, prefix="D", subject="Laporan bulanan", owners=villages() if owners is None else owners,
        clocks=RULES, origin="bulanan", period=period, by=SYSTEM, at=START,
    )  # fmt: skip


def test_every_village_this_month() -> None:
    made = monthly()
    assert len(made) == len({one.ref for one in made}) == len(villages()) == 27
    for one in Obligation.objects.order_by("id"):
        line, clock = one.events.get(), one.clocks.get(name="verify")
        assert (line.seq, line.verb, line.state, one.seq) == (1, "open", State.ACTIVE, 1)
        assert one.next_at == clock.due_at == clock.escalate_at == moment("2026-03-05 23:59:59")
        assert one.answer_by == one.clocks.get(name="citizen_reply").due_at
    assert findings(now=START) == []


def test_again_opens_nothing_and_another_month_opens_all() -> None:
    monthly()
    assert monthly() == []
    assert len(monthly(period="2026-04")) == 27
    assert Obligation.objects.count() == Event.objects.count() == 54


def test_whoever_came_later_is_opened_alone() -> None:
    owners = villages()
    monthly(owners[:20])
    assert [one.owner_office for one in monthly(owners)] == sorted(
        (owner.office for owner in owners[20:]), key=lambda office: str(office.pk if office else "")
    )


def test_the_same_owner_twice_in_one_list_is_one() -> None:
    assert len(monthly(villages()[:3] * 2)) == 3


def test_a_person_and_an_office_each_have_their_own() -> None:
    office, person = villages()[0], make.person()
    made = monthly([office, Owner(person=person)])
    assert {(one.owner_office, one.owner_person) for one in made} == {(office.office, None), (None, person)}


def test_without_an_origin_nothing_is_opened_for_many() -> None:
    with pytest.raises(ValueError, match="origin"):
        open_many(
            kind="complaints", prefix="D", subject="Uji", owners=villages(), clocks=RULES, origin="", period="",
            by=SYSTEM, at=START,
        )  # fmt: skip
    assert not Obligation.objects.exists()


def test_one_with_the_same_origin_is_refused_by_the_database() -> None:
    monthly(villages()[:1])
    with pytest.raises(IntegrityError), transaction.atomic():
        open_obligation(
            kind="complaints", prefix="D", subject="Uji", owner=villages()[0], clocks=RULES, origin="bulanan",
            period="2026-03", by=SYSTEM, at=START,
        )  # fmt: skip


def test_what_many_forget_climbs_from_each() -> None:
    make.holder("setda", "secretary", "Sekda")
    monthly()
    assert escalate(now=moment("2026-03-06 00:01")) == 27
    assert set(Clock.objects.filter(name="verify").values_list("level", flat=True)) == {1}


def test_each_office_counts_by_its_own_calendar() -> None:
    friday = moment("2026-03-06 10:00")
    made = open_many(
        kind="complaints", prefix="D", subject="Uji", origin="uji", period="", by=SYSTEM, at=friday,
        owners=[Owner(make.office(key)) for key in ("pupr", "dlh", "damkar")], clocks=RULES[:1],
    )  # fmt: skip
    due = {one.owner_office.key: one.next_at for one in made if one.owner_office}
    assert due == {
        "pupr": moment("2026-03-11 23:59:59"),
        "dlh": moment("2026-03-10 23:59:59"),
        "damkar": moment("2026-03-09 23:59:59"),
    }


# --- numbers ------------------------------------------------------------------------------------------------------


@pytest.fixture
def loaded_dice(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """The lot draws these signs first, and by chance afterwards."""
    honest = secrets.choice

    def load(signs: str) -> None:
        drawn: Iterator[str] = iter(signs)
        monkeypatch.setattr(secrets, "choice", lambda among: next(drawn, None) or honest(among))

    return load


def test_a_number_that_somebody_has_is_drawn_again(loaded_dice: Callable[[str], None]) -> None:
    """Among a million numbers one new one in thirty thousand is taken."""
    loaded_dice("0123456" + "0123456" + "7777777")
    first, second = make.complaint(), make.complaint()
    assert first.ref == "P-0123-456" + references.check_sign("P0123456")
    assert second.ref != first.ref


def test_many_numbers_differ_from_each_other_and_from_all_others(loaded_dice: Callable[[str], None]) -> None:
    loaded_dice("0123456" + "0123456" * 3 + "1111111" * 2)
    make.complaint()
    assert len({one.ref for one in monthly()}) == 27


# --- at one moment ------------------------------------------------------------------------------------------------


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_opened_by_several_at_one_moment_it_is_opened_once() -> None:
    """In whatever order each has its list."""
    owners = villages()
    results = together(
        *[lambda order=order: monthly(order) for order in (owners, owners[::-1], owners[5:] + owners[:5])]
    )
    assert all(isinstance(result, list) for result in results), results
    assert sum(len(result) for result in results if isinstance(result, list)) == 27
    assert Obligation.objects.count() == Event.objects.count() == 27
    assert Clock.objects.count() == 54
    assert findings(now=START + timedelta(hours=1)) == []
