"""What happens at a counter, and that no second press does it twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor
from balairung.rooms.reception.models import Counter, Hall, Sitting, Ticket, Turn
from balairung.rooms.reception.queue import calling, setup
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def hall() -> Hall:
    make.regency()
    return make.hall("KTP-el", "Akta", "Pindah", counters=3)


@pytest.fixture
def rina(hall: Hall) -> Actor:
    return make.clerk(hall, "1")


def call(hall: Hall, who: Actor, label: str = "1", minutes: int = 0, after: Ticket | None = None) -> Ticket | None:
    return calling.call_next(make.counter(hall, label), after=after, by=who, at=START + minutes * MINUTE)


def called(hall: Hall, who: Actor, label: str = "1", minutes: int = 0) -> Ticket:
    found = call(hall, who, label, minutes)
    assert found is not None
    return found


def let_go(ticket: Ticket, who: Actor, minutes: int = 0) -> None:
    calling.finish(ticket, by=who, at=START + minutes * MINUTE)


def kinds(ticket: Ticket) -> list[str]:
    return list(Turn.objects.filter(ticket=ticket).values_list("kind", flat=True))


# --- one after the other ---------------------------------------------------------------------------------------------


def test_from_waiting_to_served(hall: Hall, rina: Actor) -> None:
    first, second = (make.number(hall).tickets[0] for _each in range(2))
    ticket = called(hall, rina, minutes=5)
    assert (ticket.pk, ticket.state, ticket.calls) == (first.pk, "called", 1)
    calling.recall(ticket, by=rina, at=START + 6 * MINUTE)
    calling.start(ticket, by=rina, at=START + 7 * MINUTE)
    following = call(hall, rina, minutes=15, after=ticket)
    first.refresh_from_db()
    assert following is not None
    assert following.pk == second.pk
    assert (first.state, first.called_at, first.ended_at) == ("done", START + 5 * MINUTE, START + 15 * MINUTE)
    assert kinds(first) == ["taken", "called", "recalled", "started", "done"]


def test_nobody_waits_and_nothing_is_called(hall: Hall, rina: Actor) -> None:
    assert call(hall, rina) is None
    make.number(hall, at=START - timedelta(days=3))  # a Friday's, left over
    assert call(hall, rina) is None


def test_a_second_press_finds_nothing_to_do(hall: Hall, rina: Actor) -> None:
    for _each in range(3):
        make.number(hall)
    ticket = called(hall, rina)
    old = Ticket.objects.get(pk=ticket.pk)
    with pytest.raises(Stale):
        call(hall, rina)  # the same button again: the page said that nobody was there
    calling.start(ticket, by=rina, at=START)
    for deed in (calling.start, calling.recall, calling.hold, calling.finish):
        with pytest.raises(Stale):
            deed(old, by=rina, at=START)
    following = call(hall, rina, minutes=3, after=ticket)
    with pytest.raises(Stale):
        call(hall, rina, minutes=3, after=ticket)
    assert following is not None
    assert Ticket.objects.filter(state="called").get() == following
    assert Turn.objects.filter(kind="called").count() == 2


def test_who_was_called_is_not_passed_over(hall: Hall, rina: Actor) -> None:
    make.number(hall), make.number(hall)
    ticket = called(hall, rina)
    with pytest.raises(Refused, match="A-001 masih dipanggil"):
        call(hall, rina, after=ticket)


def test_not_there_after_three_calls_and_back_at_a_fair_place(hall: Hall, rina: Actor) -> None:
    gone = make.number(hall).tickets[0]
    for minute in (10, 50, 60):
        make.number(hall, at=START + minute * MINUTE)
    ticket = called(hall, rina, minutes=1)
    with pytest.raises(Refused, match="2 kali lagi"):
        calling.no_show(ticket, by=rina, at=START + MINUTE)
    for minute in (2, 3):
        calling.recall(ticket, by=rina, at=START + minute * MINUTE)
    calling.no_show(ticket, by=rina, at=START + 4 * MINUTE)
    desk = make.officer("dukcapil", "receptionist")
    calling.resume(ticket, by=desk, at=START + 70 * MINUTE)
    order = [one.label for one in calling.waiting_for(make.counter(hall), START + 70 * MINUTE)]
    assert order == ["A-002", "A-001", "A-003", "A-004"]  # before those of the last half hour, behind the others
    gone.refresh_from_db()
    assert (gone.state, gone.ended_at, gone.calls) == ("waiting", None, 0)
    assert called(hall, rina, minutes=71).label == "A-002"


def test_a_no_show_of_another_day_takes_a_new_number(hall: Hall, rina: Actor) -> None:
    make.number(hall)
    ticket = called(hall, rina)
    Ticket.objects.filter(pk=ticket.pk).update(calls=3)
    calling.no_show(Ticket.objects.get(pk=ticket.pk), by=rina, at=START)
    with pytest.raises(Refused, match="hari lain"):
        calling.resume(Ticket.objects.get(pk=ticket.pk), by=rina, at=START + timedelta(days=1))


def test_held_keeps_the_place_and_frees_the_counter(hall: Hall, rina: Actor) -> None:
    make.number(hall), make.number(hall)
    ticket = called(hall, rina)
    calling.hold(ticket, by=rina, at=START + MINUTE)
    other = called(hall, rina, minutes=2)
    calling.resume(ticket, by=rina, at=START + 3 * MINUTE)
    calling.start(other, by=rina, at=START + 3 * MINUTE)
    again = call(hall, rina, minutes=4, after=other)
    assert again is not None
    assert again.label == "A-001"
    assert kinds(ticket) == ["taken", "called", "held", "resumed", "called"]


def test_a_transfer_keeps_number_and_place(hall: Hall, rina: Actor) -> None:
    moved = make.number(hall).tickets[0]
    make.number(hall, "B", at=START + MINUTE)
    setup.give_lines(make.counter(hall, "2"), lines=[make.line(hall, "B")], by=SYSTEM, at=START)
    ticket = called(hall, rina, minutes=2)
    with pytest.raises(Refused, match="sudah di layanan itu"):
        calling.transfer(ticket, line=make.line(hall, "A"), by=rina, at=START)
    calling.transfer(ticket, line=make.line(hall, "B"), by=rina, at=START + 3 * MINUTE)
    assert called(hall, make.clerk(hall, "2"), "2", minutes=4).pk == moved.pk
    moved.refresh_from_db()
    assert (moved.label, moved.called_at) == ("A-001", START + 2 * MINUTE)
    assert Turn.objects.get(ticket=moved, kind="transferred").counter == make.counter(hall, "1")


def test_who_leaves_is_called_no_more(hall: Hall, rina: Actor) -> None:
    ticket = make.number(hall).tickets[0]
    with pytest.raises(NotAllowed):
        calling.leave(ticket, by=make.officer("pupr", "staff"), at=START)
    calling.leave(ticket, by=CITIZEN, at=START)
    with pytest.raises(Stale):
        calling.leave(ticket, by=CITIZEN, at=START)
    assert call(hall, rina) is None


def test_a_clock_that_was_moved_back_changes_no_order_of_turns(hall: Hall, rina: Actor) -> None:
    make.number(hall)
    ticket = called(hall, rina, minutes=10)
    calling.start(ticket, by=rina, at=START - timedelta(hours=2))
    calling.finish(ticket, by=rina, at=START - timedelta(hours=3))
    moments = list(Turn.objects.filter(ticket=ticket).values_list("at", flat=True))
    assert moments == sorted(moments)
    assert ticket.ended_at == START + 10 * MINUTE


# --- several services, lanes, quick ----------------------------------------------------------------------------------


def test_a_visit_with_two_services_is_at_one_counter_at_a_time_and_keeps_its_other_place(
    hall: Hall, rina: Actor
) -> None:
    budi = make.clerk(hall, "2")
    both = make.number(hall, "A", "B")
    make.number(hall, "B", at=START + MINUTE)
    first = called(hall, rina, minutes=2)
    second = called(hall, budi, "2", minutes=2)
    assert first.visit_id == both.visit.pk != second.visit_id
    calling.start(second, by=budi, at=START + 3 * MINUTE)
    let_go(first, rina, 5)
    assert called(hall, rina, minutes=6).label == "B-001"


def test_priority_overtakes_only_who_came_within_the_head_start(hall: Hall, rina: Actor) -> None:
    make.number(hall)
    make.number(hall, at=START + 20 * MINUTE)
    make.number(hall, at=START + 40 * MINUTE, lane="disabled")
    order = [one.label for one in calling.waiting_for(make.counter(hall), START + 41 * MINUTE)]
    assert order == ["A-001", "A-003", "A-002"]


def test_a_quick_counter_takes_marked_tickets_first_and_else_what_takes_a_moment(hall: Hall) -> None:
    setup.change_line(make.line(hall, "B"), minutes=3, by=SYSTEM, at=START)
    lines = [make.line(hall, prefix) for prefix in "ABC"]
    setup.change_counter(make.counter(hall, "3"), label="3", quick=True, lines=lines, by=SYSTEM, at=START)
    make.number(hall, "C")  # takes long
    make.number(hall, "B")
    make.number(hall, "A", quick=True)
    quick = make.clerk(hall, "3")
    order = []
    while ticket := call(hall, quick, "3"):
        order.append(ticket.label)
        let_go(ticket, quick)
    assert order == ["A-001", "B-001"]


# --- who sits --------------------------------------------------------------------------------------------------------


def seats(counter: Counter) -> list[bool]:
    return [one.until is None for one in Sitting.objects.filter(counter=counter).order_by("since", "id")]


def test_one_person_sits_at_one_counter(hall: Hall, rina: Actor) -> None:
    one, two = make.counter(hall, "1"), make.counter(hall, "2")
    budi = make.officer("dukcapil", "receptionist", "Budi")
    with pytest.raises(Refused, match="Loket 1 ditempati"):
        calling.sit(one, by=budi, at=START)
    calling.sit(two, by=rina, at=START)  # she moves
    calling.sit(one, by=budi, at=START)
    assert seats(two) == [True]
    with pytest.raises(Refused, match="tidak sedang duduk di loket 1"):
        call(hall, rina, "1")
    with pytest.raises(NotAllowed):
        calling.sit(make.counter(hall, "3"), by=make.officer("pupr", "staff"), at=START)


def test_who_forgot_to_stand_up_yesterday_does_not_keep_the_counter(hall: Hall, rina: Actor) -> None:
    tomorrow = START + timedelta(days=1)
    budi = make.officer("dukcapil", "receptionist")
    calling.sit(make.counter(hall), by=budi, at=tomorrow)
    assert Sitting.objects.get(counter=make.counter(hall), until=None).person_id == budi.person_id


def test_nobody_stands_up_with_somebody_before_them(hall: Hall, rina: Actor) -> None:
    make.number(hall)
    counter, ticket = make.counter(hall), called(hall, rina)
    for deed in (calling.stand_up, calling.rest):
        with pytest.raises(Refused, match="A-001 masih di loket 1"):
            deed(counter, by=rina, at=START)
    calling.hold(ticket, by=rina, at=START)
    calling.rest(counter, by=rina, at=START)
    with pytest.raises(Refused, match="istirahat"):
        call(hall, rina)
    calling.sit(counter, by=rina, at=START)
    assert call(hall, rina) is None  # back, and only the held one is left
    calling.stand_up(counter, by=rina, at=START)
    assert seats(counter) == [False]


def test_the_desk_ends_the_sitting_of_somebody_who_went(hall: Hall, rina: Actor) -> None:
    with pytest.raises(NotAllowed):
        calling.stand_up(make.counter(hall), by=make.officer("pupr", "head"), at=START)
    calling.stand_up(make.counter(hall), by=make.officer("dukcapil", "receptionist"), at=START)
    assert seats(make.counter(hall)) == [False]


def test_nobody_works_on_what_is_before_another_counter(hall: Hall, rina: Actor) -> None:
    make.number(hall)
    ticket, budi = called(hall, rina), make.clerk(hall, "2")
    for deed in (calling.recall, calling.start, calling.finish, calling.no_show, calling.hold):
        with pytest.raises(Refused):
            deed(ticket, by=budi, at=START)
    assert kinds(ticket) == ["taken", "called"]


def test_officers_of_a_booth_sit_at_its_counters_and_at_no_other(hall: Hall) -> None:
    booth = setup.add_booth(hall, name="", office=make.office("pupr"), by=SYSTEM, at=START)
    line = setup.add_line(booth, name="Izin bangunan", prefix="P", by=SYSTEM, at=START)
    guest = make.officer("pupr", "staff")
    with pytest.raises(NotAllowed):
        calling.sit(make.counter(hall, "3"), by=guest, at=START)
    setup.give_lines(make.counter(hall, "3"), lines=[line], by=SYSTEM, at=START)
    calling.sit(make.counter(hall, "3"), by=guest, at=START)
    make.number(hall, "P")
    assert called(hall, guest, "3").label == "P-001"
