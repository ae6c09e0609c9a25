"""A decree that comes late: what moves, what the ledger keeps of it, what stays."""

from datetime import date, datetime

import pytest

from balairung.kernel.obligations.actions import Owner, make_move, open_obligation
from balairung.kernel.obligations.audit import findings
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.models import Clock, Event, Obligation
from balairung.kernel.obligations.reads import explain
from balairung.kernel.obligations.recount import recount
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actions import decree_day
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Decree
from balairung.rooms.complaints.moves import MOVES
from tests import make
from tests.make import START, moment

pytestmark = pytest.mark.django_db
LATER = moment("2026-03-04 08:00")


def decree(day: str, kind: str = "joint_leave") -> Decree:
    return decree_day(date=date.fromisoformat(day), kind=kind, name="Hari uji", decree="SK 7/2026", by=SYSTEM, at=LATER)


def opened(office: str = "pupr", at: datetime = START) -> Obligation:
    """Three working days from Monday 2 March: Thursday night."""
    return open_obligation(
        kind="complaints", prefix="P", subject="Uji", owner=Owner(make.office(office)), step="verify",
        clocks=[clock_rule("complaints", "verify"), clock_rule("complaints", "statutory")], by=SYSTEM, at=at,
    )  # fmt: skip


def due(obligation: Obligation) -> datetime:
    return obligation.clocks.get(name="verify").due_at


def balanced() -> bool:
    """Every running clock's date is what its explanation comes to, and the audit agrees."""
    running = Clock.objects.filter(met_at__isnull=True, dropped_at__isnull=True, paused_at__isnull=True)
    told = [explain(clock).deadline.due == clock.due_at for clock in running.select_related("obligation")]
    return all(told) and findings(now=LATER) == []


def test_open_dates_move_and_the_ledger_says_why() -> None:
    make.regency()
    one = opened()
    assert recount(decree("2026-03-05"), by=SYSTEM, at=LATER) == 1
    one.refresh_from_db()
    clock = one.clocks.get(name="verify")
    assert clock.due_at == clock.escalate_at == one.next_at == moment("2026-03-06 23:59:59")
    line = one.events.get(verb="recount")
    assert (line.seq, line.at, line.by_kind) == (2, LATER, "system")
    assert line.facts == {
        "clock": str(clock.pk), "name": "verify", "old": "2026-03-05T23:59:59+07:00",
        "new": "2026-03-06T23:59:59+07:00", "day": "2026-03-05", "decree": "SK 7/2026",
    }  # fmt: skip
    explained = explain(clock)
    assert [(day.reason, day.decree) for day in explained.deadline.skipped] == [("cuti bersama: Hari uji", "SK 7/2026")]
    assert [(told.new, told.decree) for told in explained.recounts] == [(clock.due_at, "SK 7/2026")]
    assert balanced()


def test_calendar_days_do_not_move() -> None:
    make.regency()
    one = opened()
    before = one.clocks.get(name="statutory").due_at
    recount(decree("2026-03-05"), by=SYSTEM, at=LATER)
    assert one.clocks.get(name="statutory").due_at == before


def test_again_changes_nothing() -> None:
    make.regency()
    opened()
    late = decree("2026-03-05")
    assert [recount(late, by=SYSTEM, at=LATER) for _again in range(3)] == [1, 0, 0]
    assert Event.objects.filter(verb="recount").count() == 1


def test_a_day_outside_the_stretch_moves_nothing() -> None:
    make.regency()
    opened()
    outside = ("2026-02-27", "2026-03-02", "2026-03-06", "2026-03-07")
    assert [recount(decree(day), by=SYSTEM, at=LATER) for day in outside] == [0, 0, 0, 0]


def test_a_decreed_working_day_moves_it_earlier() -> None:
    make.regency()
    one = opened(at=moment("2026-03-05 10:00"))
    assert due(one) == moment("2026-03-10 23:59:59")
    assert recount(decree("2026-03-07", "workday"), by=SYSTEM, at=LATER) == 1
    assert due(one) == moment("2026-03-09 23:59:59")
    assert balanced()


def test_a_decree_taken_back_moves_it_back() -> None:
    make.regency()
    one = opened()
    recount(decree("2026-03-05"), by=SYSTEM, at=LATER)
    assert recount(decree("2026-03-05", "workday"), by=SYSTEM, at=LATER) == 1
    assert due(one) == moment("2026-03-05 23:59:59")
    assert [line.facts["new"][:10] for line in one.events.filter(verb="recount")] == ["2026-03-06", "2026-03-05"]
    assert balanced()


def test_an_office_that_is_always_open_is_not_moved() -> None:
    make.regency()
    one = opened("damkar")
    assert recount(decree("2026-03-05"), by=SYSTEM, at=LATER) == 0
    assert due(one) == moment("2026-03-05 23:59:59")


def test_hours_of_an_office_move() -> None:
    make.regency()
    one = opened()
    from balairung.ground.common.working_time import Unit
    from balairung.kernel.obligations.moves import Move
    from balairung.kernel.obligations.rules import ClockRule

    hours = ClockRule("answer", 8, Unit.OFFICE_HOURS, "local")
    one = Obligation.objects.get(pk=one.pk)
    start = Move("start", "start", frozenset({"new"}), None, starts=("answer",))  # type: ignore[arg-type]
    make_move(one, start, by=SYSTEM, at=moment("2026-03-04 14:00"), clocks=[hours])
    before = one.clocks.get(name="answer").due_at
    assert recount(decree("2026-03-05"), by=SYSTEM, at=LATER) == 2
    assert one.clocks.get(name="answer").due_at > before
    assert balanced()


def test_a_pause_is_respected() -> None:
    """A closed pause counts; while it is open nothing moves, and the day counts when work resumes."""
    make.regency()
    one = opened()
    ask, resume = (next(move for move in MOVES if move.verb == verb) for verb in ("ask", "resume"))
    make_move(
        one,
        ask,
        by=SYSTEM,
        at=moment("2026-03-03 09:00"),
        words="Apa?",
        clocks=[clock_rule("complaints", "complete_information")],
    )
    late = decree("2026-03-05")
    assert recount(late, by=SYSTEM, at=LATER) == 0
    make_move(one, resume, by=SYSTEM, at=moment("2026-03-04 09:00"), words="Itu.")
    assert due(one) == moment("2026-03-09 23:59:59")  # 4, 6 and 9 March
    assert recount(late, by=SYSTEM, at=LATER) == 0
    assert recount(decree("2026-03-06"), by=SYSTEM, at=LATER) == 1
    assert due(one) == moment("2026-03-10 23:59:59")
    assert balanced()


def test_the_clock_of_the_reporter_moves_too() -> None:
    make.regency()
    rahma, siti = make.coordinator(), make.officer("pupr", "liaison")
    made = make.forwarded(rahma)
    from balairung.rooms.complaints import actions

    actions.resolve(made, text="Sudah.", files=[make.photo()], by=siti, at=START)
    before = made.obligation.answer_by
    assert recount(decree("2026-03-05"), by=SYSTEM, at=LATER) == 1
    made.obligation.refresh_from_db()
    assert before is not None
    assert made.obligation.answer_by is not None
    assert made.obligation.answer_by > before


def test_many_at_once_each_with_its_own_line() -> None:
    make.regency()
    many = [opened() for _each in range(40)]
    assert recount(decree("2026-03-05"), by=SYSTEM, at=LATER) == 40
    assert {due(one) for one in many} == {moment("2026-03-06 23:59:59")}
    assert Event.objects.filter(verb="recount").values("obligation").distinct().count() == 40


def test_what_was_told_stays_told_and_nobody_is_told_of_what_is_not_late() -> None:
    make.regency()
    make.holder("pupr", "head")
    make.holder("setda", "secretary")
    one = opened()
    assert escalate(now=moment("2026-03-06 00:00")) == 1
    for day in ("2026-03-05", "2026-03-06", "2026-03-09", "2026-03-10", "2026-03-11"):
        recount(decree(day), by=SYSTEM, at=moment("2026-03-06 08:00"))
    clock = one.clocks.get(name="verify")
    assert (clock.level, clock.due_at) == (1, moment("2026-03-12 23:59:59"))
    assert clock.escalate_at == clock.due_at
    assert escalate(now=moment("2026-03-11 00:00")) == 0
    assert escalate(now=moment("2026-03-13 00:00")) == 1


def test_a_rung_follows_the_date_until_it_is_told() -> None:
    make.regency()
    make.holder("pupr", "head")
    one = opened()
    recount(decree("2026-03-05"), by=SYSTEM, at=LATER)
    assert escalate(now=moment("2026-03-06 00:00")) == 0
    assert escalate(now=moment("2026-03-07 00:00")) == 1
    assert one.clocks.get(name="verify").level == 1


def test_a_decree_that_nobody_recounted_is_found_and_so_is_a_date_that_was_moved_by_hand() -> None:
    make.regency()
    one, other = opened(), opened(at=moment("2026-03-06 10:00"))
    late = decree("2026-03-05")
    wrong = "the date of verify is not what its rule comes to"
    assert findings(now=LATER) == [f"{one.ref}: {wrong}"]
    recount(late, by=SYSTEM, at=LATER)
    assert findings(now=LATER) == []
    clock = other.clocks.get(name="verify")
    Clock.objects.filter(pk=clock.pk).update(due_at=moment("2026-12-31 23:59:59"))
    assert f"{other.ref}: {wrong}" in findings(now=LATER)
