"""A late item reaches whoever is awake: on duty at night, in the post by day, by the register in an absence."""

from __future__ import annotations

from datetime import date

import pytest

from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.obligations.reads import ALL, officer_of, timeline
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.appointments import record_absence
from balairung.kernel.people.models import Person
from tests import make
from tests.kernel.obligations.test_escalation import FULL, NIGHTS, opened, passed, staff
from tests.make import START, moment

pytestmark = pytest.mark.django_db
MORNING = moment("2026-03-06 10:00")  # after the first night, at work


@pytest.fixture(autouse=True)
def city() -> None:
    make.regency()


def guard(name: str = "Jaga") -> Person:
    """Somebody on duty for the agency around the clock."""
    one = make.holder("pupr", "liaison", name)
    make.roster(one, at_office="pupr")
    return one


def told(one: Obligation) -> list[tuple[str, bool]]:
    """Names in the order of the rungs, and whether they were told at once."""
    rows = Notice.objects.about("complaints", one.ref).filter(key__startswith="escalate:").order_by("written_at", "key")
    return [(str(row.person), row.try_at == row.written_at) for row in rows]


def facts(one: Obligation) -> dict[str, object]:
    line = one.events.filter(verb="escalate").order_by("-seq").first()
    assert line is not None
    return {key: line.facts.get(key) for key in ("way", "passed")} | {"later": "later" in line.facts}


def test_at_night_who_is_on_duty_hears_and_the_head_in_the_morning() -> None:
    staff(**FULL)
    guard()
    one = opened()
    assert escalate(now=NIGHTS[0]) == 1
    assert told(one) == [("Jaga", True), ("Kadis", False)]
    assert facts(one) == {"way": "duty", "passed": [], "later": True}
    later = Notice.objects.get(person__name="Kadis")
    assert moment("2026-03-06 06:00") < later.try_at < moment("2026-03-06 10:00")
    assert "Anda sedang berjaga" in Notice.objects.get(person__name="Jaga").body
    assert "Anda sedang berjaga" not in later.body


def test_at_work_the_head_hears_and_nobody_else() -> None:
    staff(**FULL)
    guard()
    one = opened()
    assert escalate(now=MORNING) == 1
    assert told(one) == [("Kadis", True)]
    assert facts(one)["way"] == "holder"


def test_a_vacant_post_is_heard_by_who_is_on_duty_also_by_day() -> None:
    staff(assistant="Asisten", secretary="Sekda", regent="Wali")
    guard()
    one = opened()
    assert escalate(now=MORNING) == 1
    assert told(one) == [("Jaga", True)]
    assert facts(one) == {"way": "duty", "passed": [], "later": False}


def test_on_duty_but_away_or_unreachable_is_no_answer_and_the_head_hears_at_once() -> None:
    staff(**FULL)
    away = guard()
    record_absence(person=away, since=date(2026, 3, 1), until=date(2026, 3, 31), by=SYSTEM, at=START)
    one = opened()
    assert escalate(now=NIGHTS[0]) == 1
    assert told(one) == [("Kadis", True)]


def test_the_one_whom_it_is_about_does_not_hear_of_it_on_duty() -> None:
    staff(**FULL)
    accused = guard()
    one = opened(excluded=[(make.post("pupr", "liaison"), accused)])
    assert escalate(now=NIGHTS[0]) == 1
    assert told(one) == [("Kadis", True)]


def test_a_roster_that_takes_nothing_late_changes_nothing() -> None:
    staff(**FULL)
    one_on_duty = make.holder("pupr", "liaison", "Jaga")
    made = make.roster(one_on_duty, at_office="pupr")
    made.escalates = False
    made.save()
    one = opened()
    assert escalate(now=NIGHTS[0]) == 1
    assert told(one) == [("Kadis", True)]


def test_the_history_says_how_it_was_told() -> None:
    staff(**FULL)
    guard()
    one = opened()
    escalate(now=NIGHTS[0])
    titles = [entry.title for entry in timeline(one, titles={}, sees=ALL, who=officer_of, now=NIGHTS[0])]
    assert "Terlambat: disampaikan kepada petugas jaga untuk Kepala Dinas PUPR" in titles
    assert passed(one) == [[]]
