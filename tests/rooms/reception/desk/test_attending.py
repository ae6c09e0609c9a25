"""Somebody sits at the reception: check-in, check-out, who forgets, who may."""

from datetime import timedelta

import pytest

from balairung.ground.common.errors import NotAllowed
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.offices import change_office
from balairung.rooms.reception.desk.attending import check_in_desk, check_out_desk, close_forgotten, present
from balairung.rooms.reception.models import Attendance
from tests import make
from tests.make import moment

pytestmark = pytest.mark.django_db
MORNING = moment("2026-03-02 07:30")  # a Monday in Ramadan: open from eight to three


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


def test_pressed_twice_it_is_one_check_in_and_only_who_works_there_may() -> None:
    hall = make.hall()
    siti = make.officer("dukcapil", "receptionist", "Siti")
    first = check_in_desk(hall, by=siti, at=MORNING)
    assert check_in_desk(hall, by=siti, at=MORNING + timedelta(minutes=1)) == first
    assert [one.person_id for one in present(hall, MORNING)] == [siti.person_id]
    for stranger in (make.officer("pupr", "receptionist", "Budi"), make.officer("setda", "secretary")):
        with pytest.raises(NotAllowed):
            check_in_desk(hall, by=stranger, at=MORNING)
        with pytest.raises(NotAllowed):
            check_out_desk(hall, by=stranger, at=MORNING)
    check_out_desk(hall, by=siti, at=moment("2026-03-02 12:00"))
    check_out_desk(hall, by=siti, at=moment("2026-03-02 13:00"))
    assert Attendance.objects.get().until == moment("2026-03-02 12:00")
    assert present(hall, moment("2026-03-02 12:00")) == []
    assert present(hall, moment("2026-03-02 11:59")) == [first]


def test_two_may_sit_there_and_nobody_in_two_halls() -> None:
    hall, other = make.hall(), make.hall(name="Ruang kedua")
    siti, wati = make.officer("dukcapil", "receptionist", "Siti"), make.officer("dukcapil", "staff", "Wati")
    check_in_desk(hall, by=siti, at=MORNING)
    check_in_desk(hall, by=wati, at=MORNING)
    assert len(present(hall, MORNING)) == 2
    check_in_desk(other, by=siti, at=MORNING + timedelta(hours=1))
    assert [one.person_id for one in present(hall, MORNING + timedelta(hours=2))] == [wati.person_id]
    assert [one.person_id for one in present(other, MORNING + timedelta(hours=2))] == [siti.person_id]


def test_a_colleague_ends_the_check_in_of_who_went_home() -> None:
    hall = make.hall()
    siti, wati = make.officer("dukcapil", "receptionist", "Siti"), make.officer("dukcapil", "staff", "Wati")
    check_in_desk(hall, by=siti, at=MORNING)
    check_out_desk(hall, by=wati, at=MORNING + timedelta(hours=1), person=siti.person_id)
    assert present(hall, MORNING + timedelta(hours=2)) == []


def test_who_forgets_is_checked_out_at_closing_time_whenever_the_worker_looks() -> None:
    hall = make.hall()
    siti = make.officer("dukcapil", "receptionist", "Siti")
    check_in_desk(hall, by=siti, at=MORNING)
    assert close_forgotten(now=moment("2026-03-02 14:59")) == 0
    assert present(hall, moment("2026-03-02 15:01")) == []  # before the worker has looked
    assert close_forgotten(now=moment("2026-03-04 09:00")) == 1
    assert close_forgotten(now=moment("2026-03-04 09:00")) == 0
    assert Attendance.objects.get().until == moment("2026-03-02 15:00")


def test_the_next_morning_is_a_new_check_in_even_when_the_worker_was_away() -> None:
    hall = make.hall()
    siti = make.officer("dukcapil", "receptionist", "Siti")
    check_in_desk(hall, by=siti, at=MORNING)
    check_in_desk(hall, by=siti, at=moment("2026-03-03 07:55"))
    rows = list(Attendance.objects.order_by("since").values_list("since", "until"))
    assert rows == [(MORNING, moment("2026-03-02 15:00")), (moment("2026-03-03 07:55"), None)]


def test_a_clock_set_back_ends_nothing_before_it_began() -> None:
    hall = make.hall()
    siti = make.officer("dukcapil", "receptionist", "Siti")
    check_in_desk(hall, by=siti, at=MORNING)
    check_out_desk(hall, by=siti, at=MORNING - timedelta(hours=1))
    assert Attendance.objects.get().until == MORNING


def test_where_a_hall_never_closes_a_check_in_lasts_twelve_hours() -> None:
    hall = make.hall(at_office="dinkes")
    change_office(hall.office, calendar="24-hour", by=SYSTEM, at=MORNING)
    siti = make.officer("dinkes", "receptionist", "Siti")
    night = moment("2026-03-02 20:00")
    check_in_desk(hall, by=siti, at=night)
    assert len(present(hall, moment("2026-03-03 07:59"))) == 1
    assert close_forgotten(now=moment("2026-03-03 08:30")) == 1
    assert Attendance.objects.get().until == moment("2026-03-03 08:00")
