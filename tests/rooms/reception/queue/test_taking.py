"""A number for whoever comes: one for each token, none twice, none left out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.reception.models import Hall, HallVisit, Ticket, Turn
from balairung.rooms.reception.queue import setup
from balairung.rooms.reception.queue.calling import leave
from balairung.rooms.reception.queue.taking import take, visit_of
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Hall:
    make.regency()
    return make.hall("KTP-el", "Akta", "Pindah")


def test_numbers_follow_each_other_for_each_letter_and_begin_again_the_next_day(hall: Hall) -> None:
    given = [make.number(hall, prefix).tickets[0].label for prefix in "AABAB"]
    assert given == ["A-001", "A-002", "B-001", "A-003", "B-002"]
    assert make.number(hall, at=START + timedelta(days=1)).tickets[0].label == "A-001"


def test_a_press_that_comes_again_is_the_same_visit(hall: Hall) -> None:
    first = make.number(hall, "A", "B", token="kios-1-tekan-7")
    again = [make.number(hall, "A", "B", token="kios-1-tekan-7") for _press in range(40)]
    assert first.fresh
    assert not any(one.fresh for one in again)
    assert {one.code for one in again} == {first.code}
    assert {one.visit.pk for one in again} == {first.visit.pk}
    assert [ticket.label for ticket in again[0].tickets] == ["A-001", "B-001"]
    assert Ticket.objects.count() == 2
    assert make.number(hall).tickets[0].label == "A-002"


def test_the_code_opens_the_visit_and_stands_nowhere(hall: Hall) -> None:
    taken = make.number(hall, contact="+628123456789")
    assert visit_of(taken.code.lower()) == taken.visit
    assert visit_of("AAAAAAAAAA") is None
    row = HallVisit.objects.values().get()
    assert not any(taken.code in str(value) or "nomor-" in str(value) for value in row.values())


def test_a_taken_ticket_says_what_was_expected_and_the_screens_hear_of_it(hall: Hall) -> None:
    before = Hall.objects.get(pk=hall.pk).beat
    ticket = make.number(hall).tickets[0]
    assert Hall.objects.get(pk=hall.pk).beat == before + 1
    assert (ticket.expected, ticket.turn) == (0, 1)
    assert make.number(hall).tickets[0].expected == 600  # one ahead, ten minutes, nobody sits yet
    assert list(Turn.objects.filter(ticket=ticket).values_list("kind", flat=True)) == ["taken"]


def test_what_cannot_be_had_is_refused_with_a_sentence_and_leaves_no_gap(hall: Hall) -> None:
    paused, full = make.line(hall, "B"), make.line(hall, "C")
    setup.change_line(paused, paused=True, by=SYSTEM, at=START)
    setup.change_line(full, most_a_day=1, by=SYSTEM, at=START)
    make.number(hall, "C")
    for prefixes, words in (
        (["B"], "tidak menerima nomor"),
        (["A", "C"], "sudah habis (1 nomor)"),
        (["A", "A"], "dua kali"),
    ):
        with pytest.raises(Refused, match=words.replace("(", r"\(").replace(")", r"\)")):
            make.number(hall, *prefixes)
    with pytest.raises(Refused, match="Pilih layanan"):
        take(hall=hall, lines=[], channel="web", token="kosong", by=SYSTEM, at=START)
    elsewhere = make.hall("Izin", at_office="pupr")
    with pytest.raises(Refused, match="tidak ada lagi di sini"):
        take(hall=hall, lines=[make.line(elsewhere)], channel="web", token="lain", by=SYSTEM, at=START)
    assert make.number(hall, "A").tickets[0].label == "A-001"


@pytest.mark.parametrize(
    ("at", "words"),
    [("2026-03-07 09:00", "Sabtu"), ("2026-03-19 09:00", "Nyepi"), ("2026-03-02 05:00", "Belum buka")],
)
def test_no_number_is_given_while_the_hall_is_closed(hall: Hall, at: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        make.number(hall, at=make.moment(at))


def test_at_the_desk_only_whoever_receives_there_takes_numbers(hall: Hall) -> None:
    with pytest.raises(NotAllowed):
        make.number(hall, channel="desk", by=make.officer("pupr", "receptionist"))
    assert make.number(hall, channel="desk", by=make.officer("dukcapil", "receptionist")).fresh


def test_an_appointment_stands_where_it_was_promised(hall: Hall) -> None:
    walked = make.number(hall).tickets[0]
    booked = make.number(hall, channel="appointment", booked_for=START + timedelta(minutes=20)).tickets[0]
    assert booked.stands_at == START - timedelta(minutes=10) < walked.stands_at


def test_a_line_that_ends_and_another_with_its_letter_share_the_numbers_of_the_day(hall: Hall) -> None:
    ticket = make.number(hall, "A").tickets[0]
    leave(ticket, by=SYSTEM, at=START)
    setup.close_line(make.line(hall, "A"), by=SYSTEM, at=START)
    setup.add_line(hall.booths.get(), name="KTP-el baru", prefix="A", by=SYSTEM, at=START)
    assert make.number(hall, "A").tickets[0].label == "A-002"


def test_a_number_costs_the_same_whoever_waits(hall: Hall) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            make.number(hall, "A", "B")
        return len(queries)

    make.clerk(hall)
    make.number(hall, "A", "B")
    few = count()
    for _each in range(30):
        make.number(hall, "A", "B", "C", lane="elderly")
    assert count() == few <= 24
