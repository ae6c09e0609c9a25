"""A clock that jumped makes nothing late; a clock that runs holds nobody up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from balairung.config.work import run_once
from balairung.kernel.obligations.models import Event
from balairung.surface.operations import clock, rounds
from balairung.surface.operations.clock import MOST, PATIENCE, Before, Reading, jump
from balairung.surface.operations.models import Round
from tests import make

START = make.START
spans = st.timedeltas(timedelta(0), PATIENCE - timedelta(seconds=1))
jumps = st.timedeltas(timedelta(days=-400), timedelta(days=400))


def at(moment: datetime, ran: float, *, kept: bool = False) -> Reading:
    return Reading(moment, "this-boot", ran, kept)


@given(spans, jumps)
def test_what_the_wall_clock_gained_beside_the_other_is_the_jump(passed: timedelta, by: timedelta) -> None:
    now = at(START + passed + by, 1000 + passed.total_seconds())
    found = jump(now, Before(at=START, ran=1000))
    if abs(by) > MOST + timedelta(seconds=1):
        assert found is not None
        assert abs(found - by) < timedelta(seconds=1)
    elif abs(by) < MOST - timedelta(seconds=1):
        assert found is None


@given(spans, jumps)
def test_a_time_server_is_believed(passed: timedelta, by: timedelta) -> None:
    now = at(START + passed + by, passed.total_seconds(), kept=True)
    assert jump(now, Before(at=START, ran=0)) is None


def test_a_jump_is_believed_after_six_hours_rather_than_never() -> None:
    day = timedelta(days=1)
    assert jump(at(START + day + PATIENCE / 2, PATIENCE.total_seconds() / 2), Before(at=START, ran=0)) == day
    assert jump(at(START + day + PATIENCE, PATIENCE.total_seconds()), Before(at=START, ran=0)) is None


def test_a_machine_that_was_off_is_not_suspected_unless_it_fell_behind_its_records() -> None:
    """A battery that is empty starts a machine years ago; a machine that was off for a week starts a week later."""
    assert jump(at(START + timedelta(days=7), 30), Before(newest=START)) is None
    assert jump(at(START - timedelta(days=7), 30), Before(newest=START)) == timedelta(days=-7)
    assert jump(at(START, 30), Before()) is None


def test_the_clock_of_this_machine_is_read() -> None:
    first, then = clock.reading(timezone.now()), clock.reading(timezone.now())
    assert first.boot == then.boot != ""
    assert then.ran >= first.ran > 0


def _before(*, ran_on_wall: timedelta, ran: float = 60.0) -> None:
    """A round that was believed, a minute ago by the clock that nobody can set."""
    now = clock.reading(timezone.now())
    Round.objects.create(at=now.at - ran_on_wall, boot=now.boot, ran=now.ran - ran)


@pytest.mark.django_db
def test_what_is_not_late_does_not_climb_because_the_clock_jumped_a_day(settings: Settings) -> None:
    if clock.reading(timezone.now()).kept:
        pytest.skip("this machine's clock is kept by a time server, and so believed")
    make.regency()
    make.holder("pupr", "head", "Kadis")
    make.holder("setda", "secretary", "Sekda")
    make.complaint()  # filed in March: by the clock of today it is late
    settings.LOOPS = ["balairung.kernel.obligations.escalation.escalate"]
    _before(ran_on_wall=timedelta(days=1))
    assert run_once() == 0
    assert not Event.objects.filter(verb="escalate").exists()
    assert rounds.latest().held == Round.Held.CLOCK  # type: ignore[union-attr]
    assert run_once() == 0, "a round that was held is no evidence"

    call_command("clock", "trust", stdout=StringIO())
    assert run_once() > 0
    assert Event.objects.filter(verb="escalate").exists()


@pytest.mark.django_db
def test_a_clock_that_was_ahead_does_not_hide_that_the_worker_is_dead() -> None:
    """It was put right and is trusted: its rows of tomorrow would else be the newest until tomorrow."""
    now = clock.reading(timezone.now())
    Round.objects.create(at=now.at + timedelta(days=1), boot=now.boot, ran=now.ran - 60)
    rounds.write(now, failed=["a.loop"], held=Round.Held.CLOCK)
    assert Round.objects.count() == 2, "a clock in doubt throws nothing away"
    call_command("clock", "trust", stdout=StringIO())
    newest = rounds.latest()
    assert newest is not None
    assert abs(newest.at - timezone.now()) < MOST


@pytest.mark.django_db
def test_what_is_late_climbs_while_the_clock_runs_as_it_should(settings: Settings) -> None:
    make.regency()
    make.holder("pupr", "head", "Kadis")
    make.holder("setda", "secretary", "Sekda")
    make.complaint()
    settings.LOOPS = ["balairung.kernel.obligations.escalation.escalate"]
    _before(ran_on_wall=timedelta(seconds=61))
    assert run_once() > 0


@pytest.mark.django_db
def test_the_worker_leaves_a_row_a_minute_and_names_what_failed(settings: Settings) -> None:
    make.regency()
    now = clock.reading(timezone.now())
    for seconds in (0, 20, 61):
        later = replace(now, ran=now.ran + seconds)
        rounds.write(later, failed=[], held=Round.Held.NO)
    assert Round.objects.count() == 2
    settings.LOOPS = ["tests.config.loops.fail"]
    run_once()
    assert list(Round.objects.exclude(failed="").values_list("failed", flat=True)) == ["tests.config.loops.fail"]
    assert rounds.sweep(now=now.at + timedelta(days=3)) == 3
