"""The three keys: what is counted, what it is compared with, and when nothing is said at all."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.facts import facts
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.models import Clock, Exclusion
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Post, Region
from balairung.rooms.complaints import actions as complaints
from balairung.rooms.complaints.models import Outcome
from balairung.rooms.instructions import actions as instructions
from balairung.rooms.instructions.models import Instruction
from balairung.rooms.learning.models import OfficeDay
from balairung.rooms.oversight import actions as oversight
from balairung.rooms.surveys.models import Survey
from balairung.surface.maturity.keys import capacity, leadership, participation
from balairung.surface.maturity.keys.judging import NOTHING, Counted, Figure, Key, Reading, Verdict, rule_of, share
from balairung.surface.maturity.keys.reading import three_keys
from tests import make
from tests.make import START
from tests.rooms.meetings.binding import held
from tests.rooms.oversight import cases
from tests.rooms.pacts.hall import House, pact_of
from tests.rooms.programmes import plans

DAY = timedelta(days=1)
LATER = START + 40 * DAY  # what fell due in the first weeks stands in the figures of the year


# --- pure ------------------------------------------------------------------------------------------------------------

CASES = st.integers(0, 10**6)


def figure(now: Reading, before: Reading | None = None, key: str = "instructions", of: str = "leadership") -> Figure:
    return Figure(key, "Uji", rule_of(of, key), Counted(now, before, ""), "")


@given(CASES, CASES)
def test_a_share_lies_between_nothing_and_all(one: int, other: int) -> None:
    part, whole = sorted((one, other))
    found = share(part, whole)
    assert 0 <= found.value <= 100
    assert found == NOTHING if not whole else found.value * whole == 100 * part
    made = figure(found)
    assert not made.bar or 0 <= Decimal(made.bar.rstrip("%")) <= 100


@given(CASES, CASES, st.integers(5, 10**6))
def test_more_is_never_called_worse(one: int, other: int, whole: int) -> None:
    less, more = sorted((min(one, whole), min(other, whole)))
    order = [Verdict.WEAK, Verdict.FAIR, Verdict.GOOD]
    assert order.index(figure(share(less, whole)).verdict) <= order.index(figure(share(more, whole)).verdict)


@pytest.mark.parametrize(
    ("part", "whole", "verdict"),
    [(4, 4, Verdict.FEW), (5, 5, Verdict.GOOD), (179, 200, Verdict.GOOD), (178, 200, Verdict.FAIR),
     (133, 200, Verdict.FAIR), (132, 200, Verdict.WEAK), (0, 0, Verdict.FEW)],
)  # fmt: skip
def test_it_is_judged_as_it_is_shown(part: int, whole: int, verdict: Verdict) -> None:
    """Good from 90 on, fair from 67 on, of five cases at least: 89,5 is written as 90."""
    assert figure(share(part, whole)).verdict is verdict


def test_a_trend_needs_enough_on_both_sides() -> None:
    ten = share(8, 10)
    assert figure(ten).trend == figure(ten, share(4, 4)).trend == "Belum ada pembanding."
    assert figure(ten, share(5, 10)).trend == "Naik dari 50 %."
    assert figure(ten, share(10, 10)).trend == "Turun dari 100 %."
    assert (figure(ten, share(801, 1000)).trend, figure(ten, share(801, 1000)).moved) == (
        "Sama dengan masa sebelumnya.", "",
    )  # fmt: skip


def test_what_is_only_told_is_never_judged_and_has_no_bar() -> None:
    many = figure(Reading(Fraction(1204), 1204), key="reports", of="participation")
    assert (many.value, many.verdict, many.bar, many.verdict_words) == ("1.204", Verdict.TOLD, "", "")
    assert "tidak dinilai" in many.bounds
    assert figure(Reading(Fraction(25, 2), 40), key="hours", of="capacity").value == "12,5 jam"
    assert figure(Reading(Fraction(20), 40), key="hours", of="capacity").value == "20 jam"
    assert figure(Reading(Fraction(8255, 100), 3), key="satisfaction", of="participation").value == "82,55"


def test_a_key_says_how_many_are_what_and_hides_nothing_behind_one_number() -> None:
    made = [figure(share(10, 10)), figure(share(9, 10)), figure(share(1, 10)), figure(share(1, 1))]
    assert Key("leadership", "", "", made).summary == "2 baik, 1 perlu dikejar, 1 belum cukup data."
    assert Key("leadership", "", "", made[3:]).summary == "Belum cukup data untuk menilai kunci ini."


def test_every_threshold_is_written_in_rising_order() -> None:
    for key, rows in facts("maturity/keys").items():
        for name in rows:
            rule = rule_of(key, name)
            assert rule.least >= 1
            if rule.good is not None and rule.fair is not None:
                assert 0 < rule.fair < rule.good <= rule.most


# --- counted from real deeds -----------------------------------------------------------------------------------------


@pytest.fixture
def secretary(db: None) -> Actor:
    make.regency()
    return make.officer("setda", "secretary", "Bu Sekda")


def instructed(by: Actor, number: int, *, days: int = 10) -> Instruction:
    return instructions.instruct(
        text=f"Instruksi {number}", office=make.office("pupr"), due_on=(START + days * DAY).date(),
        token=f"instruksi-kunci-{number}", by=by, at=START,
    )  # fmt: skip


def test_an_instruction_counts_once_its_day_has_come_and_as_kept_with_proof_in_time(secretary: Actor) -> None:
    staff = make.officer("pupr", "head", "Pak Kadis")
    made = [instructed(secretary, number) for number in range(3)]
    instructed(secretary, 9, days=60)  # its day has not come
    for one, day in ((made[0], 5), (made[1], 20)):
        at = START + day * DAY
        instructions.fulfil(one, text="Sudah.", files=[make.photo(at=at)], by=staff, at=at)
    assert leadership.instructions(LATER).now == share(1, 3)
    assert leadership.instructions(LATER + 365 * DAY).before == share(1, 3)
    assert leadership.instructions(START).now == NOTHING


def test_what_is_about_somebody_of_the_house_stands_in_no_sum(secretary: Actor) -> None:
    made = instructed(secretary, 1)
    Exclusion.objects.create(obligation=made.obligation, post=make.post("pupr", "head"))
    assert leadership.instructions(LATER).now == NOTHING


def test_what_a_meeting_decided_is_counted_when_it_falls_due(secretary: Actor) -> None:
    bound = held.approved(held.complete("pupr"))
    assert leadership.decisions(held.LATER).now.cases == 0
    found = leadership.decisions(held.LATER + 200 * DAY).now
    assert found.cases == bound.tasks.filter(obligation__isnull=False).count() > 0
    assert found.value == 0


def test_an_escalation_is_counted_when_it_reached_a_leader_and_had_its_days(secretary: Actor) -> None:
    rahma = make.coordinator()
    made = make.forwarded(rahma)
    at = START
    while not Clock.objects.filter(told_post__role__in=Post.LEADING).exists():
        at += DAY
        escalate(now=at)
        assert at < START + 90 * DAY
    assert leadership.escalations(at + DAY).now == NOTHING  # it still has its time
    assert leadership.escalations(at + 20 * DAY).now.value == 0
    clocks = Clock.objects.filter(obligation=made.obligation, told_post__isnull=False)
    clocks.update(met_at=at + 2 * DAY, escalate_at=None)
    found = leadership.escalations(at + 20 * DAY)
    assert found.now == share(found.now.cases, found.now.cases) != NOTHING
    assert "rampung dalam 2 hari" in found.sentence


def test_a_milestone_counts_when_its_proof_was_accepted_by_somebody_else(db: None) -> None:
    make.regency()
    who = plans.cast()
    made = plans.approved(plans.begun(), who)
    plans.prove(made, 1, who, at=START + 5 * DAY)
    assert leadership.milestones(START + 30 * DAY).now == share(1, 1)
    assert leadership.milestones(START + 60 * DAY).now == share(1, 2)  # the second is not there


def test_agreements_are_those_of_this_year_against_the_last(db: None) -> None:
    house = House()
    drive = house.drive(kind="performance", name="Perjanjian kinerja 2026", roles=["head"])
    owing = drive.pacts.count()
    assert leadership.agreements(LATER).now == share(0, owing)
    pact = pact_of(drive, house.head)
    pact.signed_at = pact.witnessed_at = START + DAY
    pact.save()
    assert leadership.agreements(LATER).now == share(1, owing)
    assert leadership.agreements(LATER + 365 * DAY).now == share(1, owing)  # until the new year has one of its own


def test_posts_are_filled_by_who_holds_them_for_good(secretary: Actor) -> None:
    first = capacity.posts(LATER).now
    make.holder("pupr", "head", "Pak Kadis")
    second = capacity.posts(LATER).now
    assert second.cases == first.cases
    assert second.value - first.value == Fraction(100, first.cases)


def test_presence_is_days_worked_of_days_expected(secretary: Actor) -> None:
    for back, expected, present, duty in ((1, 100, 80, 5), (400, 50, 40, 0), (900, 10, 0, 0)):
        OfficeDay.objects.create(
            office=make.office("pupr"), day=(LATER - back * DAY).date(), expected=expected, present=present, duty=duty
        )
    found = capacity.presence(LATER)
    assert (found.now, found.before) == (share(85, 100), share(40, 50))


def test_reports_are_counted_and_how_many_everybody_may_read(secretary: Actor) -> None:
    rahma = make.coordinator()
    make.forwarded(rahma)
    make.complaint()
    came, shown = participation.reports(LATER)
    assert came.now == Reading(Fraction(2), 2)
    assert "Jumlah penduduk tidak tercatat" in came.sentence
    assert shown.now.cases == 2


def test_a_district_speaks_through_its_villages_too(secretary: Actor) -> None:
    known = Region.objects.filter(level="district")
    village = Region.objects.filter(level="village").order_by("code")[0]
    make.complaint(region=village)
    make.complaint(region=village.parent)
    assert participation.districts(LATER).now == share(1, known.count())
    assert participation.districts(LATER + 90 * DAY).now == share(0, known.count())
    assert participation.districts(LATER + 90 * DAY).before == share(1, known.count())


def test_answers_to_citizens_are_promises_with_a_day(secretary: Actor) -> None:
    rahma = make.coordinator()
    made = make.forwarded(rahma)
    siti = make.officer("pupr", "liaison", "Siti")
    complaints.answer(made, text="Kami cek.", by=siti, at=START + DAY)
    found = participation.answered(LATER).now
    assert found == share(1, 2)  # the first answer came in time, the end did not


def test_satisfaction_is_weighed_by_who_answered(secretary: Actor) -> None:
    for key, ikm, people in (("pupr", "80.00", 300), ("dukcapil", "90.00", 100), ("disdik", "10.00", 0)):
        Survey.objects.create(
            office=make.office(key), period="2026-S1", since=date(2026, 1, 1), until=date(2026, 6, 30),
            published_at=START, respondents=people, ikm=Decimal(ikm), category="B",
        )  # fmt: skip
    found = participation.satisfaction(LATER)
    assert found.now == Reading(Fraction("82.5"), 2)
    assert "400 responden" in found.sentence


def test_only_reporters_who_answered_say_whether_it_is_solved(secretary: Actor) -> None:
    for answer in ("yes", "no", ""):
        said = START + DAY if answer else None
        Outcome.objects.create(complaint=make.complaint(), asked_at=START + DAY, answer=answer, answered_at=said)
    found = participation.solved(LATER)
    assert found.now == share(1, 2)
    assert "3 orang ditanya." in found.sentence


def test_a_contested_outcome_is_looked_at_and_answered_by_a_day(db: None) -> None:
    make.regency()
    who = plans.cast()
    plans.voice(plans.approved(plans.begun(), who))
    assert participation.contested(START).now == NOTHING
    assert participation.contested(LATER).now == share(0, 1)


def test_recommendations_are_settled_only_by_the_inspectorate_and_secret_ones_are_left_out(secretary: Actor) -> None:
    team = cases.inspectorate()
    told = cases.sent(team)
    assert participation.recommendations(LATER).now == share(0, 1)
    head = make.officer("pupr", "head", "Pak Kadis")
    oversight.report(told, text="Sudah.", files=[make.photo()], by=head, at=START + DAY)
    assert participation.recommendations(LATER).now == share(0, 1)
    oversight.set_aside(cases.again(told), text="Rekanan bubar.", by=team.head, at=START + 2 * DAY)
    assert participation.recommendations(LATER).now == share(1, 1)
    assert participation.recommendations(LATER + 365 * DAY).before == share(1, 1)
    cases.sent(team, letter="700/18/ST/2026", confidential=True)
    assert participation.recommendations(LATER).now == share(1, 1)


def test_the_three_keys_have_the_figures_of_their_rules(secretary: Actor) -> None:
    known = {key: list(rows) for key, rows in facts("maturity/keys").items()}
    assert {key.name: [one.key for one in key.figures] for key in three_keys(secretary, LATER)} == known
