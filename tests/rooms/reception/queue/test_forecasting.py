"""What people are told about their wait, held against what really comes."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from heapq import heappop, heappush

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Office
from balairung.rooms.reception.models import Hall, Line, Ticket
from balairung.rooms.reception.queue import calling, setup
from balairung.rooms.reception.queue.forecasting import Forecast, Outlook, ahead_in_words, forecast, in_words
from balairung.rooms.reception.queue.measuring import typical
from balairung.rooms.reception.queue.playing import Desk, Waits, play
from tests import make
from tests.make import START

MINUTE = timedelta(minutes=1)
NINE = make.moment("2026-03-02 09:00")


# --- played forward --------------------------------------------------------------------------------------------------

lines = st.sampled_from("ABC")
queue = st.lists(st.tuples(lines, st.integers(0, 60), st.integers(1, 900)), max_size=40)
desks = st.lists(st.tuples(st.sets(lines, min_size=1), st.integers(0, 600)), min_size=1, max_size=4)


def waiting(rows: list[tuple[str, int, int]]) -> list[Waits]:
    return [Waits(number, line, NINE + came * MINUTE, takes) for number, (line, came, takes) in enumerate(rows)]


@given(queue, desks)
def test_everybody_with_a_counter_is_called_once_and_in_order(
    rows: list[tuple[str, int, int]], given_desks: list[tuple[set[str], int]]
) -> None:
    served = [Desk(frozenset(names), free) for names, free in given_desks]
    known = set().union(*(names for names, _free in given_desks))
    people = waiting(rows)
    called = play(people, served)
    assert set(called) == {one.key for one in people if one.line in known}
    for line in known:
        order = [one for one in sorted(people, key=lambda one: one.place) if one.line == line]
        moments = [called[one.key] for one in order]
        assert moments == sorted(moments)


@given(queue, st.integers(1, 4))
def test_counters_are_never_idle_while_somebody_waits(rows: list[tuple[str, int, int]], count: int) -> None:
    people = waiting(rows)
    called = play(people, [Desk(frozenset("ABC"), 0)] * count)
    work = sum(one.takes for one in people)
    ends = [called[one.key] + one.takes for one in people]
    assert max(ends, default=0) <= work / count + max((one.takes for one in people), default=0)


@given(queue, desks)
def test_whoever_only_asks_changes_nobodys_time(
    rows: list[tuple[str, int, int]], given_desks: list[tuple[set[str], int]]
) -> None:
    served = [Desk(frozenset(names), free) for names, free in given_desks]
    people, asking = waiting(rows), [Waits(name, name, NINE + 30 * MINUTE, 0) for name in "ABC"]
    with_asking = play([*people, *asking], served)
    assert {key: at for key, at in with_asking.items() if not isinstance(key, str)} == play(people, served)


# --- in a hall -------------------------------------------------------------------------------------------------------


@pytest.fixture
def hall(db: None) -> Hall:
    make.regency()
    return make.hall("KTP-el", "Akta", counters=3)


def test_who_stands_ahead_and_how_long_it_takes(hall: Hall) -> None:
    line = make.line(hall)
    assert forecast(line, at=START) == Forecast(0, 0, 300, 0)  # nobody sits yet
    rina = make.clerk(hall)
    tickets = [make.number(hall).tickets[0] for _each in range(4)]
    found = forecast(line, at=START)
    assert (found.people, found.seconds, found.counters) == (4, 2400, 1)
    calling.call_next(make.counter(hall), by=rina, at=START)
    assert forecast(line, at=START + 5 * MINUTE, ticket=tickets[1]).seconds == 300
    assert forecast(line, at=START + 5 * MINUTE, ticket=tickets[0]) == Forecast(0, 0, 0)
    make.clerk(hall, "2")
    assert forecast(line, at=START + 5 * MINUTE).seconds == 900  # two counters: at 0, 300, 600 and 900 seconds


def test_lines_of_one_counter_wait_for_each_other(hall: Hall) -> None:
    make.clerk(hall)
    for prefix in "ABAB":
        make.number(hall, prefix)
    found = forecast(make.line(hall, "B"), at=START)
    assert (found.people, found.seconds) == (2, 2400)


def test_a_break_is_waited_through(hall: Hall) -> None:
    setup.change_hall(hall, hours={"0": [["08:00", "12:00"], ["13:00", "15:00"]]}, by=SYSTEM, at=START)
    make.clerk(hall)
    noon = make.moment("2026-03-02 11:55")
    make.number(hall, at=noon)
    assert forecast(make.line(hall), at=noon).seconds == 70 * 60
    assert forecast(make.line(hall), at=make.moment("2026-03-02 12:30")).seconds == 40 * 60


def test_priority_that_still_comes_lengthens_only_the_wait_of_whom_it_overtakes(hall: Hall) -> None:
    make.clerk(hall)
    for _each in range(6):
        make.number(hall)
    plain = forecast(make.line(hall), at=START)
    for _each in range(6):
        make.number(hall, "A", lane="elderly")
    with_priority = forecast(make.line(hall), at=START)
    assert with_priority.people == 12
    assert with_priority.seconds > plain.seconds + 6 * 600  # those who are there, and those who come
    assert forecast(make.line(hall), at=START, lane="elderly").seconds == 6 * 600  # the others of its kind, no more


def test_measured_times_take_the_place_of_what_was_said(hall: Hall) -> None:
    rina = make.clerk(hall)
    for place in range(6):
        at = START + place * 3 * MINUTE
        make.number(hall, at=at)
        ticket = calling.call_next(make.counter(hall), by=rina, at=at)
        assert ticket is not None
        calling.finish(ticket, by=rina, at=at + 2 * MINUTE)
    line = make.line(hall)
    assert (line.usual, line.varies) == (120, 1)
    make.number(hall, at=START + 20 * MINUTE)
    assert forecast(line, at=START + 20 * MINUTE).seconds == 120


def test_a_forgotten_finish_does_not_spoil_the_measure() -> None:
    assert typical([300.0] * 29 + [40000.0]) == (300, 1)
    usual, varies = typical([float(value) for value in range(100, 400, 10)])
    assert 230 <= usual <= 260
    assert 90 <= varies <= 140


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Forecast(0, 0, 60), "kurang dari 5 menit"),
        (Forecast(2, 1200, 100), "sekitar 20 menit"),
        (Forecast(2, 1200, 600), "sekitar 20 menit (antara 10 dan 30 menit)"),
        (Forecast(2, 600, 900), "paling lama sekitar 25 menit"),
    ],
)
def test_in_words(found: Forecast, words: str) -> None:
    assert in_words(found) == words
    assert ahead_in_words(0) == "Anda yang berikutnya"
    assert ahead_in_words(3) == "3 orang di depan Anda"


def test_an_outlook_costs_the_same_for_one_and_for_fifty(hall: Hall) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            outlook = Outlook(Hall.objects.get(pk=hall.pk), START)
            for line in hall.lines.all():
                outlook.newcomer(line.pk)
            for one in outlook.waiting:
                outlook.ticket(one.pk)
        return len(queries)

    make.clerk(hall)
    make.number(hall)
    few = count()
    for _each in range(50):
        make.number(hall, "A", "B")
    assert count() == few <= 12


# --- against the truth -----------------------------------------------------------------------------------------------


def a_day(hall: Hall, seed: int) -> list[Ticket]:
    """Two counters serve whoever comes, each service as long as chance will: what was told, and what came."""
    chance, events, number = random.Random(seed), list[tuple[datetime, int, str, object]](), 0

    def plan(at: datetime, what: str, thing: object) -> None:
        nonlocal number
        number += 1
        heappush(events, (at, number, what, thing))

    clerks = {label: make.clerk(hall, label, at=START) for label in ("1", "2")}
    free, came = dict.fromkeys(clerks, True), START
    for _each in range(70):
        came += timedelta(seconds=chance.expovariate(1 / 135))
        plan(came, "comes", "elderly" if chance.random() < 0.15 else "")
    while events:
        at, _number, what, thing = heappop(events)
        if what == "comes":
            make.number(hall, chance.choice("AAB"), lane=str(thing), at=at)
        elif isinstance(thing, tuple):
            label, ticket = thing
            calling.finish(ticket, by=clerks[label], at=at)
            free[label] = True
        for label in [label for label in clerks if free[label]]:
            called = calling.call_next(make.counter(hall, label), by=clerks[label], at=at)
            if called is not None:
                free[label] = False
                mean = 5.5 if called.line.prefix == "A" else 5.0  # lognormal: e^5.5 is about four minutes
                plan(at + timedelta(seconds=chance.lognormvariate(mean, 0.5)), "ends", (label, called))
    return list(Ticket.objects.filter(hall=hall).order_by("taken_at"))


@pytest.mark.parametrize("seed", [1, 4])
def test_a_day_of_waits_against_what_was_told(hall: Hall, seed: int) -> None:
    """Nobody is lost, and after the first half hour two of three waits lie within the error that was told."""
    Line.objects.filter(hall=hall).update(minutes=5)
    Office.objects.filter(pk=hall.office_id).update(calendar="24-hour")  # they work through the noon
    hall = Hall.objects.select_related("office").get(pk=hall.pk)
    tickets = a_day(hall, seed)
    assert {ticket.state for ticket in tickets} == {"done"}
    told = [one for one in tickets if one.taken_at > START + 30 * MINUTE]
    within = sum(_missed(one) <= max(60, one.spread or 0) for one in told) / len(told)
    assert within >= 2 / 3


def _missed(ticket: Ticket) -> float:
    """By how many seconds its wait was another than it was told."""
    assert ticket.called_at is not None
    assert ticket.expected is not None
    return abs((ticket.called_at - ticket.taken_at).total_seconds() - ticket.expected)
