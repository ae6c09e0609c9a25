"""Keeping a roster: made, changed, its layers in versions; what has passed stays as it was."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.people.actors import CITIZEN, SYSTEM
from balairung.kernel.people.appointments import end_holding, record_absence
from balairung.kernel.people.models import Holding, Person
from balairung.kernel.rosters.actions import change_roster, end_layer, end_roster, make_roster, set_layer
from balairung.kernel.rosters.duty import Duty, schedule
from balairung.kernel.rosters.keeping import layers_of
from balairung.kernel.rosters.models import Layer, Outlook, Roster
from tests import make

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def staff() -> list[Person]:
    make.regency()
    return [make.holder("pupr", "staff", name) for name in ("Ani", "Budi", "Citra")]


def named(roster: Roster, at: datetime) -> str:
    """Who answers at this moment; `-` for nobody."""
    found = Duty(at).of(roster.office_id)
    return found.person.name if found and found.person else "-"


def weekly(**more: Any) -> dict[str, Any]:
    return {"unit": "week", "length": 1, "starts_on": date(2026, 3, 2), "handover": time(8), **more}


def test_who_keeps_a_roster(staff: list[Person]) -> None:
    head, secretary = (make.officer("pupr", role) for role in ("head", "secretary_of_office"))
    stranger, plain = make.officer("dinkes", "head"), make.officer("pupr", "staff")
    wanted: dict[str, Any] = {"office": make.office("pupr"), "coverage": "always", "at": make.START}
    for name, keeper in (("Siaga", head), ("Malam", secretary)):
        roster = make_roster(name=name, by=keeper, **wanted)
        assert (roster.zone, roster.escalates, roster.public) == ("Asia/Jakarta", True, False)
    for other in (stranger, plain, CITIZEN):
        with pytest.raises(NotAllowed):
            make_roster(name="Lain", by=other, **wanted)
        with pytest.raises(NotAllowed):
            set_layer(roster, place=1, members=staff, by=other, at=make.START, **weekly())
        with pytest.raises(NotAllowed):
            end_roster(roster, by=other, at=make.START)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"name": " "}, "Tuliskan nama jadwal"),
        ({"name": "a" * 81}, "Tuliskan nama jadwal"),
        ({"name": "Siaga"}, "sudah mempunyai jadwal bernama Siaga"),
        ({"coverage": "sometimes"}, "Pilih kapan"),
        ({"zone": "Asia/Atlantis"}, "Zona waktu Asia/Atlantis tidak dikenal"),
        ({"zone": "../../etc/passwd"}, "tidak dikenal"),
        ({"zone": "Asia"}, "tidak dikenal"),
    ],
)
def test_a_roster_that_cannot_be(staff: list[Person], wanted: dict[str, Any], sentence: str) -> None:
    roster = make.roster(*staff)
    plain: dict[str, Any] = {"name": "Lain", "coverage": "always", "zone": "Asia/Jakarta"}
    with pytest.raises(Refused, match=sentence):
        make_roster(office=make.office("pupr"), by=SYSTEM, at=make.START, **{**plain, **wanted})
    other = make.roster(name="Malam")
    with pytest.raises(Refused, match=sentence):
        change_roster(other, escalates=True, public=True, by=SYSTEM, at=make.START, **{**plain, **wanted})
    assert Roster.objects.filter(office=roster.office).count() == 2


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"members": []}, "paling sedikit satu petugas"),
        ({"unit": "year"}, "per jam, hari, minggu, atau bulan"),
        ({"length": 0}, "1 sampai 52 minggu"),
        ({"length": 53}, "1 sampai 52 minggu"),
        ({"weekdays": 0}, "paling sedikit satu hari"),
        ({"weekdays": 128}, "paling sedikit satu hari"),
        ({"window": (time(8), time(8))}, "tidak boleh sama"),
        ({"starts_on": date(1999, 12, 31)}, "antara tahun 2000 dan 2100"),
        ({"starts_on": date(9999, 12, 31)}, "antara tahun 2000 dan 2100"),
        ({"place": 3}, "berurutan"),
        ({"place": 0}, "berurutan"),
        ({"since": make.START - HOUR}, "sudah lewat tidak dapat diubah"),
    ],
)
def test_a_layer_that_cannot_be(staff: list[Person], wanted: dict[str, Any], sentence: str) -> None:
    roster = make.roster(*staff)
    plain: dict[str, Any] = {"place": 1, "members": staff, **weekly()}
    with pytest.raises(Refused, match=sentence):
        set_layer(roster, by=SYSTEM, at=make.START + HOUR, **{**plain, **wanted})
    assert Layer.objects.count() == 1


def test_a_member_holds_a_post_in_the_office(staff: list[Person]) -> None:
    roster = make.roster(*staff)
    stranger = make.holder("dinkes", "staff", "Dewi")
    with pytest.raises(Refused, match="Dewi tidak memangku jabatan di kantor ini"):
        set_layer(roster, place=1, members=[*staff, stranger], by=SYSTEM, at=make.START, **weekly())
    with pytest.raises(Refused, match="paling banyak berisi 50 petugas"):
        set_layer(roster, place=1, members=staff * 17, by=SYSTEM, at=make.START, **weekly())
    twice = set_layer(roster, place=1, members=[staff[0], staff[1], staff[0]], by=SYSTEM, at=make.START, **weekly())
    assert twice.members.count() == 3


def test_a_changed_layer_begins_at_the_next_handover_and_the_past_stays(staff: list[Person]) -> None:
    roster = make.roster(*staff)  # by the day at eight, from Monday ten o'clock on
    later = make.moment("2026-03-04 12:00")
    before = [named(roster, make.moment(f"2026-03-0{day} 12:00")) for day in (2, 3, 4)]
    made = set_layer(roster, place=1, members=[staff[2]], by=SYSTEM, at=later, **weekly())
    assert made.begins_at == make.moment("2026-03-05 08:00")
    assert before == ["Ani", "Budi", "Citra"]
    assert [named(roster, make.moment(f"2026-03-0{day} 12:00")) for day in (2, 3, 4)] == before
    assert named(roster, make.moment("2026-03-05 07:59")) == "Citra"
    assert {named(roster, make.moment(f"2026-03-{day:02} 09:00")) for day in range(5, 20)} == {"Citra"}
    assert len(layers_of(roster, later)) == 2


def test_a_first_turn_later_than_the_next_handover_waits_and_leaves_no_hole(staff: list[Person]) -> None:
    roster = make.roster(*staff)
    made = set_layer(
        roster, place=1, members=[staff[0]], by=SYSTEM, at=make.START, **weekly(starts_on=date(2026, 3, 16))
    )
    assert made.begins_at == make.moment("2026-03-16 08:00")
    plan = schedule(roster, make.START, make.START + 30 * DAY)
    assert all(segment.first for segment in plan.segments)


def test_a_version_that_has_not_begun_is_replaced(staff: list[Person]) -> None:
    roster = make.roster(*staff)
    for members in ([staff[0]], [staff[1]]):
        set_layer(roster, place=1, members=members, by=SYSTEM, at=make.START + HOUR, **weekly())
    assert Layer.objects.count() == 2
    assert named(roster, make.moment("2026-03-10 12:00")) == "Budi"
    now = set_layer(
        roster, place=1, members=[staff[2]], since=make.START + HOUR, by=SYSTEM, at=make.START + HOUR, **weekly()
    )
    assert list(Layer.objects.order_by("begins_at").values_list("ends_at", flat=True)) == [now.begins_at, None]


def test_a_second_layer_answers_when_the_first_does_not(staff: list[Person]) -> None:
    roster = make.roster(staff[0], staff[1])
    set_layer(roster, place=2, members=[staff[2]], by=SYSTEM, at=make.START, **weekly())
    record_absence(person=staff[0], since=date(2026, 3, 2), until=date(2026, 3, 4), by=SYSTEM, at=make.START)
    assert [named(roster, make.START + number * DAY) for number in range(4)] == ["Citra", "Budi", "Citra", "Budi"]
    end_layer(roster, place=2, by=SYSTEM, at=make.START + HOUR)
    assert named(roster, make.START) == "Citra"  # as it was
    found = Duty(make.START + 2 * HOUR).of(roster.office_id)
    assert found is not None
    assert (found.person, found.why) == (None, "Ani sedang tidak bertugas")
    with pytest.raises(Refused, match="Lapis 2 tidak ada"):
        end_layer(roster, place=2, by=SYSTEM, at=make.START + 2 * HOUR)


def test_whoever_left_the_office_is_passed_by(staff: list[Person]) -> None:
    roster = make.roster(staff[0])
    holding = Holding.objects.get(person=staff[0])
    end_holding(holding, until=date(2026, 3, 3), by=SYSTEM, at=make.START)
    assert named(roster, make.moment("2026-03-03 23:59")) == "Ani"
    found = Duty(make.moment("2026-03-04 00:00")).of(roster.office_id)
    assert found is not None
    assert (found.person, found.why) == (None, "Ani tidak lagi bertugas di kantor ini")


def test_another_zone_holds_from_the_next_handover_on(staff: list[Person]) -> None:
    roster = make.roster(*staff)
    noon = make.moment("2026-03-03 12:00")
    said: dict[str, Any] = {"name": roster.name, "coverage": "always", "escalates": True, "public": True}
    change_roster(roster, zone="Europe/Berlin", by=SYSTEM, at=noon, **said)
    plan = schedule(Roster.objects.get(), noon, noon + 40 * DAY)
    assert all(segment.first for segment in plan.segments)
    ends = [segment.until.astimezone(plan.roster.tz) for segment in plan.segments]
    assert ends[0] == make.moment("2026-03-04 08:00")
    assert {(end.hour, end.minute) for end in ends[1:-1]} == {(8, 0)}  # before and after 29 March
    assert named(roster, make.moment("2026-03-03 07:00")) == "Ani"
    change_roster(roster, zone="Asia/Jakarta", by=SYSTEM, at=noon + HOUR, **said)  # the one to come is turned back
    assert set(Layer.objects.values_list("zone", flat=True)) == {"Asia/Jakarta"}


def test_a_roster_that_ended_says_what_it_said(staff: list[Person]) -> None:
    roster = make.roster(*staff)
    end_roster(roster, by=SYSTEM, at=make.START + DAY)
    assert named(roster, make.START + HOUR) == "Ani"
    assert Duty(make.START + 2 * DAY).of(roster.office_id) is None
    assert not Outlook.objects.exists()
    with pytest.raises(Refused, match="sudah diakhiri"):
        set_layer(roster, place=1, members=staff, by=SYSTEM, at=make.START + 2 * DAY, **weekly())
    assert make.roster(*staff, at=make.START + 2 * DAY).name == roster.name


def test_an_office_keeps_ten_rosters(staff: list[Person]) -> None:
    for number in range(10):
        make.roster(name=f"Jadwal {number}")
    with pytest.raises(Refused, match="paling banyak mempunyai 10 jadwal"):
        make.roster(name="Satu lagi")
