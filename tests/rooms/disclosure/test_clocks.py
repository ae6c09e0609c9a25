"""The clocks of the law: ten, seven more, thirty, thirty, fourteen working days, whatever is decreed in between."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from balairung.kernel.obligations.recount import recount
from balairung.kernel.obligations.rules import clock_rule, source_text
from balairung.kernel.people.actions import decree_day
from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.disclosure import answering, objecting, rules
from tests import make
from tests.rooms.disclosure import asked

pytestmark = pytest.mark.django_db
LOOSE = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
#: The days of 2026 that are free though they are none of a weekend (SKB 3 Menteri), and the first after it.
FREE = {
    *(date(2026, 1, day) for day in (1, 16)), *(date(2026, 2, day) for day in (16, 17)),
    *(date(2026, 3, day) for day in (18, 19, 20, 23, 24)), date(2026, 4, 3),
    *(date(2026, 5, day) for day in (1, 14, 15, 27, 28)), *(date(2026, 6, day) for day in (1, 16)),
    *(date(2026, 8, day) for day in (17, 25)), *(date(2026, 12, day) for day in (24, 25)), date(2027, 1, 1),
}  # fmt: skip
FIRST, LAST = make.moment("2026-01-01 00:00"), make.moment("2026-09-30 23:00")
MINUTE = timedelta(minutes=1)
DAYS = {"answer": 10, "extended": 17, "object": 30, "decide": 30, "dispute": 14}


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


def local(moment: datetime | None) -> date:
    assert moment
    return moment.astimezone(make.JAKARTA).date()


def working(first: date, last: date) -> int:
    """Days from the one after `first` to `last` on which offices work, counted the slow way."""
    days = [first + timedelta(days=step) for step in range(1, (last - first).days + 1)]
    return sum(day.weekday() < 5 and day not in FREE for day in days)


@given(minutes=some.integers(0, (LAST - FIRST) // MINUTE), name=some.sampled_from(sorted(DAYS)))
@LOOSE
def test_so_many_working_days_after_the_moment_and_to_its_end(minutes: int, name: str) -> None:
    since = FIRST + minutes * MINUTE
    due = rules.last_moment(name, since)
    assert working(since.date(), local(due)) == DAYS[name] == clock_rule("disclosure", name).amount
    assert (due.hour, due.minute, due.second) == (23, 59, 59)
    assert local(due).weekday() < 5


@given(minutes=some.integers(0, (LAST - FIRST) // MINUTE), days=some.integers(0, 9))
@LOOSE
def test_seven_working_days_follow_the_first_ten(minutes: int, days: int) -> None:
    filed = FIRST + minutes * MINUTE
    made = asked.request(at=filed)
    first = made.obligation.next_at
    answering.extend(made, text="Datanya tersebar.", by=SYSTEM, at=filed + timedelta(days=days))
    assert working(local(first), local(made.obligation.next_at)) == 7


@pytest.mark.parametrize("office", ["dlh", "satpolpp", "kominfo"])
def test_the_law_counts_monday_to_friday_whatever_calendar_an_office_keeps(office: str) -> None:
    made = asked.request(to=office)
    assert local(made.obligation.next_at) == date(2026, 3, 16)


def test_a_late_decree_moves_both_parts_of_an_extended_clock() -> None:
    made = asked.request()
    answering.extend(made, text="Datanya tersebar.", by=SYSTEM, at=make.START)
    assert local(made.obligation.next_at) == date(2026, 4, 1)
    free = date(2026, 3, 10)
    made_late: dict[str, Any] = {
        "kind": "joint_leave",
        "name": "Cuti bersama",
        "decree": "SK 7/2026",
        "by": SYSTEM,
        "at": make.START,
    }
    recount(decree_day(date=free, **made_late), by=SYSTEM, at=make.START)
    assert local(asked.fresh(made).obligation.next_at) == date(2026, 4, 2)


def test_the_superior_has_thirty_and_the_commission_fourteen_after_that() -> None:
    made = asked.refused(asked.request())
    against = asked.objection(made)
    filed = local(against.filed_at)
    due = against.obligation.next_at
    assert working(filed, local(due)) == 30
    assert due
    assert objecting.dispute_until(against, against.filed_at) is None
    late = due + timedelta(days=1)
    until = objecting.dispute_until(against, late)
    assert working(local(due), local(until)) == 14
    objecting.turn_down(against, text="Jawaban kantor sudah benar.", by=SYSTEM, at=late)
    assert local(objecting.dispute_until(against, late)) == local(rules.last_moment("dispute", late))


def test_what_was_not_compared_with_its_text_says_so() -> None:
    for name, known in [("answer", True), ("extended", False), ("decide", True), ("dispute", False)]:
        told = source_text(clock_rule("disclosure", name).source)
        assert ("belum kami cocokkan" not in told) == known
    assert [row["checked"] for row in rules.basis() if row["days"] in (17, 14)] == [False, False]


def test_every_key_that_rows_name_has_its_words() -> None:
    for part, keys in {
        "shapes": rules.SHAPES, "ways": rules.WAYS, "grounds": rules.GROUNDS, "articles": rules.ARTICLES
    }.items():  # fmt: skip
        assert [key for key, _words in rules.pairs(part)] == list(keys)
        assert all(words for _key, words in rules.pairs(part))
    assert [row["key"] for row in rules.categories()] == list(rules.CATEGORIES)
