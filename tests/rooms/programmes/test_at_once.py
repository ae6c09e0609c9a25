"""Two at once, each in a thread with a connection of its own: one is first, the other is told, nothing is doubled."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pytest_django import Settings

from balairung.kernel.obligations.models import Clock, Event
from balairung.rooms.programmes import actions
from balairung.rooms.programmes.cascade import importing, recording
from balairung.rooms.programmes.hundred import planning
from balairung.rooms.programmes.models import Acceptance, PlanMilestone, PlanNode, Spending
from tests import make
from tests.kernel.obligations.at_once import names, together
from tests.rooms.programmes import plans

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
AT = make.START


@pytest.fixture
def who(settings: Settings) -> plans.Cast:
    settings.SECOND_FACTOR = "offered"
    make.regency()
    return plans.cast()


def test_two_approvals_promise_each_milestone_once(who: plans.Cast) -> None:
    plan, regent = plans.begun(), make.officer("pimpinan", "regent")
    plans.written(plan, who)
    actions.submit(plans.agency(plan), by=who.head, at=AT)
    read = [plans.agency(plan) for _each in range(2)]
    results = together(
        lambda: actions.approve(read[0], by=who.secretary, at=AT), lambda: actions.approve(read[1], by=regent, at=AT)
    )
    assert names(results) == ["Event", "Stale"]
    assert PlanMilestone.objects.filter(obligation__isnull=False).count() == 3
    assert Clock.objects.filter(name="fulfil").count() == 3


def test_two_acceptances_count_once(who: plans.Cast) -> None:
    found = plans.approved(plans.begun(), who)
    actions.fulfil(plans.milestone(found), text="Sudah.", files=[plans.photo()], by=who.staff, at=AT)
    read = [plans.milestone(found) for _each in range(2)]
    results = together(
        lambda: actions.accept(read[0], by=who.reviewer, at=AT),
        lambda: actions.accept(read[1], by=who.secretary, at=AT),
    )
    assert names(results) == ["Event", "Stale"]
    assert Acceptance.objects.count() == Event.objects.filter(verb="accept").count() == 1


def test_nothing_slips_into_a_plan_while_it_is_submitted(who: plans.Cast) -> None:
    plan = plans.begun()
    found = plans.written(plan, who)
    action, last = found.problems.get().actions.get(), plan.ends_on
    more: dict[str, Any] = {"title": "Menyusul", "office": make.office("pupr"), "due_on": last, "proof": "Foto"}
    results = together(
        lambda: actions.submit(plans.agency(plan), by=who.head, at=AT),
        lambda: planning.add_milestone(action, **more, weight=Decimal(5), by=who.staff, at=AT),
    )
    agency = plans.agency(plan)
    assert sum(isinstance(result, Exception) for result in results) <= 1
    assert agency.is_open or sum(one.weight for one in agency.milestones.all()) == 100


def test_the_same_file_twice_and_the_same_receipt_twice(who: plans.Cast) -> None:
    period = plans.period()
    results = together(*[lambda: importing.apply(plans.rows(), period, by=who.reviewer, at=AT)] * 2)
    assert names(results) == ["Preview", "Preview"]
    assert PlanNode.objects.count() == len(plans.rows())
    leaf = plans.node("1.03.10.2.01.0001")
    paid: dict[str, Any] = {"paid_on": AT.date(), "amount": Decimal(1000), "receipt": "SP2D-7", "what": "Termin"}
    twice = together(*[lambda: recording.record_spending(leaf, **paid, files=[], by=who.head, at=AT)] * 2)
    assert names(twice) == ["Refused", "Spending"]
    assert Spending.objects.count() == 1
