"""The end of a day: nothing is lost, all is counted once, also when the worker was away."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.kernel.people.actors import CITIZEN, Actor
from balairung.rooms.reception.desk.attending import check_in_desk, check_out_desk
from balairung.rooms.reception.figures.closing import close_days
from balairung.rooms.reception.figures.counting import quantile
from balairung.rooms.reception.models import DayOfDesk, DayOfLine, Hall, HallVisit, Sitting, Ticket
from balairung.rooms.reception.queue.calling import call_next, finish, no_show, recall, start
from tests import make
from tests.make import moment

DAY, NEXT = "2026-04-06", "2026-04-07"  # open from 07.30 to 12.00 and from 13.00 to 16.00


def at(clock: str, day: str = DAY) -> datetime:
    return moment(f"{day} {clock}")


@pytest.fixture
def hall(db: None) -> Hall:
    make.regency()
    return make.hall(minutes=10)


def serve(hall: Hall, by: Actor, since: str, until: str) -> Ticket:
    called = call_next(make.counter(hall), by=by, at=at(since))
    assert called is not None
    start(called, by=by, at=at(since))
    finish(called, by=by, at=at(until))
    return called


def a_day(hall: Hall) -> None:
    """Five numbers: two served, one not there, one left waiting, and one of another line."""
    for clock in ("08:00", "08:05", "08:10", "09:00"):
        make.number(hall, at=at(clock), lane="elderly" if clock == "09:00" else "", contact="+628123456789")
    make.number(hall, "B", at=at("10:00"))
    clerk = make.clerk(hall, at=at("08:00"))
    serve(hall, clerk, "08:20", "08:30")
    serve(hall, clerk, "08:30", "08:36")
    absent = call_next(make.counter(hall), by=clerk, at=at("08:50"))
    assert absent is not None
    for clock in ("08:52", "08:54"):
        recall(absent, by=clerk, at=at(clock))
    no_show(absent, by=clerk, at=at("08:55"))


def test_a_day_is_closed_and_counted_once(hall: Hall) -> None:
    a_day(hall)
    siti = make.officer("dukcapil", "receptionist", "Siti")
    check_in_desk(hall, by=siti, at=at("07:20"))
    check_out_desk(hall, by=siti, at=at("10:00"))
    assert close_days(now=at("16:59")) == 0
    assert close_days(now=at("17:00")) == 1
    assert close_days(now=at("17:30")) == 0
    assert not Ticket.objects.open().exists()
    closed = Ticket.objects.filter(state="closed")
    assert sorted(one.label for one in closed) == ["A-004", "B-001"]
    assert all([turn.kind for turn in one.turns.all()] == ["taken", "closed"] for one in closed)
    assert not Sitting.objects.filter(until__isnull=True).exists()
    assert {one.contact for one in HallVisit.objects.all()} == {""}
    row = DayOfLine.objects.get(line__prefix="A")
    assert (row.taken, row.served, row.no_show, row.closed, row.priority) == (4, 2, 1, 1, 1)
    assert (row.called, row.waited, row.worked) == (3, (20 + 25 + 40) * 60, 16 * 60)
    assert row.waits == {"20": 1, "25": 1, "40": 1}
    assert (row.hours[8], row.hours[9], sum(row.hours)) == (3, 1, 4)
    desk = DayOfDesk.objects.get()
    assert (desk.open, desk.sat, desk.longest) == (27000, 9000, 18000)


def test_a_worker_that_was_away_for_days_makes_up_for_each(hall: Hall) -> None:
    a_day(hall)
    make.number(hall, at=at("08:00", NEXT))
    assert close_days(now=at("09:00", "2026-04-08")) == 2
    rows = DayOfLine.objects.filter(line__prefix="A").order_by("day").values_list("day", "taken", "closed")
    assert [(str(day), taken, closed) for day, taken, closed in rows] == [(DAY, 4, 1), (NEXT, 1, 1)]
    assert Ticket.objects.filter(day=NEXT).get().ended_at == at("17:00", NEXT)
    assert [str(one.day) for one in DayOfDesk.objects.order_by("day")] == [DAY, NEXT]
    assert close_days(now=at("09:05", "2026-04-08")) == 0


def test_while_somebody_is_served_the_day_goes_on_until_midnight_at_most(hall: Hall) -> None:
    make.number(hall, at=at("15:40"))
    clerk = make.clerk(hall, at=at("15:40"))
    called = call_next(make.counter(hall), by=clerk, at=at("15:50"))
    assert called is not None
    start(called, by=clerk, at=at("15:50"))
    assert close_days(now=at("18:00")) == 0
    assert close_days(now=at("00:01", NEXT)) == 1
    called.refresh_from_db()
    assert (called.state, called.ended_at) == ("closed", at("17:00"))


def test_what_was_forecast_is_compared_with_what_was_true(hall: Hall) -> None:
    for place in range(6):
        make.number(hall, at=at("08:00") + timedelta(minutes=place))
    Ticket.objects.update(expected=600)
    clerk = make.clerk(hall, at=at("08:00"))
    for place in range(6):
        serve(hall, clerk, f"08:{10 + 5 * place}", f"08:{14 + 5 * place}")
    close_days(now=at("17:00"))
    row = DayOfLine.objects.get()
    waits = [10 + 5 * place - place for place in range(6)]
    assert row.misses == {str(abs(one - 10)): 1 for one in waits}


def test_one_bad_hall_does_not_stop_the_others(hall: Hall) -> None:
    other = make.hall(at_office="pupr")
    make.number(hall, at=at("08:00"))
    make.number(other, at=at("08:00"))
    Hall.objects.filter(pk=other.pk).update(hours={"0": [["pagi", "sore"]]})
    assert close_days(now=at("17:00")) == 1
    assert Ticket.objects.open().get().hall == other


def test_a_hall_that_closed_for_good_is_counted_as_well(hall: Hall) -> None:
    a_day(hall)
    Hall.objects.update(closed_on=at("00:00", NEXT).date())
    assert close_days(now=at("08:00", "2026-04-08")) == 2
    assert DayOfLine.objects.get(line__prefix="A").taken == 4
    assert DayOfDesk.objects.get(day=NEXT).open == 0
    assert CITIZEN.person_id is None


minutes = st.dictionaries(st.integers(0, 300), st.integers(1, 50), max_size=20)


@given(minutes, st.integers(1, 99))
def test_a_quantile_of_counted_minutes_is_the_one_of_the_list(counted: dict[int, int], percent: int) -> None:
    values = sorted(value for value, count in counted.items() for _one in range(count))
    found = quantile(counted, percent)
    if len(values) < 5:
        assert found is None
        return
    assert found is not None
    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    assert sum(value < found for value in values) * 100 < percent * len(values)


@given(minutes, minutes)
def test_days_may_be_added_up(one: dict[int, int], other: dict[int, int]) -> None:
    together = {key: one.get(key, 0) + other.get(key, 0) for key in one | other}
    low, high = quantile(one, 50), quantile(other, 50)
    if low is not None and high is not None:
        middle = quantile(together, 50)
        assert middle is not None
        assert min(low, high) <= middle <= max(low, high)
