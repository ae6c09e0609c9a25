"""The score of a check, and its moments when the clock of a telephone was wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.facts import facts
from balairung.kernel.people.models import Office
from balairung.rooms.inspections.models import PROOFS, Item
from balairung.rooms.inspections.scoring import score
from balairung.rooms.inspections.sheets import new_key
from balairung.rooms.inspections.timing import EXACT, OLDEST, mended

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
MOMENTS = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2199, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
SAYS = st.sampled_from(["yes", "no", "na", "unseen", "shut"])


@pytest.mark.parametrize(
    ("seen", "comes_to"),
    [
        ([], None),
        ([(3, "na"), (1, "unseen"), (2, "shut")], None),
        ([(1, "yes")], "100.00"),
        ([(1, "no")], "0.00"),
        ([(2, "yes"), (1, "no")], "66.67"),
        ([(1, "yes"), (7, "no")], "12.50"),
        ([(1, "yes"), (10, "na"), (2, "no")], "33.33"),
    ],
)
def test_the_weight_of_what_was_in_order(seen: list[tuple[int, str]], comes_to: str | None) -> None:
    assert score(seen) == (Decimal(comes_to) if comes_to else None)


@given(st.lists(st.tuples(st.integers(1, 10), SAYS), max_size=40))
def test_a_score_lies_between_nothing_and_a_hundred(seen: list[tuple[int, str]]) -> None:
    found = score(seen)
    assert (found is None) == (not any(says in {"yes", "no"} for _weight, says in seen))
    assert found is None or 0 <= found <= 100
    better = [(weight, "yes" if says == "no" else says) for weight, says in seen]
    assert found is None or score(better) == 100


@given(MOMENTS, MOMENTS, MOMENTS)
def test_whatever_the_telephone_says_a_check_was_before_it_came(a: datetime, b: datetime, clock: datetime) -> None:
    found = mended(started=a, ended=b, clock=clock, received=NOW)
    assert NOW - OLDEST <= found.started <= found.ended <= NOW
    assert (found.told_started, found.told_ended) == (a, b)


@given(st.timedeltas(min_value=-timedelta(days=9000), max_value=timedelta(days=9000)), st.integers(0, 59 * 1440))
def test_a_clock_that_is_wrong_all_the_time_is_put_right(wrong: timedelta, minutes: int) -> None:
    truly = NOW - timedelta(minutes=minutes)
    found = mended(started=truly + wrong, ended=truly + wrong, clock=NOW + wrong, received=NOW)
    within = timedelta(0) if abs(wrong) > EXACT else EXACT
    assert abs(found.started - truly) <= within


def test_the_checklist_of_the_package_is_sound() -> None:
    data = facts("checklists")
    items = [Item.read(row) for row in data["items"]]
    assert len({item.key for item in items}) == len(items)
    assert {item.proof for item in items} <= {key for key, _words in PROOFS}
    assert {item.source for item in items} <= set(data["sources"])
    assert {kind for item in items for kind in item.kinds} <= set(Office.Kind.values)
    assert all(1 <= item.weight <= 10 and 1 <= item.days <= 250 for item in items)


@given(st.text(max_size=40), st.lists(st.text(max_size=10), max_size=5))
def test_a_new_item_gets_a_key_that_nobody_has(title: str, taken: list[str]) -> None:
    key = new_key(title, taken)
    assert key
    assert key not in taken
    assert new_key(title, [*taken, key]) != key
