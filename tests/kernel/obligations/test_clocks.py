"""Whatever is done to an obligation, in whatever order and at whatever time: the books balance after every step."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from hypothesis import settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from balairung.ground.common.errors import Refused
from balairung.ground.common.working_time import Unit
from balairung.kernel.files.models import File
from balairung.kernel.obligations.actions import Owner, make_move, note, open_obligation
from balairung.kernel.obligations.audit import findings
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.models import CLOSED, Clock, Obligation, Pause, State
from balairung.kernel.obligations.moves import Move
from balairung.kernel.obligations.reads import explain
from balairung.kernel.obligations.recount import recount
from balairung.kernel.obligations.rules import ClockRule, clock_rule
from balairung.kernel.people.actions import decree_day
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.models import Decree
from balairung.rooms.complaints.moves import MOVES as OF_COMPLAINTS
from balairung.rooms.instructions.moves import MOVES as OF_INSTRUCTIONS
from tests import make
from tests.make import START, moment

pytestmark = pytest.mark.django_db

NEW, ACTIVE, WAITING = State.NEW, State.ACTIVE, State.WAITING
#: What no room does yet, and a room may.
ODD = (
    Move("remind", "remind", frozenset({WAITING}), None),
    Move("ask_again", "ask_again", frozenset({ACTIVE, WAITING}), WAITING, step="inform", hold=True),
    Move("take_back", "take_back", frozenset({WAITING}), ACTIVE, step="resolve"),
    Move("meet_all", "meet_all", frozenset({NEW, ACTIVE, WAITING}), None, meets=("verify", "answer", "resolve")),
    Move("back_from_nothing", "back_from_nothing", frozenset({NEW, ACTIVE}), None, back=True),
    Move("hours", "hours", frozenset({NEW, ACTIVE}), ACTIVE, starts=("reopen",)),
)
MOVES = (*OF_COMPLAINTS, *OF_INSTRUCTIONS, *ODD)
#: Clocks that a move may start: known ones, and some of every unit.
RULES = {
    "verify": clock_rule("complaints", "verify"),
    "answer": clock_rule("complaints", "answer"),
    "resolve": clock_rule("complaints", "resolve", "ordinary"),
    "statutory": clock_rule("complaints", "statutory"),
    "citizen_reply": clock_rule("complaints", "citizen_reply"),
    "complete_information": clock_rule("complaints", "complete_information"),
    "reopen": ClockRule("reopen", 12, Unit.OFFICE_HOURS, "local"),
}
OPENED = ("verify", "resolve", "statutory", "reopen")
OFFICES = ("pupr", "dinkes", "inspektorat")


class Life(RuleBasedStateMachine):
    """One obligation, handled by whoever comes along."""

    siti: Actor
    photo: File

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        rules = [RULES[name] for name in OPENED]
        self.obligation = open_obligation(
            kind="complaints", prefix="P", subject="Uji", owner=Owner(make.office("pupr")), clocks=rules, by=self.siti,
            at=self.now, step="verify",
        )  # fmt: skip

    def teardown(self) -> None:
        Decree.objects.all().delete()

    def snapshot(self) -> list[object]:
        one = Obligation.objects.filter(pk=self.obligation.pk)
        own = {"obligation": self.obligation.pk}
        clocks = Clock.objects.filter(**own).order_by("id").values()
        pauses = Pause.objects.filter(clock__obligation=self.obligation).values()
        return [list(one.values()), list(clocks), list(pauses), self.obligation.events.count()]

    def act(self, move: Move, at: datetime, office: str, words: str, evidence: Sequence[File]) -> None:
        owner = Owner(make.office(office)) if office else None
        make_move(
            self.obligation, move, by=self.siti, at=at, words=words, evidence=evidence, owner=owner,
            clocks=[RULES[name] for name in move.starts if name in RULES],
        )  # fmt: skip

    @rule(
        move=strategies.sampled_from(MOVES),
        minutes=strategies.integers(-1, 6 * 1440),
        office=strategies.sampled_from(("", "", "", *OFFICES)),
        words=strategies.sampled_from(("Ya.", "Ya.", "", " \u200b ")),
        proof=strategies.booleans(),
    )
    def take_a_step(self, move: Move, minutes: int, office: str, words: str, proof: bool) -> None:
        """A permitted move does what it says; any other is refused and leaves no trace."""
        at = self.now + timedelta(minutes=minutes)  # the clock of another server may be behind
        one, before = self.obligation, self.snapshot()
        permitted = move.fits(one.state, one.step) and (not move.back or one.held_state)
        permitted = permitted and (words == "Ya." or not move.needs_words) and (proof or not move.needs_evidence)
        evidence = [self.photo] if proof else []
        if permitted:
            self.act(move, at, office, words, evidence)
            self.now = max(self.now, at)
            return
        with pytest.raises(Refused):
            self.act(move, at, office, words, evidence)
        assert self.snapshot() == before

    @rule(days=strategies.integers(0, 9))
    def let_the_worker_come(self, days: int) -> None:
        self.now += timedelta(days=days)
        escalate(now=self.now)
        self.obligation.refresh_from_db()

    @rule()
    def leave_a_note(self) -> None:
        note(self.obligation, by=self.siti, at=self.now, words="Catatan.")

    @rule(days=strategies.integers(-5, 20), kind=strategies.sampled_from(("joint_leave", "regional", "workday")))
    def decree_late(self, days: int, kind: str) -> None:
        day = self.now.date() + timedelta(days=days)
        recount(decree(day, kind, self.now), by=SYSTEM, at=self.now)
        self.obligation.refresh_from_db()

    @precondition(lambda self: self.obligation.seq > 1)
    @rule()
    def read_it_anew(self) -> None:
        """Another process goes on with what the database says."""
        self.obligation = Obligation.objects.get(pk=self.obligation.pk)

    # --- what always holds -------------------------------------------------------------------------------------

    @invariant()
    def lines_have_no_gap(self) -> None:
        lines = list(self.obligation.events.order_by("seq").values_list("seq", flat=True))
        assert lines == list(range(1, self.obligation.seq + 1))
        last = self.obligation.events.order_by("-seq")[0]
        assert (last.state, last.step) == (self.obligation.state, self.obligation.step)

    @invariant()
    def memory_is_what_was_written(self) -> None:
        stored = Obligation.objects.get(pk=self.obligation.pk)
        names = [field.attname for field in Obligation._meta.concrete_fields]
        assert {name: getattr(self.obligation, name) for name in names} == {
            name: getattr(stored, name) for name in names
        }

    @invariant()
    def dates_are_those_of_the_clocks(self) -> None:
        for party, name in (("office", "next_at"), ("citizen", "answer_by")):
            due = [clock.due_at for clock in self.clocks() if clock.is_running and clock.party == party]
            assert getattr(self.obligation, name) == min(due, default=None)

    @invariant()
    def only_what_runs_climbs(self) -> None:
        for clock in self.clocks():
            climbs = clock.is_running and clock.party == "office"
            assert climbs or clock.escalate_at is None
            assert not climbs or clock.level or clock.escalate_at == clock.due_at
            assert clock.escalate_at is None or clock.escalate_at >= clock.due_at

    @invariant()
    def what_is_closed_stands_still(self) -> None:
        closed = self.obligation.state in CLOSED
        assert closed == (self.obligation.closed_at is not None)
        assert not closed or not any(clock.is_running or clock.paused_at for clock in self.clocks())

    @invariant()
    def only_a_question_holds(self) -> None:
        """While the other side is asked, and only then, working time stands still."""
        assert not self.obligation.held_state or self.obligation.state == WAITING
        unmet = [clock for clock in self.clocks() if clock.met_at is None and clock.dropped_at is None]
        paused = [clock for clock in unmet if clock.paused_at]
        assert not paused or self.obligation.held_state
        assert not any(clock.unit == Unit.CALENDAR_DAYS or clock.party != "office" for clock in paused)
        opens = Pause.objects.filter(clock__obligation=self.obligation, until__isnull=True)
        assert {pause.clock_id for pause in opens} == {clock.pk for clock in paused}

    @invariant()
    def every_date_can_be_explained(self) -> None:
        for clock in self.clocks():
            if clock.is_running:
                assert explain(clock).deadline.due == clock.due_at

    def clocks(self) -> list[Clock]:
        return list(self.obligation.clocks.select_related("obligation").order_by("id"))


def decree(day: date, kind: str, at: datetime) -> Decree:
    return decree_day(date=day, kind=kind, name="Hari uji", decree="SK 1/2026", by=SYSTEM, at=at)


def test_every_life_keeps_the_books() -> None:
    make.regency()
    make.holder("pupr", "head")
    make.holder("setda", "secretary")
    Life.siti, Life.photo = make.officer("pupr", "liaison", "Siti"), make.photo()
    run_state_machine_as_test(Life, settings=settings(max_examples=20, stateful_step_count=12))
    of_lost_decrees = "the date of"  # each life takes its own along
    assert [finding for finding in findings(now=START) if of_lost_decrees not in finding] == []


# --- what a pause does to the ladder, by hand ---------------------------------------------------------------------


@pytest.fixture
def late() -> Obligation:
    """Answered by nobody: due on Monday 9 March, its head told that night, the secretary due on Wednesday night."""
    make.regency()
    make.holder("pupr", "head", "Pak Kadis")
    make.holder("setda", "secretary")
    make.holder("pimpinan", "regent")
    made = make.forwarded(make.coordinator()).obligation
    assert escalate(now=moment("2026-03-10 00:00")) == 1
    return made


def answer_clock(obligation: Obligation) -> Clock:
    return obligation.clocks.get(name="answer")


def move(obligation: Obligation, verb: str, at: datetime, *rules: ClockRule) -> Obligation:
    found = next(move for move in OF_COMPLAINTS if move.verb == verb)
    fresh = Obligation.objects.get(pk=obligation.pk)
    make_move(fresh, found, by=SYSTEM, at=at, words="Ya.", clocks=rules)
    return fresh


def test_a_rung_keeps_the_days_it_had_left(late: Obligation) -> None:
    assert answer_clock(late).escalate_at == moment("2026-03-12 23:59:59")
    move(late, "ask", moment("2026-03-11 09:00"))
    assert answer_clock(late).escalate_at is None
    assert escalate(now=moment("2026-03-13 09:00")) == 0
    move(late, "resume", moment("2026-03-16 09:00"))
    assert answer_clock(late).due_at == moment("2026-03-09 23:59:59")
    assert answer_clock(late).escalate_at == moment("2026-03-17 23:59:59")
    assert escalate(now=moment("2026-03-16 10:00")) == 0
    assert escalate(now=moment("2026-03-18 00:00")) == 1


def test_whoever_was_last_is_not_told_again_after_a_question(late: Obligation) -> None:
    for day in (13, 18):
        assert escalate(now=moment(f"2026-03-{day} 00:00")) == 1
    assert (answer_clock(late).level, answer_clock(late).escalate_at) == (3, None)
    move(late, "ask", moment("2026-03-25 09:00"))
    move(late, "resume", moment("2026-03-25 10:00"))
    assert (answer_clock(late).level, answer_clock(late).escalate_at) == (3, None)


def test_a_move_that_meets_a_paused_clock_closes_its_pause() -> None:
    make.regency()
    one = make.forwarded(make.coordinator()).obligation
    move(one, "ask", moment("2026-03-03 09:00"))
    move(one, "withdraw", moment("2026-03-20 09:00"))
    assert not Pause.objects.filter(until__isnull=True).exists()
    assert not Clock.objects.filter(obligation=one, dropped_at__isnull=True, met_at__isnull=True).exists()


def test_words_of_invisible_signs_are_no_words() -> None:
    make.regency()
    one = make.forwarded(make.coordinator()).obligation
    answer = next(move for move in OF_COMPLAINTS if move.verb == "answer")
    with pytest.raises(Refused, match="penjelasan"):
        make_move(one, answer, by=SYSTEM, at=START, words="\u200b\u2060 \x00")


def test_a_step_is_written_down_in_the_post_from_which_it_was_taken() -> None:
    """Siti sits in two offices; she hands the case from the one to the other."""
    from balairung.kernel.people.actors import actor_of
    from balairung.kernel.people.appointments import appoint

    make.regency()
    made = make.forwarded(make.coordinator()).obligation
    siti = make.holder("pupr", "liaison", "Siti")
    appoint(person=siti, post=make.post("dinkes", "liaison"), since=date(2024, 1, 1), by=SYSTEM, at=START)
    forward = next(move for move in OF_COMPLAINTS if move.verb == "forward")
    event = make_move(
        made, forward, by=actor_of(siti, START), at=START, owner=Owner(make.office("dinkes")), clocks=[RULES["answer"]]
    )
    assert event.by_post == make.post("pupr", "liaison")
