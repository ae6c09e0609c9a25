"""Silence that grants: warned before, recorded once, never while the applicant is asked, never against a law."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from balairung.ground.common import working_time
from balairung.ground.common.errors import Refused
from balairung.ground.common.working_time import Unit
from balairung.kernel.messaging.models import Notice
from balairung.kernel.messaging.models.contacts import address_hash
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.models import Event, State
from balairung.kernel.people.calendars import Calendars
from balairung.rooms.services import actions
from balairung.rooms.services.handling.deeming import follow
from balairung.rooms.services.models import Application, Version
from tests.make import START, moment
from tests.rooms.services.handling import stage
from tests.rooms.services.handling.stage import Cast, applied, fresh

pytestmark = pytest.mark.django_db
DUE = moment("2026-03-09 23:59:59")  # five working days after a Monday


@pytest.fixture
def who() -> Cast:
    return stage.cast()


def told(application: Application) -> list[str]:
    rows = Notice.objects.filter(address_hash=address_hash("email", "ani@contoh.id"), about_ref=application.ref)
    return list(rows.order_by("written_at", "id").values_list("subject", flat=True))


def test_it_is_warned_of_then_written_down_and_still_owed(who: Cast) -> None:
    application = applied(stage.service())
    assert follow(now=moment("2026-03-05 23:00")) == 0
    assert follow(now=moment("2026-03-06 07:00")) == 1  # the working day before: a Friday
    assert follow(now=moment("2026-03-06 08:00")) == 0
    warned = fresh(application)
    assert warned.warned_at == moment("2026-03-06 07:00")
    people = set(Notice.objects.filter(subject__startswith="Hampir").values_list("person", flat=True))
    assert {who.operator.person_id, who.lurah.person_id, who.camat.person_id} <= people
    assert follow(now=DUE) == 0
    assert follow(now=DUE + timedelta(minutes=1)) == 1
    assert follow(now=DUE + timedelta(minutes=2)) == 0
    deemed = fresh(application)
    assert deemed.deemed_at == DUE + timedelta(minutes=1)
    assert (deemed.decided_at, deemed.obligation.state) == (None, State.ACTIVE)
    assert Event.objects.get(verb="deem").facts["due"] == DUE.astimezone(tz=DUE.tzinfo).isoformat()
    assert "dianggap dikabulkan" in told(application)[-1]
    assert escalate(now=DUE + timedelta(hours=1)) >= 1
    with pytest.raises(Refused, match="dianggap dikabulkan"):
        actions.refuse(fresh(application), text="Terlambat.", by=who.operator, at=DUE + timedelta(days=1))
    with pytest.raises(Refused, match="dianggap dikabulkan"):
        actions.send_back(fresh(application), missing=[("", "KTP")], by=who.operator, at=DUE + timedelta(days=1))
    actions.pass_on(fresh(application), ticked=[0], by=who.operator, at=DUE + timedelta(days=1))


def test_a_decision_in_time_is_never_silence(who: Cast) -> None:
    application = applied(stage.service())
    actions.refuse(application, text="Bukan warga kami.", by=who.operator, at=START)
    assert follow(now=DUE + timedelta(days=30)) == 0


def test_never_where_a_law_sets_the_time(who: Cast) -> None:
    body = stage.definition()
    body["steps"] = [body["steps"][0], body["steps"][-1]]
    body["standard"] |= {"time": {"amount": 3}, "time_basis": "UU 24/2013 Pasal 15"}
    applied(stage.service(body))
    assert follow(now=DUE + timedelta(days=30)) == 0


def test_our_own_promise_does_not_move_the_law(who: Cast) -> None:
    body = stage.definition()
    body["steps"] = [body["steps"][0], body["steps"][-1]]
    body["standard"] |= {"time": {"amount": 3}}
    application = applied(stage.service(body))
    assert application.obligation.clocks.get(name="decide").due_at == moment("2026-03-05 23:59:59")
    follow(now=moment("2026-03-05 23:59:59") + timedelta(minutes=1))
    assert fresh(application).deemed_at is None
    assert follow(now=DUE + timedelta(minutes=1)) == 1


def test_it_stands_still_while_the_applicant_is_asked(who: Cast) -> None:
    application = applied(stage.service())
    actions.send_back(application, missing=[("", "KTP")], by=who.operator, at=moment("2026-03-04 10:00"))
    assert follow(now=DUE + timedelta(days=10)) == 0
    actions.complete(fresh(application), by=stage.applicant(application), at=moment("2026-03-25 10:00"))
    assert follow(now=moment("2026-03-25 11:00")) == 0
    assert fresh(application).warned_at is None


def test_one_bad_application_never_stops_the_others(who: Cast, caplog: pytest.LogCaptureFixture) -> None:
    version = stage.service()
    bad, good = applied(version), applied(version)
    Application.objects.filter(pk=bad.pk).update(region=None)
    bad.obligation.clocks.filter(name="decide").update(calendar="none")
    assert follow(now=DUE + timedelta(minutes=1)) == 1
    assert fresh(good).deemed_at
    assert "silence was not followed" in caplog.text
    assert "Ani" not in caplog.text


@pytest.fixture
def village(who: Cast) -> tuple[Cast, Version]:
    return who, stage.service()


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    some.lists(
        some.tuples(some.integers(0, 60), some.integers(0, 200)), max_size=4
    ),  # hours until the next question, and hours until its answer
)
def test_pauses_of_any_kind_move_it_by_the_law_of_working_days(
    village: tuple[Cast, Version], pauses: list[tuple[int, int]]
) -> None:
    cast, version = village
    with transaction.atomic():
        application, at, spans = applied(version), START, list[working_time.Pause]()
        for wait, answer in pauses:
            since, until = at + timedelta(hours=wait), at + timedelta(hours=wait + answer)
            if _silent(spans) < since:
                break
            actions.send_back(fresh(application), missing=[("", "KTP")], by=cast.operator, at=since)
            actions.complete(fresh(application), by=stage.applicant(application), at=until)
            spans.append(working_time.Pause(since, until))
            at = until
        due = _silent(spans)
        assert follow(now=due) <= 1  # at most a warning
        assert fresh(application).deemed_at is None
        assert follow(now=due + timedelta(seconds=1)) == 1
        assert fresh(application).deemed_at == due + timedelta(seconds=1)
        transaction.set_rollback(True)


def _silent(spans: list[working_time.Pause]) -> datetime:
    return working_time.deadline(START, 5, Unit.WORKING_DAYS, Calendars().get("5-day"), spans).due
