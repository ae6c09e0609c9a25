"""Whatever is done in whatever order: somebody has the turn, every clock is told, nobody sees more than before."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from balairung.ground.common.errors import Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import CLOSED, Clock, Event, State, Visibility
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.desk import merging, proposing
from balairung.rooms.complaints.models import Complaint, Proposal
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db

STEPS = ("verify", "forward", "answer", "ask", "resume", "resolve", "close", "reopen", "refuse", "withdraw")
BESIDE = ("merge", "separate", "split", "tie", "propose", "approve", "hand_back", "go_on", "drop")
WORLD = ("silence", "letters_sent", "letters_failed")
ONWARD: tuple[str, ...] = ("verify", "forward", "answer", "resolve") * 3
ONWARD += ("resume", "close", "reopen", "approve", "merge", "separate") * 2
EVERY = STEPS + BESIDE + ONWARD + WORLD
DEEDS = st.tuples(st.sampled_from(EVERY), st.integers(0, 2**16), st.integers(0, 20))


class World:
    """A few reports, a few officers, and what each may try."""

    def __init__(self) -> None:
        make.regency()
        self.coordinators = [make.coordinator(), make.coordinator("Dewi")]
        self.officers = [make.officer("pupr", "liaison", "Siti"), make.officer("pupr", "head", "Pak Kadis")]
        self.officers += [make.officer("dinkes", "liaison", "Budi"), make.officer("inspektorat", "head", "Ibu Ratna")]
        self.offices = [make.office(key) for key in ("pupr", "dinkes", "inspektorat")]
        self.photo = make.photo()

    def begin(self) -> None:
        self.now = START
        make.complaint(contact="ani@contoh.id")
        make.complaint(to_leader=True, contact="beni@contoh.id")
        make.complaint()
        make.complaint(secret=True)
        make.complaint(accused=make.office("dinkes"), topic=None)
        self.secret = set(self._secret())

    def _secret(self) -> list[object]:
        return list(Complaint.objects.filter(obligation__visibility=Visibility.SECRET).values_list("pk", flat=True))

    def do(self, deed: str, draw: int, days: int) -> None:
        """Try it as somebody, with something; a rule may say no, and then nothing of it is done."""
        dice = random.Random(draw)
        self.now += timedelta(days=days, minutes=1)
        rows = Complaint.objects.select_related("obligation__owner_office", "topic", "lead__obligation").order_by("id")
        one, other = dice.choice(list(rows)), dice.choice(list(rows))
        before, done = Event.objects.count(), False
        with suppress(Refused), transaction.atomic():
            getattr(self, deed)(one, other, dice)
            done = True
        assert done or Event.objects.count() == before

    # --- what is tried -----------------------------------------------------------------------------------------------

    def anybody(self, one: Complaint, dice: random.Random) -> Actor:
        """Mostly somebody who may."""
        own = [actor for actor in self.officers if actor.seat_at(one.obligation.owner_office_id)]
        return dice.choice([*own, *own, *own, *self.coordinators, dice.choice(self.officers)])

    def verify(self, one: Complaint, other: Complaint, dice: random.Random) -> None:
        klass = dice.choice([one.klass, one.klass, "supervisory", "information"])
        actions.verify(one, klass=klass, topic=one.topic, by=self.anybody(one, dice), at=self.now)

    def forward(self, one: Complaint, other: Complaint, dice: random.Random) -> None:
        actions.forward(one, office=dice.choice(self.offices), by=self.anybody(one, dice), at=self.now)

    def answer(self, one: Complaint, other: Complaint, dice: random.Random) -> None:
        actions.answer(one, text="Kami periksa.", by=self.anybody(one, dice), at=self.now)

    def ask(self, one: Complaint, other: Complaint, dice: random.Random) -> None:
        actions.ask(one, text="Di mana?", by=self.anybody(one, dice), at=self.now)

    def resume(self, one: Complaint, other: Complaint, dice: random.Random) -> None:
        by = dice.choice([make.reporter(one), self.anybody(one, dice)])
        actions.resume(one, text="Di utara.", by=by, at=self.now)

    def resolve(self, one: Complaint, other: Complaint, dice: random.Random) -> None:
        actions.resolve(one, text="Sudah.", files=[make.photo()], by=self.anybody(one, dice), at=self.now)

    def close(self, one: Complaint, other: Complaint, dice: random.Random) -> None:
        one = self._first(one, obligation__step="confirm")
        actions.close(one, by=dice.choice([make.reporter(one), SYSTEM]), at=self.now)

    def reopen(self, one: Complaint, other: Complaint, dice: random.Random) -> None:
        one = self._first(one, obligation__step="", obligation__state="done")
        by = dice.choice([make.reporter(one), self.anybody(one, dice)])
        actions.reopen(one, text="Belum.", by=by, at=self.now)

    def refuse(self, one: Complaint, other: Complaint, dice: random.Random) -> None:
        reason = dice.choice(["crime", "unclear", "hatred"])
        actions.refuse(one, reason=reason, text="Maaf.", by=self.anybody(one, dice), at=self.now)

    def withdraw(self, one: Complaint, other: Complaint, dice: random.Random) -> None:
        actions.withdraw(one, by=make.reporter(one), at=self.now)

    def merge(self, one: Complaint, other: Complaint, dice: random.Random) -> None:
        merging.merge(one, into=other, by=self.anybody(one, dice), at=self.now)

    def separate(self, one: Complaint, other: Complaint, dice: random.Random) -> None:
        one = self._first(one, lead__isnull=False)
        merging.separate(one, by=self.anybody(one, dice), at=self.now)

    def split(self, one: Complaint, other: Complaint, dice: random.Random) -> None:
        made = merging.split(one, text="Lampu jalannya juga mati.", by=self.anybody(one, dice), at=self.now)
        assert made.obligation.visibility == one.obligation.visibility
        if one.pk in self.secret:
            self.secret.add(made.pk)

    def tie(self, one: Complaint, other: Complaint, dice: random.Random) -> None:
        merging.tie(one, other=other, by=self.anybody(one, dice), at=self.now)

    def propose(self, one: Complaint, other: Complaint, dice: random.Random) -> None:
        verb = dice.choice(proposing.PREPARED)
        fields: dict[str, object] = {"text": "Kami periksa."}
        if verb == "forward":
            fields = {"words": "Bukan kami.", "office": dice.choice(self.offices)}
        elif verb == "refuse":
            fields["reason"] = dice.choice(["crime", "hatred"])
        elif verb == "resolve":
            fields["files"] = [make.photo()]
        proposing.propose(one, verb=verb, fields=fields, by=self.anybody(one, dice), at=self.now)

    def approve(self, one: Complaint, other: Complaint, dice: random.Random) -> None:
        if draft := self._draft(dice):
            proposing.approve(draft, by=self.anybody(draft.complaint, dice), at=self.now)
            assert draft.decided_by_id != draft.proposed_by_id

    def hand_back(self, one: Complaint, other: Complaint, dice: random.Random) -> None:
        if draft := self._draft(dice):
            proposing.hand_back(draft, words="Lebih jelas.", by=self.anybody(draft.complaint, dice), at=self.now)

    def go_on(self, one: Complaint, other: Complaint, dice: random.Random) -> None:
        if draft := self._draft(dice):
            proposing.go_on(draft, text="Lebih jelas.", by=self.anybody(draft.complaint, dice), at=self.now)

    def drop(self, one: Complaint, other: Complaint, dice: random.Random) -> None:
        if draft := self._draft(dice):
            everybody = [*self.coordinators, *self.officers]
            own = next(actor for actor in everybody if actor.person_id == draft.proposed_by_id)
            proposing.drop(draft, by=dice.choice([own, self.anybody(draft.complaint, dice)]), at=self.now)

    def _first(self, one: Complaint, **wanted: object) -> Complaint:
        """One that the deed fits, where there is one: else such deeds would seldom be done."""
        rows = Complaint.objects.select_related("obligation__owner_office", "topic", "lead__obligation")
        return rows.filter(**wanted).order_by("id").first() or one

    def _draft(self, dice: random.Random) -> Proposal | None:
        rows = Proposal.objects.select_related("complaint__obligation__owner_office", "complaint__topic", "proposed_by")
        found = list(rows.order_by("id"))
        return dice.choice(found) if found else None

    def silence(self, one: Complaint, other: Complaint, dice: random.Random) -> None:
        actions.close_silent(now=self.now)

    def letters_sent(self, one: Complaint, other: Complaint, dice: random.Random) -> None:
        Notice.objects.filter(outcome="waiting").update(outcome="sent", sent_at=self.now)

    def letters_failed(self, one: Complaint, other: Complaint, dice: random.Random) -> None:
        Notice.objects.filter(outcome="waiting").update(outcome="failed")


# --- what always holds ----------------------------------------------------------------------------------------------


def everybody_knows_whose_turn_it_is(complaint: Complaint) -> None:
    obligation = complaint.obligation
    running = [clock for clock in obligation.clocks.all() if clock.is_running]
    office = [clock.due_at for clock in running if clock.party == Clock.Party.OFFICE]
    other = [clock.due_at for clock in running if clock.party == Clock.Party.OTHER]
    assert obligation.next_at == min(office, default=None)
    assert obligation.answer_by == min(other, default=None)
    if obligation.state in (State.NEW, State.ACTIVE):
        assert obligation.owner_office_id
        assert office, (obligation.state, obligation.step)
        assert not other
    elif obligation.state == State.WAITING:
        assert other
        assert not office
    else:
        assert not running


def every_clock_is_told(complaint: Complaint) -> None:
    """Met, running, standing still, or dropped: exactly one; and it stands still only while the reporter is asked."""
    for clock in complaint.obligation.clocks.all():
        told = [clock.met_at is not None, clock.dropped_at is not None, clock.paused_at is not None, clock.is_running]
        assert told.count(True) == 1, (clock.name, told)
        assert clock.paused_at is None or complaint.obligation.held_state


def nobody_sees_more(world: World, complaint: Complaint) -> None:
    secret = complaint.obligation.visibility == Visibility.SECRET
    assert secret or complaint.pk not in world.secret
    if secret:
        world.secret.add(complaint.pk)
        assert not Complaint.objects.published().filter(pk=complaint.pk).exists()
        assert complaint.lead_id is None
        assert not complaint.merged.exists()


def the_family_is_flat(complaint: Complaint) -> None:
    if lead := complaint.lead:
        assert lead.pk != complaint.pk
        assert lead.lead_id is None
        if complaint.obligation.closed_at is None:
            assert lead.obligation.state not in (State.REFUSED, State.WITHDRAWN)


def what_ended_says_what_reached_the_reporter(complaint: Complaint) -> None:
    for event in complaint.obligation.events.filter(verb="close"):
        assert event.facts["delivered"] in ({"sent", "failed", "page"})
        if event.facts["silent"] and event.facts["delivered"] == "failed" and complaint.obligation.state in CLOSED:
            assert complaint.obligation.tags.filter(word=actions.UNTOLD).exists()


def in_order(world: World) -> None:
    rows = Complaint.objects.select_related("obligation", "lead__obligation")
    for complaint in rows.prefetch_related("obligation__clocks").order_by("id"):
        everybody_knows_whose_turn_it_is(complaint)
        every_clock_is_told(complaint)
        nobody_sees_more(world, complaint)
        the_family_is_flat(complaint)
        what_ended_says_what_reached_the_reporter(complaint)
        assert complaint.obligation.events.count() == complaint.obligation.seq
        assert complaint.proposals.filter(outcome="waiting").count() <= 1
    for proposal in Proposal.objects.exclude(decided_by=None).exclude(outcome="dropped"):
        assert proposal.outcome != "approved" or proposal.decided_by_id != proposal.proposed_by_id


class Undone(Exception):
    """Takes one life back, so that the next begins where this one did."""


def live(world: World, deeds: list[tuple[str, int, int]], look: Callable[[World], None]) -> None:
    try:
        with transaction.atomic():
            world.begin()
            for deed in deeds:
                world.do(*deed)
                look(world)
            raise Undone
    except Undone:
        pass


def test_every_life() -> None:
    world = World()

    @settings(max_examples=25)
    @given(st.lists(DEEDS, min_size=15, max_size=30))
    def lives(deeds: list[tuple[str, int, int]]) -> None:
        live(world, deeds, in_order)

    lives()


def test_the_machine_reaches_what_it_is_about() -> None:
    """A machine that never merges, approves or closes proves nothing."""
    world, dice, seen = World(), random.Random(7), set[str]()

    def note(world: World) -> None:
        seen.update(Event.objects.values_list("verb", flat=True))
        seen.update(Proposal.objects.values_list("outcome", flat=True))
        if Event.objects.filter(facts__has_key="prepared_by").exists():
            seen.add("prepared")

    for _life in range(10):
        deeds = [(dice.choice(EVERY), dice.randrange(2**16), dice.randrange(8)) for _deed in range(60)]
        live(world, deeds, note)
    wanted = {*STEPS, "merge", "separate", "split", "approved", "returned", "dropped", "prepared"}
    assert wanted <= seen
