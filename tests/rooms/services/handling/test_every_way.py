"""Whatever is done in whatever order: one office owes it, the clocks are sane, there is at most one living letter."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from balairung.ground.common.errors import Refused
from balairung.kernel.documents.models import Document
from balairung.kernel.documents.requesting import void
from balairung.kernel.files.models import File
from balairung.kernel.obligations.models import CLOSED, Clock, State
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.rooms.services import actions, issuing
from balairung.rooms.services.handling import deeming, lapsing
from balairung.rooms.services.models import Application, Version
from balairung.rooms.services.routing import definition_of
from tests import make
from tests.make import START
from tests.rooms.services.handling import stage
from tests.rooms.services.handling.stage import Cast, fresh

pytestmark = pytest.mark.django_db
DEEDS: tuple[str, ...] = (
    "pass_on",
    "pass_on",
    "pass_on",
    "pass_on",
    "inspect",
    "send_back",
    "complete",
    "complete",
    "hand_back",
)
DEEDS += ("refuse", "withdraw", "lapse", "return_letter", "sign", "silence")
Walk = list[tuple[str, int, int]]


class World:
    """One application, everybody who may try something, and what they try."""

    def __init__(self, who: Cast, version: Version, photo: File, *, on_the_road: bool) -> None:
        self.who, self.photo, self.now = who, photo, START
        self.application = stage.applied(version, di_jalan=on_the_road)
        self.everybody = [who.lurah, who.operator, who.camat, who.clerk, who.budi]

    def try_to(self, deed: str, draw: int, hours: int) -> None:
        """As somebody; a rule may say no, and then nothing of it is done."""
        dice = random.Random(draw)
        self.now += timedelta(hours=hours, minutes=1)
        self.application = fresh(self.application)
        before = self._lines()
        step: Callable[[Actor], object] = getattr(self, deed)
        with suppress(Refused):
            with transaction.atomic():
                step(dice.choice([*self.everybody, stage.applicant(self.application)]))
            assert deed == "silence" or self._lines() > before
            return
        assert self._lines() == before

    def _lines(self) -> int:
        return self.application.obligation.events.count()

    def pass_on(self, by: Actor) -> None:
        actions.pass_on(self.application, ticked=[0], by=by, at=self.now)

    def inspect(self, by: Actor) -> None:
        actions.inspect(self.application, text="Ada.", files=[make.photo()], by=by, at=self.now)

    def send_back(self, by: Actor) -> None:
        actions.send_back(self.application, missing=[("usaha", "Tuliskan lebih jelas.")], by=by, at=self.now)

    def complete(self, by: Actor) -> None:
        actions.complete(self.application, by=stage.applicant(self.application), at=self.now)

    def hand_back(self, by: Actor) -> None:
        actions.hand_back(self.application, text="Periksa lagi.", by=by, at=self.now)

    def refuse(self, by: Actor) -> None:
        actions.refuse(self.application, text="Tidak memenuhi syarat.", by=by, at=self.now)

    def withdraw(self, by: Actor) -> None:
        actions.withdraw(self.application, by=by, at=self.now)

    def lapse(self, by: Actor) -> None:
        actions.lapse(self.application, by=SYSTEM, at=self.now)

    def return_letter(self, by: Actor) -> None:
        if (letter := self._letter()) is None:
            raise Refused("")
        void(letter, reason="Nama keliru.", by=self.who.camat, at=self.now)

    def sign(self, by: Actor) -> None:
        """What the register tells the room; that it may not be told so of an unsigned letter is tried as well."""
        letter = self._letter()
        if letter is None:
            raise Refused("")
        actions.issue(self.application, letter=letter, by=self.who.camat, at=self.now)

    def silence(self, by: Actor) -> None:
        deeming.follow(now=self.now)
        lapsing.follow(now=self.now)

    def _letter(self) -> Document | None:
        return Document.objects.filter(about_ref=self.application.ref).exclude(state=Document.State.VOID).first()

    def check(self) -> None:
        application = fresh(self.application)
        obligation = application.obligation
        running = list(obligation.clocks.filter(met_at=None, dropped_at=None))
        assert obligation.owner_office_id
        self._check_state(application, running)
        names = [clock.name for clock in running]
        assert len(names) == len(set(names))
        letters = Document.objects.filter(about_ref=application.ref).exclude(state=Document.State.VOID)
        assert letters.count() == int(obligation.step == "tanda" and obligation.state == State.ACTIVE)
        assert list(obligation.events.order_by("seq").values_list("seq", flat=True)) == [*range(1, obligation.seq + 1)]
        assert issuing.letter_of(application) == letters.first()

    def _check_state(self, application: Application, running: list[Clock]) -> None:
        obligation, decided = application.obligation, application.decided_at is not None
        if obligation.state in CLOSED:
            assert running == []
            assert decided == (obligation.state in (State.DONE, State.REFUSED))
        elif obligation.state == State.WAITING:
            assert {clock.name for clock in running if not clock.paused_at} == {"complete"}
            assert application.missing
        else:
            assert {clock.name for clock in running if not clock.paused_at} == {"step", "decide"}
            assert obligation.step in {step.key for step in definition_of(application.version).steps}
            assert application.missing == []


@pytest.fixture
def who() -> Cast:
    return stage.cast()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    walk=some.lists(
        some.tuples(some.sampled_from(DEEDS), some.integers(0, 2**16), some.integers(0, 90)), min_size=4, max_size=22
    ),
    on_the_road=some.booleans(),
)
def test_whatever_is_done(known: tuple[Cast, Version, File], walk: Walk, on_the_road: bool) -> None:
    with transaction.atomic():
        world = World(*known, on_the_road=on_the_road)
        world.check()
        for deed, draw, hours in walk:
            world.try_to(deed, draw, hours)
            world.check()
        transaction.set_rollback(True)


@pytest.fixture
def known(who: Cast) -> tuple[Cast, Version, File]:
    return who, stage.service(), make.photo()
