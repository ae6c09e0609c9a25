"""A hundred days in a few seconds: late, returned, contested, reopened; and nothing but accepted proof moves it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.models import Clock, State
from balairung.kernel.people.actors import CITIZEN
from balairung.rooms.programmes import access, actions
from balairung.rooms.programmes.hundred import burnup, planning, voicing
from balairung.rooms.programmes.hundred.paper import report_pdf
from balairung.rooms.programmes.hundred.progress import Board, board
from balairung.rooms.programmes.hundred.slides import slides_of
from balairung.rooms.programmes.hundred.weekly import check_in, weeks_due
from balairung.rooms.programmes.models import AgencyPlan, HundredDays, OutcomeVoice, PlanMilestone
from balairung.rooms.programmes.models.hundred import end_of
from tests import make
from tests.rooms.programmes import plans

START, DAY = make.START, plans.DAY


@pytest.fixture
def who(db: None) -> plans.Cast:
    make.regency()
    return plans.cast()


def on(day: int) -> datetime:
    """Day 1 is the first."""
    return START + (day - 1) * DAY


def seen(plan: HundredDays, day: int) -> Board:
    return board(HundredDays.objects.get(pk=plan.pk), on(day))


def done(plan: HundredDays, agency: AgencyPlan, day: int) -> Decimal:
    row = seen(plan, day).of(agency.office_id)
    assert row is not None
    return row.done


def test_the_first_day_counts_and_the_last_is_the_hundredth(who: plans.Cast) -> None:
    assert end_of(date(2025, 6, 10)) == date(2025, 9, 17)
    plan = plans.begun(who.secretary)
    assert (plan.length, plan.day_of(START.date()), plan.day_of(plan.ends_on)) == (100, 1, 100)
    with pytest.raises(Refused, match="sudah dicatat"):
        plans.begun(who.secretary, decree=plan.decree)
    with pytest.raises(Refused, match="belum tiba"):
        plans.begun(who.secretary, decided_on=START.date() + DAY)
    with pytest.raises(NotAllowed):
        plans.begun(who.head)


def test_every_agency_owes_a_plan_once(who: plans.Cast) -> None:
    plan = plans.begun(who.secretary)
    asked = plan.agencies.count()
    assert asked == len(access.asked_offices()) > 10
    assert planning.ask_agencies(plan, access.asked_offices(), by=who.secretary, at=START) == []
    assert plan.agencies.count() == asked
    assert plans.agency(plan).obligation.next_at is not None


def test_a_plan_is_submitted_whole_or_not_at_all(who: plans.Cast) -> None:
    plan = plans.begun()
    with pytest.raises(Refused, match=r"akar masalah.*0 %.*hasil yang dirasakan"):
        actions.submit(plans.agency(plan), by=who.head, at=START)
    plans.written(plan, who, weights=("50", "30", "19.5"))
    with pytest.raises(Refused, match="99,5 %"):
        actions.submit(plans.agency(plan), by=who.head, at=START)
    action = plans.agency(plan).problems.get().actions.get()
    late: dict[str, Any] = {"title": "Sesudahnya", "office": make.office("pupr"), "proof": "Foto"}
    late["weight"] = Decimal("0.5")
    with pytest.raises(Refused, match="Tanggal tonggak"):
        planning.add_milestone(action, due_on=plan.ends_on + DAY, **late, by=who.head, at=START)
    planning.add_milestone(action, due_on=plan.ends_on, **late, by=who.head, at=START)
    with pytest.raises(NotAllowed):
        actions.submit(plans.agency(plan), by=who.staff, at=START)
    actions.submit(plans.agency(plan), by=who.head, at=START)
    with pytest.raises(Refused, match="sudah diajukan"):
        planning.drop(plans.milestone(plans.agency(plan)), by=who.head, at=START)


def test_a_citizen_was_heard(who: plans.Cast) -> None:
    plan = plans.begun()
    found = plans.written(plan, who)
    found.problems.get().hearings.update(group="ahli")
    assert any("Belum ada warga" in one for one in planning.faults(found))
    problem, tomorrow = found.problems.get(), START.date() + DAY
    with pytest.raises(Refused, match="belum tiba"):
        planning.add_hearing(problem, group="warga", who="RT 1", heard_on=tomorrow, by=who.head, at=START)


def test_what_came_back_is_written_on(who: plans.Cast) -> None:
    plan = plans.begun()
    found = plans.written(plan, who)
    actions.submit(plans.agency(plan), by=who.head, at=START)
    with pytest.raises(NotAllowed):
        actions.return_plan(plans.agency(plan), text="Kurang.", by=who.reviewer, at=START)
    actions.return_plan(plans.agency(plan), text="Kurang tajam.", by=who.secretary, at=START)
    planning.drop(found.outcomes.get(), by=who.head, at=START)
    with pytest.raises(Refused, match="hasil yang dirasakan"):
        actions.submit(plans.agency(plan), by=who.head, at=START)


def test_of_two_approvals_at_once_one_is_told(who: plans.Cast) -> None:
    plan = plans.begun()
    plans.written(plan, who)
    actions.submit(plans.agency(plan), by=who.head, at=START)
    first, second = plans.agency(plan), plans.agency(plan)
    actions.approve(first, by=who.secretary, at=START)
    with pytest.raises((Stale, Refused)):
        actions.approve(second, by=make.officer("pimpinan", "regent"), at=START)
    owed = PlanMilestone.objects.filter(agency=first, obligation__isnull=False)
    assert owed.count() == 3
    assert Clock.objects.filter(obligation__plan_milestone__isnull=False).count() == 3


def test_nobody_approves_or_accepts_their_own(who: plans.Cast) -> None:
    plan = plans.begun()
    plans.written(plan, who)
    actions.submit(plans.agency(plan), by=who.head, at=START)
    for stranger in (who.head, who.reviewer, who.staff):
        with pytest.raises(NotAllowed):
            actions.approve(plans.agency(plan), by=stranger, at=START)
    actions.approve(plans.agency(plan), by=who.secretary, at=START)
    found = plans.agency(plan)
    with pytest.raises(NotAllowed):
        actions.fulfil(plans.milestone(found), text="Sudah.", files=[plans.photo()], by=who.reviewer, at=START)
    actions.fulfil(plans.milestone(found), text="Sudah.", files=[plans.photo()], by=who.staff, at=START)
    for stranger in (who.head, who.staff, make.officer("dinkes", "head")):
        with pytest.raises(NotAllowed):
            actions.accept(plans.milestone(found), by=stranger, at=START)
    assert done(plan, found, 1) == 0


def test_a_hundred_days_from_the_decision_to_the_report(who: plans.Cast) -> None:
    """Late, returned, contested, reopened, moved: each day the board says what is so."""
    plan = plans.begun(who.secretary)
    found = plans.approved(plan, who)
    asked = plan.agencies.count()
    assert seen(plan, 1).done == 0

    plans.prove(found, 1, who, at=on(18))  # in time
    assert done(plan, found, 18) == 50
    assert seen(plan, 18).done == burnup.share(Decimal(50), asked)

    late = seen(plan, 53)  # the second was due on day 50
    assert [(row.agency.pk, one.late) for row, one in late.late] == [(found.pk, 3)]
    assert late.rows[0].agency.pk == found.pk, "late first"
    before = Notice.objects.count()
    assert escalate(now=on(53)) > 0
    assert Notice.objects.count() > before

    actions.fulfil(plans.milestone(found, 2), text="Sudah.", files=[plans.photo()], by=who.staff, at=on(54))
    assert not [one for _row, one in seen(plan, 54).late if one.milestone.agency_id == found.pk], "it waits for a judge"
    assert done(plan, found, 54) == 50, "what waits counts nothing"
    actions.send_back(plans.milestone(found, 2), text="Fotonya bukan di sini.", by=who.reviewer, at=on(55))
    plans.prove(found, 2, who, at=on(57))
    assert done(plan, found, 57) == 80

    outcome = found.outcomes.get()
    said: dict[str, Any] = {"after": Decimal("27.5"), "measured_on": on(60).date(), "source": "Uji jalan"}
    planning.measure(plans.agency(plan).outcomes.get(), **said, by=who.head, at=on(60))
    assert done(plan, found, 60) == 80, "a measured outcome is no proof"
    said_no = plans.voice(found, at=on(62))
    assert not OutcomeVoice.objects.shown().exists()
    actions.grant(said_no, text="Benar, lubangnya ada.", milestone=plans.milestone(found, 1), by=who.reviewer,
                  at=on(63))  # fmt: skip
    assert done(plan, found, 63) == 30
    assert OutcomeVoice.objects.shown().get().milestone_id == plans.milestone(found, 1).pk
    plans.prove(found, 1, who, at=on(70))
    assert done(plan, found, 70) == 80

    planning.move_end(plan, ends_on=plan.ends_on + 5 * DAY, why="Libur bersama", by=who.secretary, at=on(80))
    plans.prove(found, 3, who, at=on(101))
    last = seen(plan, 106)
    assert (done(plan, found, 106), last.late) == (Decimal(100), [])
    drawn = report_pdf(last, at=on(106))
    assert drawn.startswith(b"%PDF")
    assert {one.kind for one in slides_of(last)} == {
        "cover", "agencies", "without", "problems", "milestones", "outcomes", "end",
    }  # fmt: skip
    assert outcome.text == "Waktu tempuh ke pasar"


def test_proof_of_another_milestone_or_from_before_a_reopening_is_refused(who: plans.Cast) -> None:
    plan = plans.begun()
    found = plans.approved(plan, who)
    picture = plans.photo()
    actions.fulfil(plans.milestone(found, 1), text="Sudah.", files=[picture], by=who.staff, at=on(2))
    with pytest.raises(Refused, match="tonggak lain"):
        actions.fulfil(plans.milestone(found, 2), text="Sudah.", files=[picture], by=who.staff, at=on(2))
    actions.accept(plans.milestone(found, 1), by=who.reviewer, at=on(3))
    actions.reopen(plans.milestone(found, 1), text="Rusak lagi.", by=who.reviewer, at=on(4))
    assert done(plan, found, 4) == 0
    with pytest.raises(Refused, match="sebelum tonggak ini dibuka kembali"):
        actions.fulfil(plans.milestone(found, 1), text="Sudah.", files=[picture], by=who.staff, at=on(5))
    with pytest.raises(Refused, match="bukti"):
        actions.fulfil(plans.milestone(found, 1), text="Sudah.", files=[], by=who.staff, at=on(5))
    plans.prove(found, 1, who, at=on(6))
    assert done(plan, found, 6) == 50


def test_the_end_leaves_no_milestone_behind(who: plans.Cast) -> None:
    plan = plans.begun()
    plans.approved(plan, who)
    with pytest.raises(Refused, match="Tonggak 3"):
        planning.move_end(plan, ends_on=plan.starts_on + 80 * DAY, why="Dipercepat", by=who.secretary, at=START)
    with pytest.raises(Refused, match="alasan"):
        planning.move_end(plan, ends_on=plan.ends_on + DAY, why=" ", by=who.secretary, at=START)
    with pytest.raises(NotAllowed):
        planning.move_end(plan, ends_on=plan.ends_on + DAY, why="Boleh?", by=who.head, at=START)


def test_a_weekly_word_moves_nothing_and_its_absence_is_seen(who: plans.Cast) -> None:
    plan = plans.begun()
    found = plans.approved(plan, who)
    with pytest.raises(Refused, match="satu kalimat"):
        check_in(found, confidence="merah", words="", by=who.head, at=on(2))
    check_in(found, confidence="hijau", words="", by=who.head, at=on(2))
    check_in(found, confidence="kuning", words="Menunggu aspal.", by=who.head, at=on(3))
    row = seen(plan, 16).of(found.office_id)
    assert row is not None
    assert row.latest is not None
    assert (row.latest.confidence, len(row.missed), row.done) == ("kuning", 1, Decimal())
    with pytest.raises(NotAllowed):
        check_in(found, confidence="hijau", words="", by=who.reviewer, at=on(3))
    with pytest.raises(Refused, match="selama seratus hari"):
        check_in(found, confidence="hijau", words="", by=who.head, at=on(120))
    assert len(weeks_due(plan, START.date() + 200 * DAY)) == 14


def test_a_citizen_who_contests_is_answered_by_a_day(who: plans.Cast) -> None:
    plan = plans.begun()
    found = plans.approved(plan, who)
    with pytest.raises(Refused, match="foto"):
        plans.voice(found, photos=[])
    said = plans.voice(found, at=on(3))
    assert said.obligation is not None
    assert said.obligation.owner_office == make.office("bappeda")
    with pytest.raises(NotAllowed):
        actions.hide(said, text="Jangan.", by=who.head, at=on(4))
    actions.pass_on(said, by=who.reviewer, at=on(4))
    assert (said.obligation.owner_office, said.state) == (make.office("pupr"), "shown")
    assert said.obligation.next_at is not None
    actions.answer(said, text="Kami tutup hari Jumat.", by=who.head, at=on(5))
    assert (said.obligation.state, said.answer) == (State.DONE, "Kami tutup hari Jumat.")
    hidden = plans.voice(found, at=on(6))
    actions.hide(hidden, text="Memuat nama orang.", by=who.secretary, at=on(6))
    assert list(OutcomeVoice.objects.shown()) == [said]


def test_a_citizen_who_confirms_is_shown_once_somebody_looked(who: plans.Cast) -> None:
    plan = plans.begun()
    found = plans.approved(plan, who)
    said = plans.voice(found, "benar", photos=[])
    assert said.obligation is None
    with pytest.raises(NotAllowed):
        voicing.moderate(said, show=True, by=who.head, at=START)
    voicing.moderate(said, show=True, by=who.reviewer, at=START)
    with pytest.raises(Stale):
        voicing.moderate(said, show=False, by=who.reviewer, at=START)
    assert list(OutcomeVoice.objects.shown()) == [said]


def test_the_same_form_is_one_voice(who: plans.Cast) -> None:
    plan = plans.begun()
    found = plans.approved(plan, who)
    outcome = found.outcomes.select_related("agency__plan", "agency__office")[0]
    say: dict[str, Any] = {"verdict": "benar", "words": "Sudah lebih cepat.", "photos": []}
    both = {voicing.say(outcome, **say, token="satu-formulir-saja", by=CITIZEN, at=START).pk for _time in range(2)}
    assert len(both) == 1


@pytest.mark.django_db
def test_the_number_of_statements_does_not_grow(who: plans.Cast, django_assert_max_num_queries: object) -> None:
    plan = plans.begun()
    plans.approved(plan, who)
    other = replace(who, head=make.officer("dinkes", "head"))
    assert callable(django_assert_max_num_queries)
    with django_assert_max_num_queries(6):
        seen(plan, 10)
    plans.approved(plan, other, "dinkes")
    with django_assert_max_num_queries(6):
        seen(plan, 10)


# --- the arithmetic --------------------------------------------------------------------------------------------------

points = st.lists(
    st.tuples(st.dates(date(2026, 1, 1), date(2026, 4, 10)), st.decimals("0.01", 50, places=2)), max_size=20
)


@given(points, st.integers(1, 40))
def test_progress_only_climbs_and_is_never_more_than_what_came(steps: list[burnup.Step], agencies: int) -> None:
    way = burnup.climb(steps, agencies)
    shares = [share for _day, share in way]
    assert shares == sorted(shares)
    assert all(share * agencies <= sum(points for _day, points in steps) for share in shares)
    if way:
        assert burnup.planned_by(way[-1][0], steps, agencies) == shares[-1]


@given(points, points, st.dates(date(2025, 12, 1), date(2026, 6, 1)))
def test_the_drawing_stays_inside_its_frame(
    promised: list[burnup.Step], accepted: list[burnup.Step], today: date
) -> None:
    first = date(2026, 1, 1)
    drawn = burnup.draw(first, first + 99 * DAY, today, promised=promised, accepted=accepted, agencies=20)
    for line in (drawn.planned, drawn.actual):
        for pair in line.split():
            x, y = map(int, pair.split(","))
            assert drawn.left <= x <= drawn.right
            assert drawn.top <= y <= drawn.bottom
    assert (drawn.today is None) == (not first <= today <= first + timedelta(days=99))


def test_all_of_it_is_a_hundred_and_almost_all_is_not() -> None:
    assert burnup.share(Decimal(300), 3) == 100
    assert burnup.share(Decimal("299.99"), 3) == Decimal("99.9")
    assert burnup.share(Decimal(), 0) == 0
