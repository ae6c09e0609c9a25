"""At every instant every post has exactly one answer or a named reason: under rows that no action would write, and
after any sequence of what the actions allow.
"""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from balairung.ground.common.errors import Refused
from balairung.kernel.people.actions import appoint, end_absence, end_holding, record_absence
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.authority import MOST_STEPS, Answer, Authority, Matter, answers
from balairung.kernel.people.delegating import Given, Terms, delegate, record_basis, withdraw
from balairung.kernel.people.ladder import CommandLine
from balairung.kernel.people.models import Absence, Delegation, Holding, LegalBasis, Person, Post, Region
from tests import make
from tests.make import START

TODAY = START.date()
DAY = timedelta(days=1)
DISTRICT = "13.72.01"
SPAN, PLACE = st.integers(0, 9), st.integers(0, 6)
MATTERS = [Matter("letter", "a"), Matter("letter", "a", DISTRICT), Matter("letter", "b", value=5), Matter("escalation")]


def line_of_posts() -> list[Post]:
    """Seven posts, from the mayor down, with a second agency and a district beside the line."""
    agency = make.post("pupr", "head")
    wanted = ["pimpinan/regent", "setda/secretary", "pupr/head", "pupr/secretary_of_office", "pupr/staff", "dlh/head"]
    posts = [make.post(*one.split("/")) for one in wanted]
    posts.append(Post.objects.filter(office__kind="kecamatan", role="head").order_by("order")[0])
    assert agency in posts
    return [Post.objects.select_related("office").get(pk=post.pk) for post in posts]


def check(answer: Answer, authority: Authority) -> None:
    """One person who is there, or a reason; the way holds together and is over soon."""
    assert (answer.person is None) is bool(answer.reason)
    posts = [step.post.pk for step in answer.steps]
    assert len(posts) == len(set(posts)) <= MOST_STEPS + 1
    for before, step in zip(answer.steps, answer.steps[1:], strict=False):
        assert step.under is not None
        assert (step.under.giver_id, step.under.receiver_id) == (before.post.pk, step.post.pk)
    for step in answer.steps:
        if step.under:
            assert step.under.standing(answer.at) == "in_force"
    assert all(answer.heading)
    assert all(answer.sentences())
    if answer.person:
        assert answer.person.pk in {one.person_id for one, there in authority.presence.seats(answer.post.pk) if there}
        assert authority.may(answer.person.pk, answer.steps[0].post, answer.matter) is not None


def check_all(posts: list[Post], day: int) -> None:
    at = START + day * DAY
    for matter in MATTERS:
        together = answers(posts, matter, at)
        for post in posts:
            authority = Authority(at)
            alone = authority.who(post, matter)
            assert alone == together[post.pk]
            check(alone, authority)
    line = CommandLine(at)
    for post in posts:
        rung = line.rung(post)
        assert (rung.person is None) is bool(rung.empty)


# --- any rows, however they came there -----------------------------------------------------------------------------

ROW = st.fixed_dictionaries(
    {
        "giver": PLACE, "receiver": PLACE,
        "kind": st.sampled_from(["attribution", "delegation", "mandate", "assignment"]),
        "subject": st.sampled_from(["letter", "letter", "escalation"]), "matter": st.sampled_from(["", "a", "b"]),
        "region": st.booleans(), "since": SPAN, "until": st.none() | SPAN, "withdrawn": st.none() | SPAN,
        "may_pass_on": st.booleans(), "only_in_absence": st.booleans(), "value_limit": st.none() | st.integers(1, 9),
        "answer": st.sampled_from(["", "accepted", "refused"]),
    }
)  # fmt: skip
CAPACITY = st.sampled_from(["definitive", "plt", "plh"])
HOLDING = st.tuples(PLACE, CAPACITY, SPAN, st.none() | SPAN, st.booleans())


def write(posts: list[Post], basis: LegalBasis, row: dict[str, Any]) -> None:
    giver, receiver, kind = posts[row["giver"]], posts[row["receiver"]], row["kind"]
    if giver == receiver or (row["until"] is not None and row["until"] < row["since"]):
        return
    withdrawn = None if row["withdrawn"] is None else TODAY + row["withdrawn"] * DAY
    Delegation.objects.create(
        basis=basis, kind=kind, giver=None if kind == "attribution" else giver, receiver=receiver,
        subject=row["subject"], matter=row["matter"], region_id=DISTRICT if row["region"] else None,
        since=TODAY + row["since"] * DAY,
        until=None if row["until"] is None else TODAY + row["until"] * DAY, withdrawn_from=withdrawn,
        may_pass_on=row["may_pass_on"], only_in_absence=row["only_in_absence"], value_limit=row["value_limit"],
        cost=0 if kind == "assignment" else None, answer=row["answer"] if kind == "assignment" else "",
        recorded_at=START,
    )  # fmt: skip


class AnyRegister(TestCase):
    @settings(max_examples=25)
    @given(st.lists(ROW, max_size=14), st.lists(HOLDING, max_size=10), SPAN)
    def test_every_post_has_one_answer_or_a_reason(
        self, rows: list[dict[str, Any]], holdings: list[tuple[int, str, int, int | None, bool]], day: int
    ) -> None:
        make.regency("13.72")
        posts = line_of_posts()
        basis = record_basis(kind="order", number="1", dated=TODAY, about="Uji", by=SYSTEM, at=START)
        for row in rows:
            write(posts, basis, row)
        for number, (place, capacity, since, length, away) in enumerate(holdings):
            who, first = Person.objects.create(name=f"Orang {number}"), TODAY + since * DAY
            until = None if length is None else first + length * DAY
            Holding.objects.create(person=who, post=posts[place], capacity=capacity, since=first, until=until)
            if away:
                Absence.objects.create(person=who, since=first, until=first + DAY)
        check_all(posts, day)


# --- any sequence of what the actions allow ------------------------------------------------------------------------


LEADER = st.sampled_from([2, 5, 6, 2, 5, 6, 0, 3])  # between these posts much is given
DECREE = st.tuples(
    LEADER, LEADER, st.sampled_from([False, False, True]), st.sampled_from(["a", "a", ""]),
    st.sampled_from([False, False, True]), st.integers(0, 2), st.none() | SPAN, st.booleans(),
)  # fmt: skip


def fits(row: Delegation, day: int) -> bool:
    """Whether the row is about letter `a` in the district, on that day."""
    return row.subject == "letter" and row.matter in {"", "a"} and row.standing(START + day * DAY) == "in_force"


def has_circle(rows: list[Delegation]) -> bool:
    following: dict[Any, set[Any]] = {}
    for row in rows:
        following.setdefault(row.giver_id, set()).add(row.receiver_id)

    def leads_back(start: Any) -> bool:
        seen, left = set[Any](), list(following.get(start, ()))
        while left:
            post = left.pop()
            if post == start:
                return True
            if post not in seen:
                seen.add(post)
                left += following.get(post, ())
        return False

    return any(leads_back(post) for post in following)


class Register(RuleBasedStateMachine):
    """Decrees come and go, people too; whoever asks on whatever day is answered."""

    posts: list[Post]
    basis: LegalBasis
    crowd: list[Person]

    def teardown(self) -> None:
        Delegation.objects.filter(basis=self.basis).delete()
        Holding.objects.all().delete()
        Absence.objects.all().delete()

    @rule(decrees=st.lists(DECREE, min_size=1, max_size=6))
    def give(self, decrees: list[tuple[int, int, bool, str, bool, int, int | None, bool]]) -> None:
        for giver, receiver, mandate, matter, region, since, length, more in decrees:
            first, before = TODAY + since * DAY, Delegation.objects.count()
            terms = Terms(
                "mandate" if mandate else "delegation", first, None if length is None else first + length * DAY,
                may_pass_on=more and not mandate, only_in_absence=more and mandate,
            )  # fmt: skip
            where = Region.objects.get(code=DISTRICT) if region else None
            try:
                delegate(
                    basis=self.basis, giver=self.posts[giver], receivers=[self.posts[receiver]],
                    matters=[Given("letter", matter, where)], terms=terms, by=SYSTEM, at=START,
                )  # fmt: skip
            except Refused:
                assert Delegation.objects.count() == before

    @rule(which=st.integers(0, 20), day=SPAN)
    def take_back(self, which: int, day: int) -> None:
        rows = list(Delegation.objects.filter(basis=self.basis).order_by("recorded_at", "id"))
        if rows:
            with suppress(Refused):
                withdraw(rows[which % len(rows)], from_day=TODAY + day * DAY, words="Diganti", by=SYSTEM, at=START)

    @rule(
        who=st.integers(0, 3),
        place=PLACE,
        capacity=st.sampled_from(["definitive", "plt", "plh"]),
        since=SPAN,
        last=SPAN,
    )
    def come(self, who: int, place: int, capacity: str, since: int, last: int) -> None:
        term: dict[str, Any] = {"since": TODAY + since * DAY, "until": TODAY + last * DAY, "capacity": capacity}
        with suppress(Refused):
            appoint(person=self.crowd[who], post=self.posts[place], by=SYSTEM, at=START, **term)

    @rule(day=SPAN)
    def go(self, day: int) -> None:
        holding = Holding.objects.order_by("since", "id").first()
        if holding:
            with suppress(Refused):
                end_holding(holding, until=TODAY + day * DAY, by=SYSTEM, at=START)

    @rule(who=st.integers(0, 3), since=SPAN, last=SPAN)
    def leave(self, who: int, since: int, last: int) -> None:
        with suppress(Refused):
            record_absence(
                person=self.crowd[who], since=TODAY + since * DAY, until=TODAY + last * DAY, by=SYSTEM, at=START
            )

    @rule(day=SPAN)
    def return_early(self, day: int) -> None:
        absence = Absence.objects.order_by("since", "id").first()
        if absence:
            with suppress(Refused):
                end_absence(absence, back=TODAY + day * DAY, by=SYSTEM, at=START)

    @rule(day=SPAN)
    def ask(self, day: int) -> None:
        check_all(self.posts, day)

    @invariant()
    def nothing_turns_in_a_circle_or_is_given_twice(self) -> None:
        every = list(Delegation.objects.filter(basis=self.basis))
        for day in range(10):
            rows = [row for row in every if fits(row, day)]
            assert not has_circle(rows)
            said = [(row.giver_id, row.matter, row.region_id, row.only_in_absence) for row in rows]
            assert len(said) == len(set(said))


@pytest.mark.django_db
def test_no_sequence_leaves_a_post_without_answer_a_circle_or_an_overlap() -> None:
    make.regency("13.72")
    Register.posts = line_of_posts()
    Register.basis = record_basis(kind="regent_decree", number="1", dated=TODAY, about="Uji", by=SYSTEM, at=START)
    Register.crowd = [make.person() for _ in range(4)]
    run_state_machine_as_test(Register, settings=settings(max_examples=12, stateful_step_count=20))
