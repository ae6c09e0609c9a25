"""An hour of opening time with nobody there: one alarm, filled by the next check-in, lapsed with its day."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Clock, Obligation, State
from balairung.rooms.reception import actions
from balairung.rooms.reception.desk import alarms
from balairung.rooms.reception.desk.attending import check_in_desk, check_out_desk
from balairung.rooms.reception.models import EmptyDesk, Hall
from tests import make
from tests.make import moment

pytestmark = pytest.mark.django_db
# A Monday and a Tuesday after Ramadan and its holidays: open from 07.30 to 12.00 and from 13.00 to 16.00.
DAY, NEXT = "2026-04-06", "2026-04-07"


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


@pytest.fixture
def hall() -> Hall:
    return make.hall()


def at(clock: str, day: str = DAY) -> datetime:
    return moment(f"{day} {clock}")


def alarm() -> EmptyDesk:
    return EmptyDesk.objects.select_related("obligation", "hall__office").get()


def test_an_hour_without_anybody_is_one_alarm_for_the_office_and_tells_its_head(hall: Hall) -> None:
    head = make.holder("dukcapil", "head", "Pak Kadis")
    assert alarms.watch(now=at("08:29")) == 0
    assert alarms.watch(now=at("08:30")) == 1
    found = alarm()
    assert (found.since, found.until) == (at("07:30"), None)
    assert (found.obligation.kind, found.ref[:2], found.obligation.owner_office) == ("reception", "R-", hall.office)
    [notice] = Notice.objects.filter(person=head)
    assert found.ref in notice.body
    assert alarms.watch(now=at("08:31")) == 0
    assert alarms.watch(now=at("11:00")) == 0  # however long it stands


def test_the_next_check_in_fills_it_and_the_next_gap_has_its_own(hall: Hall) -> None:
    siti = make.officer("dukcapil", "receptionist", "Siti")
    alarms.watch(now=at("08:40"))
    check_in_desk(hall, by=siti, at=at("08:50"))
    found = alarm()
    assert (found.obligation.state, found.until) == (State.DONE, at("08:50"))
    assert found.obligation.clocks.get(name="fill").met_at == at("08:50")
    check_out_desk(hall, by=siti, at=at("10:00"))
    assert alarms.watch(now=at("10:59")) == 0
    assert alarms.watch(now=at("11:00")) == 1
    assert EmptyDesk.objects.count() == 2


def test_a_break_does_not_count_and_the_time_before_and_after_it_is_added_up(hall: Hall) -> None:
    siti = make.officer("dukcapil", "receptionist", "Siti")
    check_in_desk(hall, by=siti, at=at("07:30"))
    check_out_desk(hall, by=siti, at=at("11:30"))
    assert alarms.watch(now=at("12:45")) == 0
    assert alarms.watch(now=at("13:29")) == 0
    assert alarms.watch(now=at("13:30")) == 1
    assert alarm().since == at("11:30")


def test_holidays_evenings_and_closed_halls_raise_nothing(hall: Hall) -> None:
    assert alarms.watch(now=at("10:00", "2026-04-05")) == 0  # a Sunday
    assert alarms.watch(now=at("10:00", "2026-04-03")) == 0  # a holiday
    assert alarms.watch(now=at("07:00")) == 0
    Hall.objects.update(hours={"0": [["13:00", "15:00"]]})
    assert alarms.watch(now=at("11:00")) == 0
    assert alarms.watch(now=at("14:00")) == 1


def test_a_worker_that_was_away_for_hours_raises_at_most_one_and_none_for_a_gap_that_is_over(hall: Hall) -> None:
    siti = make.officer("dukcapil", "receptionist", "Siti")
    assert alarms.watch(now=at("15:00")) == 1
    assert alarm().since == at("07:30")
    check_in_desk(hall, by=siti, at=at("15:10"))
    assert alarms.watch(now=at("15:20")) == 0


def test_a_day_that_ends_empty_ends_its_alarm_as_it_is(hall: Hall) -> None:
    alarms.watch(now=at("14:30"))
    assert alarms.watch(now=at("15:59")) == 0
    assert alarms.watch(now=at("16:00")) == 1
    found = alarm()
    assert (found.obligation.state, found.until) == (State.WITHDRAWN, at("16:00"))
    clock = found.obligation.clocks.get(name="fill")
    assert clock.due_at == at("15:30")
    assert clock.met_at is not None  # due, and kept too late: it counts as broken
    assert found.obligation.events.filter(verb="lapse").exists()
    assert alarms.watch(now=at("08:30", NEXT)) == 1  # the next day has its own
    assert EmptyDesk.objects.filter(until__isnull=True).get().since == at("07:30", NEXT)


def test_what_was_not_due_yet_when_the_day_ended_is_neither_kept_nor_broken(hall: Hall) -> None:
    siti = make.officer("dukcapil", "receptionist", "Siti")
    check_in_desk(hall, by=siti, at=at("07:30"))
    check_out_desk(hall, by=siti, at=at("14:40"))
    assert alarms.watch(now=at("15:45")) == 1
    alarms.watch(now=at("09:00", NEXT))  # the worker comes back the next morning
    found = EmptyDesk.objects.order_by("since")[0]
    clock = Clock.objects.get(obligation=found.obligation, name="fill")
    assert found.until == at("16:00")
    assert clock.due_at == at("08:15", NEXT)
    assert (clock.met_at, clock.dropped_at) == (None, at("09:00", NEXT))


def test_the_office_explains_a_leader_excuses_and_neither_reopens_the_same_gap(hall: Hall) -> None:
    head = make.officer("dukcapil", "head", "Pak Kadis")
    sekda = make.officer("setda", "secretary", "Bu Sekda")
    budi = make.officer("pupr", "head", "Budi")
    alarms.watch(now=at("09:00"))
    found = alarm()
    with pytest.raises(NotAllowed):
        actions.explain(found, text="Bukan kantor saya.", by=budi, at=at("09:05"))
    actions.explain(found, text="Petugas mengantar warga ke rumah sakit.", by=head, at=at("09:10"))
    with pytest.raises(NotAllowed):
        actions.excuse(found, text="Sudah saya jelaskan.", by=head, at=at("09:15"))
    with pytest.raises(Refused):
        actions.excuse(found, text="", by=sekda, at=at("09:15"))
    actions.excuse(found, text="Ruangan sedang dipakai rapat paripurna.", by=sekda, at=at("09:20"))
    assert alarm().obligation.state == State.WITHDRAWN
    assert alarms.watch(now=at("11:30")) == 0
    with pytest.raises(NotAllowed):
        actions.lapse(found, ended=at("16:00"), by=sekda, at=at("16:30"))
    with pytest.raises(NotAllowed):
        actions.fill(found, text="Saya duduk.", by=budi, at=at("09:30"))


def test_one_bad_hall_does_not_stop_the_others(hall: Hall) -> None:
    make.hall(at_office="pupr")
    Hall.objects.filter(pk=hall.pk).update(hours={"0": [["pagi", "sore"]]})
    assert alarms.watch(now=at("10:00")) == 1
    assert alarm().hall.office.key == "pupr"


def test_looking_at_many_halls_costs_as_many_queries_as_at_one(
    hall: Hall, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    check_in_desk(hall, by=make.officer("dukcapil", "receptionist"), at=at("07:30"))
    with CaptureQueriesContext(connection) as one:
        alarms.raise_all(now=at("10:00"))
    for key in ("pupr", "dinkes", "disdik"):
        check_in_desk(make.hall(at_office=key), by=make.officer(key, "receptionist"), at=at("07:30"))
    with django_assert_max_num_queries(len(one)):
        alarms.raise_all(now=at("10:00"))
    assert not Obligation.objects.filter(kind="reception").exists()
