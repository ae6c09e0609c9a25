"""Two at the same moment: one wins, the other hears a sentence; workers beside each other tell everybody once."""

from datetime import date, time, timedelta
from functools import partial

import pytest

from balairung.ground.common.errors import Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.kernel.people.models import Person
from balairung.kernel.rosters.actions import answer_swap, ask_swap, set_layer
from balairung.kernel.rosters.handing import hand_over
from balairung.kernel.rosters.models import Layer, Outlook, Override, Swap
from balairung.kernel.rosters.recounting import recount
from tests import make
from tests.kernel.obligations.at_once import together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
TURN = (make.moment("2026-03-03 08:00"), make.moment("2026-03-04 08:00"))


@pytest.fixture
def staff() -> list[Person]:
    make.regency()
    return [make.holder("pupr", "staff", name) for name in ("Ani", "Budi", "Citra", "Dewi")]


def actor(person: Person) -> Actor:
    return actor_of(person, make.START)


def test_of_two_who_accept_one_has_the_turn(staff: list[Person]) -> None:
    ani, budi, citra, dewi = staff
    roster = make.roster(*staff)
    swap = ask_swap(roster, place=1, since=TURN[0], until=TURN[1], by=actor(budi), at=make.START)
    takers = [actor(one) for one in (ani, citra, dewi)]
    results = together(*[
        lambda by=by: answer_swap(Swap.objects.get(pk=swap.pk), accept=True, by=by, at=make.START) for by in takers
    ])  # fmt: skip
    assert sorted(type(one).__name__ for one in results) == ["Refused", "Refused", "Swap"]
    assert {str(one) for one in results if isinstance(one, Refused)} == {"Permintaan ini sudah disetujui."}
    assert Override.objects.get().person_id == Swap.objects.get().answered_by_id


def test_two_keepers_leave_one_version_in_force(staff: list[Person]) -> None:
    roster = make.roster(*staff)

    def change(person: Person) -> Layer:
        return set_layer(
            roster, place=1, members=[person], unit="week", length=1, starts_on=date(2026, 3, 2), handover=time(8),
            by=SYSTEM, at=make.START,
        )  # fmt: skip

    results = together(lambda: change(staff[0]), lambda: change(staff[1]))
    assert [type(one).__name__ for one in results] == ["Layer", "Layer"]
    assert Layer.objects.filter(ends_at__isnull=True).count() == 1
    assert Layer.objects.count() == 2


def test_workers_beside_each_other_tell_once(staff: list[Person]) -> None:
    make.holder("pupr", "head")
    make.roster(*staff)
    make.roster(name="Kosong")
    Notice.objects.all().delete()
    for hours in (0, 22, 46):
        now = make.START + timedelta(hours=hours)
        together(*[partial(hand_over, now=now), partial(recount, now=now)] * 2)
        hand_over(now=now)
        recount(now=now)
    assert not Outlook.objects.filter(stale_since__isnull=False).exists()
    assert Notice.objects.filter(subject="Jadwal jaga kosong").count() == 1
    told = list(Notice.objects.filter(subject="Anda berjaga").order_by("written_at").values_list("person", flat=True))
    assert told == [one.pk for one in staff[:3]]
