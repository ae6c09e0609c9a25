"""How long it really took: counted from decisions, in working days, and silent below five."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from balairung.rooms.services import actions
from balairung.rooms.services.catalogue.counting import FEWEST, Median, medians
from balairung.rooms.services.models import Version
from tests.make import START
from tests.rooms.services.handling import stage
from tests.rooms.services.handling.stage import Cast, applied

pytestmark = pytest.mark.django_db
KEY = "keterangan-uji"
NOW = START + timedelta(days=60)


@pytest.fixture
def who() -> Cast:
    return stage.cast()


def decided(version: Version, who: Cast, days: int) -> None:
    """Applied for on a Monday and decided so many days later."""
    application = applied(version, at=START)
    actions.refuse(application, text="Bukan wewenang desa.", by=who.operator, at=START + timedelta(days=days))


def test_below_five_it_says_nothing(who: Cast) -> None:
    version = stage.service()
    for _number in range(FEWEST - 1):
        decided(version, who, 1)
    applied(version, at=START)  # not decided: does not count
    assert medians([KEY], NOW) == {}
    decided(version, who, 1)
    assert medians([KEY], NOW) == {KEY: Median(1, FEWEST)}


def test_it_is_the_middle_in_working_days(who: Cast) -> None:
    version = stage.service()
    for days in (0, 0, 1, 7, 21):  # the same day, Tuesday, Monday a week later (five working days) …
        decided(version, who, days)
    assert medians([KEY], NOW) == {KEY: Median(1, 5)}
    for days in (7, 7, 7):
        decided(version, who, days)
    assert medians([KEY], NOW) == {KEY: Median(5, 8)}


def test_old_decisions_and_other_services_do_not_count(who: Cast) -> None:
    version = stage.service()
    for _number in range(FEWEST):
        decided(version, who, 1)
    assert medians(["lain"], NOW) == {}
    assert medians([KEY], START + timedelta(days=400)) == {}


def test_one_question_for_one_and_for_many(who: Cast, django_assert_max_num_queries: Any) -> None:
    version = stage.service()
    for _number in range(FEWEST):
        decided(version, who, 1)
    with django_assert_max_num_queries(3):  # the decisions, the regency's zone, the decreed days
        medians([KEY, *(f"layanan-{number}" for number in range(200))], NOW)
