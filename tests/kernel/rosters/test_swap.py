"""Swaps: asked, accepted, declined, withdrawn, lapsed; every other way is refused with a sentence."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.kernel.people.appointments import end_holding, record_absence
from balairung.kernel.people.models import Holding, Person
from balairung.kernel.rosters.actions import answer_swap, ask_swap, cover, lapse, withdraw_swap
from balairung.kernel.rosters.duty import Duty
from balairung.kernel.rosters.models import Override, Roster, Swap
from tests import make

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MINE = (make.moment("2026-03-03 08:00"), make.moment("2026-03-04 08:00"))  # Budi's
THEIRS = (make.moment("2026-03-04 08:00"), make.moment("2026-03-05 08:00"))  # Citra's
TERM: dict[str, Any] = {"place": 1, "since": MINE[0], "until": MINE[1]}


@pytest.fixture
def staff() -> list[Person]:
    make.regency()
    return [make.holder("pupr", "staff", name) for name in ("Ani", "Budi", "Citra")]


@pytest.fixture
def roster(staff: list[Person]) -> Roster:
    return make.roster(*staff)


def actor(person: Person) -> Actor:
    return actor_of(person, make.START)


def named(roster: Roster, at: datetime) -> str:
    found = Duty(at).of(roster.office_id)
    return found.person.name if found and found.person else "-"


def test_one_asks_another_who_accepts(roster: Roster, staff: list[Person]) -> None:
    ani, budi, _citra = staff
    swap = ask_swap(roster, asked=ani, words="Anak sakit", by=actor(budi), at=make.START, **TERM)
    assert named(roster, MINE[0]) == "Budi"
    assert [notice.person for notice in Notice.objects.all()] == [ani]
    assert "Anak sakit" in Notice.objects.get().body
    for other in (budi, staff[2]):
        with pytest.raises(NotAllowed, match="ditujukan kepada orang lain"):
            answer_swap(swap, accept=True, by=actor(other), at=make.START)
    answered = answer_swap(swap, accept=True, by=actor(ani), at=make.START + HOUR)
    assert (answered.state, answered.answered_by) == ("accepted", ani)
    assert [named(roster, MINE[0] + hours * HOUR) for hours in (-1, 0, 23, 24)] == ["Ani", "Ani", "Ani", "Citra"]
    with pytest.raises(Refused, match="sudah disetujui"):
        answer_swap(swap, accept=False, by=actor(ani), at=make.START + HOUR)
    with pytest.raises(Refused, match="sudah disetujui"):
        withdraw_swap(swap, by=actor(budi), at=make.START + HOUR)


def test_a_turn_for_a_turn(roster: Roster, staff: list[Person]) -> None:
    _ani, budi, citra = staff
    swap = ask_swap(roster, asked=citra, back=THEIRS, by=actor(budi), at=make.START, **TERM)
    answer_swap(swap, accept=True, by=actor(citra), at=make.START)
    assert [named(roster, MINE[0]), named(roster, THEIRS[0])] == ["Citra", "Budi"]
    assert Override.objects.filter(swap=swap).count() == 2


def test_anybody_of_the_layer_is_asked_and_the_first_takes_it(roster: Roster, staff: list[Person]) -> None:
    ani, budi, citra = staff
    swap = ask_swap(roster, by=actor(budi), at=make.START, **TERM)
    assert {notice.person for notice in Notice.objects.all()} == {ani, citra}
    outside = make.holder("pupr", "staff", "Eka")
    with pytest.raises(NotAllowed):
        answer_swap(swap, accept=True, by=actor(outside), at=make.START)
    with pytest.raises(Refused, match="untuk siapa saja"):
        answer_swap(swap, accept=False, by=actor(ani), at=make.START)
    answer_swap(swap, accept=True, by=actor(citra), at=make.START)
    with pytest.raises(Refused, match="sudah disetujui"):
        answer_swap(swap, accept=True, by=actor(ani), at=make.START)
    assert named(roster, MINE[0]) == "Citra"


def test_declined_and_withdrawn(roster: Roster, staff: list[Person]) -> None:
    ani, budi, citra = staff
    first, second = (
        ask_swap(roster, asked=one, by=actor(budi), at=make.START, **TERM) for one in (ani, citra)
    )  # fmt: skip
    answer_swap(first, accept=False, by=actor(ani), at=make.START)
    with pytest.raises(NotAllowed):
        withdraw_swap(second, by=actor(ani), at=make.START)
    withdraw_swap(second, by=actor(budi), at=make.START)
    with pytest.raises(Refused, match="sudah dibatalkan"):
        answer_swap(second, accept=True, by=actor(citra), at=make.START)
    assert set(Swap.objects.values_list("state", flat=True)) == {"declined", "withdrawn"}
    assert named(roster, MINE[0]) == "Budi"


def test_of_two_requests_for_one_turn_the_second_finds_it_taken(roster: Roster, staff: list[Person]) -> None:
    ani, budi, citra = staff
    halves: dict[str, Any] = {"place": 1, "since": MINE[0], "until": MINE[0] + 12 * HOUR}
    first = ask_swap(roster, asked=ani, by=actor(budi), at=make.START, **TERM)
    second = ask_swap(roster, asked=citra, by=actor(budi), at=make.START, **halves)
    answer_swap(first, accept=True, by=actor(ani), at=make.START)
    with pytest.raises(Refused, match="sudah dibatalkan"):
        answer_swap(second, accept=True, by=actor(citra), at=make.START)
    assert named(roster, MINE[0]) == "Ani"


def test_what_is_no_longer_the_askers_cannot_be_taken(roster: Roster, staff: list[Person]) -> None:
    ani, budi, citra = staff
    swap = ask_swap(roster, asked=ani, by=actor(budi), at=make.START, **TERM)
    cover(roster, place=1, person=citra, since=MINE[0], until=MINE[0] + HOUR, by=SYSTEM, at=make.START)
    with pytest.raises(Refused, match="bukan milik Budi"):
        answer_swap(swap, accept=True, by=actor(ani), at=make.START)
    answer_swap(swap, accept=False, by=actor(ani), at=make.START)


Wanted = Callable[[list[Person]], dict[str, Any]]


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (lambda staff: {"asked": staff[1]}, "dilakukan dengan orang lain"),
        (lambda staff: {"since": make.START - DAY, "until": make.START - HOUR}, "sudah mulai atau sudah lewat"),
        (lambda staff: {"since": make.START}, "sudah mulai atau sudah lewat"),
        (lambda staff: {"until": MINE[0]}, "sesudah waktu mulai"),
        (lambda staff: {"since": THEIRS[0], "until": THEIRS[1]}, "bukan milik Budi"),
        (lambda staff: {"until": MINE[1] + HOUR}, "bukan milik Budi"),
        (lambda staff: {"place": 2}, "Lapis 2 tidak ada"),
        (lambda staff: {"asked": None, "back": THEIRS}, "sebutkan siapa yang Anda minta"),
        (lambda staff: {"back": THEIRS}, "bukan milik Ani"),
        (lambda staff: {"back": (THEIRS[1], THEIRS[0])}, "sesudah waktu mulai"),
        (lambda staff: {"asked": make.holder("dinkes", "staff", "Dewi")}, "Dewi tidak memangku jabatan"),
    ],
)
def test_a_swap_that_cannot_be_asked(roster: Roster, staff: list[Person], wanted: Wanted, sentence: str) -> None:
    plain: dict[str, Any] = {**TERM, "asked": staff[0]}
    with pytest.raises(Refused, match=sentence):
        ask_swap(roster, by=actor(staff[1]), at=make.START, **{**plain, **wanted(staff)})
    assert not Swap.objects.exists()


def test_who_is_away_or_on_duty_is_not_asked(roster: Roster, staff: list[Person]) -> None:
    ani, budi, citra = staff
    record_absence(person=ani, since=date(2026, 3, 4), until=date(2026, 3, 4), by=SYSTEM, at=make.START)
    with pytest.raises(Refused, match="Ani tidak bertugas"):
        ask_swap(roster, asked=ani, by=actor(budi), at=make.START, **TERM)
    make.roster(citra, name="Loket")
    with pytest.raises(Refused, match=r"Citra sudah berjaga pada waktu itu \(Loket"):
        ask_swap(roster, asked=citra, by=actor(budi), at=make.START, **TERM)
    stranger = make.officer("dinkes", "staff")
    with pytest.raises(NotAllowed):
        ask_swap(roster, asked=budi, by=stranger, at=make.START, **TERM)


def test_whoever_is_on_leave_asks_for_their_own_turn(roster: Roster, staff: list[Person]) -> None:
    ani, budi, _citra = staff
    record_absence(person=budi, since=date(2026, 3, 3), until=date(2026, 3, 6), by=SYSTEM, at=make.START)
    swap = ask_swap(roster, asked=ani, by=actor(budi), at=make.START, **TERM)
    answer_swap(swap, accept=True, by=actor(ani), at=make.START)
    assert named(roster, MINE[0]) == "Ani"


def test_everything_is_looked_at_again_when_it_is_accepted(roster: Roster, staff: list[Person]) -> None:
    ani, budi, _citra = staff
    swap = ask_swap(roster, asked=ani, by=actor(budi), at=make.START, **TERM)
    record_absence(person=ani, since=date(2026, 3, 3), until=date(2026, 3, 3), by=SYSTEM, at=make.START)
    with pytest.raises(Refused, match="Ani tidak bertugas"):
        answer_swap(swap, accept=True, by=actor(ani), at=make.START)
    end_holding(Holding.objects.get(person=budi), until=date(2026, 3, 2), by=SYSTEM, at=make.START)
    with pytest.raises(Refused, match="bukan milik Budi"):
        answer_swap(swap, accept=True, by=actor(ani), at=make.START)


def test_the_same_is_asked_once(roster: Roster, staff: list[Person]) -> None:
    ask_swap(roster, asked=staff[0], by=actor(staff[1]), at=make.START, **TERM)
    with pytest.raises(Refused, match="sudah menunggu jawaban"):
        ask_swap(roster, asked=staff[0], by=actor(staff[1]), at=make.START, **TERM)


def test_nobody_answered_before_the_turn_began(roster: Roster, staff: list[Person]) -> None:
    ani, budi, _citra = staff
    swap = ask_swap(roster, asked=ani, by=actor(budi), at=make.START, **TERM)
    assert lapse(now=MINE[0] - HOUR) == 0
    with pytest.raises(Refused, match="sudah mulai atau sudah lewat"):
        answer_swap(swap, accept=True, by=actor(ani), at=MINE[0])
    assert (lapse(now=MINE[0]), lapse(now=MINE[0])) == (1, 0)
    assert Swap.objects.get().state == "expired"
    last = Notice.objects.filter(person=budi).latest("written_at", "id")
    assert last.body.startswith("Belum ada yang menjawab permintaan tukar Anda")
    with pytest.raises(Refused, match="sudah lewat waktunya"):
        answer_swap(swap, accept=True, by=actor(ani), at=MINE[0])
