"""Whatever is planned, cancelled, planned again and run at once: nobody is woken twice in a period, and every call ends
in exactly one way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime

import pytest
from django.db import transaction
from django.db.models import Min
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from balairung.ground.common.errors import Refused
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Person
from balairung.kernel.people.presence import Presence
from balairung.rooms.duty import drills, reach, rules
from balairung.rooms.duty.answering import answer
from balairung.rooms.duty.models import Alarm, Call, Drill, Ring
from balairung.rooms.duty.models.calls import OPEN_CALLS
from balairung.rooms.duty.summoning import summon
from tests import make
from tests.kernel.obligations.at_once import together
from tests.rooms.duty.test_calling import deputy_of
from tests.rooms.duty.trays import MINUTE, MORNING, official, open_trays

REGENT, SEKDA, WORKS, HEALTH = SEATS = [
    ("pimpinan", "regent"), ("setda", "secretary"), ("pupr", "head"), ("dinkes", "head"),
]  # fmt: skip
BEHIND = [(REGENT, SEKDA), (SEKDA, WORKS)]  # who stands in for whom
ENDED = {"reached", "unreached", "excused", "cancelled"}


def people() -> list[Person]:
    """Four of whom some are deputies of others: whoever does not answer makes another telephone ring."""
    found = [official(*seat) for seat in SEATS]
    for giver, receiver in BEHIND:
        deputy_of(make.post(*giver), make.post(*receiver))
    return found


def woken() -> dict[tuple[Person | None, date | None], set[object]]:
    """In which drill calls of a period each person's telephone rang."""
    found = defaultdict[tuple[Person | None, date | None], set[object]](set)
    for ring in Ring.objects.filter(skipped="", call__real=False).select_related("call", "person"):
        found[ring.person, ring.call.period].add(ring.call_id)
    return found


def must_hold() -> None:
    assert all(len(calls) == 1 for calls in woken().values())
    quiet, awake = reach.quiet_hours(), reach.all_day_offices()
    for call in Call.objects.select_related("post"):
        closed = call.state in ENDED
        assert closed is (call.ended_at is not None) is (call.next_at is None)
        assert closed or call.state in OPEN_CALLS
        assert (call.state == Call.State.REACHED) <= (call.answered_ring is not None and not call.answered_late)
        steps = [ring.step for ring in call.rings.order_by("id")]
        assert steps == sorted(set(steps))
        assert len(steps) <= len(rules.ladder())
        if not call.real:
            asleep = [ring for ring in call.rings.all() if quiet.is_quiet(ring.at, call.post.office_id in awake)]
            assert [ring for ring in asleep if not ring.skipped] == []
    assert Alarm.objects.count() == Call.objects.filter(real=False, state=Call.State.UNREACHED).count()


DOINGS = st.lists(
    st.one_of(
        st.tuples(st.just("plan"), st.integers(20, 100)),
        st.tuples(st.just("cancel"), st.integers(0, 3)),
        st.tuples(st.just("wait"), st.sampled_from([1, 3, 7, 30, 60 * 5, 60 * 13, 60 * 24 * 20])),
        st.tuples(st.just("answer"), st.integers(0, 5)),
        st.tuples(st.just("summon"), st.integers(0, 3)),
    ),
    min_size=4,
    max_size=16,
)


@contextmanager
def undone() -> Iterator[None]:
    """One example, of which nothing stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
class TestStorm:
    @pytest.fixture(autouse=True)
    def _house(self, settings: Settings) -> None:
        make.regency()
        open_trays(settings)
        people()
        self.leader = make.officer("pimpinan", "deputy_regent")

    @settings(max_examples=20)
    @given(DOINGS)
    def test_no_storm_wakes_anybody_twice_in_a_period(self, doings: list[tuple[str, int]]) -> None:
        with undone():
            now = MORNING
            for verb, number in doings:
                now = now + number * MINUTE if verb == "wait" else now
                with suppress(Refused):  # a rule said no: that is an answer too
                    getattr(self, verb)(number, now)
                drills.run(now=now)
                must_hold()
            while due := Call.objects.filter(next_at__isnull=False).aggregate(next=Min("next_at"))["next"]:
                now = max(now, due)
                drills.run(now=now)
            must_hold()
            assert set(Call.objects.values_list("state", flat=True)) <= ENDED
            assert set(Drill.objects.values_list("state", flat=True)) <= {Drill.State.DONE, Drill.State.CANCELLED}

    def wait(self, minutes: int, now: datetime) -> None:
        """Time goes by, and the worker is away meanwhile."""

    def plan(self, share: int, now: datetime) -> None:
        drill = drills.plan_drill(by=SYSTEM, at=now, share=share)
        drill.calls.update(next_at=now) if share > 60 else None

    def cancel(self, number: int, now: datetime) -> None:
        if found := Drill.objects.order_by("planned_at", "id")[number : number + 1]:
            drills.cancel_drill(found[0], by=SYSTEM, at=now, why="Uji")

    def answer(self, number: int, now: datetime) -> None:
        if found := Ring.objects.filter(skipped="").order_by("-id")[number : number + 1]:
            answer(found[0], means=Call.Means.LINK, by=SYSTEM, at=now)

    def summon(self, number: int, now: datetime) -> None:
        post = make.post(*SEATS[number])
        summon(post, words="Banjir", by=self.leader, at=now)
        assert Presence(now).sitting(post.pk).person


# --- threads ---------------------------------------------------------------------------------------------------------


def plan() -> None:
    for _again in range(3):
        with suppress(Refused):
            drill = drills.plan_drill(by=SYSTEM, at=MORNING, share=60)
            Call.objects.filter(drill=drill, state=Call.State.PLANNED).update(next_at=MORNING)


def cancel_and_plan() -> None:
    for drill in list(Drill.objects.order_by("id")):
        with suppress(Refused):
            drills.cancel_drill(drill, by=SYSTEM, at=MORNING, why="Uji")
    plan()


def work() -> None:
    for minute in range(0, 30, 2):
        drills.run(now=MORNING + minute * MINUTE)


def reply() -> None:
    for _again in range(10):
        for ring in Ring.objects.filter(skipped="").select_related("person").order_by("-id")[:2]:
            answer(ring, means=Call.Means.LINK, by=SYSTEM, at=ring.at + MINUTE)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_workers_planners_and_answers_at_one_moment(settings: Settings) -> None:
    """Three workers, two planners, one who cancels and plans again, and answers that come meanwhile."""
    make.regency()
    open_trays(settings)
    people()
    for key in ("inspektorat", "setwan"):
        official(key)
    assert together(plan, plan, work, work, work, cancel_and_plan, reply) == [None] * 7
    must_hold()
    for minute in range(30, 90):
        drills.run(now=MORNING + minute * MINUTE)
    must_hold()
    assert not Call.objects.filter(state=Call.State.RINGING).exists()
