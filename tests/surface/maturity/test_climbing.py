"""The plan of a page: feasible, never worse than greed, in an order in which it can be walked, and what it says."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.surface.maturity import climbing, prices
from balairung.surface.maturity.climbing import climb, goals, reaches, round_up, said_of, sliders, why_short, words_of
from balairung.surface.maturity.curve import draw, ticks
from balairung.surface.maturity.instruments import KEYS, instrument
from balairung.surface.maturity.models import Stage, StepPrice
from balairung.surface.maturity.pricing import default_needs, default_prices
from balairung.surface.maturity.reads import picture_of
from balairung.surface.maturity.scoring import score
from balairung.surface.maturity.ways import Ladder, Limits, Price, Rung
from tests import make
from tests.surface.maturity import assessed
from tests.surface.maturity.assessed import AT, KEY

PEMDI = instrument(KEY)


def ladder(key: str, levels: list[int], **other: str) -> Ladder:
    """With the house's own prices; `other` levels by `i3="1.26"`."""
    one = instrument(key)
    current = {number: Decimal(levels[place % len(levels)]) for place, number in enumerate(one.indicators)}
    current |= {int(name[1:]): Decimal(level) for name, level in other.items()}
    return Ladder(one, current, default_prices(key), default_needs(key))


#: A regency at the beginning, one in the middle with levels between two, one of the old instrument at about 2,35.
DEMONSTRATIONS = {
    "beginning": (KEY, ladder(KEY, [1])),
    "middle": (KEY, ladder(KEY, [2, 1, 3, 2], i3="1.26", i7="2.55", i18="3.10")),
    "old": ("spbe-2020", ladder("spbe-2020", [2, 2, 3])),
}


def greedy(steps: Ladder, target: Fraction) -> int:
    """Person-days of whoever always takes the step with the most points for its effort."""
    done, reached, effort = set[Rung](), steps.today, 0
    while reached < target:
        free = [one for rung, one in steps.steps.items() if rung not in done and done.issuperset(one.needs)]
        best = max(free, key=lambda one: (one.gain / one.price.effort, one.rung))
        done.add(best.rung)
        reached, effort = reached + best.gain, effort + best.price.effort
    return effort


@pytest.mark.parametrize("name", DEMONSTRATIONS)
@pytest.mark.parametrize("target", ["2.50", "3.50", "4.00", "5.00"])
def test_a_plan_is_walked_step_by_step_and_costs_no_more_than_greed(name: str, target: str) -> None:
    key, steps = DEMONSTRATIONS[name]
    goal = Decimal(target)
    if steps.today >= goal:
        goal = Decimal(5)
    found = climb(instrument(key), steps, goal, Limits())
    assert not found.short
    assert found.way.exact >= Fraction(goal)
    assert found.way.effort <= greedy(steps, Fraction(goal))
    done = set[Rung]()
    for rise in found.rises:
        assert done.issuperset(rise.reason.step.needs)
        done.add(rise.rung)
    assert len(done) == len(found.way.steps)
    last = found.rises[-1]
    assert (last.index, last.effort) == (found.way.index, found.way.effort)


def test_cheap_steps_come_first_unless_they_wait_for_another() -> None:
    _key, steps = DEMONSTRATIONS["beginning"]
    rises = climb(PEMDI, steps, Decimal("3.5"), Limits()).rises
    for before, after in pairwise(rises):
        waited = before.rung in after.reason.step.needs
        assert waited or before.reason.place < after.reason.place or _opened(rises, after.rung, before.rung)


def _opened(rises: tuple[climbing.Rise, ...], step: Rung, by: Rung) -> bool:
    """Whether a step could not be taken before the other was."""
    needs = {one.rung: one.reason.step.needs for one in rises}
    return by in needs[step] or any(_opened(rises, other, by) for other in needs[step] if other in needs)


def test_what_a_step_says() -> None:
    key, steps = DEMONSTRATIONS["middle"]
    rises = {one.rung: one for one in climb(instrument(key), steps, Decimal("4.5"), Limits()).rises}
    assert str(rises[3, 2].gain) == "0.037"  # 0,74 of a level that weighs five per cent
    assert rises[3, 2].opens == "tingkat 3"
    assert rises[3, 2].asks == PEMDI.indicators[3].asks(2)
    _key, steps = DEMONSTRATIONS["beginning"]
    rises = {one.rung: one for one in climb(PEMDI, steps, Decimal("5"), Limits()).rises}
    assert str(rises[19, 2].gain) == "0.10"
    assert rises[19, 2].opens == "indikator 20 tingkat 3 dan tingkat 3"
    assert rises[19, 5].opens == ""


def test_out_of_reach_is_said_with_the_best_there_is() -> None:
    _key, steps = DEMONSTRATIONS["beginning"]
    limits = Limits(effort=60)
    found = climb(PEMDI, steps, Decimal("3.50"), limits)
    assert found.short
    assert found.way.effort <= 60
    best = str(found.way.index).replace(".", ",")
    assert why_short(found, Decimal("3.50"), limits) == f"Dengan 60 hari orang indeks tertinggi {best}, belum 3,50."


def test_an_index_that_only_rounds_up_to_the_target_is_told_with_more_decimals() -> None:
    one, steps = instrument("spbe-2020"), ladder("spbe-2020", [1])
    limits = Limits(effort=16)
    way = climb(one, steps, None, limits).way
    assert str(way.index) == "1.03"
    assert way.exact == Fraction("1.026")  # two policies of eight days each
    found = climb(one, steps, way.index, limits)
    assert found.short
    said = why_short(found, way.index, limits)
    assert said == "Dengan 16 hari orang indeks tertinggi 1,0260, belum 1,03."


def test_all_limits_are_named() -> None:
    assert said_of(Limits()) == ""
    assert said_of(Limits(weeks=12)) == "12 minggu"
    assert said_of(Limits(12, 1200, 5_000_000)) == "1.200 hari orang, 12 minggu dan Rp5.000.000"


def test_goals_are_the_predicates_above() -> None:
    words = [(one.words, str(one.least)) for one in goals(PEMDI, Decimal("2.50"))]
    assert words == [("Sangat Baik", "3.50"), ("Memuaskan", "4.00")]
    assert [str(one.least) for one in goals(PEMDI, Decimal("4.20"))] == ["5"]
    assert goals(PEMDI, Decimal("5.00")) == []


@pytest.mark.parametrize("key", KEYS)
def test_a_larger_budget_never_carries_less_far(key: str) -> None:
    one, steps = instrument(key), ladder(key, [1, 2, 1, 3])
    plan, found = climb(one, steps, Decimal("3.87"), Limits()), reaches(one, steps, Limits())
    assert plan.way.exact >= Fraction("3.87")
    assert [one.way.exact for one in found] == sorted(one.way.exact for one in found)
    assert found[-1].way.index == 5
    assert all(one.way.effort <= one.budget for one in found)


def test_no_budget_where_nothing_can_be_done_in_time() -> None:
    _key, steps = DEMONSTRATIONS["beginning"]
    assert reaches(PEMDI, steps, Limits(weeks=1)) == []


@given(st.integers(1, 10**7))
def test_budgets_are_round_and_never_less(amount: int) -> None:
    found = round_up(amount)
    assert amount <= found <= amount * 1.1 + 1
    assert len(str(found).rstrip("0")) <= 3


@given(st.integers(1, 10**6))
def test_the_marks_of_a_line_are_few_and_reach_over_it(last: int) -> None:
    marks = ticks(last)
    assert marks[0] == 0
    assert 1 < len(marks) <= 6
    assert marks[-1] <= last < 2 * marks[-1] + 1


@settings(max_examples=25)
@given(st.lists(st.integers(1, 4), min_size=20, max_size=20), st.integers(20, 900))
def test_the_curve_rises_inside_its_frame(levels: list[int], effort: int) -> None:
    steps = ladder(KEY, levels)
    found = climb(PEMDI, steps, None, Limits(effort=effort))
    curve = found.curve
    if not found.rises:
        assert curve is None
        return
    assert curve
    places = [tuple(map(int, spot.split(","))) for spot in curve.line.split()]
    assert places == sorted(places, key=lambda spot: (spot[0], -spot[1]))
    assert all(curve.left <= x <= curve.right and curve.top <= y <= curve.bottom for x, y in places)
    assert places[-1][0] == curve.right
    assert tuple(places[1:]) == curve.spots


def test_steps_without_effort_have_no_curve() -> None:
    free = {rung: Price(0, 1) for rung in default_prices(KEY)}
    steps = Ladder(PEMDI, dict.fromkeys(PEMDI.indicators, Decimal(1)), free, default_needs(KEY))
    found = climb(PEMDI, steps, Decimal(2), Limits())
    assert found.way.index == 5  # of all that cost nothing the furthest
    assert draw(PEMDI, steps.today, [one.reason for one in found.rises]) is None
    assert reaches(PEMDI, steps, Limits()) == []


def test_sliders_reach_from_here_to_the_end() -> None:
    _key, steps = DEMONSTRATIONS["beginning"]
    found = sliders(Decimal("1.00"), steps, Decimal("2.5"), Limits(effort=60))
    assert (found["sasaran"].least, found["sasaran"].most, found["sasaran"].value) == ("1.01", "5.00", "2.5")
    assert found["hari"].value == "60"
    assert found["minggu"].value == found["minggu"].most == str(max(steps.ready.values()))


def test_an_instruction_says_what_the_level_asks_in_its_length() -> None:
    for number, one in PEMDI.indicators.items():
        for level in range(2, 6):
            said = words_of(PEMDI, (number, level))
            assert said.startswith(f"Naikkan indikator {number}, {one.title}, ke tingkat {level}")
            assert len(said) <= 200


# --- prices of one's own ---------------------------------------------------------------------------------------------


@pytest.fixture
def found() -> assessed.Team:
    make.regency(at=AT)
    return assessed.team()


@pytest.mark.django_db
def test_the_ladder_of_an_assessment_begins_where_it_stands(found: assessed.Team) -> None:
    assessed.given(found, {3: Decimal("1.26"), 5: Decimal(5)}, Stage.EXTERNAL)
    prices.set_price(
        found.assessment, number=3, level=2, effort=3, weeks=4, money=1000, by=found.secretary, at=AT
    )  # fmt: skip
    steps = prices.ladder_of(picture_of(found.assessment))
    assert steps.steps[3, 2].gain == Fraction(74, 100) * PEMDI.indicators[3].worth
    assert steps.steps[3, 2].price == Price(3, 4, 1000)
    assert steps.steps[3, 3].price == default_prices(KEY)[3, 3]
    assert (5, 5) not in steps.steps
    assert steps.today == score(PEMDI, picture_of(found.assessment).levels).exact


@pytest.mark.django_db
def test_a_price_keeps_who_set_it_until_it_is_changed_or_dropped(found: assessed.Team) -> None:
    prices.set_price(found.assessment, number=1, level=3, effort=5, weeks=6, by=found.secretary, at=AT)
    other = make.officer("pimpinan", "regent", "Ibu Bupati", at=AT)
    known = prices.prices_of(KEY)
    four = {level: known[1, level] for level in range(2, 6)}
    assert prices.set_prices(found.assessment, number=1, prices=four, by=other, at=AT) == []
    row = StepPrice.objects.get()
    assert row.changed_by_id == found.secretary.person_id
    four[3] = Price(7, 6)
    assert len(prices.set_prices(found.assessment, number=1, prices=four, by=other, at=AT)) == 1
    row.refresh_from_db()
    assert (row.effort, row.changed_by_id) == (7, other.person_id)
    prices.drop_price(found.assessment, number=1, level=3, by=other)
    prices.drop_price(found.assessment, number=1, level=3, by=other)
    assert prices.prices_of(KEY) == dict(default_prices(KEY))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"effort": 5001}, {"effort": -1}, {"weeks": 261}, {"money": 10**12 + 1}, {"level": 1}, {"number": 21}]
)
def test_a_price_that_cannot_be_meant_is_refused(found: assessed.Team, wrong: dict[str, int]) -> None:
    said = {"number": 1, "level": 3, "effort": 5, "weeks": 6, "money": 0} | wrong
    with pytest.raises(Refused):
        prices.set_price(found.assessment, **said, by=found.secretary, at=AT)
    assert not StepPrice.objects.exists()


@pytest.mark.django_db
def test_who_does_not_keep_the_assessment_changes_no_price(found: assessed.Team) -> None:
    with pytest.raises(NotAllowed):
        prices.set_price(found.assessment, number=1, level=3, effort=5, weeks=6, by=found.writer, at=AT)
    with pytest.raises(NotAllowed):
        prices.drop_price(found.assessment, number=1, level=3, by=found.assessor)
    with pytest.raises(NotAllowed):
        prices.set_prices(found.assessment, number=1, prices={}, by=found.writer, at=AT)
