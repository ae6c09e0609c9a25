"""Scores: arithmetic by the rule, windows of months, publishing once on the third working day."""

from dataclasses import asdict
from datetime import date, timedelta
from statistics import median
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from balairung.ground.common.errors import Refused
from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.duty import drills, rules, scores
from balairung.rooms.duty.answering import answer
from balairung.rooms.duty.models import Call, Ring, Score
from balairung.rooms.duty.scores import Result, became, caveats, months_of, publish, publish_at, publish_due, summed
from tests import make
from tests.make import moment
from tests.rooms.duty.trays import MINUTE, MORNING, TRAYS, drill_now, go_on, official, open_trays

RULE = rules.scoring()
KEY = UUID(int=1)
MARCH = date(2026, 3, 1)
RESULTS = st.builds(
    Result, st.just(KEY), st.just(KEY), st.sampled_from([*RULE.points, "excused"]), st.integers(0, 2000)
)  # fmt: skip


# --- arithmetic ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "role", "seconds", "answered", "late", "wanted"),
    [
        ("reached", "holder", 20, True, False, "quick"),
        ("reached", "holder", 300, True, False, "quick"),
        ("reached", "holder", 301, True, False, "reached"),
        ("reached", "on_duty", 20, True, False, "deputy"),
        ("reached", "deputy", 20, True, False, "deputy"),
        ("unreached", None, None, False, False, "unreached"),
        ("unreached", "holder", 4000, True, True, "late"),
        ("unreached", "holder", 200, True, False, "quick"),
        ("excused", None, None, False, False, "excused"),
    ],
)
def test_what_a_call_counts_as(
    state: str, role: str | None, seconds: int | None, answered: bool, late: bool, wanted: str
) -> None:
    assert became(state, role, seconds, answered, late) == wanted


@given(st.lists(RESULTS, max_size=30))
def test_counts_add_up_and_the_score_is_the_mean_of_the_points(rows: list[Result]) -> None:
    found = summed(rows)
    assert found.called == found.reached + found.by_deputy + found.unreached + found.excused == len(rows)
    points = [RULE.points[row.became] for row in rows if row.became != "excused"]
    if len(points) < RULE.least:
        assert found.score is None
    else:
        assert found.score is not None
        assert 0 <= found.score <= 100
        assert abs(found.score - sum(points) / len(points)) <= 0.5
    times = [row.seconds for row in rows if row.became in {"quick", "reached", "deputy"}]
    assert found.median_seconds == (round(median([one or 0 for one in times])) if times else None)


@given(st.lists(RESULTS, min_size=3, max_size=30), st.data())
def test_answering_better_never_lowers_a_score_and_our_own_failing_never_counts(
    rows: list[Result], data: st.DataObject
) -> None:
    before = summed(rows).score
    excused = Result(KEY, KEY, "excused", None)
    assert summed([*rows, excused]).score == before
    place = data.draw(st.integers(0, len(rows) - 1))
    better = [Result(KEY, KEY, "quick", 10) if n == place else row for n, row in enumerate(rows)]
    if before is not None and rows[place].became != "excused":
        after = summed(better).score
        assert after is not None
        assert after >= before


def test_months_of_a_score() -> None:
    found = months_of(date(2026, 2, 1))
    assert found == [date(2026, 2, 1), date(2026, 1, 1), *[date(2025, month, 1) for month in (12, 11, 10, 9)]]


def test_the_rule_is_told_in_words() -> None:
    words = caveats()[0]
    assert all(str(points) in words for points in RULE.points.values())
    assert f"paling sedikit {RULE.least} panggilan" in words


# --- months ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def _house(settings: Settings) -> None:
    make.regency()
    open_trays(settings)


def drilled(*, month: int, reply: dict[str, float]) -> None:
    """One drill of everybody in this month; heads of the named offices answer after so many minutes."""
    at = MORNING.replace(month=month)
    drill = drill_now(at)
    go_on(at, since=at)
    for office, minutes in reply.items():
        ring = Ring.objects.get(call__drill=drill, call__post__office__key=office, step=1)
        answer(ring, means=Call.Means.LINK, by=SYSTEM, at=at + minutes * MINUTE)
    go_on(at + 60 * MINUTE, since=at + MINUTE)


def row(office: str, period: date = MARCH, *, post: bool = False) -> dict[str, object]:
    found = Score.objects.get(period=period, office__key=office, post__isnull=not post)
    named = ("called", "reached", "by_deputy", "unreached", "excused", "median_seconds", "score")
    return {name: getattr(found, name) for name in named}


@pytest.mark.django_db
@pytest.mark.usefixtures("_house")
def test_a_score_is_counted_from_the_calls_of_its_months_and_never_from_too_few() -> None:
    official("pupr")
    official("dinkes")
    for month in (1, 2):
        drilled(month=month, reply={"pupr": 1})
    drilled(month=3, reply={"pupr": 7})
    publish(date(2026, 2, 1), at=moment("2026-03-05 08:00"))
    publish(MARCH, at=moment("2026-04-06 08:00"))
    assert row("pupr", date(2026, 2, 1))["score"] is None
    assert row("pupr") == {
        "called": 3, "reached": 3, "by_deputy": 0, "unreached": 0, "excused": 0, "median_seconds": 60, "score": 95,
    }  # fmt: skip
    assert row("dinkes") == {
        "called": 3, "reached": 0, "by_deputy": 0, "unreached": 3, "excused": 0, "median_seconds": None, "score": 0,
    }  # fmt: skip
    assert row("pupr", post=True) == row("pupr")
    assert row("setwan")["called"] == 0  # must be reachable and was not called: it stands in the table without a score


@pytest.mark.django_db
@pytest.mark.usefixtures("_house")
def test_what_our_own_doors_spoilt_is_not_counted_against_anybody() -> None:
    official("pupr")
    for door in TRAYS.values():
        door.down = True
    drilled(month=3, reply={})
    assert asdict_of("pupr") == (1, 0, 1, None)


def asdict_of(office: str) -> tuple[object, ...]:
    [found] = [one for one in scores.scores_of(MARCH) if one.post_id is None and one.office.key == office]
    return (found.called, found.unreached, found.excused, found.score)


@pytest.mark.django_db
@pytest.mark.usefixtures("_house")
def test_a_table_is_published_once_in_the_morning_of_the_third_working_day_and_frozen() -> None:
    """March 2026 ends on a Tuesday; 3 April is Good Friday, so the third working day is Monday, 6 April."""
    official("pupr")
    drilled(month=3, reply={"pupr": 1})
    assert publish_at(MARCH) == moment("2026-04-06 08:00")
    assert publish_due(now=moment("2026-04-06 07:59")) == 0
    assert publish_due(now=moment("2026-04-06 08:00")) > 0
    before = list(Score.objects.values())
    Call.objects.update(answered_at=None, state=Call.State.UNREACHED)
    assert publish_due(now=moment("2026-04-07 08:00")) == 0
    assert publish(MARCH, at=moment("2026-04-08 08:00")) == []
    assert list(Score.objects.values()) == before


@pytest.mark.django_db
@pytest.mark.usefixtures("_house")
def test_a_month_that_is_not_over_or_still_drills_or_never_did_is_not_published() -> None:
    assert publish_due(now=moment("2026-04-10 08:00")) == 0
    official("pupr")
    drill = drills.plan_drill(by=SYSTEM, at=MORNING, share=100)
    with pytest.raises(Refused, match="belum berakhir"):
        publish(MARCH, at=MORNING)
    with pytest.raises(Refused, match="belum selesai"):
        publish(MARCH, at=moment("2026-04-06 08:00"))
    assert publish_due(now=moment("2026-04-10 08:00")) == 0
    drills.cancel_drill(drill, by=SYSTEM, at=MORNING + timedelta(days=1), why="Banjir")
    assert publish_due(now=moment("2026-04-10 08:00")) > 0
    assert asdict(summed([]))["score"] is None
