"""Who is on duty now: for one office, for all of them in as many queries; until when, and who follows."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.appointments import record_absence
from balairung.kernel.people.models import Office, Person
from balairung.kernel.rosters.actions import cover, set_layer
from balairung.kernel.rosters.duty import Duty, on_duty_now, schedule, shifts_of
from balairung.kernel.rosters.models import Roster
from tests import make

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def staff() -> list[Person]:
    make.regency()
    return [make.holder("pupr", "staff", name) for name in ("Ani", "Budi", "Citra")]


def test_who_answers_until_when_and_who_follows(staff: list[Person]) -> None:
    roster = make.roster(*staff, name="Siaga")
    set_layer(
        roster, place=2, name="Cadangan", members=[staff[2]], unit="week", length=1, starts_on=date(2026, 3, 2),
        handover=time(8), since=make.START, by=SYSTEM, at=make.START,
    )  # fmt: skip
    found = Duty(make.START + HOUR).of(roster.office_id)
    assert found is not None
    assert (found.person, found.place, found.why, found.then) == (staff[0], 1, "giliran jaga", (staff[2],))
    assert (found.until, found.follows) == (make.moment("2026-03-03 08:00"), staff[1])


def test_an_office_without_a_roster_has_no_answer(staff: list[Person]) -> None:
    duty = Duty(make.START)
    assert duty.of(make.office("pupr").pk) is None
    empty = make.roster(name="Siaga")
    found = Duty(make.START).of(empty.office_id)
    assert found is not None
    assert (found.person, found.why, found.until, found.follows) == (
        None,
        "jadwal ini belum berisi petugas",
        None,
        None,
    )


def test_of_several_rosters_the_first_with_somebody_answers(staff: list[Person]) -> None:
    nights: dict[str, Any] = {"window": (time(16), time(7, 30))}
    make.roster(staff[0], name="Malam", **nights)
    make.roster(staff[1], name="Siang", window=(time(7, 30), time(16)))
    office = make.office("pupr").pk
    hours = {hour: Duty(make.moment(f"2026-03-03 {hour}")).of(office) for hour in ("07:29", "07:30", "15:59", "16:00")}
    assert [found.person.name for found in hours.values() if found and found.person] == ["Ani", "Budi", "Budi", "Ani"]
    assert len(Duty(make.START).all_of(office)) == 2


def test_what_does_not_escalate_and_what_is_not_announced_is_left_out(staff: list[Person]) -> None:
    roster = make.roster(*staff)
    office = roster.office_id
    Roster.objects.update(escalates=False)
    assert Duty(make.START).of(office)
    assert Duty(make.START, escalating=True).of(office) is None
    assert on_duty_now(make.START, public_only=True) == []
    Roster.objects.update(public=True)
    assert [one.person for one in on_duty_now(make.START, public_only=True)] == [staff[0]]


def test_the_only_one_on_duty_has_nobody_after_them_within_forty_days(staff: list[Person]) -> None:
    make.roster(staff[0])
    found = Duty(make.START).of(make.office("pupr").pk)
    assert found is not None
    assert (found.until, found.follows) == (None, None)
    record_absence(person=staff[0], since=date(2026, 3, 20), until=date(2026, 3, 21), by=SYSTEM, at=make.START)
    found = Duty(make.START).of(make.office("pupr").pk)
    assert found is not None
    assert (found.until, found.follows) == (make.moment("2026-03-20 00:00"), None)


def test_all_offices_are_asked_in_as_many_queries_as_one(
    staff: list[Person], django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    make.roster(*staff)
    with django_assert_max_num_queries(7) as one:
        assert len(on_duty_now(make.START)) == 1
    for key in ("dinkes", "disdik", "dlh", "dishub"):
        people = [make.holder(key, "staff") for _ in range(3)]
        roster = make.roster(*people, at_office=key)
        cover(roster, place=1, person=people[1], since=make.START, until=make.START + DAY, by=SYSTEM, at=make.START)
    with django_assert_num_queries(len(one)):
        found = on_duty_now(make.START)
        assert [one.person is not None for one in found] == [True] * 5
    duty = Duty(make.START)
    duty.load([one.office_id for one in found])
    with django_assert_num_queries(0):
        assert all(duty.of(one.office_id) for one in found)
        assert [one.until for one in found]
    with CaptureQueriesContext(connection) as before:
        shifts_of(staff[0], make.START, make.START + 30 * DAY)
    make.roster(*staff, name="Dua")
    with django_assert_num_queries(len(before)):
        shifts_of(staff[0], make.START, make.START + 30 * DAY)


def test_shifts_of_one_person_in_all_rosters(staff: list[Person]) -> None:
    ani, budi, _citra = staff
    roster = make.roster(*staff)
    make.roster(ani, name="Loket", window=(time(9), time(10)))
    cover(roster, place=1, person=ani, since=make.moment("2026-03-03 20:00"), until=make.moment("2026-03-03 22:00"),
          by=SYSTEM, at=make.START)  # fmt: skip
    record_absence(person=ani, since=date(2026, 3, 5), until=date(2026, 3, 5), by=SYSTEM, at=make.START)
    shifts = shifts_of(ani, make.START, make.moment("2026-03-06 12:00"))
    begins = [f"{one.since.astimezone(one.zone):%d %H}" for one in shifts]
    assert [(one.roster.name, begin, one.stand.why, one.passed) for one, begin in zip(shifts, begins, strict=True)] == [
        ("Siaga", "02 10", "turn", False), ("Loket", "03 09", "turn", False), ("Siaga", "03 20", "override", False),
        ("Loket", "04 09", "turn", False), ("Siaga", "05 08", "turn", True), ("Loket", "05 09", "turn", True),
        ("Siaga", "06 00", "turn", False), ("Loket", "06 09", "turn", False),
    ]  # fmt: skip
    assert len({one.key for one in shifts}) == len(shifts)
    assert shifts_of(budi.pk, make.START, make.START + HOUR) == []


def test_a_past_night_stays_known_when_its_office_is_closed(staff: list[Person]) -> None:
    roster = make.roster(*staff)
    Office.objects.filter(pk=roster.office_id).update(closed_on=date(2026, 3, 10))
    night = Duty(make.moment("2026-03-09 23:00")).of(roster.office_id)
    assert night
    assert night.person
    assert Duty(make.moment("2026-03-10 09:00")).of(roster.office_id) is None
    assert schedule(roster, make.START, make.START + DAY).segments[0].first
