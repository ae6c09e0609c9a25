"""Drills: who plans them, whom they draw, how they begin and end, the month that plans itself."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.appointments import appoint, record_absence
from balairung.kernel.people.models import Office
from balairung.rooms.duty import access, drills, reach
from balairung.rooms.duty.drills import automatic, cancel_drill, plan_drill, redraw, set_automatic
from balairung.rooms.duty.models import Call, Drill
from tests import make
from tests.make import moment
from tests.rooms.duty.trays import MINUTE, MORNING, call_of, drill_now, go_on, official, open_trays

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OFFICES = ("pupr", "dinkes", "dishub", "setwan", "inspektorat", "dindik", "kominfo", "bapenda")


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    make.regency()
    open_trays(settings)


def everybody() -> int:
    """Heads of some offices; how many there are."""
    known = Office.objects.filter(key__in=OFFICES).values_list("key", flat=True)
    return len([official(key) for key in known])


# --- planning --------------------------------------------------------------------------------------------------------


def test_the_secretary_plans_and_nobody_else() -> None:
    official("pupr")
    sekda, other = make.officer("setda", "secretary"), make.officer("dinkes", "head")
    with pytest.raises(NotAllowed):
        plan_drill(by=other, at=MORNING)
    drill = plan_drill(by=sekda, at=MORNING)
    assert (drill.planned_by_id, drill.period, drill.ends_at) == (
        sekda.person_id, date(2026, 3, 1), moment("2026-04-01 00:00"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("starts", "ends", "share", "sentence"),
    [
        ("2026-03-05 10:00", "2026-03-05 09:00", 25, "selesainya mendahului"),
        ("2026-03-01 00:00", "2026-03-01 09:00", 25, "selesainya mendahului"),
        ("2026-03-05 10:00", "2026-04-05 09:00", 25, "dalam satu bulan"),
        ("2026-03-05 22:00", "2026-03-06 04:00", 25, "jam tenang"),
        ("2026-03-05 10:00", "2026-03-06 04:00", 0, "1 dan 100 persen"),
    ],
)
def test_a_drill_that_cannot_be_is_refused(starts: str, ends: str, share: int, sentence: str) -> None:
    official("pupr")
    with pytest.raises(Refused, match=sentence):
        plan_drill(by=SYSTEM, at=MORNING, starts_at=moment(starts), ends_at=moment(ends), share=share)
    assert not Drill.objects.exists()


def test_a_double_click_plans_one_drill() -> None:
    everybody()
    sekda = make.officer("setda", "secretary")
    first = plan_drill(by=sekda, at=MORNING)
    assert plan_drill(by=sekda, at=MORNING + timedelta(seconds=1)) == first
    assert plan_drill(by=sekda, at=MORNING + MINUTE) != first


def test_a_share_of_the_posts_is_drawn_and_the_draw_can_be_repeated() -> None:
    count = everybody()
    drill = plan_drill(by=SYSTEM, at=MORNING, share=50)
    assert (drill.drawn_from, drill.size, drill.calls.count()) == (count, round(count / 2), round(count / 2))
    called = set(drill.calls.values_list("post_id", "person_id"))
    assert {(one.post, one.person) for one in redraw(Drill.objects.get(pk=drill.pk))} == called


def test_whoever_is_on_leave_or_was_called_in_the_month_is_not_drawn() -> None:
    away, called, free = official("pupr"), official("dinkes"), official("dishub")
    record_absence(person=away, since=date(2026, 3, 1), until=date(2026, 3, 30), by=SYSTEM, at=MORNING)
    first = plan_drill(by=SYSTEM, at=MORNING, share=50)
    assert first.drawn_from == 2
    second = plan_drill(by=SYSTEM, at=MORNING, share=100)
    assert {*first.calls.values_list("person", flat=True), *second.calls.values_list("person", flat=True)} == {
        called.pk, free.pk,
    }  # fmt: skip
    with pytest.raises(Refused, match="sudah dipanggil latihan"):
        plan_drill(by=SYSTEM, at=MORNING)
    assert plan_drill(by=SYSTEM, at=MORNING + 31 * DAY, share=100).size == 3


def test_one_person_in_two_posts_is_called_once() -> None:
    head = official("pupr")
    appoint(
        person=head, post=make.post("dinkes", "head"), since=date(2026, 1, 1), capacity="plt", by=SYSTEM, at=MORNING
    )
    assert plan_drill(by=SYSTEM, at=MORNING, share=100).calls.count() == 1


def test_those_not_called_for_the_longest_time_come_first() -> None:
    first, second = official("pupr"), official("dinkes")
    drill = plan_drill(by=SYSTEM, at=MORNING, share=50)
    drill.calls.update(next_at=MORNING)
    go_on(MORNING + DAY)
    [before] = drill.calls.all()
    [after] = plan_drill(by=SYSTEM, at=MORNING + 31 * DAY, share=50).calls.all()
    assert {before.person, after.person} == {first, second}


def test_the_database_itself_refuses_a_second_call_of_a_person_in_a_period() -> None:
    head = official("pupr")
    drill = plan_drill(by=SYSTEM, at=MORNING, share=100)
    [call] = drill.calls.all()
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.create(drill=drill, period=drill.period, post=call.post, person=head, next_at=MORNING)


def test_a_year_of_drills_never_calls_anybody_in_the_quiet() -> None:
    everybody()
    quiet, awake = reach.quiet_hours(), reach.all_day_offices()
    Office.objects.filter(key="dinkes").update(calendar="24-hour")
    nights = 0
    for month in range(12):
        at = moment(f"2026-{month + 1:02}-01 00:00")
        drill = plan_drill(by=SYSTEM, at=at, share=100)
        awake = reach.all_day_offices()
        for call in drill.calls.select_related("post"):
            assert call.next_at
            all_day = call.post.office_id in awake
            assert not any(quiet.is_quiet(call.next_at + n * MINUTE, all_day) for n in range(24))
            nights += quiet.is_quiet(call.next_at)
    assert nights > 0  # the office that is awake around the clock is called at night too


# --- the life of a drill ---------------------------------------------------------------------------------------------


def test_a_drill_begins_runs_and_is_over_when_no_call_is_open() -> None:
    official("pupr")
    drill = plan_drill(
        by=SYSTEM, at=MORNING, starts_at=MORNING + MINUTE, ends_at=MORNING + 60 * MINUTE, share=100
    )  # fmt: skip
    drills.run(now=MORNING)
    assert Drill.objects.get().state == Drill.State.PLANNED
    drill.calls.update(next_at=MORNING + 2 * MINUTE)
    go_on(MORNING + 2 * MINUTE, since=MORNING + MINUTE)
    assert Drill.objects.get().state == Drill.State.RUNNING
    go_on(MORNING + 60 * MINUTE, since=MORNING + 3 * MINUTE)
    drill.refresh_from_db()
    assert (drill.state, drill.done_at) == (Drill.State.DONE, MORNING + 10 * MINUTE)
    with pytest.raises(Refused, match="sudah berakhir"):
        cancel_drill(drill, by=SYSTEM, at=MORNING + DAY, why="Salah rencana")


def test_a_cancelled_drill_calls_nobody_any_more_and_whom_it_called_is_not_called_again() -> None:
    called, waiting = official("pupr"), official("dinkes")
    drill = drill_now()
    Call.objects.filter(person=waiting).update(next_at=MORNING + 30 * MINUTE)
    go_on(MORNING)
    with pytest.raises(NotAllowed):
        cancel_drill(drill, by=make.officer("dishub", "head"), at=MORNING, why="Banjir")
    cancel_drill(drill, by=make.officer("setda", "secretary"), at=MORNING + MINUTE, why=" Banjir ")
    assert set(Call.objects.values_list("state", flat=True)) == {Call.State.CANCELLED}
    go_on(MORNING + 60 * MINUTE, since=MORNING + 2 * MINUTE)
    assert not call_of(called).rings.filter(step=2).exists()
    again = plan_drill(by=SYSTEM, at=MORNING + DAY, share=100)
    assert waiting.pk in again.calls.values_list("person", flat=True)
    assert called.pk not in again.calls.values_list("person", flat=True)
    assert Drill.objects.get(pk=drill.pk).why == "Banjir"


def test_what_is_planned_is_nobodys_to_see() -> None:
    head = official("pupr")
    drill = drill_now()
    sekda, other = make.officer("setda", "secretary"), make.officer("dinkes", "head")
    assert not access.calls_visible_to(sekda).exists()
    assert access.get_drill(sekda, drill.pk) == drill
    with pytest.raises(Drill.DoesNotExist):
        access.get_drill(other, drill.pk)
    go_on(MORNING)
    assert [call.person for call in access.calls_visible_to(sekda)] == [head]
    assert not access.calls_visible_to(other).exists()


# --- every month -----------------------------------------------------------------------------------------------------


def test_where_it_is_switched_on_the_worker_plans_one_drill_each_month() -> None:
    everybody()
    sekda = make.officer("setda", "secretary")
    drills.run(now=MORNING)
    assert not Drill.objects.exists()
    with pytest.raises(NotAllowed):
        set_automatic(True, by=make.officer("dishub", "liaison"), at=MORNING)
    set_automatic(True, by=sekda, at=MORNING)
    for day in range(3):
        drills.run(now=MORNING + day * MINUTE)
    assert [drill.planned_by for drill in Drill.objects.all()] == [None]
    drills.run(now=MORNING + 30 * DAY)
    assert Drill.objects.count() == 2
    set_automatic(False, by=sekda, at=MORNING + 31 * DAY)
    drills.run(now=MORNING + 61 * DAY)
    assert Drill.objects.count() == 2
    switch = automatic()
    assert switch
    assert (switch.on, switch.by_id) == (False, sekda.person_id)


def test_a_month_whose_drill_was_cancelled_stays_without_one() -> None:
    everybody()
    set_automatic(True, by=SYSTEM, at=MORNING)
    drills.run(now=MORNING)
    cancel_drill(Drill.objects.get(), by=SYSTEM, at=MORNING, why="Gempa")
    drills.run(now=MORNING + DAY)
    assert Drill.objects.count() == 1


def test_near_the_end_of_a_month_and_with_nobody_to_call_it_waits() -> None:
    set_automatic(True, by=SYSTEM, at=MORNING)
    assert drills.run(now=MORNING) == 0
    official("pupr")
    assert drills.run(now=moment("2026-03-31 10:00")) == 0
    assert not Drill.objects.exists()
