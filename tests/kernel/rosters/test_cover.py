"""Somebody stands in, or nobody: the later cover stands above the earlier one, and who is concerned is told."""

from datetime import date, timedelta
from typing import Any

import pytest

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.kernel.people.appointments import record_absence
from balairung.kernel.people.models import Person
from balairung.kernel.rosters.actions import answer_swap, ask_swap, clear_cover, cover
from balairung.kernel.rosters.duty import Duty, schedule
from balairung.kernel.rosters.models import Override, Roster, Swap
from tests import make

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST = make.moment("2026-03-03 08:00")  # Budi's turn, whole


@pytest.fixture
def staff() -> list[Person]:
    make.regency()
    return [make.holder("pupr", "staff", name) for name in ("Ani", "Budi", "Citra")]


@pytest.fixture
def roster(staff: list[Person]) -> Roster:
    return make.roster(*staff)


def actor(person: Person) -> Actor:
    return actor_of(person, make.START)


def said(roster: Roster, hours: int = 24) -> list[str]:
    plan = schedule(roster, FIRST, FIRST + hours * HOUR)
    return [person.name if (person := plan.person(one.first)) else "-" for one in plan.segments]


def told(person: Person) -> list[str]:
    return [notice.subject for notice in Notice.objects.filter(person=person).order_by("written_at", "id")]


def test_the_keeper_covers_and_both_are_told(roster: Roster, staff: list[Person]) -> None:
    head = make.officer("pupr", "head")
    made = cover(
        roster, place=1, person=staff[2], since=FIRST + 2 * HOUR, until=FIRST + 5 * HOUR, reason="Rapat",
        by=head, at=make.START,
    )  # fmt: skip
    assert said(roster) == ["Budi", "Citra", "Budi"]
    assert (told(staff[1]), told(staff[2]), told(staff[0])) == (["Anda digantikan"], ["Anda berjaga"], [])
    clear_cover(made, by=head, at=FIRST + 3 * HOUR)
    assert said(roster) == ["Budi", "Citra", "Budi"]  # the hour that passed stays
    first = schedule(roster, FIRST + 3 * HOUR, FIRST + 5 * HOUR).segments[0].first
    assert first
    assert first.person == staff[1].pk
    with pytest.raises(Refused, match="sudah lewat atau sudah dibatalkan"):
        clear_cover(made, by=head, at=FIRST + 4 * HOUR)


def test_a_member_takes_duty_upon_themselves_and_upon_nobody_else(roster: Roster, staff: list[Person]) -> None:
    term: dict[str, Any] = {"place": 1, "since": FIRST, "until": FIRST + DAY, "at": make.START}
    with pytest.raises(NotAllowed, match="Anda dapat menggantikan orang lain"):
        cover(roster, person=staff[0], by=actor(staff[2]), **term)
    with pytest.raises(NotAllowed):
        cover(roster, person=None, by=actor(staff[2]), **term)
    made = cover(roster, person=staff[2], by=actor(staff[2]), **term)
    assert (said(roster), told(staff[2])) == (["Citra"], [])
    with pytest.raises(NotAllowed, match="yang mencatatnya atau pengatur"):
        clear_cover(made, by=actor(staff[1]), at=make.START)
    clear_cover(made, by=actor(staff[2]), at=make.START)
    assert said(roster) == ["Budi"]


def test_nobody_for_a_while_is_a_gap(roster: Roster) -> None:
    cover(roster, place=1, person=None, since=FIRST, until=FIRST + HOUR, by=SYSTEM, at=make.START)
    assert said(roster) == ["-", "Budi"]
    found = Duty(FIRST).of(roster.office_id)
    assert found is not None
    assert (found.person, found.why, found.until) == (None, "dikosongkan", FIRST + HOUR)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"until": make.START - HOUR, "since": make.START - 2 * HOUR}, "sudah lewat"),
        ({"until": FIRST, "since": FIRST}, "sesudah waktu mulai"),
        ({"until": FIRST, "since": FIRST + HOUR}, "sesudah waktu mulai"),
        ({"until": FIRST + 367 * DAY}, "Paling lama satu tahun"),
        ({"place": 2}, "Lapis 2 tidak ada"),
    ],
)
def test_a_cover_that_cannot_be(roster: Roster, staff: list[Person], wanted: dict[str, Any], sentence: str) -> None:
    plain: dict[str, Any] = {"place": 1, "person": staff[2], "since": FIRST, "until": FIRST + HOUR}
    with pytest.raises(Refused, match=sentence):
        cover(roster, by=SYSTEM, at=make.START, **{**plain, **wanted})
    assert not Override.objects.exists()


def test_nobody_covers_who_is_away_elsewhere_or_on_duty_already(roster: Roster, staff: list[Person]) -> None:
    term: dict[str, Any] = {"place": 1, "since": FIRST, "until": FIRST + HOUR, "by": SYSTEM, "at": make.START}
    record_absence(person=staff[2], since=date(2026, 3, 3), until=date(2026, 3, 3), by=SYSTEM, at=make.START)
    with pytest.raises(Refused, match=r"Citra tidak bertugas dari Selasa, 3 Maret 2026, 00\.00 WIB"):
        cover(roster, person=staff[2], **term)
    with pytest.raises(Refused, match="Dewi tidak memangku jabatan di kantor ini"):
        cover(roster, person=make.holder("dinkes", "staff", "Dewi"), **term)
    with pytest.raises(Refused, match="Budi memang berjaga"):
        cover(roster, person=staff[1], **term)


def test_what_has_begun_is_covered_from_now_on(roster: Roster, staff: list[Person]) -> None:
    now = FIRST + 3 * HOUR
    made = cover(roster, place=1, person=staff[0], since=FIRST, until=FIRST + DAY, by=SYSTEM, at=now)
    assert made.since == now
    assert said(roster) == ["Budi", "Ani"]


def test_a_cover_over_a_swap_tells_both_and_clearing_it_brings_the_swap_back(
    roster: Roster, staff: list[Person]
) -> None:
    term: dict[str, Any] = {"place": 1, "since": FIRST, "until": FIRST + DAY}
    swap = ask_swap(roster, asked=staff[2], by=actor(staff[1]), at=make.START, **term)
    answer_swap(swap, accept=True, by=actor(staff[2]), at=make.START)
    Notice.objects.all().delete()
    made = cover(roster, person=staff[0], by=SYSTEM, at=make.START + HOUR, **term)
    assert said(roster) == ["Ani"]
    assert (told(staff[1]), told(staff[2]), told(staff[0])) == (
        ["Anda digantikan"], ["Anda digantikan"], ["Anda berjaga"],
    )  # fmt: skip
    clear_cover(made, by=SYSTEM, at=make.START + 2 * HOUR)
    assert said(roster) == ["Citra"]
    swapped = Override.objects.get(swap=swap)
    clear_cover(swapped, by=make.officer("pupr", "head"), at=make.START + 3 * HOUR)
    assert (said(roster), Swap.objects.get().state) == (["Budi"], "withdrawn")
