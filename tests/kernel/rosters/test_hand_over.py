"""At each handover the incoming person is told, once; a day before as well when it has been a while."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.appointments import record_absence
from balairung.kernel.people.models import Person
from balairung.kernel.rosters.actions import cover, end_roster, set_layer
from balairung.kernel.rosters.handing import hand_over
from balairung.kernel.rosters.models import Outlook
from tests import make

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def staff() -> list[Person]:
    make.regency()
    return [make.holder("pupr", "staff", name) for name in ("Ani", "Budi", "Citra")]


def told(person: Person) -> list[str]:
    return [notice.body for notice in Notice.objects.filter(person=person).order_by("written_at", "id")]


def live(hours: int, step: int = 1) -> None:
    """The worker looks every hour, and twice."""
    for hour in range(0, hours, step):
        hand_over(now=make.START + hour * HOUR)
        hand_over(now=make.START + hour * HOUR)


def test_whoever_comes_on_duty_is_told_once(staff: list[Person]) -> None:
    make.roster(*staff)
    live(72)
    ani, budi, citra = (told(one) for one in staff)
    assert ani == [
        "Anda berjaga sampai Selasa, 3 Maret 2026, 08.00 WIB (Siaga, Dinas PUPR).",
        "Anda berjaga sampai Jumat, 6 Maret 2026, 08.00 WIB (Siaga, Dinas PUPR). Sebelum Anda: Citra.",
    ]
    assert budi[-1].endswith("Sebelum Anda: Ani.")
    assert [len(budi), len(citra)] == [2, 2]  # a day before, because it is their first, and when it begins
    assert budi[0].startswith("Anda akan berjaga dari Selasa, 3 Maret 2026, 08.00 WIB")


def test_a_worker_that_slept_tells_only_those_who_are_on_duty_now(staff: list[Person]) -> None:
    make.roster(*staff)
    hand_over(now=make.START)
    Notice.objects.all().delete()
    hand_over(now=make.START + 7 * DAY)
    assert [len(told(one)) for one in staff] == [0, 1, 0]


def test_nights_of_one_week_are_one_handover(staff: list[Person]) -> None:
    make.roster(*staff, unit="week", window=(time(16), time(7, 30)))
    live(24 * 13 + 8, step=2)
    assert [len(told(one)) for one in staff] == [2, 2, 1]
    assert "sampai Senin, 9 Maret 2026, 07.30 WIB" in told(staff[0])[-1]
    assert told(staff[1])[0].startswith("Anda akan berjaga dari Senin, 9 Maret 2026, 16.00 WIB sampai Senin, 16 Maret")
    assert told(staff[1])[-1].endswith("Sebelum Anda: Ani.")


def test_an_edit_is_noticed_and_leave_is_passed_by(staff: list[Person]) -> None:
    roster = make.roster(*staff)
    hand_over(now=make.START)
    cover(roster, place=1, person=staff[2], since=make.START + 2 * HOUR, until=make.START + 4 * HOUR, by=SYSTEM,
          at=make.START + HOUR)  # fmt: skip
    before = [len(told(one)) for one in staff]
    live(6)
    assert [len(told(one)) - count for one, count in zip(staff, before, strict=True)] == [0, 0, 1]
    record_absence(person=staff[1], since=date(2026, 3, 3), until=date(2026, 3, 3), by=SYSTEM, at=make.START + 6 * HOUR)
    before = [len(told(one)) for one in staff]
    hand_over(now=make.START + DAY)
    assert [len(told(one)) for one in staff] == before


def test_each_layer_hands_over_and_an_ended_roster_does_not(staff: list[Person]) -> None:
    roster = make.roster(staff[0])
    layer: dict[str, Any] = {"unit": "week", "length": 1, "starts_on": date(2026, 3, 2), "handover": time(8)}
    set_layer(roster, place=2, members=staff[1:], since=make.START, by=SYSTEM, at=make.START, **layer)
    assert hand_over(now=make.START) == 1
    assert [told(staff[0]), len(told(staff[1])), told(staff[2])] == [
        ["Anda berjaga mulai sekarang (Siaga, Dinas PUPR)."], 1, [],
    ]  # fmt: skip
    hand_over(now=make.START + DAY)  # the same person again is no handover
    assert len(told(staff[0])) == 1
    assert Outlook.objects.get().tell_at == make.moment("2026-03-04 08:00")
    end_roster(roster, by=SYSTEM, at=make.START + HOUR)
    assert hand_over(now=make.START + 30 * DAY) == 0
