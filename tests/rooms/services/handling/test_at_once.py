"""Two officers at the same moment: one is first, the other hears it, and nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from balairung.ground.common.errors import Refused, Stale
from balairung.kernel.documents.models import Document
from balairung.kernel.obligations.models import State
from balairung.rooms.services import actions
from balairung.rooms.services.models import Application
from tests.make import START
from tests.rooms.services.handling import stage
from tests.rooms.services.handling.stage import applied, fresh

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
Deed = Callable[[Application], object]


def together(application: Application, *deeds: Deed) -> list[str]:
    """Each deed in a thread of its own, on the application as each had read it; what came of it."""
    start = Barrier(len(deeds))

    def run(deed: Deed) -> str:
        try:
            read = fresh(application)
            start.wait(timeout=10)
            deed(read)
        except Refused as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(pool.map(run, deeds))


def test_two_approve_and_one_letter_waits() -> None:
    who = stage.cast()
    application = applied(stage.service())
    actions.pass_on(application, ticked=[0], by=who.operator, at=START)

    def approve(one: Application) -> None:
        actions.pass_on(one, by=who.camat, at=START)

    assert together(application, approve, approve) == [Stale.__name__, "done"]
    assert Document.objects.filter(about_ref=application.ref).count() == 1
    assert fresh(application).obligation.step == "tanda"


def test_one_approves_while_another_refuses() -> None:
    who = stage.cast()
    application = applied(stage.service())
    actions.pass_on(application, ticked=[0], by=who.operator, at=START)
    came = together(
        application,
        lambda one: actions.pass_on(one, by=who.camat, at=START),
        lambda one: actions.refuse(one, text="Bukan warga kami.", by=who.camat, at=START),
    )
    assert came == [Stale.__name__, "done"]
    refused = fresh(application).obligation.state == State.REFUSED
    assert Document.objects.filter(about_ref=application.ref).count() == int(not refused)


def test_one_passes_on_while_the_applicant_withdraws() -> None:
    who = stage.cast()
    application = applied(stage.service())
    came = together(
        application,
        lambda one: actions.pass_on(one, ticked=[0], by=who.operator, at=START),
        lambda one: actions.withdraw(one, by=stage.applicant(one), at=START),
    )
    assert came == [Stale.__name__, "done"]
