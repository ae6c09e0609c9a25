"""Results against targets, and SAKIP as a checklist: the arithmetic, the honesty, the proof."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.rooms.programmes.cascade import recording
from balairung.rooms.programmes.models import SakipCheck
from balairung.rooms.programmes.models.cascade import share_of
from balairung.rooms.programmes.performance import sakip
from balairung.rooms.programmes.performance.reading import Light, cards
from tests import make
from tests.rooms.programmes import plans

AT = make.START
ITEMS = sakip.keys()


@pytest.mark.parametrize(
    ("points", "predicate"),
    [("100", "AA"), ("90.01", "AA"), ("90", "A"), ("80", "BB"), ("70", "B"), ("60", "CC"), ("50", "C"), ("30", "D"),
     ("0", "D")],
)  # fmt: skip
def test_predicates_begin_above_their_number(points: str, predicate: str) -> None:
    assert sakip.predicate_of(Decimal(points))[0] == predicate


def test_everything_met_is_a_hundred() -> None:
    whole = sakip.sheet_of({key: SakipCheck(item=key, met=100) for key in ITEMS})
    assert whole.points == 100
    assert [one.weight for one in whole.components] == [30, 30, 15, 25]
    assert [one.worth for one in whole.components[0].items] == [6, 9, 15]
    assert sakip.sheet_of({}).points == 0


@given(st.dictionaries(st.sampled_from(ITEMS), st.sampled_from(sakip.LEVELS)))
def test_points_stay_between_nothing_and_a_hundred(said: dict[str, int]) -> None:
    sheet = sakip.sheet_of({key: SakipCheck(item=key, met=met) for key, met in said.items()})
    assert 0 <= sheet.points <= 100
    assert sheet.answered == len(said)


@given(st.decimals("0.01", 1000, places=2), st.decimals("0.01", 1000, places=2))
def test_the_better_way_is_the_better_share(value: Decimal, aim: Decimal) -> None:
    up, down = share_of(value, aim, "naik"), share_of(value, aim, "turun")
    assert up is not None
    assert down is not None
    assert (up >= 100) == (value >= aim) or abs(up - 100) <= Decimal("0.1")
    assert (down >= 100) == (value <= aim) or abs(down - 100) <= Decimal("0.1")


def test_a_target_of_nothing_says_nothing() -> None:
    assert share_of(Decimal(5), Decimal(), "naik") is None
    assert share_of(Decimal(), Decimal(), "turun") == 100


@pytest.mark.django_db
def test_an_answer_takes_proof_and_belongs_to_its_office() -> None:
    make.regency()
    pupr, head, stranger = make.office("pupr"), make.officer("pupr", "head"), make.officer("dinkes", "head")
    say: dict[str, Any] = {"year": 2026, "item": "rencana-ada", "met": 75, "words": "", "at": AT}
    with pytest.raises(Refused, match="bukti"):
        sakip.check(pupr, **say, files=[], by=head)
    with pytest.raises(NotAllowed):
        sakip.check(pupr, **say, files=[plans.photo()], by=stranger)
    sakip.check(pupr, **say, files=[plans.photo()], by=head)
    sakip.check(pupr, **say | {"met": 100}, files=[], by=head)
    sheet = sakip.read_sheet(pupr, 2026)
    assert (sheet.points, sheet.answered, sheet.asked) == (Decimal(6), 1, 12)
    with pytest.raises(Refused, match="dari daftar"):
        sakip.check(pupr, **say | {"met": 99}, files=[], by=head)


@pytest.mark.django_db
def test_what_nobody_recorded_says_so() -> None:
    make.regency()
    period = plans.imported()
    (card,) = cards(period, 2026, AT.date())
    assert card.tally == [(Light.NONE, 2)]
    head = make.officer("pupr", "head")
    say: dict[str, Any] = {"year": 2026, "quarter": 1, "words": "", "files": [plans.photo()], "by": head, "at": AT}
    recording.record_result(plans.indicator(), value=Decimal(65), **say)
    (card,) = cards(period, 2026, AT.date())
    assert {one.indicator.name: one.light for one in card.all} == {
        "Jalan direhabilitasi": Light.NEARLY, "Panjang jalan mantap": Light.NONE,
    }  # fmt: skip
    assert [one.coming for one in card.all[0].quarters] == [False, True, True, True]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "quarter", "light", "after"),
    [
        (35, 2, Light.ON_PACE, Light.BEHIND),  # half of 70 by the middle of the year; at its end that was too little
        (16, 1, Light.ON_PACE, Light.BEHIND),
        (20, 2, Light.BEHIND, Light.BEHIND),
        (70, 2, Light.REACHED, Light.REACHED),
    ],
)
def test_an_output_is_held_against_the_part_of_the_year(value: int, quarter: int, light: Light, after: Light) -> None:
    make.regency()
    period = plans.imported()
    head, summer = make.officer("pupr", "head"), AT + timedelta(days=120)
    say: dict[str, Any] = {"year": 2026, "words": "", "files": [plans.photo()], "by": head, "at": summer}
    recording.record_result(plans.indicator(), quarter=quarter, value=Decimal(value), **say)
    for today, expected in ((summer.date(), light), (date(2027, 2, 1), after)):
        (card,) = cards(period, 2026, today)
        assert {one.light for one in card.outputs if one.latest} == {expected}
